"""A whole dossier sent at once by a program: draft, answers and submission are one transaction and one key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import SubmissionKey
from motcua.dossiers.services.checking import check
from motcua.dossiers.services.submitting import ONLINE, submit
from motcua.forms import services as forms
from motcua.forms.engine import Answers, Context, Facts, Fault, Form, Value
from motcua.forms.engine.faults import Problem, at_field, subject_of
from motcua.forms.interchange import Told, read_answers
from motcua.forms.queries import DraftView
from motcua.identity.queries import Person, UnitView
from motcua.platform.errors import Conflict, DomainError, Invalid

log = structlog.get_logger()


class KeyUsed(DomainError):
    """The key already stands for another dossier: what was sent under it was different."""

    code = "key_used"


class NotOnline(DomainError):
    """The procedure is not filed online here: it has no form, or only other ways are published."""

    code = "not_online"


class DraftOpen(Conflict):
    """The person has an unfinished draft of this procedure, which nobody but himself may finish or drop."""

    code = "draft_open"


@dataclass(frozen=True)
class Filed:
    """The dossier's code; `is_new` is false when the same was sent before."""

    code: str
    is_new: bool


@dataclass(frozen=True)
class _Known:
    at: datetime

    def sign_in(self, who: Person) -> Facts:
        return sign_in_facts(who, now=self.at)

    def remembered(self, who: Person) -> Facts:
        return remembered_facts(who)


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
    fingerprint = _fingerprint(procedure, unit, answers, is_for_other)
    with connection.cursor() as cursor:  # the same message twice at once: the second waits and finds the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [str(who.account_id), key])
    known = SubmissionKey.objects.filter(account_id=who.account_id, key=key).first()
    if known is not None:
        if known.fingerprint != fingerprint:
            raise KeyUsed("the key stands for something else")
        return Filed(submit(known.draft_id, who=who, now=now), is_new=False)
    terms = catalogue.terms(procedure, unit, now.date())
    form = form_of(terms.version_id)
    if form is None or "online" not in terms.pack.procedure["channels"]:
        raise NotOnline("not filed online here", procedure=procedure)
    draft = forms.open_draft(
        who,
        unit_id=unit.id,
        subject=procedure,
        version_id=terms.version_id,
        form=form,
        facts=_Known(now),
        now=now,
        is_for_other=is_for_other,
    )
    if draft.started_at != now:
        raise DraftOpen("a draft of this procedure is open", procedure=procedure)
    _fill(draft, form, read_answers(form, answers, now.date()), unit, who, now)
    code = submit(draft.id, who=who, now=now)
    SubmissionKey.objects.create(account_id=who.account_id, key=key, fingerprint=fingerprint, draft_id=draft.id, at=now)
    log.info("dossier.filed", draft=draft.id, unit=unit.id)
    return Filed(code, is_new=True)


def _fingerprint(procedure: str, unit: UnitView, answers: Mapping[str, Any], is_for_other: bool) -> str:
    sent = json.dumps([procedure, unit.slug, answers, is_for_other], sort_keys=True)
    return hashlib.sha256(sent.encode()).hexdigest()


def _fill(draft: DraftView, form: Form, told: Told, unit: UnitView, who: Person, now: datetime) -> None:
    """Keep the answers as if typed on the screens; what the draft did not take is a fault, never dropped."""
    saved = forms.save_field(
        who,
        draft.id,
        form=form,
        changed=list(told.values),
        posted=told.posted,
        context=Context(today=now.date(), unit_name=unit.name, at=now),
        version=draft.version,
        now=now,
    )
    faults = [*told.faults, *_not_taken(form, told, saved.answers)]
    if not faults:
        return
    checked = check(
        who,
        holder=("draft", draft.id),
        version_id=draft.version_id,
        unit_id=draft.unit_id,
        answers=saved.answers,
        sign_in={key: fact.value for key, fact in sign_in_facts(who, now=now).items()},
        channel=ONLINE,
        now=now,
    )
    named = {fault.field for fault in faults}
    raise Invalid(faults=(*faults, *(fault for fault in checked.stops if fault.field not in named)))


def _not_taken(form: Form, told: Told, stored: Answers) -> list[Fault]:
    faults = []
    for key, value in told.values.items():
        field, stands = form.fields[key], stored.get(key)
        if stands is not None and stands.value == value:
            continue
        problem = _locked(field.label) if _is_locked(field.locks, stands) else _not_asked(field.label)
        faults.append(at_field(problem, field, form.group(field.group).title))
    return faults


def _is_locked(locks: frozenset[str], stands: Value | None) -> bool:
    return stands is not None and stands.source in locks


def _locked(label: str) -> Problem:
    return Problem("locked", f"{subject_of(label)} lấy từ tài khoản định danh, không gửi giá trị khác được.")


def _not_asked(label: str) -> Problem:
    return Problem("not_asked", f"{subject_of(label)} không hỏi trong trường hợp này. Bỏ trường này rồi gửi lại.")
