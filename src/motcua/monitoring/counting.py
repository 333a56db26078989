"""Counting: every measure of some committees in one period, in one query for each population.

Counted from the facts each time, whole; a period that is still running is counted as of now. What a place counts is
kept apart from who may read it: callers ask for the right first, and row-level security asks again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from motcua.monitoring.indicators import Library, Measure
from motcua.monitoring.indicators.sql import TRUE, Sql, all_of, compile_rule
from motcua.monitoring.periods import Period

DAY_OF = {"received": "received_on", "submitted": "submitted_on", "rated": "rated_on", "ended": "ended_on"}
FEWEST = 5  # dossiers of each channel before a procedure is compared (R7.16)
FEWEST_OFFICERS = 3  # who agreed, before what they filed is shown as a number (P)
_KEPT = "NOT f.is_duplicate"
FACTS = Sql("dossier_fact f")

Counts = dict[str, dict[str, Any]]  # measure -> {n, d, parts, mean, median, p90}: plain JSON, kept in cells


@dataclass(frozen=True)
class Place:
    """What is counted together: the committees, and where their catalogue is (province code, place codes)."""

    members: tuple[int, ...]
    scopes: Mapping[int, tuple[str, ...]]  # committee -> scopes of procedure versions, from the nation's down


def count(
    library: Library,
    place: Place,
    period: Period,
    now: datetime,
    *,
    facts: Sql = FACTS,
    only: Collection[str] | None = None,
) -> Counts:
    """Return the counts of every measure; one query for each population, one for services, one to compare.

    `facts` may be another table of facts than the one that is kept: what they would be if, or were on a day
    (supposing.py). `only`: of these measures alone.
    """
    values = values_of(period, now)
    made: Counts = {}
    wanted = [m for m in library.measures.values() if only is None or m.key in only]
    for population in DAY_OF:
        measures = [m for m in wanted if m.of == population and m.kind in ("share", "count", "mean")]
        if measures:
            made |= _population(library, measures, within(population, place, period), values, facts)
    if services := [m for m in wanted if m.kind == "services"]:
        made |= _services(library, services, place, period, values, facts)
    for measure in wanted:
        if measure.kind == "compare":
            made[measure.key] = _compared(library, measure, within(measure.of, place, period), values, facts)
        elif measure.kind == "own":
            made[measure.key] = _own(place, period)
    return made


def break_down(library: Library, place: Place, period: Period, now: datetime) -> Counts:
    """Return the same plain counts for each procedure, and what took longest in the dossiers that are late.

    `procedures`: code -> {field, received, early, late, online, rated, satisfied, ended}; `slowest`: part -> late ones.
    """
    values = values_of(period, now)
    where = within("received", place, period)
    wanted = [named(library, [key], values) for key in _BROKEN_DOWN]
    late = named(library, ["late_766"], values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.procedure, max(f.field), count(*), {', '.join(_count(sql).text for sql in wanted)}"  # noqa: S608
            f" FROM dossier_fact f WHERE {where.text} GROUP BY 1 ORDER BY 1",
            [value for sql in wanted for value in sql.params] + list(where.params),
        )
        procedures = {
            code: {"field": field, "received": total, **dict(zip(_BROKEN_DOWN.values(), told, strict=True))}
            for code, field, total, *told in cursor.fetchall()
        }
        cursor.execute(
            f"SELECT f.slowest, count(*) FROM dossier_fact f WHERE {where.text} AND {late.text} GROUP BY 1",  # noqa: S608
            [*where.params, *late.params],
        )
        slowest = dict(cursor.fetchall())
    return {"procedures": procedures, "slowest": slowest}


_BROKEN_DOWN = {
    "early": "early", "late_766": "late", "online": "online", "rated": "rated", "satisfied": "satisfied",
    "ended": "ended", "apologised": "apologised",
}  # fmt: skip


def values_of(period: Period, now: datetime) -> dict[str, Any]:
    """What conditions may ask of the period."""
    return {"period.as_of": period.as_of(now), "period.first": period.first, "period.last": period.last}


def within(measure_of: str, place: Place, period: Period) -> Sql:
    """Return the condition that a fact belongs to a place and a period."""
    return Sql(
        f"f.committee_id = ANY (%s) AND f.{DAY_OF[measure_of]} BETWEEN %s AND %s AND {_KEPT}",
        (list(place.members), period.first, period.last),
    )


def around(place: Place, period: Period) -> Sql:
    """All facts any measure of the period may count."""
    days = " OR ".join(f"f.{day} BETWEEN %s AND %s" for day in DAY_OF.values())
    return Sql(
        f"f.committee_id = ANY (%s) AND ({days})", (list(place.members), *(period.first, period.last) * len(DAY_OF))
    )


def named(library: Library, keys: Sequence[str], values: Mapping[str, Any]) -> Sql:
    """Return all the named conditions of dossiers together."""
    return all_of([compile_rule(library.conditions[key].rule, values) for key in keys if key != "all"])


def _population(
    library: Library, measures: Sequence[Measure], where: Sql, values: Mapping[str, Any], facts: Sql
) -> Counts:
    wanted: list[Sql] = []
    places: dict[tuple[str, str], int] = {}

    def want(measure: Measure, what: str, sql: Sql) -> None:
        places[measure.key, what] = len(wanted)
        wanted.append(sql)

    for measure in measures:
        base = named(library, measure.denominator, values)
        if measure.kind == "mean":
            for what, function in _STATISTICS.items():
                want(measure, what, _over(function.format(column=f"f.{measure.column}"), base))
            continue
        want(measure, "d", _count(base))
        if measure.subtract:
            for key in measure.subtract:
                want(measure, f"-{key}", _count(base & named(library, [key], values)))
        else:
            want(measure, "n", _count(base & named(library, measure.numerator, values)))
    # The same count is asked for by many measures (all dossiers of the period): it is made once.
    distinct: dict[Sql, int] = {}
    at = [distinct.setdefault(sql, len(distinct)) for sql in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql.text for sql in distinct)} FROM {facts.text} WHERE {where.text}",  # noqa: S608
            [*(value for sql in distinct for value in sql.params), *facts.params, *where.params],
        )
        row = cursor.fetchone()
    told: dict[str, dict[str, Any]] = {}
    for (key, what), n in places.items():
        told.setdefault(key, {})[what] = _plain(row[at[n]])
    return {measure.key: _told(measure, told[measure.key]) for measure in measures}


_STATISTICS = {
    "d": "count({column})",
    "sum": "sum({column})",
    "median": "percentile_cont(0.5) WITHIN GROUP (ORDER BY {column})",
    "p90": "percentile_cont(0.9) WITHIN GROUP (ORDER BY {column})",
}


def _over(function: str, base: Sql) -> Sql:
    return Sql(f"{function} FILTER (WHERE {base.text})", base.params)


def _count(sql: Sql) -> Sql:
    return Sql("count(*)") if sql is TRUE else Sql(f"count(*) FILTER (WHERE {sql.text})", sql.params)


def _told(measure: Measure, found: dict[str, Any]) -> dict[str, Any]:
    if measure.kind == "mean":
        return {**found, "sum": found["sum"] or 0}
    if measure.subtract:
        parts = {key: found[f"-{key}"] for key in measure.subtract}
        return {"d": found["d"], "n": found["d"] - sum(parts.values()), "parts": parts}
    return {"d": found["d"], "n": found["n"]}


def _compared(library: Library, measure: Measure, base: Sql, values: Mapping[str, Any], facts: Sql) -> dict[str, Any]:
    """R7.15, R7.16: by procedure 1 - mean(online) / mean(direct), weighted by the dossiers filed online."""
    where = base & named(library, measure.denominator, values)
    column = f"f.{measure.column}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.procedure, count({column}) FILTER (WHERE f.channel = 2),"  # noqa: S608
            f" coalesce(sum({column}) FILTER (WHERE f.channel = 2), 0),"
            f" count({column}) FILTER (WHERE f.channel = 1), coalesce(sum({column}) FILTER (WHERE f.channel = 1), 0)"
            f" FROM {facts.text} WHERE {where.text} GROUP BY 1 ORDER BY 1",
            [*facts.params, *where.params],
        )
        rows = [row for row in cursor.fetchall() if row[1] >= FEWEST and row[3] >= FEWEST and row[4] > 0]
    parts = {procedure: [n, int(online), m, int(direct)] for procedure, n, online, m, direct in rows}
    return {"d": sum(row[1] for row in rows), "parts": parts}


def _own(place: Place, period: Period) -> dict[str, Any]:
    """Count what officers who agreed filed for themselves (A19); nothing where they are too few to hide in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT officers, online, total FROM own_filing_counts(%s, %s, %s)",
            [list(place.members), period.first, period.last],
        )
        officers, online, total = cursor.fetchone()
    return {"n": online, "d": total, "officers": officers} if officers >= FEWEST_OFFICERS else {"n": 0, "d": 0}


