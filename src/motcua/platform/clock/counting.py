"""When a result is due, a dossier handed over, an answer owed: pure, exact, explained (docs/clock.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from motcua.platform.clock import sentences
from motcua.platform.clock.calendar import Calendar, here
from motcua.platform.clock.errors import ChannelNotKnown
from motcua.platform.clock.stretches import Stretch, stretches_after
from motcua.platform.clock.terms import ClockPolicy, Due, Limit, Line, Pause
from motcua.platform.clock.walking import Leg, is_in_time, walk


def due(limit: Limit, received_at: datetime, pauses: Sequence[Pause], calendar: Calendar, policy: ClockPolicy) -> Due:
    """Return the last instant at which the result is still on time, and how it was counted.

    Counted by R2.19, R2.21, R2.22, R2.23 and R2.25 as docs/clock.md 3 and 4 put them.
    While a pause is open there is no date: `at` is None. What is late stays late: a pause
    that begins when the limit has run out changes nothing.
    """
    return _counted("due", limit, received_at, pauses, calendar, policy)


def answer_by(received_at: datetime, channel: int, calendar: Calendar, policy: ClockPolicy) -> Due:
    """Return when the citizen must know whether the dossier is accepted (R2.8).

    Channel 2 is online; 1 (direct) and 3 (post) are counted alike.
    """
    if channel not in (1, 2, 3):
        raise ChannelNotKnown("a channel is 1, 2 or 3", channel=str(channel))
    limit = policy.answer_online if channel == 2 else policy.answer_counter
    return _counted("answer", limit, received_at, (), calendar, policy)


def handover_by(received_at: datetime, calendar: Calendar, policy: ClockPolicy) -> Due:
    """Return when the dossier must be with the unit that resolves it (R2.17).

    Up to the cut-off of a working day: the end of that day; else the start of the next working day.
    """
    at = here(received_at)
    leg = Leg(at, _counts_from(at, calendar, policy), calendar)
    leg.add(at.date(), "received", sentences.received(at))
    end = walk(leg, Limit(1, "same_day"), policy)
    assert end is not None  # noqa: S101 - a leg without stops is never cut
    if not is_in_time(leg.begins, calendar, policy):
        end = calendar.day(end.date()).sessions[0][0]
    return finished("handover", leg.lines, end, calendar)


def finished(promise: str, lines: list[Line], end: datetime, calendar: Calendar) -> Due:
    """Close the arithmetic with the promise."""
    lines = [*lines, Line(end.date(), "due", None, None, sentences.promised(promise, end))]
    return Due(end, with_notices(lines, calendar))


def with_notices(lines: Iterable[Line], calendar: Calendar) -> tuple[Line, ...]:
    """Put before the first line of each year whose notice is not loaded that its dates may move (R11.3)."""
    told: list[Line] = []
    year = None
    for line in lines:
        if line.on.year != year:
            year = line.on.year
            if calendar.notice_missing(year):
                told.append(Line(line.on, "notice_missing", None, None, sentences.notice_missing(year)))
        told.append(line)
    return tuple(told)


def _counts_from(at: datetime, calendar: Calendar, policy: ClockPolicy) -> datetime:
    return calendar.next_opening(at) if policy.received_outside_hours == "next_opening" else at


def _counted(
    promise: str,
    limit: Limit,
    received_at: datetime,
    pauses: Sequence[Pause],
    calendar: Calendar,
    policy: ClockPolicy,
) -> Due:
    at = here(received_at)
    first = Line(at.date(), "received", None, None, sentences.received(at))
    told: list[Line] = []
    while True:  # one turn a leg; each restart lies after the one before, and there are no more than pauses
        leg = Leg(at, _counts_from(at, calendar, policy), calendar)
        leg.lines.append(first)
        lines, end = _run(leg, limit, policy)
        restart = None
        for stretch in stretches_after(pauses, leg.begins):
            if end is not None and stretch.since >= end:
                break  # what is late stays late
            restart = stretch.restart(policy.restart_after, any_end=limit.unit == "same_day")
            if restart is not None:
                lines, _ = _run(leg, limit, policy, stop=stretch, cut=restart.date())
                first = _restarted(restart, stretch, limit, policy)
                break
            if stretch.until is None:
                return Due(None, with_notices([*told, *_left_open(leg, limit, policy, stretch)], calendar))
            leg.stops = (*leg.stops, stretch)
            lines, end = _run(leg, limit, policy)
        told += lines
        if restart is None:
            assert end is not None  # noqa: S101 - only a cut leg has no end
            return finished(promise, told, end, calendar)
        at = restart


def _run(
    leg: Leg, limit: Limit, policy: ClockPolicy, *, stop: Stretch | None = None, cut: date | None = None
) -> tuple[list[Line], datetime | None]:
    """Walk a copy of the leg, with `stop` as a stretch it never comes out of."""
    stops = leg.stops if stop is None else (*leg.stops, stop.endless())
    attempt = replace(leg, stops=stops, cut=cut, lines=list(leg.lines))
    end = walk(attempt, limit, policy)
    return attempt.lines, end


def _restarted(at: datetime, stretch: Stretch, limit: Limit, policy: ClockPolicy) -> Line:
    ended = [pause.reason for pause in stretch.pauses if pause.until == at]
    restarting = [reason for reason in ended if reason in policy.restart_after] or ended
    note = sentences.restarted(at, restarting, same_day=limit.unit == "same_day")
    return Line(at.date(), "received", None, None, note)


def _left_open(leg: Leg, limit: Limit, policy: ClockPolicy, stretch: Stretch) -> list[Line]:
    """The lines up to the day the open pause began (at the earliest the receipt), and that there is no date."""
    still_open = [pause for pause in stretch.pauses if pause.until is None]
    since = still_open[0].since
    on = max(since, leg.begins).date()
    lines, _ = _run(leg, limit, policy, stop=stretch, cut=on)
    note = sentences.paused_open(on, since, [pause.reason for pause in still_open])
    return [*lines, Line(on, "paused_open", None, None, note)]
