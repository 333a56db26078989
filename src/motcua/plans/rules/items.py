"""Targets and tasks as a person reviews them: what a paper's reading gave, what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.platform.text import fold

OPS = ("=", ">=", "<=", "<", ">")
RECURRENCES = ("", "continuous", "monthly", "quarterly", "yearly")
MOST_TEXT = 3000
NEAR_LINES = 3  # two targets of one sentence begin so near
MOST_VALUE = Decimal(10) ** 11  # what the column holds
Fault = tuple[str, str]

_EACH = re.compile(r"moi (?:dich vu|thu tuc)")
_HOW_MANY = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d{1,6})\s+(?:dich vu|thu tuc|dvc|tthc)")


@dataclass(frozen=True)
class TargetFields:
    """A target as it can be corrected."""

    no: str = ""
    text: str = ""
    op: str = ""
    value: Decimal | None = None
    measure: str = ""
    due_on: date | None = None
    year: int | None = None
    period: str = ""
    indicator: str = ""
    each_of: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class TaskFields:
    """A task as it can be corrected."""

    no: str = ""
    text: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    product: str = ""
    due_on: date | None = None
    due_month: str = ""
    recurrence: str = ""
    is_done_in_paper: bool = False
    counts: str = ""
    line: int | None = None


def target_from(found: Mapping[str, Any], known: Container[str] = ()) -> TargetFields:
    """Return a target as the compiler found it; what it could not tell stays empty.

    `known` are the keys of the figures one may bind to.
    """
    text = _text(found.get("text"))
    named = _text(found.get("indicator"))
    return TargetFields(
        no=_text(found.get("no"))[:30],
        text=text[:MOST_TEXT],
        op=_text(found.get("op")) or "=",
        value=decimal_of(found.get("value")),
        measure=_text(found.get("unit"))[:60],
        due_on=day_of(found.get("due")),
        year=_int(found.get("year")),
        period=_text(found.get("period"))[:60],
        indicator=named if named in known else "",
        each_of=services_in(text),
        line=_int(found.get("line")),
    )


def task_from(found: Mapping[str, Any]) -> TaskFields:
    """Return a task as the compiler found it; a month without a day is due on its last day."""
    partners = found.get("partners") or ()
    month = _text(found.get("due_month"))
    recurrence = _text(found.get("recurrence"))
    return TaskFields(
        no=_text(found.get("no"))[:30],
        text=_text(found.get("text"))[:MOST_TEXT],
        lead=_text(found.get("lead"))[:300],
        partners=tuple(_text(one) for one in partners if _text(one)) if isinstance(partners, (list, tuple)) else (),
        product=_text(found.get("product"))[:500],
        due_on=day_of(found.get("due")) or last_of_month(month),
        due_month=month if last_of_month(month) else "",
        recurrence=recurrence if recurrence in RECURRENCES else "",
        is_done_in_paper=_text(found.get("status")) == "done",
        line=_int(found.get("line")),
    )


def target_faults(told: TargetFields) -> tuple[Fault, ...]:
    """Return (field, why) of all that keeps a target from being accepted.

    >>> target_faults(TargetFields(text="Đạt 95 %", op=">=", value=Decimal(95), measure="%"))
    ()
    >>> target_faults(TargetFields(op="~"))
    (('text', 'missing'), ('op', 'unknown'), ('value', 'missing'))
    """
    found: list[Fault] = []
    if not told.text:
        found.append(("text", "missing"))
    elif len(told.text) > MOST_TEXT:
        found.append(("text", "too_long"))
    if told.op not in OPS:
        found.append(("op", "unknown"))
    if told.value is None:
        found.append(("value", "missing"))
    elif not -MOST_VALUE < told.value < MOST_VALUE:
        found.append(("value", "too_big"))
    if told.year is not None and not 2000 <= told.year <= 2100:
        found.append(("year", "out_of_range"))
    if told.each_of is not None and not 1 <= told.each_of <= 1_000_000:
        found.append(("each_of", "out_of_range"))
    return tuple(found)


def task_faults(told: TaskFields) -> tuple[Fault, ...]:
    """Return (field, why) of all that keeps a task from being accepted.

    A task that neither recurs nor has a day is taken: papers order such things, and the page says so.
    """
    found: list[Fault] = []
    if not told.text:
        found.append(("text", "missing"))
    elif len(told.text) > MOST_TEXT:
        found.append(("text", "too_long"))
    if told.recurrence not in RECURRENCES:
        found.append(("recurrence", "unknown"))
    return tuple(found)


def services_in(text: str) -> int | None:
    """Return of how many services a value "for each service" is one share, None where it is not said.

    >>> services_in("Cung cấp 1.200 dịch vụ công, mỗi dịch vụ phát sinh ít nhất 40 hồ sơ/năm")
    1200
    >>> services_in("Duy trì 30 dịch vụ công trực tuyến") is None
    True
    """
    folded = fold(text)
    if not _EACH.search(folded):
        return None
    counted = [int(number.replace(".", "")) for number in _HOW_MANY.findall(folded)]
    return max(counted, default=None)


def with_services(found: Sequence[TargetFields]) -> list[TargetFields]:
    """Tell targets that count "for each service" of how many, where the number stands in the target just before.

    Papers write "982 services with 500 dossiers each" in one sentence, which is two targets.
    """
    made: list[TargetFields] = []
    for one in found:
        before = made[-1] if made else None
        if (
            one.each_of is None
            and _EACH.search(fold(one.text))
            and before is not None
            and before.value is not None
            and before.value == int(before.value) > 0
            and any(word in fold(before.measure) for word in ("dich vu", "thu tuc"))
            and abs((one.line or 0) - (before.line or 0)) <= NEAR_LINES
        ):
            one = replace(one, each_of=int(before.value))
        made.append(one)
    return made


def decimal_of(told: Any) -> Decimal | None:
    """Return a number as an exact decimal, None for what is none.

    >>> decimal_of(0.1), decimal_of("95"), decimal_of("1,5"), decimal_of(True), decimal_of("nan")
    (Decimal('0.1'), Decimal('95'), Decimal('1.5'), None, None)
    """
    if told is None or isinstance(told, bool):
        return None
    try:
        value = Decimal(str(told).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day_of(told: Any) -> date | None:
    """Return an ISO date, None for what is none."""
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None


def last_of_month(month: str) -> date | None:
    """Return the last day of "YYYY-MM".

    >>> last_of_month("2026-02"), last_of_month("2026-13")
    (datetime.date(2026, 2, 28), None)
    """
    if not re.fullmatch(r"\d{4}-\d{2}", month) or not 1 <= int(month[5:]) <= 12 or int(month[:4]) < 1:
        return None
    year, number = int(month[:4]), int(month[5:])
    return date.fromordinal(date(year + number // 12, number % 12 + 1, 1).toordinal() - 1) if year < 9999 else None


def _text(told: Any) -> str:
    return " ".join(str(told).split()) if isinstance(told, (str, int)) and not isinstance(told, bool) else ""


def _int(told: Any) -> int | None:
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 1_000_000 else None
