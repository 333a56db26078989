"""What people must know of a counter that is open on Saturdays: its hours, and when the work begins (R11.7)."""

from __future__ import annotations

from datetime import date

from motcua.platform.clock import CalendarNotLoaded, listing

_SATURDAY = 6


def saturday(receiving_unit_id: int | None, on: date) -> str:
    """Return the sentence, "" where the counter is shut on Saturdays or the offices work then too; two queries."""
    if receiving_unit_id is None:
        return ""
    try:
        opens = listing.week_in_force(receiving_unit_id, "reception", on).get(_SATURDAY)
        if not opens or _SATURDAY in listing.week_in_force(receiving_unit_id, "processing", on):
            return ""
    except CalendarNotLoaded:  # the page of a procedure needs no calendar
        return ""
    return f"Thứ Bảy nhận hồ sơ {listing.sessions_told(opens)}; ngày làm việc đầu tiên được tính là thứ Hai sau đó."
