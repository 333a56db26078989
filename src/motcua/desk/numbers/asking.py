"""Which unit and which period a page is about, and the form that asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from motcua.identity.queries import UnitView
from motcua.identity.requests import Request
from motcua.monitoring import places
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.listing import Position
from motcua.platform.clock.now import today
from motcua.platform.errors import Forbidden, Invalid

READERS = (places.READS, places.OVERSEES)
MONTHS = 18  # offered in the form; any other period may stand in the address


@dataclass(frozen=True)
class Asked:
    """A unit and a period, both readable by who asks."""

    unit: UnitView
    units: tuple[UnitView, ...]
    period: Period

    def url(self, name: str, *args: Any, **more: Any) -> str:
        """Return the address of a page about the same unit and period."""
        query = {"don-vi": str(self.unit.id), "ky": self.period.key} | {k: str(v) for k, v in more.items() if v}
        return f"{reverse(f'desk:{name}', args=args)}?{urlencode(query)}"


def asked(request: Request) -> Asked:
    """Return what a page is asked about: by default one's own commune (or province) and the running month."""
    units = places.readable(request.who, today())
    if not units:
        raise Forbidden("no figures of any unit")
    given = request.GET.get("don-vi", "")
    unit = next((one for one in units if str(one.id) == given), None)
    if given and unit is None:
        raise Forbidden("these are not his figures", unit=given)
    return Asked(unit or units[0], tuple(units), period_of(request.GET.get("ky", "")))


def period_of(text: str) -> Period:
    """Return the period of an address; one that cannot be read, or lies ahead, is the running month."""
    this = Period.month_of(today())
    try:
        period = Period.parse(text) if text else this
    except Invalid:
        return this
    return this if period.first > today() else period


def after_of(request: Request) -> Position | None:
    """Return where a page of a list begins."""
    return Position.parse(request.GET.get("sau", ""))


def form_of(told: Asked) -> dict[str, Any]:
    """Return the form's choices: units where there are several, months, quarters and years."""
    known = choices(today())
    if all(period.key != told.period.key for period in known):
        known.insert(0, told.period)
    return {
        "units": [
            {"value": one.id, "label": one.short_name, "is_chosen": one.id == told.unit.id} for one in told.units
        ],
        "periods": [
            {
                "value": period.key,
                "label": period.name_vi[:1].upper() + period.name_vi[1:],
                "is_chosen": period.key == told.period.key,
            }
            for period in known
        ],
    }


def choices(on: date) -> list[Period]:
    """Return the periods a form offers on a day, the newest first of each kind."""
    months = [Period.month_of(on)]
    while len(months) < MONTHS:
        months.append(months[-1].before())
    quarters = [Period.parse(f"{on.year}-Q{(on.month + 2) // 3}")]
    while len(quarters) < 5:
        quarters.append(quarters[-1].before())
    return [*months, *quarters, Period.parse(str(on.year)), Period.parse(str(on.year - 1))]
