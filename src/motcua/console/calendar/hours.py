"""The weekly hours as an administrator types them: two sessions a day, read into a change or into what to correct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from motcua.platform.clock.listing import PURPOSES
from motcua.platform.clock.listing import sessions_told as told
from motcua.web.fields import FieldView, Option

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
SESSIONS = ("Sáng", "Chiều", "Tối")
FIRST_YEAR = 2025  # two-level local government began that year; nothing is counted before it
_TIME = re.compile(r"(\d{1,2})(?:\s*(?::|h|g|giờ|\.)\s*(\d{2})?|(\d{2}))?\s*(?:phút)?")

Week = Mapping[int, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class DayQuestions:
    """The questions of one weekday."""

    title: str
    fields: tuple[FieldView, ...]


def clock_time(typed: str) -> str:
    """Return a typed time of day as HH:MM, "" where it cannot be read.

    >>> [clock_time(t) for t in ("7:30", "7h30", "0730", "13 giờ", "7", "25:00", "7:3")]
    ['07:30', '07:30', '07:30', '13:00', '07:00', '', '']
    """
    found = _TIME.fullmatch(typed.strip().lower())
    if found is None:
        return ""
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour, minute).strftime("%H:%M") if hour < 24 and minute < 60 else ""


def asked_of(week: Week) -> dict[str, str]:
    """Return a week as if it had been typed."""
    return {
        _name(day, edge): moment
        for day, sessions in week.items()
        for edge, moment in enumerate(m for session in sessions for m in session)
    }


def read(typed: Mapping[str, str]) -> tuple[dict[int, list[list[str]]], dict[str, str]]:
    """Return the week that was typed (days without hours left out) and a sentence for each box to correct."""
    week: dict[int, list[list[str]]] = {}
    faults: dict[str, str] = {}
    for day in range(1, 8):
        sessions, wrong = _day(day, typed)
        faults |= wrong
        if sessions:
            week[day] = sessions
    if not week and not faults:
        faults[_name(1, 0)] = "Ghi giờ làm việc của ít nhất một ngày trong tuần."
    return week, faults


def _day(day: int, typed: Mapping[str, str]) -> tuple[list[list[str]], dict[str, str]]:
    sessions: list[list[str]] = []
    on = WEEKDAYS[day - 1]  # said again: the list of what to correct stands above the form
    for number in range(_session_count(typed)):
        names = _name(day, 2 * number), _name(day, 2 * number + 1)
        told = [typed.get(name, "") for name in names]
        if not any(told):
            continue
        read_as = [clock_time(one) for one in told]
        for name, raw, moment in zip(names, told, read_as, strict=True):
            if raw and not moment:
                return [], {name: f"{on}: ghi giờ như 7:30 hoặc 13:30."}
            if not raw:
                return [], {name: f"{on}: ghi cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."}
        if read_as[0] >= read_as[1]:
            return [], {names[1]: f"{on}: giờ kết thúc phải sau giờ bắt đầu."}
        if sessions and read_as[0] <= sessions[-1][1]:
            return [], {names[0]: f"{on}: buổi sau phải bắt đầu sau {sessions[-1][1]}, lúc buổi trước kết thúc."}
        sessions.append(read_as)
    return sessions, {}


def questions(typed: Mapping[str, str], faults: Mapping[str, str]) -> list[DayQuestions]:
    """Return the boxes of the week; a third session only where one is there already."""
    return [
        DayQuestions(
            WEEKDAYS[day - 1],
            tuple(
                FieldView("text", name, f"{SESSIONS[edge // 2]}, {'đến' if edge % 2 else 'từ'}", typed.get(name, ""),
                          error=faults.get(name, ""), width=10)
                for edge in range(2 * _session_count(typed))
                for name in [_name(day, edge)]
            ),
        )
        for day in range(1, 8)
    ]  # fmt: skip


def purpose_field(value: str, error: str) -> FieldView:
    """Ask whether it is about processing or reception."""
    hints = {
        "processing": "tính ngày hẹn trả kết quả và hạn từng bước; ghi cho Ủy ban",
        "reception": "tính hạn trả lời hồ sơ mới nộp; ghi cho nơi tiếp nhận hồ sơ",
    }
    options = tuple(Option(key, f"Giờ {label}", hints[key]) for key, label in PURPOSES.items())
    return FieldView("radios", "purpose", "Giờ nào", value, options=options, error=error)


def week_told(week: Week) -> str:
    """Say a week, days alike together.

    >>> week_told({1: [("07:30", "11:30")], 2: [("07:30", "11:30")], 3: [("07:30", "11:30")], 6: [("08:00", "11:00")]})
    'Thứ Hai đến Thứ Tư 07:30–11:30; Thứ Bảy 08:00–11:00'
    """
    runs: list[tuple[int, int, str]] = []
    for day in range(1, 8):
        if not week.get(day):
            continue
        words = told(week[day])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == words:
            runs[-1] = runs[-1][0], day, words
        else:
            runs.append((day, day, words))
    return "; ".join(f"{_span(first, last)} {words}" for first, last, words in runs)


def is_too_early(on: date) -> bool:
    """Tell whether a first day lies before anything that is counted."""
    return on.year < FIRST_YEAR


def _span(first: int, last: int) -> str:
    if first == last:
        return WEEKDAYS[first - 1]
    joint = ", " if last == first + 1 else " đến "
    return f"{WEEKDAYS[first - 1]}{joint}{WEEKDAYS[last - 1]}"


def _name(day: int, edge: int) -> str:
    return f"h{day}-{edge}"


def _session_count(typed: Mapping[str, str]) -> int:
    return 3 if any(_name(day, edge) in typed for day in range(1, 8) for edge in (4, 5)) else 2
