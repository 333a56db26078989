"""What is hidden stays hidden: whoever subtracts, solves equations or tries every possible table finds two answers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.monitoring.book import book
from motcua.monitoring.disclosure import ALL, FEW, OTHERS, Cell, Suppressed, Table, alone, is_safe, suppress
from motcua.monitoring.periods import Period
from motcua.monitoring.testing import counts_of

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 3), st.integers(5, 60))


@st.composite
def tables(draw, rows=(1, 4), groups=(1, 3), months=(1, 4), counts=COUNTS):
    columns = tuple(f"{n:02}" for n in range(1, draw(st.integers(*months)) + 1))
    named = {
        f"g{g}": tuple(f"r{g}{n}" for n in range(draw(st.integers(*rows)))) for g in range(draw(st.integers(*groups)))
    }
    made = {(row, column): draw(counts) for rows_ in named.values() for row in rows_ for column in columns}
    # A dossier may become late after its month: the year then counts more than the months do.
    for rows_ in named.values():
        for row in rows_:
            made[row, ALL] = sum(made[row, column] for column in columns) + draw(st.sampled_from([0, 0, 0, 1, 3]))
    return Table(columns, named, made, tells_groups=draw(st.booleans()))


def hidden(of: Suppressed) -> list[Cell]:
    """Hidden counts; not those of which the house itself says that nothing would hide them."""
    return [cell for cell in of.table.cells() if of.mark(cell) and of.table.value(cell) and cell not in of.unsafe]


# --- the attacker: equations of everything published, solved exactly ----------------------------
def equations(of: Suppressed) -> tuple[list[Cell], list[dict[Cell, int]]]:
    """Every sum a reader can write down, without what is published (it is on the other side and known)."""
    table = of.table
    groups = dict(table.groups)
    if of.closed.columns:  # a reader knows that the catalogue has more procedures than are named
        groups = {group: (*rows, f"{OTHERS}{group}") for group, rows in groups.items()} | {OTHERS: (OTHERS,)}
    unknown = set(hidden(of)) | {
        Cell(group, row, column)
        for column in (*table.columns, ALL)
        for group, rows in groups.items()
        for row in (*rows, *([""] if table.tells_groups else []))
        if of.closed.holds(Cell(group, row, column))
    }
    sums = []
    for column in (*table.columns, ALL):
        for group, rows in groups.items():
            of_group = {Cell(group, row, column): 1 for row in rows}
            sums.append(of_group | ({Cell(group, "", column): -1} if table.tells_groups else {}))
        sums.append({Cell(group, row, column): 1 for group, rows in groups.items() for row in rows})
        if table.tells_groups:
            sums.append({Cell(group, "", column): 1 for group in groups})
    for group, rows in groups.items():
        for row in (*rows, *([""] if table.tells_groups else [])):
            over = {Cell(group, row, column): 1 for column in table.columns}
            sums.append(over | {Cell(group, row, ALL): -1})
    return sorted(unknown), [{cell: n for cell, n in one.items() if cell in unknown} for one in sums]


def solved(unknown: list[Cell], sums: list[dict[Cell, int]]) -> set[Cell]:
    """Return the cells that exact elimination leaves with one value: a row of the reduced form with one entry."""
    place = {cell: n for n, cell in enumerate(unknown)}
    rows = [{place[cell]: Fraction(n) for cell, n in one.items()} for one in sums if one]
    reduced: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        for pivot, other in reduced.items():
            if factor := row.get(pivot):
                row = _less(row, other, factor)
        if not row:
            continue
        pivot = min(row)
        row = {n: value / row[pivot] for n, value in row.items()}
        for key, other in list(reduced.items()):
            if factor := other.get(pivot):
                reduced[key] = _less(other, row, factor)
        reduced[pivot] = row
    return {unknown[pivot] for pivot, row in reduced.items() if len(row) == 1}


def _less(row, other, factor):
    made = {n: row.get(n, Fraction(0)) - factor * other.get(n, Fraction(0)) for n in row.keys() | other.keys()}
    return {n: value for n, value in made.items() if value}


@given(tables(rows=(1, 3), months=(1, 3)))
@settings(max_examples=120)
def test_no_hidden_cell_can_be_worked_out_by_equations(table):
    of = suppress(table)
    found = solved(*equations(of))
    assert [cell for cell in hidden(of) if cell in found] == []


def test_the_attacker_finds_what_is_hidden_alone():
    """The attack itself works: with nothing hidden beside it, the small count comes out."""
    counts = {("a", "01"): 30, ("b", "01"): 3, ("a", ALL): 30, ("b", ALL): 3}
    table = Table(("01",), {"f": ("a", "b")}, counts, tells_groups=False)
    few = {Cell("f", "b", "01"): "few", Cell("f", "b", ALL): "few"}
    naive = Suppressed(table, few, suppress(Table((), {}, {})).closed)
    assert Cell("f", "b", "01") in solved(*equations(naive))
    assert suppress(table).told(Cell("f", "a", "01")) is None


# --- the attacker who tries every table ---------------------------------------------------------
def possible(of: Suppressed) -> dict[Cell, set[int]]:
    """Return what each hidden cell can be in any table that would be published in the same words."""
    table = of.table
    groups = dict(table.groups)
    if of.closed.columns:
        groups = {group: (*rows, f"{OTHERS}{group}") for group, rows in groups.items()}
        if table.tells_groups:
            groups[OTHERS] = (OTHERS,)
    base = [Cell(g, row, column) for g, rows in groups.items() for row in rows for column in table.columns]
    extra = {
        (row, ""): table.counts.get((row, ALL), 0) - sum(table.counts.get((row, c), 0) for c in table.columns)
        for rows in groups.values() for row in rows
    }  # fmt: skip
    found: dict[Cell, set[int]] = {cell: set() for cell in hidden(of)}
    for values in product(*(_range(of, cell) for cell in base)):
        counts = {(cell.row, cell.column): value for cell, value in zip(base, values, strict=True)}
        for rows in groups.values():
            for row in rows:
                counts[row, ALL] = sum(counts[row, column] for column in table.columns) + extra[row, ""]
        other = Table(table.columns, groups, counts, table.tells_groups)
        if _says_the_same(of, other):
            for cell, seen in found.items():
                seen.add(other.value(cell))
    return found


def _range(of: Suppressed, cell: Cell) -> range:
    value, mark = of.table.value(cell), of.mark(cell)
    if mark is None:
        return range(value, value + 1)
    most = of.table.total(cell.column)
    return range(most + 1) if mark == "closed" else range(1, FEW) if mark == "few" else range(FEW, most + 1)


def _says_the_same(of: Suppressed, other: Table) -> bool:
    if any(of.table.total(column) != other.total(column) for column in (*other.columns, ALL)):
        return False
    if not other.tells_groups and any(
        of.table.value(Cell(g, "", c)) != other.value(Cell(g, "", c))
        for g in other.groups
        for c in (*other.columns, ALL)
    ):
        return False
    for cell in other.cells():
        value, mark = other.value(cell), of.mark(cell)
        if mark is None and value != of.table.value(cell):
            return False
        if (mark == "few" and not 0 < value < FEW) or (mark == "kept" and value < FEW):
            return False
    return True


@given(tables(rows=(1, 2), groups=(1, 2), months=(1, 2), counts=st.integers(0, 7)))
@settings(max_examples=80)
def test_whoever_tries_every_table_finds_two_values_for_each_hidden_cell(table):
    of = suppress(table)
    unknown = 1
    for column in table.columns:
        for group, rows in table.groups.items():
            for row in rows:
                unknown *= len(_range(of, Cell(group, row, column)))
    if unknown > 5_000 or of.closed.columns:
        return  # too many to try; the equations and the circles are tried for these
    assert [(cell, seen) for cell, seen in possible(of).items() if len(seen) < 2] == []


@given(tables(rows=(1, 4), groups=(1, 4), months=(1, 5)))
@settings(max_examples=120)
def test_every_hidden_cell_lies_on_a_circle_and_small_ones_are_hidden(table):
    of = suppress(table)
    unsafe = [cell for cell in hidden(of) if not is_safe(table, of.marks, of.closed, cell)]
    assert unsafe == []
    assert [cell for cell in table.cells() if 0 < table.value(cell) < FEW and of.told(cell) is not None] == []
    assert [cell for cell in of.marks if not table.value(cell)] == []  # what is nothing is said


def test_only_where_no_row_is_named_anyway_is_a_count_given_up():
    """All that a reader has then is the total, and a difference between the months and their year he cannot know."""
    of = suppress(Table(("01",), {"g": ("r",)}, {("r", "01"): 0, ("r", ALL): 1}, tells_groups=False))
    assert {cell.column for cell in of.unsafe} <= of.closed.columns


def test_late_ones_of_the_only_procedure_of_a_month_are_not_given_away_by_its_name():
    months = {"2026-01": {"a": 9}, "2026-02": {"a": 30, "b": 20}, "2026-03": {"a": 25, "b": 40}}
    late = {("2026-01", "a"): 2, ("2026-02", "a"): 6, ("2026-03", "b"): 5}
    counts = {}
    for key, of in months.items():
        told = {
            code: {"field": "f", "received": n, "late": late.get((key, code), 0), "early": 0} for code, n in of.items()
        }
        counts[key] = counts_of(told)
    judged = book(sorted(counts), "2026", counts)
    assert judged.measures["late"].unsafe == frozenset()
    assert judged.procedures(Period.parse("2026-01")) == []


def test_what_has_no_small_count_is_told_whole():
    counts = {(row, column): 5 + n for n, row in enumerate("ab") for column in ("01", "02")}
    counts |= {(row, ALL): counts[row, "01"] + counts[row, "02"] for row in "ab"}
    of = suppress(Table(("01", "02"), {"f": ("a",), "g": ("b",)}, counts))
    assert of.marks == {}
    assert of.told(Cell("f", "", ALL)) == 10


@given(st.dictionaries(st.sampled_from([f"{n:02}" for n in range(1, 13)]), st.integers(0, 9), min_size=1))
def test_answers_of_months_and_their_year_tell_of_no_four_people_or_fewer(parts):
    whole = sum(parts.values())
    told_not = alone(parts, whole)
    assert {key for key, value in parts.items() if 0 < value < FEW} == told_not - {ALL}
    together = sum(parts[key] for key in told_not - {ALL})
    if ALL not in told_not and told_not:
        several = len(told_not)
        assert together >= FEW
        assert several < together < several * (FEW - 1)  # some other numbers make the same sum
