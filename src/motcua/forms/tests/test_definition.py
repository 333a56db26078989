"""From a document to a form: what is refused, and in which order values settle."""

from __future__ import annotations

import pytest

from motcua.forms.engine import BrokenForm, Form
from motcua.forms.engine import form_of as kept_form
from motcua.forms.tests.support import LISTS, form, form_of
from motcua.platform.logic import UnknownOperator


def why(text_or_form) -> str:
    with pytest.raises(BrokenForm) as refused:
        text_or_form()
    return refused.value.facts["why"]


def test_two_fields_that_need_each_other_are_refused_with_their_names():
    with pytest.raises(BrokenForm) as refused:
        form_of(
            "key: a, label: A, type: text, visible: {present: [{var: b}]}",
            "key: b, label: B, type: text, visible: {present: [{var: c}]}",
            'key: c, label: C, type: text, compute: {"+": [{var: a}, 1]}',
        )
    assert refused.value.facts["why"] == "circle"
    assert set(refused.value.facts["fields"]) == {"a", "b", "c"}


def test_a_field_that_needs_itself_is_a_circle():
    assert why(lambda: form_of("key: a, label: A, type: text, visible: {present: [{var: a}]}")) == "circle"


def test_a_circle_through_the_condition_of_a_group_is_found():
    text = """
groups:
  - {key: g, title: G, visible: {"==": [{var: b}, x]}, fields: [{key: a, label: A, type: text, mark: P}]}
  - {key: h, title: H, visible: {"==": [{var: a}, x]}, fields: [{key: b, label: B, type: text, mark: P}]}
"""
    assert why(lambda: form(text)) == "circle"


def test_a_circle_inside_a_row_is_found():
    inner = (
        "{key: x, label: X, type: text, mark: P, visible: {present: [{var: y}]}},"
        "{key: y, label: Y, type: text, mark: P, visible: {present: [{var: x}]}}"
    )
    assert why(lambda: form_of(f"key: r, label: R, type: repeat, fields: [{inner}]")) == "circle"


def test_what_depends_on_another_field_settles_after_it_wherever_it_stands():
    made = form_of(
        "key: last, label: L, type: text, visible: {present: [{var: middle}]}",
        'key: middle, label: M, type: number, compute: {"*": [{var: first}, 2]}',
        "key: first, label: F, type: number",
    )
    order = made.order
    assert order.index("first") < order.index("middle") < order.index("last")


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("key: a, label: A, type: colour", "unknown_type"),
        ("key: a, label: A, type: choice, options: nowhere", "unknown_list"),
        ("key: case, label: A, type: text", "reserved"),
        ("key: a, label: A, type: text, derived: {kind: date_in_words, of: gone}", "unknown_field"),
        ("key: a, label: A, type: text, same_as: [{when: {present: [{var: b}]}, field: gone}]", "unknown_field"),
        ("key: a, label: A, type: repeat, fields: [{key: f, label: F, type: file, mark: P}]", "nested"),
    ],
)
def test_a_form_that_could_not_run_is_refused_when_it_is_read(field, reason):
    assert why(lambda: form_of(field)) == reason


def test_a_key_may_stand_only_once():
    assert why(lambda: form_of("key: a, label: A, type: text", "key: a, label: B, type: text")) == "twice"


def test_an_operator_outside_the_language_is_refused_although_nobody_reaches_it():
    with pytest.raises(UnknownOperator):
        form_of('key: a, label: A, type: text, visible: {"or": [true, {exec: [1]}]}')


def test_a_promise_and_a_file_are_never_reused_whatever_the_pack_says():
    made = form_of(
        "key: p, label: Tôi cam đoan, type: declaration, reuse: silent",
        "key: f, label: Tệp, type: file, reuse: confirm",
    )
    assert {made.fields[key].reuse for key in "pf"} == {"never"}


def test_the_case_question_is_the_first_screen():
    made = form_of(
        "key: a, label: A, type: text",
        head="case_question: {text: 'Việc của bạn?', mark: P, choices: [{key: x, case: one, text: Một}]}",
    )
    assert [g.key for g in made.groups] == ["case", "g"]
    assert made.fields["case"].options[0].label == "Một"


def test_a_form_is_parsed_once_for_its_digest():
    calls = []

    def make():
        calls.append(1)
        return {"groups": [{"key": "g", "title": "G", "fields": []}]}, LISTS

    assert kept_form("digest-of-a-test", make) is kept_form("digest-of-a-test", make)
    assert len(calls) == 1


def test_a_parsed_form_cannot_be_changed():
    made: Form = form_of("key: a, label: A, type: text")
    with pytest.raises(AttributeError):
        made.fields["a"].label = "B"  # type: ignore[misc]
