"""What a citizen follows: progress by code without signing in, and the list of his dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.dossiers.models import (
    Dossier,
)
from motcua.dossiers.queries.standing import with_standing
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.states import Status
from motcua.identity.queries import Person


@dataclass(frozen=True)
class PublicStatus:
    """What anybody may know of a dossier by its code: code and progress, no names (R2.45, T13)."""

    code: str
    title: str
    committee_id: int
    status: Status
    submitted_at: datetime
    answer_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    no_limit_reason: str
    completed_at: datetime | None
    returned_at: datetime | None
    is_paused: bool
    asks_applicant: bool
    is_owed: bool  # the answer before acceptance, after it the result: its date counts now


def public_status(code: str) -> PublicStatus | None:
    """Return the progress of a code, or None; one query through a named function, without signing in.

    A confidential dossier tells neither its procedure nor that it is confidential.
    """
    proper = codes.read(code)
    if not proper:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossier_public_status(%s)", [proper])
        row = cursor.fetchone()
        if row is None:
            return None
        told = dict(zip([c.name for c in cursor.description], row, strict=True))
    return PublicStatus(
        code=told["code"],
        title=told["title"],
        committee_id=told["committee_id"],
        status=Status(told["status"]),
        submitted_at=told["submitted_at"],
        answer_by=told["answer_by"],
        accepted_at=told["accepted_at"],
        due_at=told["due_at"],
        original_due_at=told["original_due_at"],
        no_limit_reason=told["no_limit_reason"],
        completed_at=told["completed_at"],
        returned_at=told["returned_at"],
        is_paused=told["paused"],
        asks_applicant=told["asks_applicant"],
        is_owed=told["owed"],
    )


@dataclass(frozen=True)
class MyDossier:
    """A line of a citizen's list."""

    id: int
    code: str
    title: str
    status: Status
    submitted_at: datetime
    answer_by: datetime | None
    due_at: datetime | None
    needs_me: bool
    is_paused: bool
    is_owed: bool  # the answer before acceptance, after it the result: its date counts now


def my_dossiers(who: Person, *, limit: int = 50) -> list[MyDossier]:
    """Return a citizen's dossiers, those that wait for him first, then the newest; one query."""
    rows = with_standing(Dossier.objects.visible_to(who)).order_by("-submitted_at")[:limit]
    found = [
        MyDossier(
            id=d.id,
            code=d.code,
            title=d.title,
            status=Status(d.status),
            submitted_at=d.submitted_at,
            answer_by=d.answer_by,
            due_at=d.due_at,
            needs_me=d.asks_applicant,
            is_paused=d.is_paused,
            is_owed=d.is_owed,
        )
        for d in rows
    ]
    return sorted(found, key=lambda d: not d.needs_me)