def _services(
    library: Library,
    measures: Sequence[Measure],
    place: Place,
    period: Period,
    values: Mapping[str, Any],
    facts: Sql,
) -> Counts:
    """Count procedures: each once, by the version that holds in each committee on the last day of the period."""
    told, counts = [], []
    for n, measure in enumerate(measures):
        base, yes = _of_services(library, measure, place, period, values, facts)
        told += [_any(base, f"d{n}"), _any(base & yes, f"n{n}")]
        counts += [f"count(*) FILTER (WHERE d{n})", f"count(*) FILTER (WHERE n{n})"]
    on = min(period.last, values["period.as_of"].date())
    row = _versions(place, on, told, around=f"SELECT {', '.join(counts)} FROM ({{}}) AS told")[0]  # noqa: S608
    return {measure.key: {"d": row[2 * n], "n": row[2 * n + 1]} for n, measure in enumerate(measures)}


def service_rows(
    library: Library, measure: Measure, place: Place, period: Period, values: Mapping[str, Any]
) -> dict[str, bool]:
    """Return the procedures of a services measure, and of each whether it is in the numerator.

    Over several committees a procedure is there when it is in one of them.
    """
    base, yes = _of_services(library, measure, place, period, values, FACTS)
    on = min(period.last, values["period.as_of"].date())
    rows = _versions(place, on, [Sql("t.procedure"), _any(base, "is_there"), _any(base & yes, "is_yes")])
    return {procedure: bool(is_yes) for procedure, is_there, is_yes in rows if is_there}


