"""Procedures: layers people edit and immutable versions made of them (architecture 5, "Packs")."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id


class Layer(models.Model):
    """One layer of a procedure's data: national, or a province's or unit's overlay over it.

    `scope` is "" (national), a province code or a unit's place code. A changed layer is a
    new row; the newest draft of a scope is what `publish` takes.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    procedure = models.CharField(max_length=20)
    level = models.CharField(max_length=10)  # national | province | unit
    scope = models.CharField(max_length=10, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)  # account; null: import

    class Meta:
        db_table = "pack_layer"
        indexes = [models.Index(fields=["procedure", "level", "scope", "-added_at"], name="pack_layer_newest")]


class Version(models.Model):
    """A published procedure: layers merged once, never changed. Dossiers keep its id for life (R0.1)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    procedure = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, blank=True)  # for whom: "", a province, a unit
    content = models.JSONField()
    origins = models.JSONField()  # which layer each value came from
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "procedure_version"
        indexes = [models.Index(fields=["procedure", "scope", "-valid_from"], name="procedure_version_newest")]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "scope", "digest", "valid_from"], name="version_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="version_span"
            ),
        ]


class Entry(models.Model):
    """A procedure in the public catalogue: what lists and search need of its newest version, per scope."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    procedure = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    name = models.TextField()  # one published name has 919 letters
    short_name = models.CharField(max_length=200)
    field = models.CharField(max_length=120)
    group = models.CharField(max_length=120)
    handling = models.CharField(max_length=24)  # ours | receive_and_forward | guide_only
    service_level = models.CharField(max_length=12)  # full | partial | information
    channels = ArrayField(models.CharField(max_length=10), default=list)
    applicants = ArrayField(models.CharField(max_length=40), default=list)
    life_events = ArrayField(models.CharField(max_length=40), default=list)
    words = models.TextField(default="")  # every folded word it can be found by: what typing errors are held against
    vector = SearchVectorField(null=True)
    closes_on = models.DateField(null=True)  # abolished from this day on

    class Meta:
        db_table = "catalogue_entry"
        indexes = [GinIndex(fields=["vector"], name="catalogue_entry_vector", fastupdate=False)]
        constraints = [models.UniqueConstraint(fields=["procedure", "scope"], name="catalogue_entry_once")]


class Abolition(models.Model):
    """A procedure ends on a day, everywhere; a version published from a later day brings it back."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    procedure = models.CharField(max_length=20)
    on = models.DateField()  # the first day without it
    source = models.CharField(max_length=200)  # the decision that ends it
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)  # account

    class Meta:
        db_table = "procedure_abolition"
        constraints = [models.UniqueConstraint(fields=["procedure", "on"], name="procedure_abolition_once")]


class CodeList(models.Model):
    """A list of choices used by forms, with its source and mark; versions are kept."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    key = models.CharField(max_length=60)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "code_list"
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="code_list_once")]


class Competence(models.Model):
    """Which unit receives and which handles a procedure (or a whole group of them) in one committee (P)."""

    committee_id = models.IntegerField()
    group = models.CharField(max_length=120, blank=True)
    procedure = models.CharField(max_length=20, blank=True)
    receiving_unit_id = models.IntegerField()
    handling_unit_id = models.IntegerField()

    class Meta:
        db_table = "competence"
        constraints = [
            models.UniqueConstraint(fields=["committee_id", "group", "procedure"], name="competence_once"),
            models.CheckConstraint(condition=~Q(group="", procedure=""), name="competence_of_something"),
        ]


class PaperlessRule(models.Model):
    """In a committee a procedure (or every one that can be filed online) takes no paper, always or on some days (C15).

    A pilot of the office, so it only leads people to the better way: a counter may take paper all the same, with a
    reason. Ended with a reason, never deleted.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    committee_id = models.IntegerField()
    procedure = models.CharField(max_length=20, blank=True)  # "": every procedure that can be filed online
    weekdays = ArrayField(models.SmallIntegerField(), default=list)  # 1 = Monday; empty: every day
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the last day; null: until it is ended
    source = models.CharField(max_length=300)
    mark = models.CharField(max_length=2)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "paperless_rule"
        indexes = [models.Index(fields=["committee_id"], condition=Q(ended_at=None), name="paperless_rule_open")]
        constraints = [
            models.CheckConstraint(
                name="paperless_rule_span", condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from"))
            ),
            models.CheckConstraint(name="paperless_rule_says_whence", condition=~Q(source="")),
        ]
