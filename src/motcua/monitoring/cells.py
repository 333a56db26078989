"""Counts that are kept: of provinces, of rankings, of what is published; made anew when a fact of theirs changed.

A cell is never moved on by one: it is soiled by whoever writes a fact (facts/keeping.py) and counted again, whole. A
period that still runs grows old by itself, for what is open becomes late without any event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from motcua.monitoring import places, readings
from motcua.monitoring.counting import break_down, count
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.scoring import rounded
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.monitoring.raising import as_data, raising
from motcua.monitoring.sheets import Sheet
from motcua.platform.principal import JOB, acting_as

SAVEABLE = timedelta(days=45)  # how long after a month something may still be done about it
FRESH = timedelta(minutes=5)  # how long counts of a running period stand without any news


class Kept(NamedTuple):
    """The kept counts of a unit in a period and when they were made; `is_settled`: without any news since."""

    counts: dict[str, Any]
    counted_at: datetime
    is_settled: bool


def counts(unit_id: int, period: Period) -> Kept | None:
    """Return what is kept of a unit in a period; None where nobody counted it yet."""
    return counts_of([unit_id], period).get(unit_id)


def counts_of(unit_ids: Sequence[int], period: Period) -> dict[int, Kept]:
    """Return what is kept of several units; a unit nobody has counted yet is missing. One query."""
    rows = Cell.objects.filter(unit_id__in=list(unit_ids), period=period.key, version=library().digest)
    return {row.unit_id: Kept(row.counts, row.counted_at, not (row.is_dirty or row.is_counting)) for row in rows}


def of_measure(key: str, unit_ids: Sequence[int], period: Period) -> dict[int, dict[str, Any]]:
    """Return the kept counts of one measure by unit; a unit nobody has counted yet is missing. One query."""
    rows = Cell.objects.filter(unit_id__in=list(unit_ids), period=period.key, version=library().digest)
    found = rows.annotate(told=KeyTransform(key, "counts")).values_list("unit_id", "told")
    return {unit_id: told for unit_id, told in found if told is not None}


def kept_of(unit_id: int) -> dict[str, tuple[int, datetime, int]]:
    """Return what is kept of a unit by period: the cell, when it was counted, how many dossiers. One query."""
    received = KeyTextTransform("n", KeyTransform("dossiers.received", "counts"))
    rows = Cell.objects.filter(unit_id=unit_id, version=library().digest).annotate(received=received)
    found = rows.values_list("period", "pk", "counted_at", "received")
    return {key: (pk, at, int(received or 0)) for key, pk, at, received in found}


@dataclass(frozen=True)
class Rated:
    """How many answered in a period and how many of them are satisfied, with what changes when the counts do."""

    unit_id: int
    period: str
    stamp: tuple[int, datetime]
    answered: int
    satisfied: int


def rated_of(unit_ids: Sequence[int], periods: Sequence[str]) -> list[Rated]:
    """Return what is kept of several units' ratings in several periods; one query."""
    rows = Cell.objects.filter(unit_id__in=list(unit_ids), period__in=list(periods), version=library().digest)
    share = KeyTransform("satisfaction.share", "counts")
    found = rows.annotate(d=KeyTextTransform("d", share), n=KeyTextTransform("n", share))
    return [
        Rated(unit_id, period, (pk, at), int(d or 0), int(n or 0))
        for unit_id, period, pk, at, d, n in found.values_list("unit_id", "period", "pk", "counted_at", "d", "n")
    ]


def counts_in(unit_id: int, periods: Sequence[str]) -> tuple[dict[str, dict[str, Any]], dict[str, datetime]]:
    """Return the kept counts of a unit in several periods, and when each was made; one query."""
    rows = Cell.objects.filter(unit_id=unit_id, period__in=list(periods), version=library().digest)
    found = list(rows.values_list("period", "counts", "counted_at"))
    return {key: counts for key, counts, _ in found}, {key: at for key, _, at in found}


def kept_everywhere() -> list[tuple[int, str]]:
    """Return every unit and period that is kept; one query."""
    return list(Cell.objects.filter(version=library().digest).values_list("unit_id", "period"))


