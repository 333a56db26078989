"""What pages tell of a dossier's letter of apology: where it stands for officers, what it says for the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.letter_words import settled
from motcua.dossiers.models import Apology
from motcua.dossiers.queries.page import Page
from motcua.dossiers.rules.apologies import Stage, suggested
from motcua.dossiers.services.letter_stage import apology_stage
from motcua.identity.queries import Person
from motcua.platform.clock import Calendar


@dataclass(frozen=True)
class LetterStage:
    """Where the letter stands now; `due_at` its own day, which may have passed; `warns` as the policy has it."""

    stage: Stage
    due_at: datetime | None
    is_past: bool
    warns: bool


@dataclass(frozen=True)
class SignedLetter:
    """What the applicant was told with the letter."""

    number: str
    was_due_at: datetime
    new_due_at: datetime
    reason: str


def letter_stage(page: Page, *, now: datetime) -> LetterStage:
    """Return where the letter of a dossier stands; no query."""
    stage = apology_stage(page.row, now)
    due = page.apology_due_at
    warns = stage == Stage.WANTED and settled()["apology"]["on_last_day"] != "off"
    return LetterStage(stage, due, due is not None and due < now, warns)


def signed_letter(page: Page) -> SignedLetter | None:
    """Return the letter that was sent, from the dossier's own events; None where there is none."""
    for event in page.history:
        if event.name == "ApologySigned":
            told = event.payload
            reason = "" if "reason" in event.erased else str(told.get("reason") or "")
            return SignedLetter(
                told["number"],
                datetime.fromisoformat(told["was_due_at"]),
                datetime.fromisoformat(told["new_due_at"]),
                reason,
            )
    return None


def drafted_letter(who: Person, dossier_id: int) -> Apology | None:
    """Return the letter as it is drafted, sent back or signed; one query."""
    return Apology.objects.visible_to(who).filter(dossier_id=dossier_id).first()


def suggested_day(page: Page, calendar: Calendar, *, now: datetime) -> str:
    """Return the new day the desk proposes, in ISO form; "" where nothing was promised."""
    if page.due_at is None:
        return ""
    return suggested(page.due_at, now, calendar, settled()["apology"]["suggested_days"]).isoformat()
