"""What every service begins and ends with: lock, permit, save, place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Case, Pack, Step
from motcua.dossiers.asides import may_have
from motcua.dossiers.letter_words import settled
from motcua.dossiers.models import (
    WAITS_FOR_LEADER,
    Dossier,
    Extension,
    Handover,
    Pause,
    Result,
    Supplement,
    Verification,
)
from motcua.dossiers.rules import acts, apologies
from motcua.dossiers.rules.acts import Act, Holding, Situation
from motcua.dossiers.rules.states import FINAL, Status, next_status
from motcua.dossiers.rules.states import Step as Move
from motcua.dossiers.rules.undoing import Sent, may_take_back
from motcua.dossiers.services.beside import also_waits, end_opinions, facts
from motcua.dossiers.services.letter_stage import apology_stage
from motcua.identity.queries import Person
from motcua.identity.rules import Part, scope_of
from motcua.payments import queries as payments
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, NotFound, StepNotAllowed
from motcua.platform.ids import new_id

PART = {
    Holding.RECEIVING: Part.RECEIVING,
    Holding.HANDLING: Part.HANDLING,
    Holding.DECIDING: Part.DECIDING,
    Holding.NUMBERING: Part.NUMBERING,
    Holding.RETURNING: Part.RECEIVING,
}


@dataclass(frozen=True)
class Hand:
    """A dossier locked for one act of one person at one instant."""

    dossier: Dossier
    pack: Pack
    who: Person
    now: datetime
    situation: Situation

    @property
    def step(self) -> Step | None:
        """The step it stands at, None before and after its process."""
        return step_of(self.dossier, self.pack)

    def move(self, move: Move) -> None:
        """Take one step of the law's table; where 6 and 7 were entered from is kept beside."""
        dossier = self.dossier
        status = Status(dossier.status)
        came_from = dossier.withdrawal_from if status == Status.WITHDRAWAL_REQUESTED else dossier.payment_from
        reached = next_status(
            status, move, came_from=Status(came_from) if came_from else None, ever_accepted=dossier.was_accepted
        )
        if reached == Status.AWAITING_PAYMENT and status in acts_payable:
            dossier.payment_from = status
        if reached == Status.WITHDRAWAL_REQUESTED:
            dossier.withdrawal_from = status
        elif status == Status.WITHDRAWAL_REQUESTED:
            dossier.withdrawal_from = None
        if status == Status.AWAITING_PAYMENT and reached not in {Status.WITHDRAWAL_REQUESTED, Status.AWAITING_PAYMENT}:
            dossier.payment_from = None
        dossier.status = reached

    def record(self, event: Any) -> int:
        """Append an event to the dossier's chain."""
        dossier = self.dossier
        return events.record(
            ("dossier", dossier.id),
            event,
            actor=self.who.actor,
            at=self.now,
            unit_id=dossier.committee_id,
            secrecy=dossier.secrecy,
        )

    def finish(self) -> None:
        """Save the dossier and repeat its state in the access projection."""
        self.dossier.acts += 1
        self.dossier.save()
        place(self.dossier, self.pack, self.now)


acts_payable = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS})


def begin(code: str, act: Act, *, who: Person, now: datetime, seen: int | None = None) -> Hand:
    """Lock a dossier this officer may see and check that he may do this now.

    `seen` is the dossier's count of acts on the page he acted from. Two officers press at
    once: the row lock makes the second wait, find the act no longer possible, and be told
    who did what and when (Conflict). Raises NotFound, Conflict, StepNotAllowed, Forbidden.
    """
    dossier = locked(code, who)
    hand = Hand(dossier, pack_of(dossier), who, now, situation_of(dossier, pack_of(dossier), who, now))
    if who.kind != "officer":
        raise Forbidden("only officers do this", act=str(act))
    why = acts.allowed(act, hand.situation)
    if seen is not None and dossier.acts != seen:
        raise Conflict("somebody acted meanwhile", **last_act(dossier.id))
    if why:
        refusal = StepNotAllowed if hand.situation.is_mine else Forbidden
        raise refusal(f"{act}: {why}", act=str(act), why=why, status=dossier.status)
    return hand


def locked(code: str, who: Person) -> Dossier:
    """Return the dossier of a code, locked, if this person may see it."""
    try:
        return Dossier.objects.visible_to(who).select_for_update(of=("self",)).get(codes__code=code.upper())
    except Dossier.DoesNotExist:
        raise NotFound("no such dossier") from None


def pack_of(dossier: Dossier) -> Pack:
    """Return the published version the dossier stands under: its terms once accepted, else its form's."""
    return catalogue.pack_of_version(dossier.terms_version_id or dossier.form_version_id)


def step_of(dossier: Dossier, pack: Pack) -> Step | None:
    """Return the step of its process a dossier stands at."""
    return next((s for s in pack.route(dossier.case) if s.key == dossier.step), None)


