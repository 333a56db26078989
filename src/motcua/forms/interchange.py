"""A form for programs: what it asks as JSON Schema, and answers read from JSON as strictly as from a screen. Pure.

Shapes are judged by the schema that is published; what an answer means is judged by the field's own type
(`engine.types`), so a program and a person are told the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator

from motcua.forms.engine import Context, Fault, Field, FieldState, Form, Group, state
from motcua.forms.engine.faults import Problem, at_field, subject_of
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.values import SIGN_IN, Value, is_given
from motcua.platform import logic

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST = 10**12  # what the engine takes for a number at most
_HUGE = 10**15  # beyond it nobody means a number
_SHAPE = frozenset({"type", "additionalProperties", "const"})
_PRECISION = {"day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "month": r"[0-9]{4}-[0-9]{2}", "year": r"[0-9]{4}"}
_MOST_ROWS = 50


@dataclass(frozen=True)
class FieldDocument:
    """One question. `visible` and `required` hold before anything else is answered; `depends_on` are the answers
    that may change both. `asked` is false for what the system writes or only an officer fills; `from_account` tells
    that the sign-in fills it and locks it, so that it need not be sent."""

    key: str
    label: str
    type: str
    hint: str
    visible: bool
    required: bool
    asked: bool
    from_account: bool
    depends_on: tuple[str, ...]
    accept: tuple[str, ...]
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class GroupDocument:
    """One screen of the form."""

    key: str
    title: str
    heading: str
    intro: str
    visible: bool
    depends_on: tuple[str, ...]
    fields: tuple[FieldDocument, ...]


@dataclass(frozen=True)
class FormDocument:
    """A whole form. `answers` is the JSON Schema of {key: value}; what is conditional is never required by it."""

    title: str
    groups: tuple[GroupDocument, ...]
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """Answers as a screen would have posted them, their values, and what is wrong with the others."""

    posted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def document_of(form: Form, context: Context, *, choice: str = "") -> FormDocument:
    """Describe a form as it stands when nothing is answered yet but the case question (`choice`, if any)."""
    now = state(form, {"case": Value(choice, "applicant")} if choice else {}, context)
    groups = tuple(
        GroupDocument(
            key=group.key,
            title=group.title,
            heading=group.heading,
            intro=group.intro,
            visible=any(now.fields[f.key].visible for f in group.fields),
            depends_on=_variables(group.visible),
            fields=tuple(_field(now.fields[f.key], group) for f in group.fields),
        )
        for group in form.groups
    )
    asked = [f for g in groups for f in g.fields if f.asked and f.type != "file"]
    return FormDocument(
        title=form.title,
        groups=groups,
        answers={
            "$schema": _DIALECT,
            "type": "object",
            "properties": {f.key: {"title": f.label, **f.schema} for f in asked},
            "required": [f.key for f in asked if f.required and not f.depends_on and not f.from_account],
            "additionalProperties": False,
        },
    )


def _field(now: FieldState, group: Group) -> FieldDocument:
    one = now.field
    return FieldDocument(
        key=one.key,
        label=one.label,
        type=one.type,
        hint=one.hint,
        visible=now.visible,
        required=now.required,
        asked=not (one.is_written_by_system or one.is_for_officer),
        from_account=SIGN_IN in one.locks,
        depends_on=tuple(
            dict.fromkeys([*_variables(group.visible), *_variables(one.visible), *_variables(one.required)])
        ),
        accept=one.accept,
        schema=schema_of(one),
    )


def _variables(condition: bool | logic.Rule) -> tuple[str, ...]:
    return () if isinstance(condition, bool) else tuple(sorted(logic.variables(condition)))


def schema_of(one: Field) -> dict[str, Any]:
    """Return the JSON Schema of the answer to one question; a file is no answer, it goes by itself.

    >>> schema_of(Field("n", "Số bản", "number", "g", min=1, max=10))
    {'type': 'number', 'minimum': 1, 'maximum': 10}
    """
    match one.type:
        case "yes_no":
            return {"type": "boolean"}
        case "declaration":
            return {"const": True}
        case "choice":
            return {"type": "string", "oneOf": [{"const": o.code, "title": o.label} for o in one.options]}
        case "number":
            low, high = one.min if one.min is not None else -_MOST, one.max if one.max is not None else _MOST
            return {"type": "number", "minimum": low, "maximum": high}
        case "money":
            return {"type": "integer", "minimum": 0, "maximum": _MOST}
        case "date":
            allowed = "|".join(_PRECISION[p] for p in _PRECISION if p in one.precision)
            return {"type": "string", "pattern": f"^({allowed})$"}
        case "address":
            parts = {part: {"type": "string"} for part in ("country", "province", "commune", "detail")}
            return {"type": "object", "properties": parts, "additionalProperties": False}
        case "repeat":
            inner = {f.key: {"title": f.label, **schema_of(f)} for f in one.fields if not f.is_written_by_system}
            rows = {"type": "object", "properties": inner, "additionalProperties": False}
            return {"type": "array", "maxItems": int(one.max or _MOST_ROWS), "items": rows}
        case "file":
            return {"type": "array", "maxItems": 0}
        case _:
            return {"type": "string", **({"maxLength": one.max_length} if one.max_length else {})}


def read_answers(form: Form, answers: Mapping[str, Any], today: date) -> Told:
    """Read {key: value}. Null and blanks are no answer; unknown keys and wrong shapes are faults, never guessed at."""
    posted: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in answers.items():
        one = form.fields.get(key)
        if one is None:
            faults.append(Fault("", key[:80], "unknown_field", "Biểu mẫu không có trường này."))
        elif value is not None:
            problems = _misshapen(one, value) or _take(one, value, today, posted, values)
            title = form.group(one.group).title
            faults += [at_field(problem, one, title) for problem in problems if problem.severity == "stop"]
    order = {key: place for place, key in enumerate(form.order)}
    inside = {key: values[key] for key in sorted(values, key=lambda key: order[key])}
    return Told(posted, inside, tuple(faults))


def _misshapen(one: Field, value: Any) -> tuple[Problem, ...]:
    if one.type == "file":
        return (Problem("file_elsewhere", f"{subject_of(one.label)} là tệp, không gửi trong phần trả lời."),)
    for error in Draft202012Validator(schema_of(one)).iter_errors(value):
        is_huge = error.validator in ("maximum", "minimum") and abs(error.instance) > _HUGE
        if error.validator in _SHAPE or is_huge:
            return (Problem("shape", f"{subject_of(one.label)} gửi không đúng kiểu dữ liệu."),)
    return ()  # lengths, ranges, options: the type itself says it better


def _take(
    one: Field, value: Any, today: date, posted: dict[str, list[str]], values: dict[str, Any]
) -> tuple[Problem, ...]:
    kind = kind_of(one.type)
    boxes = kind.write(one, one.key, value)
    read = kind.read(one, one.key, boxes, today)
    if not any(p.severity == "stop" for p in read.problems) and is_given(read.value):
        posted |= boxes
        values[one.key] = read.value
    return read.problems
