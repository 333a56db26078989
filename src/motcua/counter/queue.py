"""The queue of a place as its officers run it: who is next, called again, not there, begun (lấy số, gọi số).

Services and reads of one small thing, in one file. Every act is asked of a row that is locked and still as the page
showed it; whoever presses twice, or comes second, changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from motcua.counter import visits
from motcua.counter.models import QueueLink, QueuePlan, Ticket
from motcua.counter.queue_rules import Plan, label, plan_faults, plan_of, takes_priority, usual_plan
from motcua.counter.visits import my_counter
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, Forbidden, Invalid
from motcua.platform.ids import new_id

log = structlog.get_logger()

ARRANGES = "dossiers.assign"  # who gives out the work of a place also says which desk serves what
_MISSED_SHOWN = 12


@dataclass(frozen=True)
class Slip:
    """What stands on a ticket."""

    letter: str
    number: int
    is_priority: bool
    ahead: int
    taken_at: datetime

    @property
    def label(self) -> str:
        return label(self.letter, self.number)


@dataclass(frozen=True)
class Called:
    """A ticket as its officer sees it."""

    id: int
    label: str
    is_priority: bool
    desk: int | None
    call_count: int
    called_at: datetime | None
    visit_id: int | None


@dataclass(frozen=True)
class AtDesk:
    """What an officer who calls needs to see. `waiting`: for each group of the place (letter, name, how many wait)."""

    plan: Plan
    desk: int | None
    now: Called | None
    serving: tuple[Called, ...]
    missed: tuple[Called, ...]
    waiting: tuple[tuple[str, str, int], ...]

    @property
    def mine(self) -> tuple[tuple[str, str, int], ...]:
        """The groups this desk serves."""
        letters = self.plan.letters_at(self.desk) if self.desk else ()
        return tuple(line for line in self.waiting if line[0] in letters)


def plan_at(unit_id: int) -> Plan:
    """Return how a place runs its queue; the usual plan until it has one of its own. One query."""
    row = QueuePlan.objects.filter(unit_id=unit_id).order_by("-set_at").values_list("told", flat=True).first()
    return plan_of(row) if row else usual_plan()


@transaction.atomic
def set_plan(who: Person, plan: Plan, *, now: datetime) -> None:
    """Arrange the queue of the place this officer belongs to. Forbidden, Invalid (codes of queue_rules.plan_faults)."""
    unit, committee = my_counter(who, now.date())
    if not who.may_over(ARRANGES, committee):
        raise Forbidden("arranges no queue here")
    if faults := plan_faults(plan):
        raise Invalid(faults=faults)
    QueuePlan.objects.create(
        unit_id=unit, committee_id=committee, told=plan.to_json(), set_at=now, set_by=who.account_id
    )
    log.info("queue.arranged", unit=unit, desks=len(plan.desks), groups=len(plan.groups))


def is_used(unit_id: int, on: date) -> bool:
    """Tell whether people draw numbers at a place: a machine stands in the hall, or somebody drew one today."""
    return (
        QueueLink.objects.filter(unit_id=unit_id, revoked_at=None).exists()
        or Ticket.objects.filter(unit_id=unit_id, day=on).exists()
    )


@transaction.atomic
def give(who: Person, letter: str, *, is_priority: bool, press: str, now: datetime) -> int:
    """Draw a number for somebody at the door; the same press draws once. Returns the ticket's id."""
    unit, committee = my_counter(who, now.date())
    if plan_at(unit).group(letter) is None:
        raise Invalid(faults=("group",))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_give(%s, %s, %s, %s, %s, %s, %s, %s)",
            [unit, committee, new_id(), press, letter, is_priority, now.date(), now],
        )
        (drawn,) = cursor.fetchone()
    if drawn is None:
        raise Invalid(faults=("full",))
    return int(drawn)


def slip(who: Person, ticket_id: int, on: date) -> tuple[Slip, Plan] | None:
    """Return a ticket of today of this officer's place to print, and the plan that names its group."""
    unit, _ = my_counter(who, on)
    row = Ticket.objects.filter(pk=ticket_id, unit_id=unit, day=on).first()
    if row is None:
        return None
    return Slip(row.letter, row.number, row.is_priority, row.ahead, row.taken_at), plan_at(unit)


def at_desk(who: Person, desk: int | None, on: date) -> AtDesk:
    """Return what an officer at a desk sees of the queue; three queries."""
    unit, _ = my_counter(who, on)
    plan = plan_at(unit)
    today = Ticket.objects.filter(unit_id=unit, day=on)
    shown = today.filter(Q(state="missed") | Q(state__in=["called", "serving"], called_by=who.account_id))
    rows = [(row.state, _called(row)) for row in shown.order_by("-last_called_at")]
    counts = dict(
        today.filter(state="waiting").values_list("letter").annotate(many=Count("id")).values_list("letter", "many")
    )
    return AtDesk(
        plan=plan,
        desk=desk if plan.desk(desk) else None,
        now=next((one for state, one in rows if state == "called"), None),
        serving=tuple(one for state, one in rows if state == "serving"),
        missed=tuple(one for state, one in rows if state == "missed")[:_MISSED_SHOWN],
        waiting=tuple((g.letter, g.name, counts.get(g.letter, 0)) for g in plan.groups),
    )


