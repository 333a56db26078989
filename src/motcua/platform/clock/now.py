"""The one place that asks what time it is. Time enters at the edge and travels as an argument."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_shift: ContextVar[timedelta] = ContextVar("shift", default=timedelta())


def now() -> datetime:
    """Return this instant in Asia/Ho_Chi_Minh."""
    return datetime.now(ZONE) + _shift.get()


def today() -> date:
    """Return the day it is in Việt Nam, whatever the server's zone."""
    return now().date()


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Let the clock of this context stand as if it were `instant` (demonstration data and tests)."""
    token = _shift.set(instant - datetime.now(ZONE))
    try:
        yield
    finally:
        _shift.reset(token)
