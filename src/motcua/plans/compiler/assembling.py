"""Rows and cells of tables kept with spaces, put together from lines.

A word belongs to the column it stands in, but columns run into each other where a cell is full, and lines
do not say which row they are of: cells are set at the top or in the middle, numbers beside any of their lines. So all
ways to part the lines into rows are weighed by what they make of the cells, and the best sum wins; then the words
that stand between two columns go where they make sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, product

from .columns import bounds_of, runs_of
from .flattened import weigh_cell
from .headings import Column
from .laying import Laid, Row, lay, opens
from .paper import Cell
from .rows import follows, no_of
from .words import JOINERS, fold, is_capital, squeeze

_BELOW = 0.8  # what it weighs that a line of a cell begins, or has its middle, where the line above has
_TALLEST = 24  # lines between two numbers that are looked at


def rows_of(laid: Sequence[Row], columns: Sequence[Column]) -> list[tuple[Cell, list[Cell]]]:
    """Return the rows of a table: each with its number and its other cells."""
    numbers: list[tuple[int, str]] = []
    for k, row in enumerate(laid):
        no = no_of(row.cells[0])
        if no and follows(no, [seen for _, seen in numbers]):
            numbers.append((k, no))
    if not numbers:
        return []
    at_top, centred = (_parted(laid, columns, [k for k, _ in numbers], is_centred) for is_centred in (False, True))
    starts = max(at_top, centred)[1]
    rows: list[tuple[Cell, list[Cell]]] = []
    spans: list[tuple[int, int]] = []
    for i, (k, no) in enumerate(numbers):
        end = starts[i + 1] if i + 1 < len(numbers) else len(laid)
        at = starts[i] + _second_row(laid[starts[i] : end])
        rows.append((Cell(no, laid[k].line.no), _cells(laid[starts[i] : at], columns)))
        spans.append((starts[i], at))
        if at < end:
            rows.append((Cell("", laid[at].line.no), _cells(laid[at:end], columns)))
            spans.append((at, end))
    if centred > at_top:
        _share_leads(rows, spans, laid, columns)
    return rows


def _share_leads(
    rows: Sequence[tuple[Cell, list[Cell]]],
    spans: Sequence[tuple[int, int]],
    laid: Sequence[Row],
    columns: Sequence[Column],
) -> None:
    """Give a row without a lead that of its neighbour when this stands in the middle of both: a merged cell."""
    at = next((c for c, column in enumerate(columns) if column.kind == "lead"), 0)
    lacking = [
        i for i, (_, cells) in enumerate(rows) if at and not cells[at - 1].text and any(c.text for c in cells[1:])
    ]
    for i in lacking:
        for j in (i + 1, i - 1):
            if not 0 <= j < len(rows) or j in lacking or not rows[j][1][at - 1].text:
                continue
            said = [k for k in range(*spans[j]) if laid[k].cells[at]]
            if not said:
                continue
            middle = (said[0] + said[-1]) / 2
            own, both = (sum(spans[j]) - 1) / 2, (min(spans[i][0], spans[j][0]) + max(spans[i][1], spans[j][1]) - 1) / 2
            if abs(middle - both) < abs(middle - own):
                rows[i][1][at - 1] = rows[j][1][at - 1]
                break


def _parted(
    laid: Sequence[Row], columns: Sequence[Column], numbers: Sequence[int], is_centred: bool
) -> tuple[float, list[int]]:
    """Return the best places where rows begin, each at its number or above it, and their weight."""
    begins = [[0] if not nth else _may_begin(laid, numbers[nth - 1] + 1, k) for nth, k in enumerate(numbers)]
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for nth, k in enumerate(numbers):
        ends = begins[nth + 1] if nth + 1 < len(numbers) else [len(laid)]
        reached: dict[int, tuple[float, int]] = {}
        for end in ends:
            reached[end] = max(
                (best[nth][start][0] + _weigh(laid, columns, start, end, k, is_centred), start) for start in begins[nth]
            )
        best.append(reached)
    starts = [len(laid)]
    for nth in range(len(numbers), 0, -1):
        starts.append(best[nth][starts[-1]][1])
    return best[-1][len(laid)][0], starts[:0:-1]


def _may_begin(laid: Sequence[Row], low: int, high: int) -> list[int]:
    """Return the lines at which a row may begin whose number stands in line `high`."""
    return [
        k
        for k in range(max(low, high - _TALLEST), high + 1)
        if k == high or any(opens(cell) for cell in laid[k].cells[1:])
    ]


def _weigh(
    laid: Sequence[Row], columns: Sequence[Column], start: int, end: int, number: int, is_centred: bool
) -> float:
    """Weigh lines as one row: what its cells hold, how they begin and end, where its number stands."""
    part = laid[start:end]
    is_torn = any(a.line.page != b.line.page for a, b in pairwise(part))
    middle = (start + end - 1) / 2
    far = abs(number - middle) if is_centred else number - start
    score = 0.0 if is_torn else -min(4.0, (0.7 if is_centred else 1.6) * far)
    score += 1.5 if part[0].line.gap else 0.0
    score -= sum(0.8 for row in part[1:] if row.line.gap)
    for c in range(1, len(columns)):
        kind = columns[c].kind
        at = [k for k in range(start, end) if laid[k].cells[c]]
        text = " ".join(laid[k].cells[c] for k in at)
        if not text:
            score -= 8.0 if kind == "text" else 0.0
            continue
        if text[0].islower():
            score -= 4.0 if kind == "text" else 2.0
        last = fold(text.rsplit(" ", 1)[-1])
        if last in JOINERS or text.endswith((",", "-", "–")):
            score -= 2.0
        if kind in ("lead", "partner", "time"):
            score += 0.4 * max(-8.0, weigh_cell(kind, text))
        if is_centred and not is_torn:
            score -= min(1.2, 0.3 * abs((at[0] + at[-1]) / 2 - middle))
    return score


def _anew(part: Sequence[Row]) -> list[Row] | None:
    """Lay the lines of a row by bounds of its own, None when they are the page's.

    Between two columns of a row there is a place no line crosses.
    """
    laid: list[Row] = []
    for page, rows in groupby(part, key=lambda row: row.page):
        old = list(rows)
        bounds = bounds_of(page.head, page.lines, [row.line for row in old])
        laid += old if bounds == page.bounds else [lay(row.line, page, bounds) for row in old]
    return None if all(new is old for new, old in zip(laid, part, strict=True)) else laid


def _cells(part: Sequence[Row], columns: Sequence[Column]) -> list[Cell]:
    """Lay the lines of a row so that its cells make the most sense: first by place, then one or two lines anew."""
    if all(is_one_run(row) for row in part):
        # Nothing but words in a row over all columns: a title of the rows below.
        text = " ".join(" ".join(row.cells[1:]) for row in part)
        return [Cell(squeeze(text), part[0].line.no), *(Cell("", 0) for _ in columns[2:])]
    _, chosen = max((_chosen(tried, columns) for tried in (part, _anew(part)) if tried), key=lambda found: found[0])
    cells = []
    for c in range(1, len(columns)):
        pieces = [(row.line.no, way.cells[c]) for row, way in zip(part, chosen, strict=True) if way.cells[c]]
        cells.append(Cell(squeeze(" ".join(text for _, text in pieces)), pieces[0][0] if pieces else 0))
    return cells


def _chosen(part: Sequence[Row], columns: Sequence[Column]) -> tuple[float, list[Laid]]:
    chosen = [row.ways[0] for row in part]
    best = _sense(chosen, columns)
    is_better = True
    while is_better:
        is_better = False
        for k in range(len(part)):
            for own, following in product(part[k].ways, part[k + 1].ways if k + 1 < len(part) else [None]):
                tried = [*chosen[:k], own, *([following] if following else []), *chosen[k + 2 :]]
                score = _sense(tried, columns)
                if score > best + 0.01:
                    best, chosen, is_better = score, tried, True
    return best, chosen


def _sense(ways: Sequence[Laid], columns: Sequence[Column]) -> float:
    """Weigh lines laid in some way: what the cells hold, and whether their lines stand below each other."""
    score = -sum(way.cost for way in ways)
    for c in range(1, len(columns)):
        score += weigh_cell(columns[c].kind, " ".join(way.cells[c] for way in ways if way.cells[c]))
        places = [way.places[c] for way in ways if way.cells[c]]
        for one, other in pairwise(places):
            if abs(one[0] - other[0]) <= 2 or abs(sum(one) - sum(other)) < 4:
                score += _BELOW
    return score


def is_one_run(row: Row) -> bool:
    """Return whether a line holds nothing but words that follow each other from the text's column on."""
    runs = runs_of(row.line)
    is_alone = len(runs) == 1 or (len(runs) == 2 and runs[0].text == row.cells[0])
    return is_alone and (runs[-1].text == row.cells[0] or runs[-1].start < row.page.bounds[2])


def _second_row(part: Sequence[Row]) -> int:
    """Return where a row without a number begins below a title that stands alone or over all columns, else the end."""
    at = next((k for k, row in enumerate(part) if not is_one_run(row)), len(part))
    if not at or at == len(part) or not is_capital(part[at].cells[1]):
        return len(part)
    runs = runs_of(part[0].line)
    bounds = part[0].page.bounds
    is_over_all = len(bounds) > 2 and runs[-1].start < bounds[2] < runs[-1].end - 3
    return at if part[at].line.gap or is_over_all else len(part)
