"""Submission by a program under a key of its own: a whole dossier at once, or a draft that is ready."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

from motcua.dossiers.models import SubmissionKey
from motcua.dossiers.services import checking, drafting
from motcua.dossiers.services.submitting import submit
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.queries import DraftView
from motcua.identity.queries import Person, UnitView
from motcua.platform.errors import Conflict, DomainError, Invalid

log = structlog.get_logger()


class KeyUsed(DomainError):
    """The key already stands for another dossier: what was sent under it was different."""

    code = "key_used"


class NewerVersion(Conflict):
    """A newer version of the procedure holds; the person must see on the pages what it changes in his draft."""

    code = "newer_version"


class DraftOpen(Conflict):
    """The person has an unfinished draft of this procedure, which nobody but himself may finish or drop."""

    code = "draft_open"


@dataclass(frozen=True)
class Filed:
    """The dossier's code; `is_new` is false when the same was sent before."""

    code: str
    is_new: bool


@transaction.atomic
def file_dossier(
    procedure: str,
    unit: UnitView,
    answers: Mapping[str, Any],
    *,
    key: str,
    is_for_other: bool = False,
    who: Person,
    now: datetime,
) -> Filed:
    """Make a draft of these answers and submit it, once for each key of an account.

    `answers` maps field keys to JSON values. Whatever cannot be taken is told, all at once
    (Invalid, its `faults` are engine.Fault), and nothing stays behind: neither draft nor key.
    Raises KeyUsed, NotOnline, DraftOpen, TooManyDrafts, and what `submit` raises.
    """
    fingerprint = _fingerprint([procedure, unit.slug, answers, is_for_other])
    if known := _known(who, key, fingerprint):
        return Filed(submit(known, who=who, now=now), is_new=False)
    begun = drafting.begin(procedure, unit, is_for_other=is_for_other, who=who, now=now)
    if not begun.is_new:
        raise DraftOpen("a draft of this procedure is open", procedure=procedure)
    return _send(begun.draft, answers, key, fingerprint, who, now)


@transaction.atomic
def file_draft(
    draft_id: int, answers: Mapping[str, Any], *, key: str, who: Person, now: datetime, version: int | None = None
) -> Filed:
    """Submit a draft with these last answers (the declaration, as a rule), once for each key of an account.

    A draft already submitted, on the screens or under another key, answers with its dossier. `version` is the
    draft's as the person read it last: ChangedElsewhere when it changed since, in whatever field, for he declares
    what he has read. Raises KeyUsed, NewerVersion, NotFound, and Invalid with everything that is wrong; then
    nothing is kept, not even the answers.
    """
    fingerprint = _fingerprint([str(draft_id), answers])
    if known := _known(who, key, fingerprint):
        return Filed(submit(known, who=who, now=now), is_new=False)
    draft = drafts.draft(who, draft_id)
    if draft.submitted_at is not None:
        return Filed(submit(draft_id, who=who, now=now), is_new=False)
    if draft.closed_at is not None:
        raise forms.DraftClosed("the draft is closed", draft=draft_id, reason=draft.closed_reason)
    if drafting.has_newer_version(draft, now=now):
        raise NewerVersion("a newer version stands", draft=draft_id)
    if version is not None:
        moved = forms.moved_since(who, draft_id, version=version)  # holds the draft until it is sent
        if moved.version > version:
            raise drafting.ChangedElsewhere("the draft changed since it was read", fields=moved.keys)
    return _send(draft, answers, key, fingerprint, who, now)


def _fingerprint(sent: Any) -> str:
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()


def _known(who: Person, key: str, fingerprint: str) -> int | None:
    """The draft that was sent under this key, None for a new key."""
    with connection.cursor() as cursor:  # the same message twice at once: the second waits and finds the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [str(who.account_id), key])
    known = SubmissionKey.objects.filter(account_id=who.account_id, key=key).first()
    if known is None:
        return None
    if known.fingerprint != fingerprint:
        raise KeyUsed("the key stands for something else")
    return known.draft_id


def _send(
    draft: DraftView, answers: Mapping[str, Any], key: str, fingerprint: str, who: Person, now: datetime
) -> Filed:
    kept, faults = drafting.keep(draft, answers, who=who, now=now)
    if faults:
        named = {fault.field for fault in faults}
        lacking = checking.check_of(kept, who=who, now=now).stops
        raise Invalid(faults=(*faults, *(fault for fault in lacking if fault.field not in named)))
    code = submit(draft.id, who=who, now=now)
    SubmissionKey.objects.create(account_id=who.account_id, key=key, fingerprint=fingerprint, draft_id=draft.id, at=now)
    log.info("dossier.filed", draft=draft.id, unit=draft.unit_id)
    return Filed(code, is_new=True)
