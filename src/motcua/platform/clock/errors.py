"""What the clock refuses to count, each with its code."""

from __future__ import annotations

from motcua.platform.errors import DomainError


class ClockRefusal(DomainError):
    """Something the clock was given cannot be counted."""

    code = "clock_refused"


class InstantWithoutZone(ClockRefusal):
    """An instant came without its zone: nobody can say which hour it was."""

    code = "clock_instant_without_zone"


class LimitNotPossible(ClockRefusal):
    """A limit that is not a positive number of a known unit, or longer than anybody promises."""

    code = "clock_limit_not_possible"


class PauseNotPossible(ClockRefusal):
    """A pause that ends before it begins."""

    code = "clock_pause_not_possible"


class ShareNotPossible(ClockRefusal):
    """A share of a limit that is not more than 0 and at most 1."""

    code = "clock_share_not_possible"


class ChannelNotKnown(ClockRefusal):
    """A channel that is none of 1 (direct), 2 (online), 3 (post)."""

    code = "clock_channel_not_known"


class PolicyNotPossible(ClockRefusal):
    """Policy data that say something the clock does not know."""

    code = "clock_policy_not_possible"


class CalendarNotPossible(ClockRefusal):
    """Calendar data that contradict themselves."""

    code = "clock_calendar_not_possible"


class NoWorkingDay(ClockRefusal):
    """The calendar has no working day for so long that no date can be promised."""

    code = "clock_no_working_day"


class CalendarNotLoaded(ClockRefusal):
    """No weekly shifts are in the database: the calendar was never loaded."""

    code = "clock_calendar_not_loaded"
