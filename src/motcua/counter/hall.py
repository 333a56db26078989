"""The machines in the hall: one gives numbers, one shows who is called; opened by a link, no account signed in.

An officer of the place makes a link and may revoke it. Its key is shown once; kept is a keyed hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import structlog
from django.db import connection, transaction

from motcua.counter.keys import Keys
from motcua.counter.models import QueueLink
from motcua.counter.queue import Slip
from motcua.counter.queue_rules import Plan, label, plan_of, spoken, usual_plan
from motcua.counter.visits import my_counter
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.ids import new_id

log = structlog.get_logger()

Kind = Literal["kiosk", "display"]
KINDS: tuple[Kind, ...] = ("kiosk", "display")
MOST_LINKS = 20
_KEYS = Keys("queue-link", groups=3)  # 31^12: nobody guesses one, and it can be typed with a remote control


@dataclass(frozen=True)
class Call:
    """A number called to a desk, as the screen shows and says it. `key` changes each time it is called."""

    key: str
    label: str
    desk: int
    desk_name: str
    is_priority: bool
    is_now: bool  # called and not begun yet
    say: str


@dataclass(frozen=True)
class Hall:
    """All a machine in the hall may know. `calls` are newest first; `waiting` counts by letter of the group."""

    link_id: int
    kind: Kind
    prints: bool
    unit_id: int
    committee_id: int
    plan: Plan
    calls: tuple[Call, ...]
    waiting: Mapping[str, int]

    @property
    def newest(self) -> Call | None:
        """Who is being called now, the last one first."""
        return next((call for call in self.calls if call.is_now), None)

    def at(self, desk: int) -> Call | None:
        """The number a desk is busy with."""
        return next((call for call in self.calls if call.desk == desk), None)


def links(who: Person, on: date) -> list[QueueLink]:
    """Return the links of this officer's place that are open; one query."""
    unit, _ = my_counter(who, on)
    return list(QueueLink.objects.filter(unit_id=unit, revoked_at=None).order_by("made_at"))


@transaction.atomic
def make_link(who: Person, kind: str, *, name: str, prints: bool, now: datetime) -> str:
    """Make a link for a machine and return its key, which is never told again. Invalid (`kind`, `name`, `most`)."""
    unit, committee = my_counter(who, now.date())
    name = " ".join(name.split())
    faults = [*([] if kind in KINDS else ["kind"]), *([] if 0 < len(name) <= 60 else ["name"])]
    if not faults and QueueLink.objects.filter(unit_id=unit, revoked_at=None).count() >= MOST_LINKS:
        faults.append("most")
    if faults:
        raise Invalid(faults=tuple(faults))
    key = _KEYS.new()
    row = QueueLink(
        unit_id=unit,
        committee_id=committee,
        kind=kind,
        name=name,
        prints=prints and kind == "kiosk",
        key_hash=_KEYS.hashes(key)[0],
        made_at=now,
        made_by=who.account_id,
    )
    row.save(force_insert=True)
    log.info("queue.link_made", link=row.id, kind=kind, unit=unit)
    return key


@transaction.atomic
def revoke(who: Person, link_id: int, *, now: datetime) -> bool:
    """Close a link of this officer's place: the machine shows nothing more at its next question."""
    unit, _ = my_counter(who, now.date())
    rows = QueueLink.objects.filter(pk=link_id, unit_id=unit, revoked_at=None)
    is_done = bool(rows.update(revoked_at=now, revoked_by=who.account_id))
    if is_done:
        log.info("queue.link_revoked", link=link_id, unit=unit)
    return is_done


def look(key: str, on: date) -> Hall | None:
    """Return what a machine with this key shows, None when no open link has it; one query, as nobody in particular."""
    told = _ask("SELECT queue_board(%s, %s)", [_KEYS.hashes(key), on])
    if told is None:
        return None
    board: dict[str, Any] = json.loads(told) if isinstance(told, str) else told
    plan = plan_of(board["plan"]) if board["plan"] else usual_plan()
    return Hall(
        link_id=board["link"],
        kind=board["kind"],
        prints=board["prints"],
        unit_id=board["unit_id"],
        committee_id=board["committee_id"],
        plan=plan,
        calls=tuple(_call(told, plan) for told in board["calls"]),
        waiting=board["waiting"],
    )


def _call(told: Mapping[str, Any], plan: Plan) -> Call:
    desk = plan.desk(told["desk"])
    name = desk.name if desk else f"Quầy {told['desk']}"  # a desk that was closed while somebody stood there
    return Call(
        key=f"{told['id']}-{told['times']}",
        label=label(told["letter"], told["number"]),
        desk=told["desk"],
        desk_name=name,
        is_priority=told["is_priority"],
        is_now=told["state"] == "called",
        say=spoken(told["letter"], told["number"], name),
    )


def take(key: str, letter: str, *, is_priority: bool, press: str, now: datetime) -> int | None:
    """Draw a number at the machine; the same press draws once. None: no such machine, or no number left today."""
    made = _ask(
        "SELECT queue_take(%s, %s, %s, %s, %s, %s, %s)",
        [_KEYS.hashes(key), new_id(), press, letter, is_priority, now.date(), now],
    )
    return None if made is None else int(made)


def slip(key: str, ticket_id: int, on: date) -> Slip | None:
    """Return a ticket of today that this machine's place gave, to show and to print."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM queue_slip(%s, %s, %s)", [_KEYS.hashes(key), ticket_id, on])
        row = cursor.fetchone()
    return None if row is None else Slip(*row)


def proper(key: str) -> str:
    """Return a key as it was made, however somebody typed it."""
    return _KEYS.proper(key)


def _ask(sql: str, facts: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        row = cursor.fetchone()
    return None if row is None else row[0]
