"""The source's own conditions, read straight from its description: what the converted JsonLogic must agree with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any


def holds(
    conditions: Sequence[Mapping[str, Any]],
    data: Mapping[str, Any],
    text_codes: Callable[[str], list[str]],
) -> bool:
    """All conditions hold; `data` has every answer and register the conditions name."""
    return all(_one(condition, data, text_codes) for condition in conditions)


def _one(condition: Mapping[str, Any], data: Mapping[str, Any], text_codes: Callable[[str], list[str]]) -> bool:
    name, op, wanted = condition["field"], condition["op"], condition.get("value")
    value = _value(name, data)
    return {
        "eq": lambda: value == wanted,
        "ne": lambda: value != wanted,
        "in": lambda: value in wanted,
        "not_in": lambda: value not in wanted,
        "gt": lambda: value > wanted,
        "ge": lambda: value >= wanted,
        "lt": lambda: value < wanted,
        "le": lambda: value <= wanted,
        "present": lambda: value not in (None, ""),
        "absent": lambda: value in (None, ""),
        "needs_text": lambda: value in text_codes(name),
    }[op]()


def _value(name: str, data: Mapping[str, Any]) -> Any:
    if name.startswith("age("):
        born, on = date.fromisoformat(data[name[4:-1]]), date.fromisoformat(data["submitted_on"])
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if name.startswith("days_between("):
        first, last = (part.strip() for part in name[13:-1].split(","))
        return (date.fromisoformat(data[last]) - date.fromisoformat(data[first])).days
    if name.startswith("register_found."):
        return data["register_found"][name.removeprefix("register_found.")]
    return data[name]
