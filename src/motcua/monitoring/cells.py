"""Counts that are kept: of provinces, of rankings, of what is published; made anew when a fact of theirs changed.

A cell is never moved on by one: it is soiled by whoever writes a fact (facts/keeping.py) and counted again, whole. A
period that still runs grows old by itself, for what is open becomes late without any event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.monitoring import places
from motcua.monitoring.counting import break_down, count
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.platform.principal import JOB, acting_as

FRESH = timedelta(minutes=5)  # how long counts of a running period stand without any news


def counts(unit_id: int, period: Period) -> tuple[dict[str, Any], datetime] | None:
    """Return the kept counts of a unit in a period and when they were made; None where nobody counted it yet."""
    return counts_of([unit_id], period).get(unit_id)


def counts_of(unit_ids: Sequence[int], period: Period) -> dict[int, tuple[dict[str, Any], datetime]]:
    """Return what is kept of several units; a unit nobody has counted yet is missing. One query."""
    rows = Cell.objects.filter(unit_id__in=list(unit_ids), period=period.key, version=library().digest)
    return {row.unit_id: (row.counts, row.counted_at) for row in rows}


def make(unit_id: int, period: Period, *, now: datetime) -> dict[str, Any]:
    """Count a unit's period, keep it and return it."""
    with acting_as(JOB):
        place = places.counted(unit_id, period.last).place
        # First the mark, then the counting: news that comes in between soils the cell again.
        cell, _ = Cell.objects.update_or_create(
            unit_id=unit_id,
            period=period.key,
            defaults={
                "first": period.first, "last": period.last, "members": list(place.members), "version": "",
                "counts": {}, "counted_at": now, "is_dirty": False,
            },
        )  # fmt: skip
        told = dict(count(library(), place, period, now)) | break_down(library(), place, period, now)
        Cell.objects.filter(pk=cell.pk).update(counts=told, version=library().digest)
    return told


def refresh(*, now: datetime, most: int = 20) -> int:
    """Count anew the cells that changed, were made by other indicators or have grown old; return how many."""
    with acting_as(JOB):
        running = Q(last__gte=now.date() - timedelta(days=1), counted_at__lt=now - FRESH)
        stale = Q(is_dirty=True) | ~Q(version=library().digest) | running
        found = list(Cell.objects.filter(stale).order_by("counted_at").values_list("unit_id", "period")[:most])
    for unit_id, key in found:
        make(unit_id, Period.parse(key), now=now)
    return len(found)


def foresee(*, now: datetime) -> int:
    """Make the cells that pages will ask for: of every committee and province this month, the last, and this year."""
    this = Period.month_of(now.date())
    wanted = [this, this.before(), Period.parse(str(now.year))]
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unit WHERE kind IN ('committee', 'province') AND is_in_tree"
            " AND since <= %s AND (until IS NULL OR until >= %s) ORDER BY kind DESC, id",
            [now.date(), now.date()],
        )
        units = [row[0] for row in cursor.fetchall()]
    for period in wanted:
        known = set(Cell.objects.filter(period=period.key).values_list("unit_id", flat=True))
        for unit_id in units:
            if unit_id not in known:
                make(unit_id, period, now=now)
                made += 1
    return made
