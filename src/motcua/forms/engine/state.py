"""What a form looks like with these answers: what is asked, what is required, what the system writes.

One pass suffices: values settle in `Form.order`, where nothing depends on what comes later, so the pass ends in
the fixed point. Then what is required is computed over settled values. A field that is not visible has no answer,
whatever is stored for it; and what hangs on a register nobody asked stays open: it is offered and never demanded.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.forms.engine.context import Context, case_of, choice_of
from motcua.forms.engine.model import CASE, Condition, Derived, Field, Form, Group
from motcua.forms.engine.values import COPIED, OFFICER, SYSTEM, Answers, Value, is_given
from motcua.platform.logic import NOT_ASKED, AskedFacts, NotComputable, Rule, Truth, evaluate, truth
from motcua.platform.text import date_in_words, in_words

Scope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field now.

    `value` is the answer that counts, None when there is none. `asked`: a person may type it (it is visible, not
    locked, not copied, not written by the system). `is_open`: whether it is shown or required hangs on a register
    that was not asked ("chưa hỏi được"). `offer` is a remembered value waiting to be confirmed. `copied_from`
    names the field it repeats. `rows` are the rows of a repeating block, each inner key to its state.
    """

    field: Field
    visible: bool = False
    asked: bool = False
    required: bool = False
    is_open: bool = False
    locked: bool = False
    value: Value | None = None
    offer: Value | None = None
    copied_from: str = ""
    rows: tuple[Mapping[str, FieldState], ...] = ()

    @property
    def raw(self) -> Any:
        """The bare answer, None when there is none."""
        return None if self.value is None else self.value.value


