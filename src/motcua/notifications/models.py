"""Notices in a citizen's account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.platform.ids import new_id


class Notice(models.Model):
    """One message to one person or organisation about one dossier; the words come from the template of `code`.

    An organisation has one box for all its representatives: read by one is read.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    person_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, unique=True)  # the same news is never told twice

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index(fields=["person_id", "-at"], name="notice_of_person"),
            models.Index(
                fields=["organisation_id", "-at"],
                condition=Q(organisation_id__isnull=False),
                name="notice_of_organisation",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=True) ^ Q(organisation_id__isnull=True), name="notice_to_one"
            )
        ]
