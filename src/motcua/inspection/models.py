"""Samples and notes of inspectors. Rows are added, never changed: the web role has no right to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet

from motcua.dossiers.access import VisibleThroughDossier, held_by
from motcua.dossiers.models import Access
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.platform.ids import new_id

READS = "inspection.read"


class VisibleToOverseers(QuerySet):
    """Rows beside a dossier for inspectors and the manager: who oversees it, in its own class, and may read notes."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        units = {right.unit_id for right in who.rights if right.permission == READS} if who else set()
        held = Access.objects.filter(
            held_by(who), dossier_id=OuterRef("dossier_id"), secrecy=OuterRef("dossier__secrecy")
        )
        part = F("scope").bitrightshift(4).bitand(15)
        overseen = held.filter(scope__isnull=False).annotate(part=part).filter(part=Part.OVERSEEING)
        return self.filter(Exists(overseen), dossier__committee_id__in=units - {None})


class Sample(models.Model):
    """A random sample as it was drawn, with all that is needed to draw it again (rules.draw). Its drawer's own."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    account_id = models.BigIntegerField()
    committee_id = models.IntegerField()
    since = models.DateField()  # accepted from
    until = models.DateField()  # to, this day included
    field = models.CharField(max_length=120, blank=True)  # key of a field of procedures, "" for all
    lateness = models.CharField(max_length=10)  # any | late | on_time, as it stood when it was drawn
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    population = models.IntegerField()
    population_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "inspection_sample"
        indexes = [models.Index(fields=["account_id", "-drawn_at"], name="sample_of_account")]


class Pick(models.Model):
    """A dossier of a sample, in the order of the draw."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    sample = models.ForeignKey(Sample, models.CASCADE, related_name="picks")
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        db_table = "inspection_pick"
        constraints = [models.UniqueConstraint(fields=["sample", "position"], name="pick_once")]


class InspectionNote(models.Model):
    """What an inspector noted of a dossier. Never changed nor taken back; a later note may correct it."""

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="+")
    account_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # name and title as they stood
    text = models.CharField(max_length=4000)
    at = models.DateTimeField()

    objects = VisibleToOverseers.as_manager()

    class Meta:
        db_table = "inspection_note"
        indexes = [models.Index(fields=["dossier", "at"], name="inspection_note_of_dossier")]
