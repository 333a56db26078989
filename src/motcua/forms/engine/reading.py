"""From what a browser posts for one screen to values and faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from motcua.forms.engine.context import Context
from motcua.forms.engine.faults import Fault, Problem, at_field, control_name, locked_changed, missing
from motcua.forms.engine.findings import findings
from motcua.forms.engine.model import Field, Form, Group
from motcua.forms.engine.sources import source_in_sentence
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.types import Posted, Read, kind_of
from motcua.forms.engine.values import Answers, Value, is_given

ActionKind = Literal["find", "add", "remove"]
SHOWN = "shown"  # the hidden control by which a page names the questions it drew


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the form itself, not "Tiếp tục": find a commune, add a row, remove a row or a file.

    `target` is the value of the button: the name of an address, of a block, of a row, or the key of a file.
    """

    kind: ActionKind
    target: str


@dataclass(frozen=True)
class Parsed:
    """What one screen said.

    `values` holds the answers to keep, None for one that was cleared. `faults` are empty when a button of the form
    was pressed (`action`): nobody is scolded for pressing "Tìm". `typed` is what the boxes held, to be drawn again
    unchanged. `newly_asked` are questions this screen did not show yet and that the answers now bring up; `unseen`
    are all it did not show, also those answered earlier.
    `answered_elsewhere` are fields that another device has changed since this page was drawn: what is stored counts.
    """

    values: Mapping[str, Value | None]
    faults: tuple[Fault, ...] = ()
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    action: Action | None = None
    newly_asked: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    answered_elsewhere: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.is_stop)

    @property
    def is_done(self) -> bool:
        """True when the next screen may come: no fault that stops, no button of the form, nothing newly asked."""
        return not self.stops and self.action is None and not self.newly_asked

    def over(self, answers: Answers) -> dict[str, Value]:
        """The answers with these values laid over them."""
        return laid_over(answers, self.values)


def laid_over(answers: Answers, values: Mapping[str, Value | None]) -> dict[str, Value]:
    merged = {**answers, **values}
    return {key: value for key, value in merged.items() if value is not None}


def parse_group(form: Form, group_key: str, posted: Posted, answers: Answers, context: Context) -> Parsed:
    """Read a whole screen. What is on the page and was not posted counts as left blank.

    A page that names the questions it drew (`shown`, keys with blanks between) is held to those alone: autosave may
    have brought up more since, and nobody is scolded for a question he has not seen.
    A locked value is never changed by posting: the try is reported as `locked_changed`. Values for fields that the
    new answers hide are ignored. KeyError for an unknown group.
    """
    group = form.group(group_key)
    before = state(form, answers, context)
    action, typed = _pressed(group, posted)
    page = set(on_page(before, group))
    if told := typed.get(SHOWN):
        page &= set(told[-1].split())
    reading = _Reading(form, before, typed, answers, context)
    for one in group.fields:
        if one.key in page or kind_of(one.type).names(one, one.key, typed):
            reading.take(one)
    parsed = reading.result(group, page)
    return replace(
        parsed, action=action, faults=() if action else parsed.faults, newly_asked=() if action else parsed.newly_asked
    )


def parse_field(form: Form, field_key: str, posted: Posted, answers: Answers, context: Context) -> Parsed:
    """Read one field that changed (autosave). Boxes that were not posted keep what is stored; nothing is required."""
    one = form.fields[field_key]
    before = state(form, answers, context)
    stored = answers.get(field_key)
    boxes = kind_of(one.type).write(one, one.key, stored.value) if stored else {}
    reading = _Reading(form, before, {**boxes, **posted}, answers, context)
    reading.take(one)
    return reading.result(form.group(one.group), set())


def on_page(now: FormState, group: Group) -> tuple[str, ...]:
    """The fields a page of this group lets people fill: what is asked, and texts that wait behind a choice."""
    asked = [f.key for f in group.fields if now.fields[f.key].asked and f.type != "file"]
    waiting = [f.key for f in group.fields if f.text_for in asked and waits_behind(now.form, f)]
    return tuple(dict.fromkeys([*asked, *waiting]))


SHORT_LIST = 7  # a longer list is drawn as a drop-down, and nothing can wait behind its lines


def waits_behind(form: Form, text: Field) -> bool:
    """Whether the page draws this text inside the choice it completes, ready before it is needed."""
    choice = form.fields.get(text.text_for)
    if choice is None or choice.group != text.group or len(choice.options) > SHORT_LIST:
        return False
    return sum(option.needs_text for option in choice.options) == 1


