"""What is already known: locked where the State vouches for it, offered where the person once said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.forms.engine.model import Form
from motcua.forms.engine.sending import may_be_offered
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.values import EARLIER, OFFICER, SIGN_IN, Answers, Value, is_given


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact about the person who is signed in: a bare JSON value, when it was fetched or said, and the proof."""

    value: Any
    at: datetime | None = None
    evidence: str = ""


Facts = Mapping[str, KnownFact]


def prefilled(form: Form, answers: Answers, *, sign_in: Facts, remembered: Facts, at: datetime) -> dict[str, Value]:
    """The values to add to these answers: facts of the sign-in, else remembered ones as offers.

    Nothing that is already answered is touched. An empty answer of a register locks nothing: the person types it.
    A value that does not fit its field (a choice that is gone) is not offered.
    """
    added: dict[str, Value] = {}
    for key, field in form.fields.items():
        if key in answers or not field.fact or field.is_written_by_system:
            continue
        signed, said = sign_in.get(field.fact), remembered.get(field.fact)
        if SIGN_IN in field.fill_from and signed is not None and is_given(signed.value):
            added[key] = Value(signed.value, SIGN_IN, signed.at or at, signed.evidence)
        elif said is not None and may_be_offered(form, field) and is_given(said.value):
            kind = kind_of(field.type)
            if not kind.check(field, said.value, at.date()):
                added[key] = Value(said.value, EARLIER, said.at, said.evidence)
    return added


def written_down(form: Form, answers: Answers, *, seen: Facts, at: datetime) -> dict[str, Value]:
    """The values to add from what an officer read off the papers of the person before him.

    They are his word, not the State's: nothing is locked, nothing already answered is touched, and what does not fit
    its field is left out.
    """
    added: dict[str, Value] = {}
    for key, field in form.fields.items():
        fact = seen.get(field.fact) if field.fact else None
        if fact is None or key in answers or field.is_written_by_system or not is_given(fact.value):
            continue
        if not kind_of(field.type).check(field, fact.value, at.date()):
            added[key] = Value(fact.value, OFFICER, fact.at or at, fact.evidence)
    return added


def relocked(form: Form, answers: Answers, *, sign_in: Facts, at: datetime) -> dict[str, Value]:
    """The values that sign-in gave and that have changed there since, as they are now.

    What sign-in no longer tells keeps its old value. A dispute about a value ends when the value changes.
    """
    changed: dict[str, Value] = {}
    for key, value in answers.items():
        field = form.fields.get(key)
        if field is None or value.source != SIGN_IN or field.fact not in sign_in:
            continue
        now = sign_in[field.fact]
        if is_given(now.value) and now.value != value.value:
            changed[key] = Value(now.value, SIGN_IN, now.at or at, now.evidence)
    return changed


def date_value(year: int, month: int | None = None, day: int | None = None, *, precision: str = "day") -> str:
    """A date as forms keep it, cut to what is known.

    >>> date_value(1975, 1, 1, precision="year"), date_value(1997, 3, 8)
    ('1975', '1997-03-08')
    """
    text = f"{year:04d}-{month or 1:02d}-{day or 1:02d}"
    return text[: {"year": 4, "month": 7, "day": 10}[precision]]