@dataclass(frozen=True)
class FormState:
    """The whole form now. `screens` are the groups that have something to ask or to show, in order."""

    form: Form
    fields: Mapping[str, FieldState]
    groups: tuple[Group, ...]
    screens: tuple[Group, ...]
    case: str | None
    scope: Scope
    day: date

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The steps of the bar, key and title: the sections of the screens, each once."""
        titles: dict[str, str] = {}
        for group in self.screens:
            titles.setdefault(group.section, group.title)
        return tuple(titles.items())

    def shown(self, group: Group) -> tuple[FieldState, ...]:
        """The visible fields of a group, in order."""
        return tuple(self.fields[field.key] for field in group.fields if self.fields[field.key].visible)

    def holds(self, rule: Rule | None) -> bool:
        """Whether a rule holds for sure; None always holds."""
        return rule is None or _truth(rule, self.scope, self.day) is True

    def after(self, group_key: str) -> Group | None:
        """The screen after this one; None after the last. A screen that has gone counts by its place in the form."""
        places = {group.key: place for place, group in enumerate(self.form.groups)}
        here = places.get(group_key, -1)
        return next((group for group in self.screens if places[group.key] > here), None)

    def before(self, group_key: str) -> Group | None:
        """The screen before this one; None before the first."""
        places = {group.key: place for place, group in enumerate(self.form.groups)}
        here = places.get(group_key, len(places))
        return next((group for group in reversed(self.screens) if places[group.key] < here), None)


def state(form: Form, answers: Answers, context: Context) -> FormState:
    """Compute the form for these answers; pure, and the same for the same arguments."""
    run = _Run(form, answers, context)
    for key in form.order:
        run.settle(form.fields[key])
    fields = {key: run.with_requirement(run.settled[key], run.scope) for key in form.fields}
    groups = tuple(g for g in form.groups if any(fields[f.key].visible for f in g.fields))
    screens = tuple(g for g in groups if any(_is_for_eyes(fields[f.key]) for f in g.fields))
    return FormState(form, fields, groups, screens, run.case, run.scope, context.day)


def _is_for_eyes(field: FieldState) -> bool:
    return field.asked or (field.visible and field.locked)


class _Run:
    """One computation: the scope grows as values settle."""

    def __init__(self, form: Form, answers: Answers, context: Context) -> None:
        self._form, self._answers, self._context = form, answers, context
        self.day = context.day
        self.case = case_of(form, answers, context)
        self.settled: dict[str, FieldState] = {}
        self._groups: dict[str, Truth] = {}
        self.scope: dict[str, Any] = {
            "channel": context.channel,
            "submitted_on": context.day.isoformat(),
            "register_found": AskedFacts(context.registers),
        }
        if self.case is not None:
            self.scope[CASE] = self.case

    def settle(self, field: Field) -> None:
        settled = self._settle(field, self._stored(field), self.scope, self._group_truth(field))
        if field.key == CASE and (self._context.case is not None or len(field.options) == 1):
            settled = replace(settled, asked=False)  # decided elsewhere, or nothing to choose
        self.settled[field.key] = settled
        # The variable `case` is the case itself, not the choice that led to it.
        if settled.value is not None and field.key != CASE:
            self.scope[field.key] = settled.value.value

    def _stored(self, field: Field) -> Value | None:
        if field.key == CASE:
            choice = choice_of(self._form, self._answers, self._context)
            stored = self._answers.get(CASE)
            if choice is None or (stored is not None and stored.value == choice):
                return stored if choice is not None else None
            return Value(choice, SYSTEM)
        if field.type == "file":
            count = self._context.files.get(field.key, 0)
            if count and field.key not in self._answers:
                return Value([f"{field.key}-{number}" for number in range(1, count + 1)], SYSTEM)
        return self._answers.get(field.key)

    def _group_truth(self, field: Field) -> Truth:
        if field.group not in self._groups:
            self._groups[field.group] = self._holds(self._form.group(field.group).visible, self.scope)
        return self._groups[field.group]

    def _holds(self, condition: Condition, scope: Scope) -> Truth:
        return condition if isinstance(condition, bool) else _truth(condition, scope, self.day)

    def _settle(self, field: Field, stored: Value | None, scope: Scope, group: Truth) -> FieldState:
        own = self._holds(field.visible, scope)
        if group is False or own is False:
            return FieldState(field)
        shown = FieldState(field, visible=True, is_open=NOT_ASKED in (group, own))
        stands = self._context.as_submitted and stored is not None and is_given(stored.value)
        if not stands and (written := self._written(shown, scope)):
            return written
        if field.is_for_officer and self._context.typed_source != OFFICER:
            return replace(shown, value=stored if stored and is_given(stored.value) else None)
        if stored is None or not is_given(stored.value):
            return replace(shown, asked=True)
        if stored.is_offer:
            return replace(shown, asked=True, offer=stored)
        if field.type == "repeat":
            return self._repeat(shown, stored, scope)
        locked = stored.source in field.locks
        return replace(shown, value=stored, locked=locked, asked=not locked)

    def _written(self, shown: FieldState, scope: Scope) -> FieldState | None:
        """The field as computed, derived or copied; None when a person answers it."""
        field = shown.field
        if field.compute is not None:
            return self._computed(shown, field.compute, scope)
        if field.derived is not None:
            return replace(shown, value=_system(self._derive(field.derived, scope)))
        for rule in field.same_as:
            if _truth(rule.when, scope, self.day) is not True:
                continue
            if not rule.field:
                return replace(shown, value=_system(rule.value))
            if self._can_be_copied(rule.field, scope):
                return replace(shown, value=self._copy(rule.field, scope), copied_from=rule.field)
        return None

    def _computed(self, shown: FieldState, rule: Rule, scope: Scope) -> FieldState:
        try:
            value = evaluate(rule, scope, today=self.day)
        except NotComputable:
            value = None
        if value is NOT_ASKED:
            return replace(shown, is_open=True)
        if isinstance(value, Decimal):
            value = int(value) if value == value.to_integral_value() else float(value)
        return replace(shown, value=_system(value))

    def _derive(self, derived: Derived, scope: Scope) -> Any:
        if derived.kind == "submission_date":
            return self.day.isoformat()
        if derived.kind == "unit_name":
            return self._context.unit_name
        value = scope.get(derived.of)
        if derived.kind == "date_in_words":
            return _date_in_words(value)
        option = self._field_named(derived.of).option(value)
        return option.label if option else None

    def _field_named(self, key: str) -> Field:
        if key in self._form.fields:
            return self._form.fields[key]
        return next(inner for field in self._form.fields.values() for inner in field.fields if inner.key == key)

    def _can_be_copied(self, key: str, scope: Scope) -> bool:
        # A field that is not shown cannot be filled either: then the copy must be asked, or nobody could answer.
        return self.settled[key].visible if key in self.settled else key in scope

    def _copy(self, key: str, scope: Scope) -> Value | None:
        source = self.settled[key].value if key in self.settled else None
        if source is None:
            return Value(scope[key], COPIED, evidence=key) if is_given(scope.get(key)) else None
        return Value(source.value, COPIED, source.at, evidence=key, confirmed_by=source.confirmed_by)

    def _repeat(self, shown: FieldState, stored: Value, scope: Scope) -> FieldState:
        field, rows = shown.field, []
        for row in stored.value if isinstance(stored.value, list) else ():
            values: dict[str, Any] = {}
            here = _row_scope(field, values, scope)
            states = {}
            for key in field.row_order:
                inner = field.inner(key)
                raw = row.get(key) if isinstance(row, Mapping) else None
                told = Value(raw, stored.source, stored.at) if is_given(raw) else None
                states[key] = self._settle(inner, told, here, True)
                if states[key].value is not None:
                    values[key] = states[key].raw
            rows.append((values, {inner.key: states[inner.key] for inner in field.fields}))
        locked = stored.source in field.locks
        value = replace(stored, value=[dict(values) for values, _ in rows])
        return replace(shown, value=value, rows=tuple(s for _, s in rows), locked=locked, asked=not locked)

    def with_requirement(self, settled: FieldState, scope: Scope) -> FieldState:
        """The same state with what is required, computed once all values have settled."""
        if not settled.visible:
            return settled
        if settled.field.is_for_officer and self._context.typed_source != OFFICER:
            return settled
        wanted = self._holds(settled.field.required, scope)
        rows = tuple(
            {
                key: self.with_requirement(inner, _row_scope(settled.field, row_values, scope))
                for key, inner in states.items()
            }
            for row_values, states in zip(settled.raw if settled.rows else (), settled.rows, strict=True)
        )
        return replace(
            settled, required=wanted is True, is_open=settled.is_open or wanted is NOT_ASKED, rows=rows or settled.rows
        )


def _row_scope(block: Field, row: dict[str, Any], scope: Scope) -> Scope:
    """What conditions inside a row see: its own fields, plainly or as "block.field", then the form around it."""
    return ChainMap(row, {block.key: row}, dict(scope))


def _system(value: Any) -> Value | None:
    return Value(value, SYSTEM) if is_given(value) else None


def _truth(rule: Rule, scope: Scope, day: date) -> Truth:
    try:
        return truth(rule, scope, today=day)
    except NotComputable:  # a half-filled form: what cannot be computed yet does not hold
        return False


def _date_in_words(value: Any) -> str | None:
    """A date in words; of a date of which only month or year is known, what is known."""
    try:
        parts = [int(part) for part in str(value or "").split("-")]
        if len(parts) == 3:
            return date_in_words(date(*parts))
        words = [f"năm {in_words(parts[0])}"] if parts[0] else []
    except (ValueError, OverflowError):
        return None
    if len(parts) == 2:
        words.insert(0, f"tháng {'tư' if parts[1] == 4 else in_words(parts[1])}")
    text = ", ".join(words)
    return text[:1].upper() + text[1:] or None
