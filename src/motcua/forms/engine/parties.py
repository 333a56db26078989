"""Who is who in a dossier: submitter, owner, representative, subject, made of answers (architecture 5, "Parties")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from motcua.forms.engine.context import Context
from motcua.forms.engine.model import Form, PartyRule, Role
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.types.dates import date_parts
from motcua.forms.engine.values import Answers

# The canonical fact under which forms keep how the submitter is related to the one concerned.
RELATION = "applicant.relation"


@dataclass(frozen=True)
class PartyFacts:
    """What is known of one party; everything may be missing (one-word names, only a year of birth, no number yet).

    `birth_date` is the first day of what is known and `birth_precision` how much is known (day, month, year).
    `residence` is a line of text. `relation` is the submitter's, in words. `same_as` names the party this one
    repeats. `source` is where the number, or else the name, comes from.
    """

    role: Role
    kind: str = "person"
    name: str = ""
    personal_number: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    sex: str = ""
    phone: str = ""
    email: str = ""
    residence: str = ""
    id_type: str = ""
    id_number: str = ""
    organisation_name: str = ""
    organisation_code: str = ""
    relation: str = ""
    same_as: str = ""
    source: str = ""


_TEXTS = ("phone", "email", "id_number", "organisation_name", "organisation_code")


def parties(
    form: Form, answers: Answers, context: Context, *, settled: FormState | None = None
) -> tuple[PartyFacts, ...]:
    """The parties these answers make, submitter first; of each role the first rule that holds.

    A party nobody named yet (neither name nor number) is left out. `settled`: see `check_all`.
    """
    now = settled or state(form, answers, context)
    made: dict[str, PartyFacts] = {}
    for role, rules in form.parties.items():
        rule = next((rule for rule in rules if now.holds(rule.when)), None)
        party = _party(role, rule, now, made) if rule else None
        if party and (party.name or party.personal_number or party.organisation_name):
            made[role] = party
    return tuple(made.values())


def _party(role: Role, rule: PartyRule, now: FormState, made: dict[str, PartyFacts]) -> PartyFacts | None:
    if rule.same_as:
        original = made.get(rule.same_as)
        return replace(original, role=role, same_as=rule.same_as, relation="") if original else None
    takes = {name: now.fields[key] for name, key in rule.takes.items() if key in now.fields}
    facts = {name: _text(takes.get(name)) for name in _TEXTS}
    born, precision = _birth(takes.get("birth_date"))
    number, name = takes.get("personal_number"), takes.get("name")
    return PartyFacts(
        role=role,
        kind=rule.kind,
        name=_text(name),
        personal_number=_text(number),
        birth_date=born,
        birth_precision=precision,
        sex=_text(takes.get("sex")),
        residence=_shown(takes.get("residence")),
        id_type=_shown(takes.get("id_type")),
        relation=_relation(now) if role == "submitter" else "",
        source=next((f.value.source for f in (number, name) if f and f.value), ""),
        **facts,
    )


def _text(field: FieldState | None) -> str:
    return "" if field is None or field.raw is None else str(field.raw)


def _shown(field: FieldState | None) -> str:
    return "" if field is None or field.raw is None else kind_of(field.field.type).show(field.field, field.raw)


def _birth(field: FieldState | None) -> tuple[date | None, str]:
    parts = date_parts(_raw(field))
    if parts is None:
        return None, "day"
    year, month, day = parts
    return date(year, month or 1, day or 1), "day" if day else "month" if month else "year"


def _raw(field: FieldState | None) -> Any:
    return None if field is None else field.raw


def _relation(now: FormState) -> str:
    """The submitter's relation in words; a choice that needs words gives those."""
    told = (f for f in now.fields.values() if f.visible and f.field.fact.startswith(RELATION))
    found = next((f for f in told if not f.field.text_for), None)
    if found is None or found.value is None:
        return ""
    words = next((f for f in now.fields.values() if f.field.text_for == found.field.key and f.value), None)
    return _text(words) or _shown(found)
