"""The dossiers behind a number: by the same condition that counted them, only those the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.identity.queries import Person
from motcua.monitoring import places
from motcua.monitoring.counting import DAY_OF, Place, named, service_rows, values_of, within
from motcua.monitoring.indicators import Measure, library
from motcua.monitoring.indicators.sql import Sql, compile_rule
from motcua.monitoring.models import VersionTrait
from motcua.monitoring.periods import Period
from motcua.monitoring.raising import Action, what_holds
from motcua.platform.database.plans import planned_anew
from motcua.platform.errors import NotFound

PAGE = 50
_COLUMNS = ("code", "title", "channel", "accepted_at", "due_at", "completed_at", "status")


@dataclass(frozen=True)
class Row:
    """One dossier of a list."""

    code: str
    title: str
    channel: int
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    status: int


@dataclass(frozen=True)
class Position:
    """A place in the order of a list; one that no dossier has any more is still a place."""

    committee_id: int
    day: date
    dossier_id: int

    def __str__(self) -> str:
        return f"{self.committee_id}.{self.day:%Y%m%d}.{self.dossier_id}"

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Return the place an address names, None (the beginning) for anything else.

        >>> str(Position.parse("7.20261103.42")), Position.parse("42"), Position.parse("7.20261399.1")
        ('7.20261103.42', None, None)
        """
        told = re.fullmatch(r"(\d{1,9})\.(\d{8})\.(\d{1,18})", text, re.ASCII)
        try:
            day = datetime.strptime(told[2], "%Y%m%d").date() if told else None
        except ValueError:
            day = None
        return cls(int(told[1]), day, int(told[3])) if told and day else None


@dataclass(frozen=True)
class Listed:
    """A page of dossiers. `total` is the number itself; `hidden` how many of this page the reader may not open."""

    rows: tuple[Row, ...]
    total: int
    hidden: int
    after: Position | None  # what the next page begins after


def parts_of(measure: Measure) -> Mapping[str, str]:
    """Return the parts of a measure that have a list, with how they are called."""
    if measure.kind in ("missing", "services", "own"):
        return {}
    base = "tử số" if measure.numerator else ""
    made = {"mau": "mẫu số"}
    if measure.kind == "count":
        return {"tu": "đã đếm"}
    if measure.subtract:
        return made | {f"tru-{key}": f"trừ: {library().conditions[key].name}" for key in measure.subtract}
    return ({"tu": base} | made | {"thieu": "chưa đạt"}) if base else made


def condition(measure: Measure, part: str, values: Mapping[str, Any]) -> Sql:
    """Return what a part of a measure counts; NotFound for a part it has not."""
    if part not in parts_of(measure):
        raise NotFound("no such part", measure=measure.key, part=part)
    base = named(library(), measure.denominator, values)
    if part in ("tu", "thieu"):
        yes = named(library(), measure.numerator, values)
        return base & (yes if part == "tu" else Sql(f"({yes.text}) IS NOT TRUE", yes.params))
    if part.startswith("tru-"):
        return base & named(library(), [part.removeprefix("tru-")], values)
    if measure.column:
        return base & Sql(f"f.{measure.column} IS NOT NULL")
    return base


def count_of(measure: Measure, part: str, counts: Mapping[str, Any]) -> int | None:
    """Return how many a part of a measure counted; None where its list shows more than the figure uses."""
    if part == "tu":
        return counts.get("n", 0)
    if part == "thieu":
        return counts.get("d", 0) - counts.get("n", 0)
    if part.startswith("tru-"):
        return counts.get("parts", {}).get(part.removeprefix("tru-"), 0)
    return None if measure.kind == "compare" else counts.get("d", 0)  # it uses those it can compare


def listed(
    key: str,
    part: str,
    unit_id: int,
    period: Period,
    *,
    who: Person,
    now: datetime,
    after: Position | None = None,
    place: Place | None = None,
    known: int | None = None,
) -> Listed:
    """Return a page of the dossiers a part of a measure counted as of `now`, by commune in the order of days.

    `place` and `known`: what the unit counts, and how many they are, where that was asked already.
    """
    measure = library().measures.get(key)
    if measure is None:
        raise NotFound("nobody counts this", measure=key)
    place = place or places.counted(unit_id, min(period.last, now.date())).place
    where = within(measure.of, place, period) & condition(measure, part, values_of(period, now))
    return _page(where, DAY_OF[measure.of], who, after, known)


def of_action(
    action: Action, unit_id: int, period: Period, *, who: Person, now: datetime, after: Position | None = None
) -> Listed:
    """Return a page of the dossiers with which an action can be done, in the order of their days."""
    place = places.counted(unit_id, min(period.last, now.date())).place
    where = within("received", place, period) & compile_rule(action.which, what_holds(period, now))
    return _page(where, DAY_OF["received"], who, after, None)


def services_of(measure: Measure, place: Place, period: Period, *, now: datetime) -> list[tuple[str, str, bool]]:
    """Return (code, title, whether it is in the numerator) of the procedures a measure of services counts."""
    rows = service_rows(library(), measure, place, period, values_of(period, now))
    named = titles(rows)
    return sorted(((code, named.get(code, code), yes) for code, yes in rows.items()), key=lambda one: (one[2], one[1]))


def titles(procedures: Iterable[str]) -> dict[str, str]:
    """Return the short names of procedures, by the newest version of each; one query."""
    rows = VersionTrait.objects.filter(procedure__in=list(procedures)).order_by("valid_from", "version_id")
    return dict(rows.values_list("procedure", "title"))


def _page(where: Sql, day: str, who: Person, after: Position | None, known: int | None) -> Listed:
    """Read the page from the facts, by an index of communes and days, and only its dossiers from the dossiers.

    So a page costs the same of fifty and of fifty thousand. How many of all one may not open is not counted: of a
    province's month that alone would take longer than all the rest.
    """
    table = f"FROM dossier_fact f WHERE {where.text}"
    order = f"f.committee_id, f.{day}, f.dossier_id"
    with connection.cursor() as cursor:
        if known is None:
            cursor.execute(f"SELECT count(*) {table}", where.params)
            known = int(cursor.fetchone()[0])
        beyond = Sql("true")
        if after is not None:
            beyond = Sql(f"({order}) > (%s, %s, %s)", (after.committee_id, after.day, after.dossier_id))
        with planned_anew():
            cursor.execute(
                f"SELECT {order} {table} AND {beyond.text} ORDER BY {order} LIMIT %s",
                [*where.params, *beyond.params, PAGE + 1],
            )
        stands = [Position(*row) for row in cursor.fetchall()]
    ids = [one.dossier_id for one in stands[:PAGE]]
    mine = Dossier.objects.visible_to(who).filter(pk__any_of=ids)
    found = {pk: Row(*told) for pk, *told in mine.values_list("pk", *_COLUMNS)} if ids else {}
    rows = tuple(found[one] for one in ids if one in found)
    return Listed(rows, known, len(ids) - len(rows), stands[PAGE - 1] if len(stands) > PAGE else None)
