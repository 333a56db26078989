"""What officers type on the pages of plans, read into plain values; whatever is wrong is named at its box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.http import HttpRequest

from motcua.desk.plans.words import fault
from motcua.plans.rules.items import decimal_of
from motcua.platform.clock.now import today
from motcua.platform.errors import Invalid
from motcua.web.fields import DateParts, FieldView

_PARTS = ("day", "month", "year")


def typed_of(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, without blanks at the ends."""
    return {key: value.strip() for key, value in request.POST.items() if isinstance(value, str)}


def seen_of(typed: dict[str, str], name: str = "seen") -> int | None:
    """Return from which state of a thing somebody acts: a number the page carried."""
    told = typed.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 20 else None


def whole_number(typed: dict[str, str], name: str) -> int | None:
    """Return a whole number, grouped or not, None for nothing or none."""
    told = typed.get(name, "").replace(".", "").replace(" ", "")
    return int(told) if told.isdecimal() and len(told) < 16 else None


def decimal(typed: dict[str, str], name: str) -> Decimal | None:
    """Return a number as Vietnamese write it: dots group, a comma begins the fraction."""
    told = typed.get(name, "").replace(" ", "")
    parts = told.split(".")
    if "," in told or (len(parts) > 1 and all(len(part) == 3 for part in parts[1:])):
        told = told.replace(".", "")
    return decimal_of(told)


def day(typed: dict[str, str], name: str) -> date | None:
    """Return a date, None where all three boxes are empty; Invalid where it is none."""
    parts = [typed.get(f"{name}-{part}", "") for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise Invalid(faults=((name, "malformed_date"),)) from None


def days(typed: dict[str, str], names: Sequence[str]) -> dict[str, date | None]:
    """Return several dates; every one that is none is named at once."""
    found: dict[str, date | None] = {}
    faults: list[tuple[str, str]] = []
    for name in names:
        try:
            found[name] = day(typed, name)
        except Invalid as refusal:
            faults += refusal.faults
    if faults:
        raise Invalid(faults=tuple(faults))
    return found


def with_day(name: str, value: date | None) -> dict[str, str]:
    """Return the three boxes of a date as if typed."""
    return {f"{name}-{part}": str(getattr(value, part)) for part in _PARTS} if value else {}


def day_view(name: str, label: str, typed: dict[str, str], *, hint: str = "", required: bool = False) -> FieldView:
    """Return the three boxes of a date."""
    boxes = DateParts(*(typed.get(f"{name}-{part}", "") for part in _PARTS))
    return FieldView("date", name, label, boxes, hint=hint, required=required)


def errors_of(refusal: Invalid) -> dict[str, str]:
    """Return field → sentence of a refusal."""
    return {field: fault(field, why) for field, why in refusal.faults}


def marked(views: Iterable[FieldView], errors: dict[str, str]) -> list[FieldView]:
    """Put each sentence at its box."""
    return [replace(view, error=errors.get(view.name, "")) for view in views]


def period_options() -> list[tuple[str, str]]:
    """Return the periods a figure may be frozen over: this year, its quarters and months so far, and the last year."""
    on = today()
    months = [(f"{on.year}-{n:02}", f"Tháng {n}/{on.year}") for n in range(on.month, 0, -1)]
    quarters = [
        (f"{on.year}-Q{n}", f"Quý {('I', 'II', 'III', 'IV')[n - 1]}/{on.year}")
        for n in range((on.month + 2) // 3, 0, -1)
    ]
    return [*months, *quarters, (str(on.year), f"Năm {on.year}"), (str(on.year - 1), f"Năm {on.year - 1}")]
