"""What holds for every expression: Kleene's laws, one value however asked, and no screen that breaks."""

from datetime import date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motcua.platform.logic import (
    NOT_ASKED,
    AskedFacts,
    LogicError,
    NotComputable,
    check,
    evaluate,
    explain,
    is_true,
    parse,
    truth,
    variables,
)

from .strategies import ASKED_AND_NOT, CONDITIONS, DATA, EXPRESSIONS, JSON

TODAY = date(2026, 11, 16)
# A machine shared with others may pause in any example; no law depends on speed.
unhurried = settings(deadline=None)
TRUTHS = st.sampled_from([True, False, NOT_ASKED])
# The three truths in the order in which Kleene's "and" takes the least and "or" the greatest.
RANK = {False: 0, NOT_ASKED: 1, True: 2}


def outcome(ask, rule, data):
    """The value, or the code of the refusal."""
    try:
        answer = ask(rule, data, today=TODAY)
    except LogicError as refused:
        return refused.code
    return answer.value if ask is explain else answer


@given(st.lists(TRUTHS, min_size=1, max_size=4))
def test_and_is_the_least_and_or_the_greatest_truth(truths):
    data = {"t": truths}
    parts = [{"var": f"t.{n}"} for n in range(len(truths))]
    assert RANK[truth({"and": parts}, data, today=TODAY)] == min(RANK[t] for t in truths)
    assert RANK[truth({"or": parts}, data, today=TODAY)] == max(RANK[t] for t in truths)


@given(TRUTHS, TRUTHS)
def test_de_morgan_holds_with_the_unknown(p, q):
    data = {"p": p, "q": q}
    p, q = {"var": "p"}, {"var": "q"}
    assert truth({"!": {"and": [p, q]}}, data, today=TODAY) is truth({"or": [{"!": p}, {"!": q}]}, data, today=TODAY)
    assert truth({"!": {"or": [p, q]}}, data, today=TODAY) is truth({"and": [{"!": p}, {"!": q}]}, data, today=TODAY)
    assert truth({"!": {"!": p}}, data, today=TODAY) is data["p"]


@unhurried
@given(CONDITIONS, ASKED_AND_NOT)
def test_what_is_known_before_asking_stays_true_whatever_the_answer(rule, both):
    asked, not_asked = both
    try:
        before, after = truth(rule, not_asked, today=TODAY), truth(rule, asked, today=TODAY)
    except NotComputable:
        assume(False)
    assert before in (NOT_ASKED, after)
    assert after is not NOT_ASKED


@unhurried
@given(CONDITIONS)
def test_conditions_of_these_shapes_may_be_published(rule):
    # Guards the test above: it speaks of all rules that `check` lets through.
    assert check(rule, fields={"a", "b", "r", "group", "rows"}) == []


@unhurried
@given(EXPRESSIONS, DATA)
def test_explaining_gives_the_value_of_evaluating(rule, data):
    assert outcome(explain, rule, data) == outcome(evaluate, rule, data)


@unhurried
@given(EXPRESSIONS, DATA)
def test_parsing_ahead_changes_nothing(rule, data):
    assert outcome(evaluate, parse(rule), data) == outcome(evaluate, rule, data)


@unhurried
@given(EXPRESSIONS, DATA)
def test_every_explanation_can_be_told(rule, data):
    try:
        told = explain(rule, data, today=TODAY)
    except LogicError:
        assume(False)
    for part in told.walk():
        sentence = part.sentence_vi({"a": "Ô thứ nhất", "a=uq": "Người được ủy quyền", "r": "Kết quả tra cứu"})
        assert sentence.startswith("vì " if part.truth is not NOT_ASKED else "chưa kết luận được vì ")
        assert "NOT_ASKED" not in sentence
        assert "None" not in sentence


@unhurried
@given(CONDITIONS, DATA)
def test_the_unknown_is_told_as_not_asked(rule, data):
    try:
        told = explain(rule, data, today=TODAY)
    except NotComputable:
        assume(False)
    if told.truth is NOT_ASKED:
        assert "chưa hỏi được" in told.sentence_vi()


@unhurried
@given(EXPRESSIONS, st.one_of(DATA, JSON, st.just(NOT_ASKED)))
def test_a_screen_always_gets_yes_or_no(rule, data):
    assert is_true(rule, data, today=TODAY) in (True, False)


@unhurried
@given(EXPRESSIONS, DATA, JSON)
def test_only_the_fields_that_are_named_change_the_value(rule, data, other):
    unnamed = [name for name in data if not any(read.split(".")[0] == name for read in variables(rule))]
    assume(unnamed and "" not in variables(rule))
    changed = data | dict.fromkeys(unnamed, other)
    assert outcome(evaluate, rule, changed) == outcome(evaluate, rule, data)


def test_facts_that_nobody_asked_for_are_not_asked():
    facts = {"register_found": AskedFacts(birth=True)}
    assert truth({"var": "register_found.birth"}, facts, today=TODAY) is True
    assert truth({"var": "register_found.residence"}, facts, today=TODAY) is NOT_ASKED


def test_not_asked_refuses_to_be_used_as_false():
    with pytest.raises(TypeError, match="truth"):
        bool(NOT_ASKED)


def test_what_decides_law_hears_that_it_cannot_be_computed():
    rule = {">": [{"*": [{"var": "pages"}, 1000]}, 5000]}
    assert is_true(rule, {}, today=TODAY) is False
    with pytest.raises(NotComputable):
        truth(rule, {}, today=TODAY)


def test_days_in_the_data_may_be_dates_but_not_instants():
    rule = {"days_between": [{"var": "born"}, {"today": []}]}
    assert evaluate(rule, {"born": date(2026, 11, 1)}, today=TODAY) == 15
    with pytest.raises(NotComputable):
        evaluate(rule, {"born": datetime(2026, 11, 1, 8, 0)}, today=TODAY)
    with pytest.raises(TypeError, match="not an instant"):
        evaluate(rule, {}, today=datetime(2026, 11, 16, 8, 0))
