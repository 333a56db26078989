"""What a dossier holds: answers and papers."""

from __future__ import annotations

from django.db import models

from motcua.dossiers.access import Visible
from motcua.dossiers.models.dossier import Dossier
from motcua.platform.ids import new_id


class Answers(models.Model):
    """The answers of one class of secrecy: a confidential section is a row of its own, with its own readers.

    `values`: key -> {"value", "source", "at", "evidence", "confirmed"}. `raw` holds an opaque
    e-form of a portal dossier; both may be empty ("không có biểu mẫu").
    """

    pk = models.CompositePrimaryKey("dossier_id", "secrecy")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="answers")
    secrecy = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    raw = models.JSONField(null=True)

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_answers"


class Component(models.Model):
    """One paper (thành phần) of a dossier and where it stands."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="components")
    key = models.CharField(max_length=60)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=400)
    secrecy = models.SmallIntegerField(default=0)
    is_required = models.BooleanField()
    filled_by = models.CharField(max_length=12)  # file | eform | paper | state_data | presented | nothing
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    held = models.CharField(max_length=10, blank=True)  # at the counter: "" electronic | kept | lent: to be given back
    given_back_at = models.DateTimeField(null=True)

    objects = Visible.as_manager()

    class Meta:
        db_table = "dossier_component"
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="component_once")]
