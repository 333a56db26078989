"""Handing a dossier back for supplement after reception: within a few working days, or by a special law (R2.24). Pure.

Nghị định 61/2018/NĐ-CP, Điều 19 khoản 4: at most 3 working days from reception, unless a special
law says otherwise. What came in by a supplement has been received when the applicant completed it:
the limit of the whole dossier starts anew there, too (R2.25).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from motcua.platform.clock import Calendar, ClockPolicy, Limit, due

MOST_WORDS = 500  # characters of what a leader says; the table keeps no more


def received_at(accepted_at: datetime | None, completed_at: datetime | None) -> datetime | None:
    """Return from when the days count: acceptance, or the last supplement completed after it; None before acceptance.

    >>> received_at(None, datetime(2026, 11, 16)) is None
    True
    >>> received_at(datetime(2026, 11, 16), datetime(2026, 11, 10)).day  # asked and answered before acceptance
    16
    """
    if accepted_at is None:
        return None
    return accepted_at if completed_at is None else max(accepted_at, completed_at)


def hand_back_until(received: datetime | None, days: int | None, calendar: Calendar) -> datetime | None:
    """Return the last instant at which a dossier may be handed back without a leader; None: any time.

    The day after reception is day 1, days off are not counted, and the last day ends with its
    last session (R2.22, R2.23). `days` is None where a special law sets no number.
    """
    if received is None or days is None:
        return None
    return due(Limit(Decimal(days), "working_days"), received, (), calendar, ClockPolicy()).at


def leader_faults(*, repeats: bool, is_late: bool, reason: str, ground: str) -> tuple[str | tuple[str, str], ...]:
    """Return what a leader must still say before a request goes out: why again, and by which special law so late.

    What is said in too many words is named as ("reason", "too_long").

    >>> leader_faults(repeats=False, is_late=True, reason="", ground=" ")
    ('late_ground',)
    >>> leader_faults(repeats=True, is_late=True, reason="Sổ ghi khác", ground="Luật Đất đai, Điều 9")
    ()
    >>> leader_faults(repeats=True, is_late=False, reason="x" * 501, ground="")
    (('reason', 'too_long'),)
    """
    asked = (("reason", repeats, reason), ("late_ground", is_late, ground))
    unsaid = [name for name, is_asked, said in asked if is_asked and not said.strip()]
    return (*unsaid, *((name, "too_long") for name, is_asked, said in asked if is_asked and len(said) > MOST_WORDS))
