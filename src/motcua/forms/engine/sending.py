"""What leaves a draft: the answers that count, split by confidentiality, and what may be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.forms.engine.context import Context
from motcua.forms.engine.model import Field, Form
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.values import DECLARED, EARLIER, Answers, Value, is_given
from motcua.platform import logic

# Only what a person says of himself is remembered: never what he says of a child, a deceased, a neighbour.
OWN_FACTS = ("applicant.", "request.")


def answers_to_send(
    form: Form, answers: Answers, context: Context, *, settled: FormState | None = None
) -> dict[str, Value]:
    """The answers of visible fields with what the system wrote and copied; hidden fields are never sent.

    Files are not answers: they go as attachments. An offer nobody confirmed stays behind.
    `settled`: see `check_all`.
    """
    return {key: value for key, (value, _) in _leaving(settled or state(form, answers, context)).items()}


def sections_by_secrecy(
    form: Form, answers: Answers, context: Context, *, settled: FormState | None = None
) -> dict[str | None, dict[str, Value]]:
    """The answers to send, by class of confidentiality; None is the ordinary part and always present.

    What the system copies, derives or computes from a sensitive answer is as sensitive as that answer.
    """
    sections: dict[str | None, dict[str, Value]] = {None: {}}
    for key, (value, field) in _leaving(settled or state(form, answers, context)).items():
        sections.setdefault(_secrecy(form, field), {})[key] = value
    return sections


def _leaving(now: FormState) -> dict[str, tuple[Value, FieldState]]:
    return {
        key: (field.value, field)
        for key, field in now.fields.items()
        if field.visible and field.value is not None and field.field.type != "file"
    }


def _secrecy(form: Form, now: FieldState) -> str | None:
    field = now.field
    made_of = [field.key, now.copied_from, field.derived.of if field.derived else ""]
    if field.compute is not None:
        made_of += sorted(name.split(".")[0] for name in logic.variables(field.compute))
    classes = (form.secrecy_of(form.fields[key]) for key in made_of if key in form.fields)
    return next((secrecy for secrecy in classes if secrecy), None)


def facts_to_remember(
    form: Form, answers: Answers, context: Context, *, settled: FormState | None = None
) -> Mapping[str, Any]:
    """What the person declared of himself and the pack lets a later dossier offer again: fact to bare value."""
    return {
        form.fields[key].fact: value.value
        for key, value in answers_to_send(form, answers, context, settled=settled).items()
        if value.source in DECLARED and may_be_offered(form, form.fields[key]) and is_given(value.value)
    }


def may_be_offered(form: Form, field: Field) -> bool:
    """Whether an earlier answer may be offered again: a fact of the person, not sensitive, not a promise."""
    return (
        field.fact.startswith(OWN_FACTS)
        and EARLIER in field.fill_from
        and field.reuse != "never"
        and not form.secrecy_of(field)
    )
