"""Notices as people read them: the words of each code are data (data/templates.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml
from django.db.models import Q

from motcua.identity.queries import Person
from motcua.notifications.models import Notice


@dataclass(frozen=True)
class NoticeView:
    """One notice: a heading, a sentence that says what to do, and when it came."""

    id: int
    dossier_id: int | None
    heading: str
    sentence: str
    at: datetime
    is_new: bool


@lru_cache(maxsize=1)
def templates() -> dict[str, dict[str, str]]:
    """Return the words of every notice code: {"heading", "sentence"} with named placeholders."""
    return yaml.safe_load((Path(__file__).parent / "data" / "templates.yaml").read_text("utf-8"))


def to(who: Person) -> Q:
    """Return the condition on a notice under which it is this one's: his own, or the organisation's he acts for."""
    return Q(organisation_id=who.organisation_id) if who.organisation_id else Q(person_id=who.person_id)


def notices_of(who: Person, *, limit: int = 20) -> list[NoticeView]:
    """Return the newest notices of the one signed in; one query."""
    rows = Notice.objects.filter(to(who)).order_by("-at", "-id")[:limit]
    return [
        NoticeView(
            n.id,
            n.dossier_id,
            templates()[n.code]["heading"].format(**n.facts),
            templates()[n.code]["sentence"].format(**n.facts),
            n.at,
            n.read_at is None,
        )
        for n in rows
    ]
