"""The working calendar of one unit as a value: which days are worked, and when (R11.1 to R11.8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.platform.clock.errors import CalendarNotPossible, InstantWithoutZone, NoWorkingDay
from motcua.platform.clock.now import ZONE

ONE_DAY = timedelta(days=1)
OFF_KINDS = frozenset({"holiday", "compensatory", "swap_off", "local_off"})
WEEKLY_REST = "nghỉ hằng tuần"
# Longer than any rest anybody announced; beyond it the data are wrong, and a search would never end.
_LONGEST_REST_DAYS = 400

Session = tuple[time, time]
Weekdays = tuple[tuple[int, tuple[Session, ...]], ...]


def here(instant: datetime) -> datetime:
    """Return the instant on the clock of Việt Nam; one without a zone is refused.

    >>> from datetime import UTC
    >>> here(datetime(2026, 3, 2, 2, 0, tzinfo=UTC)).isoformat()
    '2026-03-02T09:00:00+07:00'
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InstantWithoutZone("an instant needs its zone", instant=str(instant))
    return instant.astimezone(ZONE)


@dataclass(frozen=True)
class ShiftSet:
    """The weekly sessions that rule from `valid_from` on (None: since ever); weekdays 1 = Monday … 7 = Sunday."""

    valid_from: date | None
    weekdays: Weekdays

    def of(self, weekday: int) -> tuple[Session, ...]:
        """Return the sessions of a weekday; empty on a rest day."""
        return next((sessions for number, sessions in self.weekdays if number == weekday), ())


@dataclass(frozen=True)
class DayRow:
    """A day unlike its weekday: `holiday`, `compensatory`, `swap_off`, `local_off` (off) or `swap_work` (worked)."""

    on: date
    kind: str
    name: str
    as_weekday: int | None = None


class WorkingDay:
    """What one date is, computed once: its sessions as instants, seconds of shift time, and why it is off."""

    __slots__ = ("end", "is_swapped_in", "seconds", "sessions", "start", "why_off")

    def __init__(self, on: date, sessions: tuple[Session, ...], row: DayRow | None) -> None:
        self.sessions = tuple(
            (datetime.combine(on, opens, ZONE), datetime.combine(on, closes, ZONE)) for opens, closes in sessions
        )
        self.seconds = sum(int((closes - opens).total_seconds()) for opens, closes in self.sessions)
        self.start = self.sessions[0][0] if sessions else None
        self.end = self.sessions[-1][1] if sessions else None
        self.is_swapped_in = row is not None and row.kind == "swap_work" and bool(sessions)
        if sessions:
            self.why_off = None
        else:
            self.why_off = row.name if row is not None and row.kind in OFF_KINDS else WEEKLY_REST


