"""What would raise an index: points lost by line, what can still be done, and the score after it, counted anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import connection

from motcua.monitoring.counting import Place, around, count, named, values_of, within
from motcua.monitoring.figures import index_of
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.library import FACT_COLUMNS, PERIOD, BrokenLibrary
from motcua.monitoring.indicators.scoring import Line, rounded
from motcua.monitoring.indicators.sql import Sql, compile_rule
from motcua.monitoring.periods import Period
from motcua.monitoring.sheets import Sheet
from motcua.monitoring.supposing import Change, supposed
from motcua.platform.logic import Rule, parse, variables

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Action:
    """Something that can be done with some dossiers, and what their facts are when it is."""

    key: str
    name: str
    words: str
    which: Rule
    then: Mapping[str, bool]
    keep: bool = False


@dataclass(frozen=True)
class Raise:
    """An action here and now: of how many dossiers, and the points it brings (or, to keep, would cost)."""

    action: Action
    dossiers: int
    points: Decimal


@dataclass(frozen=True)
class Raising:
    """What would raise a unit: the actions by points, and the score when all that raise are done."""

    raises: tuple[Raise, ...]
    together: Decimal | None


@dataclass(frozen=True)
class Loss:
    """Points a line loses, and the procedures in which most of the dossiers that lose them are."""

    line: Line
    points: Decimal
    habits: tuple[tuple[str, int], ...]


@lru_cache(maxsize=1)
def actions() -> tuple[Action, ...]:
    """Return the actions of the house, checked; raises BrokenLibrary."""
    made = []
    for told in yaml.safe_load(files("motcua.monitoring").joinpath("data", "actions.yaml").read_text("utf-8")):
        rule = parse(told["which"])
        if strange := (variables(rule) - FACT_COLUMNS - PERIOD - {"period.soon"}) | (set(told["then"]) - FACT_COLUMNS):
            raise BrokenLibrary(f"action {told['key']} asks for {', '.join(sorted(strange))}")
        made.append(Action(**{**told, "which": rule}))
    return tuple(made)


def raising(sheet: Sheet, now: datetime) -> Raising:
    """Return what would raise the index of a sheet: each action counted by itself, then all that raise together."""
    place = sheet.of.place
    values = what_holds(sheet.period, now)
    base = sheet.index.score.value
    changes = {one.key: _change(one, values) for one in actions()}
    found = []
    for one in actions():
        dossiers = _how_many(place, sheet.period, changes[one.key][0])
        if dossiers and base is not None:
            after = _score(sheet, place, [changes[one.key]], now)
            if after is not None and after != base:
                found.append(Raise(one, dossiers, base - after if one.keep else after - base))
    good = [one for one in found if not one.action.keep]
    together = _score(sheet, place, [changes[one.action.key] for one in good], now) if good else base
    return Raising(tuple(sorted(found, key=lambda one: (one.action.keep, -one.points))), together)


def as_data(told: Raising) -> dict[str, Any]:
    """Return it as JSON, to be kept beside the counts it belongs to."""
    return {
        "raises": [[one.action.key, one.dossiers, str(one.points)] for one in told.raises],
        "together": None if told.together is None else str(told.together),
    }


def from_data(told: Mapping[str, Any]) -> Raising:
    """Return what was kept; an action the house no longer knows is left out."""
    known = {one.key: one for one in actions()}
    raises = (Raise(known[key], n, Decimal(points)) for key, n, points in told.get("raises", ()) if key in known)
    together = told.get("together")
    return Raising(tuple(raises), None if together is None else Decimal(together))


def losses(sheet: Sheet, now: datetime) -> list[Loss]:
    """Return the lines of an index that lose points, the most first, with the procedures that lose them."""
    place = sheet.of.place
    values = values_of(sheet.period, now)
    made = []
    for line in sheet.index.score.lines:
        if line.points is None or line.state not in ("scored", "no_cases"):
            continue
        lost = rounded(Decimal(line.indicator.points) - line.points)
        if lost > 0:
            made.append(Loss(line, lost, tuple(_habits(line.indicator.measure, place, sheet.period, values))))
    return sorted(made, key=lambda one: -one.points)


def what_holds(period: Period, now: datetime) -> dict[str, Any]:
    """What the conditions of actions may ask of the period."""
    values = values_of(period, now)
    return values | {"period.soon": values["period.as_of"] + SOON}


def _change(action: Action, values: Mapping[str, Any]) -> Change:
    then = {column: Sql("true" if value else "false") for column, value in action.then.items()}
    return compile_rule(action.which, values), then


def _score(sheet: Sheet, place: Place, changes: Sequence[Change], now: datetime) -> Decimal | None:
    facts = supposed(changes, around(place, sheet.period))
    counts = count(library(), place, sheet.period, now, facts=facts)
    return index_of(library(), sheet.index.of, sheet.level, counts, sheet.choice).score.value


def _how_many(place: Place, period: Period, which: Sql) -> int:
    where = within("received", place, period) & which
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM dossier_fact f WHERE {where.text}", where.params)  # noqa: S608
        return cursor.fetchone()[0]


def _habits(key: str, place: Place, period: Period, values: Mapping[str, Any]) -> list[tuple[str, int]]:
    measure = library().measures[key]
    if measure.kind != "share":
        return []
    base = within(measure.of, place, period) & named(library(), measure.denominator, values)
    if measure.subtract:
        lost = Sql("(" + ") OR (".join(named(library(), [k], values).text for k in measure.subtract) + ")",
                   tuple(v for k in measure.subtract for v in named(library(), [k], values).params))  # fmt: skip
    else:
        yes = named(library(), measure.numerator, values)
        lost = Sql(f"({yes.text}) IS NOT TRUE", yes.params)
    where = base & lost
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.procedure, count(*) FROM dossier_fact f WHERE {where.text}"  # noqa: S608
            " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3",
            where.params,
        )
        return cursor.fetchall()
