"""Plans and their targets: whose number holds for whom, to whom it was given; how many people a unit has."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.clock.now import today
from motcua.platform.ids import new_id

MANAGES = "plans.manage"
DRAFT, REVIEWED, IN_FORCE, SUPERSEDED = "draft", "reviewed", "in_force", "superseded"
STATUSES = (DRAFT, REVIEWED, IN_FORCE, SUPERSEDED)


def managed_by(who: Person) -> set[int]:
    """Return the units over which this person may enter, approve and give out plans."""
    return {right.unit_id for right in who.rights if right.permission == MANAGES and right.unit_id is not None}


class VisibleToOffice(QuerySet):
    """Plans in force of one's own committee and of those above it; drafts for who manages plans there."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        if who is None or who.kind != "officer":
            return self.none()
        near = identity.units_above({post.unit_id for post in who.posts}, today())
        return self.filter(Q(unit_id__in=managed_by(who)) | Q(unit_id__in=near, status__in=[IN_FORCE, SUPERSEDED]))


class Plan(models.Model):
    """One plan of one office, as its paper says; nothing of it holds before somebody with the right approved it.

    `lines` is the text as it was read, for the review and for the places of targets and tasks; `supersedes` the
    version this one takes the place of.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()  # a committee or a province
    number = models.CharField(max_length=60, blank=True)  # empty where the paper has none, never guessed
    title = models.CharField(max_length=500)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    status = models.CharField(max_length=10, default=DRAFT)
    origin = models.CharField(max_length=10)  # compiler | hand
    source_name = models.CharField(max_length=160, blank=True)
    lines = models.JSONField(default=list)
    legal_bases = models.JSONField(default=list)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")
    entered_at = models.DateTimeField()
    entered_label = models.CharField(max_length=200)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_label = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_label = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)  # the day another version took its place

    objects = VisibleToOffice.as_manager()

    class Meta:
        db_table = "plan"
        indexes = [models.Index(fields=["unit_id", "status"], name="plan_of_unit")]
        constraints = [
            models.CheckConstraint(name="plan_status", condition=Q(status__in=STATUSES)),
            models.CheckConstraint(
                name="plan_in_force_is_approved",
                condition=Q(status__in=[DRAFT, REVIEWED], approved_at__isnull=True)
                | Q(
                    status__in=[IN_FORCE, SUPERSEDED],
                    approved_at__isnull=False,
                    first_day__isnull=False,
                    last_day__isnull=False,
                ),
            ),
            models.CheckConstraint(name="plan_period", condition=Q(last_day__gte=models.F("first_day"))),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(status__in=[IN_FORCE, SUPERSEDED]),
                name="plan_superseded_once",
            ),
        ]


class Contradiction(models.Model):
    """Two places of one paper that do not agree. It stands on top until somebody says which holds."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contradictions")
    text = models.CharField(max_length=500)
    places = models.JSONField(default=list)  # [{"line": 41, "text": "…"}, …]
    settled = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_label = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "plan_contradiction"
        indexes = [models.Index(fields=["plan"], name="contradiction_of_plan")]


class Item(models.Model):
    """What targets and tasks share: where in the paper it stands, what the machine found, what a person decided."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    ordinal = models.IntegerField()
    no = models.CharField(max_length=30, blank=True)  # "A.1.1"
    text = models.CharField(max_length=3000)
    due_on = models.DateField(null=True)
    line = models.IntegerField(null=True)  # from 1, in Plan.lines
    found = models.JSONField(null=True)  # as the compiler gave it; null for what a person added
    review = models.CharField(max_length=10)  # found | accepted | dropped
    acts = models.IntegerField(default=0)  # how often a person decided: the page says from which it acts
    decided_at = models.DateTimeField(null=True)
    decided_label = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Target(Item):
    """A number a plan promises. Which number holds for which unit and officer stands in `TargetSetting`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    op = models.CharField(max_length=2)
    value = models.DecimalField(max_digits=14, decimal_places=3, null=True)  # as the paper says
    measure = models.CharField(max_length=60, blank=True)  # %, hồ sơ, phút …
    year = models.SmallIntegerField(null=True)
    period = models.CharField(max_length=60, blank=True)  # as the paper says: "năm", "quý" …
    indicator = models.CharField(max_length=60, blank=True)  # key of monitoring
    each_of = models.IntegerField(null=True)  # "mỗi dịch vụ": of how many services the value is one share

    class Meta:
        db_table = "plan_target"
        indexes = [models.Index(fields=["plan", "ordinal"], name="target_of_plan")]
        constraints = [
            models.CheckConstraint(name="target_op", condition=Q(op__in=["=", ">=", "<=", "<", ">"])),
            models.CheckConstraint(name="target_review", condition=Q(review__in=["found", "accepted", "dropped"])),
        ]


class TargetSetting(models.Model):
    """The number a target has for a unit, or for one officer of it, from a day on. Rows end, they are not rewritten.

    What a unit has no row for it inherits: from the unit above it, at last from the plan's own.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="settings")
    target = models.ForeignKey(Target, models.CASCADE, related_name="settings")
    unit_id = models.IntegerField()
    account_id = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=14, decimal_places=3)
    due_on = models.DateField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=500)
    by_account_id = models.BigIntegerField()
    by_label = models.CharField(max_length=200)

    class Meta:
        db_table = "target_setting"
        indexes = [models.Index(fields=["target", "unit_id"], name="setting_of_target")]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit_id", "account_id"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="setting_one_now",
            )
        ]


class Assignment(models.Model):
    """A target given to the head or an officer of a unit, who acknowledges it or says why not (C01)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="assignments")
    target = models.ForeignKey(Target, models.CASCADE, related_name="assignments")
    unit_id = models.IntegerField()
    account_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # name and title as they stood
    value = models.DecimalField(max_digits=14, decimal_places=3)
    due_on = models.DateField(null=True)
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12)  # given | acknowledged | objected | ended
    given_at = models.DateTimeField()
    given_by = models.BigIntegerField()
    given_label = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True)
    objection = models.CharField(max_length=1000, blank=True)
    objected_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_label = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "target_assignment"
        indexes = [
            models.Index(fields=["account_id", "state"], name="assignment_of_officer"),
            models.Index(fields=["target"], name="assignment_of_target"),
        ]
        constraints = [
            models.CheckConstraint(
                name="assignment_state", condition=Q(state__in=["given", "acknowledged", "objected", "ended"])
            ),
            models.UniqueConstraint(
                fields=["target", "unit_id", "account_id"], condition=~Q(state="ended"), name="assignment_one_now"
            ),
        ]


class Population(models.Model):
    """How many people lived in a unit on a day, by whose count; a later row takes its place and changes none."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    people = models.IntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)
    set_at = models.DateTimeField()
    set_label = models.CharField(max_length=200)

    class Meta:
        db_table = "unit_population"
        indexes = [models.Index(fields=["unit_id", "-counted_on", "-set_at"], name="population_of_unit")]
        constraints = [models.CheckConstraint(name="population_positive", condition=Q(people__gt=0))]