def make(unit_id: int, period: Period, *, now: datetime) -> dict[str, Any]:
    """Count a unit's period, keep it and return it. Who counts the same meanwhile waits, who writes facts does not.

    Three transactions: the mark, the counting, the new counts. News that comes in after the mark soils the cell again;
    facts written before it are committed by then (their writer holds the cell for so long), so they are counted. Who is
    killed in between leaves the mark, and the cell is counted again.
    """
    with _alone(f"{unit_id} {period.key}"):
        with acting_as(JOB):
            of = places.counted(unit_id, min(period.last, now.date()))
            cell = begin(unit_id, period, of.place.members, now)
        with acting_as(JOB):
            told = dict(count(library(), of.place, period, now)) | break_down(library(), of.place, period, now)
            sheet = Sheet(of, period, now, told, readings.chosen())
            is_near = period.kind == "month" and period.last >= now.date() - SAVEABLE
            saves = as_data(raising(sheet, now)) if is_near and of.level == "commune" else {}
        with acting_as(JOB):
            Cell.objects.filter(pk=cell).update(
                counts=told,
                scores=scores_of(sheet),
                raising=saves,
                version=library().digest,
                counted_at=now,
                is_counting=False,
            )
    return told


def begin(unit_id: int, period: Period, members: Sequence[int], now: datetime) -> int:
    """Mark a cell as being counted and return its id; wait for whoever has written facts of it and not committed."""
    days = {"first": period.first, "last": period.last, "members": list(members), "is_counting": True}
    cell, _ = Cell.objects.update_or_create(
        unit_id=unit_id,
        period=period.key,
        defaults=days | {"is_dirty": False},
        create_defaults=days | {"counts": {}, "version": "", "counted_at": now},
    )
    return cell.id


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let one at a time count a cell, over all processes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('figure_cell'), hashtext(%s))", [name])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('figure_cell'), hashtext(%s))", [name])


def scores_of(sheet: Sheet) -> dict[str, Any]:
    """Return what trends and rankings read of a sheet, as JSON."""
    score = sheet.index.score
    return {
        "total": None if score.value is None else str(score.value),
        "proven": str(rounded(score.proven)),
        "out_of": str(score.out_of),
        "groups": {
            group.key: [str(rounded(points)) for points in score.of_group(group.key)] for group in sheet.index.of.groups
        },
    }


def scores(unit_ids: Sequence[int], periods: Sequence[Period]) -> dict[tuple[int, str], dict[str, Any]]:
    """Return the kept scores by unit and period; one query."""
    rows = Cell.objects.filter(
        unit_id__in=list(unit_ids), period__in=[period.key for period in periods], version=library().digest
    )
    return {(unit, period): told for unit, period, told in rows.values_list("unit_id", "period", "scores")}


def refresh(*, now: datetime, most: int = 20) -> int:
    """Count anew the cells that changed, were made by other indicators or have grown old; return how many."""
    with acting_as(JOB):
        running = Q(last__gte=now.date() - timedelta(days=1), counted_at__lt=now - FRESH)
        stale = Q(is_dirty=True) | Q(is_counting=True) | ~Q(version=library().digest) | running
        found = list(Cell.objects.filter(stale).order_by("counted_at").values_list("unit_id", "period")[:most])
    for unit_id, key in found:
        make(unit_id, Period.parse(key), now=now)
    return len(found)


def foresee(*, now: datetime, most: int = 60) -> int:
    """Make cells that pages will ask for and that are missing, `most` at once; return how many were made.

    Of every committee and province this month, the last, this quarter and this year; then every month, quarter and
    year back to its first dossier, newest first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unit WHERE kind IN ('committee', 'province') AND is_in_tree"
            " AND since <= %s AND (until IS NULL OR until >= %s) ORDER BY kind DESC, id",
            [now.date(), now.date()],
        )
        units = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT committee_id, min(received_on) FROM dossier_fact GROUP BY 1")
        first = dict(cursor.fetchall())
    known = set(Cell.objects.values_list("unit_id", "period"))
    began: dict[int, date] = {}
    for unit_id in units:
        days = [first[one] for one in places.counted(unit_id, now.date()).place.members if first.get(one)]
        began[unit_id] = min(days, default=now.date())
    this = Period.month_of(now.date())
    soon = [this, this.before(), *this.around()]
    wanted = [(unit_id, one) for one in soon for unit_id in units]
    wanted += [
        (unit_id, one)
        for unit_id in units
        for month in this.back_to(began[unit_id])
        for one in (month, *month.around())
    ]
    missing = [one for one in dict.fromkeys(wanted) if (one[0], one[1].key) not in known][:most]
    for unit_id, period in missing:
        make(unit_id, period, now=now)
    return len(missing)
