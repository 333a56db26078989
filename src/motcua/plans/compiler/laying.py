"""A line of a table kept with spaces laid into its columns: every way that place allows, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from . import units
from .columns import Head, bounds_of, runs_of
from .paper import Line
from .rows import no_of

_OUTSIDE = 0.14  # what a letter costs that runs into the next column
_AWAY = 0.12  # what each place costs between a cell and its column
_SHIFT, _FAR_AWAY = 18, 0.3  # cells are shifted by so many places at most; what each place more costs
_WAYS = 10  # ways to lay a line into the columns
_FURTHER = 5.0  # what another way may cost more than the best


@dataclass(frozen=True)
class Page:
    """The part of a table on one page: its head and its lines."""

    head: Head
    lines: tuple[Line, ...]

    @cached_property
    def bounds(self) -> list[int]:
        """Return where the columns of the page begin."""
        return bounds_of(self.head, self.lines)


@dataclass(frozen=True)
class Laid:
    """One way to lay a line into the columns, and what it costs."""

    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]  # where each cell begins and ends on the line
    cost: float


@dataclass(frozen=True)
class Row:
    """Lines of the table: its place in the paper, and the ways to lay it, the cheapest first."""

    line: Line
    ways: tuple[Laid, ...]
    page: Page

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the cells by place alone."""
        return self.ways[0].cells


def lay(line: Line, page: Page, bounds: Sequence[int] | None = None) -> Row:
    """Lay the words of a line into columns in every way that place allows, the cheapest first."""
    bounds = page.bounds if bounds is None else bounds
    ends = [*bounds[1:], 10_000]
    width = len(bounds)
    words: list[tuple[str, int, int, int]] = []  # text, start, end, spaces before
    inside: set[int] = set()  # where words stand that go on the name of a body
    for run in runs_of(line):
        x = run.start
        inside |= {x + at for name in units.read(run.text).names for at in range(name.start + 1, name.end)}
        for nth, word in enumerate(run.text.split(" ")):
            words.append((word, x, x + len(word), 1 if nth else 9))
            x += len(word) + 1
    # a state is (cost, column of the last word, columns of all words)
    states: list[tuple[float, int, tuple[int, ...]]] = [(0.0, -1, ())]
    for nth, (word, start, end, before) in enumerate(words):
        nxt: list[tuple[float, int, tuple[int, ...]]] = []
        for cost, last, columns in states:
            for column in range(max(last, 0), width):
                if (column == 0) != (nth == 0 and start < bounds[1] and no_of(word) is not None):
                    continue  # the first column holds numbers
                low, high = bounds[column], ends[column]
                price = cost + _OUTSIDE * min(len(word), max(0, end - high))
                if column != last:
                    away = max(0, low - start, start - high)
                    price += _AWAY * away + _FAR_AWAY * max(0, away - _SHIFT)
                if nth and column == last and before > 1:
                    price += 2.2  # two words of a cell stand one space apart
                elif nth and column != last and before == 1:
                    price += 2.0 if start in inside and abs(start - low) > 3 else 0.0
                    price += 0.9 if opens(word) else 1.5 if abs(start - low) < 4 else 2.6
                nxt.append((price, column, (*columns, column)))
        # What is dear so far seldom ends among the cheapest.
        dearest = min(nxt)[0] + _FURTHER
        states = nsmallest(16, [state for state in nxt if state[0] <= dearest])
    ways: dict[tuple[int, ...], Laid] = {}
    for cost, _, columns in states:
        cells, places = [""] * width, [(-1, -1)] * width
        for (word, start, end, _), column in zip(words, columns, strict=True):
            cells[column] = f"{cells[column]} {word}".strip()
            places[column] = (places[column][0] if places[column][0] >= 0 else start, end)
        if columns not in ways:
            ways[columns] = Laid(tuple(cells), tuple(places), cost)
    best = sorted(ways.values(), key=lambda way: way.cost)
    return Row(line, tuple(way for way in best[:_WAYS] if way.cost - best[0].cost <= _FURTHER), page)


def opens(cell: str) -> bool:
    """Return whether words may begin a cell."""
    return bool(cell) and not cell[0].islower()
