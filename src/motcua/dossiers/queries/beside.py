"""The read side of what officers do among themselves: opinions for both sides, notes, questions, links to others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import Q

from motcua.dossiers.asides import may_have
from motcua.dossiers.models import BulkRun, Correction, Dossier, Note, Opinion, Pair
from motcua.dossiers.rules.states import FINAL
from motcua.dossiers.services.beside import OPEN, addressed_to
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.rules import Part, part_of_scope

MOST = 100
State = Literal["open", "late", "answered", "skipped"]


@dataclass(frozen=True)
class OpinionRow:
    """An opinion in a list, for who asked and for who is asked."""

    dossier_id: int
    code: str
    title: str
    ordinal: int
    unit: str
    asking_unit: str
    asked_at: datetime
    deadline: datetime
    question: str
    papers: tuple[int, ...]
    state: State
    is_reminded: bool
    verdict: str
    answer: str
    answered_at: datetime | None
    answered_late: bool
    answered_by: int | None
    attachment_id: int | None
    skip_reason: str


def opinions_of(who: Person, dossier_id: int, *, now: datetime | None = None) -> list[OpinionRow]:
    """Return the opinions asked about one dossier, oldest first."""
    return _opinions(who, Q(dossier_id=dossier_id), now, "ordinal")


def opinions_to_answer(who: Person, *, now: datetime) -> list[OpinionRow]:
    """Return what this officer's units are asked and may still answer, be it late, the nearest deadline first."""
    still = Q(deadline__gt=now) | Q(open_until__gt=now)
    wanted = OPEN & still & Q(scope__in=who.scopes(Part.CONSULTED)) & ~Q(dossier__status__in=FINAL)
    return _opinions(who, wanted, now, "deadline")


def opinions_asked(who: Person, *, now: datetime) -> list[OpinionRow]:
    """Return what this officer's units asked: what is open first, by deadline, then what was answered lately."""
    units = {part_of_scope(scope)[0] for scope in who.scopes(Part.HANDLING)}
    found = _opinions(who, Q(asking_unit_id__in=units), now, "-asked_at")
    return sorted(
        found, key=lambda o: (o.state not in {"late", "open"}, o.deadline if o.state == "open" else o.asked_at)
    )


def _opinions(who: Person, wanted: Q, now: datetime | None, order: str) -> list[OpinionRow]:
    if who.kind != "officer":
        return []
    rows = list(Opinion.objects.visible_to(who).filter(wanted).select_related("dossier").order_by(order, "id")[:MOST])
    names = _units({r.unit_id for r in rows} | {r.asking_unit_id for r in rows}, rows)
    return [
        OpinionRow(
            dossier_id=r.dossier_id,
            code=r.dossier.code,
            title=r.dossier.title,
            ordinal=r.ordinal,
            unit=names[r.unit_id],
            asking_unit=names[r.asking_unit_id],
            asked_at=r.asked_at,
            deadline=r.deadline,
            question=r.question,
            papers=tuple(r.papers),
            state=_state(r, now),
            is_reminded=r.reminded_at is not None,
            verdict=r.verdict,
            answer=r.answer,
            answered_at=r.answered_at,
            answered_late=r.answered_at is not None and r.answered_at > r.deadline,
            answered_by=r.answered_by,
            attachment_id=r.attachment_id,
            skip_reason=r.skip_reason,
        )
        for r in rows
    ]


def _state(row: Opinion, now: datetime | None) -> State:
    if row.answered_at is not None:
        return "answered"
    if row.skipped_at is not None or row.dossier.status in FINAL:
        return "skipped"
    return "late" if row.late_told_at is not None or (now is not None and row.deadline <= now) else "open"


def _units(ids: Iterable[int], rows: list[Opinion]) -> dict[int, str]:
    on = max((r.asked_at for r in rows), default=None)
    return {unit: identity.unit_view(unit, on.date()).name for unit in set(ids)} if on else {}


@dataclass(frozen=True)
class NoteRow:
    """A note or question on a dossier, with its answer."""

    id: int
    code: str
    title: str
    kind: str
    author: str
    to: str
    at: datetime
    text: str
    answer: str
    answered_at: datetime | None
    answered_by: str
    is_for_me: bool


