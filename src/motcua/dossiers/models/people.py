"""Who is in a dossier, and who may see it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from motcua.dossiers.access import Visible, VisibleAccess
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Party(models.Model):
    """Somebody in a dossier. Facts attach to the party: a person may have only a year of birth or no number yet.

    An organisation is a party with `organisation_id` and no person: the owner of what its account files, or the
    representative of the owner when it files for somebody. A person with an `organisation_id` acts for it: he is
    kept from handling the dossier as an officer, and does not see it as a private person. An organisation only
    named in the answers has neither id.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=15)  # submitter | owner | representative | subject
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    secrecy = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    keys = ArrayField(models.CharField(max_length=80), default=list)
    personal_number = models.CharField(max_length=35, blank=True)  # an organisation's: rules.organisation_code
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=5, default="day")
    phone = models.CharField(max_length=15, blank=True)
    email = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    mandate = models.JSONField(null=True)  # {kind, scope, until, proof}

    objects = Visible.as_manager()

    class Meta:
        db_table = "party"
        indexes = [
            models.Index(fields=["dossier"], name="party_dossier"),
            models.Index(
                fields=["personal_number"], name="party_number"
            ),  # whole: a kept plan cannot prove a part of it
            GinIndex(fields=["keys"], name="party_keys", fastupdate=False),
        ]


class Access(models.Model):
    """Who may see a dossier, and the work-list columns, in one projection kept by the services.

    One row per (dossier, scope) for units, per (dossier, person) for parties. `scope` is
    identity.rules.scope_of(unit, part, class). `until` null: for good (history decides who
    may read later); an opinion asked for three days ends. `is_turn`: it waits for this holder.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="access", db_index=False)
    scope = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    secrecy = models.SmallIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    persons = ArrayField(
        models.BigIntegerField(), default=list
    )  # and organisations, of all parties: their own are barred
    is_turn = models.BooleanField(default=False)
    # Of a row that oversees an open dossier in its own class: the scopes it waits for; null in every other row.
    waits_for = ArrayField(models.BigIntegerField(), null=True)
    status = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True)  # what the list is ordered by: answer_by before acceptance
    assignee_id = models.BigIntegerField(null=True)
    procedure = models.CharField(max_length=20)
    submitted_at = models.DateTimeField()

    objects = VisibleAccess.as_manager()

    class Meta:
        db_table = "dossier_access"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "scope"], condition=Q(scope__isnull=False), name="access_scope_once"
            ),
            models.UniqueConstraint(
                fields=["dossier", "person_id", "secrecy"],
                condition=Q(person_id__isnull=False),
                name="access_person_once",
            ),
            models.UniqueConstraint(
                fields=["dossier", "organisation_id", "secrecy"],
                condition=Q(organisation_id__isnull=False),
                name="access_organisation_once",
            ),
            models.CheckConstraint(
                name="access_of_somebody",
                condition=Q(scope__isnull=False) | Q(person_id__isnull=False) | Q(organisation_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["dossier"], name="access_dossier"),  # all rows of one: written with every act
            models.Index(fields=["scope", "due_at", "dossier"], condition=Q(is_turn=True), name="access_turn"),
            models.Index(
                fields=["scope", "status", "due_at", "dossier"], condition=Q(status__in=[5, 6]), name="access_waiting"
            ),
            models.Index(fields=["scope", "-submitted_at", "dossier"], name="access_newest"),
            models.Index(
                fields=["scope", "due_at", "dossier"], condition=Q(waits_for__isnull=False), name="access_overseen"
            ),
            models.Index(
                fields=["person_id", "-submitted_at"], condition=Q(person_id__isnull=False), name="access_person"
            ),
            models.Index(
                fields=["organisation_id"], condition=Q(organisation_id__isnull=False), name="access_organisation"
            ),
        ]
