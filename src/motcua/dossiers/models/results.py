"""What the office gives: results, numbers of its books, printed forms."""

from __future__ import annotations

from django.db import models

from motcua.dossiers.access import Visible, VisibleThroughDossier
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Result(models.Model):
    """What the office decided: a grant with its data, or a refusal on the merits with the way to complain."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result")
    is_refusal = models.BooleanField()
    secrecy = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    reason = models.CharField(max_length=2000, blank=True)
    legal_basis = models.CharField(max_length=500, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    signer = models.JSONField(default=dict)  # name, title, capacity as printed
    number = models.CharField(max_length=60, blank=True)
    attachment_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file that was approved: no other is numbered
    scan_id = models.BigIntegerField(null=True)  # attachment: the paper as it was signed by hand and sealed

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_result"


class BookEntry(models.Model):
    """A number reserved in a book: forms 01 and 02, decisions going out (unit, register, year)."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    register = models.CharField(max_length=30)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    text = models.CharField(max_length=60)  # as printed: 05/TNHS
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="book_entries")
    reserved_at = models.DateTimeField()
    volume = models.SmallIntegerField(null=True)  # of a book bound in volumes
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)  # account
    void_reason = models.CharField(max_length=500, blank=True)  # a number stays in its book, with why it went nowhere

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "book_entry"
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "register", "year", "number"], name="book_number_once")
        ]


class BookVolume(models.Model):
    """A volume (quyển) of a book that is bound in volumes: opened by the clerk; the numbers run on through the year."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    register = models.CharField(max_length=30)
    year = models.SmallIntegerField()
    volume = models.SmallIntegerField()  # the first of a year needs no row
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()  # account

    class Meta:
        db_table = "book_volume"
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "register", "year", "volume"], name="book_volume_once"),
            models.CheckConstraint(name="book_volume_after_the_first", condition=models.Q(volume__gte=2)),
        ]


class Slip(models.Model):
    """A printed form of a dossier (01, 02, 03): the data it was made from and the file, by template generation."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="slips")
    form = models.CharField(max_length=10)
    generation = models.CharField(max_length=20)
    number = models.CharField(max_length=60, blank=True)
    data = models.JSONField()
    made_at = models.DateTimeField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "slip"
