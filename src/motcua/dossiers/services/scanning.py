"""The paper as it was signed by hand and sealed, put by the clerk beside the unsigned PDF and offered to the people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.documents import given
from motcua.documents import queries as files
from motcua.dossiers import events_beside as happened
from motcua.dossiers.models import Dossier, Result
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services.common import begin
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid

SLOT, KIND = "result_scan", "signed"


@transaction.atomic
def permit_scan(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Refuse what `attach_scan` would refuse, before the file is received; raises as it does."""
    return begin(code, Act.ATTACH_SCAN, who=who, now=now, seen=seen).dossier


@transaction.atomic
def attach_scan(code: str, *, file_id: int | None, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Keep the scan as a file of its own; an earlier one is laid aside, the PDF that was approved stays."""
    hand = begin(code, Act.ATTACH_SCAN, who=who, now=now, seen=seen)
    row, holder = files.file(who, file_id) if file_id is not None else (None, None)
    if row is None or holder != ("dossier", hand.dossier.id) or row.slot != SLOT:
        raise Invalid(faults=("scan",))
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    if result.scan_id is not None and result.scan_id != row.id:
        given.set_aside(result.scan_id, now)
    result.scan_id = row.id
    result.save(update_fields=["scan_id"])
    hand.record(happened.ScanAttached(row.id, row.sha256))
    hand.finish()
    tell(hand, "scan_attached", facts={"number": result.number})
    return hand.dossier
