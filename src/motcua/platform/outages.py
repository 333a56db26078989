"""When the system stands still: told at least seven working days ahead, seen by everybody, taken back with a reason.

R2.48 (Nghị định 224/2026/NĐ-CP, Điều 13; mark C) fixes the term, so a shorter notice of a planned stop is refused. A
stop that cannot wait is told as urgent, with its reason; it never counts as told in time.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db import transaction

from motcua.platform import events
from motcua.platform.clock import Calendar, ClockPolicy, Due, Limit, due
from motcua.platform.clock.store import calendar_of
from motcua.platform.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from motcua.platform.events import Actor
from motcua.platform.models import Outage

log = structlog.get_logger()

ANNOUNCE = "outages.announce"
NOTICE = Limit(7, "working_days")  # R2.48, C: the law, not a setting
LONGEST = timedelta(days=14)  # a slip of the keyboard, not a stop (P)
_MOST = 200
_KEPT_SECONDS = 15.0
_kept: list[tuple[float, tuple[OutageView, ...]]] = []


class NoticeTooShort(DomainError):
    """A planned stop would begin before seven working days have passed; `facts["earliest"]` is the first instant."""

    code = "notice_too_short"


@dataclass(frozen=True)
class OutageAnnounced:
    """A stop was announced; `days_ahead` are the working days between the notice and its beginning."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    what: str
    why: str
    days_ahead: int


@dataclass(frozen=True)
class OutageWithdrawn:
    """An announced stop will not take place, or is over sooner."""

    why: str


@dataclass(frozen=True)
class OutageView:
    """An announced stop; `kind`: planned | urgent."""

    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    what: str
    why: str
    announced_at: datetime
    announced_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


class Announcer(Protocol):
    """Who announces: an officer with `outages.announce`."""

    @property
    def actor(self) -> Actor: ...

    def may(self, permission: str) -> bool: ...


def earliest(at: datetime, calendar: Calendar) -> Due:
    """Return the first instant at which a planned stop told at `at` may begin, and how it was counted.

    The day after the notice is day 1; the seventh working day has to be over (R2.22).
    """
    return due(NOTICE, at, [], calendar, ClockPolicy())


@transaction.atomic
def announce(
    starts_at: datetime, ends_at: datetime, *, kind: str, what: str, why: str, who: Announcer, now: datetime
) -> int:
    """Announce a stop of the whole system and return its id; everybody is told from now on.

    Raises Invalid naming `kind`, `what`, `why`, `starts` or `ends`; NoticeTooShort for a planned one told too late;
    Conflict where another announced stop lies in the same hours.
    """
    _permit(who)
    what, why = " ".join(what.split()), " ".join(why.split())
    checks = {
        "kind": kind in {"planned", "urgent"},
        "what": 0 < len(what) <= _MOST,
        "why": 0 < len(why) <= _MOST,
        "starts": starts_at >= now - timedelta(minutes=5),  # "from now on" may be typed a moment ago
        "ends": starts_at < ends_at <= starts_at + LONGEST,
    }
    if faults := tuple(name for name, holds in checks.items() if not holds):
        raise Invalid(faults=faults)
    calendar = calendar_of(None, "processing")
    first = earliest(now, calendar).at
    if kind == "planned" and first is not None and starts_at < first:
        raise NoticeTooShort("seven working days have to pass", earliest=first)
    if Outage.objects.filter(withdrawn_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Conflict("another stop is announced for these hours", why="overlap")
    row = Outage.objects.create(
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        what=what,
        why=why,
        announced_at=now,
        announced_by=who.actor.label[:200],
    )
    ahead = calendar.working_days_between(now.date(), starts_at.date() - timedelta(days=1))
    events.record(
        ("outage", row.id), OutageAnnounced(kind, starts_at, ends_at, what, why, ahead), actor=who.actor, at=now
    )
    _told()
    log.info("outage.announced", outage=row.id, kind=kind)
    return row.id


@transaction.atomic
def withdraw(outage_id: int, *, why: str, who: Announcer, now: datetime) -> None:
    """Take an announced stop back, before it or while it lasts; nobody sees its band any more. Needs a reason."""
    _permit(who)
    why = " ".join(why.split())
    if not 0 < len(why) <= _MOST:
        raise Invalid(faults=("why",))
    row = Outage.objects.select_for_update().filter(pk=outage_id).first()
    if row is None:
        raise NotFound("no such announcement")
    if row.withdrawn_at is not None:
        return
    if row.ends_at <= now:
        raise Conflict("it is over", why="over")
    row.withdrawn_at, row.withdrawn_why = now, why
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    events.record(("outage", row.id), OutageWithdrawn(why), actor=who.actor, at=now)
    _told()
    log.info("outage.withdrawn", outage=row.id)


def coming(now: datetime) -> tuple[OutageView, ...]:
    """Return the stops that are announced and not over, the next one first.

    Every page asks. The process keeps the answer for a few seconds, so another process tells of a change that late.
    """
    at = time.monotonic()
    if not _kept or at - _kept[0][0] > _KEPT_SECONDS:
        rows = Outage.objects.filter(withdrawn_at=None, ends_at__gt=now).order_by("starts_at")
        _kept[:] = [(at, tuple(map(_view, rows)))]
    return tuple(one for one in _kept[0][1] if one.ends_at > now)


def announced(*, limit: int = 30) -> Sequence[OutageView]:
    """Return the last announcements, withdrawn ones too, newest first; one query."""
    return [_view(row) for row in Outage.objects.order_by("-announced_at", "-id")[:limit]]


def forget() -> None:
    """Have the next page ask the database again."""
    _kept.clear()


def _told() -> None:
    forget()
    transaction.on_commit(forget)  # somebody may have read the old rows meanwhile


def _view(row: Outage) -> OutageView:
    return OutageView(
        row.id,
        row.kind,
        row.starts_at,
        row.ends_at,
        row.what,
        row.why,
        row.announced_at,
        row.announced_by,
        row.withdrawn_at,
        row.withdrawn_why,
    )


def _permit(who: Announcer) -> None:
    if not who.may(ANNOUNCE):
        raise Forbidden("announcing a stop needs the permission", permission=ANNOUNCE)
