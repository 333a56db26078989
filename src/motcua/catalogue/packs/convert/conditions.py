"""The source's conditions ({field, op, value} lists) in our JsonLogic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Logic = dict[str, Any]
ORDERS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
TextCodes = Callable[[str], list[str]]  # field key → codes of its list that must be completed in words


def to_logic(conditions: Sequence[Mapping[str, Any]], text_codes: TextCodes) -> Logic | None:
    """Return the conjunction of the conditions, None when there are none.

    One reading is ours: an answer not given yet satisfies neither `ne` nor `not_in`, for a section must not
    appear because a question is still open. (Orders need no such care: nothing is below what is not given.)
    """
    parts = [_one(condition, text_codes) for condition in conditions]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"and": parts}


def _one(condition: Mapping[str, Any], text_codes: TextCodes) -> Logic:
    name, op, value = condition["field"], condition["op"], condition.get("value", ())
    left = _left(name)
    if op == "eq":
        return {"==": [left, value]}
    if op == "in":
        return {"in": [left, list(value)]}
    if op == "needs_text":
        return {"in": [left, text_codes(name)]}
    if op in ("present", "absent"):
        return {op: [left]}
    if op in ORDERS:
        return {ORDERS[op]: [left, value]}
    if op == "ne":
        return {"and": [{"present": [left]}, {"!=": [left, value]}]}
    if op == "not_in":
        return {"and": [{"present": [left]}, {"!": [{"in": [left, list(value)]}]}]}
    raise ValueError(f"unknown operator {op!r} on {name!r}")


def _left(name: str) -> Logic:
    if found := re.fullmatch(r"age\((\w+)\)", name):
        return {"age": [{"var": found[1]}]}
    if found := re.fullmatch(r"days_between\((\w+),\s*(\w+)\)", name):
        return {"days_between": [{"var": found[1]}, {"var": found[2]}]}
    return {"var": name}
