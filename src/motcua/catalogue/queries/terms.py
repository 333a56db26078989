"""Which version of a procedure holds in a place on a day, and who is competent for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Q

from motcua.catalogue.models import Abolition, Competence, Version
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.rules import Place, scopes_of
from motcua.platform.errors import NotFound


@dataclass(frozen=True)
class Terms:
    """The published version that holds, whole."""

    version_id: int
    pack: Pack


@dataclass(frozen=True)
class InForce:
    """A version by its heads only."""

    version_id: int
    procedure: str
    scope: str
    digest: str
    valid_from: date
    published_at: datetime


def terms(procedure: str, unit: Place | None, on: date) -> Terms:
    """Return what holds for a procedure in a place on a day: the unit's version, else province's, else nation's.

    `unit` has `place_code` and `province_code`; None asks for the national version. One query once the version was
    read; NotFound when nothing is published for that day or the procedure is abolished.
    """
    scopes = scopes_of(unit)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id FROM procedure_version v"
            " WHERE v.procedure = %s AND v.scope = ANY(%s) AND v.valid_from <= %s"
            " AND (v.valid_to IS NULL OR v.valid_to >= %s)"
            ' AND NOT EXISTS (SELECT FROM procedure_abolition a WHERE a.procedure = v.procedure AND a."on" <= %s'
            ' AND a."on" >= v.valid_from)'
            " ORDER BY length(v.scope) DESC, v.valid_from DESC, v.published_at DESC, v.id DESC LIMIT 1",
            [procedure, list(scopes), on, on, on],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("no version of this procedure holds here on that day", procedure=procedure, on=on)
    return Terms(row[0], pack_of_version(row[0]))


@lru_cache(maxsize=1024)
def pack_of_version(version_id: int) -> Pack:
    """Return a published version; it never changes, so it is kept in memory. NotFound for an unknown id."""
    row = Version.objects.filter(pk=version_id).values_list("content", "origins", "digest").first()
    if row is None:
        raise NotFound("no such version", version=version_id)
    return Pack(documents=row[0], origins=row[1], digest=row[2])


def in_force(procedures: Collection[str] | None, on: date) -> Mapping[tuple[str, str], InForce]:
    """Return the newest version of each procedure and scope on a day, abolished or not; one query."""
    rows = Version.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    if procedures is not None:
        rows = rows.filter(procedure__in=list(procedures))
    newest = rows.order_by("procedure", "scope", "-valid_from", "-published_at", "-id").distinct("procedure", "scope")
    return {
        (p, s): InForce(i, p, s, d, v, at)
        for i, p, s, d, v, at in newest.values_list("id", "procedure", "scope", "digest", "valid_from", "published_at")
    }


def abolished_on(procedure: str) -> date | None:
    """Return the last day on which an abolition of this procedure begins, if any."""
    return Abolition.objects.filter(procedure=procedure).order_by("-on").values_list("on", flat=True).first()


@dataclass(frozen=True)
class Abolished:
    """A procedure that ended: from when, and the decision behind it."""

    procedure: str
    on: date
    source: str


def abolished(on: date) -> list[Abolished]:
    """Return the abolitions that have begun by a day, the last of each procedure; one query.

    A version published after one brings the procedure back: ask `terms` where that matters.
    """
    rows = Abolition.objects.filter(on__lte=on).order_by("procedure", "-on").distinct("procedure")
    return [Abolished(row.procedure, row.on, row.source) for row in rows]


def competence(committee_id: int, procedure: str, group: str) -> tuple[int, int]:
    """Return (receiving unit, handling unit) in a committee; a line for the procedure beats one for its group.

    NotFound when the committee has not said: nobody may guess who handles a dossier.
    """
    rows = Competence.objects.filter(committee_id=committee_id)
    row = (
        rows.filter(Q(procedure=procedure) | Q(procedure="", group=group))
        .order_by("-procedure")
        .values_list("receiving_unit_id", "handling_unit_id")
        .first()
    )
    if row is None:
        raise NotFound("this committee has not said who handles it", procedure=procedure, group=group)
    return row