def route_of(dossier: Dossier, pack: Pack) -> tuple[Step, ...]:
    """Return the steps this dossier walks through: what is refused here is never sent to another body."""
    route = pack.route(dossier.case)
    if any(waits_elsewhere(step) for step in route) and _is_refused_here(dossier):
        return tuple(step for step in route if step.key == dossier.step or not waits_elsewhere(step))
    return route


def other_cases(dossier: Dossier, pack: Pack) -> tuple[Case, ...]:
    """Return the cases an officer may move this dossier to: what he decides, or back from it, of the same secrecy."""
    here = pack.case(dossier.case)
    return tuple(
        case
        for case in pack.cases
        if case.key != here.key
        and "officer" in (case.decided_by, here.decided_by)
        and case.confidentiality == here.confidentiality
    )


def waits_elsewhere(step: Step) -> bool:
    """Tell whether another body works at this step while an officer of ours waits and writes down what it answers."""
    return step.foreign and step.part == Holding.HANDLING


def _is_refused_here(dossier: Dossier) -> bool:
    return Result.objects.filter(dossier=dossier, is_refusal=True).exists()


def _is_sent_elsewhere(dossier: Dossier, pack: Pack) -> bool:
    """Tell whether another body's step is still to come."""
    route = route_of(dossier, pack)
    keys = [step.key for step in route]
    later = route[keys.index(dossier.step) + 1 :] if dossier.step in keys else ()
    return any(waits_elsewhere(step) for step in later)


def neighbour(dossier: Dossier, pack: Pack, by: int) -> Step | None:
    """Return the next (+1) or previous (-1) step of the dossier's route."""
    route = route_of(dossier, pack)
    keys = [s.key for s in route]
    if dossier.step not in keys:
        return None
    index = keys.index(dossier.step) + by
    return route[index] if 0 <= index < len(route) else None


def unit_of(dossier: Dossier, holding: Holding) -> int:
    """Return which unit holds a dossier in a part of its process: receiving and competent units differ (R2.12)."""
    if holding in {Holding.RECEIVING, Holding.RETURNING}:
        return dossier.receiving_unit_id
    return dossier.handling_unit_id if holding == Holding.HANDLING else dossier.committee_id


def scope_at(dossier: Dossier, holding: Holding) -> int:
    """Return the scope number of the unit and part a step of this kind waits for."""
    return scope_of(unit_of(dossier, holding), PART[holding], dossier.secrecy)


def situation_of(dossier: Dossier, pack: Pack, who: Person, now: datetime) -> Situation:
    """Return all that decides what this person may do. Six queries, and those of `beside.facts`.

    Where the dossier was read with what stands beside it (`asides`), only what is there is asked for.
    """
    step = step_of(dossier, pack)
    holding = Holding(step.part) if step else None
    open_extension = Extension.objects.filter(supplement=OuterRef("pk"), decided_at=None)
    supplements = Supplement.objects.filter(dossier=dossier, refused_at=None).annotate(
        extension_waits=Exists(open_extension)
    )
    supplement = supplements.order_by("-ordinal").first() if may_have(dossier, "supplement") else None
    obligation = payments.obligation_of(dossier.id)
    handovers = Handover.objects.filter(dossier=dossier, undone_at=None).order_by("-ordinal")
    handover = handovers.first() if may_have(dossier, "handover") else None
    result = Result.objects.filter(dossier=dossier).first() if may_have(dossier, "dossier_result") else None
    verifications = Verification.objects.filter(dossier=dossier, ended_at=None)
    scopes = set(who.scopes())
    beside = facts(dossier, holding, scopes, who, now)
    asked = supplement if supplement and supplement.sent_at and not supplement.confirmed_at else None
    return Situation(
        status=Status(dossier.status),
        holding=holding,
        is_mine=holding is not None and scope_at(dossier, holding) in scopes,
        has_next=neighbour(dossier, pack, +1) is not None,
        has_previous=neighbour(dossier, pack, -1) is not None,
        was_accepted=dossier.was_accepted,
        second_waits=supplement is not None and supplement.sent_at is None,
        decides=scope_at(dossier, Holding.DECIDING) in scopes,
        supplement_open=asked is not None and asked.completed_at is None,
        supplement_done=asked is not None and asked.completed_at is not None,
        supplement_lapsed=asked is not None and asked.completed_at is None and asked.deadline < now.date(),
        extension_waits=asked is not None and supplement is not None and supplement.extension_waits,
        owes=obligation is not None and obligation.owes,
        owed_back=may_have(dossier, "refund") and payments.open_refund(dossier.id) is not None,
        fee_unknown=obligation is not None and obligation.owes and obligation.amount is None,
        recallable=may_take_back(
            sent_of(handover, pack, dossier),
            step=dossier.step,
            account_id=who.account_id,
            manages=beside.get("manages", False),
        ),
        verifying=may_have(dossier, "verification") and verifications.exists(),
        result_proposed=result is not None and result.proposed_at is not None,
        result_approved=result is not None and result.approved_at is not None,
        receives=scope_at(dossier, Holding.RECEIVING) in scopes,
        apology=apology_stage(dossier, now),
        apology_blocks=settled()["apology"]["on_last_day"] == "block"
        and apology_stage(dossier, now) == apologies.Stage.WANTED,
        may_change_case=bool(other_cases(dossier, pack)),
        goes_elsewhere=_is_sent_elsewhere(dossier, pack),
        is_elsewhere=step is not None and waits_elsewhere(step),
        **beside,
    )


