"""Beginning a draft, coming back to it, and moving it to a new version of its form."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from motcua.forms import engine
from motcua.forms.engine import Answers, Form, Value, answers_from_json, answers_to_json
from motcua.forms.models import Draft
from motcua.forms.ports import FactSource
from motcua.forms.queries import DraftView, view_of
from motcua.forms.services.rows import locked
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict

log = structlog.get_logger()

MOST_FOR_OTHERS = 5  # open drafts "cho người khác" of one procedure (architecture 5, "Parties")


class TooManyDrafts(Conflict):
    """The person already has as many drafts for others as may stay open; `facts["most"]` says how many."""

    code = "too_many_drafts"


@transaction.atomic
def open_draft(
    who: Person,
    *,
    unit_id: int,
    subject: str,
    version_id: int,
    form: Form,
    facts: FactSource,
    now: datetime,
    is_for_other: bool = False,
    signed_in_at: datetime | None = None,
) -> DraftView:
    """Resume the person's open draft of a procedure, or begin one with what is already known.

    Facts of the sign-in are filled in (and locked where the form says so); remembered ones are offered. A second
    draft of the same procedure is only for somebody else (`is_for_other`), at most five open; TooManyDrafts beyond.
    An officer at the counter opens all of them so, as many as people come, and his own facts fill nothing.
    A resumed draft may stand on an older version: then `version_id` of the result differs, and `rebase_draft` is due.
    """
    mine = Draft.objects.filter(
        account_id=who.account_id, unit_id=unit_id, subject=subject, submitted_at=None, closed_at=None
    )
    if is_for_other and who.kind == "citizen":
        _refuse_more(who, mine)
    elif not is_for_other and (resumed := mine.filter(is_for_other=False).first()):
        return view_of(resumed)
    known = _known(who, form, {}, facts, now)
    begun = Draft(
        account_id=who.account_id,
        organisation_id=who.organisation_id,
        unit_id=unit_id,
        subject=subject,
        version_id=version_id,
        answers=answers_to_json(known),
        is_for_other=is_for_other,
        started_at=now,
        touched_at=now,
        signed_in_at=signed_in_at,
    )
    # Two devices of one person may begin at the same instant: the second insert yields to the first draft.
    Draft.objects.bulk_create([begun], ignore_conflicts=True)
    stands = begun if is_for_other else mine.get(is_for_other=False)
    if stands.id == begun.id:
        log.info("draft.opened", draft=begun.id, unit=unit_id, procedure=subject)
    return view_of(stands)


@transaction.atomic
def rebase_draft(
    who: Person,
    draft_id: int,
    *,
    old_form: Form,
    new_form: Form,
    version_id: int,
    facts: FactSource,
    now: datetime,
) -> DraftView:
    """Move a draft to a new version of its form and keep, until read, what changed for the person.

    Answers the new form has no place for are laid aside in the draft; new fields are filled with what is known.
    A draft that already stands on the version is left alone. Pages drawn before are older than the draft now.
    """
    row = locked(who, draft_id)
    if row.version_id == version_id:
        return view_of(row)
    moved = engine.rebase(old_form, new_form, answers_from_json(row.answers), old_version=row.version_id)
    known = _known(who, new_form, moved.answers, facts, now)
    row.answers = answers_to_json({**moved.answers, **known})
    row.rebased = [*row.rebased, *(change for change in moved.changes if change not in row.rebased)]
    row.version_id, row.touched_at, row.sequence = version_id, now, row.sequence + 1
    if row.position not in {group.key for group in new_form.groups}:
        row.position = ""
    row.save(update_fields=["answers", "rebased", "version_id", "touched_at", "sequence", "position"])
    log.info("draft.rebased", draft=row.id, version=version_id, changes=len(moved.changes))
    return view_of(row)


@transaction.atomic
def mark_changes_seen(who: Person, draft_id: int) -> None:
    """The person has read what a new version changed."""
    row = locked(who, draft_id)
    row.rebased = []
    row.save(update_fields=["rebased"])


def _known(who: Person, form: Form, answers: Answers, facts: FactSource, now: datetime) -> dict[str, Value]:
    """What is known to begin with. An officer types for the person at the counter: his own facts are none of it."""
    if who.kind != "citizen":
        return {}
    return engine.prefilled(form, answers, sign_in=facts.sign_in(who), remembered=facts.remembered(who), at=now)


def _refuse_more(who: Person, mine: QuerySet[Draft]) -> None:
    with connection.cursor() as cursor:
        # Counting and inserting must not interleave with the same person's other device.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('draft_for_other'), hashtext(%s))", [str(who.account_id)])
    if mine.filter(is_for_other=True).count() >= MOST_FOR_OTHERS:
        raise TooManyDrafts("too many drafts for others", most=MOST_FOR_OTHERS)
