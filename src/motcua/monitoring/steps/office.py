"""Office time: seconds inside the working sessions of a calendar, to compare what steps took and may take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from motcua.platform.clock import Calendar
from motcua.platform.clock.calendar import here

Span = tuple[datetime, datetime]
_LONGEST = 3660  # days: beyond ten years the data are wrong


def seconds(calendar: Calendar, since: datetime, until: datetime) -> int:
    """Return how much of the time between two instants was worked; 0 where the second is not later."""
    return round(sum((end - start).total_seconds() for start, end in _worked(calendar, since, until)))


def seconds_without(calendar: Calendar, since: datetime, until: datetime, out: Iterable[Span]) -> int:
    """Return the same without the parts that lie in `out` (any order, overlapping or not)."""
    return seconds(calendar, since, until) - sum(
        seconds(calendar, max(start, since), min(end, until)) for start, end in joined(out)
    )


def after(calendar: Calendar, since: datetime, amount: int, out: Iterable[Span]) -> datetime | None:
    """Return the instant at which so much office time has been used, `out` left out; None: not within ten years."""
    left = float(amount)
    stops = joined(out)
    for start, end in _worked(calendar, since, since + timedelta(days=_LONGEST)):
        for piece_start, piece_end in _pieces(start, end, stops):
            length = (piece_end - piece_start).total_seconds()
            if left <= length:
                return piece_start + timedelta(seconds=left)
            left -= length
    return None


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch made one; empty ones are left out."""
    made: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _worked(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Span]:
    begins, ends = here(since), here(until)
    on = begins.date()
    while on <= ends.date():
        for opens, closes in calendar.sessions_on(on):
            start, end = max(opens, begins), min(closes, ends)
            if start < end:
                yield start, end
        on += timedelta(days=1)


def _pieces(start: datetime, end: datetime, stops: Sequence[Span]) -> Iterator[Span]:
    for since, until in stops:
        if until <= start:
            continue
        if since >= end:
            break
        if since > start:
            yield start, since
        start = until
        if start >= end:
            return
    if start < end:
        yield start, end
