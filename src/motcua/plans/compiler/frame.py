"""The parts of an administrative paper (decree 30/2020/NĐ-CP, annex I): head, title, text, closing, annexes, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .blocks import find_blocks
from .citations import is_preamble
from .cleaning import Cleaned
from .headings import Column, columns_of
from .layout import find_kept
from .paper import Cell, Line, Table
from .paragraphs import marker_of
from .rows import HEAD, Flat, find
from .words import JOINERS, fold, is_capital, squeeze

_NAME_OF_KIND = re.compile(r"^(?:kế hoạch|chương trình hành động|phương án|chương trình)(?:\s*\(.*\))?\s*$")
_RECEIVERS = re.compile(r"^nơi nhận\b")
_AFTER_CLOSING = re.compile(r"^(?:phụ lục|phụ biểu|biểu số|biểu \d|danh mục\b|(?:s?tt|số tt)\b)")
_POSTS = re.compile(r"^(?:tm|kt|tl|tuq|q)\.\s|^(?:phó )?chủ tịch$|^trưởng ban$|^giám đốc$")
_HEAD_LINES = 60


@dataclass(frozen=True)
class Grid:
    """A table of tasks or targets: its columns and rows; `no` is the number cell, the rest follow the other columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, tuple[Cell, ...]], ...]
    line: int


@dataclass
class Frame:
    """A paper taken apart."""

    head: list[Line] = field(default_factory=list)
    title: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)  # what stands between an annex's name and its table
    grids: list[Grid] = field(default_factory=list)
    is_named: bool = False  # the paper calls itself a plan
    breaks: set[int] = field(default_factory=set)


def take_apart(cleaned: Cleaned) -> Frame:
    """Return the parts of the paper."""
    frame = Frame(breaks=cleaned.breaks)
    lines = _lines_and_grids(cleaned, frame)
    rest = _without_flattened(lines, frame)
    start = next(
        (i for i, line in enumerate(rest[:_HEAD_LINES]) if _NAME_OF_KIND.match(fold(line.text.strip(" .:")))), None
    )
    if start is None:
        start = next((i for i, line in enumerate(rest[:_HEAD_LINES]) if re.match(r"KẾ HOẠCH\s", line.text)), None)
        inline = start is not None
    else:
        inline = False
    frame.is_named = start is not None
    if start is None:
        body = rest
    else:
        frame.head = rest[:start]
        first = start if inline else start + 1
        end = _end_of_title(rest, first)
        frame.title = rest[first:end]
        if inline and frame.title:
            opened = frame.title[0]
            frame.title[0] = Line(
                opened.no,
                opened.text[len("KẾ HOẠCH") :].strip(),
                opened.page,
                opened.indent,
                opened.gap,
                opened.is_whole,
            )
        body = rest[end:]
    _split_closing(body, frame)
    return frame


def _lines_and_grids(cleaned: Cleaned, frame: Frame) -> list[Line]:
    """Take tables with known columns out; what else stands in tables (head, receivers, layout) becomes lines."""
    lines: list[Line] = []
    columns: list[Column] | None = None
    for part in cleaned.parts:
        if isinstance(part, Line):
            lines.append(part)
            if part.text.strip():
                columns = None
            continue
        own = _columns_in(part)
        goes_on = columns is not None and len(part.rows[0]) == len(columns) and bool(frame.grids)
        if own is not None:
            goes_on = goes_on and own[0] == columns
            columns, rows = own
        elif columns is not None and len(part.rows[0]) == len(columns):
            rows = part.rows  # a table that a page broke goes on without its head
        else:
            columns = None
            lines += _as_lines(part)
            continue
        grid = _grid(columns, rows, part.line)
        if goes_on:
            frame.grids[-1] = _joined(frame.grids[-1], grid)
        else:
            frame.grids.append(grid)
    return lines


