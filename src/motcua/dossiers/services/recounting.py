"""The dates of a dossier that a calendar counts, and how each is counted anew from what the database tells of it.

Three dates (docs/clock.md 9): the answer owed before acceptance (R2.8) by the calendar of reception of the unit
that received, the result promised at acceptance and the step the dossier stands at, both by the calendar of
processing of the committee.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.platform import clock

What = Literal["answer", "due", "step"]


@dataclass(frozen=True)
class Facts:
    """What the counts need of one dossier, as `dossier_recount_facts` tells it; a date it does not have is None."""

    id: int
    code: str
    title: str
    committee_id: int
    receiving_unit_id: int
    secrecy: int
    version_id: int
    case: str
    channel: int
    answer_from: datetime | None
    answer_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    step: str
    step_began: datetime | None
    step_due_at: datetime | None
    pauses: tuple[clock.Pause, ...]
    reader_count: int

    @property
    def pack(self) -> Pack:
        return catalogue.pack_of_version(self.version_id)


@dataclass(frozen=True)
class Promise:
    """One date of a dossier: what was told, and the unit and purpose of the calendar that counts it."""

    facts: Facts
    what: What
    told: datetime
    unit_id: int
    purpose: str

    @property
    def calendar(self) -> clock.Calendar:
        """The calendar that counts it, as it stands now."""
        return clock.calendar_of(self.unit_id, self.purpose)

    def count(self, calendar: clock.Calendar) -> clock.Due | None:
        """Count the date by a calendar; None where the procedure says no more how."""
        one, pack = self.facts, self.facts.pack
        if self.what == "answer":
            assert one.answer_from is not None  # noqa: S101 - the database tells both or neither
            return clock.answer_by(one.answer_from, one.channel, calendar, policy_of(pack))
        limit, _ = limit_of(pack, one.case)
        if limit is None:
            return None
        if self.what == "due":
            assert one.accepted_at is not None  # noqa: S101 - only what was accepted has a date
            return clock.due(limit, one.accepted_at, one.pauses, calendar, policy_of(pack))
        share = next((s.share(one.case) for s in pack.route(one.case) if s.key == one.step), None)
        if not share or one.step_began is None:
            return None
        return clock.step_due(one.step_began, limit, share, calendar, clock.ClockPolicy())

    def date_by(self, calendar: clock.Calendar) -> datetime | None:
        """Return only the date, None also while an open pause leaves none."""
        told = self.count(calendar)
        return None if told is None else told.at

    def estimate(self, answer_by: datetime) -> datetime | None:
        """Return the estimate of the result that follows from an answer at this instant."""
        limit, _ = limit_of(self.facts.pack, self.facts.case)
        if limit is None:
            return None
        calendar = clock.calendar_of(self.facts.committee_id, "processing")
        return clock.due(limit, answer_by, (), calendar, policy_of(self.facts.pack)).at


def promises(one: Facts) -> list[Promise]:
    """Return the dates a dossier has."""
    found = []
    if one.answer_by is not None:
        found.append(Promise(one, "answer", one.answer_by, one.receiving_unit_id, "reception"))
    if one.due_at is not None:
        found.append(Promise(one, "due", one.due_at, one.committee_id, "processing"))
    if one.step_due_at is not None:
        found.append(Promise(one, "step", one.step_due_at, one.committee_id, "processing"))
    return found


def read(units: list[int] | None, codes: list[str] | None = None) -> list[Facts]:
    """Return the open dossiers whose dates the caller may recount; None narrows nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, title, committee_id, receiving_unit_id, secrecy, version_id,"
            ' "case", channel, answer_from, answer_by, accepted_at, due_at, step, step_began, step_due_at,'
            " pauses::text, reader_count FROM dossier_recount_facts(%s, %s)",
            [units, codes],
        )
        rows = cursor.fetchall()
    return [Facts(*(*row[:16], _pauses(row[16]), row[17])) for row in rows]


def _pauses(told: str) -> tuple[clock.Pause, ...]:
    return tuple(
        clock.Pause(reason, datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for reason, since, until in json.loads(told)
    )
