"""The source's conditions and our JsonLogic say the same for every answer given."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.packs.convert.conditions import to_logic
from motcua.platform import logic

from .reference import holds

CODES = ["a", "b", "c"]
days = st.dates(date(1930, 1, 1), date(2026, 11, 16)).map(date.isoformat)
data = st.fixed_dictionaries(
    {
        "choice": st.sampled_from(CODES),
        "agreed": st.booleans(),
        "count": st.integers(0, 20),
        "born_on": days,
        "case": st.sampled_from(["one", "two"]),
        "channel": st.sampled_from(["direct", "online", "post"]),
        "submitted_on": st.just("2026-11-16"),
        "register_found": st.fixed_dictionaries({"birth": st.booleans()}),
    }
)
conditions = st.one_of(
    st.builds(
        lambda f, op, v: {"field": f, "op": op, "value": v},
        st.sampled_from(["choice", "case"]),
        st.sampled_from(["eq", "ne"]),
        st.sampled_from([*CODES, "one", "two"]),
    ),
    st.builds(
        lambda op, v: {"field": "choice", "op": op, "value": v},
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from(CODES), max_size=3, unique=True),
    ),
    st.builds(lambda v: {"field": "agreed", "op": "eq", "value": v}, st.booleans()),
    st.builds(lambda v: {"field": "register_found.birth", "op": "eq", "value": v}, st.booleans()),
    st.builds(
        lambda f, op, v: {"field": f, "op": op, "value": v},
        st.sampled_from(["count", "age(born_on)", "days_between(born_on,submitted_on)"]),
        st.sampled_from(["gt", "ge", "lt", "le"]),
        st.integers(0, 100),
    ),
    st.builds(lambda op: {"field": "choice", "op": op}, st.sampled_from(["present", "absent", "needs_text"])),
)


def text_codes(field: str) -> list[str]:
    return ["c"]


@given(st.lists(conditions, min_size=1, max_size=3), data)
def test_the_converted_condition_agrees_with_the_source(given_conditions, answers):
    expression = to_logic(given_conditions, text_codes)
    assert logic.truth(expression, answers, today=date(2026, 11, 16)) is holds(given_conditions, answers, text_codes)


@pytest.mark.parametrize("op", ["ne", "not_in"])
def test_a_question_that_is_still_open_makes_nothing_appear(op):
    expression = to_logic([{"field": "choice", "op": op, "value": ["a"] if op == "not_in" else "a"}], text_codes)
    assert logic.truth(expression, {}, today=date(2026, 11, 16)) is False


def test_a_register_nobody_asked_leaves_the_answer_open():
    expression = to_logic([{"field": "register_found.birth", "op": "eq", "value": False}], text_codes)
    facts = {"register_found": logic.AskedFacts()}
    assert logic.truth(expression, facts, today=date(2026, 11, 16)) is logic.NOT_ASKED


def test_an_operator_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unknown operator"):
        to_logic([{"field": "choice", "op": "like", "value": "a"}], text_codes)


def test_no_condition_at_all_is_none():
    assert to_logic([], text_codes) is None
