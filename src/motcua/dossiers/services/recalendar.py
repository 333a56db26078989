"""What a change of the calendar does to dates: listed before, moved only by an explicit act.

Who manages the calendar sees no dossier (architecture 5, "Access"). Two named functions of the
database (dossiers/functions.sql) lend him what the count needs and nothing of persons; they do
not run as the background role, because the web process has no way to become it, and because
what moves dates should be one transaction with the change that moved them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

import structlog
from django.db import connection, transaction

from motcua.dossiers.events import AnswerSet, DueSet, StepDueSet
from motcua.dossiers.letter_words import settled
from motcua.dossiers.rules.apologies import apology_due
from motcua.dossiers.services.calendar_changes import Change
from motcua.dossiers.services.promising import policy_of
from motcua.dossiers.services.recounting import Facts, Promise, What, promises, read
from motcua.identity.queries import Person
from motcua.platform import clock, events
from motcua.platform.clock.store import MANAGE, MANAGE_NATIONAL, permit
from motcua.platform.errors import Conflict, Forbidden
from motcua.platform.ids import new_id
from motcua.platform.text import instant_vi

log = structlog.get_logger()


@dataclass(frozen=True)
class Moved:
    """A date a change would move: what was told, and what the count gives then.

    what: `answer` (R2.8, before acceptance), `due` (the result) or `step` (the office's own).
    """

    code: str
    title: str
    committee_id: int
    what: What
    promised: datetime
    becomes: datetime


@dataclass(frozen=True)
class Repromised:
    """What came of one date: `waits` stands in an open pause; `gone` is unknown, ended or told anew meanwhile."""

    code: str
    outcome: Literal["moved", "same", "waits", "gone"]
    what: What | None = None
    at: datetime | None = None


def would_move(unit_id: int | None, change: Change, *, who: Person, now: datetime) -> list[Moved]:
    """Return the dates of open dossiers that a change would move, earliest first.

    `unit_id` narrows it to what one unit resolves or receives; None: all the change concerns.
    Confidential dossiers are never listed. The change is made by its own service and undone at
    once, so what is told is what it would do, and what the service refuses is refused here
    (Conflict, NotFound, Forbidden, clock_…).
    """
    permit(who, change.unit_id)
    return _listed(_moved(read(_units(unit_id or change.unit_id)), change, who=who, now=now, keep=False))


@transaction.atomic
def make_change(
    change: Change, *, repromises: bool, seen: str, who: Person, now: datetime
) -> tuple[list[Moved], list[Repromised]]:
    """Make a change, and with `repromises` tell what it moved the new dates; else the dates told stay.

    `seen` is `mark_of` of the list the person was shown; a list that differs by now is a Conflict,
    for nothing may move that nobody was shown. Returns the list and what came of each date on it.
    Confidential dossiers follow the same decision and stand on neither.
    """
    permit(who, change.unit_id)
    moves = _moved(read(_units(change.unit_id)), change, who=who, now=now, keep=True)
    listed = _listed(moves)
    if seen != mark_of(listed):
        raise Conflict("the dossiers this would move are others by now")
    outcomes = [_repromise(one, reason="calendar", who=who, now=now) for one, _ in moves] if repromises else []
    shown = {one.code for one in listed}
    log.info("calendar.repromised", unit=change.unit_id, moved=sum(o.outcome == "moved" for o in outcomes))
    return listed, [outcome for outcome in outcomes if outcome.code in shown]


@transaction.atomic
def repromise(codes: Iterable[str], *, reason: str = "calendar", who: Person, now: datetime) -> list[Repromised]:
    """Count the dates of some dossiers anew by the calendar as it stands and tell the new ones.

    One answer for each date, codes in the order asked. A code that is no open dossier of a unit
    whose calendar the person manages, or a confidential one, is `gone`. The original date stays
    (R2.32); the people of a dossier are told of an answer or a result that moved.
    """
    if not (who.may(MANAGE) or who.may(MANAGE_NATIONAL)):
        raise Forbidden("changing the calendar needs the permission", permission=MANAGE)
    wanted = [code.upper() for code in codes]
    found = {one.code: promises(one) for one in read(None, wanted) if one.secrecy == 0}
    return [
        outcome
        for code in wanted
        for outcome in (
            [_repromise(one, reason=reason, who=who, now=now) for one in found.get(code, ())]
            or [Repromised(code, "gone")]
        )
    ]


def mark_of(moves: Sequence[Moved]) -> str:
    """Return a short mark of a list: the same only for the same dossiers with the same dates."""
    told = [[m.code, m.what, m.promised.isoformat(), m.becomes.isoformat()] for m in moves]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _units(unit_id: int | None) -> list[int] | None:
    return None if unit_id is None else [unit_id]


def _moved(
    facts: Sequence[Facts], change: Change, *, who: Person, now: datetime, keep: bool
) -> list[tuple[Promise, datetime]]:
    """Make a change, undo it unless `keep`, and return what it moves, with the new dates."""
    every = sorted((p for one in facts for p in promises(one)), key=_place)
    before = {place: clock.calendar_of(*place) for place, _ in groupby(every, key=_place)}
    with transaction.atomic(), structlog.contextvars.bound_contextvars(is_trial=not keep):
        change.make(who=who, now=now)
        after = {place: clock.calendar_of(*place) for place in before}
        if not keep:
            transaction.set_rollback(True)
    moves = []
    for place, group in groupby(every, key=_place):
        here = list(group)
        items = [(number, one.date_by, one.told) for number, one in enumerate(here)]
        moves += [(here[int(str(m.id))], m.becomes) for m in clock.moved_by(before[place], after[place], items)]
    return sorted(moves, key=lambda pair: (pair[0].told, pair[0].facts.id, pair[0].what))


def _place(one: Promise) -> tuple[int, str]:
    return one.unit_id, one.purpose


def _listed(moves: Sequence[tuple[Promise, datetime]]) -> list[Moved]:
    return [
        Moved(one.facts.code, one.facts.title, one.facts.committee_id, one.what, one.told, becomes)
        for one, becomes in moves
        if one.facts.secrecy == 0
    ]


def _repromise(one: Promise, *, reason: str, who: Person, now: datetime) -> Repromised:
    facts, calendar = one.facts, one.calendar
    told = one.count(calendar)
    if told is None:
        return Repromised(facts.code, "same", one.what, one.told)
    if told.at is None:  # when the pause ends it is promised a date by the calendar of that day
        return Repromised(facts.code, "waits", one.what, one.told)
    if told.at == one.told:
        return Repromised(facts.code, "same", one.what, one.told)
    estimate = one.estimate(told.at) if one.what == "answer" else None
    if one.what == "due":
        estimate = apology_due(told.at, calendar, settled()["apology"]["days_before"])
    words = json.dumps({"code": facts.code, "due": instant_vi(told.at)}, ensure_ascii=False)
    ids = [new_id() for _ in range(facts.reader_count)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_repromise(%s, %s, %s, %s, %s, %s::bigint[], %s::jsonb, %s)",
            [facts.id, one.what, one.told, told.at, estimate, ids, words, now],
        )
        (is_done,) = cursor.fetchone()
    if not is_done:  # somebody ended it or moved its date since it was read
        return Repromised(facts.code, "gone", one.what)
    events.record(
        ("dossier", facts.id),
        _event(one, told, estimate, reason, calendar.digest),
        actor=who.actor,
        at=now,
        unit_id=facts.committee_id,
        secrecy=facts.secrecy,
    )
    return Repromised(facts.code, "moved", one.what, told.at)


def _event(one: Promise, told: clock.Due, estimate: datetime | None, reason: str, calendar: str) -> Any:
    assert told.at is not None  # noqa: S101 - only a date is told
    if one.what == "step":
        return StepDueSet(step=one.facts.step, due_at=told.at, reason=reason, calendar=calendar)
    arithmetic = [asdict(line) for line in told.arithmetic]
    policy = policy_of(one.facts.pack).to_json()
    if one.what == "answer":
        return AnswerSet(
            answer_by=told.at,
            estimated_at=estimate,
            reason=reason,
            arithmetic=arithmetic,
            policy=policy,
            calendar=calendar,
        )
    return DueSet(due_at=told.at, reason=reason, arithmetic=arithmetic, policy=policy, calendar=calendar)
