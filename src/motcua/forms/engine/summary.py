"""The answers in order, as people read them: on the check page, and on an officer's page of the dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from motcua.forms.engine.context import Context
from motcua.forms.engine.model import Form
from motcua.forms.engine.sources import badge_of
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.types.addresses import address_text
from motcua.forms.engine.values import DECLARED, Value, answers_from_json, is_given
from motcua.platform.text import mask_personal_number

OTHER = "other"  # the group of answers that no field of the form explains
ASIDE = "@"  # an answer a new version had no place for is kept under "key@version"


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One answer. `value` is "" for a required field that has none. `source` is a badge of the design system and
    `source_text` its words, "" for the usual ones. `editable`: the person may change it on the screen `group`.
    `note` tells what a reader must know: that the person disputes the value, or that a register was not asked.
    """

    key: str
    label: str
    value: str
    group: str
    source: str = ""
    source_text: str = ""
    editable: bool = False
    note: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class SummaryGroup:
    """The rows of one section of the form; `key` is that of the section, each row knows its screen."""

    key: str
    title: str
    rows: tuple[SummaryRow, ...]
    sensitive: str = ""


@dataclass(frozen=True, slots=True)
class Reuse:
    """How many boxes were filled already, and how many the person had to fill."""

    have: int
    typed: int


def summary(
    form: Form | None,
    answers: Mapping[str, Any],
    context: Context,
    *,
    for_officer: bool = False,
    masked: bool = False,
    without: Collection[str] = (),
) -> tuple[SummaryGroup, ...]:
    """The answers by section; empty without a form ("không có biểu mẫu").

    `answers` may be partial, and raw values as a portal sends them; what the form does not explain stands in a last
    group. Of a dossier, give a context with `as_submitted`. `masked` hides the middle of personal numbers. `without`
    names the classes of confidentiality the reader has no grant for: their groups and fields are absent, not shown
    as missing. A required field without an answer has a row with `is_missing`; optional ones without one have no row.
    """
    if form is None:
        return ()
    known = answers_from_json(answers)
    now = state(form, known, context)
    groups: list[SummaryGroup] = []
    for group in form.groups:
        open_to_reader = [f for f in now.shown(group) if form.secrecy_of(f.field) not in without]
        rows = [_row(f, now, context, for_officer=for_officer, masked=masked) for f in open_to_reader]
        kept = tuple(row for row in rows if row)
        if kept and groups and groups[-1].key == group.section:
            groups[-1] = replace(groups[-1], rows=groups[-1].rows + kept)
        elif kept:
            groups.append(SummaryGroup(group.section, group.title, kept, group.sensitive))
    others = tuple(_unexplained(now, known, context, without))
    if others:
        groups.append(SummaryGroup(OTHER, "Thông tin khác", others))
    return tuple(groups)


def _unexplained(
    now: FormState, answers: Mapping[str, Value], context: Context, without: Collection[str]
) -> Iterator[SummaryRow]:
    """Answers without a place: of no field of the form, and in a dossier also those its rules would have hidden."""
    hidden = {key for key, field in now.fields.items() if context.as_submitted and not field.visible}
    for key, value in answers.items():
        field = now.form.fields.get(key)
        if field is None and ASIDE not in key:
            yield _unknown(key, key, _any_text(value.value), value)
        elif field and key in hidden and is_given(value.value) and now.form.secrecy_of(field) not in without:
            yield _unknown(key, field.label, kind_of(field.type).show(field, value.value), value)


def reuse_count(now: FormState) -> Reuse:
    """Count what the State, an earlier dossier or the form itself already had, and what the person typed."""
    values = [f.value for f in now.fields.values() if f.value and f.field.type not in ("declaration", "file")]
    typed = sum(1 for value in values if value.source in DECLARED and value.confirmed_by is None)
    return Reuse(have=len(values) - typed, typed=typed)


def shown_text(field: FieldState, *, masked: bool = False) -> str:
    """The answer in words, "" when there is none."""
    raw = field.raw
    if raw is None:
        return ""
    if masked and field.field.type == "personal_number":
        return mask_personal_number(str(raw))
    return kind_of(field.field.type).show(field.field, raw)


def _row(field: FieldState, now: FormState, context: Context, *, for_officer: bool, masked: bool) -> SummaryRow | None:
    value = field.value
    if value is None and not field.required and not field.is_open and field.offer is None:
        return None
    if value is None and field.field.is_written_by_system and not field.is_open:
        return None
    kind, words = badge_of(now.form, value, for_officer=for_officer)
    is_missing = value is None and field.required
    if field.field.type == "file" and value is not None:
        kind = words = ""
    if value is None and not is_missing:
        # Nothing to say about it unless a register that was not asked may know it.
        if not (field.is_open and context.submitted_on is None) or field.field.type == "file":
            return None
        kind, words = "unreachable", "Chưa hỏi được"
    return SummaryRow(
        key=field.field.key,
        label=field.field.label,
        value=shown_text(field, masked=masked),
        group=field.field.group,
        source=kind,
        source_text=words,
        editable=field.asked,
        note=_note(field, value, for_officer=for_officer),
        is_missing=is_missing,
    )


def _note(field: FieldState, value: Value | None, *, for_officer: bool) -> str:
    if value is not None and value.disputed:
        who = "Người nộp" if for_officer else "Bạn"
        return f"{who} báo chưa đúng: {value.disputed}"
    if field.is_open:
        return "Chưa hỏi được dữ liệu Nhà nước."
    return ""


def _unknown(key: str, label: str, text: str, value: Value) -> SummaryRow:
    kind, words = badge_of(None, value)
    return SummaryRow(key, label, text, OTHER, source=kind, source_text=words)


def _any_text(value: Any) -> str:
    """A value of unknown type, as readable as it gets."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dict):
        if value.keys() & {"province", "commune", "detail"}:
            return address_text(value)
        return "; ".join(f"{key}: {_any_text(inner)}" for key, inner in value.items() if is_given(inner))
    if isinstance(value, list):
        return "\n".join(_any_text(item) for item in value)
    return "" if value is None else str(value)
