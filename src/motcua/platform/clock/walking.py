"""One leg of the count: from a receipt (or a restart) through the days, until the limit has run out.

`due` strings legs together; a leg that a pause cuts short tells its lines up to the day of the cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from motcua.platform.clock import sentences
from motcua.platform.clock.calendar import ONE_DAY, WEEKLY_REST, Calendar, WorkingDay
from motcua.platform.clock.errors import NoWorkingDay
from motcua.platform.clock.stretches import Stretch, reasons_on
from motcua.platform.clock.terms import ClockPolicy, Limit, Line, hours_of

# A leg longer than this has lost its way: the calendar has no working days left.
_LONGEST_LEG_DAYS = 40_000


@dataclass
class Leg:
    """A leg and its lines so far.

    `told` is the instant people read (receipt, end of a pause), `begins` the one that
    counts: the next opening where the policy says so. `stops` are the stretches that
    stop the clock on the way. `cut` is the first day that is no longer this leg's.
    """

    told: datetime
    begins: datetime
    calendar: Calendar
    stops: tuple[Stretch, ...] = ()
    cut: date | None = None
    lines: list[Line] = field(default_factory=list)

    def add(self, on: date, kind: str, note: str) -> None:
        self.lines.append(Line(on, kind, None, None, note))  # type: ignore[arg-type]

    def add_off(self, on: date, day: WorkingDay) -> None:
        self.add(on, "off", sentences.off(on, day.why_off or WEEKLY_REST))

    def add_paused(self, on: date) -> None:
        self.add(on, "paused", sentences.paused(on, reasons_on(self.stops, on)))

    def add_counted(self, on: date, n: int, *, working: bool, day: WorkingDay) -> None:
        note = sentences.counted(on, n, working=working, swapped_in=day.is_swapped_in)
        self.lines.append(Line(on, "counted", n, None, note))

    def add_part(self, on: date, seconds: Fraction | int, *, wall_clock: bool = False) -> None:
        hours = hours_of(seconds)
        swapped_in = self.calendar.day(on).is_swapped_in
        note = sentences.part(on, hours, wall_clock=wall_clock, swapped_in=swapped_in)
        self.lines.append(Line(on, "part", None, hours, note))

    def is_cut(self, on: date) -> bool:
        """Tell whether the day lies behind the cut; refuse a walk without end."""
        if self.cut is None and (on - self.told.date()).days > _LONGEST_LEG_DAYS:
            raise NoWorkingDay("the limit never runs out in this calendar", begins=str(self.begins))
        return self.cut is not None and on >= self.cut

    def touched(self, on: date) -> bool:
        return any(stop.touches(on) for stop in self.stops)

    def tell_opening(self, *, moved: bool = True) -> None:
        """Tell the days between the receipt and the opening that counts as receipt."""
        on = self.told.date()
        while (on := on + ONE_DAY) < self.begins.date():
            self.add_off(on, self.calendar.day(on))
        if moved and self.begins.date() > self.told.date():
            self.add(self.begins.date(), "moved", sentences.moved_to_opening(self.begins.date()))


def walk(leg: Leg, limit: Limit, policy: ClockPolicy) -> datetime | None:
    """Count one leg; return when the limit has run out, or None where the leg is cut before."""
    if limit.unit == "working_hours":
        return walk_hours(leg, limit.amount * 3600)
    if limit.unit == "same_day":
        return _same_day(leg, policy)
    leg.tell_opening()
    return _working_days(leg, limit.amount) if limit.unit == "working_days" else _calendar_days(leg, limit.amount)


def _working_days(leg: Leg, value: Fraction) -> datetime | None:
    """R2.22: the first working day after receipt is day 1; a fraction is that part of the next one's shift time."""
    whole, rest = divmod(value, 1)
    n, on = 0, leg.begins.date()
    while not leg.is_cut(on := on + ONE_DAY):
        day = leg.calendar.day(on)
        if not day.sessions:
            leg.add_off(on, day)
        elif leg.stops and leg.touched(on):
            leg.add_paused(on)
        elif n < whole:
            n += 1
            leg.add_counted(on, n, working=True, day=day)
            if n == whole and not rest:
                return day.end
        else:
            leg.add_part(on, rest * day.seconds)
            return to_the_second(after_working(day, rest * day.seconds))
    return None


