"""Check before submit: all defects at once, each at its field (architecture 6, "Check before submit")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from motcua.forms.engine import faults as say
from motcua.forms.engine.context import Context
from motcua.forms.engine.faults import Fault, Problem, at_field
from motcua.forms.engine.findings import findings
from motcua.forms.engine.model import Field, Form
from motcua.forms.engine.reading import missing_in_rows
from motcua.forms.engine.sources import source_in_sentence
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.types.dates import Date
from motcua.forms.engine.values import COPIED, SIGN_IN, Answers, Value
from motcua.platform.text import nfc, personal_number_warnings


def check_all(
    form: Form,
    answers: Answers,
    context: Context,
    files: Mapping[str, int] | None = None,
    sign_in: Mapping[str, Any] | None = None,
    *,
    settled: FormState | None = None,
) -> tuple[Fault, ...]:
    """Every defect of the whole form, in the order of its screens; empty when the dossier may be sent.

    `files` counts the files of each file field (else `context.files`). `sign_in` maps facts to bare values as the
    sign-in gives them now: locked values from there must still be the same. None means nobody signed in, so there
    is nothing to compare with; a fact that is missing from the mapping could not be checked again and only warns.
    Faults with severity `warn` do not keep the dossier from being sent. `settled` is the state of these answers
    where the caller has it: working it out is the dearest part.
    """
    if files is not None:
        context = replace(context, files=files)
    now = settled or state(form, answers, context)
    found = list(_in_fields(now, context, sign_in)) + list(findings(now))
    places = {key: place for place, key in enumerate(form.fields)}
    groups = {group.key: place for place, group in enumerate(form.groups)}
    once = {(f.field, f.name, f.code): f for f in found}
    return tuple(
        sorted(once.values(), key=lambda f: (groups.get(f.group, len(groups)), places.get(f.field, len(places))))
    )


def group_defects(
    form: Form, answers: Answers, context: Context, files: Mapping[str, int] | None = None
) -> dict[str, tuple[Fault, ...]]:
    """The defects of each screen by the key of its group; a screen without any has an empty tuple."""
    now = state(form, answers, replace(context, files=context.files if files is None else files))
    faults = check_all(form, answers, context, files, settled=now)
    return {g.key: tuple(f for f in faults if f.group == g.key) for g in now.screens}


def _in_fields(now: FormState, context: Context, sign_in: Mapping[str, Any] | None) -> Iterator[Fault]:
    changed_at = _last_change(now)
    for group in now.groups:
        for field in now.shown(group):
            for problem in _problems(field, now, context):
                yield at_field(problem, field.field, group.title)
            if field.locked and sign_in is not None:
                for problem in _against_sign_in(field, now.form, sign_in):
                    yield at_field(problem, field.field, group.title)
            if field.copied_from and field.required and field.value is None:
                source = now.form.fields[field.copied_from]
                yield at_field(say.missing(source), source, now.form.group(source.group).title)
            if field.field.type == "declaration" and _is_stale(field.value, changed_at):
                yield at_field(say.declared_too_early(field.field), field.field, group.title)


def _problems(now: FieldState, form_state: FormState, context: Context) -> Iterator[Problem]:
    field = now.field
    if field.is_written_by_system or now.copied_from:
        return
    if now.value is None:
        if now.required:
            yield say.unconfirmed(field) if now.offer else say.missing(field)
        return
    kind = kind_of(field.type)
    if isinstance(kind, Date):
        yield from kind.check(field, now.raw, context.today, any_precision=now.locked)
    else:
        for problem in kind.check(field, now.raw, context.today):
            if problem.row is None or now.rows[problem.row][problem.inner].visible:
                yield problem
    yield from missing_in_rows(now)
    if field.type == "personal_number":
        yield from _number_against_person(now, form_state)


_NUMBER_WARNINGS = {
    "personal_number.place": "Ba chữ số đầu của số định danh không phải mã của tỉnh nào. Xem lại giúp.",
    "personal_number.sex": "Số định danh không khớp giới tính đã khai. Xem lại giúp; nếu số đúng, cứ nộp.",
    "personal_number.birth_year": "Số định danh không khớp năm sinh đã khai. Xem lại giúp; nếu số đúng, cứ nộp.",
}


def _number_against_person(now: FieldState, form_state: FormState) -> Iterator[Problem]:
    """Warnings only: sex and place may have been corrected after the number was given (R3.16)."""
    field, of = now.field, now.field.fact.rpartition(".")[0]
    born = _told(form_state, f"{of}.birth_date", field) if of else None
    sex = _told(form_state, f"{of}.sex", field) if of else None
    year = int(str(born)[:4]) if born and str(born)[:4].isdigit() else None
    for code in personal_number_warnings(str(now.raw), year, sex):
        if code in _NUMBER_WARNINGS:
            yield Problem(code.replace(".", "_"), _NUMBER_WARNINGS[code], severity="warn")


def _told(form_state: FormState, fact: str, near: Field) -> str | None:
    """What is answered about a fact, as shown to people."""
    field = form_state.form.by_fact(fact, near.group)
    if field is None or form_state.fields[field.key].value is None:
        return None
    raw = form_state.fields[field.key].raw
    return str(raw) if field.type == "date" else kind_of(field.type).show(field, raw)


def _against_sign_in(now: FieldState, form: Form, sign_in: Mapping[str, Any]) -> Iterator[Problem]:
    value = now.value
    if value is None or value.source != SIGN_IN:
        return
    source = source_in_sentence(form, SIGN_IN)
    if now.field.fact not in sign_in:
        yield say.locked_unchecked(now.field, source)
    elif not _same(value.value, sign_in[now.field.fact]):
        kind = kind_of(now.field.type)
        before, after = kind.show(now.field, value.value), kind.show(now.field, sign_in[now.field.fact])
        yield say.locked_differs(now.field, source, before, after)


def _same(one: Any, other: Any) -> bool:
    """Equal but for capitals and blanks: one provider writes names in capitals, another does not."""
    if isinstance(one, str) and isinstance(other, str):
        return nfc(one).casefold().split() == nfc(other).casefold().split()
    return bool(one == other)


def _last_change(now: FormState) -> Any:
    instants = [
        f.value.at
        for f in now.fields.values()
        if f.value and f.value.at and f.field.type != "declaration" and f.value.source != COPIED
    ]
    return max(instants, default=None)


def _is_stale(value: Value | None, changed_at: Any) -> bool:
    return bool(value and value.at and changed_at and value.at < changed_at)
