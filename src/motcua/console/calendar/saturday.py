"""Saturday reception as a switch (R11.7): the hours of one weekday in a unit's reception hours, nothing else.

What is received on a Saturday is received that day; it is worked on from Monday (the hours of processing stay).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from motcua.console.calendar import hours
from motcua.console.calendar.hours import DayQuestions
from motcua.platform.clock import listing
from motcua.web.fields import FieldView, Option

SATURDAY = 6
_BOXES = tuple(f"h{SATURDAY}-{edge}" for edge in range(4))


def field(value: str) -> FieldView:
    """Ask whether the counter opens on Saturdays."""
    options = (
        Option("open", "Mở cửa tiếp nhận", "ghi giờ ở dưới; việc giải quyết vẫn theo lịch giải quyết, từ thứ Hai"),
        Option("closed", "Thôi tiếp nhận", "thứ Bảy trở lại là ngày nghỉ"),
    )
    return FieldView("radios", "saturday", "Thứ Bảy", value, options=options)


def questions(typed: Mapping[str, str], faults: Mapping[str, str]) -> list[DayQuestions]:
    """Return the boxes of Saturday alone."""
    return hours.questions({name: typed.get(name, "") for name in _BOXES}, faults)[SATURDAY - 1 : SATURDAY]


def read(typed: Mapping[str, str]) -> tuple[Sequence[Sequence[str]], dict[str, str]]:
    """Return Saturday's sessions (none: closed) and a sentence for each box to correct."""
    match typed.get("saturday"):
        case "closed":
            return (), {}
        case "open":
            boxes = {name: typed.get(name, "") for name in _BOXES}
            if not any(boxes.values()):
                return (), {_BOXES[0]: "Ghi giờ mở cửa thứ Bảy, ví dụ từ 7:30 đến 11:30."}
            week, faults = hours.read(boxes)
            return week.get(SATURDAY, ()), faults
    return (), {"saturday": "Chọn mở cửa hay thôi."}


def week_with(sessions: Sequence[Sequence[str]], unit_id: int | None, on: date) -> dict[int, list[list[str]]]:
    """Return the reception hours that rule a unit on a day, with these sessions on Saturday."""
    week = {day: [list(s) for s in told] for day, told in listing.week_in_force(unit_id, "reception", on).items()}
    week.pop(SATURDAY, None)
    return week | ({SATURDAY: [list(s) for s in sessions]} if sessions else {})


def typed_of(week: Mapping[int, Sequence[Sequence[str]]]) -> dict[str, str]:
    """Return the switch as it stands, as if typed."""
    told = week.get(SATURDAY, ())
    return {"saturday": "open" if told else "", **hours.asked_of({SATURDAY: told})}