def _calendar_days(leg: Leg, value: Fraction) -> datetime | None:
    """R2.23: every day counts; a last day that is off stands on the next working day no pause touches."""
    n, on = 0, leg.begins.date()
    while not leg.is_cut(on := on + ONE_DAY):
        day = leg.calendar.day(on)
        if n == math.ceil(value):
            if not day.sessions:
                leg.add_off(on, day)
            elif leg.touched(on):
                leg.add_paused(on)
            else:
                leg.add(on, "moved", sentences.moved_off_a_day_off(on))
                return day.end
        elif leg.touched(on):
            leg.add_paused(on)
        else:
            n += 1
            leg.add_counted(on, n, working=False, day=day)
            if n == math.ceil(value) and day.sessions:
                return day.end
    return None


def walk_hours(leg: Leg, seconds: Fraction) -> datetime | None:
    """Use up shift time from the instant that counts, pauses left out to the second."""
    on = leg.told.date()
    left = seconds
    while True:
        is_cut = leg.is_cut(on)
        day = leg.calendar.day(on)
        used, end = _use(day, left, leg)
        left -= used
        if used:
            leg.add_part(on, used)
        elif on > leg.told.date() and not is_cut:
            if day.sessions:
                leg.add_paused(on)
            else:
                leg.add_off(on, day)
        if is_cut or end is not None:
            return None if end is None else to_the_second(end)
        on += ONE_DAY


def _use(day: WorkingDay, left: Fraction, leg: Leg) -> tuple[Fraction, tuple[datetime, Fraction] | None]:
    """Return the seconds used that day and, where they suffice, the end as (start of the piece, seconds into it)."""
    used = Fraction(0)
    for opens, closes in day.sessions:
        for since, until in _pieces(max(opens, leg.begins), closes, leg.stops):
            length = seconds_between(since, until)
            if used + length >= left:
                return left, (since, left - used)
            used += length
    return used, None


def _pieces(since: datetime, until: datetime, stops: tuple[Stretch, ...]) -> list[tuple[datetime, datetime]]:
    """Return what is left of a session when the stretches, which stand in order, are taken out."""
    pieces = []
    for stop in stops:
        if stop.until is not None and stop.until <= since:
            continue
        if stop.since >= until:
            break
        if stop.since > since:
            pieces.append((since, stop.since))
        if stop.until is None:
            return pieces
        since = stop.until
    if since < until:
        pieces.append((since, until))
    return pieces


def _same_day(leg: Leg, policy: ClockPolicy) -> datetime | None:
    """R2.19: up to the cut-off the same day, later or on a day off the next working day."""
    on = leg.begins.date()
    ends_that_day = leg.cut is None and is_in_time(leg.begins, leg.calendar, policy)
    leg.tell_opening(moved=not ends_that_day)
    if ends_that_day:
        if on > leg.told.date():
            leg.add(on, "moved", sentences.moved_to_next_day(on))
        return leg.calendar.day(on).end
    while not leg.is_cut(on := on + ONE_DAY):
        day = leg.calendar.day(on)
        if not day.sessions:
            leg.add_off(on, day)
        elif leg.touched(on):
            leg.add_paused(on)
        else:
            leg.add(on, "moved", sentences.moved_to_next_day(on))
            return day.end
    return None


def is_in_time(at: datetime, calendar: Calendar, policy: ClockPolicy) -> bool:
    """Tell whether the instant lies on a working day up to its cut-off (R2.17, R2.19)."""
    end = calendar.day(at.date()).end
    return end is not None and at <= min(end, datetime.combine(at.date(), policy.cut_off, at.tzinfo))


def after_working(day: WorkingDay, seconds: Fraction) -> tuple[datetime, Fraction]:
    """Return where a day stands when so much of its shift time is used: (start of a session, seconds into it)."""
    for opens, closes in day.sessions:
        length = seconds_between(opens, closes)
        if seconds <= length:
            return opens, seconds
        seconds -= length
    raise NoWorkingDay("the day has not that much shift time")


def seconds_between(since: datetime, until: datetime) -> Fraction:
    """Return an exact number of seconds."""
    span = until - since
    whole = span.days * 86400 + span.seconds
    return Fraction(whole * 1_000_000 + span.microseconds, 1_000_000) if span.microseconds else Fraction(whole)


def to_the_second(end: tuple[datetime, Fraction]) -> datetime:
    """Return start + seconds; a result inside a second is moved to the end of that second."""
    start, seconds = end
    total = Fraction(start.microsecond, 1_000_000) + seconds
    return start.replace(microsecond=0) + timedelta(seconds=math.ceil(total))
