"""How a hand-over stood against the date of the step it left: a line of the control slip (R2.20, form 06). Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from motcua.platform.clock.calendar import here

Outcome = Literal["early", "on_time", "late", ""]


def outcome(at: datetime, due_at: datetime | None) -> Outcome:
    """Return whether a step was left before its day, on it, or after its time; "" where it had no date.

    >>> from motcua.platform.clock.now import ZONE
    >>> due = datetime(2026, 11, 17, 17, 0, tzinfo=ZONE)
    >>> [outcome(due.replace(day=day, hour=hour), due) for day, hour in ((16, 9), (17, 9), (17, 18))]
    ['early', 'on_time', 'late']
    >>> outcome(due, None)
    ''
    """
    if due_at is None:
        return ""
    if at > due_at:
        return "late"
    return "early" if here(at).date() < here(due_at).date() else "on_time"
