"""The two suites that also the browser's evaluator is held to."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from motcua.platform.logic import NOT_ASKED, OPERATORS, LogicError, UnknownOperator, evaluate, explain, is_true, truth

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 16)
PUBLIC = json.loads((DATA / "public_suite.json").read_text(encoding="utf-8"))["cases"]
OWN = json.loads((DATA / "own_suite.json").read_text(encoding="utf-8"))["cases"]


def operators(rule) -> set[str]:
    """Those a rule names, read from the JSON alone so that the parser is not its own judge."""
    if isinstance(rule, list):
        return set().union(*(operators(item) for item in rule))
    if isinstance(rule, dict) and len(rule) == 1:
        ((name, given),) = rule.items()
        return {name} | operators(given)
    return set()


OURS = [case for case in PUBLIC if operators(case[0]) <= set(OPERATORS)]
OTHERS = [case for case in PUBLIC if not operators(case[0]) <= set(OPERATORS)]


def same_json(a, b) -> bool:
    """Equal as JSON: true is not 1, but 2 is 2.0."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same_json(x, y) for x, y in zip(a, b, strict=True))
    return a == b


def test_the_public_suite_is_whole():
    assert (len(PUBLIC), len(OURS), len(OTHERS)) == (278, 221, 57)
    left_out = Counter(name for case in OTHERS for name in operators(case[0]) - set(OPERATORS))
    assert set(left_out) == {"?:", "%", "cat", "substr", "merge", "missing_some", "map", "filter", "reduce"}


@pytest.mark.parametrize(("rule", "data", "result"), OURS)
def test_a_public_case_of_our_operators_gives_the_public_result(rule, data, result):
    assert same_json(evaluate(rule, data, today=TODAY), result)
    assert same_json(explain(rule, data, today=TODAY).value, result)


@pytest.mark.parametrize(("rule", "data", "result"), OTHERS)
def test_any_other_public_case_is_refused_by_the_name_of_its_operator(rule, data, result):
    for ask in (evaluate, truth, is_true, explain):
        with pytest.raises(UnknownOperator) as refused:
            ask(rule, data, today=TODAY)
        assert refused.value.facts["operator"] in operators(rule) - set(OPERATORS)


def with_not_asked(data, names):
    data = deepcopy(data)
    for name in names:
        *path, last = name.split(".")
        here = data
        for part in path:
            here = here[int(part)] if isinstance(here, list) else here.setdefault(part, {})
        here[last] = NOT_ASKED
    return data


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["name"].replace(" ", "_"))
def test_a_case_of_our_own_suite_gives_its_result(case):
    data = with_not_asked(case["data"], case.get("not_asked", ()))
    today = date.fromisoformat(case.get("today", TODAY.isoformat()))
    if "error" in case:
        with pytest.raises(LogicError) as refused:
            evaluate(case["rule"], data, today=today)
        assert refused.value.code == case["error"]
    elif case.get("unknown"):
        assert evaluate(case["rule"], data, today=today) is NOT_ASKED
        assert is_true(case["rule"], data, today=today) is False
    else:
        assert same_json(evaluate(case["rule"], data, today=today), case["result"])


def test_every_operator_has_a_case_in_one_of_the_suites():
    used = set().union(*(operators(case[0]) for case in OURS), *(operators(case["rule"]) for case in OWN))
    assert set(OPERATORS) <= used
