"""How a dossier moves through the office and when its clock stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleThroughDossier
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Pause(models.Model):
    """A span in which the clock stands, for a reason of the procedure's own list (R2.27b)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_pause"
        constraints = [models.UniqueConstraint(fields=["dossier"], condition=Q(until=None), name="pause_one_open")]


class Verification(models.Model):
    """A check outside the office, with the officer's own date for it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="verifications")
    what = models.CharField(max_length=500)
    where = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    expected_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=1000, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "verification"


class Handover(models.Model):
    """One hand-over between steps: a line of the control slip (R2.20)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="handovers")
    ordinal = models.IntegerField()
    kind = models.CharField(max_length=10)  # forward | back | recall
    from_step = models.CharField(max_length=60, blank=True)
    to_step = models.CharField(max_length=60)
    from_unit_id = models.IntegerField()
    to_unit_id = models.IntegerField()
    from_account_id = models.BigIntegerField(null=True)
    to_account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # by when the step it left was to be done
    note = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(null=True)  # who gave it signed the day's list
    given_by = models.BigIntegerField(null=True)
    taken_up_at = models.DateTimeField(null=True)  # once the receiver acted, it cannot be recalled
    undone_at = models.DateTimeField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "handover"
        constraints = [models.UniqueConstraint(fields=["dossier", "ordinal"], name="handover_once")]
        indexes = [models.Index(fields=["at"], name="handover_at")]