def _any(which: Sql, name: str) -> Sql:
    return Sql(f"bool_or({which.text}) AS {name}", which.params)


def _of_services(
    library: Library, measure: Measure, place: Place, period: Period, values: Mapping[str, Any], facts: Sql
) -> tuple[Sql, Sql]:
    """Return which versions t a measure asks about, and which of them are in its numerator."""
    base = all_of([compile_rule(library.services[key].rule, {}, "t") for key in measure.denominator])
    yes = all_of([compile_rule(library.services[key].rule, {}, "t") for key in measure.numerator])
    if measure.used:
        used = within("received", place, period) & named(library, measure.used, values)
        yes = yes & Sql(
            f"t.procedure IN (SELECT f.procedure FROM {facts.text} WHERE {used.text})",  # noqa: S608
            (*facts.params, *used.params),
        )
    return base, yes


def _versions(place: Place, on: date, told: Sequence[Sql], *, around: str = "{}") -> list[Any]:
    """Return what is told of each procedure, in order, of its versions t that hold in the committees on a day."""
    members = sorted(place.scopes)
    inner = f"SELECT {', '.join(sql.text for sql in told)} FROM t GROUP BY t.procedure ORDER BY t.procedure"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH place AS (SELECT * FROM unnest(%s::integer[], %s::text[]) AS p (member, scope)),"  # noqa: S608
            " t AS (SELECT DISTINCT ON (p.member, v.procedure) v.* FROM place p"
            "  JOIN version_trait v ON v.scope = p.scope"
            "  WHERE v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to >= %s)"
            '  AND NOT EXISTS (SELECT 1 FROM procedure_abolition a WHERE a.procedure = v.procedure AND a."on" <= %s'
            '  AND a."on" >= v.valid_from)'
            "  ORDER BY p.member, v.procedure, length(v.scope) DESC, v.valid_from DESC, v.version_id DESC) "
            + around.format(inner),
            [
                [m for m in members for _ in place.scopes[m]],
                [scope for m in members for scope in place.scopes[m]],
                on, on, on, *(value for sql in told for value in sql.params),
            ],
        )  # fmt: skip
        return cursor.fetchall()


def _plain(value: Any) -> Any:
    """Numbers as JSON keeps them exactly: whole ones as they are, others as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, float):  # a percentile; what lies beyond the sixth decimal is noise of the processor
        return int(value) if value.is_integer() else str(Decimal(repr(round(value, 6))))
    return value
