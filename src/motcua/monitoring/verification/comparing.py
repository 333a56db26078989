"""Two answers to the same question, held beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

NEAR = Decimal("1e-9")  # PostgreSQL and Python cut a long division at different places
NAMES = {
    "n": "tử số",
    "d": "mẫu số",
    "sum": "tổng",
    "median": "trung vị",
    "p90": "bách phân vị 90",
    "parts": "thành phần",
}


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; numbers by value, whatever their type.

    >>> same(Decimal("0.3333333333333"), 1 / 3), same(None, 0), same({"a": 1}, {"a": Decimal("1.0")})
    (True, False, True)
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if _is_number(one) and _is_number(other):
        first, second = Decimal(str(one)), Decimal(str(other))
        return abs(first - second) <= NEAR * max(1, abs(first))
    return bool(one == other)


def counts_differ(
    engine: Mapping[str, Mapping[str, Any]], again: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield (what, of the engine, recomputed) where the counts of measures differ; a measure of one side only too.

    >>> list(counts_differ({"a": {"n": 1, "d": 2}, "b": {"d": 1}}, {"a": {"n": 1, "d": 3}}))
    [('a, mẫu số', 2, 3), ('b', {'d': 1}, None)]
    """
    for key in sorted(engine.keys() | again.keys()):
        one, other = engine.get(key), again.get(key)
        if one is None or other is None:
            yield key, one, other
            continue
        for part in sorted(one.keys() | other.keys()):
            first = one.get(part)
            if isinstance(first, str):  # a broken number, kept as text
                first = Decimal(first)
            if not same(first, other.get(part)):
                yield f"{key}, {NAMES.get(part, part)}", one.get(part), other.get(part)


def size(counts: Mapping[str, Any]) -> int:
    """Return how many numbers a nested mapping holds.

    >>> size({"a": {"n": 1, "parts": {"x": 2, "y": 3}}})
    3
    """
    return sum(size(value) if isinstance(value, Mapping) else 1 for value in counts.values())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