def notes_of(who: Person, dossier_id: int) -> list[NoteRow]:
    """Return the notes on one dossier, oldest first; none for its own people and for units only consulted."""
    return _notes(who, Q(dossier_id=dossier_id) & ~Q(kind="alert"))


def questions_for(who: Person) -> list[NoteRow]:
    """Return the questions and alerts that wait for this officer or his offices, oldest first."""
    return _notes(who, addressed_to(who))


def _notes(who: Person, wanted: Q) -> list[NoteRow]:
    if who.kind != "officer":
        return []
    rows = list(Note.objects.visible_to(who).filter(wanted).select_related("dossier").order_by("at", "id")[:MOST])
    people = {a for r in rows for a in (r.author_id, r.answered_by, r.to_account_id) if a is not None}
    names = identity.labels(people, max(r.at for r in rows).date()) if people else {}
    made = []
    for r in rows:
        unit = part_of_scope(r.scope)[0] if r.scope is not None else None
        to = names.get(r.to_account_id or 0, "") or (identity.unit_view(unit, r.at.date()).name if unit else "")
        waits = r.kind != "note" and r.answered_at is None
        mine = r.to_account_id == who.account_id or (r.to_account_id is None and r.scope in who.scopes())
        made.append(
            NoteRow(
                r.id, r.dossier.code, r.dossier.title, r.kind, names.get(r.author_id or 0, "Hệ thống"), to, r.at,
                r.text, r.answer, r.answered_at, names.get(r.answered_by or 0, ""), waits and mine,
            )
        )  # fmt: skip
    return made


@dataclass(frozen=True)
class LinkRow:
    """A dossier joined to this one as the same matter."""

    code: str
    goes_on: bool  # the other one goes on; this one was stopped
    reason: str
    at: datetime


def links_of(who: Person, dossier_id: int) -> list[LinkRow]:
    """Return the dossiers that were merged with this one; the other must be this officer's to see as well."""
    rows = Pair.objects.visible_to(who).filter(Q(dossier_id=dossier_id) | Q(other_id=dossier_id), verdict="merged")
    pairs = list(rows.order_by("at"))
    ids = {p.other_id if p.dossier_id == dossier_id else p.dossier_id for p in pairs}
    codes = dict(Dossier.objects.visible_to(who).filter(id__in=ids).values_list("id", "code"))
    return [
        LinkRow(codes[other], p.kept_id == other, p.reason, p.at)
        for p in pairs
        if (other := p.other_id if p.dossier_id == dossier_id else p.dossier_id) in codes
    ]


def corrections_of(who: Person, dossier_id: int) -> list[Correction]:
    """Return the corrections of a result, oldest first; its own people see those that were issued."""
    rows = Correction.objects.visible_to(who).filter(dossier_id=dossier_id)
    rows = rows if who.kind == "officer" else rows.filter(issued_at__isnull=False)
    return list(rows.order_by("ordinal"))


@dataclass(frozen=True)
class Beside:
    """All that stands beside the way of one dossier."""

    opinions: list[OpinionRow]
    notes: list[NoteRow]
    links: list[LinkRow]
    corrections: list[Correction]


def beside(who: Person, dossier: Dossier, *, now: datetime) -> Beside:
    """Return what stands beside a dossier read with its `asides`; what holds nothing of it is not asked."""
    return Beside(
        opinions_of(who, dossier.id, now=now) if may_have(dossier, "opinion") else [],
        notes_of(who, dossier.id) if may_have(dossier, "dossier_note") else [],
        links_of(who, dossier.id) if may_have(dossier, "dossier_pair") else [],
        corrections_of(who, dossier.id) if may_have(dossier, "result_correction") else [],
    )


def bulk_run(who: Person, run_id: int) -> BulkRun | None:
    """Return a run over several dossiers of this officer's own."""
    return BulkRun.objects.filter(account_id=who.account_id, pk=run_id).first()


def told_papers(row: OpinionRow, files: Iterable[Any]) -> list[Any]:
    """Return of a dossier's files those the asker pointed to."""
    return [f for f in files if f.id in row.papers]


def public_corrections(code: str) -> list[tuple[str, str, datetime]]:
    """Return (new number, old number, when) of the corrections of a result, for anybody who holds its code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossier_public_corrections(%s)", [code])
        return cursor.fetchall()
