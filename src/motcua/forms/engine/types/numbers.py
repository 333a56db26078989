"""Types made of a number: number and money."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from motcua.forms.engine.faults import Problem, subject_of
from motcua.forms.engine.model import Field
from motcua.forms.engine.types.base import Plain, clean_digits
from motcua.platform import text as vi

# Quantities that are measured may have a fraction; what is counted (copies, people, storeys, years) may not.
MEASURES = frozenset({"m", "m²", "m2", "m³", "m3", "km", "km²", "km2", "ha", "kg", "g", "tạ", "tấn", "lít", "kW", "%"})
_LARGEST = 10**12
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,4})?")
_DECIMAL = re.compile(r"-?[0-9]{1,13}(?:[.,][0-9]{1,4})?")
_MONEY = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
_DONG = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|d)\s*$", re.IGNORECASE)


class Number(Plain):
    """A number as Vietnamese write it: dots between thousands, a comma before the fraction."""

    def clean(self, text: str) -> str:
        return clean_digits(text).replace(" ", "")[:60]

    def value_of(self, field: Field, text: str) -> Any:
        if _GROUPED.fullmatch(text):
            return _json(Decimal(text.replace(".", "").replace(",", ".")))
        if _DECIMAL.fullmatch(text):
            return _json(Decimal(text.replace(",", ".")))
        return self.unreadable(field)

    def unreadable(self, field: Field) -> Problem:
        return Problem("number_shape", f"{subject_of(field.label)} phải là số, viết bằng chữ số. Ví dụ 12.")

    def has_fraction(self, field: Field) -> bool:
        return field.unit in MEASURES

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return (self.unreadable(field),)
        if abs(value) > _LARGEST:
            return (Problem("number_large", f"{subject_of(field.label)} lớn quá. Xem lại giúp."),)
        if value != int(value) and not self.has_fraction(field):
            return (Problem("number_whole", f"{subject_of(field.label)} phải là số nguyên, không có phần lẻ."),)
        return self._range(field, value)

    def _range(self, field: Field, value: float) -> tuple[Problem, ...]:
        low, high = field.min, field.max
        if (low is None or value >= low) and (high is None or value <= high):
            return ()
        if low is not None and high is not None:
            wanted = f"nhận từ {self._said(field, low)} đến {self._said(field, high)}"
        elif low is not None:
            wanted = f"phải từ {self._said(field, low)} trở lên"
        else:
            wanted = f"nhận nhiều nhất {self._said(field, high)}"
        return (Problem("number_range", f"{subject_of(field.label)} {wanted}."),)

    def _said(self, _field: Field, value: Any) -> str:
        return vi.number(Decimal(repr(value))) if isinstance(value, float) else vi.number(value)

    def text_of(self, _field: Field, value: Any) -> str:
        # Not grouped: 12.500 posted again would be read the same, but 1.284 could have meant a fraction.
        return _digits(value).replace(".", ",")

    def show(self, field: Field, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return str(value)
        # A year is not grouped; a number without a unit up to four digits reads well either way.
        plain = (
            vi.number(_json(Decimal(repr(value)))) if field.unit or abs(value) >= 10_000 else self.text_of(field, value)
        )
        return f"{plain} {field.unit}".strip()


class Money(Number):
    """An amount of dong: whole, typed with or without dots."""

    def clean(self, text: str) -> str:
        return _DONG.sub("", clean_digits(text)).replace(" ", "")[:60]

    def value_of(self, field: Field, text: str) -> Any:
        if _MONEY.fullmatch(text):
            return int(re.sub(r"[.,]", "", text))
        return self.unreadable(field)

    def unreadable(self, field: Field) -> Problem:
        sentence = f"{subject_of(field.label)} viết bằng chữ số, tính bằng đồng. Ví dụ 1.500.000."
        return Problem("money_shape", sentence)

    def has_fraction(self, _field: Field) -> bool:
        return False

    def _said(self, _field: Field, value: Any) -> str:
        return vi.money(int(value))

    def text_of(self, _field: Field, value: Any) -> str:
        return vi.number(int(value)) if isinstance(value, int | float) and isfinite(value) else str(value)

    def show(self, _field: Field, value: Any) -> str:
        is_whole = isinstance(value, int | float) and isfinite(value) and value == int(value)
        return vi.money(int(value)) if is_whole and not isinstance(value, bool) else str(value)


def _json(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _digits(value: Any) -> str:
    """A number in plain digits: never 1e-05."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format(Decimal(repr(value)).normalize(), "f") if isinstance(value, float) else str(value)
