"""What may be done with a dossier now, by whom, and why not (the rail "Làm được lúc này").

One table serves the screen and the services: what the officer sees is what the
service allows, and a service called directly refuses the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.dossiers.rules.apologies import Stage
from motcua.dossiers.rules.states import Status


class Act(StrEnum):
    """What an officer can do. In the order of the desk: what carries a dossier on stands before what asks for more."""

    ACCEPT = "accept"
    CONFIRM_SUPPLEMENT = "confirm_supplement"
    TAKE_SUPPLEMENT = "take_supplement"
    TAKE_UP = "take_up"
    ASK_SUPPLEMENT = "ask_supplement"
    DECLINE = "decline"
    ALLOW_SECOND = "allow_second"
    REFUSE_SECOND = "refuse_second"
    GRANT_MORE_DAYS = "grant_more_days"
    REFUSE_MORE_DAYS = "refuse_more_days"
    LAPSE = "lapse"
    ASK_PAYMENT = "ask_payment"
    TAKE_PAYMENT = "take_payment"
    PAY_REFUND = "pay_refund"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    RECALL = "recall"
    CHANGE_CASE = "change_case"
    VERIFY_OUTSIDE = "verify_outside"
    END_VERIFICATION = "end_verification"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    NUMBER = "number"
    RETURN_RESULT = "return_result"
    GRANT_WITHDRAWAL = "grant_withdrawal"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    SIGN_APOLOGY = "sign_apology"
    RETURN_APOLOGY = "return_apology"
    DRAFT_APOLOGY = "draft_apology"
    # Officers among themselves, and what joins a dossier to another: rules/beside.py.
    ANSWER_OPINION = "answer_opinion"
    APPROVE_CORRECTION = "approve_correction"
    REFUSE_CORRECTION = "refuse_correction"
    SEAL_CORRECTION = "seal_correction"
    ASK_OPINION = "ask_opinion"
    EXTEND_OPINION = "extend_opinion"
    SKIP_OPINION = "skip_opinion"
    REASSIGN = "reassign"
    WRITE_NOTE = "write_note"
    ANSWER_NOTE = "answer_note"
    CHANGE_PROCEDURE = "change_procedure"
    MERGE_DUPLICATE = "merge_duplicate"
    MARK_DIFFERENT = "mark_different"
    PROPOSE_CORRECTION = "propose_correction"
    ATTACH_SCAN = "attach_scan"


class Holding(StrEnum):
    """In which part of its process a step stands; the words of the packs' `part`."""

    RECEIVING = "receiving"
    HANDLING = "handling"
    DECIDING = "deciding"
    NUMBERING = "numbering"
    RETURNING = "returning"


@dataclass(frozen=True)
class Situation:
    """All that decides: the dossier's state and place, and what this officer holds of it."""

    status: Status
    holding: Holding | None  # part of the step it stands at
    is_mine: bool  # the step waits for a scope this officer holds
    has_next: bool
    has_previous: bool
    was_accepted: bool
    second_waits: bool = False  # a second request waits for a leader's reason
    decides: bool = False  # this officer decides for the committee
    supplement_open: bool = False  # something is asked of the citizen and he has not completed it
    supplement_done: bool = False  # the citizen has completed what was asked
    supplement_lapsed: bool = False  # the deadline has passed and nobody answered
    extension_waits: bool = False  # the citizen asked for more days and nobody has answered
    owes: bool = False  # a fee is fixed and not yet paid
    owed_back: bool = False  # money is owed back and nobody came for it yet
    fee_unknown: bool = False  # an amount must be said by an officer before money can be taken
    recallable: bool = False  # this officer sent it on and the receiver has not taken it up
    verifying: bool = False
    result_proposed: bool = False
    result_approved: bool = False
    receives: bool = False  # this officer receives dossiers at its receiving unit
    numbers_needed: bool = False
    handles: bool = False  # this officer handles dossiers of the unit that resolves it
    apology: Stage = Stage.NONE
    apology_blocks: bool = False  # its day has come, and the policy lets nothing go on without a letter or a result
    goes_elsewhere: bool = False  # a later step is another body's: what is signed here only sends it there
    may_change_case: bool = False  # the procedure has another case that an officer decides
    is_elsewhere: bool = False  # it stands at another body's step; our officer writes down what comes back
    manages: bool = False  # this officer manages who does what in the committee's dossiers
    numbers: bool = False  # he numbers for the committee, whether it stands there or not
    opinion_open: bool = False  # another unit was asked and neither answered nor was gone on without
    opinion_for_me: bool = False  # his unit was asked, and its time, with that for late answers, is not over
    note_for_me: bool = False  # a question is addressed to him or his unit
    correction: str = ""  # of a result: "", "proposed" or "approved"
    has_duplicate: bool = False  # another dossier looks like the same matter and nobody has compared them


