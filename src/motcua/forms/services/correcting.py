"""Values the State vouches for: disputed by the person, or taken over anew from the sign-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from motcua.forms import engine
from motcua.forms.engine import Facts, Form, Value, answers_from_json
from motcua.forms.engine.types.base import clean_line
from motcua.forms.queries import DraftView, view_of
from motcua.forms.services.rows import locked, write
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid

DISPUTED = "disputed"  # source of the patch that records a dispute
_LONGEST_DISPUTE = 300


@transaction.atomic
def dispute(who: Person, draft_id: int, *, form: Form, key: str, says: str, now: datetime) -> DraftView:
    """Let the person say that a locked value is wrong, and go on: the value stays, the officer reads the dispute.

    Data of the State are corrected by their owner, never here (R2.16). An empty `says` takes the dispute back.
    Invalid when the field is not locked.
    """
    row = locked(who, draft_id)
    answers = answers_from_json(row.answers)
    value, field = answers.get(key), form.fields.get(key)
    if value is None or field is None or value.source not in field.locks:
        raise Invalid("only a locked value is disputed", faults=("not_locked",), field=key)
    told = replace(value, disputed=clean_line(says)[:_LONGEST_DISPUTE])
    patch = Value(told.value, DISPUTED, now, disputed=told.disputed)
    write(row, {**answers, key: told}, {key: patch}, first=row.sequence + 1, now=now, seconds=0)
    return view_of(row)


@transaction.atomic
def relock(who: Person, draft_id: int, *, form: Form, sign_in: Facts, now: datetime) -> DraftView:
    """Take over what the sign-in now says differently, after the person saw old and new (`locked_differs`)."""
    row = locked(who, draft_id)
    answers = answers_from_json(row.answers)
    changed = engine.relocked(form, answers, sign_in=sign_in, at=now)
    write(row, {**answers, **changed}, changed, first=row.sequence + 1, now=now, seconds=0)
    return view_of(row)


@transaction.atomic
def write_down(who: Person, draft_id: int, *, form: Form, seen: Facts, now: datetime) -> DraftView:
    """Fill open questions with what the officer read off the papers of the person at the counter."""
    row = locked(who, draft_id)
    answers = answers_from_json(row.answers)
    added = engine.written_down(form, answers, seen=seen, at=now)
    write(row, {**answers, **added}, added, first=row.sequence + 1, now=now, seconds=0)
    return view_of(row)
