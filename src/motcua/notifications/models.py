"""Notices in a citizen's account."""

from __future__ import annotations

from django.db import models

from motcua.platform.ids import new_id


class Notice(models.Model):
    """One message to one person about one dossier; the words come from the template of `code`."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    person_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=120, unique=True)  # the same news is never told twice

    class Meta:
        db_table = "notice"
        indexes = [models.Index(fields=["person_id", "-at"], name="notice_of_person")]
