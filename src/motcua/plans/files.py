"""Files of plans: their papers and what is shown as evidence. The port of `documents` (who may see them)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from motcua.identity.queries import Person
from motcua.plans.models import Plan

HOLDER = "plan"
PAPER = "paper"


def restrict(rows: QuerySet[Any], who: Person | None) -> QuerySet[Any]:
    """Keep the files of plans this person sees."""
    return rows.filter(holder_id__in=Plan.objects.visible_to(who).values("id"))


def slot_of(occurrence_id: int) -> str:
    """Return where the evidence of one occurrence of a task lies."""
    return f"task-{occurrence_id}"
