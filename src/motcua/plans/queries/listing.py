"""Plans as lists and heads: which one sees, what was found in them, for whom they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.plans.models import (
    IN_FORCE,
    MANAGES,
    SUPERSEDED,
    Contradiction,
    Occurrence,
    Plan,
    Population,
    Target,
    Task,
    managed_by,
)

PLANS_SHOWN = 100


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list, with how far its tasks are."""

    id: int
    unit_id: int
    number: str
    title: str
    status: str
    first_day: date | None
    last_day: date | None
    target_count: int
    task_count: int
    done_count: int
    late_count: int


def plans(who: Person, today: date) -> list[PlanRow]:
    """Return the plans this person sees, those in force first, newest first; four queries."""
    rows = list(Plan.objects.visible_to(who).defer("lines", "legal_bases").order_by("-entered_at")[:PLANS_SHOWN])
    ids = [row.id for row in rows]
    targets = _counted(Target.objects.filter(plan_id__in=ids).exclude(review="dropped"))
    tasks = _counted(Task.objects.filter(plan_id__in=ids).exclude(review="dropped"))
    waiting = (
        Occurrence.objects.filter(plan_id__in=ids, closed_at=None)
        .values_list("plan_id")
        .annotate(open=Count("task", distinct=True), late=Count("task", filter=Q(due_on__lt=today), distinct=True))
    )
    left = {plan_id: (open_, late) for plan_id, open_, late in waiting}
    made = []
    for row in rows:
        open_, late = left.get(row.id, (0, 0))
        count = tasks.get(row.id, 0)
        done = count - open_ if row.status in (IN_FORCE, SUPERSEDED) else 0
        made.append(
            PlanRow(
                row.id, row.unit_id, row.number, row.title, row.status, row.first_day, row.last_day,
                targets.get(row.id, 0), count, done, late,
            )
        )  # fmt: skip
    order = {IN_FORCE: 0, "reviewed": 1, "draft": 1, SUPERSEDED: 2}
    return sorted(made, key=lambda row: order[row.status])


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("plan_id").annotate(count=Count("id")))


def plan(who: Person, plan_id: int, *, with_lines: bool = False) -> Plan | None:
    """Return a plan this person sees."""
    rows = Plan.objects.visible_to(who).select_related("supersedes")
    return (rows if with_lines else rows.defer("lines", "supersedes__lines")).filter(pk=plan_id).first()


def superseder_of(who: Person, plan_id: int) -> Plan | None:
    """Return the version that took the place of a plan."""
    return (
        Plan.objects.visible_to(who)
        .defer("lines")
        .filter(supersedes_id=plan_id, status__in=[IN_FORCE, SUPERSEDED])
        .first()
    )


def superseded_choices(who: Person, of: Plan) -> list[tuple[int, str]]:
    """Return the plans in force of the same unit a draft may take the place of."""
    rows = Plan.objects.visible_to(who).filter(unit_id=of.unit_id, status=IN_FORCE).exclude(pk=of.pk)
    return [
        (id_, f"{number or 'không số'}: {title}") for id_, number, title in rows.values_list("id", "number", "title")
    ]


def contradictions(plan_id: int) -> list[Contradiction]:
    """Return what does not agree in the paper, the unsettled first. The plan was asked for through `plan`."""
    rows = Contradiction.objects.filter(plan_id=plan_id)
    return sorted(rows, key=lambda row: (row.settled_at is not None, row.id))


def items(plan_id: int) -> tuple[list[Target], list[Task]]:
    """Return everything found or added in a plan, in the order of the paper; two queries."""
    return (
        list(Target.objects.filter(plan_id=plan_id).order_by("ordinal")),
        list(Task.objects.filter(plan_id=plan_id).order_by("ordinal")),
    )


def manages(who: Person, unit_id: int) -> bool:
    """Tell whether this person enters, approves and gives out plans over a unit."""
    return who.may_over(MANAGES, unit_id)


def committees_managed(who: Person, on: date) -> list[UnitView]:
    """Return the committees and provinces for which this person may enter plans."""
    views = identity.unit_views(managed_by(who), on).values()
    return sorted((v for v in views if v.kind in ("committee", "province")), key=lambda v: (v.kind != "province", v.id))


def units_of(plan_unit_id: int, on: date) -> list[UnitView]:
    """Return a plan's unit and what belongs under it, two levels down: whom its targets may be given to."""
    top = identity.unit_view(plan_unit_id, on)
    below = identity.units_under(plan_unit_id, on)
    if top.kind == "province":
        below = [view for commune in below for view in (commune, *identity.units_under(commune.id, on))]
    return [top, *below]


def populations(unit_ids: Sequence[int]) -> list[Population]:
    """Return every count of people of some units, newest first."""
    return list(Population.objects.filter(unit_id__in=unit_ids).order_by("unit_id", "-counted_on", "-set_at"))
