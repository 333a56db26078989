"""A whole dossier sent by a program."""

from __future__ import annotations

from django.db import models


class SubmissionKey(models.Model):
    """A whole dossier sent by a program under a key of its own: sent again, it leads to the same dossier.

    `fingerprint` is the SHA-256 of what was sent, so that a key used for something else is noticed.
    """

    pk = models.CompositePrimaryKey("account_id", "key")
    account_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    draft_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "submission_key"
