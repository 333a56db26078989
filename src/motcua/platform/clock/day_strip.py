"""The day strip: the arithmetic as one cell a day, plain values that the screens draw (`days` of the design system)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from motcua.platform.clock.calendar import Calendar
from motcua.platform.clock.sentences import clock_time_in
from motcua.platform.clock.terms import Line

CellKind = Literal["start", "off", "counted", "paused", "ahead", "due"]


@dataclass(frozen=True)
class StripDay:
    """One cell, with the fields of the design system's day.

    kind: start (received or restarted), off, counted (passed or begun), paused, ahead
    (a day of the limit still to come), due. `spoken` replaces the words read aloud for the kind.
    """

    on: date
    kind: CellKind
    note: str = ""
    is_today: bool = False
    spoken: str = ""


@dataclass(frozen=True)
class _Told:
    on: date
    kind: str
    n: int | None
    hours: str
    note: str


def strip(arithmetic: Iterable[Line | Mapping[str, Any]], today: date, calendar: Calendar) -> tuple[StripDay, ...]:
    """Return the cells of an arithmetic, one a date, in order.

    Lines may be those of `Due` or as read back from an event (dicts; dates and hours as
    text). While a pause is open there is no last day: the strip goes on, paused, to today.
    """
    lines = [_told(line) for line in arithmetic]
    cells: list[StripDay] = []
    for on, group in groupby((line for line in lines if line.kind != "notice_missing"), key=lambda line: line.on):
        cells.append(_cell(on, list(group), today, is_first=not cells))
    if lines and lines[-1].kind == "paused_open":
        cells += _until_today(cells[-1].on, today, calendar)
    return tuple(cells)


def _told(line: Line | Mapping[str, Any]) -> _Told:
    if isinstance(line, Line):
        return _Told(line.on, line.kind, line.n, "" if line.hours is None else str(line.hours), line.note)
    on = line["on"] if isinstance(line["on"], date) else date.fromisoformat(line["on"])
    hours = line.get("hours")
    return _Told(on, line["kind"], line.get("n"), "" if hours is None else str(hours), line.get("note") or "")


def _cell(on: date, lines: list[_Told], today: date, *, is_first: bool) -> StripDay:
    """A day with several lines shows what matters most: the promise, a pause in force, the receipt, the count."""
    by_kind = {line.kind: line for line in lines}  # of several receipts the last one
    is_today = on == today
    if "due" in by_kind:
        counted = by_kind.get("counted")
        return StripDay(on, "due", _due_note(counted, is_alone=is_first), is_today)
    if "paused_open" in by_kind or "paused" in by_kind:
        return StripDay(on, "paused", "Dừng", is_today, "đồng hồ đang dừng" if "paused_open" in by_kind else "")
    if received := by_kind.get("received"):
        if is_first:
            return StripDay(on, "start", f"Nộp {clock_time_in(received.note)}".strip(), is_today)
        return StripDay(on, "start", "Tính lại", is_today, "thời hạn tính lại từ đầu")
    if "off" in by_kind:
        return StripDay(on, "off", "Nghỉ", is_today)
    return StripDay(on, "counted" if on <= today else "ahead", _count_note(lines[-1]), is_today)


def _due_note(counted: _Told | None, *, is_alone: bool) -> str:
    if counted is None or counted.n is None:
        return "Trong ngày" if is_alone else "Hẹn trả"
    return "Ngày 1" if counted.n == 1 else f"Hạn {counted.n}"


def _count_note(line: _Told) -> str:
    if line.n is not None:
        return "Ngày 1" if line.n == 1 else str(line.n)
    if line.hours:
        return f"{line.hours.replace('.', ',')} giờ"
    return "Mở cửa"  # `moved` without a result on its day: the opening that counts as receipt


def _until_today(last: date, today: date, calendar: Calendar) -> list[StripDay]:
    days = (last + timedelta(days=offset) for offset in range(1, (today - last).days + 1))
    return [
        StripDay(on, "paused", "Dừng", on == today)
        if calendar.is_working_day(on)
        else StripDay(on, "off", "Nghỉ", on == today)
        for on in days
    ]
