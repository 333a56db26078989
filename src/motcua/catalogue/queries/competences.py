"""Lines of competence as an administrator sees them: which unit receives and which handles each group of procedures."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from motcua.catalogue.models import Competence, Entry
from motcua.catalogue.packs.compose import GUIDE_ONLY
from motcua.platform.text import sort_key


def names_unit(unit_id: int) -> bool:
    """Tell whether any line of competence sends dossiers to a unit; one query."""
    return Competence.objects.filter(Q(receiving_unit_id=unit_id) | Q(handling_unit_id=unit_id)).exists()


def competences(committee_id: int) -> dict[str, tuple[int, int]]:
    """Return (receiving unit, handling unit) by group of procedures in a committee; one query."""
    rows = Competence.objects.filter(committee_id=committee_id, procedure="")
    return {row.group: (row.receiving_unit_id, row.handling_unit_id) for row in rows}


def have_competence(committee_ids: Collection[int]) -> set[int]:
    """Return which of these committees have said who does what at all; one query."""
    rows = Competence.objects.filter(committee_id__in=list(committee_ids))
    return set(rows.values_list("committee_id", flat=True))


def groups() -> list[str]:
    """Return every group of procedures a commune decides or hands on, in the order of the alphabet; one query."""
    found = Entry.objects.exclude(handling=GUIDE_ONLY).values_list("group", flat=True).distinct()
    return sorted(found, key=sort_key)
