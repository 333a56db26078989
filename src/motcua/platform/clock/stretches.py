"""Pauses joined to stretches, and which of them lets a limit start afresh (docs/clock.md 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.platform.clock.terms import Pause


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pauses that overlap or touch, as one span; `until` None where one of them is open."""

    since: datetime
    until: datetime | None
    pauses: tuple[Pause, ...]

    def endless(self) -> Stretch:
        """Return the stretch as one leg of the count sees it when it never comes out of it."""
        return Stretch(self.since, None, self.pauses)

    def touches(self, on: date) -> bool:
        """Tell whether any instant of the day lies in the stretch."""
        return self.since.date() <= on and (self.until is None or on <= last_day(self.until))

    def restart(self, restart_after: tuple[str, ...], *, any_end: bool) -> datetime | None:
        """Return the instant at which the limit starts afresh, or None.

        It is the latest end of the pauses whose reason restarts; while one of these is
        open it has not come. `any_end` (same_day): the end of the stretch counts as well.
        """
        restarting = [pause for pause in self.pauses if pause.reason in restart_after]
        if any(pause.until is None for pause in restarting):
            return None
        ends = [pause.until for pause in restarting if pause.until is not None]
        if ends:
            return max(ends)
        return self.until if any_end else None


def last_day(until: datetime) -> date:
    """Return the last day a pause touches that ends at `until`: an end at midnight leaves the new day untouched.

    >>> last_day(datetime(2026, 3, 5)), last_day(datetime(2026, 3, 5, 0, 1))
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 5))
    """
    return until.date() - timedelta(days=1) if until.time() == time() else until.date()


def stretches_after(pauses: Iterable[Pause], begins: datetime) -> list[Stretch]:
    """Join the pauses that matter to a count from `begins`, in order of time.

    What ended the instant it began, or ended at or before `begins`, changes nothing;
    what began before it is counted from it. A pause keeps its own `since` for the sentences.
    """
    counting = sorted(
        (p for p in pauses if p.until is None or (p.until > p.since and p.until > begins)), key=lambda p: p.since
    )
    joined: list[Stretch] = []
    for pause in counting:
        since = max(pause.since, begins)
        before = joined[-1] if joined else None
        if before is not None and (before.until is None or since <= before.until):
            until = None if before.until is None or pause.until is None else max(before.until, pause.until)
            joined[-1] = Stretch(before.since, until, (*before.pauses, pause))
        else:
            joined.append(Stretch(since, pause.until, (pause,)))
    return joined


def reasons_on(stretches: Iterable[Stretch], on: date) -> list[str]:
    """Return the reasons of the pauses that touch a day, the earliest first."""
    return [
        pause.reason
        for stretch in stretches
        for pause in stretch.pauses
        if pause.since.date() <= on and (pause.until is None or on <= last_day(pause.until))
    ]
