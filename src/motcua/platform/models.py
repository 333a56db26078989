"""Tables that every context writes and none owns: events, reads, work to do, serial numbers, the calendar."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from motcua.platform.ids import new_id


class StreamHead(models.Model):
    """Last sequence and hash of one chain; the writer locks this row.

    A unique constraint on (kind, key, sequence) cannot span the monthly partitions
    of `event`, so the order of a chain is kept here.
    """

    pk = models.CompositePrimaryKey("kind", "key")
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    sequence = models.IntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "stream_head"


class EventRow(models.Model):
    """One thing that happened. Append-only, partitioned by month of `at`; made by SQL in the migration.

    `body` is the canonical JSON (RFC 8785) that was hashed; the other columns repeat
    parts of it for indexes. hash = SHA-256(previous hash || sequence as 8 bytes || body).
    """

    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField(default=new_id)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    sequence = models.IntegerField()
    name = models.CharField(max_length=60)
    unit_id = models.BigIntegerField(null=True)
    secrecy = models.SmallIntegerField(default=0)
    body = models.TextField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "event"
        managed = False


class EventValue(models.Model):
    """A personal value of an event, kept apart so that it can be erased.

    The event's body holds SHA-256(salt || value); erasing this row leaves the chain
    whole and the value gone.
    """

    pk = models.CompositePrimaryKey("event_id", "name")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    secrecy = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    salt = models.BinaryField(max_length=16)
    value = models.JSONField()

    class Meta:
        db_table = "event_value"
        indexes = [models.Index(fields=["kind", "key"], name="event_value_stream")]


class AccessRow(models.Model):
    """Who read what about whom, for which purpose. Partitioned by month; made by SQL in the migration."""

    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField(default=new_id)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    reader = models.CharField(max_length=200)  # name and post as the citizen may read them
    subject_id = models.BigIntegerField(null=True)  # the person read about
    dossier_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=60)
    purpose = models.CharField(max_length=120)
    source = models.CharField(max_length=45, blank=True)  # network address

    class Meta:
        db_table = "access_log"
        managed = False


class Follower(models.Model):
    """A queue that wants to know of every event of one kind of chain; each makes a row of work (`event_append`)."""

    pk = models.CompositePrimaryKey("queue", "kind")
    queue = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)

    class Meta:
        db_table = "event_follower"


class Work(models.Model):
    """Something to look at after the commit, written inside it; consumers claim rows, they never read events by id.

    Level-triggered: one row says that a subject has news, however many; who claims it reads where it stands now.
    """

    pk = models.CompositePrimaryKey("queue", "subject_kind", "subject_id")
    queue = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    since = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    attempts = models.SmallIntegerField(db_default=0)
    last_error = models.CharField(max_length=300, blank=True, db_default="")
    parked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "work"
        indexes = [
            models.Index(fields=["queue", "not_before"], condition=models.Q(parked_at=None), name="work_to_claim")
        ]


class Outbox(models.Model):
    """A message to another system. Snapshots supersede unsent older ones; progress lines keep their order."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    channel = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    order = models.IntegerField()
    is_snapshot = models.BooleanField()
    payload = models.JSONField()
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox"
        indexes = [models.Index(fields=["channel", "subject_kind", "subject_id", "order"], name="outbox_order")]


class Inbox(models.Model):
    """A message another system sent us, kept once: the same (channel, message id) twice is one row."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    channel = models.CharField(max_length=40)
    message_id = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    payload = models.JSONField()
    handled_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "inbox"
        constraints = [models.UniqueConstraint(fields=["channel", "message_id"], name="inbox_once")]


class Serial(models.Model):
    """The last number given in one series (codes of one unit and day; numbers of one register and year)."""

    series = models.CharField(max_length=120, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "serial"


class WorkCalendar(models.Model):
    """The weekly hours of one unit from a day on; reception and processing may differ (R11.7, R11.8)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.BigIntegerField(null=True)  # null: the default of every unit
    purpose = models.CharField(max_length=12)  # reception | processing
    valid_from = models.DateField()
    shifts = models.JSONField()  # {"1": [["07:30", "11:30"], ...], ...}, 1 = Monday
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)

    class Meta:
        db_table = "work_calendar"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "purpose", "valid_from"], nulls_distinct=False, name="work_calendar_once"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["reception", "processing"]), name="calendar_purpose"
            ),
        ]


class CalendarDay(models.Model):
    """A day that is not like its weekday: holiday, swap, local day off (rules section 11)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.BigIntegerField(null=True)  # null: the whole country
    on = models.DateField()
    kind = models.CharField(max_length=20)  # holiday | compensatory | swap_off | swap_work | local_off
    name = models.CharField(max_length=120)
    as_weekday = models.SmallIntegerField(null=True)  # swap_work: whose shifts are worked, 1 = Monday
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)

    class Meta:
        db_table = "calendar_day"
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "on"], nulls_distinct=False, name="calendar_day_once"),
        ]


class CalendarNotice(models.Model):
    """Whether the yearly notice of days off has been loaded; if not, every date it touches says so."""

    year = models.SmallIntegerField(primary_key=True)
    is_loaded = models.BooleanField()
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)

    class Meta:
        db_table = "calendar_notice"


class Outage(models.Model):
    """A time in which the whole system stands still, told beforehand (R2.48); withdrawn, never deleted.

    `urgent`: it could not wait for the term of notice, and `why` says so.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=8)  # planned | urgent
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    what = models.CharField(max_length=200)  # what cannot be done meanwhile
    why = models.CharField(max_length=200)
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "outage"
        indexes = [models.Index(fields=["ends_at"], name="outage_ends")]
        constraints = [
            models.CheckConstraint(name="outage_kind", condition=models.Q(kind__in=["planned", "urgent"])),
            models.CheckConstraint(name="outage_ends_after", condition=models.Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(  # taken back with a reason or not at all
                name="outage_withdrawn_says_why",
                condition=models.Q(withdrawn_at=None, withdrawn_why="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why="")),
            ),
        ]


class Rate(models.Model):
    """How often one address asked for one thing in one span of time (platform/rates.py)."""

    pk = models.CompositePrimaryKey("what", "address", "begins")
    what = models.CharField(max_length=20)
    address = models.CharField(max_length=32)  # keyed hash
    begins = models.DateTimeField()
    count = models.IntegerField(default=0)

    class Meta:
        db_table = "rate"


class DataSet(models.Model):
    """What this database is: real, or for training. One row, written once (config/data_set.py)."""

    id = models.SmallIntegerField(primary_key=True)
    kind = models.CharField(max_length=10)

    class Meta:
        db_table = "data_set"
        constraints = [
            models.CheckConstraint(name="data_set_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(name="data_set_kind", condition=models.Q(kind__in=["real", "training"])),
        ]
