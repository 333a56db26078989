"""What may be done beside the way of a dossier, by whom, and why not. `acts.py` asks here; pure."""

from __future__ import annotations

from motcua.dossiers.rules.acts import Act, Holding, Situation
from motcua.dossiers.rules.states import FINAL, Status

_WORK = frozenset({Status.ACCEPTED, Status.IN_PROCESS})
_WAITS_OUTSIDE = frozenset({Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT, Status.WITHDRAWAL_REQUESTED})


def why_not(act: Act, now: Situation) -> str | None:
    """Return "" (allowed), a reason (shown, blocked) or None (does not belong here), as `acts.allowed` does."""
    match act:
        case Act.WRITE_NOTE:
            return ""  # whoever sees the dossier as an officer; the tables keep consulted units out
        case Act.ANSWER_NOTE:
            return "" if now.note_for_me else None
        case Act.ANSWER_OPINION:
            decided = now.status in FINAL or now.result_approved  # until then a late answer is worth having
            return None if decided or not now.opinion_for_me else ""
        case Act.ASK_OPINION:
            return "" if now.is_mine and now.holding == Holding.HANDLING and now.status in _WORK else None
        case Act.EXTEND_OPINION | Act.SKIP_OPINION:
            return "" if now.handles and now.opinion_open and now.status not in FINAL else None
        case Act.REASSIGN:
            open_here = now.holding is not None and now.status not in FINAL
            return "" if open_here and (now.is_mine or now.manages) else None
        case Act.CHANGE_PROCEDURE:
            return _ends_or_moves(now)
        case Act.MERGE_DUPLICATE:
            return _ends_or_moves(now) if now.has_duplicate else None
        case Act.MARK_DIFFERENT:
            return "" if now.has_duplicate and (now.is_mine or now.decides or now.manages) else None
        case Act.PROPOSE_CORRECTION:
            given = now.status in {Status.COMPLETED, Status.RETURNED} and now.handles
            return ("correction_open" if now.correction else "") if given else None
        case Act.APPROVE_CORRECTION | Act.REFUSE_CORRECTION:
            return "" if now.decides and now.correction == "proposed" else None
        case Act.SEAL_CORRECTION:
            return "" if now.numbers and now.correction == "approved" else None
        case Act.ATTACH_SCAN:
            return "" if now.numbers and now.status in {Status.COMPLETED, Status.RETURNED} else None
    return None


def _ends_or_moves(now: Situation) -> str | None:
    """Another procedure, or stopping one of two: before acceptance who receives it, after it the leader.

    What was promised to the applicant is not undone by the officer who finds it inconvenient; what
    waits for the applicant, for a check or for another unit is finished first; what was signed stays.
    """
    may = now.is_mine if now.status == Status.SUBMITTED else now.decides
    if not may or now.status in FINAL or now.status == Status.COMPLETED:
        return None
    if now.status in _WAITS_OUTSIDE:
        return "waits_outside"
    if now.result_approved:
        return "result_approved"
    if now.verifying:
        return "verifying"
    return "opinion_open" if now.opinion_open else ""
