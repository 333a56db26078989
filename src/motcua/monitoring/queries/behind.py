"""The visits, dossiers and requests behind a number of the walk: by the condition that counted, as far as one may see.

A number counts visits; a dossier that came by twice stands in its list twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from motcua.dossiers.models import Dossier, SupplementItem
from motcua.identity.queries import Person
from motcua.monitoring.queries.walking import Asked, ended, part_of, paths, supplements
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import NotFound

PAGE = 50
# What of a station's visits is meant: words of the address -> condition.
VISITS: Mapping[str, str] = {
    "luot": "s.how IN ('forward', 'back', 'end', 'moved')",
    "qua": "s.how IN ('forward', 'back', 'end', 'moved') AND s.left_at > s.due_at",
    "tra-lai": "s.how = 'back'",
}
STANDING: Mapping[str, str] = {
    "dang": "s.left_at IS NULL",
    "chua-nhan": "s.left_at IS NULL AND s.taken_up_at IS NULL",
    "dang-qua": "s.left_at IS NULL AND s.due_at < %s",
}


@dataclass(frozen=True)
class VisitRow:
    """A visit of a list; `spent` in seconds of office time, None while it lasts."""

    code: str
    title: str
    version_id: int
    step: str
    account_id: int | None
    entered_at: datetime
    left_at: datetime | None
    due_at: datetime | None
    spent: int | None
    share: int | None


@dataclass(frozen=True)
class Behind:
    """A page of a list: `total` is the number itself, `hidden` how many of it the reader may not open."""

    rows: tuple[Any, ...]
    total: int
    hidden: int
    following: int | None  # how many rows to leave out for the next page


def visits(
    asked: Asked, what: str, key: str, *, who: Person, now: datetime, skip: int = 0, to_key: str = "", unit: int = 0
) -> Behind:
    """Return the visits a number counted, oldest first; NotFound for no such number."""
    if what in VISITS:
        where, params = asked.where()
        where = f"{where} AND {VISITS[what]}"
    elif what in STANDING:
        where, params = "s.committee_id = ANY (%s)", [list(asked.members)]
        if asked.procedure:
            where, params = f"{where} AND s.procedure = %s", [*params, asked.procedure]
        where = f"{where} AND {STANDING[what]}"
        params = [*params, now] if "%s" in STANDING[what] else params
    else:
        raise NotFound("no such number", what=what)
    if unit:
        where, params = f"{where} AND s.unit_id = %s", [*params, unit]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.dossier_id, s.version_id, s.step, s.account_id, s.entered_at, s.left_at, s.due_at,"  # noqa: S608
            " s.waiting_seconds + s.working_seconds, s.share_seconds, s.to_step"
            f" FROM dossier_step s WHERE {where} AND {asked.key} = %s ORDER BY s.dossier_id, s.n",
            [*params, key],
        )
        found = cursor.fetchall()
    if to_key:
        found = [row for row in found if to_key == (row[9] if asked.procedure else part_of(row[1], row[9]))]
    named = _named(who, {row[0] for row in found})
    seen = [row for row in found if row[0] in named]
    page = tuple(VisitRow(*named[row[0]], *row[1:9]) for row in seen[skip : skip + PAGE])
    return Behind(page, len(found), len(found) - len(seen), skip + PAGE if len(seen) > skip + PAGE else None)


def of_path(asked: Asked, path: str, *, who: Person, skip: int = 0) -> Behind:
    """Return the dossiers that walked one way: (code, title)."""
    dossiers, params = ended(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT dossier_id FROM ({paths(asked, dossiers)}) p WHERE path = %s ORDER BY 1",  # noqa: S608
            [*params, path],
        )
        ids = [row[0] for row in cursor.fetchall()]
    named = _named(who, set(ids))
    seen = [named[one] for one in ids if one in named]
    return Behind(tuple(seen[skip : skip + PAGE]), len(ids), len(ids) - len(seen),
                  skip + PAGE if len(seen) > skip + PAGE else None)  # fmt: skip


def of_item(asked: Asked, kind: str, key: str, *, who: Person, skip: int = 0) -> Behind:
    """Return the requests that named one field or paper: (code, title, when, reason)."""
    lines, _ = supplements(asked, most=100_000)
    line = next((one for one in lines if (one.procedure, one.kind, one.key) == (asked.procedure, kind, key)), None)
    if line is None:
        raise NotFound("nobody was asked for this", key=key)
    rows = (
        SupplementItem.objects.visible_to(who)
        .filter(kind=kind, key=key, is_good=False, dossier__procedure=asked.procedure)
        .filter(dossier__committee_id__in=asked.members, supplement__sent_at__gte=_midnight(asked.period.first))
        .filter(supplement__sent_at__lt=asked.period.ends_at)
        .order_by("supplement__sent_at", "pk")
        .annotate(code=F("dossier__code"), title=F("dossier__title"), at=F("supplement__sent_at"))
    )
    seen = rows.count()
    page = tuple(rows.values_list("code", "title", "at", "reason")[skip : skip + PAGE])
    return Behind(page, line.asked, line.asked - seen, skip + PAGE if seen > skip + PAGE else None)


def _midnight(on: Any) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=ZONE)


def _named(who: Person, ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = Dossier.objects.visible_to(who).filter(pk__in=ids).values_list("pk", "code", "title")
    return {pk: (code, title) for pk, code, title in rows}
