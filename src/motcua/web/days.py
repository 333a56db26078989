"""The day strip: how a date of promise was counted, day by day (`vn-days`).

Whoever computes the clock hands over plain days; this module only decides how they are laid out: which
cells a small screen can show, and which middle days fold into one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.web.text import weekday_long, weekday_short

DayKind = Literal["start", "off", "counted", "paused", "ahead", "due"]

KIND_WORDS = {
    "start": "ngày nộp",
    "off": "ngày nghỉ, không tính",
    "counted": "đã tính",
    "paused": "đồng hồ dừng",
    "ahead": "chưa tới",
    "due": "hẹn trả",
}
LONGEST = 12


@dataclass(frozen=True)
class Day:
    """One day of the count.

    kind: start (received), off (not a working day), counted (a day of the limit that has passed or begun),
    paused (waiting for the citizen), ahead (a day of the limit still to come), due (the promised day).
    `note` is what the cell says under the number ("Nộp 16:05", "Nghỉ", "Ngày 1", "2"); `spoken` replaces the
    words a screen reader says for the kind when they would be wrong.
    """

    on: date
    kind: DayKind
    note: str = ""
    is_today: bool = False
    spoken: str = ""

    @property
    def weekday(self) -> str:
        return weekday_short(self.on)

    @property
    def weekday_long(self) -> str:
        return weekday_long(self.on)

    @property
    def sentence(self) -> str:
        """The cell as it is read aloud.

        >>> Day(date(2026, 11, 16), "due", note="Ngày 1").sentence
        'Thứ Hai 16/11, ngày 1, hẹn trả'
        """
        parts = [f"{self.weekday_long} {self.on.day}/{self.on.month}"]
        if self.note:
            parts.append(f"ngày {self.note}" if self.note.isdigit() else self.note[0].lower() + self.note[1:])
        if self.is_today and self.note.lower() != "hôm nay":
            parts.append("hôm nay")
        if self.spoken or self.kind != "start" or not self.note:
            parts.append(self.spoken or KIND_WORDS[self.kind])
        return ", ".join(parts)


@dataclass(frozen=True)
class Strip:
    """What is drawn: `head` cells, a line for `hidden_count` working days, `tail` cells, and all `days`."""

    head: tuple[Day, ...]
    tail: tuple[Day, ...]
    hidden_count: int
    days: tuple[Day, ...]
    columns: int
    first_column: int

    @property
    def is_long(self) -> bool:
        return self.hidden_count > 0


def strip(days: Sequence[Day]) -> Strip:
    """Lay out the days: up to twelve cells, otherwise the first two, a line, the last three.

    Beyond five days, Saturdays and Sundays that do not count are left out, so that on a phone five columns
    are Monday to Friday and the first week may begin with empty cells.
    """
    shown = tuple(days)
    if len(shown) > 5:
        shown = tuple(day for day in shown if not (day.kind == "off" and day.on.weekday() >= 5))
    if len(shown) <= 5:
        return Strip(shown, (), 0, tuple(days), columns=max(len(shown), 1), first_column=1)
    columns = max(5, max(day.on.weekday() for day in shown) + 1)
    if len(shown) <= LONGEST:
        return Strip(shown, (), 0, tuple(days), columns, first_column=shown[0].on.weekday() + 1)
    middle = shown[2:-3]
    hidden = sum(1 for day in middle if day.kind != "off")
    return Strip(shown[:2], shown[-3:], hidden, tuple(days), columns=5, first_column=1)
