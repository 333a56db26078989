"""Drafts: what somebody has typed and not yet submitted. They belong to the person, not to the session."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id

CLOSED_BY_OWNER = "Bạn đã bỏ bản nháp này."  # closed_reason of what the person put away himself


class Draft(models.Model):
    """An unfinished application of one account under one version of a procedure.

    `answers` maps field keys to naked-no-more values: {"value", "source", "at",
    "evidence", "confirmed"} (principle 3). `subject` is the procedure's code and
    `version_id` the published version the form comes from; forms knows them as words only.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)  # whom the account acts for: once sent, all who act for it
    unit_id = models.IntegerField()
    subject = models.CharField(max_length=20)
    version_id = models.BigIntegerField()
    answers = models.JSONField(default=dict)
    sequence = models.IntegerField(default=0)  # of the last patch
    position = models.CharField(max_length=60, blank=True)  # the group to come back to
    is_for_other = models.BooleanField(default=False)  # "Lập hồ sơ cho người khác"
    started_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True)  # for the time from sign-in to submission (R7.13)
    touched_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    rebased = models.JSONField(default=list)  # what a new version changed, until the person has seen it

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["account_id", "-touched_at"], name="draft_of_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "unit_id", "subject"],
                condition=Q(submitted_at=None, closed_at=None, is_for_other=False),
                name="draft_one_open_each",
            )
        ]


class DraftPatch(models.Model):
    """One field saved: numbered, so a late answer of a weak line never overwrites a newer one.

    After submission the value goes; key, time, source and seconds stay (architecture 5).
    """

    pk = models.CompositePrimaryKey("draft_id", "sequence")
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="patches")
    sequence = models.IntegerField()
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    source = models.CharField(max_length=30)
    seconds = models.IntegerField(default=0)
    value = models.JSONField(null=True)

    class Meta:
        db_table = "draft_patch"
