"""Officers of a committee as a spreadsheet: the columns, and a line as somebody who gets an account. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.documents.list_cells import cell_text, date_boxes, digits_text
from motcua.documents.list_templates import ListColumn
from motcua.identity.accounts import NewOfficer
from motcua.platform.text import fold, title_name

MARK, VERSION = "officers", "1"
# No text fixes these numbers (mark P). Each line makes one slow hash of a password: sixty take about ten seconds.
MOST_LINES, MOST_BYTES = 60, 1_000_000
_PERSONAL, _PHONE = 12, 10  # digits; a sheet that took them for numbers lost the zeros before


@dataclass(frozen=True)
class OfficerLine:
    """One line: who, in which unit (None: none of that name), in which post of which role ("": none of that name)."""

    line: int
    new: NewOfficer
    unit_id: int | None
    title: str
    role: str
    faults: tuple[str, ...]  # what cannot be read


def columns(units: Mapping[str, int], roles: Mapping[str, str]) -> tuple[ListColumn, ...]:
    """Return the columns: units by their short names, roles by their names."""
    first = next(iter(units), "")
    return (
        ListColumn("unit", "Đơn vị", must=True, choices=tuple(units), example=first),
        ListColumn("full_name", "Họ và tên", "Như trên căn cước.", must=True, example="Trần Thị Ngọc Lan"),
        ListColumn("personal_number", "Số định danh cá nhân", "12 chữ số.", must=True, example="031190000021"),
        ListColumn("birth_date", "Ngày sinh", "Ghi ngày/tháng/năm.", example="02/01/1990"),
        ListColumn("username", "Tên đăng nhập", "Chữ thường không dấu.", must=True, example="lan.ttn"),
        ListColumn("phone", "Điện thoại", example="0912 000 412"),
        ListColumn("email", "Thư điện tử", example="lan.ttn@xa.gov.vn"),
        ListColumn("title", "Tên vị trí", "Như ghi trên giấy tờ.", must=True, example="Công chức Một cửa"),
        ListColumn("role", "Việc của vị trí", must=True, choices=tuple(roles.values()),
                   example=next(iter(roles.values()), "")),
    )  # fmt: skip


def read(
    rows: Iterable[tuple[int, Mapping[str, Any]]], units: Mapping[str, int], roles: Mapping[str, str]
) -> list[OfficerLine]:
    """Return the lines of a list; what a cell cannot be is a fault of its line."""
    by_unit = {fold(name): unit for name, unit in units.items()}
    by_role = {fold(name): key for key, name in roles.items()}
    return [_line(number, told, by_unit, by_role) for number, told in rows]


def twice(lines: Iterable[OfficerLine]) -> dict[int, list[str]]:
    """Return the lines that repeat a user name or a personal number of a line before."""
    found: dict[int, list[str]] = {}
    seen: set[str] = set()
    for one in lines:
        for value, fault in ((one.new.username, "username_twice"), (one.new.personal_number, "number_twice")):
            if value and value in seen:
                found.setdefault(one.line, []).append(fault)
            seen.add(value)
    return found


def _line(number: int, told: Mapping[str, Any], units: Mapping[str, int], roles: Mapping[str, str]) -> OfficerLine:
    born, faults = None, []
    if told.get("birth_date") not in (None, ""):
        boxes = date_boxes(told["birth_date"])
        try:
            born = date(int(boxes["year"]), int(boxes["month"]), int(boxes["day"]))
        except ValueError:
            faults.append("birth_date")
    unit = units.get(fold(cell_text(told.get("unit"))))
    if unit is None:
        faults.append("list_unit")
    new = NewOfficer(
        title_name(cell_text(told.get("full_name"))),
        cell_text(told.get("username")).lower(),
        "".join(digits_text(told.get("personal_number"), _PERSONAL, lost=2).split()),
        born,
        digits_text(told.get("phone"), _PHONE, lost=1),
        cell_text(told.get("email")),
    )
    role = roles.get(fold(cell_text(told.get("role"))), "")
    return OfficerLine(number, new, unit, cell_text(told.get("title")), role, tuple(faults))
