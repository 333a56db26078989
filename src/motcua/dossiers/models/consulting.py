"""Officers among themselves: opinions asked of other units, notes and questions that no citizen reads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleThroughDossier, VisibleToOffice
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Opinion(models.Model):
    """An opinion asked of another unit with a deadline; the clock runs on meanwhile (R2.28, R2.29).

    It ends by an answer or by the asker going on without one, for a stated reason.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="opinions")
    ordinal = models.SmallIntegerField()
    unit_id = models.IntegerField()  # who is asked
    scope = models.BigIntegerField()  # its part "consulted" in the dossier's class of secrecy
    asking_unit_id = models.IntegerField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    question = models.CharField(max_length=2000)
    papers = models.JSONField(default=list)  # ids of the files to look at
    deadline = models.DateTimeField()
    open_until = models.DateTimeField(null=True)  # a late answer is still taken; null: until the deadline only
    extended_count = models.SmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)  # when the head of the one-stop unit was told
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=10, blank=True)  # agree | disagree | remarks
    answer = models.CharField(max_length=4000, blank=True)
    attachment_id = models.BigIntegerField(null=True)
    skipped_at = models.DateTimeField(null=True)
    skipped_by = models.BigIntegerField(null=True)
    skip_reason = models.CharField(max_length=500, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "opinion"
        indexes = [
            models.Index(
                fields=["deadline"], condition=Q(answered_at=None, skipped_at=None), name="opinion_open_deadline"
            ),
            models.Index(fields=["scope", "-asked_at"], name="opinion_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ordinal"], name="opinion_once"),
            models.UniqueConstraint(
                fields=["dossier", "unit_id"], condition=Q(answered_at=None, skipped_at=None), name="opinion_one_open"
            ),
            models.CheckConstraint(
                name="opinion_skipped_says_why", condition=Q(skipped_at__isnull=True) | ~Q(skip_reason="")
            ),
        ]


class Note(models.Model):
    """A note of an officer on a dossier, or a question to a colleague or a unit; never a citizen's to read.

    `scope` addresses a unit's part, `to_account_id` one officer. An alert is a note the house writes itself.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10)  # note | question | alert
    author_id = models.BigIntegerField(null=True)  # account; null: an alert
    at = models.DateTimeField()
    text = models.CharField(max_length=2000)
    scope = models.BigIntegerField(null=True)
    to_account_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)  # of an alert: when it was taken note of
    answered_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=2000, blank=True)

    objects = VisibleToOffice.as_manager()

    class Meta:
        db_table = "dossier_note"
        indexes = [models.Index(fields=["dossier", "at"], name="note_of_dossier")]
        constraints = [
            models.CheckConstraint(
                name="note_addressed",
                condition=Q(kind="note") | Q(scope__isnull=False) | Q(to_account_id__isnull=False),
            )
        ]
