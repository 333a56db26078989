"""A visit: somebody sits at the counter and files one dossier or several, for himself or his family; the queue before.

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


class QueuePlan(models.Model):
    """How a place runs its queue, from an instant on (see queue_rules.Plan); rows are added, never changed."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()  # the receiving unit: one place where people wait
    committee_id = models.IntegerField()
    told = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField()  # account

    class Meta:
        db_table = "queue_plan"
        indexes = [models.Index(fields=["unit_id", "-set_at"], name="queue_plan_of_unit")]


class QueueLink(models.Model):
    """What opens a machine in the hall without an account: `kiosk` gives tickets, `display` shows who is called.

    Of its key only a keyed hash is kept; whoever lost it makes another and revokes this one.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    committee_id = models.IntegerField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    prints = models.BooleanField(default=False)  # a printer of slips stands beside it
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()  # account
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.BigIntegerField(null=True)  # account

    class Meta:
        db_table = "queue_link"
        indexes = [models.Index(fields=["unit_id"], condition=Q(revoked_at=None), name="queue_link_open")]
        constraints = [
            models.CheckConstraint(name="queue_link_kind", condition=Q(kind__in=["kiosk", "display"])),
            models.CheckConstraint(
                name="queue_link_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]


class Ticket(models.Model):
    """A number somebody drew, and what became of it; no name, no number of anybody, no reason of priority.

    `press`: the press of a button it was drawn with; pressing twice draws once. `ahead`: how many of the group waited
    before it. Instants stay, so that waiting can be counted later.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    committee_id = models.IntegerField()
    day = models.DateField()
    letter = models.CharField(max_length=1)
    number = models.PositiveSmallIntegerField()
    is_priority = models.BooleanField(default=False)
    press = models.CharField(max_length=40)
    ahead = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # the first time
    last_called_at = models.DateTimeField(null=True)
    call_count = models.PositiveSmallIntegerField(default=0)
    desk = models.PositiveSmallIntegerField(null=True)
    called_by = models.BigIntegerField(null=True)  # account
    begun_at = models.DateTimeField(null=True)  # a visit was begun; null when a word was enough
    visit_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "queue_ticket"
        indexes = [
            models.Index(fields=["unit_id", "day", "state"], name="queue_ticket_of_day"),
            models.Index(fields=["visit_id"], condition=Q(state="serving"), name="queue_ticket_served"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "day", "letter", "number"], name="queue_number_once_a_day"),
            models.UniqueConstraint(fields=["unit_id", "press"], name="queue_press_once"),
            models.UniqueConstraint(fields=["called_by", "day"], condition=Q(state="called"), name="queue_calls_one"),
            models.CheckConstraint(
                name="queue_ticket_state", condition=Q(state__in=["waiting", "called", "serving", "done", "missed"])
            ),
            models.CheckConstraint(name="queue_ticket_number", condition=Q(number__range=(1, 999))),
            models.CheckConstraint(
                name="queue_ticket_called_to_a_desk",
                condition=Q(state="waiting") | Q(desk__isnull=False, called_by__isnull=False, called_at__isnull=False),
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


class Assistance(models.Model):
    """An officer's offer to stand by while somebody files online himself (R2.15), and how far that is.

    It opens with a key the citizen brings to a session of his own (`expires_at`: until then). From `joined_at` on it
    hangs on his draft, and what the officer reads here is all he is told: at which step of how many, and how many
    places are still to be mended. Whose account it is stands nowhere in it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()  # the officer who helps
    unit_id = models.IntegerField()  # the receiving unit of his counter
    committee_id = models.IntegerField()  # where the dossier goes
    procedure = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    key_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    draft_id = models.BigIntegerField(null=True)
    joined_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(max_length=120, blank=True)  # title of the step
    lacking = models.PositiveSmallIntegerField(null=True)  # on the page of checking
    told_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "assistance"
        indexes = [
            models.Index(fields=["account_id", "-opened_at"], name="assistance_of_officer"),
            models.Index(fields=["draft_id"], condition=Q(draft_id__isnull=False), name="assistance_of_draft"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["draft_id"],
                condition=Q(draft_id__isnull=False, ended_at=None, sent_at=None),
                name="assistance_one_helper",
            ),
            models.CheckConstraint(
                name="assistance_joined_with_a_draft",
                condition=Q(draft_id__isnull=True, joined_at__isnull=True)
                | Q(draft_id__isnull=False, joined_at__isnull=False),
            ),
        ]
