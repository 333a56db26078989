"""What goes into the clock and what comes out: limits, pauses, policy; the result with its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from motcua.platform.clock.calendar import here
from motcua.platform.clock.errors import LimitNotPossible, PauseNotPossible, PolicyNotPossible

Unit = Literal["same_day", "working_hours", "working_days", "calendar_days"]
Kind = Literal["received", "counted", "part", "off", "paused", "moved", "notice_missing", "paused_open", "due"]
UNITS = get_args(Unit)
# Twenty years in days: no procedure is near it, and a slip of the keyboard must not walk the calendar for ever.
_LONGEST = 7300


@dataclass(frozen=True, init=False)
class Limit:
    """How long a result may take (thời hạn): more than 0 of a unit; same_day does not read the value (R2.21).

    >>> Limit("0.5", "working_days").value
    Decimal('0.5')
    """

    value: Decimal
    unit: Unit

    def __init__(self, value: int | str | Decimal, unit: str) -> None:
        try:
            exact = Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            raise LimitNotPossible("a limit is a number", value=str(value), unit=str(unit)) from None
        if isinstance(value, bool | float) or not exact.is_finite() or not 0 < exact <= _LONGEST:
            raise LimitNotPossible("a limit is exact, more than 0 and not endless", value=str(value), unit=str(unit))
        if unit not in UNITS:
            raise LimitNotPossible("a limit has a known unit", value=str(value), unit=str(unit))
        object.__setattr__(self, "value", exact)
        object.__setattr__(self, "unit", unit)

    @property
    def amount(self) -> Fraction:
        """The value for exact division."""
        return Fraction(self.value)

    def to_json(self) -> dict[str, str]:
        """Return the limit as plain JSON."""
        return {"value": str(self.value), "unit": self.unit}


@dataclass(frozen=True)
class Pause:
    """A span in which the clock stands: `since` and everything before `until`; `until` None is still open."""

    reason: str
    since: datetime
    until: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", here(self.since))
        if self.until is not None:
            object.__setattr__(self, "until", here(self.until))
            if self.until < self.since:
                raise PauseNotPossible("a pause ends after it began", reason=self.reason, since=str(self.since))


@dataclass(frozen=True)
class ClockPolicy:
    """What decrees leave open or change: docs/clock.md 2 (cut-off R2.17 and R2.19, restart R2.25, answers R2.8)."""

    cut_off: time = time(15, 0)
    received_outside_hours: Literal["where_it_falls", "next_opening"] = "where_it_falls"
    restart_after: tuple[str, ...] = ("supplement",)
    answer_online: Limit = Limit(8, "working_hours")
    answer_counter: Limit = Limit(1, "working_days")

    def __post_init__(self) -> None:
        if self.received_outside_hours not in ("where_it_falls", "next_opening"):
            raise PolicyNotPossible("unknown rule", received_outside_hours=str(self.received_outside_hours))
        if isinstance(self.restart_after, str) or not isinstance(self.cut_off, time) or self.cut_off.tzinfo:
            raise PolicyNotPossible("reasons are a list and the cut-off a wall-clock time")
        object.__setattr__(self, "restart_after", tuple(self.restart_after))

    def to_json(self) -> dict[str, Any]:
        """Return the policy as plain JSON, as a promise keeps it.

        >>> ClockPolicy.from_json(ClockPolicy(restart_after=()).to_json()) == ClockPolicy(restart_after=())
        True
        """
        return {
            "cut_off": self.cut_off.isoformat("minutes" if not self.cut_off.second else "seconds"),
            "received_outside_hours": self.received_outside_hours,
            "restart_after": list(self.restart_after),
            "answer_online": self.answer_online.to_json(),
            "answer_counter": self.answer_counter.to_json(),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ClockPolicy:
        """Read a policy; what is not said is the default, what is not known is refused.

        >>> ClockPolicy.from_json({"cut_off": "16:00"}).cut_off
        datetime.time(16, 0)
        """
        said = dict(told)
        if unknown := set(said) - set(cls.__dataclass_fields__):
            raise PolicyNotPossible("unknown keys", keys=", ".join(sorted(unknown)))
        try:
            if "cut_off" in said:
                said["cut_off"] = time.fromisoformat(said["cut_off"])
            for key in {"answer_online", "answer_counter"} & set(said):
                said[key] = Limit(**said[key])
        except (TypeError, ValueError) as problem:
            raise PolicyNotPossible("a value of the policy cannot be read", problem=str(problem)) from problem
        return cls(**said)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the arithmetic (docs/clock.md 7): `n` the number of a counted day, `hours` what a part used."""

    on: date
    kind: Kind
    n: int | None
    hours: Decimal | None
    note: str


@dataclass(frozen=True)
class Due:
    """The last instant that is still on time, None while an open pause leaves no date; and how it was counted."""

    at: datetime | None
    arithmetic: tuple[Line, ...]


def hours_of(seconds: Fraction | int) -> Decimal:
    """Return seconds as hours: exact where the decimal ends, else rounded to 4 places; no trailing zeros.

    >>> hours_of(6750), hours_of(3600), hours_of(100), hours_of(36000)
    (Decimal('1.875'), Decimal('1'), Decimal('0.0278'), Decimal('10'))
    """
    exact = Fraction(seconds) / 3600
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    told = Decimal(exact.numerator) / Decimal(exact.denominator)
    if rest != 1:
        told = told.quantize(Decimal("0.0001"))
    return cast(Decimal, Decimal(f"{told.normalize():f}"))
