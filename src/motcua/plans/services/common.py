"""What every service of plans does first: find what one sees, lock it, ask for the right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.identity.queries import Person
from motcua.plans.models import IN_FORCE, MANAGES, Occurrence, Plan, Target, Task
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, NotFound, StepNotAllowed
from motcua.platform.events import Actor

SYSTEM = Actor(kind="system", label="Hệ thống")


def seen(plan_id: int, who: Person) -> Plan:
    """Return a plan this person sees, without its text; NotFound otherwise."""
    plan = Plan.objects.visible_to(who).defer("lines", "legal_bases", "title").filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("no such plan")
    return plan


def locked(plan_id: int, who: Person) -> Plan:
    """Lock a plan this person may change. Two who act at once act one after the other."""
    if not who.may_over(MANAGES, seen(plan_id, who).unit_id):
        raise Forbidden("only who manages plans here")
    return Plan.objects.select_for_update().defer("lines", "legal_bases").get(pk=plan_id)


def in_state(plan: Plan, *states: str) -> None:
    """Refuse what a plan in another state does not allow; who put it in force first is named."""
    if plan.status in states:
        return
    if plan.approved_at is not None:
        raise Conflict("it is in force", by=plan.approved_label, at=plan.approved_at)
    raise StepNotAllowed("not in this state", status=plan.status, why="plan_state")


def item_of(model: type[Any], item_id: int, who: Person, *, seen_acts: int | None) -> tuple[Plan, Any]:
    """Lock the plan and one target or task of it. Conflict when somebody decided on it since the page was drawn."""
    row = model.objects.filter(pk=item_id).values("plan_id").first()
    if row is None:
        raise NotFound("no such item")
    plan = locked(row["plan_id"], who)
    item = model.objects.get(pk=item_id)
    if seen_acts is not None and item.acts != seen_acts:
        raise Conflict("somebody decided meanwhile", by=item.decided_label, at=item.decided_at)
    return plan, item


def in_force(plan: Plan) -> None:
    """Refuse to live with a plan that does not hold."""
    if plan.status != IN_FORCE:
        raise StepNotAllowed("the plan is not in force", status=plan.status, why="plan_not_in_force")


def record(plan: Plan, event: object, who: Person | None, now: datetime) -> None:
    """Append to the chain of a plan."""
    events.record(
        ("plan", plan.id), event, actor=who.actor if who else SYSTEM, at=now, unit_id=plan.unit_id
    )  # fmt: skip


def target_seen(target_id: int, who: Person) -> Target:
    """Return a target of a plan this person sees."""
    row = Target.objects.filter(pk=target_id, plan__in=Plan.objects.visible_to(who)).select_related(None).first()
    if row is None:
        raise NotFound("no such target")
    return row


def task_seen(task_id: int, who: Person) -> Task:
    """Return a task of a plan this person sees."""
    row = Task.objects.filter(pk=task_id, plan__in=Plan.objects.visible_to(who)).first()
    if row is None:
        raise NotFound("no such task")
    return row


def works_on(task: Task, plan: Plan, who: Person) -> bool:
    """Tell whether a person reports on a task: its owner, or who manages the plan or its lead unit."""
    return (
        task.owner_account_id == who.account_id
        or who.may_over(MANAGES, plan.unit_id)
        or (task.lead_unit_id is not None and who.may_over(MANAGES, task.lead_unit_id))
    )


def occurrence_locked(
    occurrence_id: int, who: Person, *, seen_acts: int | None = None
) -> tuple[Plan, Task, Occurrence]:
    """Lock one occurrence of a task this person works on; Conflict when somebody reported since the page was drawn."""
    task_id = Occurrence.objects.filter(pk=occurrence_id).values_list("task_id", flat=True).first()
    if task_id is None:
        raise NotFound("no such occurrence")
    task = task_seen(task_id, who)
    plan = seen(task.plan_id, who)
    if not works_on(task, plan, who):
        raise Forbidden("only its owner and who manages the plan")
    in_force(plan)
    row = Occurrence.objects.select_for_update().get(pk=occurrence_id)
    if seen_acts is not None and row.acts != seen_acts:
        last = row.entries.order_by("-at", "-id").first()
        raise Conflict("somebody reported meanwhile", **({"by": last.label, "at": last.at} if last is not None else {}))
    return plan, task, row
