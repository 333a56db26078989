"""A draft worked on by a program, one step at a time: begun, answered, given its files (the screens do the same)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.queries import Terms
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.forms import engine
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine import Answers, Context, Facts, Fault, Form, Value
from motcua.forms.engine.faults import Problem, at_field, subject_of
from motcua.forms.engine.types import kind_of
from motcua.forms.interchange import read_answers
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.platform.errors import Conflict, DomainError, Invalid, NotFound


class NotOnline(DomainError):
    """The procedure is not filed online here: it has no form, or only other ways are published."""

    code = "not_online"


class ChangedElsewhere(Conflict):
    """Another device has changed one of these answers since; what stands there counts."""

    code = "changed_elsewhere"


@dataclass(frozen=True)
class Begun:
    """A draft; `is_new` is false when the person's open one was found."""

    draft: DraftView
    is_new: bool


@dataclass(frozen=True)
class Slot:
    """Where a file goes: the file field, the kinds it takes, and how secret its content is."""

    key: str
    accept: tuple[str, ...]
    secrecy: int


@dataclass(frozen=True)
class _Known:
    at: datetime

    def sign_in(self, who: Person) -> Facts:
        return sign_in_facts(who, now=self.at)

    def remembered(self, who: Person) -> Facts:
        return remembered_facts(who)


def online_form(procedure: str, unit: UnitView, *, now: datetime) -> tuple[Terms, Form]:
    """Return what holds of a procedure here today and the form it is filed online with; NotOnline, NotFound."""
    terms = catalogue.terms(procedure, unit, now.date())
    form = form_of(terms.version_id)
    if form is None or "online" not in terms.pack.procedure["channels"]:
        raise NotOnline("not filed online here", procedure=procedure)
    return terms, form


def begin(
    procedure: str,
    unit: UnitView,
    *,
    is_for_other: bool = False,
    who: Person,
    now: datetime,
    signed_in_at: datetime | None = None,
) -> Begun:
    """Resume the person's open draft of a procedure here, or begin one. Raises NotOnline, TooManyDrafts, NotFound.

    `signed_in_at`: the time to submission is counted from it (R7.13).
    """
    terms, form = online_form(procedure, unit, now=now)
    draft = forms.open_draft(
        who,
        unit_id=unit.id,
        subject=procedure,
        version_id=terms.version_id,
        form=form,
        facts=_Known(now),
        now=now,
        is_for_other=is_for_other,
        signed_in_at=signed_in_at,
    )
    return Begun(draft, is_new=draft.started_at == now)


@transaction.atomic
def answer(
    draft: DraftView, answers: Mapping[str, Any], *, who: Person, now: datetime, version: int | None = None
) -> DraftView:
    """Keep these answers (JSON values by field key; null takes one back) beside those the draft has, or none of them.

    Nothing is required yet. Invalid names everything that cannot be taken. `version` is the draft's as the
    program has seen it: Conflict when another device changed one of these fields since.
    """
    saved, faults = keep(draft, answers, who=who, now=now, version=version)
    if faults:
        raise Invalid(faults=faults)
    return saved


def keep(
    draft: DraftView,
    answers: Mapping[str, Any],
    *,
    who: Person,
    now: datetime,
    version: int | None = None,
    context: Context | None = None,
) -> tuple[DraftView, tuple[Fault, ...]]:
    """Keep what can be kept as if typed on the screens; return the draft and what it did not take, never dropped.

    `context` where it is not a citizen who files online.
    """
    form = _form_of(draft)
    if context is None:
        context = Context(today=now.date(), unit_name=identity.unit_view(draft.unit_id, now.date()).name, at=now)
    told = read_answers(form, answers, now.date())
    erased = [
        key
        for key, value in answers.items()
        if value is None and key in form.fields and not _is_locked(form.fields[key].locks, draft.answers.get(key))
    ]
    # A declaration given again is given now: the old tick is taken back first, as the check page does.
    renewed = [key for key in told.values if form.fields[key].type == "declaration" and key in draft.answers]
    seen = draft.version if version is None else min(version, draft.version)
    stored: Answers = draft.answers
    for changed, posted in (
        ([*erased, *renewed], _blank(form, [*erased, *renewed], draft.answers)),
        (list(told.values), told.posted),
    ):
        if not changed:
            continue
        saved = forms.save_field(
            who,
            draft.id,
            form=form,
            changed=changed,
            posted=posted,
            context=context,
            version=seen,
            now=now,
        )
        if saved.parsed.answered_elsewhere:
            raise ChangedElsewhere("another device changed these since", fields=saved.parsed.answered_elsewhere)
        seen, stored = saved.version, saved.answers
    return drafts.draft(who, draft.id), (*told.faults, *_not_taken(form, told.values, stored))


def slot_of(draft: DraftView, key: str, *, who: Person, now: datetime) -> Slot:
    """Return the file field of this key, when the draft as it stands asks for it; Invalid otherwise."""
    form, unit = _form_of(draft), identity.unit_view(draft.unit_id, now.date())
    field = form.fields.get(key)
    if field is None or field.type != "file":
        raise Invalid(faults=(Fault("", key[:80], "unknown_field", "Biểu mẫu không có chỗ gửi tệp này."),))
    counts: dict[str, int] = {}
    for file in files.files_of(who, ("draft", draft.id)):
        counts[file.slot] = counts.get(file.slot, 0) + 1
    context = Context(today=now.date(), unit_name=unit.name, files=counts, at=now)
    if not engine.state(form, draft.answers, context).fields[key].asked:
        raise Invalid(faults=(at_field(_not_asked(field.label), field, form.group(field.group).title),))
    return Slot(key, field.accept or documents.ANYTHING, identity.secrecy_number(form.secrecy_of(field) or None))


def has_newer_version(draft: DraftView, *, now: datetime) -> bool:
    """Tell whether another version of the procedure holds today where the draft stands, or none any more."""
    unit = identity.unit_view(draft.unit_id, now.date())
    try:
        return catalogue.terms(draft.subject, unit, now.date()).version_id != draft.version_id
    except NotFound:
        return True


def _form_of(draft: DraftView) -> Form:
    form = form_of(draft.version_id)
    if form is None:
        raise NotFound("this version has no form", version=draft.version_id)
    return form


def _blank(form: Form, keys: Iterable[str], answers: Answers) -> dict[str, list[str]]:
    """The boxes of answered questions as a screen posts them when the person has emptied them."""
    boxes: dict[str, list[str]] = {}
    for key in keys:
        if key in answers:
            field = form.fields[key]
            boxes |= {name: [""] for name in kind_of(field.type).write(field, key, answers[key].value)}
    return boxes


def _not_taken(form: Form, values: Mapping[str, Any], stored: Answers) -> list[Fault]:
    faults = []
    for key, value in values.items():
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
