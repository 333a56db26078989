"""What an administrator types to change the calendar, read into a change or into sentences of what to correct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from motcua.console.calendar import hours, saturday
from motcua.console.calendar.hours import WEEKDAYS
from motcua.console.calendar.reach import EVERY_UNIT, Reach, short_name
from motcua.dossiers.services.calendar_changes import Change, DayAdded, DaySwitched, NoticeLoaded, ShiftsSet
from motcua.platform.clock.listing import KINDS, PURPOSES
from motcua.platform.errors import Forbidden
from motcua.platform.text import date_vi
from motcua.web.fields import DateParts, FieldView, Option

TITLES = {
    "them-ngay": "Thêm ngày nghỉ hoặc ngày làm bù",
    "gio-lam-viec": "Đặt giờ làm việc",
    "thu-bay": "Mở hoặc thôi tiếp nhận thứ Bảy",
    "bat-tat": "Bật hoặc tắt một dòng của lịch",
    "thong-bao": "Nạp thông báo lịch nghỉ của một năm",
}
WITH_HOURS = frozenset({"gio-lam-viec", "thu-bay"})
NATIONAL_ONLY = frozenset({"thong-bao"})
MARKS = {
    "C": "C: đã đọc văn bản chính thức",
    "C2": "C2: theo nguồn thứ cấp",
    "M": "M: theo trí nhớ",
    "P": "P: đơn vị tự đặt",
}
_ASKED = {
    "them-ngay": ("unit", "on", "kind", "as_weekday", "name", "source", "mark"),
    "gio-lam-viec": ("unit", "purpose", "on", "source", "mark"),
    "thu-bay": ("unit", "saturday", "on", "source", "mark"),
    "bat-tat": ("unit", "on", "state", "source"),
    "thong-bao": ("year", "source", "mark"),
}
_LENGTHS = {"source": 300, "name": 120}

Typed = Mapping[str, str]


def check_may_ask(what: str, reach: Reach) -> None:
    """Refuse a form that changes only what holds for every unit to whoever may not."""
    if what in NATIONAL_ONLY and not reach.is_national:
        raise Forbidden("notices hold for every unit", what=what)


def read(what: str, typed: Typed, reach: Reach) -> tuple[Change | None, dict[str, str]]:
    """Return the change that was typed, or None and a sentence for each question to correct.

    A unit that is not his is no wrong answer but an address put together by hand: NotFound.
    """
    faults: dict[str, str] = {}
    unit = reach.unit(typed.get("unit", ""))
    unit_id = unit.id if unit else None
    if what not in NATIONAL_ONLY and unit is None and not reach.is_national:
        faults["unit"] = "Chọn đơn vị; lịch chung của cả nước do cấp tỉnh đổi."
    source, mark, on = typed.get("source", ""), typed.get("mark", ""), _day(typed)
    for name, most in _LENGTHS.items():
        if len(typed.get(name, "")) > most:
            faults[name] = f"Viết ngắn hơn, nhiều nhất {most} chữ."
    if not source:
        faults["source"] = "Ghi văn bản hoặc thông báo làm căn cứ."
    if what != "bat-tat" and mark not in MARKS:
        faults["mark"] = "Chọn độ chắc chắn của nguồn."
    if what != "thong-bao" and on is None:
        faults["on"] = "Ghi đủ ngày, tháng, năm, ví dụ 18 11 2026."
    week: dict[int, list[list[str]]] = {}
    if what == "them-ngay":
        faults = _day_faults(typed, unit_id, is_asked="unit" in faults) | faults
    elif what == "gio-lam-viec":
        week, wrong = hours.read(typed)
        faults |= wrong
        if typed.get("purpose") not in PURPOSES:
            faults["purpose"] = "Chọn giờ giải quyết hay giờ tiếp nhận."
        if on is not None and hours.is_too_early(on):
            faults["on"] = f"Ghi ngày từ năm {hours.FIRST_YEAR}."
    elif what == "thu-bay":
        sessions, wrong = saturday.read(typed)
        faults |= wrong
        if on is not None and hours.is_too_early(on):
            faults["on"] = f"Ghi ngày từ năm {hours.FIRST_YEAR}."
        elif on is not None:
            week = saturday.week_with(sessions, unit_id, on)
    elif what == "bat-tat" and typed.get("state") not in {"on", "off"}:
        faults["state"] = "Chọn bật hoặc tắt."
    year = typed.get("year", "")
    if what == "thong-bao" and not (year.isdecimal() and 2025 <= int(year) <= 2100):
        faults["year"] = "Ghi năm bằng bốn chữ số, từ 2025."
    if faults:
        return None, faults
    if what == "thong-bao":
        return NoticeLoaded(int(year), source, mark), {}
    assert on is not None  # noqa: S101 - a fault above otherwise
    if what == "gio-lam-viec":
        return ShiftsSet(unit_id, typed["purpose"], on, week, source, mark), {}
    if what == "thu-bay":
        return ShiftsSet(unit_id, "reception", on, week, source, mark), {}
    if what == "bat-tat":
        return DaySwitched(unit_id, on, typed["state"] == "on", source), {}
    weekday = int(typed["as_weekday"]) if typed["kind"] == "swap_work" else None
    return DayAdded(unit_id, on, typed["kind"], typed["name"], source, mark, weekday), {}


def _day_faults(typed: Typed, unit_id: int | None, *, is_asked: bool) -> dict[str, str]:
    faults, kind = {}, typed.get("kind", "")
    if kind not in KINDS:
        faults["kind"] = "Chọn loại ngày."
    elif kind == "local_off" and unit_id is None and not is_asked:
        faults["unit"] = "Ngày nghỉ riêng cần chọn đơn vị."
    elif kind not in {"local_off", "swap_work"} and unit_id is not None:
        faults["kind"] = "Đơn vị chỉ có ngày nghỉ riêng và ngày làm bù; ngày lễ và ngày nghỉ khác là của cả nước."
    if not typed.get("name"):
        faults["name"] = "Ghi tên ngày để người dân đọc."
    if kind == "swap_work" and typed.get("as_weekday") not in {str(n) for n in range(1, 8)}:
        faults["as_weekday"] = "Chọn làm bù theo giờ của thứ nào."
    return faults


def _day(typed: Typed) -> date | None:
    try:
        return date(int(typed["on-year"]), int(typed["on-month"]), int(typed["on-day"]))
    except (KeyError, ValueError):
        return None


def fields(what: str, typed: Typed, reach: Reach, faults: Mapping[str, str]) -> list[FieldView]:
    """Return the questions of a form with what was typed and what to correct."""
    made = {view.name: view for view in _all(what, typed, reach)}
    return [replace(made[name], error=faults.get(name, "")) for name in _ASKED[what]]


def _all(what: str, typed: Typed, reach: Reach) -> list[FieldView]:
    def value(name: str) -> str:
        return typed.get(name, "")

    places = tuple(Option(u.slug, short_name(u)) for u in reach.units)
    first = EVERY_UNIT if reach.is_national else "Chọn đơn vị"
    weekdays = tuple(Option(str(n), w) for n, w in enumerate(WEEKDAYS, 1))
    own_kinds = KINDS if reach.is_national else {key: KINDS[key] for key in ("local_off", "swap_work")}
    kinds = tuple(Option(key, label[0].upper() + label[1:]) for key, label in own_kinds.items())
    states = (Option("on", "Bật: dòng này có hiệu lực"), Option("off", "Tắt: coi như không có dòng này"))
    on = DateParts(value("on-day"), value("on-month"), value("on-year"))
    on_label, on_hint = ("Ngày", "")
    if what in WITH_HOURS:
        on_label, on_hint = "Có hiệu lực từ ngày", "Trước ngày này vẫn tính theo giờ cũ. Ví dụ 1 12 2026."
    return [
        FieldView("select", "unit", "Đơn vị", value("unit"), options=places, add_label=first,
                  hint=_WHERE_RECEIVED if what == "thu-bay" else _PLACES_APART),
        hours.purpose_field(value("purpose"), ""),
        saturday.field(value("saturday")),
        FieldView("date", "on", on_label, on, hint=on_hint),
        FieldView("radios", "kind", "Loại ngày", value("kind"), options=kinds),
        FieldView("select", "as_weekday", "Làm bù theo giờ của", value("as_weekday"), options=weekdays, required=False,
                  add_label="Không phải ngày làm bù"),
        FieldView("text", "name", "Tên ngày", value("name"), hint="Người dân đọc tên này trong cách tính ngày hẹn."),
        FieldView("radios", "state", "Bật hay tắt", value("state"), options=states),
        FieldView("text", "year", "Năm", value("year"), width=4),
        FieldView("text", "source", "Căn cứ", value("source"), hint="Số và ngày của văn bản, hoặc nơi đăng thông báo."),
        FieldView("radios", "mark", "Độ chắc chắn", value("mark"),
                  options=tuple(Option(k, v) for k, v in MARKS.items())),
    ]  # fmt: skip


_WHERE_RECEIVED = "Nơi tiếp nhận hồ sơ, thường là Trung tâm Phục vụ hành chính công."
_PLACES_APART = "Ủy ban và nơi tiếp nhận hồ sơ có lịch riêng: nghỉ cả hai nơi thì ghi từng nơi."


def told(change: Change, reach: Reach) -> str:
    """Say a change in one sentence."""
    place = next((short_name(u) for u in reach.units if u.id == change.unit_id), "cả nước")
    match change:
        case DayAdded():
            return f"Thêm {KINDS[change.kind]} {date_vi(change.on)}, {change.name}: {place}."
        case DaySwitched():
            return f"{'Bật' if change.is_active else 'Tắt'} dòng của ngày {date_vi(change.on)}: {place}."
        case ShiftsSet():
            return f"Đặt giờ {PURPOSES[change.purpose]} từ {date_vi(change.valid_from)}: {place}."
        case NoticeLoaded():
            return f"Nạp thông báo lịch nghỉ năm {change.year}."
    raise TypeError(type(change).__name__)
