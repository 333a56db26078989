"""What a visit says, and what of a process it needs to be read. No value here names a person or what he declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from motcua.platform.clock import Limit


@dataclass(frozen=True)
class Station:
    """A step of a process: its part, and its share of the limit by case (0: the case skips it)."""

    key: str
    name: str
    part: str
    is_foreign: bool
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Process:
    """What of a published version the walk is measured by; `labels` are of cases, as events name them."""

    stations: tuple[Station, ...] = ()
    limits: Mapping[str, Limit | None] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def station(self, key: str) -> Station | None:
        """Return a step by its key."""
        return next((one for one in self.stations if one.key == key), None)

    def route(self, case: str) -> tuple[Station, ...]:
        """Return the steps a case walks through; every step where the case is not known."""
        known = tuple(one for one in self.stations if one.shares.get(case))
        return known or self.stations


@dataclass(frozen=True)
class Visit:
    """One stay of a dossier at one step. Instants are UTC-aware; seconds are of office time (hours of the calendar).

    `how` it left: forward, back (to the step before, with a reason), recalled (by the sender, before anybody took it
    up), moved (another procedure or case), end; "" while it is there. Seconds: `waiting` before anybody took it up,
    `working` after, both without `outside`, when the office could do nothing (papers or money asked of the applicant,
    clock stopped); None until they are over. `share_seconds` is its part of the limit, `due_at` when that is used
    up with all that was outside left out; None where no limit is published, for the other body's part and after the
    result is there.
    """

    dossier_id: int
    n: int
    committee_id: int
    unit_id: int
    procedure: str
    version_id: int
    channel: int
    step: str
    part: str
    is_foreign: bool
    account_id: int | None
    assisted_by: int | None
    entered_at: datetime
    taken_up_at: datetime | None
    left_at: datetime | None
    left_on: date | None
    how: str
    to_step: str
    due_at: datetime | None
    share_seconds: int | None
    waiting_seconds: int | None
    working_seconds: int | None
    outside_seconds: int | None
    supplement_count: int
    again_count: int