def _joined(one: Grid, other: Grid) -> Grid:
    """Return a table that a page broke as one; a row torn in two is one row."""
    rows = list(other.rows)
    if one.rows and rows and _is_rest(one.rows[-1], rows[0], one.columns):
        (no, cells), (_, more) = one.rows[-1], rows.pop(0)
        whole = tuple(
            Cell(squeeze(f"{a.text} {b.text}"), a.line) if a.text != b.text else a
            for a, b in zip(cells, more, strict=True)
        )
        return Grid(one.columns, (*one.rows[:-1], (no, whole), *rows), one.line)
    return Grid(one.columns, (*one.rows, *rows), one.line)


def _is_rest(
    row: tuple[Cell, tuple[Cell, ...]], more: tuple[Cell, tuple[Cell, ...]], columns: Sequence[Column]
) -> bool:
    """Return whether the first row of a page goes on with the last of the page before."""
    if more[0].text:
        return False
    first = next((cell.text for cell in more[1] if cell.text), "")
    text = next(cell.text for cell, column in zip(more[1], columns, strict=True) if column.kind == "text")
    return not text or not is_capital(text) or not is_capital(first) or row[1] is more[1]


def _columns_in(table: Table) -> tuple[list[Column], tuple[tuple[Cell, ...], ...]] | None:
    """Return the columns and the rows below the head, which may be two rows of merged cells."""
    for at in range(min(3, len(table.rows))):
        columns = columns_of([cell.text for cell in table.rows[at]])
        if columns is None and at + 1 < len(table.rows):
            joined = [
                squeeze(f"{a.text} {b.text}" if a.text != b.text else a.text)
                for a, b in zip(table.rows[at], table.rows[at + 1], strict=True)
            ]
            columns = columns_of(joined)
            if columns is not None:
                return columns, table.rows[at + 2 :]
        if columns is not None:
            return _with_second_row(columns, table.rows[at + 1 :])
    return None


def _with_second_row(
    columns: list[Column], rows: tuple[tuple[Cell, ...], ...]
) -> tuple[list[Column], tuple[tuple[Cell, ...], ...]]:
    """Join a second row of heads ("Hết quý II | Hết năm" below "Mức phải đạt"): it names no row of its own."""
    if not rows:
        return columns, rows
    own = [
        "" if squeeze(cell.text) == column.head else squeeze(cell.text)
        for cell, column in zip(rows[0], columns, strict=True)
    ]
    is_head = not any(text for text, column in zip(own, columns, strict=True) if column.kind in ("no", "text"))
    if not is_head or sum(1 for text in own if text) < 2:
        return columns, rows
    heads, above = [], ""
    for column, text in zip(columns, own, strict=True):
        above = column.head or above
        heads.append(squeeze(f"{above if text else column.head} {text}"))
    joined = columns_of(heads)
    return (joined, rows[1:]) if joined is not None else (columns, rows)


def _grid(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], line: int) -> Grid:
    at = next((i for i, column in enumerate(columns) if column.kind == "no"), None)
    wide = tuple(column for i, column in enumerate(columns) if i != at)
    cut = []
    head = [squeeze(fold(column.head)) for column in columns]
    for row in rows:
        if [squeeze(fold(cell.text)) for cell in row] == head or _is_counting(row):
            continue  # the head again, or the row that counts the columns
        no = row[at] if at is not None else Cell("", row[0].line)
        cut.append((Cell(no.text.strip(" .)"), no.line), tuple(cell for i, cell in enumerate(row) if i != at)))
    return Grid(wide, tuple(cut), line)


def _is_counting(row: Sequence[Cell]) -> bool:
    return len(row) > 2 and [cell.text.strip("() ") for cell in row] == [str(n) for n in range(1, len(row) + 1)]


def _as_lines(table: Table) -> list[Line]:
    found = []
    for row in table.rows:
        seen: set[tuple[str, int]] = set()
        for cell in row:
            if cell.text.strip() and (cell.text, cell.line) not in seen:
                seen.add((cell.text, cell.line))
                found += [
                    Line(cell.line, piece.strip(), table.page, is_whole=True)
                    for piece in cell.text.split("\n")
                    if piece.strip()
                ]
    return found


