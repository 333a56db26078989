"""What is asked of the applicant, and what he asks of the office."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import Visible, VisibleThroughDossier
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Supplement(models.Model):
    """A request to complete a dossier (form 02): every component and field judged, once (R2.6, R2.7)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    ordinal = models.SmallIntegerField()
    number = models.CharField(max_length=40, blank=True)  # of form 02
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    deadline = models.DateField()
    needs_leader = models.BooleanField(default=False)  # waits for one, for either of the two reasons below
    repeats = models.BooleanField(default=False)  # asks for what was visible the first time
    is_late = models.BooleanField(default=False)  # handed back later after reception than R2.24 allows
    late_ground = models.CharField(max_length=500, blank=True)  # the special law that allows it, in the leader's words
    second_reason = models.CharField(max_length=500, blank=True)  # the leader's; the request is sent with it
    second_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)  # null: waits for the leader's reason, or was refused by him
    refused_at = models.DateTimeField(null=True)  # the leader let it not go out: nothing was ever asked
    refused_by = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    changed = models.JSONField(default=list)  # what the citizen changed: [[kind, key], ...]
    completed_at = models.DateTimeField(null=True)  # the citizen's; the clock runs again from here
    completed_way = models.CharField(max_length=8, blank=True)  # online | counter: who typed it in his name
    completed_by = models.BigIntegerField(null=True)  # account
    confirmed_at = models.DateTimeField(null=True)  # the officer's
    lapsed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "supplement"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ordinal"], name="supplement_once"),
            models.CheckConstraint(  # R2.24: never silently
                name="supplement_late_names_its_law",
                condition=Q(sent_at__isnull=True) | Q(is_late=False) | ~Q(late_ground=""),
            ),
            models.CheckConstraint(
                name="supplement_refused_says_why",
                condition=Q(refused_at__isnull=True) | (~Q(refusal="") & Q(sent_at__isnull=True)),
            ),
        ]


WAITS_FOR_LEADER = Q(sent_at=None, refused_at=None)


class SupplementItem(models.Model):
    """The judgement of one component or field in a supplement request."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # field | component
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=400)
    secrecy = models.SmallIntegerField(default=0)
    concerns = models.JSONField(default=list)  # for a component: the file field that fills it
    is_good = models.BooleanField()
    reason = models.CharField(max_length=60, blank=True)  # key of a common defect or of the general list
    message = models.CharField(max_length=1000, blank=True)  # one sentence of what to do

    objects = Visible.as_manager()

    class Meta:
        db_table = "supplement_item"
        constraints = [
            models.UniqueConstraint(fields=["supplement", "kind", "key"], name="supplement_item_once"),
            models.CheckConstraint(name="supplement_bad_says_why", condition=Q(is_good=True) | ~Q(message="")),
        ]


class Withdrawal(models.Model):
    """A citizen asked to stop; the office grants or refuses (R2.41, R2.42)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="withdrawals")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "withdrawal"
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(decided_at=None), name="withdrawal_one_open")
        ]
