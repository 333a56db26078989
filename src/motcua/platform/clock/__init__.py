"""The working calendar and the clock (docs/clock.md is the specification).

Pure: `due`, `answer_by`, `handover_by`, `step_due`, `strip`, `moved_by` and the values they
take. With the database: what `_WITH_DATABASE` names, imported when first asked for, so that
rules may use the clock without Django. What time it is says `clock.now`, a module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from motcua.platform.clock.calendar import Calendar, DayRow, ShiftSet, from_rows
from motcua.platform.clock.counting import answer_by, due, handover_by
from motcua.platform.clock.day_strip import StripDay, strip
from motcua.platform.clock.errors import (
    CalendarNotLoaded,
    CalendarNotPossible,
    ChannelNotKnown,
    ClockRefusal,
    InstantWithoutZone,
    LimitNotPossible,
    NoWorkingDay,
    PauseNotPossible,
    PolicyNotPossible,
    ShareNotPossible,
)
from motcua.platform.clock.moving import Move, moved_by
from motcua.platform.clock.steps import step_due
from motcua.platform.clock.terms import ClockPolicy, Due, Limit, Line, Pause, hours_of

if TYPE_CHECKING:
    from motcua.platform.clock.store import (
        CalendarChanged,
        add_day,
        calendar_of,
        load_calendar,
        load_notice,
        set_shifts,
        switch_day,
    )

_WITH_DATABASE = frozenset(
    {"CalendarChanged", "add_day", "calendar_of", "load_calendar", "load_notice", "set_shifts", "switch_day"}
)

__all__ = [
    "Calendar",
    "CalendarChanged",
    "CalendarNotLoaded",
    "CalendarNotPossible",
    "ChannelNotKnown",
    "ClockPolicy",
    "ClockRefusal",
    "DayRow",
    "Due",
    "InstantWithoutZone",
    "Limit",
    "LimitNotPossible",
    "Line",
    "Move",
    "NoWorkingDay",
    "Pause",
    "PauseNotPossible",
    "PolicyNotPossible",
    "ShareNotPossible",
    "ShiftSet",
    "StripDay",
    "add_day",
    "answer_by",
    "calendar_of",
    "due",
    "from_rows",
    "handover_by",
    "hours_of",
    "load_calendar",
    "load_notice",
    "moved_by",
    "set_shifts",
    "step_due",
    "strip",
    "switch_day",
]


def __getattr__(name: str) -> Any:
    if name in _WITH_DATABASE:
        from motcua.platform.clock import store

        return getattr(store, name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