@dataclass(frozen=True)
class Choice:
    """An act and whether it may be done; `why_not` is the code of the reason when it may not."""

    act: Act
    allowed: bool
    why_not: str = ""


# Beside the rail: they do not carry the dossier on.
ASIDE = frozenset(
    {
        Act.ASK_OPINION, Act.EXTEND_OPINION, Act.SKIP_OPINION, Act.REASSIGN, Act.WRITE_NOTE, Act.ANSWER_NOTE,
        Act.CHANGE_PROCEDURE, Act.MERGE_DUPLICATE, Act.MARK_DIFFERENT, Act.PROPOSE_CORRECTION, Act.ATTACH_SCAN,
    }
)  # fmt: skip
_BESIDE = ASIDE | {Act.ANSWER_OPINION, Act.APPROVE_CORRECTION, Act.REFUSE_CORRECTION, Act.SEAL_CORRECTION}
_CLOCK_STOPS = frozenset({Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT, Status.WITHDRAWAL_REQUESTED})


def choices(now: Situation) -> tuple[Choice, ...]:
    """Return what this officer may do, in the order of the rail; blocked acts stay with their reason."""
    return _choices((act for act in Act if act not in ASIDE), now)


def aside(now: Situation) -> tuple[Choice, ...]:
    """Return what may be done beside the way of the dossier: notes, opinions, another handler, another procedure."""
    return _choices((act for act in Act if act in ASIDE), now)


def _choices(acts: Iterable[Act], now: Situation) -> tuple[Choice, ...]:
    found = [Choice(act, not why, why) for act in acts if (why := _why_not(act, now)) is not None]
    return tuple(sorted(found, key=lambda c: not c.allowed))


def allowed(act: Act, now: Situation) -> str:
    """Return "" if the act may be done now, else the code of the reason."""
    why = _why_not(act, now)
    return "not_here" if why is None else why


def _why_not(act: Act, now: Situation) -> str | None:
    """Return "" (allowed), a reason (shown, blocked) or None (does not belong to this situation at all)."""
    at = now.status
    match act:
        case Act.ACCEPT | Act.DECLINE:
            return _mine(now) if at == Status.SUBMITTED else None
        case Act.ASK_SUPPLEMENT:
            return _ask_supplement(now)
        case Act.CHANGE_CASE:
            at_work = at in {Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS}
            here = now.holding in {Holding.RECEIVING, Holding.HANDLING}
            return _mine(now) if now.may_change_case and at_work and here else None
        case Act.ALLOW_SECOND | Act.REFUSE_SECOND:
            return "" if now.second_waits and now.decides else None
        case Act.CONFIRM_SUPPLEMENT:
            return _mine(now) if at == Status.AWAITING_SUPPLEMENT and now.supplement_done else None
        case Act.TAKE_SUPPLEMENT:  # the counter, whether or not the dossier stands there
            waiting = at == Status.AWAITING_SUPPLEMENT and now.supplement_open
            return "" if waiting and now.receives else None
        case Act.LAPSE:
            waiting = at == Status.AWAITING_SUPPLEMENT and not now.supplement_done
            if not (waiting and now.is_mine):
                return None
            return "extension_waits" if now.extension_waits else "" if now.supplement_lapsed else "deadline_not_over"
        case Act.GRANT_MORE_DAYS | Act.REFUSE_MORE_DAYS:
            waiting = at == Status.AWAITING_SUPPLEMENT and not now.supplement_done
            return _mine(now) if waiting and now.extension_waits else None
        case Act.ASK_PAYMENT:
            payable = at in {Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS} and now.owes and now.is_mine
            return ("fee_unknown" if now.fee_unknown else "") if payable else None
        case Act.TAKE_PAYMENT:
            if not (now.owes and now.receives) or at in {Status.DECLINED, Status.STOPPED}:
                return None
            return "fee_unknown" if now.fee_unknown else ""
        case Act.PAY_REFUND:  # in every state: most dossiers that owe money back have ended
            return "" if now.owed_back and now.receives else None
        case Act.GRANT_WITHDRAWAL | Act.REFUSE_WITHDRAWAL:
            return _mine(now) if at == Status.WITHDRAWAL_REQUESTED else None
        case Act.RETURN_RESULT:
            return ("unpaid" if now.owes else "") if at == Status.COMPLETED and now.is_mine else None
        case Act.DRAFT_APOLOGY | Act.SIGN_APOLOGY | Act.RETURN_APOLOGY:
            return _apology(act, now)
        case Act.RECALL:
            return "" if now.recallable and at in {Status.ACCEPTED, Status.IN_PROCESS} else None
        case _ if act in _BESIDE:
            from motcua.dossiers.rules.beside import why_not

            return why_not(act, now)
        case _:
            return _work(act, now)


