"""Where the letter of apology of a dossier stands, read from the dossier's own row."""

from __future__ import annotations

from datetime import datetime

from motcua.dossiers.letter_words import settled
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import apologies
from motcua.dossiers.rules.states import Status


def apology_stage(dossier: Dossier, now: datetime) -> apologies.Stage:
    """Return where the letter of apology of a dossier stands; no query."""
    return apologies.stage(
        status=Status(dossier.status),
        accepted_at=dossier.accepted_at,
        due_at=dossier.due_at,
        apology_due_at=dossier.apology_due_at,
        drafted_at=dossier.apology_drafted_at,
        signed_at=dossier.apology_signed_at,
        offered_days=settled()["apology"]["offered_days_before"],
        now=now,
    )