def sent_of(handover: Handover | None, pack: Pack, dossier: Dossier) -> Sent | None:
    """Return a hand-over as the rule of taking back reads it."""
    if handover is None:
        return None
    left = next((s for s in pack.route(dossier.case) if s.key == handover.from_step), None)
    return Sent(
        kind=handover.kind,
        to_step=handover.to_step,
        from_account_id=handover.from_account_id,
        is_taken_up=handover.taken_up_at is not None,
        is_approval=handover.kind == "forward" and left is not None and left.part == Holding.DECIDING,
    )


def place(dossier: Dossier, pack: Pack, now: datetime) -> None:
    """Repeat the dossier's state in its access rows and say whose turn it is (architecture 5, "Access")."""
    step = step_of(dossier, pack)
    turn: list[int] = []
    if step is not None:
        open_access(dossier, Holding(step.part))
        if waits_for_office(dossier, now):
            turn = [scope_at(dossier, Holding(step.part))]
        if Supplement.objects.filter(WAITS_FOR_LEADER, dossier=dossier).exists():
            open_access(dossier, Holding.DECIDING)
            turn = [scope_at(dossier, Holding.DECIDING)]
        elif apology_stage(dossier, now) == apologies.Stage.DRAFTED:  # the work goes on while the letter is signed
            open_access(dossier, Holding.DECIDING)
            turn = [*turn, scope_at(dossier, Holding.DECIDING)]
    if Status(dossier.status) in FINAL:
        end_opinions(dossier, now)
    turn += also_waits(dossier, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_place(%s, %s)", [dossier.id, turn])


def waits_for_office(dossier: Dossier, now: datetime) -> bool:
    """Tell whether an officer must act next; while the citizen is asked for papers or money, none must.

    A supplement nobody sent in time comes back to the officer's list: he closes the dossier. So does one for which
    more days are asked: he answers.
    """
    status = Status(dossier.status)
    if status == Status.AWAITING_SUPPLEMENT:
        last = last_of(dossier)
        if last is None:
            return False
        if last.completed_at is not None or last.deadline < now.date():
            return True
        return Extension.objects.filter(supplement=last, decided_at=None).exists()
    return status not in {Status.AWAITING_PAYMENT, Status.DECLINED, Status.STOPPED, Status.RETURNED}


def last_of(dossier: Dossier) -> Supplement | None:
    """Return the last supplement request that was sent or waits to be; one a leader refused was never asked."""
    return Supplement.objects.filter(dossier=dossier, refused_at=None).order_by("-ordinal").first()


def open_access(dossier: Dossier, holding: Holding) -> None:
    """Let the unit of a part see the dossier from now on: an access row for every class of secrecy it contains."""
    unit, part = unit_of(dossier, holding), PART[holding]
    classes = set(dossier.answers.values_list("secrecy", flat=True)) | {dossier.secrecy}
    with connection.cursor() as cursor:
        for secrecy in sorted(classes):
            cursor.execute(
                "SELECT dossier_open_access(%s, %s, %s, %s::smallint, now(), NULL)",
                [new_id(), dossier.id, scope_of(unit, part, secrecy), secrecy],
            )


def last_act(dossier_id: int) -> dict[str, Any]:
    """Return who did what and when, last: for the officer who came second. A call changes nothing he could see."""
    told = next(e for e in reversed(events.history(("dossier", dossier_id))) if e.name != "CallMade")
    return {"by": told.actor.label, "at": told.at, "event": told.name}


def pause(hand: Hand, reason: str) -> None:
    """Stop the clock for a reason of the procedure's own list; before acceptance nothing runs, nothing stops."""
    from motcua.dossiers.events import ClockPaused

    if not hand.dossier.was_accepted:
        return
    known = {p["key"] for p in hand.pack.procedure.get("pause_reasons", [])}
    if reason not in known:
        raise StepNotAllowed("the procedure has no such reason to pause", why="no_pause_reason", reason=reason)  # T17
    Pause.objects.create(dossier=hand.dossier, reason=reason, since=hand.now)
    hand.record(ClockPaused(reason))


def resume(hand: Hand, *, until: datetime) -> None:
    """Let the clock run again from `until`; the citizen's completion counts, not the officer's confirmation."""
    from motcua.dossiers.events import ClockResumed

    open_pause = Pause.objects.filter(dossier=hand.dossier, until=None).first()
    if open_pause is None:
        return
    open_pause.until = max(until, open_pause.since)
    open_pause.save(update_fields=["until"])
    hand.record(ClockResumed(open_pause.reason, open_pause.until))
