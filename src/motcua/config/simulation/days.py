"""Moving instants by working days: what was promised for the third working day stays on the third."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from motcua.platform.clock.now import ZONE
from motcua.platform.text import weekday_vi

_WEEKDAY = r"(?:[Tt]hứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|[Cc]hủ [Nn]hật)"
INSTANT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)"
ISO_DAY = r"\d{4}-\d\d-\d\d(?!\d)"
SHORT_DAY = rf"(?:{_WEEKDAY} )?(?<!\d)\d\d/\d\d/\d{{4}}"
LONG_DAY = rf"(?:{_WEEKDAY} )?ngày \d{{1,2}} tháng \d{{1,2}} năm \d{{4}}"


class WorkingDays:
    """The working days of one calendar between two days, by number."""

    def __init__(self, calendar: Any, first: date, last: date) -> None:
        span = (last - first).days + 1
        self.days = [day for n in range(span) if calendar.is_working_day(day := first + timedelta(days=n))]

    def number(self, on: date) -> int:
        """Return the number of the last working day not after `on`."""
        return bisect_right(self.days, on) - 1

    def moved(self, on: date, by: int) -> date:
        """Return the day as many working days away; a day off keeps its distance from the working day before it."""
        at = self.number(on)
        return self.days[at + by] + (on - self.days[at])


class Shift:
    """One dossier's move: by working days and some seconds; days before `since` (births) and exact closings stay.

    `delays`: from an act on (its instant in the pattern) so many working days later still. What is moved is told
    together with the `moment` of the act it belongs to: a promise moves with the act that made it.
    """

    def __init__(
        self, days: WorkingDays, by: int, seconds: int, since: date, delays: Sequence[tuple[datetime, int]] = ()
    ) -> None:
        self.days, self.by, self.seconds, self.since, self.delays = days, by, timedelta(seconds=seconds), since, delays
        self._moved: dict[tuple[date, int], date] = {}

    def _by(self, moment: datetime | None) -> int:
        by = self.by
        if moment is not None:
            for since, more in self.delays:
                if moment >= since:
                    by += more
        return by

    def day(self, on: date, moment: datetime | None = None) -> date:
        """Return the moved day."""
        if on < self.since:
            return on
        key = (on, self._by(moment) if self.delays else self.by)
        if key not in self._moved:
            self._moved[key] = self.days.moved(*key)
        return self._moved[key]

    def instant(self, at: datetime, moment: datetime | None = None) -> datetime:
        """Return the moved instant, on the clock of Việt Nam."""
        here = at.astimezone(ZONE)
        if here.date() < self.since:
            return here
        moved = datetime.combine(self.day(here.date(), moment), here.time(), ZONE)
        # A promise ends with a shift, on the minute; what people did happened some seconds later each time.
        return moved if (here.minute, here.second) == (0, 0) else moved + self.seconds


def instant_writer(text: str) -> tuple[datetime, Callable[[datetime], str]]:
    """Return an instant found in a text and how to write another one the same way."""
    at = datetime.fromisoformat(text.replace(" ", "T"))
    separator = "T" if "T" in text else " "
    precise = "." in text
    utc = at.utcoffset() == timedelta(0)
    short = re.search(r"[+-]\d\d$", text) is not None

    def write(moved: datetime) -> str:
        told = (moved.astimezone(at.tzinfo) if utc else moved.astimezone(ZONE)).isoformat(
            separator, "microseconds" if precise else "seconds"
        )
        return told[:-3] if short else told

    return at, write


def day_writer(text: str) -> tuple[date, Callable[[date], str]]:
    """Return a day found in a text (ISO, 17/11/2026, ngày 17 tháng 11 năm 2026) and how to write another one."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if re.fullmatch(ISO_DAY, text):
        return date(*numbers), date.isoformat
    day, month, year = numbers
    weekday = re.match(_WEEKDAY, text)
    capital = bool(weekday) and text[0].isupper()
    in_words = "tháng" in text

    def write(moved: date) -> str:
        lead = ""
        if weekday:
            name = weekday_vi(moved)
            lead = (name[0].upper() + name[1:] if capital else name) + " "
        if in_words:
            # papers write 01 to 09 and, of months, 1 and 2 with a zero (decree 30/2020)
            return (
                f"{lead}ngày {moved.day:02d} tháng {moved.month:02d} năm {moved.year}"
                if moved.month < 3
                else (f"{lead}ngày {moved.day:02d} tháng {moved.month} năm {moved.year}")
            )
        return f"{lead}{moved:%d/%m/%Y}"

    return date(year, month, day), write
