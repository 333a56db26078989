"""A rule is data from a pack, data is text from a form: neither may stop the server."""

from datetime import date

import pytest

from motcua.platform.logic import BrokenExpression, NotComputable, evaluate, is_true, parse

TODAY = date(2026, 11, 16)


def nested(levels):
    rule = {"var": "a"}
    for _ in range(levels):
        rule = {"!": rule}
    return rule


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (nested(19), "logic.too_deep"),
        ([[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]], "logic.too_deep"),
        ({"x": 1, "y": nested(5000)}, "logic.too_deep"),
        ({"or": [0] * 2000}, "logic.too_large"),
        ({"in": ["a", ["b"] * 1998]}, "logic.too_large"),
        ({"==": [{"var": "a"}, "x" * 2001]}, "logic.text_too_long"),
        ({"==": [{"var": "a"}, 10**5000]}, "logic.number_too_large"),
        ({"==": [{"var": "a"}, float("nan")]}, "logic.number_too_large"),
        ({"==": [{"var": "a"}, {1, 2}]}, "logic.not_json"),
        ({"__import__": ["os"]}, "logic.unknown_operator"),
        ({"": []}, "logic.unknown_operator"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_rule_over_a_limit_is_refused_before_it_runs(rule, code):
    for ask in (parse, lambda it: is_true(it, {}, today=TODAY)):
        with pytest.raises(BrokenExpression) as refused:
            ask(rule)
        assert refused.value.code == code


@pytest.mark.parametrize("rule", [nested(18), {"or": [0] * 1999}, {"==": [{"var": "a"}, "x" * 2000]}])
def test_a_rule_at_the_limit_still_runs(rule):
    assert is_true(rule, {"a": 1}, today=TODAY) in (True, False)


def test_a_list_in_a_list_in_a_list_is_stopped_before_it_multiplies():
    rule = {"none": [{"var": "rows"}, {"some": [{"var": "rows"}, {"some": [{"var": "rows"}, {"var": "x"}]}]}]}
    rows = [{"x": 0}] * 100
    data = {"rows": [{"rows": [{"rows": rows}] * 100}] * 100}
    with pytest.raises(NotComputable) as refused:
        evaluate(rule, data, today=TODAY)
    assert refused.value.code == "logic.too_much_work"


def test_answers_nested_without_end_are_refused_and_not_a_crash():
    endless = []
    for _ in range(5000):
        endless = [endless]
    assert is_true({"present": {"var": "a"}}, {"a": endless}, today=TODAY) is False


def test_a_number_of_ten_thousand_digits_is_no_number():
    assert is_true({">": [{"var": "a"}, 0]}, {"a": 10**10000}, today=TODAY) is False
    assert is_true({">": [{"var": "a"}, 0]}, {"a": "9" * 10000}, today=TODAY) is False


def test_a_name_reaches_values_only_never_attributes():
    for name in ("__class__", "a.__class__", "a.keys", "a.0.__len__", "a.-1", "a.²"):
        assert evaluate({"var": name}, {"a": ["x"]}, today=TODAY) is None
