"""A pack as other code reads it: frozen values over the four merged documents (docs/packs.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

LimitUnit = Literal["same_day", "working_hours", "working_days", "calendar_days"]
ALL = "all"
REASON_NOT_STATED = "cơ quan công bố chưa nêu lý do"


@dataclass(frozen=True)
class Limit:
    """A statutory limit; `value` None when the source leaves the number open."""

    value: Decimal | None
    unit: LimitUnit
    note: str | None
    mark: str


@dataclass(frozen=True)
class Case:
    """One of the mutually exclusive ways a procedure is settled; exactly one of `limit`, `no_limit_reason` is set."""

    key: str
    label: str
    decided_by: Literal["applicant", "officer"]
    limit: Limit | None
    no_limit_reason: str | None
    confidentiality: str | None
    mark: str


@dataclass(frozen=True)
class FeeLine:
    """A line of the fee table. `amount` in đồng, None with the reason in `unread`.

    With `rows`, the key of a repeating block, `quantity` is counted for each of its rows and added up.
    """

    key: str
    group: str
    label: str
    amount: int | None
    unread: Literal["council", "not_recorded", "unset"] | None
    per: str
    channel: str
    province: str | None
    cases: frozenset[str] | None  # None = every case
    applies_when: Mapping[str, Any] | None
    quantity: Mapping[str, Any] | None
    rows: str | None
    legal: str | None
    exempt_when: tuple[str, ...]
    note: str | None
    doubtful: bool
    is_cap: bool
    valid_from: date | None
    valid_to: date | None
    mark: str


@dataclass(frozen=True)
class Component:
    """A paper the procedure asks for. `filled_by` is a file field, `eform`, or None (shown at the counter)."""

    key: str
    code: str | None
    name: str
    cases: frozenset[str] | None
    when_text: str | None
    required: bool | Mapping[str, Any]
    originals: int
    copies: int
    form: Literal["original", "copy", "presented", "electronic"]
    one_of: str | None
    replaceable_by: str | None
    replaced_when: Mapping[str, Any] | None
    filled_by: str | None
    note: str | None
    mark: str


@dataclass(frozen=True)
class Step:
    """One step of the electronic process; `share(case)` is its part of the limit, 0 when the case skips it."""

    key: str
    name: str
    role: str
    part: Literal["receiving", "handling", "deciding", "numbering", "returning"]
    cases: frozenset[str] | None
    shares: Fraction | Mapping[str, Fraction]
    actions: tuple[str, ...]
    foreign: bool
    mark: str

    def share(self, case: str) -> Fraction:
        if self.cases is not None and case not in self.cases:
            return Fraction(0)
        return self.shares if isinstance(self.shares, Fraction) else self.shares.get(case, Fraction(0))


@dataclass(frozen=True)
class HandBack:
    """Within how many working days from reception a dossier may be handed back for supplement (R2.24).

    `days` None: the special law named in `legal` sets no number.
    """

    days: int | None
    legal: str
    mark: str


# What holds unless a special law says otherwise; the one number here is of mark C.
_HAND_BACK = HandBack(3, "Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4", "C")


@dataclass(frozen=True)
class Pack:
    """A procedure as it is in force somewhere on some day: documents, where each value came from, digest.

    `documents` has the keys procedure, form, process, result; the last three are None for a procedure that is
    only explained here. The form stays a plain mapping: the form engine reads it by docs/packs.md section 8.
    """

    documents: Mapping[str, Any]
    origins: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def procedure(self) -> Mapping[str, Any]:
        return self.documents["procedure"]

    @property
    def form(self) -> Mapping[str, Any] | None:
        return self.documents.get("form")

    @property
    def process(self) -> Mapping[str, Any] | None:
        return self.documents.get("process")

    @property
    def result(self) -> Mapping[str, Any] | None:
        return self.documents.get("result")

    @property
    def code(self) -> str:
        return self.procedure["code"]

    @property
    def name(self) -> str:
        return self.procedure["names"]["vi"]

    @property
    def short_name(self) -> str:
        return self.procedure["names"]["short_vi"]

    @property
    def kind(self) -> str:
        return self.procedure["handling"]["kind"]

    @property
    def partial_reason(self) -> str | None:
        """Why the service is only partly online, in words people read; None for another level."""
        service = self.procedure["service"]
        return (service["reason"] or REASON_NOT_STATED) if service["level"] == "partial" else None

    @property
    def hand_back(self) -> HandBack:
        """The procedure's own word on handing back after reception, else that of the decree."""
        raw = (self.procedure.get("supplement") or {}).get("hand_back")
        return _HAND_BACK if raw is None else HandBack(raw["days"], raw["legal"], raw["mark"])

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return tuple(_case(raw) for raw in self.procedure["cases"])

    @cached_property
    def fees(self) -> tuple[FeeLine, ...]:
        return tuple(_fee(raw) for raw in self.procedure["fees"])

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return tuple(_component(raw) for raw in self.procedure["components"])

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(_step(raw) for raw in (self.process or {}).get("steps", ()))

    def case(self, key: str) -> Case:
        for case in self.cases:
            if case.key == key:
                return case
        raise KeyError(key)

    def route(self, case: str) -> tuple[Step, ...]:
        """The steps a dossier of this case walks through, in order."""
        return tuple(step for step in self.steps if step.share(case) > 0)


