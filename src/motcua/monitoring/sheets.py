"""All figures of one unit in one period, from its counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.identity.queries import UnitView
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
    choice: Mapping[str, str] = field(default_factory=dict)  # readings the house chose (readings.py)

    @property
    def index(self) -> Index:
        """The index of the version that holds on the last day of the period."""
        return made_index(library(), library().index_on(self.period.last), self.level, self.counts, self.choice)

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        return made_figures(library(), library().index_on(self.period.last), self.level, self.counts, self.choice)
