"""What a report is drafted from, and what it is made of. Plain values, for every way it is written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period

FREE = ("shortcomings", "directions", "proposals", "recipients")  # what an officer may write himself
State = Literal["met", "missed", "no_source", "unbound", "no_cases", "other_unit", "ahead"]


@dataclass(frozen=True)
class Standing:
    """Where the figures are from: counted at an instant, or closed and signed."""

    counted_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    code: str = ""  # how the check code of a closed month is read: "3F2A 91C0"
    corrections: int = 0  # figures that would be others if counted again now


@dataclass(frozen=True)
class Score:
    """The index of the period, as its sentence needs it."""

    value: Decimal | None
    proven: Decimal
    out_of: Decimal
    missing: int
    band: str


@dataclass(frozen=True)
class ProcedureLine:
    """One procedure of which dossiers came in the period."""

    code: str
    title: str
    field: str
    received: int
    online: int
    ended: int
    late: int
    rated: int
    satisfied: int


@dataclass(frozen=True)
class PlanHead:
    """A plan as a report names it."""

    id: int
    number: str
    title: str
    issuer: str
    issued_on: date | None


@dataclass(frozen=True)
class TargetLine:
    """A target of a plan in force, with the figure it is bound to, counted from its first day to the period's end."""

    plan: PlanHead
    no: str
    text: str
    op: str
    value: Decimal | None
    measure: str
    state: State
    key: str = ""
    figure: Figure | None = None
    period: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class TaskLine:
    """A task as it stood at the end of the period. `state`: late | doing | open | done | not_done."""

    plan: PlanHead
    no: str
    text: str
    lead: str
    owner: str
    product: str
    state: str
    percent: int
    due_on: date | None
    closed_on: date | None
    times: str  # "3/12 kỳ" where it recurs
    counted: str  # "18/25 cán bộ" where something is counted
    reason: str
    budget: str
    budget_amount: Decimal | None
    is_done_here: bool  # ended within the period
    next_due_on: date | None  # by when it is to be done in the period after, None where it is not


@dataclass(frozen=True)
class Matter:
    """A difficulty or a proposal said of a task up to the end of the period, not answered by then or said in it."""

    kind: str
    task: str
    text: str
    by: str
    at: datetime
    answer: str


@dataclass(frozen=True)
class Material:
    """Everything a report says, read once."""

    unit: str
    short: str
    superior: str
    place: str
    period: Period
    as_of: date  # the last day the figures know: today, or the period's last
    made_at: datetime
    plan: PlanHead | None
    plans: Sequence[PlanHead]
    standing: Standing
    figures: Mapping[str, Figure]
    before: Mapping[str, Figure] | None
    score: Score
    score_before: Decimal | None
    procedures: Sequence[ProcedureLine]
    slowest: Mapping[str, int]
    targets: Sequence[TargetLine]
    tasks: Sequence[TaskLine]
    matters: Sequence[Matter]
    raises: Sequence[tuple[str, int]]  # what can still be done, of how many dossiers
    authority: Sequence[str]
    signer: str
    groups: Sequence[tuple[str, Sequence[str]]] = ()  # how figures stand together: name, keys

    @property
    def is_running(self) -> bool:
        """Whether the period is not over."""
        return self.as_of < self.period.last


@dataclass(frozen=True)
class Grid:
    """A table of a report: `right` are the columns of numbers, `widths` shares of the line."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    right: Sequence[int] = ()


@dataclass(frozen=True)
class Part:
    """Paragraphs under a heading of the second kind; without one, they stand under the section."""

    title: str
    paragraphs: Sequence[str]
    grid: Grid | None = None


@dataclass(frozen=True)
class Section:
    """One of the sections with a Roman number."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Appendix:
    """A table, or several, on landscape pages behind the signature."""

    title: str
    subject: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Report:
    """A report, ready to be set as Word or PDF, or shown."""

    unit: str
    superior: str
    place: str
    made_at: datetime
    symbol: str
    title: str
    subject: str
    addressees: Sequence[str]
    opening: Sequence[str]
    sections: Sequence[Section]
    closing: str
    appendices: Sequence[Appendix]
    recipients: Sequence[str]
    authority: Sequence[str]
    signer: str
    standing: str  # where the figures are from, in words

    @property
    def unit_head(self) -> str:
        """The name in the two lines the head of a paper gives it: "Ủy ban nhân dân" above, the place below."""
        kind, people, place = self.unit.partition("nhân dân ")
        return f"{kind}{people.strip()}\n{place}" if place else self.unit


Free = Mapping[str, str]
