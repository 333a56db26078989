"""The answer to a supplement request in the dossier's own form: what was marked is open, the rest stands as sent.

One reading for both ways: the applicant answers in his account, or an officer at the counter types what he says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from motcua.dossiers import own
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Supplement, SupplementItem
from motcua.dossiers.queries import Page, open_supplement
from motcua.forms import engine
from motcua.forms.drawing import field_views
from motcua.forms.engine import Context, Fault, Form, Parsed, Value
from motcua.forms.engine.types import kind_of
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.errors import StepNotAllowed
from motcua.web.fields import FieldView

BUTTONS = frozenset({"find", "add", "remove"})  # of addresses and repeating blocks: they work, nothing is sent


@dataclass(frozen=True)
class Asked:
    """What is open to change, as far as this person may see it: fields with what was written at each, and papers."""

    supplement: Supplement
    form: Form
    context: Context
    answers: dict[str, Value]
    fields: dict[str, str]
    papers: tuple[SupplementItem, ...]


def asked_of(who: Person, page: Page, counts: Mapping[str, int], *, at: datetime) -> Asked:
    """Return what is asked of a dossier; `counts`: new files by slot. Raises StepNotAllowed when nothing is asked."""
    found, form = open_supplement(who, page.id), form_of(page.form_version_id)
    if found is None or form is None:
        raise StepNotAllowed("nothing is asked", status=page.status)
    supplement, items = found
    context = Context(
        today=at.date(),
        case=page.case,
        submitted_on=page.submitted_at.date(),
        unit_name=identity.unit_view(page.committee_id, at.date()).name,
        files=counts,
        at=at,
        by=who.account_id,
    )
    return Asked(
        supplement=supplement,
        form=form,
        context=context,
        answers=own.answers(who, page.id),
        fields={i.key: i.message for i in items if i.kind == "field" and i.key in form.fields},
        papers=tuple(i for i in items if i.kind == "component"),
    )


def parsed_of(asked: Asked, posted: Mapping[str, list[str]]) -> dict[str, Parsed]:
    """Return what was typed in each marked field; the buttons of addresses and of repeating blocks do their work."""
    made = {}
    for group in dict.fromkeys(asked.form.fields[key].group for key in asked.fields):
        whole = engine.parse_group(asked.form, group, _screen(asked, group, posted), asked.answers, asked.context)
        for key in (f.key for f in asked.form.group(group).fields if f.key in asked.fields):
            made[key] = replace(
                whole,
                values={k: v for k, v in whole.values.items() if k == key},
                faults=tuple(f for f in whole.faults if f.field == key),
                newly_asked=(),
            )
    return made


def _screen(asked: Asked, group: str, posted: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The post as if the whole screen had been on the page: what was not marked stands as it was sent before."""
    screen: dict[str, list[str]] = {}
    for field in asked.form.group(group).fields:
        if field.key in asked.fields:
            screen |= {n: v for n, v in posted.items() if n == field.key or n.startswith(f"{field.key}-")}
            for button in BUTTONS & posted.keys():
                if posted[button][-1].split("-")[0] == field.key:
                    screen[button] = posted[button]
        elif (stored := asked.answers.get(field.key)) is not None:
            screen |= kind_of(field.type).write(field, field.key, stored.value)
    return screen


def answered(parsed: Mapping[str, Parsed]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the values that may be sent, and the keys at which nothing was changed."""
    values, unchanged = {}, []
    for key, one in parsed.items():
        told = one.values.get(key)
        if told is not None and not one.stops:
            values[key] = told
        elif not one.stops:
            unchanged.append(key)
    return values, tuple(unchanged)


def field_view(asked: Asked, key: str, parsed: Parsed | None) -> FieldView:
    """Return the question of one marked field, with what was written at it as its hint."""
    field = asked.form.fields[key]
    answers = parsed.over(asked.answers) if parsed else asked.answers
    state = engine.state(asked.form, answers, asked.context)
    faults: tuple[Fault, ...] = parsed.faults if parsed else ()
    views = field_views(asked.form, field.group, state, faults, parsed=parsed)
    found = next((v for v in _all(views) if v.name == key), None)
    if found is None:  # hidden by the other answers today, and still asked by the officer
        found = FieldView("text", key, field.label, str(answers[key].value) if key in answers else "")
    # Words behind an option are another field: open only when it was marked itself, and then drawn on its own.
    options = tuple(replace(option, reveal=()) for option in found.options)
    return replace(found, hint=f"Cần sửa: {asked.fields[key]}", is_heading=False, options=options)


def _all(views: list[FieldView]) -> list[FieldView]:
    inner = [f for v in views for o in v.options for f in o.reveal]
    return [*views, *inner]
