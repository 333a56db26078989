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
