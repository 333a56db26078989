"""Reading one dossier's events into a fact. Pure: the same events give the same fact, in whatever order they come.

Events are sorted by sequence first, so that late and corrected ones need no rule of their own. What an event does not
say (an older one lacks a field) stays unknown; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from motcua.monitoring.facts.model import Fact, Traits
from motcua.platform.clock.now import ZONE

TraitsOf = Callable[[int], Traits]
_ONLINE = 2
_HASHES = re.compile(r"[0-9a-f]{64}(?: [0-9a-f]{64})*")
_MOVED_FOR_THE_OFFICE = frozenset({"supplement", "apology"})  # reasons of a DueSet that no index takes for the promise


@dataclass(frozen=True)
class Told:
    """An event as the fold needs it."""

    sequence: int
    at: datetime
    name: str
    actor_kind: str
    unit_id: int
    secrecy: int
    payload: Mapping[str, Any]
    account_id: int | None = None  # who did it


@dataclass
class _State:
    """What is known after some events; every field is set by exactly the events named in `_READ`."""

    procedure: str = ""
    version: int = 0
    channel: int = 1
    origin: str = ""
    assisted: bool = False
    by_citizen: bool = False
    files: set[str] = field(default_factory=set)
    fee: int | None = None
    seconds: int | None = None
    arrived_on: date | None = None
    submitted_at: datetime | None = None
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    stopped_at: datetime | None = None
    completed_at: datetime | None = None
    returned_at: datetime | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    index_due_at: datetime | None = None
    asked: list[datetime] = field(default_factory=list)
    asked_open: datetime | None = None
    waiting: float = 0.0
    paid_at: datetime | None = None
    paid_way: str = ""
    result_file: bool = False
    refusal: bool = False
    apologised: bool = False
    rated_at: datetime | None = None
    verdict: str = ""
    complained: bool = False
    duplicate: bool = False
    taken_up_at: datetime | None = None
    proposed_at: datetime | None = None
    approved_at: datetime | None = None
    opinion_late: bool = False


def fold(dossier_id: int, events: Iterable[Told], traits_of: TraitsOf) -> Fact | None:
    """Return the fact of a dossier, or None where its first event is not there (yet)."""
    told = sorted(events, key=lambda event: event.sequence)
    if not told or told[0].name != "DossierSubmitted":
        return None
    state = _State()
    for event in told:
        if (read := _READ.get(event.name)) is not None:
            read(state, event)
    return _fact(dossier_id, told, state, traits_of(state.version))


def _fact(dossier_id: int, told: list[Told], s: _State, traits: Traits) -> Fact:
    if s.submitted_at is None:
        raise ValueError("a dossier begins with its submission")
    received = s.accepted_at or s.declined_at
    ended = s.completed_at or s.returned_at or s.stopped_at or s.declined_at
    end = _index_end(s)
    return Fact(
        dossier_id=dossier_id,
        committee_id=told[0].unit_id,
        procedure=s.procedure,
        version_id=s.version,
        field=traits.field,
        secrecy=told[0].secrecy,
        channel=s.channel,
        origin=s.origin,
        is_assisted=s.assisted,
        online_level=traits.online_level,
        returns_paper=traits.returns_paper,
        owes_fee=traits.owes_fee,
        by_vneid=s.by_citizen and s.channel == _ONLINE,
        has_files=bool(s.files),
        submitted_at=s.submitted_at,
        submitted_on=_day(s.submitted_at),
        arrived_on=s.arrived_on,
        answer_by=s.answer_by,
        answered_at=s.answered_at,
        accepted_at=s.accepted_at,
        declined_at=s.declined_at,
        stopped_at=s.stopped_at,
        completed_at=s.completed_at,
        returned_at=s.returned_at,
        received_at=received,
        received_on=_day_or_none(received),
        ended_at=ended,
        ended_on=_day_or_none(ended),
        due_at=s.due_at,
        original_due_at=s.original_due_at,
        index_due_at=s.index_due_at,
        index_end_at=end,
        index_always_late=len(s.asked) > 1 and ended is None,
        is_early=end is not None and s.index_due_at is not None and _day(end) < _day(s.index_due_at),
        supplement_count=len(s.asked),
        first_supplement_at=s.asked[0] if s.asked else None,
        waiting_seconds=round(s.waiting),
        session_seconds=s.seconds,
        handling_seconds=_handling(s),
        fee=s.fee,
        paid_at=s.paid_at,
        paid_way=s.paid_way,
        has_result_file=s.result_file,
        is_refusal=s.refusal,
        is_apologised=s.apologised,
        slowest=_slowest(s),
        rated_at=s.rated_at,
        rated_on=_day_or_none(s.rated_at),
        verdict=s.verdict,
        is_complained=s.complained,
        is_duplicate=s.duplicate,
        sequence=told[-1].sequence,
    )


def _index_end(s: _State) -> datetime | None:
    """The end of processing as the index takes it: R1.4 (finished, less the waiting), R1.3 (one request), R1.1."""
    finished = s.completed_at or s.returned_at
    if finished is not None:
        return finished - timedelta(seconds=round(s.waiting))
    if len(s.asked) == 1:
        return s.asked[0]
    return s.stopped_at or s.declined_at


def _handling(s: _State) -> int | None:
    if s.accepted_at is None or s.completed_at is None:
        return None
    return max(0, round((s.completed_at - s.accepted_at).total_seconds() - _waited_after_acceptance(s)))


def _waited_after_acceptance(s: _State) -> float:
    # A request before acceptance stops nothing that is measured from acceptance on.
    return s.waiting if s.accepted_at and any(at >= s.accepted_at for at in s.asked) else 0.0


def _slowest(s: _State) -> str:
    """The part of the way that took longest; an opinion that came late is named before all others."""
    if s.accepted_at is None:
        return ""
    if s.opinion_late:
        return "opinion"
    parts = (
        ("waiting", s.accepted_at, s.taken_up_at),
        ("handling", s.taken_up_at or s.accepted_at, s.proposed_at),
        ("signing", s.proposed_at, s.approved_at),
        ("numbering", s.approved_at, s.completed_at),
    )
    spans = [(b - a, name) for name, a, b in parts if a is not None and b is not None and b > a]
    spans += [(b - a, "supplement") for a, b in ((s.accepted_at, s.asked_open),) if b is not None and b > a]
    return max(spans)[1] if spans else ""


def _submitted(s: _State, e: Told) -> None:
    p = e.payload
    s.submitted_at, s.procedure, s.version = e.at, p["procedure"], int(p["version"])
    s.channel, s.origin, s.by_citizen = p["channel"], p["origin"], e.actor_kind == "citizen"
    s.assisted = p.get("assisted_by") is not None
    s.files = {file["slot"] for file in p["files"]}
    s.answer_by, s.seconds, s.fee = _instant(p["answer_by"]), p["seconds"], p.get("fee")
    s.arrived_on = date.fromisoformat(p["arrived_on"]) if p.get("arrived_on") else None


def _answer_set(s: _State, e: Told) -> None:
    if s.answered_at is None:
        s.answer_by = _instant(e.payload["answer_by"])


def _accepted(s: _State, e: Told) -> None:
    s.accepted_at = s.accepted_at or e.at
    s.answered_at = s.answered_at or e.at
    s.version = int(e.payload["version"])


def _declined(s: _State, e: Told) -> None:
    s.declined_at = s.declined_at or e.at
    s.answered_at = s.answered_at or e.at


def _due_set(s: _State, e: Told) -> None:
    at = _instant(e.payload["due_at"])
    s.due_at = at
    s.original_due_at = s.original_due_at or at
    if e.payload["reason"] not in _MOVED_FOR_THE_OFFICE:
        s.index_due_at = at


def _asked(s: _State, e: Told) -> None:
    s.asked.append(e.at)
    s.asked_open = e.at
    s.answered_at = s.answered_at or e.at


def _answered(s: _State, e: Told) -> None:
    if s.asked_open is not None:
        s.waiting += (e.at - s.asked_open).total_seconds()
        s.asked_open = None
    # Of files the log keeps hashes in hexadecimal, one beside the other; an answer's digest is base64.
    s.files |= {change["key"] for change in e.payload["changes"] if _HASHES.fullmatch(change["new"])}


def _lapsed(s: _State, e: Told) -> None:
    if s.accepted_at is None:
        s.declined_at = s.declined_at or e.at
    else:
        s.stopped_at = s.stopped_at or e.at


def _stopped(s: _State, e: Told) -> None:
    s.stopped_at = s.stopped_at or e.at


def _taken_up(s: _State, e: Told) -> None:
    s.taken_up_at = s.taken_up_at or e.at


def _proposed(s: _State, e: Told) -> None:
    s.proposed_at, s.refusal = e.at, bool(e.payload["is_refusal"])


def _approved(s: _State, e: Told) -> None:
    s.approved_at, s.refusal = e.at, False


def _refused(s: _State, e: Told) -> None:
    s.approved_at, s.refusal = e.at, True


def _completed(s: _State, e: Told) -> None:
    s.completed_at = s.completed_at or e.at
    s.result_file = bool(e.payload["sha256"])


def _returned(s: _State, e: Told) -> None:
    s.returned_at = s.returned_at or e.at


def _paid(s: _State, e: Told) -> None:
    s.paid_at, s.paid_way = s.paid_at or e.at, e.payload["channel"]


def _fee_fixed(s: _State, e: Told) -> None:
    s.fee = e.payload["amount"]


def _changed_procedure(s: _State, e: Told) -> None:
    s.procedure, s.version = e.payload["new"], int(e.payload["version"])


def _apologised(s: _State, _: Told) -> None:
    s.apologised = True


def _opinion_late(s: _State, _: Told) -> None:
    s.opinion_late = True


def _rated(s: _State, e: Told) -> None:
    s.rated_at, s.verdict = s.rated_at or e.at, e.payload.get("verdict", "")


def _complained(s: _State, _: Told) -> None:
    s.complained = True


def _duplicate(s: _State, _: Told) -> None:
    s.duplicate = True


_READ: Mapping[str, Callable[[_State, Told], None]] = {
    "DossierSubmitted": _submitted,
    "AnswerSet": _answer_set,
    "DossierAccepted": _accepted,
    "DossierDeclined": _declined,
    "DueSet": _due_set,
    "SupplementAsked": _asked,
    "SupplementCompleted": _answered,
    "SupplementLapsed": _lapsed,
    "WithdrawalGranted": _stopped,
    "DossierStopped": _stopped,
    "TakenUp": _taken_up,
    "ResultProposed": _proposed,
    "ResultApproved": _approved,
    "ResultRefused": _refused,
    "DossierCompleted": _completed,
    "ResultReturned": _returned,
    "PaymentTaken": _paid,
    "FeeFixed": _fee_fixed,
    "ProcedureChanged": _changed_procedure,
    "ApologySigned": _apologised,
    "OpinionLate": _opinion_late,
    "DossierRated": _rated,
    "RatingChanged": _rated,
    "ReviewAsked": _complained,
    "DuplicateStopped": _duplicate,
}
READS = frozenset(_READ)  # other events say nothing that a figure counts


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _day_or_none(at: datetime | None) -> date | None:
    return None if at is None else _day(at)
