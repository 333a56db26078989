"""All figures of one unit in one period, from its counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from motcua.identity.queries import UnitView
from motcua.monitoring.figures import Figure, Index
from motcua.monitoring.figures import figures as made_figures
from motcua.monitoring.figures import index_of as made_index
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.model import Level
from motcua.monitoring.periods import Period
from motcua.monitoring.places import Counted


@dataclass(frozen=True)
class Sheet:
    """The figures of a unit in a period, and as of when they were counted."""

    of: Counted
    period: Period
    counted_at: datetime
    counts: Mapping[str, Mapping[str, Any]]
    choice: Mapping[str, str] = field(default_factory=dict)  # readings the house chose (readings.py)
    is_settled: bool = True  # nothing happened since: who lists what was counted, as of then, finds as many

    @property
    def unit(self) -> UnitView:
        """The unit they are of."""
        return self.of.unit

    @property
    def level(self) -> Level:
        """Whether it is scored as a commune or as a province."""
        return self.of.level

    @cached_property
    def index(self) -> Index:
        """The index of the version that holds on the last day of the period."""
        return made_index(library(), library().index_on(self.period.last), self.level, self.counts, self.choice)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        return made_figures(library(), library().index_on(self.period.last), self.level, self.counts, self.choice)
