"""What stands beside the way of a dossier: opinions asked, questions, a correction on its way, a twin.

`situation_of` asks here what of it concerns an officer, `place` whom it waits for besides the one at its step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.dossiers.asides import may_have
from motcua.dossiers.models import Correction, Dossier, Note, Opinion
from motcua.dossiers.rules.acts import Holding
from motcua.dossiers.rules.states import FINAL, Status
from motcua.identity.queries import Person
from motcua.identity.rules import Part, scope_of

ASSIGN = "dossiers.assign"
OPEN = Q(answered_at=None, skipped_at=None)


def addressed_to(who: Person) -> Q:
    """Return the condition on a note under which it waits for this officer's answer."""
    mine = Q(to_account_id=who.account_id) | Q(to_account_id=None, scope__in=who.scopes())
    return Q(answered_at=None) & ~Q(kind="note") & mine


def facts(
    dossier: Dossier, holding: Holding | None, scopes: Collection[int], who: Person, now: datetime
) -> dict[str, Any]:
    """Return the fields of a `Situation` that tell what stands beside; three queries, five where twins are sought.

    What the dossier was read with (`asides.with_asides`) need not be asked.
    """
    if who.kind != "officer":
        return {}
    opinions: list[tuple[int, datetime, datetime | None]] = []
    open_correction: list[datetime | None] = []
    if may_have(dossier, "opinion"):
        asked = Opinion.objects.filter(OPEN, dossier=dossier)
        opinions = list(asked.values_list("scope", "deadline", "open_until"))
    if may_have(dossier, "result_correction"):
        open_correction = list(_open_corrections(dossier))
    notes = Note.objects.visible_to(who).filter(addressed_to(who), dossier=dossier)
    return {
        "manages": who.may_over(ASSIGN, dossier.committee_id),
        "handles": scope_of(dossier.handling_unit_id, Part.HANDLING, dossier.secrecy) in scopes,
        "numbers": scope_of(dossier.committee_id, Part.NUMBERING, dossier.secrecy) in scopes,
        "opinion_open": bool(opinions),
        "opinion_for_me": any(scope in scopes and (until or deadline) > now for scope, deadline, until in opinions),
        "note_for_me": may_have(dossier, "dossier_note") and notes.exists(),
        "correction": "" if not open_correction else "approved" if open_correction[0] else "proposed",
        "has_duplicate": _has_twin(dossier, holding, who, now),
    }


def _has_twin(dossier: Dossier, holding: Holding | None, who: Person, now: datetime) -> bool:
    """Twins are sought where somebody decides about them: at intake and at the leader's desk (lessons 35)."""
    from motcua.dossiers.queries.twins import twins_of

    if dossier.status in FINAL or (dossier.status != Status.SUBMITTED and holding != Holding.DECIDING):
        return False
    return bool(twins_of(who, dossier, now=now))


def _open_corrections(dossier: Dossier) -> Iterable[datetime | None]:
    """When each correction on its way was approved: None while it waits for the leader."""
    rows = Correction.objects.filter(dossier=dossier, issued_at=None, refused_at=None)
    return rows.values_list("approved_at", flat=True)


def end_opinions(dossier: Dossier, now: datetime) -> None:
    """Let units that were asked and never answered see a dossier no longer once it has ended."""
    with connection.cursor() as cursor:
        for scope in Opinion.objects.filter(OPEN, dossier=dossier).values_list("scope", flat=True):
            cursor.execute("SELECT dossier_end_access(%s, %s, %s)", [dossier.id, scope, now])


def also_waits(dossier: Dossier, now: datetime) -> list[int]:
    """Return the scopes for which a dossier waits besides its step: units asked, whoever puts a result right."""
    turn: list[int] = []
    if dossier.status not in FINAL:
        turn += Opinion.objects.filter(OPEN, dossier=dossier, deadline__gt=now).values_list("scope", flat=True)
    for approved_at in _open_corrections(dossier):
        part = Part.DECIDING if approved_at is None else Part.NUMBERING
        turn.append(scope_of(dossier.committee_id, part, dossier.secrecy))
    return turn
