"""Tables kept with spaces ("pdftotext -layout", PDF without strokes): columns are where every line has a gap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .headings import Column, columns_of
from .paper import Cell, Line
from .rows import HEAD, Flat, ends_tables, follows, no_of
from .words import fold, is_capital, squeeze

_GAP = re.compile(r"\s{2,}")
_HEAD_LINES = 8


def find_kept(lines: Sequence[Line], at: int) -> Flat | None:
    """Return the table whose head begins at this line when its columns are kept with spaces, else None."""
    if not HEAD.match(lines[at].text) and not any(HEAD.match(line.text) for line in lines[at : at + 3]):
        return None
    end = next((k for k in range(at + 1, len(lines)) if ends_tables(lines[k].text)), len(lines))
    body = [line for line in lines[at:end] if line.text.strip()]
    if sum(1 for line in body if _GAP.search(line.text)) < max(3, len(body) * 0.3):
        return None
    pages: dict[int, list[Line]] = {}
    for line in body:
        pages.setdefault(line.page, []).append(line)
    columns: list[Column] | None = None
    edges: list[int] = []
    cut: list[tuple[Line, list[str]]] = []
    for page in pages.values():
        own = _edges(page)
        found = _head(page, own) if columns is None else _head_again(page, own, columns)
        if found is not None:
            columns, first = found
            edges = own
        elif columns is None:
            return None
        else:
            first = 0
            if len(own) == len(edges):
                edges = own
        cut += [(line, _cells(line, edges)) for line in page[first:]]
    if columns is None:
        return None
    at_no = next((i for i, column in enumerate(columns) if column.kind == "no"), None)
    if at_no != 0:
        return None
    rows = _rows(cut, len(columns))
    return Flat(columns, at, end, rows) if len(rows) > 1 else None


def _edges(lines: Sequence[Line]) -> list[int]:
    """Return where columns begin: the right ends of gaps that nearly no line crosses."""
    wide = [line for line in lines if _GAP.search(line.text)]
    if not wide:
        return [0]
    length = max(line.indent + len(line.text) for line in wide)
    taken = [0] * (length + 2)
    for line in wide:
        for m in re.finditer(r"\S+(?:\s\S+)*", line.text):
            for x in range(line.indent + m.start(), line.indent + m.end()):
                taken[x] += 1
    limit = max(1, len(wide) * 0.08) if len(wide) > 12 else 0
    edges, inside = [], False
    for x in range(length + 1):
        if taken[x] > limit and not inside:
            edges.append(x)
            inside = True
        elif taken[x] <= limit:
            inside = False
    return edges or [0]


def _head(page: Sequence[Line], edges: list[int]) -> tuple[list[Column], int] | None:
    """Return the columns of the head and the first line below it; the head ends where the first number stands."""
    for last in range(1, min(_HEAD_LINES, len(page))):
        first_cell = _cells(page[last], edges)[0].strip()
        if no_of(first_cell) is None:
            continue
        rows = [_cells(line, edges) for line in page[:last]]
        columns = columns_of([squeeze(" ".join(row[c] for row in rows)) for c in range(len(edges))])
        return (columns, last) if columns else None
    return None


def _head_again(page: Sequence[Line], edges: list[int], columns: list[Column]) -> tuple[list[Column], int] | None:
    """Return where the table goes on below a head that is printed again."""
    wanted = [re.sub(r"\s", "", fold(column.head)) for column in columns]
    if len(edges) != len(columns):
        return None
    said = [""] * len(columns)
    for last, line in enumerate(page[:_HEAD_LINES], start=1):
        said = [have + re.sub(r"\s", "", fold(more)) for have, more in zip(said, _cells(line, edges), strict=True)]
        if said == wanted:
            return columns, last
    return None


def _cells(line: Line, edges: Sequence[int]) -> list[str]:
    """Return the words of a line by column: each run of words goes where it begins."""
    cells = [""] * len(edges)
    if not _GAP.search(line.text) and len(line.text) > 60 and len(edges) > 1:
        found = no_of(line.text.split()[0])
        at = 1 if len(edges) > 1 else 0
        if found and line.indent <= edges[1] - 2:
            cells[0], cells[at] = line.text.split()[0], line.text.split(None, 1)[1]
        else:
            cells[at] = line.text
        return cells
    for m in re.finditer(r"\S+(?:\s\S+)*", line.text):
        x = line.indent + m.start()
        at = max((c for c, edge in enumerate(edges) if edge <= x + 2), default=0)
        text = m.group()
        if at == 0 and len(edges) > 1 and line.indent + m.end() > edges[1]:
            first, _, rest = text.partition(" ")
            if no_of(first):
                cells[0], text, at = first, rest, 1
            else:
                at = 1
        cells[at] = f"{cells[at]} {text}".strip()
    return cells


def _rows(cut: Sequence[tuple[Line, list[str]]], width: int) -> list[tuple[Cell, list[Cell]]]:
    """Put lines together to rows: a row begins where its number stands, or above it where cells are centred."""
    seen: list[str] = []
    starts: list[tuple[int, str]] = []
    for k, (_, cells) in enumerate(cut):
        no = no_of(cells[0])
        if no and follows(no, seen):
            seen.append(no)
            starts.append((k, no))
    bounds = [_begin(cut, starts, i) for i in range(len(starts))] + [len(cut)]
    rows: list[tuple[Cell, list[Cell]]] = []
    for i, (k, no) in enumerate(starts):
        part = cut[bounds[i] : bounds[i + 1]]
        at = _second_row(part)
        rows.append((Cell(no, cut[k][0].no), _joined(part[:at], width)))
        if at < len(part):
            rows.append((Cell("", part[at][0].no), _joined(part[at:], width)))
    return rows


def _second_row(part: Sequence[tuple[Line, list[str]]]) -> int:
    """Return where a row without a number begins below a title that fills only its text cell, else the end."""
    for at in range(1, len(part)):
        line, cells = part[at]
        if any("".join(row[2:]) for _, row in part[:at]):
            break
        if line.gap and is_capital(cells[1]) and any("".join(row[2:]) for _, row in part[at:]):
            return at
    return len(part)


def _joined(part: Sequence[tuple[Line, list[str]]], width: int) -> list[Cell]:
    cells = []
    for c in range(1, width):
        pieces = [(line.no, row[c]) for line, row in part if c < len(row) and row[c]]
        cells.append(Cell(squeeze(" ".join(text for _, text in pieces)), pieces[0][0] if pieces else 0))
    return cells


def _begin(cut: Sequence[tuple[Line, list[str]]], starts: Sequence[tuple[int, str]], i: int) -> int:
    """Return the first line of a row: its number's, or one above when the number is centred beside its text."""
    k = starts[i][0]
    floor = starts[i - 1][0] + 1 if i else 0
    text = cut[k][1][1] if len(cut[k][1]) > 1 else ""
    if is_capital(text):
        return k
    for up in range(k - 1, floor - 1, -1):
        line, cells = cut[up]
        own = cells[1] if len(cells) > 1 else ""
        if is_capital(own) and (
            up == floor or cut[up + 1][0].gap or line.gap or fold(cut[up - 1][1][1])[-1:] in (".", ";", "")
        ):
            return up
    return k
