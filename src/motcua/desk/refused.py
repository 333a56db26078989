"""What an officer reads when an act at a dossier is refused: who did what and when, and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from motcua.desk.words import STATUS, WHY_NOT
from motcua.dossiers import queries as dossiers
from motcua.dossiers.timeline import timeline
from motcua.identity.queries import Person
from motcua.platform.principal import acting_as
from motcua.platform.text import instant_vi


@dataclass(frozen=True)
class LastDone:
    """A dossier as it stands now: its state, and what was done last (one act writes several events)."""

    title: str
    code: str
    status: str
    url: str
    by: str
    at: str
    did: tuple[str, ...]


def why_not(facts: Mapping[str, Any]) -> str:
    """Return in a sentence why an act may not be done now, "" where the refusal has no reason of its own."""
    told = WHY_NOT.get(facts.get("why", ""), "")
    return f"{told[0].upper()}{told[1:]}." if told else ""


def last_done(who: Person, code: str) -> LastDone | None:
    """Return what was done last at a dossier this officer may see, None for any other.

    The act's own transaction has been undone when this is asked, so it opens one.
    """
    with transaction.atomic(), acting_as(who.principal):
        page = dossiers.page(who, code)
        if page is None:
            return None
        last = next(e for e in reversed(page.history) if e.name != "CallMade")  # a call changed nothing here
        together = [e for e in page.history if e.at == last.at and e.actor == last.actor]
        told = timeline(together, reader="officer", steps=page.steps, closed=dossiers.closed_to(who, page))
    return LastDone(
        title=page.title,
        code=page.code,
        status=STATUS[page.status],
        url=reverse("desk:dossier", args=[page.code]),
        by=last.actor.label,
        at=instant_vi(last.at),
        did=tuple(moment.sentence for moment in reversed(told)),
    )