class _Reading:
    """The values and problems of one post, before it is known which fields they leave visible."""

    def __init__(self, form: Form, before: FormState, typed: Posted, answers: Answers, context: Context) -> None:
        self._form, self._before, self._typed = form, before, typed
        self._answers, self._context = answers, context
        self._values: dict[str, Value | None] = {}
        self._reads: dict[str, Read] = {}
        self._locked: list[Fault] = []

    def take(self, one: Field) -> None:
        if one.is_written_by_system or one.type == "file":
            return
        now = self._before.fields[one.key]
        read = kind_of(one.type).read(one, one.key, self._typed, self._context.today)
        if now.locked:
            self._try_on_locked(now, read)
            return
        self._reads[one.key] = read
        if not read.problems or one.type == "repeat":
            self._keep(one, read.value, now)

    def _keep(self, one: Field, value: Any, now: FieldState) -> None:
        known = now.offer or self._answers.get(one.key)
        if not is_given(value):
            if known is not None:
                self._values[one.key] = None
        elif known is None or known.value != value:
            self._values[one.key] = Value(value, self._context.typed_source, self._context.at)
        elif known.is_offer:
            self._values[one.key] = replace(known.confirmed(self._context.by), at=self._context.at)

    def _try_on_locked(self, now: FieldState, read: Read) -> None:
        names = kind_of(now.field.type).names(now.field, now.field.key, self._typed)
        if names and now.value is not None and (read.problems or read.value != now.raw):
            source = source_in_sentence(self._form, now.value.source)
            self._locked.append(self._fault(locked_changed(now.field, source), now.field))

    def result(self, group: Group, page: set[str]) -> Parsed:
        after = state(self._form, laid_over(self._answers, self._values), self._context)
        kept = {key: value for key, value in self._values.items() if after.fields[key].asked}
        after = state(self._form, laid_over(self._answers, kept), self._context) if kept != self._values else after
        shown = [after.fields[f.key] for f in group.fields if after.fields[f.key].asked]
        answered = page | self._reads.keys()
        faults = [fault for one in shown if one.field.key in answered for fault in self._faults_of(one, page)]
        unseen = [s for s in shown if s.field.key not in answered and s.field.type != "file"]
        return Parsed(
            values=kept,
            faults=(*self._locked, *faults, *self._contradictions(after, group, {f.field for f in faults})),
            typed=self._typed,
            newly_asked=tuple(s.field.key for s in unseen if s.value is None),
            unseen=tuple(s.field.key for s in unseen),
        )

    def _faults_of(self, now: FieldState, page: set[str]) -> Iterator[Fault]:
        one = now.field
        read = self._reads.get(one.key, Read())
        for problem in read.problems:
            if problem.row is None or self._row_shows(now, read, problem):
                yield self._fault(problem, one)
        if one.key not in page:
            return
        if now.required and now.value is None and not read.problems:
            yield self._fault(missing(one), one)
        for lacking in missing_in_rows(now, read.row_places):
            if not any((p.row, p.inner) == (lacking.row, lacking.inner) for p in read.problems):
                yield self._fault(lacking, one)

    def _row_shows(self, now: FieldState, read: Read, problem: Problem) -> bool:
        row = read.row_places.index(problem.row) if problem.row in read.row_places else -1
        return not 0 <= row < len(now.rows) or now.rows[row][problem.inner].visible

    def _contradictions(self, after: FormState, group: Group, wrong: set[str]) -> list[Fault]:
        keys = {f.key for f in group.fields}
        return [f for f in findings(after) if f.field in keys - wrong]

    def _fault(self, problem: Problem, one: Field) -> Fault:
        return at_field(problem, one, self._form.group(one.group).title)


def missing_in_rows(now: FieldState, places: Sequence[int] = ()) -> Iterator[Problem]:
    """What is required inside the rows of a block and not answered; `places` are their numbers on the page."""
    for number, row in enumerate(now.rows):
        for key, inner in row.items():
            if inner.asked and inner.required and inner.value is None:
                place = places[number] if number < len(places) else number
                yield replace(missing(inner.field), row=place, inner=key)


def _pressed(group: Group, posted: Posted) -> tuple[Action | None, dict[str, list[str]]]:
    """The button of the form that was pressed, and the boxes after it has done its work."""
    typed = {name: list(values) for name, values in posted.items()}
    kinds: tuple[ActionKind, ...] = ("find", "add", "remove")
    kind = next((k for k in kinds if typed.get(k) and typed[k][-1]), None)
    if kind is None:
        return None, typed
    target = typed[kind][-1]
    blocks = {f.key: f for f in group.fields if f.type == "repeat"}
    if kind == "add" and target in blocks:
        _add_row(typed, blocks[target])
    if kind == "remove" and (match := re.fullmatch(r"(.+)-([0-9]{1,4})", target)) and match[1] in blocks:
        _remove_row(typed, match[1], int(match[2]))
    return Action(kind, target), typed


def _add_row(typed: dict[str, list[str]], block: Field) -> None:
    places = [int(match[1]) for name in typed if (match := re.match(rf"{re.escape(block.key)}-([0-9]{{1,4}})-", name))]
    typed[control_name(block.key, max(places, default=-1) + 1, block.fields[0].key)] = [""]


def _remove_row(typed: dict[str, list[str]], block: str, place: int) -> None:
    for name in [name for name in typed if name.startswith(f"{block}-{place}-")]:
        del typed[name]
