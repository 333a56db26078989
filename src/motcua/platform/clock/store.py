"""The calendar in the database: loading it, changing it, and the calendar of a unit as a value.

Every change is an event of the stream ("calendar", unit or 0); its head is also what tells
a process that the calendars it has kept are old. So change rows here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog
import yaml
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from motcua.platform import events
from motcua.platform.clock.calendar import Calendar, check_weekdays, from_rows
from motcua.platform.clock.errors import CalendarNotLoaded, CalendarNotPossible
from motcua.platform.errors import Conflict, Forbidden, NotFound
from motcua.platform.events import Actor
from motcua.platform.models import CalendarDay, CalendarNotice, StreamHead, WorkCalendar

log = structlog.get_logger()

PURPOSES = ("processing", "reception")
SINCE_EVER = date(1900, 1, 1)  # what the data call valid_from: null
MANAGE = "calendar.manage"  # over a unit: its own hours and days, and those of the units below it
MANAGE_NATIONAL = "calendar.national"  # what holds for every unit: holidays, swaps, notices, the usual hours
NATIONAL = 0  # the stream of what holds for every unit
_MARKS = frozenset({"C", "C2", "M", "P", "NF"})
_SHIPPED = "tệp lịch đi kèm phần mềm (calendar_vn.yaml, shifts_default.yaml)"
_INSTALLER = Actor(kind="system", label="Cài đặt ban đầu")

_Version = tuple[tuple[int, bytes], ...]
_kept: dict[tuple[int | None, str], tuple[_Version, Calendar]] = {}
# Units without hours or days of their own share one value, and with it the days it has computed.
_alike: WeakValueDictionary[str, Calendar] = WeakValueDictionary()


class Steward(Protocol):
    """Who changes the calendar: an officer with `calendar.manage` over the unit, or with `calendar.national`."""

    @property
    def actor(self) -> Actor: ...

    def may(self, permission: str) -> bool: ...

    def may_over(self, permission: str, unit_id: int) -> bool: ...


@dataclass(frozen=True)
class CalendarChanged:
    """The calendar of a unit (or of all) changed; `before` is None for what was not there.

    what: loaded | day_added | day_switched | shifts_set | notice_loaded.
    """

    what: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    source: str


def calendar_of(unit_id: int | None, purpose: str = "processing") -> Calendar:
    """Return the calendar of a unit for `reception` or `processing`; None: the one of every unit.

    The unit's own sets of shifts rule from their first day on, the default before it; its
    own days stand over the national row of the same date. Kept in the process: one small
    query finds out whether it is still true, three more where it is not.
    """
    if purpose not in PURPOSES:
        raise CalendarNotPossible("a calendar is for reception or for processing", purpose=purpose)
    version = _version(unit_id)
    kept = _kept.get((unit_id, purpose))
    if kept is not None and kept[0] == version:
        return kept[1]
    fresh = _read(unit_id, purpose)
    calendar = _alike.setdefault(fresh.digest, fresh)
    if version:  # without an event nobody could tell later that rows have changed
        _kept[unit_id, purpose] = (version, calendar)
    return calendar


def _version(unit_id: int | None) -> _Version:
    heads = StreamHead.objects.filter(kind="calendar", key__in={NATIONAL, unit_id or NATIONAL}).order_by("key")
    return tuple((key, bytes(digest)) for key, digest in heads.values_list("key", "hash"))


def _read(unit_id: int | None, purpose: str) -> Calendar:
    concerned = Q(unit_id=None) | Q(unit_id=unit_id)
    rows = list(WorkCalendar.objects.filter(concerned, purpose=purpose).order_by("valid_from"))
    default = [row for row in rows if row.unit_id is None]
    own = [row for row in rows if row.unit_id is not None]
    sets = [row for row in default if not own or row.valid_from < own[0].valid_from] + own
    if not sets:
        raise CalendarNotLoaded("no weekly shifts in the database: run `seed`", unit=unit_id, purpose=purpose)
    days: dict[date, dict[str, Any]] = {}
    for day in CalendarDay.objects.filter(concerned, is_active=True).order_by(F("unit_id").asc(nulls_first=True)):
        days[day.on] = {"on": day.on, "kind": day.kind, "name": day.name, "as_weekday": day.as_weekday}
    return from_rows(
        [
            {"valid_from": None if row.valid_from == SINCE_EVER else row.valid_from, "weekdays": row.shifts}
            for row in sets
        ],
        days.values(),
        dict(CalendarNotice.objects.values_list("year", "is_loaded")),
    )


@transaction.atomic
def load_calendar(now: datetime) -> int:
    """Put the calendar data that come with motcua into the database; return how many rows were missing.

    Rows that are there stay as they are: an administrator may have corrected them.
    """
    national, shifts = _data("calendar_vn.yaml"), _data("shifts_default.yaml")["calendars"]
    added = 0
    for purpose in PURPOSES:
        if WorkCalendar.objects.filter(unit_id=None, purpose=purpose).exists():
            continue
        for one in shifts[purpose]["sets"]:
            WorkCalendar.objects.create(
                unit_id=None,
                purpose=purpose,
                valid_from=one["valid_from"] or SINCE_EVER,
                shifts={str(weekday): sessions for weekday, sessions in one["weekdays"].items()},
                source=shifts[purpose]["source"],
                mark=shifts[purpose]["mark"],
            )
            added += 1
    there = set(CalendarDay.objects.filter(unit_id=None).values_list("on", flat=True))
    days = [
        CalendarDay(
            unit_id=None,
            on=row["on"],
            kind=row["kind"],
            name=row["name"],
            as_weekday=row.get("as_weekday"),
            is_active=row.get("active", True),
            source=row["source"],
            mark=row["mark"],
        )
        for row in national["days"]
        if row["on"] not in there
    ]
    years = set(CalendarNotice.objects.values_list("year", flat=True))
    notices = [
        CalendarNotice(year=year, is_loaded=told["loaded"], source=told["source"], mark=told["mark"])
        for year, told in national["notices"].items()
        if year not in years
    ]
    CalendarDay.objects.bulk_create(days)
    CalendarNotice.objects.bulk_create(notices)
    added += len(days) + len(notices)
    if added:
        after = {"rows": added, "days": sorted(day.on for day in days), "years": sorted(n.year for n in notices)}
        _record(None, CalendarChanged("loaded", None, after, _SHIPPED), _INSTALLER, now)
    return added


def _data(name: str) -> Any:
    return yaml.safe_load(files("motcua.platform.clock").joinpath("data", name).read_text(encoding="utf-8"))


@transaction.atomic
def add_day(
    on: date,
    kind: str,
    name: str,
    *,
    unit_id: int | None,
    source: str,
    mark: str,
    who: Steward,
    now: datetime,
    as_weekday: int | None = None,
) -> None:
    """Add a day unlike its weekday, for the whole country (unit_id None) or for one unit.

    A row that was switched off gives way; one in force is a Conflict: switch it off first.
    A day moved (hoán đổi) is two rows, one `swap_off` and one `swap_work`.
    """
    permit(who, unit_id)
    _check_source(source, mark)
    if (kind == "local_off") != (unit_id is not None) and kind != "swap_work":
        raise CalendarNotPossible("a unit has local days off, the country holidays and swaps", kind=kind)
    row = {"on": on, "kind": kind, "name": name.strip(), "as_weekday": as_weekday}
    if not row["name"]:
        raise CalendarNotPossible("a day needs the name people read", on=on.isoformat())
    from_rows([{"valid_from": None, "weekdays": {}}], [row], {})  # refuses what does not fit together
    there = CalendarDay.objects.select_for_update().filter(unit_id=unit_id, on=on).first()
    if there is not None and there.is_active:
        raise Conflict("that date has a row in force", on=on.isoformat(), name=there.name)
    before = None if there is None else _day(there)
    day = there or CalendarDay(unit_id=unit_id, on=on)
    written = None if there is None else ["kind", "name", "as_weekday", "is_active", "source", "mark"]
    day.kind, day.name, day.as_weekday, day.is_active = kind, name.strip(), as_weekday, True
    day.source, day.mark = source, mark
    try:
        with transaction.atomic():
            day.save(update_fields=written)
    except IntegrityError:
        raise Conflict("somebody else has just written that date", on=on.isoformat()) from None
    _record(unit_id, CalendarChanged("day_added", before, _day(day), source), who.actor, now)


@transaction.atomic
def switch_day(on: date, *, unit_id: int | None, is_active: bool, source: str, who: Steward, now: datetime) -> None:
    """Switch the row of a date on or off (24/11 when its law is in force); nothing happens where it is so already."""
    permit(who, unit_id)
    _check_source(source, "P")
    day = CalendarDay.objects.select_for_update().filter(unit_id=unit_id, on=on).first()
    if day is None:
        raise NotFound("no row for that date", on=on.isoformat(), unit=unit_id)
    if day.is_active == is_active:
        return
    before = _day(day)
    day.is_active = is_active
    day.save(update_fields=["is_active"])
    _record(unit_id, CalendarChanged("day_switched", before, _day(day), source), who.actor, now)


@transaction.atomic
def set_shifts(
    weekdays: Mapping[int, Sequence[Sequence[str]]],
    *,
    unit_id: int | None,
    purpose: str,
    valid_from: date,
    source: str,
    mark: str,
    who: Steward,
    now: datetime,
) -> None:
    """Set the weekly sessions of a unit (None: the default) from a day on (R11.7, R11.8).

    weekdays: {1: [["07:30", "11:30"], …]}, 1 = Monday; a weekday that is not named is a
    rest day. A set with the same first day is replaced.
    """
    permit(who, unit_id)
    _check_source(source, mark)
    check_weekdays(weekdays)
    if purpose not in PURPOSES or not any(weekdays.values()):
        raise CalendarNotPossible("shifts have a purpose and at least one session", purpose=purpose)
    shifts = {str(weekday): [list(session) for session in sessions] for weekday, sessions in weekdays.items()}
    there = (
        WorkCalendar.objects.select_for_update().filter(unit_id=unit_id, purpose=purpose, valid_from=valid_from).first()
    )
    before = None if there is None else {"purpose": purpose, "valid_from": valid_from, "shifts": there.shifts}
    row = there or WorkCalendar(unit_id=unit_id, purpose=purpose, valid_from=valid_from)
    row.shifts, row.source, row.mark = shifts, source, mark
    try:
        with transaction.atomic():
            row.save(update_fields=None if there is None else ["shifts", "source", "mark"])
    except IntegrityError:
        raise Conflict("somebody else has just set these shifts", valid_from=valid_from.isoformat()) from None
    after = {"purpose": purpose, "valid_from": valid_from, "shifts": shifts}
    _record(unit_id, CalendarChanged("shifts_set", before, after, source), who.actor, now)


@transaction.atomic
def load_notice(year: int, *, source: str, mark: str, who: Steward, now: datetime, is_loaded: bool = True) -> None:
    """Say that the days of a year are those of its notice (R11.3): its dates no longer carry the warning.

    The days themselves are changed with `add_day` and `switch_day` before.
    """
    permit(who, None)
    _check_source(source, mark)
    there = CalendarNotice.objects.select_for_update().filter(year=year).first()
    before = None if there is None else {"year": year, "is_loaded": there.is_loaded, "source": there.source}
    CalendarNotice.objects.update_or_create(
        year=year, defaults={"is_loaded": is_loaded, "source": source, "mark": mark}
    )
    after = {"year": year, "is_loaded": is_loaded, "source": source}
    _record(None, CalendarChanged("notice_loaded", before, after, source), who.actor, now)


def may_change(who: Steward, unit_id: int | None) -> bool:
    """Tell whether somebody may change the calendar of a unit; None: what holds for every unit."""
    return who.may(MANAGE_NATIONAL) if unit_id is None else who.may_over(MANAGE, unit_id)


def permit(who: Steward, unit_id: int | None) -> None:
    """Refuse whoever may not change the calendar of a unit; None: what holds for every unit."""
    if not may_change(who, unit_id):
        needed = MANAGE_NATIONAL if unit_id is None else MANAGE
        raise Forbidden("changing this calendar needs the permission", permission=needed, unit=unit_id)


def _check_source(source: str, mark: str) -> None:
    if not source.strip() or mark not in _MARKS:
        raise CalendarNotPossible("calendar data say where they are from and how sure we are", mark=mark)


def _day(row: CalendarDay) -> dict[str, Any]:
    return {
        "on": row.on,
        "kind": row.kind,
        "name": row.name,
        "as_weekday": row.as_weekday,
        "is_active": row.is_active,
    }


def _record(unit_id: int | None, event: CalendarChanged, actor: Actor, now: datetime) -> None:
    events.record(("calendar", unit_id or NATIONAL), event, actor=actor, at=now, unit_id=unit_id)
    log.info("calendar.changed", what=event.what, unit=unit_id)
