"""A visit: somebody sits at the counter and files one dossier or several, for himself or his family.

What is typed before the dossiers exist belongs to the officer who typed it; once they exist, the dossiers hold it
and the visit keeps only which they are.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id


class Visit(models.Model):
    """One sitting at a counter. `people`: those who are spoken of, by a number that stays (see visits.PersonHere).

    `help`: how somebody who cannot read or sign is helped ({cannot, read_back, witness, thumb_print}).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    unit_id = models.IntegerField()  # the receiving unit of this counter
    began_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    people = models.JSONField(default=list)
    help = models.JSONField(default=dict)
    last_person = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "visit"
        indexes = [
            models.Index(fields=["account_id", "-touched_at"], condition=Q(ended_at=None), name="visit_open_of"),
            models.Index(fields=["touched_at"], condition=Q(ended_at=None), name="visit_open"),
        ]


class Matter(models.Model):
    """One thing somebody came for (việc): a draft of a procedure, until it is a dossier.

    `papers`: component -> {originals, copies, held}. `mandate`: by what right the sitter files for another.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="matters")
    ordinal = models.SmallIntegerField()
    draft_id = models.BigIntegerField(unique=True)
    procedure = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    committee_id = models.IntegerField()
    channel = models.PositiveSmallIntegerField(default=1)
    arrived_on = models.DateField(null=True)
    sitter = models.SmallIntegerField(null=True)  # number of the person in visit.people
    mandate = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    declared_on_paper = models.BooleanField(default=False)
    wants_slip = models.BooleanField(default=True)
    receipt = models.JSONField(default=dict)  # {amount, number, ground}
    paper_reason = models.JSONField(default=dict)  # {reason, words}: why paper is taken though it need not be (C15)
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=50, blank=True)
    was_accepted = models.BooleanField(default=False)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "visit_matter"
        constraints = [
            models.UniqueConstraint(fields=["visit", "ordinal"], name="matter_once"),
            models.CheckConstraint(condition=Q(channel__in=[1, 3]), name="matter_channel"),
        ]


class CashSheet(models.Model):
    """The money one officer took on one day, counted at the end of the shift against the receipts.

    `receipts`: payment ids and amounts as they stood; closed once, and a later payment of that day is told apart.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    unit_id = models.IntegerField()
    day = models.DateField()
    expected = models.DecimalField(max_digits=14, decimal_places=0)  # dong, by the receipts
    counted = models.DecimalField(max_digits=14, decimal_places=0)
    note = models.CharField(max_length=300, blank=True)
    receipts = models.JSONField(default=list)
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "cash_sheet"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "unit_id", "day"], name="cash_sheet_once"),
            models.CheckConstraint(  # a difference is never silent
                name="cash_sheet_difference_says_why", condition=Q(expected=models.F("counted")) | ~Q(note="")
            ),
        ]


class Batch(models.Model):
    """A list of people handed in as a spreadsheet: looked through whole, then made into dossiers, all of them or none.

    `state`: checking (a job looks through it) | faulty | ready | making | made | failed | dropped. Whoever receives for
    the unit sees it. Its rows lose what was typed of people once they are dossiers, or a day later.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    unit_id = models.IntegerField()  # the receiving unit of this counter
    committee_id = models.IntegerField()
    procedure = models.CharField(max_length=20)
    version_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    handed_in_by = models.CharField(max_length=120, blank=True)  # who brought the list, as the officer heard it
    state = models.CharField(max_length=10, default="checking")
    row_count = models.IntegerField()
    fault_count = models.IntegerField(default=0)
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.BigIntegerField(null=True)  # account
    made_at = models.DateTimeField(null=True)
    why_failed = models.CharField(max_length=200, blank=True)
    paper_reason = models.JSONField(default=dict)

    class Meta:
        db_table = "batch"
        indexes = [models.Index(fields=["unit_id", "-uploaded_at"], name="batch_of_unit")]
        constraints = [
            models.UniqueConstraint(  # the same file sent twice is one list
                fields=["unit_id", "procedure", "sha256"],
                condition=~Q(state__in=["dropped", "failed", "faulty"]),
                name="batch_once",
            ),
            models.CheckConstraint(
                name="batch_state",
                condition=Q(state__in=["checking", "faulty", "ready", "making", "made", "failed", "dropped"]),
            ),
        ]


class BatchRow(models.Model):
    """One person of a list. `line` is the row of the sheet; `faults`: {column, message}; `digest` of what it says."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    line = models.IntegerField()
    name = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    papers = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    faults = models.JSONField(default=list)
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=50, blank=True)

    class Meta:
        db_table = "batch_row"
        indexes = [models.Index(fields=["digest"], condition=~Q(code=""), name="batch_row_made")]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="batch_row_once")]


class BatchProgress(models.Model):
    """How far a job is with a list; written beside its transaction, so that the page can tell while nothing is made."""

    batch_id = models.BigIntegerField(primary_key=True)
    done = models.IntegerField(default=0)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "batch_progress"
