"""When scheduled work begins, by the clock of Việt Nam."""

from __future__ import annotations


def daily(hour: int, minute: int) -> str:
    """Return the cron line of an hour of Việt Nam; the scheduler reads its lines in UTC, seven hours behind all year.

    >>> daily(2, 40), daily(7, 10)
    ('40 19 * * *', '10 0 * * *')
    """
    return f"{minute} {(hour - 7) % 24} * * *"
