"""A person goes through what was found beside the text, and another with the right puts the plan in force."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from motcua.identity.queries import Person
from motcua.plans import events as happened
from motcua.plans import live
from motcua.plans.data_files import told
from motcua.plans.models import (
    DRAFT,
    IN_FORCE,
    REVIEWED,
    SUPERSEDED,
    Assignment,
    Contradiction,
    Occurrence,
    Plan,
    Target,
    TargetSetting,
    Task,
)
from motcua.plans.rules.items import TargetFields, TaskFields, target_faults, task_faults
from motcua.plans.rules.spans import Span, occurrences
from motcua.plans.services.common import in_state, item_of, locked, record
from motcua.platform.errors import Conflict, Invalid, NotFound, StepNotAllowed
from motcua.platform.events import Personal

Kind = Literal["target", "task"]
MODELS: dict[str, type[Any]] = {"target": Target, "task": Task}
MOST_WORDS = 500


@transaction.atomic
def decide(
    kind: Kind, item_id: int, decision: Literal["accept", "drop", "reopen"], *, who: Person, now: datetime,
    seen: int | None = None,
) -> Any:  # fmt: skip
    """Accept what was found as it stands, drop it, or take the decision back. Raises Invalid."""
    plan, item = item_of(MODELS[kind], item_id, who, seen_acts=seen)
    in_state(plan, DRAFT)
    if decision == "accept" and (faults := _faults(kind, item)):
        raise Invalid(faults=faults)
    _mark(item, {"accept": "accepted", "drop": "dropped", "reopen": "found"}[decision], who, now)
    item.save(update_fields=["review", "acts", "decided_at", "decided_label"])
    _decided(plan, kind, item, decision, who, now)
    return item


@transaction.atomic
def correct(
    kind: Kind, item_id: int, fields: TargetFields | TaskFields, *, who: Person, now: datetime, seen: int | None = None
) -> Any:
    """Write a target or task as it should read, and accept it so; what the machine had found is kept beside it."""
    plan, item = item_of(MODELS[kind], item_id, who, seen_acts=seen)
    in_state(plan, DRAFT)
    _check(fields)
    for name, value in _values(fields).items():
        setattr(item, name, value)
    _mark(item, "accepted", who, now)
    item.save()
    _decided(plan, kind, item, "correct", who, now)
    return item


@transaction.atomic
def add(kind: Kind, plan_id: int, fields: TargetFields | TaskFields, *, who: Person, now: datetime) -> Any:
    """Add a target or task that was not found, or was never on paper."""
    plan = locked(plan_id, who)
    in_state(plan, DRAFT)
    _check(fields)
    model = MODELS[kind]
    last = model.objects.filter(plan=plan).aggregate(last=Max("ordinal"))["last"] or 0
    item = model(plan=plan, ordinal=last + 1, **_values(fields))
    _mark(item, "accepted", who, now)
    item.save(force_insert=True)
    _decided(plan, kind, item, "add", who, now)
    return item


@transaction.atomic
def settle(contradiction_id: int, words: str, *, who: Person, now: datetime) -> None:
    """Say which of two places holds. Conflict when somebody has said it."""
    plan_id = Contradiction.objects.filter(pk=contradiction_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotFound("no such contradiction")
    plan = locked(plan_id, who)
    in_state(plan, DRAFT)
    row = Contradiction.objects.get(pk=contradiction_id)
    if row.settled_at is not None:
        raise Conflict("it has been settled", by=row.settled_label, at=row.settled_at)
    row.settled, row.settled_at, row.settled_label = _words("settled", words), now, who.actor.label[:200]
    row.save(update_fields=["settled", "settled_at", "settled_label"])
    record(plan, happened.ContradictionSettled(str(row.id), words=Personal(row.settled)), who, now)


@transaction.atomic
def finish_review(plan_id: int, *, who: Person, now: datetime) -> Plan:
    """Say that everything was looked at. Raises Invalid naming what is left: undecided, unsettled, missing, none."""
    plan = locked(plan_id, who)
    in_state(plan, DRAFT)
    faults = []
    targets, tasks = Target.objects.filter(plan=plan), Task.objects.filter(plan=plan)
    if targets.filter(review="found").exists() or tasks.filter(review="found").exists():
        faults.append(("items", "undecided"))
    if Contradiction.objects.filter(plan=plan, settled_at=None).exists():
        faults.append(("contradictions", "unsettled"))
    if plan.first_day is None or plan.last_day is None:
        faults.append(("period", "missing"))
    counts = {"targets": targets.filter(review="accepted").count(), "tasks": tasks.filter(review="accepted").count()}
    if not any(counts.values()):
        faults.append(("items", "none"))
    if faults:
        raise Invalid(faults=tuple(faults))
    plan.status, plan.reviewed_at, plan.reviewed_label = REVIEWED, now, who.actor.label[:200]
    plan.save(update_fields=["status", "reviewed_at", "reviewed_label"])
    dropped = targets.filter(review="dropped").count() + tasks.filter(review="dropped").count()
    record(plan, happened.PlanReviewed(counts["targets"], counts["tasks"], dropped), who, now)
    return plan


@transaction.atomic
def send_back(plan_id: int, reason: str, *, who: Person, now: datetime) -> Plan:
    """Make a reviewed plan a draft again, with the reason."""
    plan = locked(plan_id, who)
    in_state(plan, REVIEWED)
    words = _words("reason", reason)
    plan.status, plan.reviewed_at, plan.reviewed_label = DRAFT, None, ""
    plan.save(update_fields=["status", "reviewed_at", "reviewed_label"])
    record(plan, happened.PlanSentBack(reason=Personal(words)), who, now)
    return plan


@transaction.atomic
def approve(plan_id: int, *, who: Person, now: datetime) -> Plan:
    """Put a reviewed plan in force: its numbers hold for its unit, its tasks have their days.

    Of what recurs only the periods that are not over yet are opened: nobody could have reported here before.

    The version it supersedes ends with it: its open targets are no longer given, its tasks stay as they were, to be
    read. Raises StepNotAllowed before the review, Conflict when somebody approved it or the older version has ended.
    """
    plan = locked(plan_id, who)
    in_state(plan, REVIEWED)
    if plan.first_day is None or plan.last_day is None:
        raise StepNotAllowed("no period", status=plan.status, why="plan_state")
    if plan.supersedes_id is not None:
        _supersede(plan.supersedes_id, plan, who, now)
    plan.status, plan.approved_at, plan.approved_label = IN_FORCE, now, who.actor.label[:200]
    plan.save(update_fields=["status", "approved_at", "approved_label"])
    targets = Target.objects.filter(plan=plan, review="accepted")
    TargetSetting.objects.bulk_create(
        TargetSetting(
            plan=plan,
            target=one,
            unit_id=plan.unit_id,
            value=one.value,
            due_on=one.due_on,
            since=now,
            why="Theo văn bản kế hoạch",
            by_account_id=who.account_id,
            by_label=who.actor.label[:200],
        )
        for one in targets
        if one.value is not None
    )
    Occurrence.objects.bulk_create(
        Occurrence(
            plan=plan,
            task=task,
            key=span.key,
            first_day=span.first_day,
            due_on=span.due_on,
            state="done" if task.is_done_in_paper else "open",
            percent=100 if task.is_done_in_paper else 0,
            closed_at=now if task.is_done_in_paper else None,
            closed_label=who.actor.label[:200] if task.is_done_in_paper else "",
            reason="Văn bản ghi đã hoàn thành" if task.is_done_in_paper else "",
        )
        for task in Task.objects.filter(plan=plan, review="accepted")
        for span in _spans(task, plan.first_day, plan.last_day, now.date())
    )
    event = happened.PlanApproved(plan.number, plan.first_day, plan.last_day, str(plan.supersedes_id or ""))
    record(plan, event, who, now)
    return plan


def _spans(task: Task, first: date, last: date, today: date) -> list[Span]:
    habits = told("habits")
    every = occurrences(
        task.recurrence,
        task.due_on,
        first,
        last,
        continuous=habits["continuous_reported"],
        most=habits["most_periods"],
    )
    return [span for span in every if not span.key or span.due_on is None or span.due_on >= today] or [every[-1]]


def _supersede(old_id: int, plan: Plan, who: Person, now: datetime) -> None:
    old = Plan.objects.select_for_update().defer("lines").get(pk=old_id)
    if old.status != IN_FORCE:
        raise Conflict("the older version has ended")
    old.status, old.ended_on = SUPERSEDED, now.date()
    old.save(update_fields=["status", "ended_on"])
    Assignment.objects.filter(plan=old).exclude(state="ended").update(state="ended", ended_at=now)
    record(old, happened.PlanSuperseded(str(plan.id), plan.number), who, now)


def _faults(kind: str, item: Any) -> tuple[tuple[str, str], ...]:
    if kind == "target":
        return target_faults(TargetFields(**{name: getattr(item, name) for name in TargetFields.__dataclass_fields__}))
    told_ = {name: getattr(item, name) for name in TaskFields.__dataclass_fields__}
    return task_faults(TaskFields(**told_ | {"partners": tuple(item.partners)}))


def _check(fields: TargetFields | TaskFields) -> None:
    faults = target_faults(fields) if isinstance(fields, TargetFields) else task_faults(fields)
    known = {"", *live.known()}
    if isinstance(fields, TargetFields) and fields.indicator not in known:
        faults += (("indicator", "unknown"),)
    if faults:
        raise Invalid(faults=faults)


def _values(fields: TargetFields | TaskFields) -> dict[str, Any]:
    values = asdict(fields)
    return values | {"partners": list(values["partners"])} if "partners" in values else values


def _mark(item: Any, review: str, who: Person, now: datetime) -> None:
    item.review, item.acts, item.decided_at, item.decided_label = review, item.acts + 1, now, who.actor.label[:200]


def _decided(plan: Plan, kind: str, item: Any, decision: str, who: Person, now: datetime) -> None:
    record(plan, happened.PlanItemDecided(kind, str(item.id), item.no, decision), who, now)


def _words(field: str, text: str) -> str:
    words = " ".join(text.split())
    if not 0 < len(words) <= MOST_WORDS:
        raise Invalid(faults=((field, "too_long" if words else "missing"),))
    return words
