"""What happens to a plan, in a chain of its own (stream: plan, its id). Words people typed are erasable values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from motcua.platform.events import Personal


@dataclass(frozen=True)
class PlanEntered:
    """A plan was entered, by reading its paper or by hand; it holds for nobody yet."""

    origin: str
    number: str
    target_count: int
    task_count: int
    contradiction_count: int


@dataclass(frozen=True)
class PlanIdentified:
    """Number, name, days of a draft were set."""

    number: str
    issued_on: date | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class PlanItemDecided:
    """A person accepted, corrected, added or dropped a target or a task of a draft."""

    kind: str
    item: str
    no: str
    decision: str


@dataclass(frozen=True)
class ContradictionSettled:
    """Somebody said which of two places holds."""

    contradiction: str
    words: Personal


@dataclass(frozen=True)
class PlanReviewed:
    """Everything found was decided; the plan waits for approval."""

    target_count: int
    task_count: int
    dropped_count: int


@dataclass(frozen=True)
class PlanSentBack:
    """It was not approved and is a draft again."""

    reason: Personal


@dataclass(frozen=True)
class PlanApproved:
    """Somebody with the right put it in force."""

    number: str
    first_day: date
    last_day: date
    supersedes: str


@dataclass(frozen=True)
class PlanSuperseded:
    """Another version took its place."""

    by: str
    number: str


@dataclass(frozen=True)
class TargetSet:
    """A unit or an officer got a number of its own for a target, from now on."""

    target: str
    no: str
    unit: str
    account: str
    value: Decimal
    due_on: date | None
    why: Personal


@dataclass(frozen=True)
class TargetGiven:
    """A target was given to the head or an officer of a unit."""

    target: str
    no: str
    unit: str
    account: str
    value: Decimal
    due_on: date | None


@dataclass(frozen=True)
class TargetAcknowledged:
    """Its receiver acknowledged it."""

    target: str
    no: str
    account: str


@dataclass(frozen=True)
class TargetObjected:
    """Its receiver said why he cannot take it so."""

    target: str
    no: str
    account: str
    words: Personal


@dataclass(frozen=True)
class ObjectionAnswered:
    """Who gave it out answered; it is to be acknowledged again."""

    target: str
    no: str
    account: str
    words: Personal


@dataclass(frozen=True)
class TaskPlaced:
    """A task got its lead unit, owner, budget line, or what is counted of it."""

    task: str
    no: str
    unit: str
    account: str
    reason: Personal


@dataclass(frozen=True)
class TaskReported:
    """Something was said or shown of a task: progress, a count, evidence, a difficulty, a proposal, an answer."""

    task: str
    no: str
    period: str
    kind: str
    entry: str


@dataclass(frozen=True)
class TaskClosed:
    """A task, or one period of it, ended: done with evidence or a stated reason, or not done with one."""

    task: str
    no: str
    period: str
    state: str
    evidence_count: int
    reason: Personal


@dataclass(frozen=True)
class TaskReopened:
    """It had been closed too early."""

    task: str
    no: str
    period: str
    reason: Personal


@dataclass(frozen=True)
class PopulationSet:
    """How many people live in a unit was entered. Stream: unit, its id."""

    people: int
    counted_on: date
    source: str
    mark: str


@dataclass(frozen=True)
class ReportDraftKept:
    """Somebody wrote sections of a unit's report himself. Stream: unit, its id. What he wrote stands in the draft."""

    period: str
    plan: str
    sections: tuple[str, ...]
