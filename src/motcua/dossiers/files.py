"""Files of dossiers: the port of `documents` (who may see them, and the log of who did)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from motcua.dossiers import access
from motcua.dossiers.models import Dossier, Party
from motcua.identity.queries import Person
from motcua.platform.reads import log_read


def restrict(rows: QuerySet[Any], who: Person | None) -> QuerySet[Any]:
    """Keep the files of dossiers this person may see, each in its own class of secrecy.

    A file not meant for the parties (an internal paper) is kept from citizens.
    """
    seen = access.restrict(rows, who, dossier="holder_id", secrecy="secrecy")
    return (
        seen
        if who is not None and who.kind == "officer"
        else seen.filter(is_public_to_parties=True).exclude(kind="scan")
    )


def opened(
    who: Person,
    attachment_id: int,  # noqa: ARG001 - the port names it; the log needs the dossier
    holder: tuple[str, int],
    what: str,
    *,
    now: datetime,
) -> None:
    """Log that an officer opened a file, for each person or organisation the dossier is about."""
    if who.kind != "officer":
        return
    dossier = Dossier.objects.visible_to(who).get(pk=holder[1])
    parties = Party.objects.visible_to(who).filter(dossier=dossier).values_list("organisation_id", "person_id")
    subjects = {organisation or person for organisation, person in parties} or {None}
    log_read(
        who.reader,
        what=f"file.{what}",
        purpose=dossier.code,
        at=now,
        dossier_id=dossier.id,
        subject_ids=tuple(subjects),
    )
