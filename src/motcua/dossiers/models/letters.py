"""What the office writes of its own faults and ends, and into whose hand a result went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleThroughDossier
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Apology(models.Model):
    """The one letter of apology of a dossier (form 04): drafted by who handles it, signed by the head (R2.34 to R2.37).

    One row a dossier, for ever: a new date may be promised at most once (R2.35).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="apology")
    reason = models.CharField(max_length=1000)
    was_due_at = models.DateTimeField()  # the promise it apologises for
    new_due_at = models.DateTimeField()
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField()
    sent_back = models.CharField(max_length=500, blank=True)  # why the head did not sign the last draft
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    signer = models.JSONField(default=dict)  # name, title, capacity as printed
    number = models.CharField(max_length=60, blank=True)
    is_late = models.BooleanField(default=False)  # signed after its own day

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "apology"
        constraints = [
            models.CheckConstraint(name="apology_reason_said", condition=~Q(reason="")),
            models.CheckConstraint(
                name="apology_signed_has_number", condition=Q(signed_at__isnull=True) | ~Q(number="")
            ),
        ]


class Stop(models.Model):
    """A dossier ended without a result after it was received (state 8, form 05)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="stop")
    number = models.CharField(max_length=60)
    ground = models.CharField(max_length=12)  # withdrawn | lapsed | refused | duplicate
    reason = models.CharField(max_length=2000, blank=True)
    papers_back = models.CharField(max_length=1000, blank=True)  # which originals are given back, how
    refund = models.DecimalField(max_digits=12, decimal_places=0, null=True)  # dong; null: nothing is said of money
    refund_note = models.CharField(max_length=300, blank=True)
    stopped_at = models.DateTimeField()
    stopped_by = models.BigIntegerField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_stop"
        constraints = [
            models.CheckConstraint(
                name="stop_refund_not_negative", condition=Q(refund__isnull=True) | Q(refund__gte=0)
            ),
        ]


class ResultReturn(models.Model):
    """Into whose hand a result went, what was looked at to know him, and how he signed for it (R2.43)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result_return")
    way = models.CharField(max_length=10)  # counter | post | online
    at = models.DateTimeField()
    by = models.BigIntegerField()
    receiver = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=12, blank=True)  # number | document: what was checked
    proof_text = models.CharField(max_length=100, blank=True)  # the number, or which document was seen
    mandate = models.JSONField(null=True)  # another person picks it up: {kind, number, relation}
    mandate_file_id = models.BigIntegerField(null=True)
    signed_by = models.CharField(max_length=8, blank=True)  # paper | thumb | drawn
    witness = models.CharField(max_length=200, blank=True)  # of a thumb-print
    signature_file_id = models.BigIntegerField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "result_return"
        indexes = [models.Index(fields=["at"], name="result_return_at")]
        constraints = [
            models.CheckConstraint(
                name="result_return_counter_knows_whom",
                condition=~Q(way="counter") | (~Q(receiver="") & ~Q(proof="") & ~Q(signed_by="")),
            ),
            models.CheckConstraint(
                name="result_return_thumb_has_witness", condition=~Q(signed_by="thumb") | ~Q(witness="")
            ),
        ]
