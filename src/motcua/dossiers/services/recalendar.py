"""What a change of the calendar does to promised dates: listed before, moved only by an explicit act.

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
from datetime import date, datetime
from typing import Literal, Protocol

import structlog
from django.db import connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.dossiers.events import DueSet
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.identity.queries import Person
from motcua.platform import clock, events
from motcua.platform.clock.store import MANAGE
from motcua.platform.errors import Conflict, Forbidden
from motcua.platform.ids import new_id
from motcua.platform.text import instant_vi

log = structlog.get_logger()


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
class NoticeLoaded:
    """The yearly notice is loaded for a year (clock.load_notice); moves no date, ends the warnings."""

    year: int
    source: str
    mark: str
    unit_id: None = None

    def make(self, *, who: Person, now: datetime) -> None:
        """Make the change."""
        clock.load_notice(self.year, source=self.source, mark=self.mark, who=who, now=now)


@dataclass(frozen=True)
class Moved:
    """A dossier whose date a change would move: what it was promised, and what the count gives then."""

    code: str
    title: str
    committee_id: int
    promised: datetime
    becomes: datetime


@dataclass(frozen=True)
class Repromised:
    """What came of one dossier: `gone` is unknown, ended or not accepted; `waits` stands in an open pause."""

    code: str
    outcome: Literal["moved", "same", "waits", "gone"]
    due_at: datetime | None = None


@dataclass(frozen=True)
class _Facts:
    """What the count needs of one dossier, as `dossier_recount_facts` tells it."""

    id: int
    code: str
    title: str
    committee_id: int
    secrecy: int
    version_id: int
    case: str
    accepted_at: datetime
    due_at: datetime
    pauses: tuple[clock.Pause, ...]
    reader_count: int

    @property
    def pack(self) -> Pack:
        return catalogue.pack_of_version(self.version_id)

    def item(self) -> tuple[int, clock.Limit, datetime, Sequence[clock.Pause], clock.ClockPolicy, datetime] | None:
        """Return it as `clock.moved_by` takes it, None where the procedure has no limit."""
        limit, _ = limit_of(self.pack, self.case)
        if limit is None:
            return None
        return (self.id, limit, self.accepted_at, self.pauses, policy_of(self.pack), self.due_at)

    def count(self) -> clock.Due | None:
        """Count its date by the calendar as it stands now."""
        limit, _ = limit_of(self.pack, self.case)
        if limit is None:
            return None
        return clock.due(
            limit, self.accepted_at, self.pauses, clock.calendar_of(self.committee_id), policy_of(self.pack)
        )


def would_move(unit_id: int | None, change: Change, *, who: Person, now: datetime) -> list[Moved]:
    """Return the open dossiers whose promised date a change would move, earliest promise first.

    `unit_id` narrows it to one committee; None: all the change concerns. Confidential dossiers are
    never listed. The change is made by its own service and undone at once, so what is told is what
    it would do, and what the service refuses is refused here (Conflict, NotFound, Forbidden, clock_…).
    """
    _permit(who)
    return _listed(_moved(_read(_committees(unit_id or change.unit_id)), change, who=who, now=now, keep=False))


@transaction.atomic
def make_change(
    change: Change, *, repromises: bool, seen: str, who: Person, now: datetime
) -> tuple[list[Moved], list[Repromised]]:
    """Make a change, and with `repromises` promise what it moved the new dates; else the dates told stay.

    `seen` is `mark_of` of the list the person was shown; a list that differs by now is a Conflict,
    for nothing may move that nobody was shown. Returns the list and what came of each dossier on it.
    Confidential dossiers follow the same decision and stand on neither.
    """
    _permit(who)
    facts = _read(_committees(change.unit_id))
    moves = _moved(facts, change, who=who, now=now, keep=True)
    listed = _listed(moves)
    if seen != mark_of(listed):
        raise Conflict("the dossiers this would move are others by now")
    outcomes = [_repromise(one, reason="calendar", who=who, now=now) for one, _ in moves] if repromises else []
    shown = {one.code for one in listed}
    log.info("calendar.repromised", unit=change.unit_id, moved=sum(o.outcome == "moved" for o in outcomes))
    return listed, [outcome for outcome in outcomes if outcome.code in shown]


@transaction.atomic
def repromise(codes: Iterable[str], *, reason: str = "calendar", who: Person, now: datetime) -> list[Repromised]:
    """Count some dossiers anew by the calendar as it stands and promise each its new date.

    One answer for each code, in the order asked. A code that is no open accepted dossier, or a
    confidential one, is `gone`. The original date stays (R2.32); the people of a moved one are told.
    """
    _permit(who)
    wanted = [code.upper() for code in codes]
    found = {one.code: one for one in _read(None, wanted) if one.secrecy == 0}
    return [
        _repromise(found[code], reason=reason, who=who, now=now) if code in found else Repromised(code, "gone")
        for code in wanted
    ]


def mark_of(moves: Sequence[Moved]) -> str:
    """Return a short mark of a list: the same only for the same dossiers with the same dates."""
    told = [[m.code, m.promised.isoformat(), m.becomes.isoformat()] for m in moves]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _permit(who: Person) -> None:
    if not who.may(MANAGE):
        raise Forbidden("changing the calendar needs the permission", permission=MANAGE)


def _committees(unit_id: int | None) -> list[int] | None:
    # A date is counted by the committee's calendar of processing (promising.calendar_of), never by a department's.
    return None if unit_id is None else [unit_id]


def _read(units: list[int] | None, codes: list[str] | None = None) -> list[_Facts]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, code, title, committee_id, secrecy, version_id, "case", accepted_at, due_at, pauses::text,'
            " reader_count FROM dossier_recount_facts(%s, %s)",
            [units, codes],
        )
        rows = cursor.fetchall()
    return [_Facts(*(*row[:9], _pauses(row[9]), row[10])) for row in rows]


def _pauses(told: str) -> tuple[clock.Pause, ...]:
    return tuple(
        clock.Pause(reason, datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
        for reason, since, until in json.loads(told)
    )


def _moved(
    facts: Sequence[_Facts], change: Change, *, who: Person, now: datetime, keep: bool
) -> list[tuple[_Facts, datetime]]:
    """Make a change, undo it unless `keep`, and return what it moves, with the new dates."""
    units = sorted({one.committee_id for one in facts})
    before = {unit: clock.calendar_of(unit) for unit in units}
    with transaction.atomic(), structlog.contextvars.bound_contextvars(is_trial=not keep):
        change.make(who=who, now=now)
        after = {unit: clock.calendar_of(unit) for unit in units}
        if not keep:
            transaction.set_rollback(True)
    by_id = {one.id: one for one in facts}
    moves = []
    for unit in units:
        items = [item for one in facts if one.committee_id == unit and (item := one.item()) is not None]
        moves += [(by_id[int(str(m.id))], m.becomes) for m in clock.moved_by(before[unit], after[unit], items)]
    return sorted(moves, key=lambda pair: (pair[0].due_at, pair[0].id))


def _listed(moves: Sequence[tuple[_Facts, datetime]]) -> list[Moved]:
    return [
        Moved(one.code, one.title, one.committee_id, one.due_at, becomes) for one, becomes in moves if one.secrecy == 0
    ]


def _repromise(one: _Facts, *, reason: str, who: Person, now: datetime) -> Repromised:
    told = one.count()
    if told is None:
        return Repromised(one.code, "same", one.due_at)
    if told.at is None:  # when the pause ends it is promised a date by the calendar of that day
        return Repromised(one.code, "waits", one.due_at)
    if told.at == one.due_at:
        return Repromised(one.code, "same", one.due_at)
    facts = json.dumps({"code": one.code, "due": instant_vi(told.at)}, ensure_ascii=False)
    ids = [new_id() for _ in range(one.reader_count)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_repromise(%s, %s, %s, %s::bigint[], %s::jsonb, %s)",
            [one.id, one.due_at, told.at, ids, facts, now],
        )
        (is_done,) = cursor.fetchone()
    if not is_done:  # somebody ended it or moved its date since it was read
        return Repromised(one.code, "gone")
    events.record(
        ("dossier", one.id),
        DueSet(
            due_at=told.at,
            reason=reason,
            arithmetic=[asdict(line) for line in told.arithmetic],
            policy=policy_of(one.pack).to_json(),
            calendar=clock.calendar_of(one.committee_id).digest,
        ),
        actor=who.actor,
        at=now,
        unit_id=one.committee_id,
        secrecy=one.secrecy,
    )
    return Repromised(one.code, "moved", told.at)
