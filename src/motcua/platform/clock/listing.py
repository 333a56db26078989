"""The read side of the calendar for those who manage it: rows as they stand, and how they came to be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import Q

from motcua.platform import events
from motcua.platform.clock.store import NATIONAL, SINCE_EVER, calendar_of
from motcua.platform.events import Event
from motcua.platform.models import CalendarDay, CalendarNotice, WorkCalendar
from motcua.platform.text import date_vi

KINDS = {
    "holiday": "ngày lễ",
    "compensatory": "ngày nghỉ bù",
    "swap_off": "ngày nghỉ hoán đổi",
    "swap_work": "ngày làm bù",
    "local_off": "ngày nghỉ riêng của đơn vị",
}
PURPOSES = {"processing": "giải quyết", "reception": "tiếp nhận và trả kết quả"}


@dataclass(frozen=True)
class DayLine:
    """A row of the calendar; `unit_id` None is the whole country, a row that is not active is as if absent."""

    on: date
    unit_id: int | None
    kind: str
    name: str
    as_weekday: int | None
    is_active: bool
    source: str
    mark: str


@dataclass(frozen=True)
class NoticeLine:
    """Whether the notice of a year is loaded."""

    year: int
    is_loaded: bool
    source: str
    mark: str


@dataclass(frozen=True)
class ShiftLine:
    """Weekly sessions; `valid_from` None rules since ever, `weekdays` 1 = Monday -> (("07:30", "11:30"), …)."""

    purpose: str
    unit_id: int | None
    valid_from: date | None
    weekdays: Mapping[int, tuple[tuple[str, str], ...]]
    source: str
    mark: str


@dataclass(frozen=True)
class ChangeTold:
    """One change of the calendar in words."""

    at: datetime
    sentence: str
    source: str
    actor: str


def days_of(year: int, unit_id: int | None) -> list[DayLine]:
    """Return the rows of a year, the country's and the unit's own, in order of days; one query."""
    rows = CalendarDay.objects.filter(Q(unit_id=None) | Q(unit_id=unit_id), on__year=year)
    columns = ("on", "unit_id", "kind", "name", "as_weekday", "is_active", "source", "mark")
    return [DayLine(*row) for row in rows.order_by("on", "unit_id").values_list(*columns)]


def notices() -> list[NoticeLine]:
    """Return what is known of each year's notice, in order of years; one query."""
    rows = CalendarNotice.objects.order_by("year")
    return [NoticeLine(*row) for row in rows.values_list("year", "is_loaded", "source", "mark")]


def shifts_of(unit_id: int | None) -> list[ShiftLine]:
    """Return the sets of shifts of every unit, then this unit's own, by purpose and first day; one query."""
    rows = WorkCalendar.objects.filter(Q(unit_id=None) | Q(unit_id=unit_id))
    return [
        ShiftLine(
            row.purpose,
            row.unit_id,
            None if row.valid_from == SINCE_EVER else row.valid_from,
            {int(day): tuple((opens, closes) for opens, closes in told) for day, told in sorted(row.shifts.items())},
            row.source,
            row.mark,
        )
        for row in sorted(rows, key=lambda r: (r.purpose, r.unit_id or 0, r.valid_from))
    ]


def week_in_force(unit_id: int | None, purpose: str, on: date) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the weekly sessions that rule a unit on a day, as `ShiftLine.weekdays`; a rest day is not named."""
    ruling = [s for s in calendar_of(unit_id, purpose).shift_sets if s.valid_from is None or s.valid_from <= on]
    told = ruling[-1].weekdays if ruling else ()
    return {
        day: tuple((opens.strftime("%H:%M"), closes.strftime("%H:%M")) for opens, closes in sessions)
        for day, sessions in told
        if sessions
    }


def sessions_told(sessions: Sequence[Sequence[str]]) -> str:
    """Say the sessions of a day: "07:30–11:30, 13:30–17:00", or that it is a rest day."""
    return ", ".join(f"{opens}–{closes}" for opens, closes in sessions) or "nghỉ"


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Return the templates by the `what` of the event."""
    return yaml.safe_load(files("motcua.platform.clock").joinpath("data", "changes.yaml").read_text(encoding="utf-8"))


def changes(unit_id: int | None, *, limit: int = 30) -> list[ChangeTold]:
    """Return the last changes of what holds for every unit and for this one, newest first; two queries a stream.

    Only those who manage the calendar see any: the database says so.
    """
    told = [event for key in sorted({NATIONAL, unit_id or NATIONAL}) for event in events.history(("calendar", key))]
    told.sort(key=lambda event: (event.at, event.id), reverse=True)
    return [_told(event) for event in told[:limit]]


def _told(event: Event) -> ChangeTold:
    what, after = event.payload["what"], event.payload["after"]
    facts = {key: _shown(key, value) for key, value in after.items()}
    if what == "day_switched":
        facts["state"] = "Bật" if after["is_active"] else "Tắt"
    elif what == "notice_loaded":
        facts["state"] = "đã nạp thông báo lịch nghỉ" if after["is_loaded"] else "bỏ thông báo lịch nghỉ đã nạp"
    return ChangeTold(event.at, sentences()[what].format(**facts), event.payload["source"], event.actor.label)


def _shown(key: str, value: Any) -> str:
    if key in {"on", "valid_from"}:
        day = date.fromisoformat(value)
        return "trước đến nay" if day == SINCE_EVER else date_vi(day)
    if key == "kind":
        return KINDS[value]
    if key == "purpose":
        return PURPOSES[value]
    return "" if value is None else str(value)
