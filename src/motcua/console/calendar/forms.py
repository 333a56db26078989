"""What an administrator types to change the calendar, read into a change or into sentences of what to correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from motcua.dossiers.services.recalendar import Change, DayAdded, DaySwitched, NoticeLoaded
from motcua.identity.queries import UnitView
from motcua.platform.clock.listing import KINDS
from motcua.platform.text import date_vi
from motcua.web.fields import DateParts, FieldView, Option

TITLES = {
    "them-ngay": "Thêm ngày nghỉ hoặc ngày làm bù",
    "bat-tat": "Bật hoặc tắt một dòng của lịch",
    "thong-bao": "Nạp thông báo lịch nghỉ của một năm",
}
MARKS = {
    "C": "C: đã đọc văn bản chính thức",
    "C2": "C2: theo nguồn thứ cấp",
    "M": "M: theo trí nhớ",
    "P": "P: đơn vị tự đặt",
}
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_LENGTHS = {"source": 300, "name": 120}

Typed = Mapping[str, str]


def read(what: str, typed: Typed, units: Sequence[UnitView]) -> tuple[Change | None, dict[str, str]]:
    """Return the change that was typed, or None and a sentence for each question to correct."""
    faults: dict[str, str] = {}
    unit_id = next((u.id for u in units if u.slug == typed.get("unit")), None)
    if typed.get("unit") and unit_id is None:
        faults["unit"] = "Chọn một đơn vị trong danh sách."
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
    if what == "them-ngay":
        faults |= _day_faults(typed, unit_id)
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
    if what == "bat-tat":
        return DaySwitched(unit_id, on, typed["state"] == "on", source), {}
    weekday = int(typed["as_weekday"]) if typed["kind"] == "swap_work" else None
    return DayAdded(unit_id, on, typed["kind"], typed["name"], source, mark, weekday), {}


def _day_faults(typed: Typed, unit_id: int | None) -> dict[str, str]:
    faults, kind = {}, typed.get("kind", "")
    if kind not in KINDS:
        faults["kind"] = "Chọn loại ngày."
    elif kind == "local_off" and unit_id is None:
        faults["unit"] = "Ngày nghỉ riêng cần chọn đơn vị."
    elif kind not in {"local_off", "swap_work"} and unit_id is not None:
        faults["unit"] = "Ngày này là của cả nước; đơn vị chỉ có ngày nghỉ riêng và ngày làm bù."
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


def fields(what: str, typed: Typed, units: Sequence[UnitView], faults: Mapping[str, str]) -> list[FieldView]:
    """Return the questions of a form with what was typed and what to correct."""
    asked = {
        "them-ngay": ["unit", "on", "kind", "as_weekday", "name", "source", "mark"],
        "bat-tat": ["unit", "on", "state", "source"],
        "thong-bao": ["year", "source", "mark"],
    }[what]
    made = {view.name: view for view in _all(typed, units)}
    return [replace(made[name], error=faults.get(name, "")) for name in asked]


def _all(typed: Typed, units: Sequence[UnitView]) -> list[FieldView]:
    def value(name: str) -> str:
        return typed.get(name, "")

    places = (Option("", "Cả nước (mọi đơn vị)"), *(Option(u.slug, u.name) for u in units))
    weekdays = (Option("", "Không phải ngày làm bù"), *(Option(str(n), w) for n, w in enumerate(WEEKDAYS, 1)))
    kinds = tuple(Option(key, label[0].upper() + label[1:]) for key, label in KINDS.items())
    states = (Option("on", "Bật: dòng này có hiệu lực"), Option("off", "Tắt: coi như không có dòng này"))
    return [
        FieldView("select", "unit", "Đơn vị", value("unit"), options=places),
        FieldView("date", "on", "Ngày", DateParts(value("on-day"), value("on-month"), value("on-year"))),
        FieldView("radios", "kind", "Loại ngày", value("kind"), options=kinds),
        FieldView("select", "as_weekday", "Làm bù theo giờ của", value("as_weekday"), options=weekdays, required=False),
        FieldView("text", "name", "Tên ngày", value("name"), hint="Người dân đọc tên này trong cách tính ngày hẹn."),
        FieldView("radios", "state", "Bật hay tắt", value("state"), options=states),
        FieldView("text", "year", "Năm", value("year"), width=4),
        FieldView("text", "source", "Căn cứ", value("source"), hint="Số và ngày của văn bản, hoặc nơi đăng thông báo."),
        FieldView("radios", "mark", "Độ chắc chắn", value("mark"),
                  options=tuple(Option(k, v) for k, v in MARKS.items())),
    ]  # fmt: skip


def told(change: Change, units: Sequence[UnitView]) -> str:
    """Say a change in one sentence."""
    place = next((u.name for u in units if u.id == change.unit_id), "cả nước")
    match change:
        case DayAdded():
            return f"Thêm {KINDS[change.kind]} {date_vi(change.on)}, {change.name}: {place}."
        case DaySwitched():
            return f"{'Bật' if change.is_active else 'Tắt'} dòng của ngày {date_vi(change.on)}: {place}."
        case NoticeLoaded():
            return f"Nạp thông báo lịch nghỉ năm {change.year}."
    raise TypeError(type(change).__name__)
