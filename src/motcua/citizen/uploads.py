"""Files that come with a posted screen: each is taken in or refused with a sentence, nothing else is lost by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from motcua.documents import services as documents
from motcua.documents.inspect import FileRefused
from motcua.forms.engine import Form
from motcua.forms.engine.model import Field
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request


def take_files(
    request: Request,
    who: Person,
    draft_id: int,
    form: Form,
    fields: Iterable[Field],
    *,
    now: datetime,
    after_submission: bool = False,
) -> dict[str, str]:
    """Put what was sent for each file field into the draft; return the refusals by field."""
    refused: dict[str, str] = {}
    for field in fields:
        for upload in request.FILES.getlist(field.key):
            try:
                documents.attach(
                    who,
                    ("draft", draft_id),
                    field.key,
                    upload,
                    accept=field.accept or documents.ANYTHING,
                    secrecy=identity.secrecy_number(form.secrecy_of(field) or None),
                    now=now,
                    after_submission=after_submission,
                )
            except FileRefused as refusal:
                refused[field.key] = refusal.sentence
    return refused


def removed(
    who: Person, action_target: str, ids: Iterable[int], *, now: datetime, after_submission: bool = False
) -> bool:
    """Take out the file a "Bỏ" button names, when it is one of these; tell whether it was."""
    if not action_target.isdigit() or int(action_target) not in set(ids):
        return False
    documents.remove(who, int(action_target), now, after_submission=after_submission)
    return True