def _cases(raw: Any) -> frozenset[str] | None:
    return None if raw == ALL else frozenset(raw)


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)


def _case(raw: Mapping[str, Any]) -> Case:
    limit = raw["limit"]
    return Case(
        key=raw["key"],
        label=raw["label"],
        decided_by=raw["decided_by"],
        limit=None
        if limit is None
        else Limit(
            value=None if limit["value"] is None else Decimal(limit["value"]),
            unit=limit["unit"],
            note=limit.get("note"),
            mark=limit["mark"],
        ),
        no_limit_reason=raw["no_limit_reason"],
        confidentiality=raw.get("confidentiality"),
        mark=raw["mark"],
    )


def _fee(raw: Mapping[str, Any]) -> FeeLine:
    return FeeLine(
        key=raw["key"],
        group=raw["group"],
        label=raw["label"],
        amount=raw["amount"],
        unread=raw.get("unread"),
        per=raw["per"],
        channel=raw["channel"],
        province=raw.get("province"),
        cases=_cases(raw["cases"]),
        applies_when=raw.get("applies_when"),
        quantity=raw.get("quantity"),
        rows=raw.get("rows"),
        legal=raw.get("legal"),
        exempt_when=tuple(raw.get("exempt_when", ())),
        note=raw.get("note"),
        doubtful=raw.get("doubtful", False),
        is_cap=raw.get("is_cap", False),
        valid_from=_day(raw.get("valid_from")),
        valid_to=_day(raw.get("valid_to")),
        mark=raw["mark"],
    )


def _component(raw: Mapping[str, Any]) -> Component:
    replaceable = raw.get("replaceable_by") or {}
    return Component(
        key=raw["key"],
        code=raw.get("code"),
        name=raw["name"],
        cases=_cases(raw["cases"]),
        when_text=raw.get("when_text"),
        required=raw["required"],
        originals=raw.get("originals", 1),
        copies=raw.get("copies", 0),
        form=raw["form"],
        one_of=raw.get("one_of"),
        replaceable_by=replaceable.get("text"),
        replaced_when=replaceable.get("when"),
        filled_by=raw.get("filled_by"),
        note=raw.get("note"),
        mark=raw["mark"],
    )


def _step(raw: Mapping[str, Any]) -> Step:
    share = raw["share"]
    return Step(
        key=raw["key"],
        name=raw["name"],
        role=raw["role"],
        part=raw["part"],
        cases=_cases(raw["cases"]),
        shares={case: as_fraction(part) for case, part in share.items()}
        if isinstance(share, Mapping)
        else as_fraction(share),
        actions=tuple(raw["actions"]),
        foreign=raw.get("foreign", False),
        mark=raw["mark"],
    )


def as_fraction(share: float | str) -> Fraction:
    """Return the share exactly as it was written: `0.1` is one tenth, not the nearest binary number.

    >>> as_fraction(0.1) + as_fraction("2/5")
    Fraction(1, 2)
    """
    return Fraction(str(share))
