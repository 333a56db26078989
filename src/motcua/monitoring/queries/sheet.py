"""Reading the figures of a unit: a commune is counted live, a province read from its kept cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from motcua.monitoring import cells, places, readings
from motcua.monitoring.counting import count
from motcua.monitoring.figures import Figure
from motcua.monitoring.indicators import library
from motcua.monitoring.periods import Period
from motcua.monitoring.sheets import Sheet


def sheet(unit_id: int, period: Period, now: datetime, *, only: Collection[str] | None = None) -> Sheet:
    """Return the figures of a unit in a period, `only` some measures where no more are wanted.

    NotFound for a unit without figures of its own.
    """
    of = places.counted(unit_id, min(period.last, now.date()))
    if of.level == "province" and (kept := cells.counts(unit_id, period)) is not None:
        return Sheet(of, period, kept.counted_at, kept.counts, readings.chosen(), kept.is_settled)
    counts = count(library(), of.place, period, now, only=only)
    return Sheet(of, period, now, counts, readings.chosen())


def figures(unit_id: int, period: Period, now: datetime) -> Mapping[str, Figure]:
    """Return every figure of a unit in a period by its key."""
    return sheet(unit_id, period, now).figures


def figure(key: str, unit_id: int, period: Period, now: datetime) -> Figure:
    """Return one figure; KeyError for a key nobody counts."""
    return figures(unit_id, period, now)[key]
