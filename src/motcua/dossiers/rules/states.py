"""The life of a dossier (hồ sơ): which step may follow which state (rules 4.1, 4.2)."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from motcua.platform.errors import StepNotAllowed


class Status(IntEnum):
    """The ten states of the national portal, with its codes (rules 4.1)."""

    SUBMITTED = 1
    ACCEPTED = 2
    DECLINED = 3
    IN_PROCESS = 4
    AWAITING_SUPPLEMENT = 5
    AWAITING_PAYMENT = 6
    WITHDRAWAL_REQUESTED = 7
    STOPPED = 8
    COMPLETED = 9
    RETURNED = 10


FINAL = frozenset({Status.DECLINED, Status.STOPPED, Status.RETURNED})
OPEN = frozenset(Status) - FINAL


class Step(StrEnum):
    """What somebody does to a dossier that changes its state."""

    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    ASK_SUPPLEMENT = "ask_supplement"
    CONFIRM_SUPPLEMENT = "confirm_supplement"
    LAPSE = "lapse"
    ASK_PAYMENT = "ask_payment"
    SETTLE_PAYMENT = "settle_payment"
    SETTLE_AND_COMPLETE = "settle_and_complete"
    ASK_WITHDRAWAL = "ask_withdrawal"
    GRANT_WITHDRAWAL = "grant_withdrawal"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    STOP = "stop"
    COMPLETE = "complete"
    RETURN = "return"


_S = Status
NEXT: dict[tuple[Status, Step], Status] = {
    (_S.SUBMITTED, Step.ACCEPT): _S.ACCEPTED,
    (_S.SUBMITTED, Step.DECLINE): _S.DECLINED,
    (_S.SUBMITTED, Step.ASK_SUPPLEMENT): _S.AWAITING_SUPPLEMENT,
    (_S.SUBMITTED, Step.ASK_PAYMENT): _S.AWAITING_PAYMENT,
    (_S.SUBMITTED, Step.ASK_WITHDRAWAL): _S.WITHDRAWAL_REQUESTED,
    (_S.ACCEPTED, Step.START): _S.IN_PROCESS,
    (_S.ACCEPTED, Step.ASK_SUPPLEMENT): _S.AWAITING_SUPPLEMENT,
    (_S.ACCEPTED, Step.ASK_PAYMENT): _S.AWAITING_PAYMENT,
    (_S.ACCEPTED, Step.ASK_WITHDRAWAL): _S.WITHDRAWAL_REQUESTED,
    (_S.IN_PROCESS, Step.ASK_SUPPLEMENT): _S.AWAITING_SUPPLEMENT,
    (_S.IN_PROCESS, Step.ASK_PAYMENT): _S.AWAITING_PAYMENT,
    (_S.IN_PROCESS, Step.STOP): _S.STOPPED,
    (_S.IN_PROCESS, Step.COMPLETE): _S.COMPLETED,
    (_S.IN_PROCESS, Step.ASK_WITHDRAWAL): _S.WITHDRAWAL_REQUESTED,
    (_S.AWAITING_SUPPLEMENT, Step.ASK_SUPPLEMENT): _S.AWAITING_SUPPLEMENT,
    (_S.AWAITING_SUPPLEMENT, Step.ASK_WITHDRAWAL): _S.WITHDRAWAL_REQUESTED,
    (_S.AWAITING_PAYMENT, Step.LAPSE): _S.STOPPED,
    (_S.AWAITING_PAYMENT, Step.ASK_WITHDRAWAL): _S.WITHDRAWAL_REQUESTED,
    (_S.WITHDRAWAL_REQUESTED, Step.GRANT_WITHDRAWAL): _S.STOPPED,
    (_S.COMPLETED, Step.RETURN): _S.RETURNED,
}
PAYABLE_FROM = frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROCESS})
WITHDRAWABLE_FROM = frozenset({_S.SUBMITTED, _S.ACCEPTED, _S.IN_PROCESS, _S.AWAITING_SUPPLEMENT, _S.AWAITING_PAYMENT})


def next_status(status: Status, step: Step, *, came_from: Status | None, ever_accepted: bool) -> Status:
    """Return the state after `step`, or raise StepNotAllowed.

    `came_from` is the state in which the present one was entered: paid, it goes back there;
    a withdrawal refused, it goes back there. Before acceptance was ever given a completed
    supplement leads to acceptance and a lapsed one to "declined"; after it, to work and to
    "stopped".

    >>> next_status(Status.AWAITING_SUPPLEMENT, Step.LAPSE, came_from=None, ever_accepted=False).name
    'DECLINED'
    """
    match status, step:
        case _S.AWAITING_SUPPLEMENT, Step.CONFIRM_SUPPLEMENT:
            return _S.IN_PROCESS if ever_accepted else _S.ACCEPTED
        case _S.AWAITING_SUPPLEMENT, Step.LAPSE:
            return _S.STOPPED if ever_accepted else _S.DECLINED
        case _S.AWAITING_PAYMENT, Step.SETTLE_PAYMENT if came_from in PAYABLE_FROM:
            return came_from
        case _S.AWAITING_PAYMENT, Step.SETTLE_AND_COMPLETE if came_from == _S.IN_PROCESS:
            return _S.COMPLETED
        case _S.WITHDRAWAL_REQUESTED, Step.REFUSE_WITHDRAWAL if came_from in WITHDRAWABLE_FROM:
            return came_from
    try:
        return NEXT[status, step]
    except KeyError:
        raise StepNotAllowed(
            f"{step} cannot follow {status.name}", status=int(status), step=str(step), came_from=came_from
        ) from None


def may_follow(status: Status, to: Status, *, came_from: Status | None, ever_accepted: bool) -> bool:
    """Tell whether any step leads from one state to the other."""
    return to in {
        reached
        for step in Step
        if (reached := _try(status, step, came_from=came_from, ever_accepted=ever_accepted)) is not None
    }


def _try(status: Status, step: Step, *, came_from: Status | None, ever_accepted: bool) -> Status | None:
    try:
        return next_status(status, step, came_from=came_from, ever_accepted=ever_accepted)
    except StepNotAllowed:
        return None
