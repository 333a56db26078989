"""What an officer wrote into a report before it is taken out."""

from __future__ import annotations

from django.db import models

from motcua.plans.models.plan import Plan
from motcua.platform.ids import new_id


class ReportDraft(models.Model):
    """The sections of one report somebody wrote himself; figures and tables are never kept, they are read anew.

    One for each unit, period and plan. `sections`: key (reporting.model.FREE) -> text; what is not there stands as
    proposed.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id)
    unit_id = models.IntegerField()
    period = models.CharField(max_length=24)
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="reports")
    sections = models.JSONField(default=dict)
    acts = models.IntegerField(default=0)  # how often it was kept: the page says from which it acts
    kept_at = models.DateTimeField()
    kept_label = models.CharField(max_length=200)

    class Meta:
        db_table = "report_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "period", "plan"], nulls_distinct=False, name="report_draft_once"
            )
        ]
