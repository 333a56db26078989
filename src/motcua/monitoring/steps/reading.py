"""What each event tells of a dossier's walk: the state that is built up, event by event. Pure (fold.py begins it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.monitoring.facts.fold import Told
from motcua.monitoring.steps.model import Process

ProcessOf = Callable[[int], Process]
RECEIVING, HANDLING = "receiving", "handling"


@dataclass
class Stay:
    """A visit as it is being read.

    `due_told`: a date that an event names instead of the step's share, counted from `told_from`. `counts_from`: from
    when its time runs; `answers`: it must say yes or no to what was filed (R2.8), by the hours of reception.
    """

    step: str
    unit_id: int
    entered_at: datetime
    case: str
    version: int
    procedure: str
    counts_from: datetime
    account_id: int | None = None
    taken_up_at: datetime | None = None
    left_at: datetime | None = None
    how: str = ""
    to_step: str = ""
    due_told: datetime | None = None
    told_from: datetime | None = None
    answers: bool = False
    after_result: bool = False
    asked: int = 0
    again: int = 0


@dataclass
class Walk:
    """What is known after some events."""

    committee_id: int
    process_of: ProcessOf
    receiving_unit: int = 0
    procedure: str = ""
    version: int = 0
    case: str = ""
    channel: int = 1
    assisted_by: int | None = None
    accepted: bool = False
    completed: bool = False
    stays: list[Stay] = field(default_factory=list)
    out: list[tuple[datetime, datetime | None, str]] = field(default_factory=list)

    @property
    def here(self) -> Stay | None:
        """The visit that lasts: the last one not left."""
        return next((stay for stay in reversed(self.stays) if not stay.how), None)

    def enter(self, step: str, unit_id: int, at: datetime) -> Stay:
        stay = Stay(step, unit_id, at, self.case, self.version, self.procedure, at, after_result=self.completed)
        self.stays.append(stay)
        return stay

    def leave(self, e: Told, how: str, to_step: str = "") -> None:
        stay = self.here
        if stay is None:
            return
        self.end_out(e.at, "payment")
        stay.left_at, stay.how, stay.to_step = e.at, how, to_step
        if e.actor_kind == "officer" and how != "recalled":
            stay.account_id = e.account_id
            stay.taken_up_at = stay.taken_up_at or e.at

    def begin_out(self, at: datetime, why: str) -> None:
        self.out.append((at, None, why))

    def end_out(self, at: datetime, why: str) -> None:
        self.out = [(since, at if until is None and kind == why else until, kind) for since, until, kind in self.out]


def _submitted(w: Walk, e: Told) -> None:
    told = e.payload
    w.procedure, w.version, w.case = told["procedure"], int(told["version"]), told.get("case", "")
    w.receiving_unit = _number(told.get("receiving_unit")) or w.committee_id
    w.assisted_by, w.channel = _number(told.get("assisted_by")), told.get("channel", 1)
    route = w.process_of(w.version).route(w.case)
    stay = w.enter(route[0].key if route else "", w.receiving_unit, e.at)
    stay.due_told, stay.answers = _instant(told["answer_by"]), True
    if e.actor_kind == "officer":  # taken in at the counter: it never waited for anybody
        stay.taken_up_at, stay.account_id = e.at, e.account_id


def _answer_set(w: Walk, e: Told) -> None:
    if w.here is not None and w.here.answers:
        w.here.due_told, w.here.told_from = _instant(e.payload["answer_by"]), w.here.counts_from


def _accepted(w: Walk, e: Told) -> None:
    w.accepted, w.version = True, int(e.payload["version"])
    if w.here is not None:
        w.here.version = w.version
        _begun(w, e)


def _ended(w: Walk, e: Told) -> None:
    w.end_out(e.at, "supplement")
    w.leave(e, "end")


def _handed_over(w: Walk, e: Told, how: str = "forward") -> None:
    told = e.payload
    if w.here is not None and w.here.step != told["from_step"]:
        w.here.step = told["from_step"]  # the log knows better than a process that has changed since
    unit = _number(told.get("to_unit")) or next(
        (stay.unit_id for stay in reversed(w.stays) if stay.step == told["to_step"]), w.committee_id
    )
    w.leave(e, how, told["to_step"])
    w.enter(told["to_step"], unit, e.at)


def _sent_back(w: Walk, e: Told) -> None:
    _handed_over(w, e, "back")


def _recalled(w: Walk, e: Told) -> None:
    w.leave(e, "recalled", e.payload["to_step"])
    before = next(
        (s for s in reversed(w.stays) if s.step == e.payload["to_step"] and s.how in ("forward", "back")), None
    )
    if before is not None:
        before.left_at, before.how, before.to_step = None, "", ""


def _begun(w: Walk, e: Told) -> None:
    stay = w.here
    if stay is not None and e.actor_kind == "officer":
        stay.taken_up_at = stay.taken_up_at or e.at
        stay.account_id = e.account_id


def _reassigned(w: Walk, e: Told) -> None:
    if w.here is not None:
        w.here.account_id = _number(e.payload["account"])


def _step_due(w: Walk, e: Told) -> None:
    if w.here is not None and w.here.step == e.payload["step"]:
        w.here.due_told, w.here.told_from = _instant(e.payload["due_at"]), w.here.counts_from


def _asked(w: Walk, e: Told) -> None:
    stay = w.here
    if stay is not None:
        stay.asked += 1
        stay.again += int(e.payload["ordinal"]) > 1
        if stay.taken_up_at is None:
            _begun(w, e)
    w.begin_out(e.at, "supplement")


def _answered(w: Walk, e: Told) -> None:
    w.end_out(e.at, "supplement")
    if w.here is not None and w.here.answers:
        w.here.counts_from = e.at  # the office answers anew within R2.8


def _paused(w: Walk, e: Told) -> None:
    w.begin_out(e.at, "pause")


def _resumed(w: Walk, e: Told) -> None:
    w.end_out(_instant(e.payload["until"]) or e.at, "pause")


def _payment_asked(w: Walk, e: Told) -> None:
    w.begin_out(e.at, "payment")


def _paid(w: Walk, e: Told) -> None:
    w.end_out(e.at, "payment")


def _completed(w: Walk, _: Told) -> None:
    w.completed = True
    if w.here is not None:
        w.here.after_result = True


def _case_changed(w: Walk, e: Told) -> None:
    labels = w.process_of(w.version).labels
    case = e.payload.get("case") or next((k for k, label in labels.items() if label == e.payload["to_case"]), "")
    _go_to(w, e, case, w.version)


def _procedure_changed(w: Walk, e: Told) -> None:
    told = e.payload
    w.procedure = told["new"]
    _go_to(w, e, told["case"], int(told["version"]), part=HANDLING if w.accepted else RECEIVING)


def _go_to(w: Walk, e: Told, case: str, version: int, *, part: str = "") -> None:
    """Stand at the like step of another route, as the service did: a `part` given names where to begin anew."""
    before, w.case, w.version = w.here, case, version
    if before is None:
        return
    route, old = w.process_of(version).route(case), w.process_of(before.version).route(before.case)
    here = next((one for one in old if one.key == before.step), None)
    if not part and any(one.key == before.step for one in route):
        before.case, before.counts_from = case, e.at
        if not before.answers:
            before.due_told = None
        return
    like = [one for one in route if one.part == (part or (here.part if here else HANDLING))]
    if not like:
        return
    same = [one for one in old if here is not None and one.part == here.part]
    goal = like[0] if part or here is None else like[min(same.index(here), len(like) - 1)]
    unit = next((s.unit_id for s in reversed(w.stays) if _part(w, s) == goal.part), before.unit_id)
    w.leave(e, "moved", goal.key)
    stay = w.enter(goal.key, unit, e.at)
    if before.answers:  # what was promised for the answer stands
        stay.due_told, stay.answers = before.due_told, True
        stay.told_from = stay.counts_from = before.counts_from


def _part(w: Walk, stay: Stay) -> str:
    station = w.process_of(stay.version).station(stay.step)
    return station.part if station else ""


READ: Mapping[str, Callable[[Walk, Told], None]] = {
    "DossierSubmitted": _submitted,
    "AnswerSet": _answer_set,
    "DossierAccepted": _accepted,
    "DossierDeclined": _ended,
    "HandedOver": _handed_over,
    "SentBack": _sent_back,
    "Recalled": _recalled,
    "TakenUp": _begun,
    "Reassigned": _reassigned,
    "StepDueSet": _step_due,
    "SupplementAsked": _asked,
    "SupplementCompleted": _answered,
    "SupplementLapsed": _ended,
    "ClockPaused": _paused,
    "ClockResumed": _resumed,
    "PaymentAsked": _payment_asked,
    "PaymentTaken": _paid,
    "DossierCompleted": _completed,
    "ResultReturned": _ended,
    "WithdrawalGranted": _ended,
    "DossierStopped": _ended,
    "DuplicateStopped": _ended,
    "CaseChanged": _case_changed,
    "ProcedureChanged": _procedure_changed,
}
READS = frozenset(READ)


def _instant(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _number(told: Any) -> int | None:
    return int(told) if told not in (None, "") else None
