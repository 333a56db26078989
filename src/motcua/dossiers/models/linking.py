"""What joins one dossier or result to another: duplicates looked at, results corrected; and one run over many."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.dossiers.access import VisibleThroughDossier
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Pair(models.Model):
    """Two dossiers somebody compared: not the same matter, or the same, and then which of them goes on.

    The earlier id stands first, so that a pair exists once.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pairs")
    other = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10)  # different | merged
    kept_id = models.BigIntegerField(null=True)  # of a merged pair: the one that goes on
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_pair"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "other"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(dossier__lt=F("other"))),
            models.CheckConstraint(
                name="pair_merged_keeps_one", condition=Q(verdict="different") | Q(kept_id__isnull=False)
            ),
        ]


class Correction(models.Model):
    """A correction of a result that was given: a new paper with a number of its own, the old one marked replaced."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="corrections")
    ordinal = models.SmallIntegerField()
    reason = models.CharField(max_length=1000)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    attachment_id = models.BigIntegerField()  # the new paper, signed
    sha256 = models.CharField(max_length=64)  # of the file as it was proposed
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    signer = models.JSONField(default=dict)
    refused_at = models.DateTimeField(null=True)  # the leader did not sign it: the first result stands
    refused_by = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True)
    old_number = models.CharField(max_length=60, blank=True)
    old_attachment_id = models.BigIntegerField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "result_correction"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ordinal"], name="correction_once"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(issued_at=None, refused_at=None), name="correction_one_open"
            ),
            models.CheckConstraint(
                name="correction_refused_says_why", condition=Q(refused_at__isnull=True) | ~Q(refusal="")
            ),
        ]


class BulkRun(models.Model):
    """One act on several dossiers by one press, with what came of each; the same press sent twice is one run."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    key = models.CharField(max_length=40)  # given out with the list it was pressed on
    act = models.CharField(max_length=30)
    at = models.DateTimeField()
    outcomes = models.JSONField(default=list)  # [{code, title, done, why}]: what the officer saw himself

    class Meta:
        db_table = "bulk_run"
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="bulk_run_once")]
