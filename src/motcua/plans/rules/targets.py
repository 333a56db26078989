"""What number a target has for whom, how far the real figure is from it, how fast it must move. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from motcua.platform.text import number

Op = Literal["=", ">=", "<=", "<", ">"]
DAYS_IN_MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Setting:
    """The number of a target for a unit, or for one officer of it, that stands now."""

    unit_id: int
    account_id: int | None
    value: Decimal
    due_on: date | None = None


@dataclass(frozen=True)
class InForce:
    """The number that holds, and whose it is: `is_own` when it was set for exactly this unit or officer."""

    value: Decimal
    due_on: date | None
    from_unit_id: int
    is_own: bool


def effective(settings: Iterable[Setting], chain: Sequence[int], account_id: int | None = None) -> InForce | None:
    """Return the number in force for a unit (the first of `chain`, those above it behind it), or for its officer.

    The officer's own in his unit comes first, then the unit's, then those of the units above: province, commune,
    unit, officer, each inherits what it has not been given itself.
    """
    by_place = {(one.unit_id, one.account_id): one for one in settings}
    places: list[tuple[int, int | None]] = [(unit, None) for unit in chain]
    if account_id is not None and chain:
        places.insert(0, (chain[0], account_id))
    for n, place in enumerate(places):
        if (one := by_place.get(place)) is not None:
            return InForce(one.value, one.due_on, one.unit_id, is_own=n == 0)
    return None


def is_met(op: str, value: Decimal, target: Decimal) -> bool:
    """Tell whether a figure reaches its target.

    >>> is_met(">=", Decimal(95), Decimal(95)), is_met("<", Decimal(5), Decimal(5))
    (True, False)
    """
    return {
        "=": value == target,
        ">=": value >= target,
        "<=": value <= target,
        "<": value < target,
        ">": value > target,
    }[op]


def direction(op: str, better: str) -> str:
    """Return how a figure is held against its target: "đạt 95%" asks for 95 or better, never for 95 and no more.

    >>> direction("=", "higher"), direction("=", "lower"), direction("<", "higher")
    ('>=', '<=', '<')
    """
    if op != "=":
        return op
    return "<=" if better == "lower" else ">="


def gap(op: str, value: Decimal, target: Decimal) -> Decimal:
    """Return how far a figure is beyond its target in the direction of the target: below 0 is what is missing.

    For "=" every distance is missing.

    >>> gap(">=", Decimal("91.5"), Decimal(95)), gap("<=", Decimal(4), Decimal(5)), gap("=", Decimal(7), Decimal(5))
    (Decimal('-3.5'), Decimal('1'), Decimal('-2'))
    """
    if op == "=":
        return -abs(value - target)
    return value - target if op in (">=", ">") else target - value


Chance = Literal["will", "hardly", "open"]


def chance(op: str, low: Decimal, high: Decimal, target: Decimal) -> Chance:
    """Tell what an interval foretold says of a target: reached at both its ends, at neither, or at one of them.

    >>> [chance(">=", Decimal(low), Decimal(low + 4), Decimal(80)) for low in (81, 79, 74)]
    ['will', 'open', 'hardly']
    >>> chance("<=", Decimal(3), Decimal(4), Decimal(5))
    'will'
    """
    reached = is_met(op, low, target) + is_met(op, high, target)
    return ("hardly", "open", "will")[reached]  # type: ignore[return-value]


@dataclass(frozen=True)
class Pace:
    """How fast a figure must move to reach its target in time, each month, and how it moved in the last one."""

    needed: Decimal
    last: Decimal | None
    months_left: Decimal


def pace(
    op: str, value: Decimal, target: Decimal, *, today: date, due_on: date | None, last_value: Decimal | None = None
) -> Pace | None:
    """Return the pace towards a target, both numbers in its direction; None when it is met, over, or has no day.

    `last_value` is the figure a month ago. Months left are of 30.4375 days and never less than one day.
    """
    if due_on is None or due_on < today or is_met(op, value, target):
        return None
    months = max(Decimal((due_on - today).days), Decimal(1)) / DAYS_IN_MONTH
    moved = None if last_value is None else gap(op, value, target) - gap(op, last_value, target)
    return Pace(rounded(-gap(op, value, target) / months), None if moved is None else rounded(moved), rounded(months))


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Return a number as pages write it, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def period_key(year: int | None, due_on: date | None, first: date, last: date) -> str:
    """Return the period a target's figure is taken over, as monitoring names it.

    A target of a year is taken over that year; one of a plan shorter than a year over the plan, until its day.

    >>> period_key(2026, None, date(2025, 1, 1), date(2030, 12, 31))
    '2026'
    >>> period_key(None, date(2024, 9, 30), date(2024, 5, 29), date(2024, 10, 31))
    '2024-05-29..2024-09-30'
    """
    if year is not None:
        return str(year)
    end = due_on or last
    if first.year == last.year and (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
        return str(first.year)
    if (last - first).days < 366 and first <= end:
        return f"{first.isoformat()}..{end.isoformat()}"
    return str(end.year)


def month_keys(today: date) -> tuple[str, str]:
    """Return the last whole month and the one before it.

    >>> month_keys(date(2026, 1, 20))
    ('2025-12', '2025-11')
    """
    months = today.year * 12 + today.month - 1
    last, before = months - 1, months - 2
    return f"{last // 12}-{last % 12 + 1:02}", f"{before // 12}-{before % 12 + 1:02}"


def number_vi(value: Decimal) -> str:
    """Write a number as papers do, without zeros behind its comma.

    >>> number_vi(Decimal("95.000")), number_vi(Decimal("61.40")), number_vi(Decimal("1284"))
    ('95', '61,4', '1.284')
    """
    plain = value.normalize()
    return number(int(plain)) if plain == plain.to_integral_value() else number(plain)