@dataclass(frozen=True)
class Calendar:
    """Weekly shifts, days unlike their weekday and the years whose notice is loaded.

    `years` is None for a calendar that uses no national rows: it has no notice to miss
    (docs/clock.md 6). Only active rows are in `days`. Dates are computed once and kept.
    """

    shift_sets: tuple[ShiftSet, ...]
    days: tuple[DayRow, ...]
    years: frozenset[int] | None
    digest: str
    _rows: Mapping[date, DayRow] = field(repr=False, compare=False)
    _known: dict[date, WorkingDay] = field(default_factory=dict, repr=False, compare=False)

    def day(self, on: date) -> WorkingDay:
        """Return what this date is."""
        known = self._known.get(on)
        if known is None:
            row = self._rows.get(on)
            known = self._known[on] = WorkingDay(on, self._times_on(on, row), row)
        return known

    def _times_on(self, on: date, row: DayRow | None) -> tuple[Session, ...]:
        if row is not None and row.kind in OFF_KINDS:
            return ()
        weekday = row.as_weekday if row is not None and row.as_weekday else on.isoweekday()
        ruling = None
        for shifts in self.shift_sets:  # in order of valid_from
            if shifts.valid_from is None or shifts.valid_from <= on:
                ruling = shifts
        return ruling.of(weekday) if ruling else ()

    def sessions_on(self, on: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the sessions of a day as pairs of instants; empty on a day off."""
        return self.day(on).sessions

    def is_working_day(self, on: date) -> bool:
        """Tell whether anything is worked that day."""
        return bool(self.day(on).sessions)

    def shift_seconds(self, on: date) -> int:
        """Return the shift time of a day in seconds: 27 000 for the usual 7.5 hours, 0 on a day off."""
        return self.day(on).seconds

    def why_off(self, on: date) -> str | None:
        """Return why nobody works that day ("Tết Dương lịch", "nghỉ hằng tuần"), or None on a working day."""
        return self.day(on).why_off

    def next_working_day(self, after: date) -> date:
        """Return the first working day after a date."""
        on = after
        for _ in range(_LONGEST_REST_DAYS):
            on += ONE_DAY
            if self.day(on).sessions:
                return on
        raise NoWorkingDay("no working day in sight", after=after.isoformat())

    def end_of_day(self, on: date) -> datetime:
        """Return the end of the last session of a working day."""
        end = self.day(on).end
        if end is None:
            raise NoWorkingDay("a day off has no end of work", on=on.isoformat())
        return end

    def in_hours(self, instant: datetime) -> bool:
        """Tell whether the instant lies in a session; both edges do."""
        at = here(instant)
        return any(opens <= at <= closes for opens, closes in self.day(at.date()).sessions)

    def next_opening(self, instant: datetime) -> datetime:
        """Return the instant itself in hours, else the start of the next session."""
        at = here(instant)
        for opens, closes in self.day(at.date()).sessions:
            if at <= closes:
                return max(at, opens)
        return self.day(self.next_working_day(at.date())).sessions[0][0]

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after one date up to and with another."""
        return sum(self.is_working_day(after + timedelta(days=offset)) for offset in range(1, (until - after).days + 1))

    def notice_missing(self, year: int) -> bool:
        """Tell whether dates of this year may still move because its notice is not loaded (R11.3)."""
        return self.years is not None and year not in self.years


def from_rows(
    shift_sets: Iterable[Mapping[str, Any]],
    days: Iterable[Mapping[str, Any]] | None,
    notices: Mapping[int, bool] | None,
) -> Calendar:
    """Build a calendar from data.

    shift_sets: {"valid_from": date or None, "weekdays": {1: [["07:30", "11:30"], …]}};
    days: {"on", "kind", "name", "as_weekday"?, "active"?}, or None where no national rows are used;
    notices: year -> loaded. Data that contradict themselves are refused.

    >>> office = from_rows([{"valid_from": None, "weekdays": {1: [["07:30", "11:30"]]}}], None, None)
    >>> office.shift_seconds(date(2026, 3, 2)), office.why_off(date(2026, 3, 3))
    (14400, 'nghỉ hằng tuần')
    """
    sets = tuple(
        sorted(
            (ShiftSet(told["valid_from"], _weekdays(told["weekdays"])) for told in shift_sets),
            key=lambda one: one.valid_from or date.min,
        )
    )
    starts = [one.valid_from for one in sets]
    if not sets or len(set(starts)) != len(starts):
        raise CalendarNotPossible("a calendar needs sets of shifts with different first days", starts=str(starts))
    rows = tuple(sorted(_rows(days or ()), key=lambda row: row.on))
    by_date = {row.on: row for row in rows}
    if len(by_date) != len(rows):
        raise CalendarNotPossible("a date has two rows")
    years = None if days is None else frozenset(year for year, loaded in (notices or {}).items() if loaded)
    return Calendar(sets, rows, years, _digest(sets, rows, years), by_date)


def check_weekdays(weekdays: Mapping[Any, Sequence[Sequence[str]]]) -> None:
    """Refuse weekly shifts whose sessions are out of order, touch or lie on no weekday."""
    _weekdays(weekdays)


def _weekdays(told: Mapping[Any, Sequence[Sequence[str]]]) -> Weekdays:
    found = []
    for weekday, sessions in told.items():
        try:
            number = int(weekday)
            times = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in sessions)
        except (TypeError, ValueError) as problem:
            raise CalendarNotPossible("shifts are pairs of HH:MM", weekday=str(weekday)) from problem
        edges = [edge for session in times for edge in session]
        if not 1 <= number <= 7 or edges != sorted(set(edges)):
            raise CalendarNotPossible("sessions follow one another on a weekday from 1 to 7", weekday=str(weekday))
        if any(edge.microsecond or edge.tzinfo for edge in edges):
            raise CalendarNotPossible("sessions begin and end on a second of the wall clock", weekday=str(weekday))
        found.append((number, times))
    return tuple(sorted(found))


def _rows(told: Iterable[Mapping[str, Any]]) -> Iterator[DayRow]:
    for row in told:
        kind, as_weekday = row["kind"], row.get("as_weekday")
        if kind not in OFF_KINDS and kind != "swap_work":
            raise CalendarNotPossible("a day of an unknown kind", on=str(row["on"]), kind=str(kind))
        if (kind == "swap_work") != (as_weekday is not None) or as_weekday not in (None, 1, 2, 3, 4, 5, 6, 7):
            raise CalendarNotPossible("a day worked instead needs the weekday it is worked as", on=str(row["on"]))
        if row.get("active", True):
            yield DayRow(row["on"], kind, row["name"], as_weekday)


def _digest(sets: tuple[ShiftSet, ...], rows: tuple[DayRow, ...], years: frozenset[int] | None) -> str:
    """SHA-256 over everything that can change a date or a sentence; a promise keeps it beside its arithmetic."""
    told = {
        "sets": [[str(one.valid_from), one.weekdays] for one in sets],
        "days": [[row.on.isoformat(), row.kind, row.name, row.as_weekday] for row in rows],
        "years": None if years is None else sorted(years),
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str, sort_keys=True).encode()).hexdigest()
