"""Hand-overs between steps (R2.20): forward, send back, recall, take up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from motcua.catalogue.packs.model import Step
from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Handover
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.rules.states import Status
from motcua.dossiers.rules.states import Step as Move
from motcua.dossiers.services import approving
from motcua.dossiers.services.common import Hand, begin, neighbour, unit_of
from motcua.dossiers.services.promising import calendar_of, limit_of
from motcua.identity.queries import Person
from motcua.platform import clock
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal


@transaction.atomic
def forward(code: str, *, note: str = "", who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Send the dossier to the next step of its route.

    Where nobody of ours decides after another body, its answer is the result, and forwarding it completes the dossier.
    """
    from motcua.dossiers.services.deciding import take_over

    hand = begin(code, Act.FORWARD, who=who, now=now, seen=seen)
    start_work(hand)
    hand_over(hand, +1, note=note)
    if hand.step is not None and hand.step.part == Holding.RETURNING:
        take_over(hand)
    hand.finish()
    return hand.dossier


@transaction.atomic
def send_back(code: str, *, note: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Return the dossier to the previous step; the receiver reads why."""
    hand = begin(code, Act.SEND_BACK, who=who, now=now, seen=seen)
    if not note.strip():
        raise Invalid(faults=("note",))
    start_work(hand)
    approving.undo(hand, reason=note)  # what the clerk gives back is signed no more
    hand_over(hand, -1, note=note)
    hand.finish()
    return hand.dossier


@transaction.atomic
def recall(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Take back what was just sent, as long as the receiver has not taken it up (rules/undoing.py)."""
    hand = begin(code, Act.RECALL, who=who, now=now, seen=seen)
    last = Handover.objects.filter(dossier=hand.dossier, undone_at=None).order_by("-ordinal").first()
    if last is None:
        raise Invalid(faults=("nothing_to_recall",))
    last.undone_at = now
    last.save(update_fields=["undone_at"])
    approving.undo(hand, reason="Người ký thu hồi trước khi văn thư vào sổ.")
    hand.record(happened.Recalled(from_step=last.to_step, to_step=last.from_step))
    hand.dossier.step, hand.dossier.assignee_id = last.from_step, last.from_account_id
    _count_again(hand)
    hand.finish()
    return hand.dossier


@transaction.atomic
def take_up(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Begin the work of a step: from here the sender can no longer recall it (state 2 → 4)."""
    hand = begin(code, Act.TAKE_UP, who=who, now=now, seen=seen)
    start_work(hand)
    hand.finish()
    return hand.dossier


def start_work(hand: Hand) -> None:
    """Whoever acts first in a resolving step has taken it up; saying so twice changes nothing."""
    dossier = hand.dossier
    step = hand.step
    if step is None or step.part == Holding.RECEIVING:
        return
    taken = Handover.objects.filter(dossier=dossier, undone_at=None, to_step=dossier.step, taken_up_at=None)
    if taken.update(taken_up_at=hand.now, to_account_id=hand.who.account_id):
        dossier.assignee_id = hand.who.account_id
        hand.record(happened.TakenUp(step.key))
    if dossier.status == Status.ACCEPTED:
        hand.move(Move.START)


def _leave_by(dossier: Dossier, part: str) -> datetime | None:
    """By when a dossier leaves a step: what was received goes on the same day, after 15:00 the next morning (R2.17)."""
    if part != Holding.RECEIVING or dossier.accepted_at is None:
        return dossier.step_due_at
    return clock.handover_by(dossier.accepted_at, calendar_of(dossier), clock.ClockPolicy()).at


def hand_over(hand: Hand, by: int, *, note: str) -> None:
    """Move the dossier along its route and write the line of the control slip."""
    dossier = hand.dossier
    start, goal = hand.step, neighbour(dossier, hand.pack, by)
    if start is None or goal is None:
        raise Invalid(faults=("no_such_step",))
    to_unit = unit_of(dossier, Holding(goal.part))
    last = Handover.objects.filter(dossier=dossier).aggregate(last=Max("ordinal"))["last"] or 0
    Handover.objects.create(
        dossier=dossier,
        ordinal=last + 1,
        kind="forward" if by > 0 else "back",
        from_step=start.key,
        to_step=goal.key,
        from_unit_id=unit_of(dossier, Holding(start.part)),
        to_unit_id=to_unit,
        from_account_id=hand.who.account_id,
        at=hand.now,
        due_at=_leave_by(dossier, start.part),
        note=note,
    )
    if by > 0:
        hand.record(happened.HandedOver(start.key, goal.key, to_unit=to_unit, note=Personal(note)))
    else:
        hand.record(happened.SentBack(start.key, goal.key, note=Personal(note)))
    dossier.step, dossier.assignee_id = goal.key, None
    dossier.step_due_at = step_due(hand, goal)


def step_due(hand: Hand, step: Step, began: datetime | None = None) -> datetime | None:
    """Return by when a step that began then (now) should be done; None where there is no limit to share."""
    limit, _ = limit_of(hand.pack, hand.dossier.case)
    share = step.share(hand.dossier.case)
    if not (limit and share):
        return None
    return clock.step_due(began or hand.now, limit, share, calendar_of(hand.dossier), clock.ClockPolicy()).at


def _count_again(hand: Hand) -> None:
    """The step goes on as if it had never been left: its time runs from when it began."""
    came = Handover.objects.filter(dossier=hand.dossier, undone_at=None, to_step=hand.dossier.step)
    began = came.order_by("-ordinal").values_list("at", flat=True).first() or hand.dossier.accepted_at
    if hand.step is not None and began is not None:
        hand.dossier.step_due_at = step_due(hand, hand.step, began)