def _ask_supplement(now: Situation) -> str | None:
    if now.holding not in {Holding.RECEIVING, Holding.HANDLING}:
        return None
    if now.second_waits:
        return "waits_for_leader" if now.is_mine else None
    if now.status in {Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS}:
        return _mine(now)
    again = now.status == Status.AWAITING_SUPPLEMENT and now.supplement_done
    return _mine(now) if again else None


def _work(act: Act, now: Situation) -> str | None:
    """Acts of the work itself: only in states 2 and 4, only by whom it waits for."""
    if not now.is_mine or now.status not in {Status.ACCEPTED, Status.IN_PROCESS}:
        return None
    match act, now.holding:
        case Act.TAKE_UP, Holding.HANDLING | Holding.DECIDING | Holding.NUMBERING:
            return "" if now.status == Status.ACCEPTED else None
        case Act.FORWARD, _ if now.apology_blocks and now.has_next and not now.result_proposed:
            return "apology_wanted"
        case Act.FORWARD, Holding.RECEIVING:
            return "" if now.has_next else None
        case Act.FORWARD, Holding.HANDLING:
            if not now.has_next:
                return None
            settled = now.result_proposed or now.goes_elsewhere
            return "opinion_open" if now.opinion_open else "" if settled else "nothing_proposed"
        case Act.FORWARD, Holding.DECIDING | Holding.NUMBERING:
            return "" if now.goes_elsewhere else None
        case Act.SEND_BACK, Holding.HANDLING | Holding.DECIDING | Holding.NUMBERING:
            return "" if now.has_previous else None
        case Act.VERIFY_OUTSIDE, Holding.HANDLING:
            return None if now.verifying or now.is_elsewhere else ""
        case Act.END_VERIFICATION, Holding.HANDLING:
            return "" if now.verifying else None
        case Act.PROPOSE, Holding.HANDLING:
            return "verifying" if now.verifying else ""
        case ((Act.APPROVE | Act.REFUSE), Holding.DECIDING) if not now.goes_elsewhere:
            return "" if now.result_proposed else "nothing_proposed"
        case Act.NUMBER, Holding.NUMBERING if not now.goes_elsewhere:
            return "" if now.result_approved else "nothing_approved"
    return None


def _apology(act: Act, now: Situation) -> str | None:
    """One letter, ever (R2.35): drafted by the unit that is late, or where the dossier lies; signed by the head."""
    if act == Act.DRAFT_APOLOGY:
        writes = now.handles or (now.is_mine and now.holding in {Holding.RECEIVING, Holding.HANDLING})
        return "" if writes and now.apology in {Stage.OFFERED, Stage.WANTED, Stage.DRAFTED} else None
    return "" if now.apology == Stage.DRAFTED and now.decides else None


def _mine(now: Situation) -> str | None:
    return "" if now.is_mine else None


def common(many: Sequence[Sequence[Choice]]) -> tuple[Act, ...]:
    """Return the acts that all of several dossiers allow (the bulk bar)."""
    sets = [{c.act for c in one if c.allowed} for one in many]
    return tuple(act for act in Act if sets and all(act in s for s in sets))
