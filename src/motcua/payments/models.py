"""What a dossier owes and what was paid for it."""

from __future__ import annotations

from django.db import models

from motcua.platform.ids import new_id


class Obligation(models.Model):
    """The fee of a dossier: lines as shown when it was fixed. An unknown amount is null, never 0."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier_id = models.BigIntegerField(unique=True)
    lines = models.JSONField(default=list)  # {label, amount|null, quantity, legal, needs_officer}
    amount = models.DecimalField(max_digits=12, decimal_places=0, null=True)  # dong; null: an officer must say
    fixed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    waived_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "obligation"


class Payment(models.Model):
    """Money taken for an obligation, with the receipt that proves it. Idempotent by `reference`."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="payments")
    dossier_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=0)
    channel = models.CharField(max_length=20)  # counter | online | bank | post
    receipt_number = models.CharField(max_length=40)
    reference = models.CharField(max_length=80, unique=True)
    paid_at = models.DateTimeField()
    taken_by = models.BigIntegerField(null=True)  # account

    class Meta:
        db_table = "payment"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="payment_not_negative")]


class Refund(models.Model):
    """Money owed back for a dossier, and into whose hand it went. The payment it gives back stays as it was booked."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=0)
    ground = models.CharField(max_length=12)  # withdrawn | duplicate | procedure
    note = models.CharField(max_length=300, blank=True)
    owed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)  # the fee was settled anew before anybody came for it
    paid_at = models.DateTimeField(null=True)
    paid_by = models.BigIntegerField(null=True)  # account
    voucher_number = models.CharField(max_length=60, blank=True)
    receiver = models.CharField(max_length=200, blank=True)
    proof = models.CharField(max_length=12, blank=True)  # number | document: what was checked
    proof_text = models.CharField(max_length=100, blank=True)
    mandate = models.JSONField(null=True)  # another person takes it: {kind, number, relation}
    mandate_file_id = models.BigIntegerField(null=True)
    signed_by = models.CharField(max_length=8, blank=True)  # paper | thumb | drawn
    witness = models.CharField(max_length=200, blank=True)  # of a thumb-print
    signature_file_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "refund"
        indexes = [
            models.Index(fields=["dossier_id"], name="refund_of_dossier"),
            models.Index(fields=["paid_by", "paid_at"], name="refund_paid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"],
                condition=models.Q(paid_at=None, cancelled_at=None),
                name="refund_one_open",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                name="refund_paid_knows_whom",
                condition=models.Q(paid_at__isnull=True)
                | (
                    ~models.Q(receiver="")
                    & ~models.Q(proof="")
                    & ~models.Q(signed_by="")
                    & ~models.Q(voucher_number="")
                    & models.Q(cancelled_at__isnull=True)
                ),
            ),
        ]