def _without_flattened(lines: list[Line], frame: Frame) -> list[Line]:
    """Take tables that lost their lines out."""
    kept: list[Line] = []
    at = 0
    while (flat := _next_table(lines, at, frame.breaks)) is not None:
        kept += lines[at : flat.first]
        columns = tuple(column for column in flat.columns if column.kind != "no")
        rows = _held_from_above([(no, tuple(cells)) for no, cells in flat.rows], columns)
        frame.grids.append(Grid(columns, rows, lines[flat.first].no))
        at = flat.last
    return [line for line in [*kept, *lines[at:]] if line.text.strip()]


def _held_from_above(
    rows: Sequence[tuple[Cell, tuple[Cell, ...]]], columns: Sequence[Column]
) -> tuple[tuple[Cell, tuple[Cell, ...]], ...]:
    """Return the rows with the lead of the row above where a task has none: the cell was merged."""
    lead = next((i for i, column in enumerate(columns) if column.kind == "lead"), None)
    if lead is None:
        return tuple(rows)
    held: list[tuple[Cell, tuple[Cell, ...]]] = []
    above = Cell("", 0)
    for no, cells in rows:
        is_task = any(
            cell.text
            for cell, column in zip(cells, columns, strict=True)
            if column.kind in ("partner", "time", "product")
        )
        if is_task and not cells[lead].text:
            cells = (*cells[:lead], above, *cells[lead + 1 :])
        above = cells[lead] if is_task else Cell("", 0)
        held.append((no, cells))
    return tuple(held)


def _next_table(lines: list[Line], start: int, breaks: set[int]) -> Flat | None:
    """Return the next table of the running lines: kept with spaces, or flattened."""
    for at in range(start, len(lines)):
        if HEAD.match(lines[at].text):
            known = find_kept(lines, at) or find_blocks(lines, at)
            if known is not None:
                return known
            break
    return find(lines, start, breaks)


def _end_of_title(lines: Sequence[Line], first: int) -> int:
    usual = lines[first + 1].gap if first + 1 < len(lines) else 0
    for i in range(first + 1, min(first + 12, len(lines))):
        text = lines[i].text.strip()
        if marker_of(text) or text.startswith(("(", "---", "___", "***")):
            return i
        if is_capital(text) and (is_preamble(text) or (lines[i].gap > usual + 1 and i > first + 1)):
            return i
        if re.search(r"như sau\W*$|(?:ban hành|xây dựng) kế hoạch\b", fold(text)):
            return i
        if lines[i].is_whole and i > first and not text.isupper() and len(text) > 140:
            return i
    return min(first + 1, len(lines))


def _split_closing(body: list[Line], frame: Frame) -> None:
    is_closing = is_caption = hangs = False
    for line in body:
        goes_on, hangs = hangs, fold(line.text.rsplit(" ", 1)[-1]) in JOINERS  # "được nêu tại | Phụ lục kèm theo"
        low = fold(line.text.strip())
        if _RECEIVERS.match(low) or (_POSTS.match(low) and line.text.strip().isupper()):
            is_closing = True
        elif _AFTER_CLOSING.match(low) and len(low) < 90 and not goes_on:
            if is_closing or low.startswith(("phụ lục", "phụ biểu")):
                is_closing, is_caption = False, True
        elif is_caption and marker_of(line.text.strip()) is not None and not line.text.strip().startswith("("):
            is_caption = False
            caption = " ".join(own.text for own in frame.captions[-6:])
            frame.body.append(Line(line.no, f"Phụ lục {caption}", line.page, 0, 1, True))
        if is_closing:
            frame.closing.append(line)
        elif is_caption:
            frame.captions.append(line)
        else:
            frame.body.append(line)
