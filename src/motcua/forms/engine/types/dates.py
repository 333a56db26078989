"""Dates in three boxes; only a year, or month and year, where the field allows it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from motcua.forms.engine.faults import Problem, missing, subject_of, words_of
from motcua.forms.engine.model import Field
from motcua.forms.engine.types.base import Posted, Read, clean_digits, last
from motcua.platform.text import date_vi

BOXES = ("day", "month", "year")
_WORDS = {"day": "ngày", "month": "tháng", "year": "năm"}
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EARLIEST, _YEARS_AHEAD = 1800, 100
# Facts of this kind have happened when they are told: nobody is born tomorrow and no paper was issued next week.
# Other days (a wished day, the end of a period) may lie ahead; packs check those themselves.
HAPPENED = re.compile(r"(?:.*\.)?(?:(?:birth|death)_date|issued_on|date)")


def boxes_of(field: Field) -> tuple[str, ...]:
    """The boxes a field shows: as many as its finest precision needs."""
    if "day" in field.precision:
        return BOXES
    return BOXES[1:] if "month" in field.precision else BOXES[2:]


def date_parts(value: Any) -> tuple[int, int | None, int | None] | None:
    """Year, month, day of `2026-10-28`, `2026-10` or `2026`; None for no such day.

    >>> date_parts("1975"), date_parts("2026-02-30")
    ((1975, None, None), None)
    """
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return year or 0, month, day


class Date:
    """A day, a month or a year, as the field's `precision` allows."""

    def names(self, field: Field, name: str, posted: Posted) -> list[str]:
        return [f"{name}-{box}" for box in boxes_of(field) if f"{name}-{box}" in posted]

    def read(self, field: Field, name: str, posted: Posted, today: date) -> Read:
        typed = {box: clean_digits(last(posted, f"{name}-{box}")) for box in boxes_of(field)}
        given = {box: text for box, text in typed.items() if text}
        if not given:
            return Read()
        if wrong := tuple(box for box, text in given.items() if not re.fullmatch(r"[0-9]{1,4}", text)):
            sentence = f"{subject_of(field.label)} chỉ gồm chữ số. Ví dụ 28 10 {today.year}."
            return Read(problems=(Problem("date_signs", sentence, wrong),))
        if problem := self._incomplete(field, set(given)):
            return Read(problems=(problem,))
        if len(given["year"]) != 4:
            sentence = f"Năm gồm 4 chữ số. Xem lại {words_of(field.label)}."
            return Read(problems=(Problem("date_year", sentence, ("year",)),))
        value = "-".join([given["year"], *(given[box].zfill(2) for box in ("month", "day") if box in given)])
        if date_parts(value) is None:
            written = "/".join(given[box] for box in BOXES if box in given)
            what = "Ngày" if "day" in given else "Tháng"
            sentence = f"{what} {written} không có trong lịch. Xem lại {words_of(field.label)}."
            parts = tuple(box for box in ("day", "month") if box in given)
            return Read(problems=(Problem("date_none", sentence, parts),))
        problems = self.check(field, value, today)
        return Read(value=None if problems else value, problems=problems)

    def _incomplete(self, field: Field, given: set[str]) -> Problem | None:
        """The boxes that must be filled, too; None when what is given makes a date of an allowed precision."""
        wanted = [{"year", "month", "day"}, {"year", "month"}, {"year"}]
        allowed = [w for w, precision in zip(wanted, BOXES, strict=True) if precision in field.precision]
        if given in allowed:
            return None
        lacking = next((w - given for w in reversed(allowed) if given < w), None)
        if lacking is None:  # too much: a day without a month, where only years are asked
            return missing(field)
        names = " và ".join(_WORDS[box] for box in BOXES if box in lacking)
        sentence = f"{subject_of(field.label)} còn thiếu {names}."
        if "year" in field.precision and "year" in given:
            sentence += " Chỉ nhớ năm thì để trống ô ngày và ô tháng."
        return Problem("date_incomplete", sentence, tuple(box for box in BOXES if box in lacking))

    def check(self, field: Field, value: Any, today: date, *, any_precision: bool = False) -> tuple[Problem, ...]:
        """Judge a date; `any_precision` for what a register vouches for (many old people have only a year)."""
        parts = date_parts(value)
        if parts is None:
            return (Problem("date_none", f"{subject_of(field.label)} không có trong lịch. Điền lại."),)
        year, month, day = parts
        precision = "day" if day else "month" if month else "year"
        if precision not in field.precision and not any_precision:
            known = set(BOXES[BOXES.index(precision) :])
            return (self._incomplete(field, known) or missing(field),)
        if not _EARLIEST <= year <= today.year + _YEARS_AHEAD:
            sentence = f"Năm {year} không đúng. Xem lại {words_of(field.label)}."
            return (Problem("date_year", sentence, ("year",)),)
        if HAPPENED.fullmatch(field.fact) and value > today.isoformat()[: len(value)]:
            sentence = f"{subject_of(field.label)} không thể sau hôm nay ({date_vi(today)})."
            return (Problem("date_future", sentence),)
        return ()

    def write(self, field: Field, name: str, value: Any) -> dict[str, list[str]]:
        parts = date_parts(value)
        texts = dict.fromkeys(BOXES, "")
        if parts:
            texts = {
                "year": f"{parts[0]:04d}",
                "month": f"{parts[1]:02d}" if parts[1] else "",
                "day": f"{parts[2]:02d}" if parts[2] else "",
            }
        return {f"{name}-{box}": [texts[box]] for box in boxes_of(field)}

    def show(self, _field: Field, value: Any) -> str:
        parts = date_parts(value)
        if parts is None:
            return str(value)
        year, month, day = parts
        if month is None:
            return str(year)
        return date_vi(date(year, month, day)) if day else f"{month:02d}/{year}"
