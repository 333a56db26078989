"""Walls: when a board must be counted anew, and boards opened by a link, without an account and without a name.

A link is made by who oversees the committee and may be revoked. Its key is shown once; kept is a keyed hash. Behind it
stand counts of ordinary dossiers by place; confidential ones are not counted there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from motcua.counter.keys import Keys
from motcua.dossiers.queries.board import Board, DeskLine, View, end_of_day
from motcua.identity.queries import Person
from motcua.identity.rules import Part, scope_of
from motcua.monitoring.models import BoardStamp, WallLink
from motcua.platform.errors import Forbidden, Invalid

log = structlog.get_logger()
MOST_LINKS = 20
MOST_WORDS = 60
_KEYS = Keys("wall-link", groups=3)


@dataclass(frozen=True)
class Door:
    """What an open link leads to; `news` counts what happened to dossiers of the committee."""

    link_id: int
    committee_id: int
    news: int


def stamp(committees: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return what changes whenever something happened to a dossier of these committees; one query by key.

    It is written by the follower of events, a fraction of a second after the act: whoever counts after reading it
    counts at least what it says. What passes without an event (a day that is over) is asked for by the minute.
    """
    rows = BoardStamp.objects.filter(committee_id__in=list(committees)).order_by("committee_id")
    return tuple(rows.values_list("committee_id", "news"))


def overseen(who: Person, committee_id: int) -> bool:
    """Tell whether a person oversees the ordinary dossiers of a committee."""
    return scope_of(committee_id, Part.OVERSEEING) in who.scopes(Part.OVERSEEING)


def links(who: Person) -> list[WallLink]:
    """Return the open links of the committees this person oversees; one query."""
    committees = {scope // 256 for scope in who.scopes(Part.OVERSEEING)}
    return list(WallLink.objects.filter(committee_id__in=committees, revoked_at=None).order_by("made_at"))


@transaction.atomic
def make_link(who: Person, committee_id: int, *, name: str, now: datetime) -> str:
    """Make a link and return its key, which is never told again. Invalid (`name`, `most`), Forbidden."""
    if not overseen(who, committee_id):
        raise Forbidden("he does not oversee this committee", unit=committee_id)
    name = " ".join(name.split())
    faults = [] if 0 < len(name) <= MOST_WORDS else ["name"]
    if not faults and WallLink.objects.filter(committee_id=committee_id, revoked_at=None).count() >= MOST_LINKS:
        faults.append("most")
    if faults:
        raise Invalid(faults=tuple(faults))
    key = _KEYS.new()
    row = WallLink(
        committee_id=committee_id, name=name, key_hash=_KEYS.hashes(key)[0], made_at=now, made_by=who.account_id
    )
    row.save(force_insert=True)
    log.info("wall.link_made", link=row.id, unit=committee_id)
    return key


@transaction.atomic
def revoke(who: Person, link_id: int, *, now: datetime) -> bool:
    """Close a link: the screen shows nothing more at its next question. False: it was not open, or not his."""
    rows = WallLink.objects.filter(pk__in=[one.id for one in links(who)]).filter(pk=link_id, revoked_at=None)
    is_done = bool(rows.update(revoked_at=now, revoked_by=who.account_id))
    if is_done:
        log.info("wall.link_revoked", link=link_id)
    return is_done


def proper(key: str) -> str:
    """Return a key as it was made, however somebody typed it."""
    return _KEYS.proper(key)


def door(key: str) -> Door | None:
    """Return where a key leads, None when no open link has it; one query, as nobody in particular."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT link, committee_id, news FROM wall_door(%s)", [_KEYS.hashes(key)])
        row = cursor.fetchone()
    return None if row is None else Door(*row)


def board(key: str, *, now: datetime) -> Board:
    """Return the counts behind a key, without officers; one query. Zeros where no open link has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT desk, open, waiting, today, late FROM wall_board(%s, %s, %s)",
            [_KEYS.hashes(key), now, end_of_day(now)],
        )
        rows = cursor.fetchall()
    whole = next((row[1:] for row in rows if row[0] is None), (0, 0, 0, 0))
    totals = dict.fromkeys(View, 0) | dict(zip((View.OPEN, View.WAITING, View.TODAY, View.LATE), whole, strict=True))
    return Board(totals, tuple(DeskLine(row[0], row[2], row[3], row[4], 0) for row in rows if row[0] is not None), ())
