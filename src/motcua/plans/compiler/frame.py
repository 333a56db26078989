"""The parts of an administrative paper (decree 30/2020/NĐ-CP, annex I): head, title, text, closing, annexes, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .blocks import find_blocks
from .citations import is_preamble
from .cleaning import Cleaned
from .headings import Column
from .layout import find_kept
from .paper import Line
from .paragraphs import marker_of
from .rows import HEAD, Flat, find
from .tables import Grid, as_lines, columns_in, grid_of, held_from_above, joined
from .words import JOINERS, fold, is_capital

_NAME_OF_KIND = re.compile(r"^(?:kế hoạch|chương trình hành động|phương án|chương trình)(?:\s*\(.*\))?\s*$")
_RECEIVERS = re.compile(r"^nơi nhận\b")
_AFTER_CLOSING = re.compile(r"^(?:phụ lục|phụ biểu|biểu số|biểu \d|danh mục\b|(?:s?tt|số tt)\b)")
_POSTS = re.compile(r"^(?:tm|kt|tl|tuq|q)\.\s|^(?:phó )?chủ tịch$|^trưởng ban$|^giám đốc$")
_HEAD_LINES = 60


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
        own = columns_in(part)
        goes_on = columns is not None and len(part.rows[0]) == len(columns) and bool(frame.grids)
        if own is not None:
            goes_on = goes_on and own[0] == columns
            columns, rows = own
        elif columns is not None and len(part.rows[0]) == len(columns):
            rows = part.rows  # a table that a page broke goes on without its head
        else:
            columns = None
            lines += as_lines(part)
            continue
        grid = grid_of(columns, rows, part.line)
        if goes_on:
            frame.grids[-1] = joined(frame.grids[-1], grid)
        else:
            frame.grids.append(grid)
    return lines


def _without_flattened(lines: list[Line], frame: Frame) -> list[Line]:
    """Take tables that lost their lines out."""
    kept: list[Line] = []
    at = 0
    while (flat := _next_table(lines, at, frame.breaks)) is not None:
        kept += lines[at : flat.first]
        columns = tuple(column for column in flat.columns if column.kind != "no")
        rows = held_from_above([(no, tuple(cells)) for no, cells in flat.rows], columns)
        frame.grids.append(Grid(columns, rows, lines[flat.first].no))
        at = flat.last
    return [line for line in [*kept, *lines[at:]] if line.text.strip()]


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
