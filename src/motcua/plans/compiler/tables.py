"""Tables whose cells are known: their head, rows a page tore, cells merged, numbers that stand before the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .headings import Column, columns_of
from .paper import Cell, Line, Table
from .paragraphs import marker_of
from .words import fold, is_capital, squeeze


@dataclass(frozen=True)
class Grid:
    """A table of tasks or targets: its columns and rows; `no` is the number cell, the rest follow the other columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, tuple[Cell, ...]], ...]
    line: int


def joined(one: Grid, other: Grid) -> Grid:
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


def columns_in(table: Table) -> tuple[list[Column], tuple[tuple[Cell, ...], ...]] | None:
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


def grid_of(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], line: int) -> Grid:
    """Return the table of these rows, without heads that are repeated."""
    at = next((i for i, column in enumerate(columns) if column.kind == "no"), None)
    wide = tuple(column for i, column in enumerate(columns) if i != at)
    cut = []
    head = [squeeze(fold(column.head)) for column in columns]
    for row in rows:
        if [squeeze(fold(cell.text)) for cell in row] == head or _is_counting(row):
            continue  # the head again, or the row that counts the columns
        if at is None:
            cut.append(_numbered(row, next(i for i, column in enumerate(columns) if column.kind == "text")))
            continue
        no = row[at]
        cut.append((Cell(no.text.strip(" .)"), no.line), tuple(cell for i, cell in enumerate(row) if i != at)))
    return Grid(wide, tuple(cut), line)


def _numbered(row: Sequence[Cell], at: int) -> tuple[Cell, tuple[Cell, ...]]:
    """Return a row whose number stands before its text: "1. Hạ tầng số", "- Lắp đặt …"."""
    mark = marker_of(row[at].text)
    if mark is None:
        return Cell("", row[at].line), tuple(row)
    no = "" if mark.kind == "bullet" else mark.value
    return Cell(no, row[at].line), (*row[:at], Cell(mark.rest, row[at].line), *row[at + 1 :])


def _is_counting(row: Sequence[Cell]) -> bool:
    return len(row) > 2 and [cell.text.strip("() ") for cell in row] == [str(n) for n in range(1, len(row) + 1)]


def as_lines(table: Table) -> list[Line]:
    """Return the words of a table that only arranges them (head, receivers) line by line."""
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


def held_from_above(
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
