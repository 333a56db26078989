"""What a compiled plan is: plain values, and the JSON others read."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Identity:
    """What the paper says of itself; None where it is silent."""

    number: str | None = None
    date: datetime.date | None = None
    date_month: str | None = None  # "2025-08": what is left of "ngày    tháng 8 năm 2025"
    agency: str | None = None
    place: str | None = None
    title: str | None = None
    period: str | None = None  # its words
    period_start: datetime.date | None = None
    period_end: datetime.date | None = None
    year: int | None = None
    signer: str | None = None
    signer_post: str | None = None


@dataclass(frozen=True)
class Basis:
    """A paper the plan stands on, or one it cites."""

    number: str | None
    date: datetime.date | None
    kind: str
    issuer: str | None
    title: str | None
    line: int


@dataclass(frozen=True)
class Target:
    """A number the plan wants reached."""

    no: str
    text: str
    value: Decimal
    op: str
    unit: str
    line: int
    due: datetime.date | None = None
    year: int | None = None
    period: str | None = None
    indicator: str | None = None


@dataclass(frozen=True)
class Task:
    """Something somebody must do."""

    no: str
    text: str
    line: int
    lead: str | None = None
    partners: tuple[str, ...] = ()
    product: str | None = None
    due: datetime.date | None = None
    due_month: str | None = None
    recurrence: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Duty:
    """What the part on organisation lays on one body: `lines` are where each duty begins."""

    no: str
    unit: str
    line: int
    lines: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """Two places that do not go together, or one that cannot stand; `text` says it to a person."""

    kind: str  # value, date, volume, due_before_plan, no_lead
    text: str
    lines: tuple[int, ...]
    nos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """A plan as data."""

    plan: Identity
    legal_bases: tuple[Basis, ...] = ()
    cited: tuple[Basis, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()
    responsibilities: tuple[Duty, ...] = ()
    contradictions: tuple[Contradiction, ...] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON values: dates ISO, whole numbers whole."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(own) for key, own in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(own) for own in value]
    return value
