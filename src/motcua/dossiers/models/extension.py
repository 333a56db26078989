"""More days for a supplement: the citizen's request and the office's answer. Loaded with `models.py`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.dossiers.access import VisibleThroughDossier
from motcua.platform.ids import new_id


class Extension(models.Model):
    """A citizen asked for more days to answer a supplement; the office grants or refuses with a sentence.

    Decided and neither granted nor refused (`is_granted` null): the supplement came in before anybody answered.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="extensions")
    supplement = models.ForeignKey("dossiers.Supplement", models.CASCADE, related_name="extensions")
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()  # account
    reason = models.CharField(max_length=500)
    wished_on = models.DateField()  # the last day he wishes for
    deadline_before = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)  # account
    is_granted = models.BooleanField(null=True)
    granted_until = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = VisibleThroughDossier.as_manager()

    class Meta:
        app_label = "dossiers"
        db_table = "supplement_extension"
        constraints = [
            models.UniqueConstraint(fields=["supplement"], condition=Q(decided_at=None), name="extension_one_open"),
            models.CheckConstraint(
                name="extension_granted_has_its_day",
                condition=~Q(is_granted=True) | Q(granted_until__isnull=False),
            ),
            models.CheckConstraint(
                name="extension_answered_in_words", condition=Q(is_granted__isnull=True) | ~Q(answer="")
            ),
        ]
