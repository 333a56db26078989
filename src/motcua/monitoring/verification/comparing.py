"""Two answers to the same question, held beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

NEAR = Decimal("1e-9")  # PostgreSQL and Python cut a long division at different places


@dataclass(frozen=True)
class Difference:
    """One number that two ways of computing it do not agree on."""

    where: str  # a unit and a period, or a dossier
    what: str
    engine: Any
    again: Any

    def __str__(self) -> str:
        """Say it as a person reads it.

        >>> str(Difference("Xã Mẫu, tháng 10/2026", "online.share, tử số", 3, None))
        'Xã Mẫu, tháng 10/2026, online.share, tử số: hệ thống 3, tính lại không có'
        """
        return f"{self.where}, {self.what}: hệ thống {_told(self.engine)}, tính lại {_told(self.again)}"


class Comparison:
    """Compares values and counts how many numbers it saw."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, where: str, what: str, engine: Any, again: Any) -> Iterator[Difference]:
        """Yield a difference where two values are not the same; mappings are compared key by key.

        >>> compare = Comparison()
        >>> [d.what for d in compare("x", "a", {"n": 1, "parts": {"y": 2}}, {"n": 1, "parts": {"y": 3}})], compare.seen
        (['a, thành phần, y'], 2)
        """
        if isinstance(engine, Mapping) and isinstance(again, Mapping):
            for key in sorted(engine.keys() | again.keys()):
                named = _NAMES.get(key, key) or "không rõ"
                yield from self(where, f"{what}, {named}", engine.get(key), again.get(key))
            return
        self.seen += len(again) if isinstance(again, list | tuple) else 1
        if not same(engine, again):
            yield Difference(where, what, engine, again)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; numbers by value, whatever their type, also as text.

    >>> same(Decimal("0.3333333333333"), 1 / 3), same(None, 0), same("2.50", Decimal("2.5"))
    (True, False, True)
    >>> same([1, None], (1.0, None))
    True
    """
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        return abs(first - second) <= NEAR * max(Decimal(1), abs(first))
    return bool(one == other)


_NAMES = {
    "n": "tử số",
    "d": "mẫu số",
    "sum": "tổng",
    "median": "trung vị",
    "p90": "bách phân vị 90",
    "parts": "thành phần",
}


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _told(value: Any) -> str:
    if value is None:
        return "không có"
    if isinstance(value, list | tuple):
        return " / ".join(_told(one) for one in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
