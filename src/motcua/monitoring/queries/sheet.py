"""All figures of one unit in one period: a commune counted live, a province from its kept cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.identity.queries import UnitView
from motcua.monitoring import cells, places
from motcua.monitoring.counting import count
from motcua.monitoring.figures import Figure, Index
from motcua.monitoring.figures import figures as made_figures
from motcua.monitoring.figures import index_of as made_index
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.model import Level
from motcua.monitoring.periods import Period


@dataclass(frozen=True)
class Sheet:
    """The figures of a unit in a period, and as of when they were counted."""

    unit: UnitView
    level: Level
    period: Period
    counted_at: datetime
    counts: Mapping[str, Mapping[str, Any]]

    @property
    def index(self) -> Index:
        """The index of the version that holds on the last day of the period."""
        return made_index(library(), library().index_on(self.period.last), self.level, self.counts)

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        return made_figures(library(), library().index_on(self.period.last), self.level, self.counts)


def sheet(unit_id: int, period: Period, now: datetime) -> Sheet:
    """Return the figures of a unit in a period. NotFound for a unit without figures of its own."""
    of = places.counted(unit_id, min(period.last, now.date()))
    if of.level == "province" and (kept := cells.counts(unit_id, period)) is not None:
        return Sheet(of.unit, of.level, period, kept[1], kept[0])
    return Sheet(of.unit, of.level, period, now, count(library(), of.place, period, now))


def figures(unit_id: int, period: Period, now: datetime) -> Mapping[str, Figure]:
    """Return every figure of a unit in a period by its key."""
    return sheet(unit_id, period, now).figures


def figure(key: str, unit_id: int, period: Period, now: datetime) -> Figure:
    """Return one figure; KeyError for a key nobody counts."""
    return figures(unit_id, period, now)[key]
