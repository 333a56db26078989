"""Which report a page is about: unit, period or days, plan; and the form that asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from motcua.desk.numbers import asking as numbers
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.requests import Request
from motcua.monitoring.periods import Period
from motcua.plans import queries
from motcua.plans.models import IN_FORCE, SUPERSEDED
from motcua.plans.queries import PlanRow
from motcua.plans.reporting import words
from motcua.platform.clock.now import today
from motcua.platform.errors import Invalid, NotFound

LONGEST_DAYS = 366 * 5


@dataclass(frozen=True)
class Asked:
    """A report of a unit he may read, over a period, of one plan or of all that hold."""

    unit: UnitView
    units: tuple[UnitView, ...]
    period: Period
    plan: PlanRow | None
    plans: tuple[PlanRow, ...]

    @property
    def plan_id(self) -> int | None:
        """The plan the report is of, None for the report of a month."""
        return self.plan.id if self.plan is not None else None

    def url(self, name: str, *args: Any) -> str:
        """Return the address of a page or file of the same report."""
        query = {"don-vi": str(self.unit.id), "ky": self.period.key}
        if self.plan is not None:
            query["ke-hoach"] = str(self.plan.id)
        return f"{reverse(f'desk:{name}', args=args)}?{urlencode(query)}"


def asked(request: Request) -> Asked:
    """Return what a page is asked about; by default the last whole month of one's own unit.

    Raises Forbidden for a unit whose figures he does not read, NotFound for a plan he does not see.
    """
    base = numbers.asked(request)
    plans = tuple(plans_of(request.who, base.unit))
    chosen = request.GET.get("ke-hoach", "")
    plan = next((one for one in plans if str(one.id) == chosen), None)
    if chosen and plan is None:
        raise NotFound("no such plan in force", plan=chosen)
    return Asked(base.unit, base.units, _period(request, plan), plan, plans)


def plans_of(who: Person, unit: UnitView) -> list[PlanRow]:
    """Return the plans a unit reports on: those of its own and of the units above it that hold or held."""
    above = identity.units_above([unit.id], today())
    return [
        row
        for row in queries.plans(who, today())
        if row.status in (IN_FORCE, SUPERSEDED) and row.unit_id in above and row.first_day and row.first_day <= today()
    ]


def _period(request: Request, plan: PlanRow | None) -> Period:
    """The days typed (unless another period was chosen after them), else the period named, else the plan's own days,
    else the month before this one."""
    named = request.GET.get("ky", "")
    days = days_of(request.GET.get("tu", ""), request.GET.get("den", ""))
    if days is not None and named in ("", request.GET.get("dang-xem", "")):
        return days
    if named:
        return numbers.period_of(named)
    if plan is not None and plan.first_day and plan.last_day:
        return Period(f"{plan.first_day}..{plan.last_day}", plan.first_day, plan.last_day)
    return Period.month_of(today()).before()


def days_of(first: str, last: str) -> Period | None:
    """Return the period from a day to a day, None where they name none a report can be of."""
    if not first or not last:
        return None
    try:
        found = Period.parse(f"{first}..{last}")
    except Invalid:
        return None
    is_short = (found.last - found.first).days < LONGEST_DAYS
    return found if is_short and date(2000, 1, 1) <= found.first <= today() else None


def form_of(told: Asked) -> dict[str, Any]:
    """Return the form's choices."""
    known = numbers.choices(today())
    is_span = told.period.kind == "span"
    if not is_span and all(period.key != told.period.key for period in known):
        known.insert(0, told.period)
    return {
        "units": [{"value": u.id, "label": u.short_name, "is_chosen": u.id == told.unit.id} for u in told.units],
        "periods": [
            {"value": p.key, "label": words.begun(p.name_vi), "is_chosen": p.key == told.period.key} for p in known
        ],
        "is_span": is_span,
        "first": told.period.first.isoformat() if is_span else "",
        "last": told.period.last.isoformat() if is_span else "",
        "plans": [
            {"value": p.id, "label": _plan_label(p), "is_chosen": p.id == told.plan_id} for p in told.plans
        ],
    }  # fmt: skip


def _plan_label(plan: PlanRow) -> str:
    name = words.shortened(plan.title, 70)
    return f"{plan.number}: {name}" if plan.number else name
