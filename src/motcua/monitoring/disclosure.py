"""Which counts the public may see: small ones are hidden, and others beside them, so that nobody can subtract. Pure.

A table holds counts of rows (procedures) in groups (fields) over columns (months) with the sum of each row over all
columns; the sums of all rows are published whatever happens. A count of 1 to 4 is hidden. Everything published makes
equations over what is hidden, and each hidden cell stands in two of them at most: the equations are those of a flow
through a network, where what may flow round in a circle may also be otherwise. So a cell is safe exactly when a
circle of hidden cells runs through it that can turn by one without leaving what their marks say ("< 5" is 1 to 4).
Where there is none, the cheapest circle of cells that are not yet hidden is hidden; where even that is missing, the
row is not named in any month, or no row of the month is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import count
from typing import Literal, NamedTuple

FEW = 5  # counts of 1 to FEW - 1 are not told
ALL = ""  # the column of the sums over all columns
OTHERS = "*"  # every row and group of the catalogue that the table does not name: all zero

Mark = Literal["few", "kept", "closed"]
"""Why a cell is not told: few = it is 1 to 4; kept = others could be worked out from it; closed = not even named."""


class Cell(NamedTuple):
    """A count of a table: of a row, or of a whole group when `row` is empty, in one column."""

    group: str
    row: str
    column: str


Most = Callable[[Cell], int | None]


@dataclass(frozen=True)
class Table:
    """Counts to be published; rows that are zero everywhere may be left out.

    `counts` has a count for each row in each column and in ALL. What stands in ALL may be more than the months
    together (a dossier becomes late after its month): the difference counts as known to everybody.
    """

    columns: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    counts: Mapping[tuple[str, str], int]  # (row, column) -> how many
    tells_groups: bool = True  # False: the groups are the whole, and their sums are published like it

    def value(self, cell: Cell) -> int:
        """Return a count; of a group the sum of its rows."""
        if cell.row:
            return self.counts.get((cell.row, cell.column), 0)
        return sum(self.counts.get((row, cell.column), 0) for row in self.groups.get(cell.group, ()))

    def cells(self) -> Iterator[Cell]:
        """Return every cell that would be published if nothing were small."""
        for column in (*self.columns, ALL):
            for group, rows in self.groups.items():
                if self.tells_groups:
                    yield Cell(group, "", column)
                yield from (Cell(group, row, column) for row in rows)

    def total(self, column: str) -> int:
        """Return the sum of all rows of a column."""
        return sum(self.value(Cell(group, "", column)) for group in self.groups)


@dataclass(frozen=True)
class Closed:
    """What is not even named: no row of these columns, these rows in no month. Nobody sees what is zero there."""

    columns: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()

    def holds(self, cell: Cell) -> bool:
        """Tell whether a cell is not named."""
        return cell.column in self.columns or (cell.row in self.rows and cell.column != ALL)


@dataclass(frozen=True)
class Suppressed:
    """A table with what is not told of it."""

    table: Table
    marks: Mapping[Cell, Mark]
    closed: Closed
    unsafe: frozenset[Cell] = frozenset()  # hidden for nothing: what else is known gives them away

    def told(self, cell: Cell) -> int | None:
        """Return a count, None where it is not told."""
        return self.table.value(cell) if self.mark(cell) is None else None

    def mark(self, cell: Cell) -> Mark | None:
        """Return why a cell is not told, None where it is."""
        return "closed" if self.closed.holds(cell) else self.marks.get(cell)


def suppress(
    table: Table,
    *,
    also: Iterable[Cell] = (),
    most: Most = lambda _: None,
    closed: Closed = Closed(),
) -> Suppressed:
    """Return the table with its small counts hidden, safe against subtraction.

    `also`: other cells to hide. `most`: what a reader knows a cell to be at most (of the late ones: how many there
    are), None where he knows nothing. `closed`: what is not named in any case.

    >>> few = Table(("01",), {"a": ("x", "y", "z")}, {("x", "01"): 9, ("y", "01"): 3, ("z", "01"): 40,
    ...                                              ("x", ""): 9, ("y", ""): 3, ("z", ""): 40}, tells_groups=False)
    >>> [suppress(few).told(Cell("a", row, "01")) for row in "xyz"]
    [None, None, 40]
    """
    first: dict[Cell, Mark] = {cell: "few" for cell in table.cells() if 0 < table.value(cell) < FEW}
    first |= {cell: "kept" for cell in also if cell not in first and table.value(cell)}
    unsafe: set[Cell] = set()
    while True:
        network = _Network(table, dict(first), closed, most)
        stuck = network.protect(unsafe)
        if stuck is None:
            return Suppressed(table, network.marks, closed, frozenset(unsafe))
        if stuck.column in closed.columns and ALL in closed.columns:
            unsafe.add(stuck)
        else:
            closed = _wider(table, stuck, closed)


def _wider(table: Table, stuck: Cell, closed: Closed) -> Closed:
    """Name less: the rarest row beside what nothing can cover; else its column; else the sums over the columns."""
    rows = table.groups.get(stuck.group, ())
    near = [row for row in rows if table.counts.get((row, stuck.column)) and row not in closed.rows]
    if stuck.row and near:
        rarest = min(near, key=lambda row: (table.counts.get((row, ALL), 0), row))
        return Closed(closed.columns, closed.rows | {rarest})
    return Closed(closed.columns | {ALL if stuck.column in closed.columns else stuck.column}, closed.rows)


def alone(parts: Mapping[str, int], whole: int) -> set[str]:
    """Return which of some counts and their sum (ALL) not to tell, when no other sum is told of them.

    What is hidden together is at least FEW, and neither all ones nor all as many as may be hidden.

    >>> alone({"01": 40, "02": 3, "03": 12}, 55) == {"02", ALL}, alone({"01": 2, "02": 3, "03": 12}, 17) == {"01", "02"}
    (True, True)
    """
    hidden = {key for key, value in parts.items() if 0 < value < FEW}
    together = sum(parts[key] for key in hidden)
    is_free = len(hidden) > 1 and together >= FEW and len(hidden) < together < len(hidden) * (FEW - 1)
    return hidden | ({ALL} if 0 < whole < FEW or (hidden and not is_free) else set())


def is_safe(table: Table, marks: Mapping[Cell, Mark], closed: Closed, cell: Cell, most: Most = lambda _: None) -> bool:
    """Tell whether a hidden cell could be another number, everything published being the same."""
    return _Network(table, dict(marks), closed, most).circle(cell, may_hide=False) is not None


class _Network:
    """Cells as arcs between the sums they stand in: total of a month, group of a month, row, group, total."""

    def __init__(self, table: Table, marks: dict[Cell, Mark], closed: Closed, most: Most) -> None:
        self.table, self.marks, self.closed, self.most = table, marks, closed, most
        self._nodes: dict[tuple[str, str, str], int] = {}
        self._arcs: list[list[tuple[int, Cell, int]]] = []  # tail -> head, cell, how many it counts
        self._ends: dict[Cell, list[tuple[int, int]]] = {}
        groups = dict(table.groups)
        if closed.columns:  # where no row is told, any procedure of the catalogue may hide
            groups = {group: (*rows, f"{OTHERS}{group}") for group, rows in groups.items()}
            if table.tells_groups:
                groups[OTHERS] = (OTHERS,)
        for column in (*table.columns, ALL):
            for group, rows in groups.items():
                here = self._node("group", group, column)
                if table.tells_groups:
                    self._lay(Cell(group, "", column), self._node("total", "", column), here)
                for row in rows:
                    self._lay(Cell(group, row, column), here, self._node("row", row, ""))

    def protect(self, given_up: Set[Cell]) -> Cell | None:
        """Hide until every hidden cell is safe; return one for which nothing is left to hide."""
        safe: set[Cell] = set(given_up)
        closed = self.closed
        hidden = [*self.marks, *(c for c in self.table.cells() if closed.holds(c) and self.table.value(c))]
        for cell in sorted(hidden, key=lambda one: (one.column == ALL, one)):
            if cell in safe:
                continue
            circle = self.circle(cell, may_hide=True)
            if circle is None:
                return cell
            for one in circle:
                if not closed.holds(one):
                    self.marks.setdefault(one, "kept")
            safe.update(circle)  # all of it turns together
        return None

    def circle(self, cell: Cell, *, may_hide: bool) -> list[Cell] | None:
        """Return the cheapest circle through a cell, one way or the other; None when there is none."""
        ways = [self._way(head, tail, cell, may_hide) for tail, head in self._ends.get(cell, ())]
        found = [way for way in ways if way is not None]
        return [cell, *min(found)[1]] if found else None

    def _node(self, *name: str) -> int:
        number = self._nodes.setdefault(name, len(self._nodes))  # type: ignore[arg-type]
        if number == len(self._arcs):
            self._arcs.append([])
        return number

    def _lay(self, cell: Cell, above: int, below: int) -> None:
        # Over the year the flow runs the other way: rows into groups, groups into the total.
        tail, head = (below, above) if cell.column == ALL else (above, below)
        value, is_closed = self.table.value(cell), self.closed.holds(cell)
        if not value and not is_closed:
            return  # a count of nothing is told, and never covers another
        low, high = (0, None) if is_closed else (1, FEW - 1) if value < FEW else (FEW, None)
        known = self.most(cell)
        if (high is None or value < high) and (known is None or value < known):
            self._arc(tail, head, cell, value)
        if value > low:
            self._arc(head, tail, cell, value)

    def _arc(self, tail: int, head: int, cell: Cell, value: int) -> None:
        self._arcs[tail].append((head, cell, value))
        self._ends.setdefault(cell, []).append((tail, head))

    def _way(self, start: int, goal: int, without: Cell, may_hide: bool) -> tuple[int, list[Cell]] | None:
        """Return the cheapest way between two sums and its cells; what is hidden already costs nothing."""
        order = count()  # of equals the first found
        best, came = {start: 0}, {}
        heap = [(0, next(order), start)]
        while heap:
            cost, _, node = heapq.heappop(heap)
            if node == goal:
                break
            if cost > best[node]:
                continue
            for after, cell, value in self._arcs[node]:
                if cell == without:
                    continue
                price = 0 if cell in self.marks or self.closed.holds(cell) else value
                if (price == 0 or may_hide) and cost + price < best.get(after, _FAR):
                    best[after], came[after] = cost + price, (node, cell)
                    heapq.heappush(heap, (cost + price, next(order), after))
        if goal not in came:
            return None
        cells, node = [], goal
        while node != start:
            node, cell = came[node]
            cells.append(cell)
        return best[goal], cells


_FAR = 1 << 60
