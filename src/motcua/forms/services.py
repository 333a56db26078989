"""The only writers of drafts. A draft belongs to the person: it resumes on any device and never loses an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from motcua.forms import engine
from motcua.forms.engine import Answers, Context, Facts, Fault, Form, Parsed, Value
from motcua.forms.engine.faults import at_field, changed_elsewhere
from motcua.forms.engine.types import Posted, kind_of
from motcua.forms.engine.types.base import clean_line
from motcua.forms.engine.values import answers_from_json, answers_to_json
from motcua.forms.models import Draft, DraftPatch
from motcua.forms.ports import FactSource
from motcua.forms.queries import DraftView, view_of
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, Invalid, NotFound

log = structlog.get_logger()

MOST_FOR_OTHERS = 5  # open drafts "cho người khác" of one procedure (architecture 5, "Parties")
DISPUTED = "disputed"  # source of the patch that records a dispute
_LONGEST_DISPUTE = 300
_LONGEST_MINUTES = 30 * 60  # somebody who was away from the page was not filling a box


class TooManyDrafts(Conflict):
    """The person already has as many drafts for others as may stay open; `facts["most"]` says how many."""

    code = "too_many_drafts"


class DraftClosed(Conflict):
    """The draft was submitted or closed meanwhile; `facts["reason"]` tells which and why."""

    code = "draft_closed"


@dataclass(frozen=True)
class Saved:
    """What became of a screen: `answers` as they now stand, `version` for the next post of this page."""

    parsed: Parsed
    answers: dict[str, Value]
    version: int
    saved_at: datetime


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
    A resumed draft may stand on an older version: then `version_id` of the result differs, and `rebase_draft` is due.
    """
    mine = Draft.objects.filter(
        account_id=who.account_id, unit_id=unit_id, subject=subject, submitted_at=None, closed_at=None
    )
    if is_for_other:
        _refuse_more(who, mine)
    elif resumed := mine.filter(is_for_other=False).first():
        return view_of(resumed)
    known = engine.prefilled(form, {}, sign_in=facts.sign_in(who), remembered=facts.remembered(who), at=now)
    begun = Draft(
        account_id=who.account_id,
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


def _refuse_more(who: Person, mine: QuerySet[Draft]) -> None:
    with connection.cursor() as cursor:
        # Counting and inserting must not interleave with the same person's other device.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('draft_for_other'), hashtext(%s))", [str(who.account_id)])
    if mine.filter(is_for_other=True).count() >= MOST_FOR_OTHERS:
        raise TooManyDrafts("too many drafts for others", most=MOST_FOR_OTHERS)


@transaction.atomic
def save_group(
    who: Person,
    draft_id: int,
    *,
    form: Form,
    group_key: str,
    posted: Posted,
    context: Context,
    version: int,
    now: datetime,
    seconds: int = 0,
) -> Saved:
    """Keep what a posted screen said, each changed field as one numbered patch; what is wrong is told, not kept.

    `version` is that of the page that was posted. A field another device changed since then keeps the newer value
    and is told as `changed_elsewhere`. `seconds` were spent on the screen. Four queries, three when nothing changed.
    """
    row = _locked(who, draft_id)
    answers = answers_from_json(row.answers)
    parsed = engine.parse_group(form, group_key, posted, answers, _signed(context, who, now))
    row.position = group_key
    return _keep(row, form, answers, parsed, version=version, now=now, seconds=seconds)


@transaction.atomic
def save_field(
    who: Person,
    draft_id: int,
    *,
    form: Form,
    changed: Collection[str],
    posted: Posted,
    context: Context,
    version: int,
    now: datetime,
    seconds: int = 0,
) -> Saved:
    """Keep one or a few fields while they are being typed (autosave). `changed` are names of controls.

    Nothing is required yet; what cannot be read yet is not kept, and the faults say why. A late answer of a weak
    line (an older `version` than the field's last change) is ignored and told. Query count as `save_group`.
    """
    row = _locked(who, draft_id)
    answers = answers_from_json(row.answers)
    context = _signed(context, who, now)
    parsed = Parsed(values={})
    for key in _fields_of(form, changed):
        own = {name: values for name, values in posted.items() if name == key or name.startswith(f"{key}-")}
        one = engine.parse_field(form, key, own, parsed.over(answers), context)
        parsed = replace(
            parsed,
            values={**parsed.values, **one.values},
            faults=(*parsed.faults, *one.faults),
            typed={**parsed.typed, **one.typed},
            newly_asked=(*parsed.newly_asked, *one.newly_asked),
        )
    return _keep(row, form, answers, parsed, version=version, now=now, seconds=seconds)


def _fields_of(form: Form, controls: Iterable[str]) -> list[str]:
    """The fields that controls belong to: "born-day" is a box of "born". Names of no field are ignored."""
    found = (name if name in form.fields else name.split("-")[0] for name in controls)
    return [key for key in dict.fromkeys(found) if key in form.fields]


@transaction.atomic
def dispute(who: Person, draft_id: int, *, form: Form, key: str, says: str, now: datetime) -> DraftView:
    """Let the person say that a locked value is wrong, and go on: the value stays, the officer reads the dispute.

    Data of the State are corrected by their owner, never here (R2.16). An empty `says` takes the dispute back.
    Invalid when the field is not locked.
    """
    row = _locked(who, draft_id)
    answers = answers_from_json(row.answers)
    value, field = answers.get(key), form.fields.get(key)
    if value is None or field is None or value.source not in field.locks:
        raise Invalid("only a locked value is disputed", faults=("not_locked",), field=key)
    told = replace(value, disputed=clean_line(says)[:_LONGEST_DISPUTE])
    patch = Value(told.value, DISPUTED, now, disputed=told.disputed)
    _write(row, {**answers, key: told}, {key: patch}, first=row.sequence + 1, now=now, seconds=0)
    return view_of(row)


@transaction.atomic
def relock(who: Person, draft_id: int, *, form: Form, sign_in: Facts, now: datetime) -> DraftView:
    """Take over what the sign-in now says differently, after the person saw old and new (`locked_differs`)."""
    row = _locked(who, draft_id)
    answers = answers_from_json(row.answers)
    changed = engine.relocked(form, answers, sign_in=sign_in, at=now)
    _write(row, {**answers, **changed}, changed, first=row.sequence + 1, now=now, seconds=0)
    return view_of(row)


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
    A draft that already stands on the version is left alone.
    """
    row = _locked(who, draft_id)
    if row.version_id == version_id:
        return view_of(row)
    moved = engine.rebase(old_form, new_form, answers_from_json(row.answers), old_version=row.version_id)
    known = engine.prefilled(
        new_form, moved.answers, sign_in=facts.sign_in(who), remembered=facts.remembered(who), at=now
    )
    row.answers = answers_to_json({**moved.answers, **known})
    row.rebased = [*row.rebased, *(change for change in moved.changes if change not in row.rebased)]
    row.version_id, row.touched_at = version_id, now
    if row.position not in {group.key for group in new_form.groups}:
        row.position = ""
    row.save(update_fields=["answers", "rebased", "version_id", "touched_at", "position"])
    log.info("draft.rebased", draft=row.id, version=version_id, changes=len(moved.changes))
    return view_of(row)


@transaction.atomic
def mark_changes_seen(who: Person, draft_id: int) -> None:
    """The person has read what a new version changed."""
    row = _locked(who, draft_id)
    row.rebased = []
    row.save(update_fields=["rebased"])


@transaction.atomic
def close(who: Person, draft_id: int, *, reason: str, now: datetime) -> None:
    """Close one of the person's drafts; its answers are kept. `reason` is a sentence the person reads."""
    row = _locked(who, draft_id)
    row.closed_at, row.closed_reason = now, reason[:200]
    row.save(update_fields=["closed_at", "closed_reason"])
    log.info("draft.closed", draft=row.id)


@transaction.atomic
def close_all(*, subject: str, reason: str, now: datetime, unit_ids: Collection[int] | None = None) -> int:
    """Close every open draft of an abolished procedure, answers kept; return how many. For background work."""
    rows = Draft.objects.filter(subject=subject, submitted_at=None, closed_at=None)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    count = rows.update(closed_at=now, closed_reason=reason[:200])
    log.info("draft.all_closed", procedure=subject, count=count)
    return count


@transaction.atomic
def mark_submitted(who: Person, draft_id: int, *, now: datetime) -> None:
    """The draft has become a dossier, which holds the answers now: the draft keeps none."""
    row = _locked(who, draft_id)
    row.submitted_at, row.answers, row.rebased = now, {}, []
    row.save(update_fields=["submitted_at", "answers", "rebased"])
    drop_values(draft_id)


def drop_values(draft_id: int) -> int:
    """Let the patches of a draft keep key, time, source and seconds, but no value; return how many lost theirs."""
    return DraftPatch.objects.filter(draft_id=draft_id, value__isnull=False).update(value=None)


def _locked(who: Person, draft_id: int) -> Draft:
    # Two devices press "Tiếp tục" at once: the lock makes the second see what the first has just kept.
    row = Draft.objects.select_for_update().filter(pk=draft_id, account_id=who.account_id).first()
    if row is None:
        raise NotFound("no such draft", draft=draft_id)
    if row.submitted_at is not None or row.closed_at is not None:
        raise DraftClosed("the draft is closed", draft=draft_id, reason=row.closed_reason or "submitted")
    return row


def _signed(context: Context, who: Person, now: datetime) -> Context:
    return replace(context, at=now, by=who.account_id)


def _keep(
    row: Draft, form: Form, answers: Answers, parsed: Parsed, *, version: int, now: datetime, seconds: int
) -> Saved:
    number = version + 1
    newer = _changed_since(row, parsed.values, number)
    if newer:
        parsed = _yielding(form, answers, parsed, newer)
    merged = parsed.over(answers)
    patches = {key: value for key, value in parsed.values.items() if merged.get(key) != answers.get(key)}
    _write(row, merged, patches, first=max(row.sequence + 1, number), now=now, seconds=seconds)
    return Saved(parsed, merged, row.sequence, now)


def _changed_since(row: Draft, keys: Collection[str], number: int) -> frozenset[str]:
    """The fields whose last patch is not older than this one: what was posted for them comes too late."""
    last = (
        DraftPatch.objects.filter(draft_id=row.id, key__in=list(keys)).values("key").annotate(last=Max("sequence"))
        if keys
        else ()
    )
    return frozenset(found["key"] for found in last if found["last"] >= number)


def _yielding(form: Form, answers: Answers, parsed: Parsed, newer: frozenset[str]) -> Parsed:
    """The same post without the fields that somebody has changed since; they are told, and drawn as stored."""
    told: list[Fault] = []
    for key in sorted(newer):
        field = form.fields[key]
        stands = answers.get(key)
        words = kind_of(field.type).show(field, stands.value) if stands else ""
        told.append(at_field(changed_elsewhere(field, words), field, form.group(field.group).title))
    return replace(
        parsed,
        values={key: value for key, value in parsed.values.items() if key not in newer},
        faults=(*(f for f in parsed.faults if f.field not in newer), *told),
        answered_elsewhere=tuple(sorted(newer)),
    )


def _write(
    row: Draft, answers: Answers, patches: Mapping[str, Value | None], *, first: int, now: datetime, seconds: int
) -> None:
    if patches:
        share, rest = divmod(max(0, min(seconds, _LONGEST_MINUTES)), len(patches))
        DraftPatch.objects.bulk_create(
            DraftPatch(
                draft_id=row.id,
                sequence=first + place,
                key=key,
                at=now,
                source=value.source if value else "",
                seconds=share + (1 if place < rest else 0),
                value=_patch_json(value),
            )
            for place, (key, value) in enumerate(patches.items())
        )
        row.sequence = first + len(patches) - 1
        row.answers = answers_to_json(answers)
    row.touched_at = now
    row.save(update_fields=["answers", "sequence", "position", "touched_at"])


def _patch_json(value: Value | None) -> Any:
    return value.to_json() if value else {"value": None}
