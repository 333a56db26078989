"""Values as people read them on results and pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.platform import places
from motcua.platform.text import date_vi, money, number


def result_rows(
    document: Mapping[str, Any],
    answers: Mapping[str, Any],
    entered: Mapping[str, Any],
    *,
    lists: Mapping[str, Any],
) -> list[tuple[str, str]]:
    """Return (label, text) of a result in the order of its print; what nobody knows is left out.

    A system field is copied from the answer its `from` names (or the answer of its own
    key); the others are what an officer or a register entered.
    """
    fields = {f["key"]: f for f in document.get("fields", [])}
    order = [key for row in document.get("rows") or list(fields) for key in (row if isinstance(row, list) else [row])]
    rows = []
    for key in order:
        field = fields.get(key)
        if field is None:
            continue
        value = entered.get(key)
        if value in (None, "") and field.get("entered_by") == "system":
            value = answers.get(field.get("from") or key)
        if shown := shown_value(value, field, lists):
            rows.append((field["label"], shown))
    return rows


def shown_value(value: Any, field: Mapping[str, Any], lists: Mapping[str, Any]) -> str:
    """Return one answer as text by its type: choices by their label, addresses in full, dates as d/m/Y."""
    if value in (None, ""):
        return ""
    match field.get("type"):
        case "choice":
            return option_label(field.get("options"), str(value), lists)
        case "date":
            return date_text(str(value))
        case "yes_no":
            return "Có" if value else "Không"
        case "money":
            return money(int(value))
        case "number" if isinstance(value, int):
            return number(value)
        case "address" if isinstance(value, Mapping):
            return address_text(value)
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def option_label(options: Any, code: str, lists: Mapping[str, Any]) -> str:
    """Return the words of a choice; an unknown code is shown as it is, never dropped."""
    items = options if isinstance(options, list) else (lists.get(str(options)) or {}).get("items", [])
    return next((item["vi"] for item in items if str(item["code"]) == code), code)


def date_text(value: str) -> str:
    """Return a date, a month or only a year as people write it.

    >>> date_text("2026-10-28"), date_text("1941"), date_text("1962-05")
    ('28/10/2026', '1941', '05/1962')
    """
    from datetime import date

    parts = value.split("-")
    if len(parts) == 3:
        return date_vi(date.fromisoformat(value))
    return "/".join(reversed(parts))


def address_text(value: Mapping[str, Any]) -> str:
    """Return an address in running words: detail, commune, province."""
    place = ""
    if commune := value.get("commune"):
        place = places.full_name(str(commune))
    elif province := value.get("province"):
        place = places.full_name(str(province))
    return ", ".join(part for part in (value.get("detail") or "", place) if part)
