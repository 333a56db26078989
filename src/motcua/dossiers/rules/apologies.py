"""When an apology is due and where it stands (Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9; R2.34, R2.35). Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.dossiers.rules.states import Status
from motcua.platform.clock import Calendar
from motcua.platform.clock.calendar import here

MOST_WORDS = 1000  # characters of a reason; the table keeps no more


class Stage(StrEnum):
    """Where the one letter of a dossier stands; NONE: not time yet, or nothing was promised."""

    NONE = ""
    OFFERED = "offered"
    WANTED = "wanted"  # its day has come and nobody has drafted it
    DRAFTED = "drafted"
    SIGNED = "signed"


def apology_due(due_at: datetime, calendar: Calendar, days: int = 1) -> datetime:
    """Return the last instant for an apology: the end of work `days` working days before the promised day.

    For a limit of a day or less it lies before acceptance: it has passed from the start, and pages say so.
    """
    on = here(due_at).date()
    for _ in range(days):
        on = _working_day_before(on, calendar)
    return calendar.end_of_day(on)


def stage(
    *,
    status: Status,
    accepted_at: datetime | None,
    due_at: datetime | None,
    apology_due_at: datetime | None,
    drafted_at: datetime | None,
    signed_at: datetime | None,
    offered_days: int,
    now: datetime,
) -> Stage:
    """Return where the letter stands.

    Wanted from its own day on. A dossier accepted on that very day has just been promised its date, so it is wanted
    there only once the promise is broken.
    """
    if signed_at is not None:
        return Stage.SIGNED
    if status not in {Status.ACCEPTED, Status.IN_PROCESS} or accepted_at is None or due_at is None:
        return Stage.NONE
    if drafted_at is not None:
        return Stage.DRAFTED
    today = here(now).date()
    last = here(apology_due_at).date() if apology_due_at else here(due_at).date()
    if now > due_at or (today >= last and today > here(accepted_at).date()):
        return Stage.WANTED
    return Stage.OFFERED if today >= last - timedelta(days=offered_days) else Stage.NONE


def suggested(due_at: datetime, now: datetime, calendar: Calendar, days: int) -> date:
    """Return the new day the desk proposes: `days` working days after the later of today and the old date."""
    on = max(here(due_at).date(), here(now).date())
    for _ in range(days):
        on = calendar.next_working_day(on)
    return on


def draft_faults(
    *, reason: str, new_on: date | None, due_at: datetime, now: datetime, calendar: Calendar
) -> tuple[str | tuple[str, str], ...]:
    """Return what a draft lacks: its reason, and a working day after both today and the date it replaces."""
    faults: list[str | tuple[str, str]] = []
    if not reason.strip():
        faults.append("reason")
    elif len(reason) > MOST_WORDS:
        faults.append(("reason", "too_long"))
    if new_on is None or new_on <= here(now).date() or new_on <= here(due_at).date():
        faults.append("new_due_on")
    elif not calendar.is_working_day(new_on):
        faults.append(("new_due_on", "day_off"))
    return tuple(faults)


def _working_day_before(on: date, calendar: Calendar) -> date:
    on -= timedelta(days=1)
    while not calendar.is_working_day(on):
        on -= timedelta(days=1)
    return on
