"""Spans of time that figures are counted over: a month, a quarter, a year, or two days named by a plan. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Invalid

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
_DAY = r"\d{4}-\d{2}-\d{2}"
_SPAN = re.compile(rf"({_DAY})\.\.({_DAY})")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted; `key` is how addresses and tables write it."""

    key: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a key; raises Invalid ("period") for anything else.

        >>> Period.parse("2026-Q4").last, Period.parse("2024-05-29..2024-09-30").first
        (datetime.date(2026, 12, 31), datetime.date(2024, 5, 29))
        """
        try:
            if found := _MONTH.fullmatch(text):
                return cls.months(int(found[1]), int(found[2]), 1, text)
            if found := _QUARTER.fullmatch(text):
                return cls.months(int(found[1]), int(found[2]) * 3 - 2, 3, text)
            if _YEAR.fullmatch(text):
                return cls.months(int(text), 1, 12, text)
            if found := _SPAN.fullmatch(text):
                first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
                if first <= last:
                    return cls(text, first, last)
        except ValueError:
            pass  # a day that no calendar has
        raise Invalid(faults=(("period", "unknown"),))

    @classmethod
    def months(cls, year: int, month: int, count: int, key: str) -> Period:
        """Return `count` whole months from one on."""
        after = year * 12 + month - 1 + count
        return cls(key, date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1))

    @classmethod
    def month_of(cls, on: date) -> Period:
        """Return the month of a day."""
        return cls.parse(f"{on:%Y-%m}")

    @property
    def name_vi(self) -> str:
        """What people call it.

        >>> [Period.parse(key).name_vi for key in ("2026-10", "2026-Q4", "2026", "2024-05-29..2024-09-30")]
        ['tháng 10/2026', 'quý IV/2026', 'năm 2026', '29/5/2024 đến 30/9/2024']
        """
        if found := _MONTH.fullmatch(self.key):
            return f"tháng {int(found[2])}/{found[1]}"
        if found := _QUARTER.fullmatch(self.key):
            return f"quý {('I', 'II', 'III', 'IV')[int(found[2]) - 1]}/{found[1]}"
        if _YEAR.fullmatch(self.key):
            return f"năm {self.key}"
        return " đến ".join(f"{day.day}/{day.month}/{day.year}" for day in (self.first, self.last))

    @property
    def kind(self) -> str:
        """month | quarter | year | span."""
        if _MONTH.fullmatch(self.key):
            return "month"
        if _QUARTER.fullmatch(self.key):
            return "quarter"
        return "year" if _YEAR.fullmatch(self.key) else "span"

    @property
    def ends_at(self) -> datetime:
        """The midnight after its last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), ZONE)

    def as_of(self, now: datetime) -> datetime:
        """The instant that stands in for the end of what is still open (R1.2): the end of the period, or now."""
        return min(now, self.ends_at)

    def is_over(self, on: date) -> bool:
        """Whether all of it lies before a day."""
        return self.last < on

    def before(self) -> Period:
        """Return the period of the same kind and length that ends where this one begins.

        >>> [Period.parse(key).before().key for key in ("2026-01", "2026-Q1", "2026")]
        ['2025-12', '2025-Q4', '2025']
        """
        end = self.first - timedelta(days=1)
        match self.kind:
            case "month":
                return Period.month_of(end)
            case "quarter":
                return Period.parse(f"{end.year}-Q{(end.month + 2) // 3}")
            case "year":
                return Period.parse(str(end.year))
        first = self.first - (self.last - self.first) - timedelta(days=1)
        return Period(f"{first}..{end}", first, end)

    def within_a_year(self) -> list[Period]:
        """Return the twelve months that end with this period's last one, oldest first."""
        made = [Period.month_of(self.last)]
        while len(made) < 12:
            made.append(made[-1].before())
        return made[::-1]

    def around(self) -> tuple[Period, Period]:
        """Return the quarter and the year of this period's last day.

        >>> [one.key for one in Period.parse("2026-11").around()]
        ['2026-Q4', '2026']
        """
        on = self.last
        return Period.parse(f"{on.year}-Q{(on.month + 2) // 3}"), Period.parse(str(on.year))

    def back_to(self, on: date) -> list[Period]:
        """Return this period and those before it of its kind, back to the one of a day, newest first.

        >>> [one.key for one in Period.parse("2026-02").back_to(date(2025, 12, 24))]
        ['2026-02', '2026-01', '2025-12']
        """
        made = [self]
        while made[-1].first > on:
            made.append(made[-1].before())
        return made
