"""Whoever filed at the counter and signs in later finds his dossiers in his account."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.ids import new_id

MOST = 50  # at one sign-in; the rest follow at the next


@transaction.atomic
def recognise(who: Person, *, now: datetime) -> int:
    """Make the dossiers filed at a counter in which this citizen is named his own; return how many. One query if none.

    Number, name and birth date must agree, and nobody else may stand there (functions.sql, dossiers_recognise).
    """
    if who.kind != "citizen" or who.organisation_id is not None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_id, role FROM dossiers_recognise(%s)", [[new_id() for _ in range(MOST)]])
        found = cursor.fetchall()
    rows = (
        {row.pk: row for row in Dossier.objects.visible_to(who).filter(pk__in=[one for one, _ in found])}
        if found
        else {}
    )
    for dossier_id, role in found:
        dossier = rows[dossier_id]
        events.record(
            ("dossier", dossier_id),
            happened.PartyRecognised(role),
            actor=who.actor,
            at=now,
            unit_id=dossier.committee_id,
            secrecy=dossier.secrecy,
        )
    return len(found)
