"""Reading one dossier's events into its visits to the steps of its process. Pure: the same events, the same visits.

Events are sorted by sequence first. What an older event does not say (case, receiving unit) stays unknown: the visit
then has no share. A hand-over that was recalled leaves a row of its own; the sender's visit goes on as if never left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from motcua.monitoring.facts.fold import Told
from motcua.monitoring.steps import office
from motcua.monitoring.steps.model import Process, Station, Visit
from motcua.monitoring.steps.reading import READ, READS, ProcessOf, Stay, Walk
from motcua.platform import clock
from motcua.platform.clock import Calendar
from motcua.platform.clock.now import ZONE

__all__ = ["READS", "CalendarOf", "ProcessOf", "fold"]

CalendarOf = Callable[[int, str], Calendar]
RETURNING = "returning"


def fold(dossier_id: int, events: Iterable[Told], process_of: ProcessOf, calendar_of: CalendarOf) -> tuple[Visit, ...]:
    """Return the visits of a dossier in order; none where its first event is not there (yet)."""
    told = sorted(events, key=lambda event: event.sequence)
    if not told or told[0].name != "DossierSubmitted":
        return ()
    walk = Walk(told[0].unit_id, process_of)
    for event in told:
        if (read := READ.get(event.name)) is not None:
            read(walk, event)
    return tuple(_visit(dossier_id, n, walk, stay, calendar_of) for n, stay in enumerate(walk.stays, start=1))


def _visit(dossier_id: int, n: int, walk: Walk, stay: Stay, calendar_of: CalendarOf) -> Visit:
    process = walk.process_of(stay.version)
    station = process.station(stay.step)
    part = station.part if station else ""
    calendar = calendar_of(stay.unit_id, "reception") if stay.answers else calendar_of(walk.committee_id, "processing")
    until, taken = stay.left_at, stay.taken_up_at
    inside = [(since, closed) for since, end, _ in walk.out if (closed := end or until) is not None]
    share = _share(process, station, stay, calendar)
    due_at = None
    if share is not None:
        due_at = office.after(calendar, stay.counts_from, share, inside)
        if until is None and any(end is None and due_at and since < due_at for since, end, _ in walk.out):
            due_at = None  # the clock stands: no date while nobody knows when it goes on
    outside = None if until is None else _outside(calendar, stay.entered_at, until, inside)
    begun = taken or until
    waiting = None if begun is None else office.seconds_without(calendar, stay.entered_at, begun, inside)
    working = None if until is None else 0
    if taken and until:
        working = office.seconds_without(calendar, taken, until, inside)
    return Visit(
        dossier_id=dossier_id,
        n=n,
        committee_id=walk.committee_id,
        unit_id=stay.unit_id,
        procedure=stay.procedure,
        version_id=stay.version,
        channel=walk.channel,
        step=stay.step,
        part=part,
        is_foreign=station.is_foreign if station else False,
        account_id=stay.account_id,
        assisted_by=walk.assisted_by if n == 1 else None,
        entered_at=stay.entered_at,
        taken_up_at=taken,
        left_at=until,
        left_on=until.astimezone(ZONE).date() if until else None,
        how=stay.how,
        to_step=stay.to_step,
        due_at=due_at,
        share_seconds=share,
        waiting_seconds=waiting,
        working_seconds=working,
        outside_seconds=outside,
        supplement_count=stay.asked,
        again_count=stay.again,
    )


def _outside(calendar: Calendar, since: datetime, until: datetime, out: list[office.Span]) -> int:
    return office.seconds(calendar, since, until) - office.seconds_without(calendar, since, until, out)


def _share(process: Process, station: Station | None, stay: Stay, calendar: Calendar) -> int | None:
    """Return the office time a visit may take: to the date that was told, else the step's share of the limit."""
    if station is None or station.part == RETURNING or station.is_foreign or stay.after_result:
        return None
    if stay.answers and stay.left_at == stay.entered_at:
        return None  # taken in at the counter the moment it came: nobody had to wait for an answer
    if stay.due_told is not None:
        return office.seconds(calendar, stay.told_from or stay.entered_at, stay.due_told)
    if stay.answers:
        return None
    share, limit = station.shares.get(stay.case), process.limits.get(stay.case)
    if not share or limit is None:
        return None
    due_at = clock.step_due(stay.counts_from, limit, share, calendar, clock.ClockPolicy()).at
    return None if due_at is None else office.seconds(calendar, stay.counts_from, due_at)
