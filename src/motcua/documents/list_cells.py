"""What stands in the cells of a filled-in list (`inspect.tables.Table`), as people would type it into boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DATE = ("day", "month", "year")


def cell_text(value: Any) -> str:
    """Return a cell as text; a date as people write it.

    >>> cell_text({"date": "1950-02-14"}), cell_text(12), cell_text(None)
    ('14/02/1950', '12', '')
    """
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if "date" not in value:
            return str(value.get("error", ""))
        year, month, day = value["date"].split("-")
        return f"{day}/{month}/{year}"
    return str(value).strip()


def digits_text(value: Any, digits: int, *, lost: int) -> str:
    """Return a number of a fixed length; a sheet that took it for an amount lost at most so many zeros before it.

    >>> digits_text(31190999021, 12, lost=2), digits_text("31190999021", 12, lost=2), digits_text(12, 12, lost=2)
    ('031190999021', '31190999021', '12')
    """
    text = cell_text(value)
    return text.zfill(digits) if isinstance(value, int) and digits - lost <= len(text) < digits else text


def date_boxes(value: Any) -> dict[str, str]:
    """Return a date as three boxes: a real date of the sheet, or typed as 14/2/1950, 2/1950, 1950.

    >>> date_boxes("14/2/1950")
    {'day': '14', 'month': '2', 'year': '1950'}
    >>> date_boxes({"date": "1950-02-14"})["month"], date_boxes("1950")["year"], date_boxes("a/b/c/d")["year"]
    ('02', '1950', 'a/b/c/d')
    """
    if isinstance(value, Mapping) and "date" in value:
        year, month, day = value["date"].split("-")
        return {"day": day, "month": month, "year": year}
    text = cell_text(value)
    parts = [part for part in text.replace("-", "/").replace(".", "/").split("/") if part.strip()]
    if len(parts) == 3 and len(parts[0]) == 4:  # 1950-02-14
        parts.reverse()
    boxes = dict.fromkeys(_DATE, "")
    if len(parts) > 3:
        return {**boxes, "year": text}
    return boxes | dict(zip(_DATE[3 - len(parts) :], parts, strict=False))
