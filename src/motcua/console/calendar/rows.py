"""The rows of the year's page: what the calendar says, with what may be changed by whom as links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from motcua.console.calendar import forms, hours
from motcua.console.calendar.reach import Reach, short_name
from motcua.identity.queries import UnitView
from motcua.platform.clock import listing
from motcua.platform.text import date_vi, weekday_vi

DAY_COLUMNS = ("Ngày", "Loại", "Tên", "Của", "Tình trạng", "Nguồn", "Dấu", "Đổi")
NOTICE_COLUMNS = ("Năm", "Thông báo", "Nguồn", "Dấu")
NOTHING = "—"
SHIFT_COLUMNS = ("Giờ", "Của", "Từ ngày", "Trong tuần", "Nguồn", "Dấu", "Đổi")


def columns(labels: Sequence[str]) -> list[dict[str, str]]:
    """Return the heads of a table."""
    return [{"label": label} for label in labels]


def day_row(line: listing.DayLine, unit: UnitView | None, reach: Reach) -> Sequence[Any]:
    """Tell a day unlike its weekday; whoever may, switches it."""
    own = unit if line.unit_id is not None else None
    query: dict[str, str | int] = {
        "unit": own.slug if own else "", "on-day": line.on.day, "on-month": line.on.month, "on-year": line.on.year,
        "state": "off" if line.is_active else "on",
    }  # fmt: skip
    label = "Tắt" if line.is_active else "Bật"
    return [
        f"{weekday_vi(line.on)} {date_vi(line.on)}",
        listing.KINDS[line.kind],
        line.name,
        short_name(own) if own else "cả nước",
        "đang dùng" if line.is_active else "đang tắt",
        line.source,
        line.mark,
        _link(f"{label} {date_vi(line.on)}", "bat-tat", query) if reach.may_change(own) else NOTHING,
    ]


def notice_row(line: listing.NoticeLine) -> Sequence[str]:
    """Tell whether the notice of a year is loaded."""
    return [str(line.year), "đã nạp" if line.is_loaded else "chưa nạp", line.source, line.mark]


def shift_row(line: listing.ShiftLine, unit: UnitView | None, reach: Reach) -> Sequence[Any]:
    """Tell a set of hours; a unit's administrator changes it for the unit the page is about."""
    own = unit if line.unit_id is not None else None
    purpose = listing.PURPOSES[line.purpose]
    query = {"unit": unit.slug if unit else "", "purpose": line.purpose}
    words = f"Đổi giờ {purpose}" if own or unit is None else f"Đặt giờ {purpose} riêng"
    return [
        purpose,
        short_name(own) if own else "mọi đơn vị",
        date_vi(line.valid_from) if line.valid_from else "trước đến nay",
        hours.week_told(line.weekdays),
        line.source,
        line.mark,
        _link(words, "gio-lam-viec", query) if reach.may_change(unit) else NOTHING,
    ]


def table(labels: Sequence[str], told: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return heads and rows; a last column in which nobody may do anything is left out."""
    if told and all(row[-1] == NOTHING for row in told):
        labels, told = labels[:-1], [row[:-1] for row in told]
    return {"columns": columns(labels), "rows": told}


def _link(text: str, what: str, query: dict[str, Any]) -> dict[str, str]:
    return {"text": text, "url": f"{reverse('console:calendar_change', args=[what])}?{urlencode(query)}"}


def change_links(unit: UnitView | None, reach: Reach) -> list[tuple[str, str]]:
    """Return (label, address) of the changes one may ask for, about the unit of the page."""
    query = f"?{urlencode({'unit': unit.slug})}" if unit and reach.may_change(unit) else ""
    return [
        (title, reverse("console:calendar_change", args=[key]) + ("" if key in forms.NATIONAL_ONLY else query))
        for key, title in forms.TITLES.items()
        if reach.is_national or key not in forms.NATIONAL_ONLY
    ]
