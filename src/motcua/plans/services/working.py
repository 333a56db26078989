"""Tasks are lived with: who owns them, what is reported and shown, what is difficult, when they end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from django.db import transaction

from motcua.documents import services as documents
from motcua.documents.services import Arriving
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.plans import events as happened
from motcua.plans import live
from motcua.plans.files import HOLDER, slot_of
from motcua.plans.models import MANAGES, Alert, Entry, Occurrence, Plan, Task
from motcua.plans.services.common import in_force, occurrence_locked, record, seen, task_seen
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed
from motcua.platform.events import Personal

EVIDENCE = ("file", "link", "figure", "count")
MOST_TEXT = 2000
MOST_REASON = 1000
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?|\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Placing:
    """Who leads and owns a task, which line of the budget pays it, what is counted of it."""

    lead_unit_id: int | None = None
    owner_account_id: int | None = None
    budget: str = ""
    budget_amount: Decimal | None = None
    counts: str = ""
    reason: str = ""


@transaction.atomic
def place(task_id: int, wish: Placing, *, who: Person, now: datetime, seen_acts: int | None = None) -> Task:
    """Set lead unit, owner, budget line and what is counted, with a reason when the owner changes. He is told.

    Raises Forbidden, Conflict, Invalid with (field, why).
    """
    task = task_seen(task_id, who)
    plan = seen(task.plan_id, who)
    if not (who.may_over(MANAGES, plan.unit_id) or (task.lead_unit_id and who.may_over(MANAGES, task.lead_unit_id))):
        raise Forbidden("only who manages plans here")
    in_force(plan)
    task = Task.objects.select_for_update().get(pk=task.pk)
    if seen_acts is not None and task.acts != seen_acts:
        raise Conflict("somebody changed it meanwhile", by=task.decided_label, at=task.decided_at)
    label = _check(plan, task, wish, now)
    is_new_owner = wish.owner_account_id is not None and wish.owner_account_id != task.owner_account_id
    task.lead_unit_id, task.owner_account_id, task.owner_label = wish.lead_unit_id, wish.owner_account_id, label
    task.budget, task.budget_amount, task.counts = wish.budget, wish.budget_amount, wish.counts
    task.acts, task.decided_at, task.decided_label = task.acts + 1, now, who.actor.label[:200]
    task.save()
    event = happened.TaskPlaced(
        str(task.id), task.no, str(wish.lead_unit_id or ""), str(wish.owner_account_id or ""),
        reason=Personal(wish.reason),
    )  # fmt: skip
    record(plan, event, who, now)
    if is_new_owner and wish.owner_account_id is not None:
        _tell(task, wish.owner_account_id, "task_given", f"task:{task.id}:{task.acts}", now)
    return task


@transaction.atomic
def report(
    occurrence_id: int, *, text: str, percent: int, who: Person, now: datetime, seen_acts: int | None = None
) -> Entry:
    """Say how far a task is, in words and percent; 100 is not the end, `close` is."""
    plan, task, row = occurrence_locked(occurrence_id, who, seen_acts=seen_acts)
    _open(row)
    faults = []
    if not 0 <= percent <= 100:
        faults.append(("percent", "out_of_range"))
    if not 0 < len(text.strip()) <= MOST_TEXT:
        faults.append(("text", "too_long" if text.strip() else "missing"))
    if faults:
        raise Invalid(faults=tuple(faults))
    row.percent = percent
    return _said(plan, task, row, who, now, kind="progress", text=text.strip(), percent=percent)


@transaction.atomic
def count(
    occurrence_id: int, *, done: int, total: int, text: str, who: Person, now: datetime, seen_acts: int | None = None
) -> Entry:
    """Enter how many of how many: trained officers, households visited (H07, I06). Names are not entered."""
    plan, task, row = occurrence_locked(occurrence_id, who, seen_acts=seen_acts)
    _open(row)
    if total < 1 or not 0 <= done <= total or total > 10_000_000:
        raise Invalid(faults=(("done_count", "out_of_range"),))
    row.done_count, row.total_count, row.percent = done, total, done * 100 // total
    return _said(
        plan, task, row, who, now,
        kind="count", text=text.strip()[:MOST_TEXT], done_count=done, total_count=total, percent=row.percent,
    )  # fmt: skip


@transaction.atomic
def show_file(
    occurrence_id: int, upload: Arriving, *, text: str, who: Person, now: datetime, seen_acts: int | None = None
) -> Entry:
    """Show a paper or picture as evidence; inspected like every file. Raises FileRefused."""
    plan, task, row = occurrence_locked(occurrence_id, who, seen_acts=seen_acts)
    _open(row)
    kept = documents.attach(who, (HOLDER, plan.id), slot_of(row.id), upload, kind="scan", now=now)
    return _said(plan, task, row, who, now, kind="file", text=text.strip()[:MOST_TEXT], attachment_id=kept.id)


@transaction.atomic
def show_link(
    occurrence_id: int, url: str, *, text: str, who: Person, now: datetime, seen_acts: int | None = None
) -> Entry:
    """Show something that is published; only http and https are taken."""
    plan, task, row = occurrence_locked(occurrence_id, who, seen_acts=seen_acts)
    _open(row)
    address = url.strip()
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 500
    except ValueError:
        good = False
    if not good or any(c.isspace() for c in address):
        raise Invalid(faults=(("url", "malformed"),))
    return _said(plan, task, row, who, now, kind="link", text=text.strip()[:MOST_TEXT], url=address)


@transaction.atomic
def show_figure(
    occurrence_id: int, key: str, period: str, *, who: Person, now: datetime, seen_acts: int | None = None
) -> Entry:
    """Freeze a live figure as evidence: its value over a period as it stands now, with what it was counted from.

    Raises Invalid with ("indicator", unknown | no_source) or ("period", malformed).
    """
    plan, task, row = occurrence_locked(occurrence_id, who, seen_acts=seen_acts)
    _open(row)
    if key not in live.known():
        raise Invalid(faults=(("indicator", "unknown"),))
    if not _PERIOD.fullmatch(period):
        raise Invalid(faults=(("period", "malformed"),))
    try:
        found = live.Figures(who, now).figure(key, plan.unit_id, period)
    except Invalid:  # a span that ends before it begins
        raise Invalid(faults=(("period", "malformed"),)) from None
    if found.value is None:
        raise Invalid(faults=(("indicator", "no_source"),))
    return _said(plan, task, row, who, now, kind="figure", figure=found.frozen(now))


@transaction.atomic
def raise_matter(
    occurrence_id: int, kind: Literal["difficulty", "proposal"], text: str, *, who: Person, now: datetime
) -> Entry:
    """Write down a difficulty, or propose a change of the plan (G09); who manages the plan answers."""
    plan, task, row = occurrence_locked(occurrence_id, who)
    if not 0 < len(text.strip()) <= MOST_TEXT:
        raise Invalid(faults=(("text", "too_long" if text.strip() else "missing"),))
    return _said(plan, task, row, who, now, kind=kind, text=text.strip())


@transaction.atomic
def answer_matter(entry_id: int, text: str, *, who: Person, now: datetime) -> Entry:
    """Answer a difficulty or a proposal, once; who raised it is told."""
    asked = Entry.objects.filter(pk=entry_id, kind__in=["difficulty", "proposal"]).first()
    if asked is None:
        raise NotFound("no such matter")
    plan, task, row = occurrence_locked(asked.occurrence_id, who)
    if not who.may_over(MANAGES, plan.unit_id):
        raise Forbidden("only who manages the plan answers")
    if (first := Entry.objects.filter(answers=asked).first()) is not None:
        raise Conflict("it has been answered", by=first.label, at=first.at)
    if not 0 < len(text.strip()) <= MOST_TEXT:
        raise Invalid(faults=(("text", "too_long" if text.strip() else "missing"),))
    made = _said(plan, task, row, who, now, kind="answer", text=text.strip(), answers=asked)
    _tell(task, asked.account_id, "matter_answered", f"matter:{asked.id}", now)
    return made


@transaction.atomic
def close(
    occurrence_id: int,
    state: Literal["done", "not_done"],
    *,
    reason: str = "",
    who: Person,
    now: datetime,
    seen_acts: int | None = None,
) -> Occurrence:
    """End a task, or one period of it: done with evidence, or with a stated reason; not done always with one.

    Raises Invalid ("reason", missing), Conflict when somebody has ended it.
    """
    plan, task, row = occurrence_locked(occurrence_id, who)
    if row.closed_at is not None:
        raise Conflict("it has ended", by=row.closed_label, at=row.closed_at)
    if seen_acts is not None and row.acts != seen_acts:
        raise Conflict("somebody reported meanwhile")
    if state not in ("done", "not_done"):
        raise StepNotAllowed("no such end", why="plan_state")
    words = reason.strip()
    evidence = row.entries.filter(kind__in=EVIDENCE).count()
    if len(words) > MOST_REASON:
        raise Invalid(faults=(("reason", "too_long"),))
    if not words and (state == "not_done" or not evidence):
        raise Invalid(faults=(("reason", "missing" if state == "not_done" else "no_evidence"),))
    row.state, row.reason, row.closed_at, row.closed_label = state, words, now, who.actor.label[:200]
    if state == "done":
        row.percent = 100
    _said(plan, task, row, who, now, kind="closed", text=words or "Đã hoàn thành")
    event = happened.TaskClosed(str(task.id), task.no, row.key, state, evidence, reason=Personal(words))
    record(plan, event, who, now)
    Alert.objects.filter(task=task, account_id=who.account_id, noted_at=None).update(noted_at=now)
    return row


@transaction.atomic
def reopen(occurrence_id: int, reason: str, *, who: Person, now: datetime) -> Occurrence:
    """Open again what was ended too early; only who manages the plan, with a reason."""
    plan, task, row = occurrence_locked(occurrence_id, who)
    if not who.may_over(MANAGES, plan.unit_id):
        raise Forbidden("only who manages the plan")
    if row.closed_at is None:
        raise Conflict("it is open")
    words = reason.strip()
    if not 0 < len(words) <= MOST_REASON:
        raise Invalid(faults=(("reason", "too_long" if words else "missing"),))
    row.state, row.reason, row.closed_at, row.closed_label = "doing", "", None, ""
    _said(plan, task, row, who, now, kind="reopened", text=words)
    record(plan, happened.TaskReopened(str(task.id), task.no, row.key, reason=Personal(words)), who, now)
    return row


def _check(plan: Plan, task: Task, wish: Placing, now: datetime) -> str:
    faults = []
    label = ""
    if wish.lead_unit_id is not None and plan.unit_id not in identity.units_above([wish.lead_unit_id], now.date()):
        faults.append(("lead_unit", "not_under"))
    if wish.owner_account_id is not None:
        posts = identity.officers_of([wish.lead_unit_id or plan.unit_id, plan.unit_id], now.date())
        names = {p.account_id: f"{p.full_name}, {p.title}" for p in posts}
        label = names.get(wish.owner_account_id, "")[:200]
        if not label:
            faults.append(("owner", "not_here"))
    if task.owner_account_id not in (None, wish.owner_account_id) and not wish.reason.strip():
        faults.append(("reason", "missing"))
    if len(wish.reason) > MOST_REASON:
        faults.append(("reason", "too_long"))
    if wish.budget_amount is not None and not 0 <= wish.budget_amount < Decimal(10) ** 15:
        faults.append(("budget_amount", "out_of_range"))
    if len(wish.budget) > 300:
        faults.append(("budget", "too_long"))
    if len(wish.counts) > 80:
        faults.append(("counts", "too_long"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return label


def _open(row: Occurrence) -> None:
    if row.closed_at is not None:
        raise Conflict("it has ended", by=row.closed_label, at=row.closed_at)


def _said(plan: Plan, task: Task, row: Occurrence, who: Person, now: datetime, **facts: Any) -> Entry:
    if row.state == "open":
        row.state = "doing"
    row.acts += 1
    row.save()
    entry = Entry.objects.create(
        plan_id=plan.id,
        task=task,
        occurrence=row,
        at=now,
        account_id=who.account_id,
        label=who.actor.label[:200],
        **facts,
    )
    if entry.kind not in ("closed", "reopened"):  # these two have events of their own
        record(plan, happened.TaskReported(str(task.id), task.no, row.key, entry.kind, str(entry.id)), who, now)
    return entry


def _tell(task: Task, account_id: int, code: str, once: str, now: datetime) -> None:
    Alert.objects.bulk_create(
        [Alert(plan_id=task.plan_id, account_id=account_id, code=code, task=task, at=now, once=once)],
        ignore_conflicts=True,
    )
