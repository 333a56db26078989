"""The months of a year of one unit and the year itself, judged together: what of them the public may see. Pure.

Months and the year are judged as one, for whoever reads one page reads the others. Of a quarter nothing but totals
is told, and a province tells no fields of its own: both would be two more sums to subtract with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motcua.monitoring.disclosure import ALL, FEW, OTHERS, Cell, Closed, Suppressed, Table, alone, suppress
from motcua.monitoring.indicators.scoring import rounded
from motcua.monitoring.periods import Period

OTHER_REASONS = frozenset({"", "supplement"})
OTHER = "other"
REASONS = ("opinion", "waiting", "handling", "signing", "numbering", OTHER)  # all there are; docs/numbers.md, slowest
Counts = Mapping[str, Any]  # of a cell


@dataclass(frozen=True)
class Line:
    """Counts of a procedure, of a field (`code` "") or of the unit (both ""); None where a count is not told.

    `marks`: measure -> few | kept | closed, of those that are not told.
    """

    field: str
    code: str
    received: int | None
    late: int | None
    early: int | None
    marks: Mapping[str, str]

    @property
    def on_time(self) -> int | None:
        """How many are not late, early ones included."""
        return None if self.received is None or self.late is None else self.received - self.late

    @property
    def share(self) -> Decimal | None:
        """Of 100 how many are not late, two decimals (R1.6)."""
        on_time = self.on_time
        return rounded(Decimal(on_time) * 100 / self.received) if on_time is not None and self.received else None

    @property
    def at_least(self) -> Decimal | None:
        """Where the late ones are few: what the share is at least, which everybody can work out from the mark."""
        if self.received is None or self.marks.get("late") != "few":
            return None
        return rounded(Decimal(max(self.received - FEW + 1, 0)) * 100 / self.received)


@dataclass(frozen=True)
class Book:
    """The months of a year of one unit and the year itself, judged together."""

    measures: Mapping[str, Suppressed]
    reasons: Suppressed
    unrated: frozenset[str]  # periods of which nothing is told about satisfaction

    def fields(self, period: Period) -> list[Line]:
        """Return the fields of a month or the year that may be named, most dossiers first."""
        return self._lines([(field, "") for field in self._groups], period)

    def procedures(self, period: Period) -> list[Line]:
        """Return the procedures likewise."""
        return self._lines([(field, code) for field, rows in self._groups.items() for code in rows], period)

    def line(self, code: str, period: Period) -> Line | None:
        """Return one procedure, None where it is not named."""
        return next((one for one in self.procedures(period) if one.code == code), None)

    def lateness(self, period: Period) -> list[tuple[str, int | None, str | None]]:
        """Return the reasons of lateness that may be named: each with its count, or None and the mark why not."""
        found = []
        for row in self.reasons.table.groups.get("", ()):
            cell = Cell("", row, _column(period))
            if self.reasons.table.value(cell) and (mark := self.reasons.mark(cell)) != "closed":
                found.append((row, self.reasons.told(cell), mark))
        return sorted(found, key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))

    @property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return self.measures["received"].table.groups

    def _lines(self, names: list[tuple[str, str]], period: Period) -> list[Line]:
        made = []
        for field, code in names:
            cell = Cell(field, code, _column(period))
            received = self.measures["received"]
            if not received.table.value(cell) or received.mark(cell) == "closed":
                continue
            told = {name: table.told(cell) for name, table in self.measures.items()}
            marks = {name: mark for name, table in self.measures.items() if (mark := table.mark(cell))}
            made.append(Line(field, code, told["received"], told["late"], told["early"], marks))
        # Those that are not told stand at the end by their names: their order would tell who has more.
        return sorted(made, key=lambda one: (one.received is None, -(one.received or 0), one.field, one.code))


def book(months: Sequence[str], year: str, counts: Mapping[str, Counts]) -> Book:
    """Judge the counts of cells: `counts` has those of each month and, when it is counted, of the year."""
    columns = tuple(key for key in months if key in counts)
    whole = counts.get(year)
    groups = _groups_of([counts[key] for key in columns] + ([whole] if whole else []))
    received, late, early = (_table(columns, whole, groups, counts, name) for name in ("received", "late", "early"))
    of_received, of_late = _judged(received, late)
    # Beside late ones that are not told, early ones would tell of them; so would a rest of one to four.
    touchy = [
        cell
        for cell in early.cells()
        if of_late.mark(cell)
        or of_received.mark(cell)
        or 0 < received.value(cell) - early.value(cell) < FEW
        or 0 < received.value(cell) - late.value(cell) - early.value(cell) < FEW
    ]
    of_early = suppress(early, also=touchy, most=of_received.told)
    measures = {"received": of_received, "late": of_late, "early": of_early}
    rated = {key: counts[key]["satisfaction.share"]["d"] for key in columns}
    return Book(
        measures, suppress(_reasons(columns, whole, counts), most=_no_other), unrated(rated, year, whole_of(whole))
    )


def _judged(received: Table, late: Table) -> tuple[Suppressed, Suppressed]:
    """Judge dossiers and late ones together: a month whose only procedure has all the late ones names no procedure."""
    of_received = suppress(received)
    while True:
        of_late = suppress(late, most=of_received.told)
        columns = {cell.column for cell in of_late.unsafe}
        closed = of_received.closed.columns | columns
        if closed == of_received.closed.columns:
            closed |= {ALL} if columns else set()
        if closed == of_received.closed.columns:
            return of_received, of_late
        of_received = suppress(received, closed=Closed(closed, of_received.closed.rows))


def whole_of(counts: Counts | None) -> int:
    """Return how many answered."""
    return counts["satisfaction.share"]["d"] if counts else 0


def unrated(months: Mapping[str, int], year: str, whole: int) -> frozenset[str]:
    """Return the periods of a year of which nothing may be told about satisfaction, by how many answered in each.

    >>> sorted(unrated({"2026-01": 40, "2026-02": 3, "2026-03": 12}, "2026", 55))
    ['2026', '2026-02', '2026-Q1']
    """
    hidden = alone(months, whole)
    quarters = {Period.parse(key).around()[0].key for key in hidden if key != ALL}
    return frozenset(hidden - {ALL}) | quarters | ({year} if ALL in hidden else set())


def _column(period: Period) -> str:
    return ALL if period.kind == "year" else period.key


def _groups_of(counts: Sequence[Counts]) -> dict[str, tuple[str, ...]]:
    """Return the procedures of each field; one that moved to another field belongs where it is now."""
    fields = {code: told["field"] for one in counts for code, told in one["procedures"].items()}
    made: dict[str, list[str]] = defaultdict(list)
    for code in sorted(fields):
        made[fields[code]].append(code)
    return {field: tuple(codes) for field, codes in sorted(made.items())}


def _table(
    columns: tuple[str, ...],
    whole: Counts | None,
    groups: Mapping[str, tuple[str, ...]],
    counts: Mapping[str, Counts],
    measure: str,
) -> Table:
    made = {(code, key): told[measure] for key in columns for code, told in counts[key]["procedures"].items()}
    return Table(
        columns, groups, made | _summed(made, whole and {c: t[measure] for c, t in whole["procedures"].items()})
    )


def _reasons(columns: tuple[str, ...], whole: Counts | None, counts: Mapping[str, Counts]) -> Table:
    made: dict[tuple[str, str], int] = {}
    for key in columns:
        for reason, late in _plain(counts[key]["slowest"]).items():
            made[reason, key] = late
    sums = _summed(made, whole and _plain(whole["slowest"]))
    return Table(columns, {"": REASONS}, made | sums, tells_groups=False)


def _no_other(cell: Cell) -> int | None:
    return 0 if cell.row.startswith(OTHERS) else None


def _plain(slowest: Mapping[str, int]) -> dict[str, int]:
    made: dict[str, int] = defaultdict(int)
    for reason, late in slowest.items():
        made[OTHER if reason in OTHER_REASONS else reason] += late
    return made


def _summed(made: Mapping[tuple[str, str], int], whole: Mapping[str, int] | None) -> dict[tuple[str, str], int]:
    """The sums of the rows: as the year was counted, else the months together."""
    if whole is not None:
        return {(row, ALL): value for row, value in whole.items()}
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for (row, _), value in made.items():
        sums[row, ALL] += value
    return sums
