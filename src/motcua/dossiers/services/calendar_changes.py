"""Changes of the calendar as values: one is tried, shown with what it would move, and then made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from motcua.identity.queries import Person
from motcua.platform import clock


class Change(Protocol):
    """A change of the calendar of one unit, or of all (`unit_id` None), that can be tried and then made."""

    @property
    def unit_id(self) -> int | None: ...

    def make(self, *, who: Person, now: datetime) -> None: ...


@dataclass(frozen=True)
class DayAdded:
    """A day unlike its weekday is added (clock.add_day)."""

    unit_id: int | None
    on: date
    kind: str
    name: str
    source: str
    mark: str
    as_weekday: int | None = None

    def make(self, *, who: Person, now: datetime) -> None:
        """Make the change."""
        clock.add_day(
            self.on,
            self.kind,
            self.name,
            unit_id=self.unit_id,
            source=self.source,
            mark=self.mark,
            as_weekday=self.as_weekday,
            who=who,
            now=now,
        )


@dataclass(frozen=True)
class DaySwitched:
    """The row of a date is switched on or off (clock.switch_day)."""

    unit_id: int | None
    on: date
    is_active: bool
    source: str

    def make(self, *, who: Person, now: datetime) -> None:
        """Make the change."""
        clock.switch_day(self.on, unit_id=self.unit_id, is_active=self.is_active, source=self.source, who=who, now=now)


@dataclass(frozen=True)
class ShiftsSet:
    """The weekly sessions of a unit from a day on (clock.set_shifts); weekdays 1 = Monday."""

    unit_id: int | None
    purpose: str
    valid_from: date
    weekdays: Mapping[int, Sequence[Sequence[str]]]
    source: str
    mark: str

    def make(self, *, who: Person, now: datetime) -> None:
        """Make the change."""
        clock.set_shifts(
            self.weekdays,
            unit_id=self.unit_id,
            purpose=self.purpose,
            valid_from=self.valid_from,
            source=self.source,
            mark=self.mark,
            who=who,
            now=now,
        )


@dataclass(frozen=True)
class NoticeLoaded:
    """The yearly notice is loaded for a year (clock.load_notice); moves no date, ends the warnings."""

    year: int
    source: str
    mark: str
    unit_id: None = None

    def make(self, *, who: Person, now: datetime) -> None:
        """Make the change."""
        clock.load_notice(self.year, source=self.source, mark=self.mark, who=who, now=now)
