"""When one step of a process must be done: its share of the limit (docs/clock.md 5, R2.30)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from motcua.platform.clock import sentences
from motcua.platform.clock.calendar import ONE_DAY, Calendar, here
from motcua.platform.clock.counting import finished
from motcua.platform.clock.errors import ShareNotPossible
from motcua.platform.clock.terms import ClockPolicy, Due, Limit
from motcua.platform.clock.walking import Leg, seconds_between, to_the_second, walk_hours


def step_due(
    start: datetime,
    limit: Limit,
    share: Fraction | Decimal | int | str,
    calendar: Calendar,
    policy: ClockPolicy,  # noqa: ARG001 - today a step counts alike under every policy; callers need not know
) -> Due:
    """Return when a step that has `share` (more than 0, at most 1) of the limit must be done.

    working_days and same_day: share × days, each worth its own shift time; working_hours:
    share × hours of shift time; calendar_days: hours by the wall clock. A start outside
    hours counts from the next opening under every policy.
    """
    part = _share(share)
    at = here(start)
    leg = Leg(at, at if limit.unit == "calendar_days" else calendar.next_opening(at), calendar)
    leg.add(at.date(), "received", sentences.step_begins(at))
    if limit.unit == "working_hours":
        end = walk_hours(leg, part * limit.amount * 3600)
    elif limit.unit == "calendar_days":
        end = _wall_clock(leg, part * limit.amount * 86400)
    else:
        end = _days(leg, part * (limit.amount if limit.unit == "working_days" else 1))
    assert end is not None  # noqa: S101 - a step has no pauses that could cut it
    return finished("step", leg.lines, end, calendar)


def _share(told: Fraction | Decimal | int | str) -> Fraction:
    try:
        share = Fraction(told)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise ShareNotPossible("a share is a number", share=str(told)) from None
    if isinstance(told, float) or not 0 < share <= 1:
        raise ShareNotPossible("a share is exact, more than 0 and at most 1", share=str(told))
    return share


def _days(leg: Leg, days: Fraction) -> datetime:
    """Use up days as shift time: an hour of a Saturday of 4 h is a quarter of a day."""
    on, left = leg.told.date(), days
    while True:
        leg.is_cut(on)  # refuses a walk without end
        day = leg.calendar.day(on)
        used, wanted = Fraction(0), left * day.seconds
        for opens, closes in day.sessions:
            since = max(opens, leg.begins)
            length = seconds_between(since, closes) if since < closes else Fraction(0)
            if length and used + length >= wanted:
                leg.add_part(on, wanted)
                return to_the_second((since, wanted - used))
            used += length
        if used:
            leg.add_part(on, used)
            left -= used / day.seconds
        elif on > leg.told.date():
            leg.add_off(on, day)
        on += ONE_DAY


def _wall_clock(leg: Leg, seconds: Fraction) -> datetime:
    """Use up hours day and night; an end on a day off moves to the end of the next working day."""
    end = to_the_second((leg.told, seconds))
    on, left, since = leg.told.date(), seconds, leg.told
    while left > 0:
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        used = min(left, seconds_between(since, midnight))
        leg.add_part(on, used, wall_clock=True)
        on, left, since = on + ONE_DAY, left - used, midnight
    if leg.calendar.is_working_day(end.date()):
        return end
    moved_to = leg.calendar.next_working_day(end.date())
    while on < moved_to:
        leg.add_off(on, leg.calendar.day(on))
        on += ONE_DAY
    leg.add(moved_to, "moved", sentences.moved_off_a_day_off(moved_to))
    return leg.calendar.end_of_day(moved_to)
