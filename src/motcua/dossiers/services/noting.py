"""Notes and questions between officers on a dossier; no citizen reads them, in no page, export or interface."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events_beside as happened
from motcua.dossiers.models import Dossier, Note
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.services.beside import addressed_to
from motcua.dossiers.services.common import PART, begin, open_access, scope_at, unit_of
from motcua.identity import queries as identity
from motcua.identity.queries import Holder, Person
from motcua.identity.rules import PART_OF
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.events import Actor
from motcua.platform.ids import new_id

# Whom a question may go to: the offices the dossier passes on its way (an opinion of another unit is asked for).
OFFICES = (Holding.RECEIVING, Holding.HANDLING, Holding.DECIDING, Holding.NUMBERING)
PERMISSION = {part: name for name, part in PART_OF.items()}


def colleagues(dossier: Dossier, holding: Holding, *, now: datetime) -> list[Holder]:
    """Return who holds a part of this dossier today; one query."""
    return identity.holders(PERMISSION[PART[holding]], unit_of(dossier, holding), dossier.secrecy, now.date())


@transaction.atomic
def write_note(
    code: str, *, text: str, to: str = "", to_account_id: int | None = None, who: Person, now: datetime
) -> Dossier:
    """Write a note (`to` empty), or a question to an office of the dossier's way or one officer in it.

    The office asked sees the dossier from now on, if it did not yet. A note changes nothing of the dossier,
    so nobody's page grows stale by it. Raises Invalid naming `text` or `to`, Forbidden for a consulted unit.
    """
    hand = begin(code, Act.WRITE_NOTE, who=who, now=now)
    dossier = hand.dossier
    if not text.strip():
        raise Invalid(faults=("text",))
    if not dossier.access.model.objects.filter(dossier=dossier, scope__in=_ours(who)).exists():
        raise Forbidden("a unit that is only consulted answers what it was asked", act=str(Act.WRITE_NOTE))
    scope, label = None, ""
    if to:
        if to not in {office.value for office in OFFICES}:
            raise Invalid(faults=("to",))
        holding = Holding(to)
        people = {h.account_id: h for h in colleagues(dossier, holding, now=now)}
        if to_account_id is not None and (to_account_id not in people or to_account_id == who.account_id):
            raise Invalid(faults=("to",))
        scope = scope_at(dossier, holding)
        open_access(dossier, holding)
        unit = identity.unit_view(unit_of(dossier, holding), now.date()).name
        label = people[to_account_id].full_name if to_account_id is not None else unit
    # The key is made here: the row is read back only where the access row for it was already seen.
    note = Note(
        id=new_id(),
        dossier=dossier,
        kind="question" if to else "note",
        author_id=who.account_id,
        at=now,
        text=text.strip()[:2000],
        scope=scope,
        to_account_id=to_account_id if to else None,
    )
    note.save(force_insert=True)
    hand.record(happened.NoteWritten(note.id, note.kind, label))
    return dossier


@transaction.atomic
def answer_note(code: str, note_id: int, *, answer: str, who: Person, now: datetime) -> Dossier:
    """Answer a question that waits for one's office or oneself; an alert is taken note of, without words."""
    hand = begin(code, Act.ANSWER_NOTE, who=who, now=now)
    note = Note.objects.select_for_update().filter(addressed_to(who), dossier=hand.dossier, pk=note_id).first()
    if note is None:
        raise Invalid(faults=("note",))
    if note.kind == "question" and not answer.strip():
        raise Invalid(faults=("answer",))
    note.answered_at, note.answered_by, note.answer = now, who.account_id, answer.strip()[:2000]
    note.save(update_fields=["answered_at", "answered_by", "answer"])
    hand.record(happened.NoteAnswered(note.id))
    return hand.dossier


def alert(dossier: Dossier, text: str, *, to_account_id: int, now: datetime) -> None:
    """Tell an officer something the house noticed; it stands in his list until he has taken note."""
    note = Note.objects.create(dossier=dossier, kind="alert", at=now, text=text, to_account_id=to_account_id)
    told = identity.labels({to_account_id}, now.date()).get(to_account_id, "")
    system = Actor(kind="system", label="Hệ thống")
    written = happened.NoteWritten(note.id, "alert", told)
    events.record(
        ("dossier", dossier.id), written, actor=system, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )


def _ours(who: Person) -> tuple[int, ...]:
    return who.scopes(*(PART[office] for office in OFFICES), PART_OF["dossiers.oversee"])
