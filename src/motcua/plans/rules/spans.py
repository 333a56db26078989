"""When a task is to be done: once, or each month, quarter, year of its plan; what is due and near. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True)
class Span:
    """One time a task is to be done; `key` is "" for the only one."""

    key: str
    first_day: date
    due_on: date | None


def occurrences(
    recurrence: str, due_on: date | None, first: date, last: date, *, continuous: str = "monthly", most: int = 60
) -> tuple[Span, ...]:
    """Return every time a task of a plan from `first` to `last` is to be done and reported, in order.

    What recurs has one for each calendar month, quarter or year the plan touches, due on its last day or on the
    plan's. What goes on without an end is reported as `continuous` says. At most `most`, the first ones.

    >>> [one.key for one in occurrences("quarterly", None, date(2026, 2, 10), date(2026, 8, 1))]
    ['2026-Q1', '2026-Q2', '2026-Q3']
    >>> occurrences("", date(2026, 3, 31), date(2026, 1, 1), date(2026, 12, 31))[0].due_on
    datetime.date(2026, 3, 31)
    """
    if not recurrence:
        return (Span("", first, due_on),)
    end = min(last, due_on) if due_on else last
    kind = continuous if recurrence == "continuous" else recurrence
    found = []
    for begins, ends in _periods(_MONTHS[kind], first, max(first, end)):
        found.append(Span(_key(begins, _MONTHS[kind]), max(begins, first), min(ends, last)))
        if len(found) == most:
            break
    return tuple(found)


def _periods(months: int, first: date, last: date) -> Iterator[tuple[date, date]]:
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    while start <= last:
        after = start.month - 1 + months
        following = date(start.year + after // 12, after % 12 + 1, 1)
        yield start, following - timedelta(days=1)
        start = following


def _key(first: date, months: int) -> str:
    if months == 1:
        return f"{first:%Y-%m}"
    return f"{first.year}-Q{(first.month + 2) // 3}" if months == 3 else str(first.year)


def span_name(key: str) -> str:
    """Return how people call a period.

    >>> span_name("2026-10"), span_name("2026-Q4"), span_name("2026"), span_name("")
    ('tháng 10/2026', 'quý IV/2026', 'năm 2026', '')
    """
    if "Q" in key:
        return f"quý {('I', 'II', 'III', 'IV')[int(key[-1]) - 1]}/{key[:4]}"
    return f"tháng {int(key[5:])}/{key[:4]}" if "-" in key else f"năm {key}" if key else ""


def reminder(due_on: date, today: date, before: Iterable[int]) -> str:
    """Return which reminder is due today: "14", "7", "1" (the nearest that has come), "late", or "".

    >>> [reminder(date(2026, 11, 30), date(2026, 11, day), (14, 7, 1)) for day in (15, 16, 25, 29, 30)]
    ['', '14', '7', '1', '1']
    >>> reminder(date(2026, 11, 30), date(2026, 12, 1), (14, 7, 1))
    'late'
    """
    left = (due_on - today).days
    if left < 0:
        return "late"
    return next((str(days) for days in sorted(before) if left <= days), "")
