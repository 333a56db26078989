"""The read side of drafts: a person's own, and nobody else's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from motcua.forms.engine import Value, answers_from_json
from motcua.forms.models import CLOSED_BY_OWNER, Draft
from motcua.identity.queries import Person
from motcua.platform.errors import NotFound


@dataclass(frozen=True)
class DraftRow:
    """A draft in "Việc đang làm dở": where it stands and when it was last touched. `changes` wait to be read."""

    id: int
    unit_id: int
    subject: str
    version_id: int
    position: str
    is_for_other: bool
    started_at: datetime
    touched_at: datetime
    changes: tuple[str, ...]
    closed_reason: str


@dataclass(frozen=True)
class DraftView:
    """A draft with its answers. `version` numbers its last change: a page posts it back with what was typed on it."""

    id: int
    account_id: int
    unit_id: int
    subject: str
    version_id: int
    answers: dict[str, Value]
    version: int
    position: str
    is_for_other: bool
    started_at: datetime
    touched_at: datetime
    signed_in_at: datetime | None
    submitted_at: datetime | None
    closed_at: datetime | None
    closed_reason: str
    changes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None and self.closed_at is None

    @property
    def is_dropped(self) -> bool:
        """Whether the person put it away himself."""
        return self.closed_reason == CLOSED_BY_OWNER


def my_drafts(who: Person, *, limit: int = 50) -> list[DraftRow]:
    """The person's open drafts, the one touched last first; one query."""
    rows = (
        Draft.objects.filter(account_id=who.account_id, submitted_at=None, closed_at=None)
        .defer("answers")
        .order_by("-touched_at", "-id")[:limit]
    )
    return [_row(row) for row in rows]


def my_closed_drafts(who: Person, *, limit: int = 20) -> list[DraftRow]:
    """The person's drafts that the office closed, newest first: read and deleted, never sent; one query."""
    rows = Draft.objects.filter(account_id=who.account_id, submitted_at=None, closed_at__isnull=False)
    rows = rows.exclude(closed_reason=CLOSED_BY_OWNER).defer("answers").order_by("-closed_at", "-id")
    return [_row(row) for row in rows[:limit]]


def _row(row: Draft) -> DraftRow:
    return DraftRow(
        id=row.id,
        unit_id=row.unit_id,
        subject=row.subject,
        version_id=row.version_id,
        position=row.position,
        is_for_other=row.is_for_other,
        started_at=row.started_at,
        touched_at=row.touched_at,
        changes=tuple(row.rebased),
        closed_reason=row.closed_reason,
    )


def places_of_open_drafts(subjects: Collection[str]) -> set[tuple[str, int]]:
    """Return (procedure, unit) of every open draft of some procedures; one query. For background work."""
    rows = Draft.objects.filter(subject__in=subjects, submitted_at=None, closed_at=None)
    return set(rows.values_list("subject", "unit_id").distinct())


def draft(who: Person, draft_id: int) -> DraftView:
    """One of the person's drafts, also a submitted or closed one; NotFound for anybody else's; one query."""
    found = Draft.objects.filter(pk=draft_id, account_id=who.account_id).first()
    if found is None:
        raise NotFound("no such draft", draft=draft_id)
    return view_of(found)


def view_of(row: Draft) -> DraftView:
    """The row as others read it."""
    return DraftView(
        id=row.id,
        account_id=row.account_id,
        unit_id=row.unit_id,
        subject=row.subject,
        version_id=row.version_id,
        answers=answers_from_json(row.answers),
        version=row.sequence,
        position=row.position,
        is_for_other=row.is_for_other,
        started_at=row.started_at,
        touched_at=row.touched_at,
        signed_in_at=row.signed_in_at,
        submitted_at=row.submitted_at,
        closed_at=row.closed_at,
        closed_reason=row.closed_reason,
        changes=tuple(row.rebased),
    )
