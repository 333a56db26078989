"""One application and every code it was ever known by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleDossiers, VisibleThroughDossier
from motcua.dossiers.rules.states import Status
from motcua.platform.ids import new_id

_STATUSES = [(s.value, s.name.lower()) for s in Status]


class Dossier(models.Model):
    """One application about one person under one version of a procedure."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    code = models.CharField(max_length=50, unique=True)
    procedure = models.CharField(max_length=20)
    title = models.CharField(max_length=200)  # short name of the procedure, as it was
    form_version_id = models.BigIntegerField()  # fixed at submission
    terms_version_id = models.BigIntegerField(null=True)  # process, limit, policy: fixed at acceptance
    case = models.CharField(max_length=60, blank=True)
    secrecy = models.SmallIntegerField(default=0)
    origin = models.CharField(max_length=10)  # local | counter | post | portal | chain
    channel = models.PositiveSmallIntegerField()  # 1 counter, 2 online, 3 post (R2.4)
    committee_id = models.IntegerField()  # whose dossier it is: the competent authority
    receiving_unit_id = models.IntegerField()
    handling_unit_id = models.IntegerField()
    support_unit_id = models.IntegerField(null=True)  # the counter that took it in for another competent unit (R2.12)
    assisted_by = models.BigIntegerField(null=True)  # account of the officer who helped to file online (R2.15)
    submitter_account_id = models.BigIntegerField(null=True)
    draft_id = models.BigIntegerField(null=True, unique=True)  # a draft becomes one dossier, however often it is sent

    status = models.PositiveSmallIntegerField(choices=_STATUSES)
    payment_from = models.PositiveSmallIntegerField(null=True, choices=_STATUSES)  # where 6 was entered from
    withdrawal_from = models.PositiveSmallIntegerField(null=True, choices=_STATUSES)  # where 7 was entered from
    was_accepted = models.BooleanField(default=False)
    step = models.CharField(max_length=60, blank=True)  # key of the process step it stands at
    assignee_id = models.BigIntegerField(null=True)  # account
    step_due_at = models.DateTimeField(null=True)

    arrived_on = models.DateField(null=True)  # of a letter: the day the post brought it
    submitted_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)  # R2.8: by when we answer
    estimated_at = models.DateTimeField(null=True)  # the result date as an estimate, before acceptance
    accepted_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)  # never changed once promised (R2.32)
    due_at = models.DateTimeField(null=True)  # projection of the last DueSet event; the event is the promise
    apology_due_at = models.DateTimeField(null=True)  # one day before the promise (R2.34); null once a new one stands
    apology_drafted_at = models.DateTimeField(null=True)  # a letter waits for the head; null again when sent back
    apology_signed_at = models.DateTimeField(null=True)
    unapologised_at = models.DateTimeField(null=True)  # the second fault: late, and nobody had apologised
    no_limit_reason = models.CharField(max_length=200, blank=True)  # nine real procedures publish no limit
    completed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    acts = models.IntegerField(default=0)  # grows with every act: an officer acting on an older page is told

    objects = VisibleDossiers.as_manager()

    class Meta:
        db_table = "dossier"
        indexes = [
            models.Index(fields=["committee_id", "-submitted_at"], name="dossier_newest"),
            models.Index(fields=["due_at"], name="dossier_open_due", condition=Q(status__in=[2, 4])),
            models.Index(fields=["completed_at"], name="dossier_to_fetch", condition=Q(status=9)),
        ]
        constraints = [
            models.CheckConstraint(
                name="dossier_accepted_has_due_or_reason",
                condition=Q(accepted_at__isnull=True)
                | Q(due_at__isnull=False, no_limit_reason="")
                | (Q(due_at__isnull=True) & ~Q(no_limit_reason="")),
            ),
            models.CheckConstraint(name="dossier_channel", condition=Q(channel__in=[1, 2, 3])),
            models.CheckConstraint(name="dossier_status", condition=Q(status__range=(1, 10))),
        ]


class DossierCode(models.Model):
    """Every code a dossier was ever known by finds it."""

    code = models.CharField(max_length=50, primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=10)  # local | national | chain | old
    since = models.DateTimeField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "dossier_code"