def _called(row: Ticket) -> Called:
    return Called(
        row.id,
        label(row.letter, row.number),
        row.is_priority,
        row.desk,
        row.call_count,
        row.last_called_at,
        row.visit_id,
    )


@transaction.atomic
def call_next(who: Person, *, desk: int, now: datetime) -> Called | None:
    """Call whoever is next for a desk, None when nobody waits; the number being called when one is called already.

    Two officers at once never get the same ticket: each takes a row the other has not locked.
    """
    unit, plan, current = _calling(who, desk, now)
    if current is not None:
        return _called(current)
    ours = Ticket.objects.filter(unit_id=unit, day=now.date(), letter__in=plan.letters_at(desk))
    last = ours.filter(called_at__isnull=False).order_by("-called_at", "-id")[: plan.priority_in_a_row]
    first = "-is_priority" if takes_priority(list(last.values_list("is_priority", flat=True)), plan) else "is_priority"
    row = _locked(ours.filter(state="waiting").order_by(first, "taken_at", "id"))
    return None if row is None else _call(row, who, desk, now)


@transaction.atomic
def call_again(who: Person, ticket_id: int, *, desk: int, now: datetime) -> Called | None:
    """Call a number once more: one's own that is being called, or somebody who was not there when his turn came.

    Conflict (`label`) while another number is being called; None when it is no longer to be called.
    """
    unit, _, current = _calling(who, desk, now)
    if current is not None and current.id != ticket_id:
        raise Conflict("another number is being called", label=label(current.letter, current.number))
    mine = Q(state="called", called_by=who.account_id) | Q(state="missed")
    row = _locked(Ticket.objects.filter(mine, pk=ticket_id, unit_id=unit, day=now.date()))
    return None if row is None else _call(row, who, desk, now)


def _calling(who: Person, desk: int, now: datetime) -> tuple[int, Plan, Ticket | None]:
    """Return (place, plan, the number this officer is calling); his second press waits until the first is done."""
    unit, _ = my_counter(who, now.date())
    plan = plan_at(unit)
    if plan.desk(desk) is None:
        raise Invalid(faults=("desk",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('queue_call', %s))", [who.account_id])
    current = Ticket.objects.filter(called_by=who.account_id, day=now.date(), state="called").first()
    return unit, plan, current


def _locked(rows: QuerySet[Ticket]) -> Ticket | None:
    return rows.select_for_update(skip_locked=True).first()


def _call(row: Ticket, who: Person, desk: int, now: datetime) -> Called:
    row.state, row.desk, row.called_by = "called", desk, who.account_id
    row.called_at, row.last_called_at, row.call_count = row.called_at or now, now, row.call_count + 1
    row.save(update_fields=["state", "desk", "called_by", "called_at", "last_called_at", "call_count"])
    return _called(row)


@transaction.atomic
def miss(who: Person, ticket_id: int, *, now: datetime) -> bool:
    """Say that nobody came; he may be called again later the same day."""
    return _leave(who, ticket_id, ["called"], state="missed", ended_at=None, now=now)


@transaction.atomic
def done(who: Person, ticket_id: int, *, now: datetime) -> bool:
    """Say that whoever came has what he came for, with a visit or without one."""
    return _leave(who, ticket_id, ["called", "serving"], state="done", ended_at=now, now=now)


def _leave(
    who: Person, ticket_id: int, states: Sequence[str], *, state: str, ended_at: datetime | None, now: datetime
) -> bool:
    own = Ticket.objects.filter(pk=ticket_id, called_by=who.account_id, day=now.date(), state__in=states)
    return bool(own.update(state=state, ended_at=ended_at))


@transaction.atomic
def begin_visit(who: Person, ticket_id: int, *, now: datetime) -> int | None:
    """Begin a visit with whoever came to the desk; the visit's id, None when the number is no longer one's own.

    Pressing twice returns the visit of the first press. Ending the visit ends the ticket (visits.end).
    """
    own = Ticket.objects.filter(pk=ticket_id, called_by=who.account_id, day=now.date())
    row = own.filter(state__in=["called", "serving"]).select_for_update().first()
    if row is None:
        return None
    if row.visit_id is None:
        row.visit_id, row.state, row.begun_at = visits.begin(who, now=now), "serving", now
        row.save(update_fields=["visit_id", "state", "begun_at"])
    return row.visit_id
