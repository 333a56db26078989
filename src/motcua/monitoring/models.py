"""What is kept of the numbers: facts, cells of counted figures, months closed. Services are the only writers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id


class DossierFact(models.Model):
    """One dossier as figures see it (facts/model.py says what each column is); written from its events alone."""

    dossier_id = models.BigIntegerField(primary_key=True)
    committee_id = models.IntegerField()
    procedure = models.CharField(max_length=20)
    version_id = models.BigIntegerField()
    field = models.CharField(max_length=120)
    secrecy = models.SmallIntegerField()
    channel = models.SmallIntegerField()
    origin = models.CharField(max_length=10)
    is_assisted = models.BooleanField()
    online_level = models.CharField(max_length=10)
    returns_paper = models.BooleanField()
    owes_fee = models.BooleanField()
    by_vneid = models.BooleanField()
    has_files = models.BooleanField()
    submitted_at = models.DateTimeField()
    submitted_on = models.DateField()
    arrived_on = models.DateField(null=True)
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    index_due_at = models.DateTimeField(null=True)
    index_end_at = models.DateTimeField(null=True)
    index_always_late = models.BooleanField()
    is_early = models.BooleanField()
    supplement_count = models.SmallIntegerField()
    first_supplement_at = models.DateTimeField(null=True)
    waiting_seconds = models.IntegerField()
    session_seconds = models.IntegerField(null=True)
    handling_seconds = models.IntegerField(null=True)
    fee = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_way = models.CharField(max_length=20, blank=True)
    has_result_file = models.BooleanField()
    is_refusal = models.BooleanField()
    is_apologised = models.BooleanField()
    slowest = models.CharField(max_length=12, blank=True)
    rated_at = models.DateTimeField(null=True)
    rated_on = models.DateField(null=True)
    verdict = models.CharField(max_length=6, blank=True)
    is_complained = models.BooleanField()
    is_duplicate = models.BooleanField()
    sequence = models.IntegerField()

    class Meta:
        db_table = "dossier_fact"
        indexes = [
            models.Index(fields=["committee_id", "received_on", "dossier_id"], name="fact_received"),
            models.Index(fields=["committee_id", "submitted_on", "dossier_id"], name="fact_submitted"),
            models.Index(
                fields=["committee_id", "rated_on", "dossier_id"],
                condition=Q(rated_on__isnull=False),
                name="fact_rated",
            ),
            models.Index(fields=["received_on"], name="fact_received_anywhere"),
        ]


class DossierStep(models.Model):
    """One visit of a dossier to a step of its process (steps/model.py says what each column is)."""

    pk = models.CompositePrimaryKey("dossier_id", "n")
    dossier_id = models.BigIntegerField()
    n = models.SmallIntegerField()
    committee_id = models.IntegerField()
    unit_id = models.IntegerField()
    procedure = models.CharField(max_length=20)
    version_id = models.BigIntegerField()
    channel = models.SmallIntegerField()
    step = models.CharField(max_length=40)
    part = models.CharField(max_length=10, blank=True)
    is_foreign = models.BooleanField()
    account_id = models.BigIntegerField(null=True)
    assisted_by = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_on = models.DateField(null=True)
    how = models.CharField(max_length=8, blank=True)
    to_step = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    share_seconds = models.IntegerField(null=True)
    waiting_seconds = models.IntegerField(null=True)
    working_seconds = models.IntegerField(null=True)
    outside_seconds = models.IntegerField(null=True)
    supplement_count = models.SmallIntegerField()
    again_count = models.SmallIntegerField()

    class Meta:
        db_table = "dossier_step"
        indexes = [
            models.Index(fields=["committee_id", "left_on"], name="step_left"),
            models.Index(fields=["committee_id"], condition=Q(left_at=None), name="step_open"),
            models.Index(fields=["account_id", "left_on"], name="step_of_officer"),
            models.Index(
                fields=["assisted_by", "left_on"], condition=Q(assisted_by__isnull=False), name="step_assisted"
            ),
        ]


class BoardStamp(models.Model):
    """How many times something happened to a dossier of a committee, so that a wall asks one row before it counts."""

    committee_id = models.IntegerField(primary_key=True)
    news = models.BigIntegerField()

    class Meta:
        db_table = "board_stamp"


class WallLink(models.Model):
    """What opens a wall board without an account: counts of one committee, nobody's name, until it is revoked.

    Of its key only a keyed hash is kept; whoever lost it makes another and revokes this one.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    committee_id = models.IntegerField()
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()  # account
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)  # account

    class Meta:
        db_table = "wall_link"
        indexes = [models.Index(fields=["committee_id"], condition=Q(revoked_at=None), name="wall_link_open")]
        constraints = [
            models.CheckConstraint(
                name="wall_link_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            )
        ]


class VersionTrait(models.Model):
    """What figures need of a published version of a procedure, read once from its content, which never changes."""

    version_id = models.BigIntegerField(primary_key=True)
    procedure = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    title = models.CharField(max_length=200)
    field = models.CharField(max_length=120)
    level = models.CharField(max_length=40)  # who executes it, as published: cấp xã, cấp tỉnh …
    handling = models.CharField(max_length=24)
    online_level = models.CharField(max_length=10)  # full | partial | none
    returns_paper = models.BooleanField()
    owes_fee = models.BooleanField()
    for_individuals = models.BooleanField()
    has_autofill = models.BooleanField()  # its form fills in what the State knows (B01)
    is_complete = models.BooleanField()  # has the seven parts that indicator 1.3 asks for

    class Meta:
        db_table = "version_trait"
        indexes = [models.Index(fields=["procedure", "scope", "-valid_from"], name="version_trait_newest")]


class Cell(models.Model):
    """The counts of one unit in one period, kept until a fact of it changes; then counted anew, never moved on.

    `members`: the committees counted. `version`: digest of the indicators it was counted by.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    period = models.CharField(max_length=24)
    first = models.DateField()
    last = models.DateField()
    members = ArrayField(models.IntegerField())
    counts = models.JSONField()
    scores = models.JSONField(default=dict)  # of the index: {total, proven, out_of, groups}: what trends and ranks read
    raising = models.JSONField(default=dict)  # of a commune's month that is not long over (raising.py)
    version = models.CharField(max_length=64)
    counted_at = models.DateTimeField()
    is_dirty = models.BooleanField(default=False)  # a fact of it changed since it was last begun to be counted
    is_counting = models.BooleanField(default=False)  # begun and not ended; stays where the counting was killed

    class Meta:
        db_table = "figure_cell"
        constraints = [models.UniqueConstraint(fields=["unit_id", "period"], name="cell_once")]
        indexes = [models.Index(fields=["counted_at"], condition=Q(is_dirty=True), name="cell_dirty")]


class OwnFiling(models.Model):
    """An officer lets the dossiers he files for himself be counted, as a number among others (A19); he may end it."""

    account_id = models.BigIntegerField(primary_key=True)
    person_id = models.BigIntegerField()
    committee_id = models.IntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "own_filing"
        indexes = [models.Index(fields=["committee_id"], condition=Q(withdrawn_at=None), name="own_filing_open")]


class ReadingChoice(models.Model):
    """Which option of a reading the house uses, where it is not the first one of the data."""

    reading = models.CharField(max_length=30, primary_key=True)
    option = models.CharField(max_length=30)
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=200)
    why = models.CharField(max_length=300)

    class Meta:
        db_table = "reading_choice"
        constraints = [models.CheckConstraint(name="reading_choice_says_why", condition=~Q(why=""))]


class Forecast(models.Model):
    """Where a figure of a running month may stand at its end (forecasting.py), made once a day."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    period = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    value = models.DecimalField(max_digits=6, decimal_places=2)  # as it stood then
    low = models.DecimalField(max_digits=6, decimal_places=2)
    middle = models.DecimalField(max_digits=6, decimal_places=2)
    high = models.DecimalField(max_digits=6, decimal_places=2)
    months = models.IntegerField()  # past months it rests on

    class Meta:
        db_table = "figure_forecast"
        constraints = [models.UniqueConstraint(fields=["unit_id", "period", "key"], name="forecast_once")]


class Closing(models.Model):
    """A month that a unit closed: its figures as they stood, signed with the key of the log. Never changed.

    What is corrected later stands beside it: the same figures counted anew, and the difference.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    period = models.CharField(max_length=24)
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()  # account
    closed_by_label = models.CharField(max_length=200)
    body = models.TextField()  # canonical JSON (RFC 8785) of the figures
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)  # Ed25519 over body, hexadecimal

    class Meta:
        db_table = "figure_closing"
        constraints = [models.UniqueConstraint(fields=["unit_id", "period"], name="closing_once")]
