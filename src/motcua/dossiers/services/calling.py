"""Calls to people who left no e-mail address: who may make them, and the word of each in the dossier's chain."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers import telling
from motcua.dossiers.models import Dossier
from motcua.identity.queries import Person
from motcua.notifications import services as notifications
from motcua.notifications.rules import Outcome
from motcua.notifications.services import Called
from motcua.platform import events
from motcua.platform.errors import NotFound
from motcua.platform.events import Personal


@transaction.atomic
def record_call(
    code: str,
    delivery_id: int,
    *,
    outcome: Outcome,
    note: str,
    again_at: datetime | None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Called:
    """Write down one call about a dossier this officer receives, and append it to the dossier's chain.

    Whoever called second at the same moment is told who came first (Conflict). Raises NotFound, StepNotAllowed,
    Conflict, Invalid (`note`, `again_at`).
    """
    if delivery_id not in {call.id for call in telling.calls_of(who, code)}:
        raise NotFound("no such call")
    called = notifications.record_call(
        delivery_id, outcome=outcome, note=note, again_at=again_at, who=who, now=now, seen=seen
    )
    dossier = Dossier.objects.visible_to(who).get(codes__code=code.upper())
    events.record(
        ("dossier", dossier.id),
        happened.CallMade(called.ordinal, outcome, Personal(note), again_at if outcome == "call_back" else None),
        actor=who.actor,
        at=now,
        unit_id=dossier.committee_id,
        secrecy=dossier.secrecy,
    )
    return called
