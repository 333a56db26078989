"""The dossiers behind a number: by the same condition that counted them, only those the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from motcua.dossiers.models import Dossier
from motcua.identity.queries import Person
from motcua.monitoring import places
from motcua.monitoring.counting import named, service_rows, values_of, within
from motcua.monitoring.indicators import Measure, library
from motcua.monitoring.indicators.sql import Sql, compile_rule
from motcua.monitoring.models import VersionTrait
from motcua.monitoring.periods import Period
from motcua.monitoring.raising import Action, what_holds
from motcua.platform.errors import NotFound

PAGE = 50
_MOST_IDS = 5_000  # of a list that goes along as such: a province's month has more
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
class Listed:
    """A page of dossiers. `total` is the number itself; `hidden` how many of them the reader may not open."""

    rows: tuple[Row, ...]
    total: int
    hidden: int
    after: int | None  # id the next page begins after


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


def listed(
    key: str, part: str, unit_id: int, period: Period, *, who: Person, now: datetime, after: int | None = None
) -> Listed:
    """Return a page of the dossiers a part of a measure counted, oldest first; three queries."""
    measure = library().measures.get(key)
    if measure is None:
        raise NotFound("nobody counts this", measure=key)
    place = places.counted(unit_id, min(period.last, now.date())).place
    where = within(measure.of, place, period) & condition(measure, part, values_of(period, now))
    return _page(where, who, after)


def of_action(
    action: Action, unit_id: int, period: Period, *, who: Person, now: datetime, after: int | None = None
) -> Listed:
    """Return a page of the dossiers with which an action can be done; three queries."""
    place = places.counted(unit_id, min(period.last, now.date())).place
    return _page(within("received", place, period) & compile_rule(action.which, what_holds(period, now)), who, after)


def services_of(measure: Measure, unit_id: int, period: Period, *, now: datetime) -> list[tuple[str, str, bool]]:
    """Return (code, title, whether it is in the numerator) of the procedures a measure of services counts."""
    place = places.counted(unit_id, min(period.last, now.date())).place
    rows = service_rows(library(), measure, place, period, values_of(period, now))
    named = titles(rows)
    return sorted(((code, named.get(code, code), yes) for code, yes in rows.items()), key=lambda one: (one[2], one[1]))


def titles(procedures: Iterable[str]) -> dict[str, str]:
    """Return the short names of procedures, by the newest version of each; one query."""
    rows = VersionTrait.objects.filter(procedure__in=list(procedures)).order_by("valid_from", "version_id")
    return dict(rows.values_list("procedure", "title"))


def _page(where: Sql, who: Person, after: int | None) -> Listed:
    asked = f"SELECT f.dossier_id FROM dossier_fact f WHERE {where.text}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} LIMIT {_MOST_IDS + 1}", where.params)
        ids = [row[0] for row in cursor.fetchall()]
        total = len(ids)
        if total > _MOST_IDS:
            cursor.execute(f"SELECT count(*) FROM dossier_fact f WHERE {where.text}", where.params)  # noqa: S608
            total = cursor.fetchone()[0]
    # By ids each is looked up; by the condition the planner would rather read all that somebody may see.
    mine = Dossier.objects.visible_to(who)
    seen = mine.filter(pk__any_of=ids) if total <= _MOST_IDS else mine.filter(pk__in=RawSQL(asked, where.params))  # noqa: S611
    count = seen.count()
    page = seen.order_by("pk") if after is None else seen.filter(pk__gt=after).order_by("pk")
    found = list(page.values_list("pk", *_COLUMNS)[: PAGE + 1]) if count else []
    rows = tuple(Row(*one[1:]) for one in found[:PAGE])
    return Listed(rows, total, total - count, found[PAGE - 1][0] if len(found) > PAGE else None)
