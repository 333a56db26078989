"""Tasks of a plan, each time one is to be done, all that was said of it, and what officers are told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.plans.models.plan import Item, Plan, Target
from motcua.platform.ids import new_id


class Task(Item):
    """Something a plan orders. Its reports, evidence and end stand at its occurrences, one where it does not recur."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    lead = models.CharField(max_length=300, blank=True)  # as the paper names it
    partners = models.JSONField(default=list)
    product = models.CharField(max_length=500, blank=True)
    due_month = models.CharField(max_length=7, blank=True)
    recurrence = models.CharField(max_length=10, blank=True)  # continuous | monthly | quarterly | yearly
    is_done_in_paper = models.BooleanField(default=False)
    lead_unit_id = models.IntegerField(null=True)
    owner_account_id = models.BigIntegerField(null=True)
    owner_label = models.CharField(max_length=200, blank=True)
    budget = models.CharField(max_length=300, blank=True)  # the line of the budget it is paid from
    budget_amount = models.DecimalField(max_digits=15, decimal_places=0, null=True)
    counts = models.CharField(max_length=80, blank=True)  # what is counted: "cán bộ", "buổi"; empty: nothing is

    class Meta:
        db_table = "plan_task"
        indexes = [
            models.Index(fields=["plan", "ordinal"], name="task_of_plan"),
            models.Index(fields=["owner_account_id"], name="task_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                name="task_recurrence",
                condition=Q(recurrence__in=["", "continuous", "monthly", "quarterly", "yearly"]),
            ),
            models.CheckConstraint(name="task_review", condition=Q(review__in=["found", "accepted", "dropped"])),
        ]


class Occurrence(models.Model):
    """One time a task is to be done: the only one, or one of its months, quarters, years."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="occurrences")
    task = models.ForeignKey(Task, models.CASCADE, related_name="occurrences")
    key = models.CharField(max_length=10)  # "", "2026-10", "2026-Q4", "2026"
    first_day = models.DateField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")  # open | doing | done | not_done
    percent = models.SmallIntegerField(default=0)
    done_count = models.IntegerField(null=True)
    total_count = models.IntegerField(null=True)
    acts = models.IntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "task_occurrence"
        indexes = [models.Index(fields=["due_on"], condition=Q(closed_at__isnull=True), name="occurrence_open")]
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], name="occurrence_once"),
            models.CheckConstraint(
                name="occurrence_state",
                condition=Q(state__in=["open", "doing"], closed_at__isnull=True)
                | Q(state="done", closed_at__isnull=False)
                | (Q(state="not_done", closed_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="occurrence_percent", condition=Q(percent__range=(0, 100))),
            models.CheckConstraint(
                name="occurrence_count",
                condition=Q(done_count__isnull=True)
                | Q(done_count__gte=0, total_count__gt=0, done_count__lte=models.F("total_count")),
            ),
        ]


class Entry(models.Model):
    """One thing said or shown of a task: never changed, a later one corrects it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="entries")
    task = models.ForeignKey(Task, models.CASCADE, related_name="entries")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=2000, blank=True)
    percent = models.SmallIntegerField(null=True)
    url = models.CharField(max_length=500, blank=True)
    attachment_id = models.BigIntegerField(null=True)
    figure = models.JSONField(null=True)  # as it stood: key, period, numerator, denominator, value, unit
    done_count = models.IntegerField(null=True)
    total_count = models.IntegerField(null=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    at = models.DateTimeField()
    account_id = models.BigIntegerField()
    label = models.CharField(max_length=200)

    class Meta:
        db_table = "task_entry"
        indexes = [models.Index(fields=["occurrence", "at"], name="entry_of_occurrence")]
        constraints = [
            models.CheckConstraint(
                name="entry_kind",
                condition=Q(
                    kind__in=[
                        "progress", "count", "file", "link", "figure", "difficulty", "proposal", "answer", "closed",
                        "reopened",
                    ]
                ),
            )
        ]  # fmt: skip


class Alert(models.Model):
    """Something an officer must know of his targets and tasks; it stands in his list until he takes note."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="alerts")
    account_id = models.BigIntegerField()
    code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="alerts")
    target = models.ForeignKey(Target, models.CASCADE, null=True, related_name="alerts")
    at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, unique=True)  # the same news is never told twice

    class Meta:
        db_table = "plan_alert"
        indexes = [models.Index(fields=["account_id", "-at"], name="alert_of_officer")]
