"""Expressions and data for the property tests: any that a pack could hold, and any that a form could send."""

from hypothesis import strategies as st

from motcua.platform.logic import NOT_ASKED, OPERATORS

FIELDS = ("a", "b", "r", "group.a")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-100, 3000),
    st.sampled_from([0.5, -2.25, 0, 1]),
    st.sampled_from(["", " ", "0", "1", "uq", "1946", "2008-02-29", "2026-11-16", "2026-02-30", "ba"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.fixed_dictionaries({"a": SCALARS}), max_size=3)
NAMED = {"a": SCALARS, "b": JSON, "rows": ROWS, "group": st.fixed_dictionaries({"a": SCALARS})}
DATA = st.fixed_dictionaries(NAMED | {"r": st.one_of(st.just(NOT_ASKED), JSON)})
# The same data twice: once with the register not asked, once with some answer of it.
ASKED_AND_NOT = st.tuples(st.fixed_dictionaries(NAMED), SCALARS).map(
    lambda both: ({**both[0], "r": both[1]}, {**both[0], "r": NOT_ASKED})
)
VARS = st.sampled_from(FIELDS).map(lambda name: {"var": name})
_DAYS_AND_MORE = st.one_of(VARS, SCALARS)


def _call(op: str, args: st.SearchStrategy) -> st.SearchStrategy:
    fewest, most = OPERATORS[op]
    return st.lists(args, min_size=fewest, max_size=min(most, 3)).map(lambda given: {op: given})


def _anything(inner: st.SearchStrategy) -> st.SearchStrategy:
    ordinary = sorted(set(OPERATORS) - {"var", "missing"})
    missing = st.lists(st.sampled_from(FIELDS), max_size=3).map(lambda names: {"missing": names})
    over_rows = st.tuples(st.sampled_from(["all", "some", "none"]), inner).map(
        lambda both: {both[0]: [{"var": "rows"}, both[1]]}
    )
    return st.one_of(*(_call(op, inner) for op in ordinary), missing, over_rows, st.lists(inner, max_size=2))


# Any expression of the right shape, sensible or not.
EXPRESSIONS = st.recursive(st.one_of(VARS, SCALARS), _anything, max_leaves=8)

# Values without and/or inside, as `check` demands of what is compared.
_VALUES = st.one_of(
    VARS,
    SCALARS,
    _DAYS_AND_MORE.map(lambda day: {"age": [day]}),
    st.tuples(_DAYS_AND_MORE, _DAYS_AND_MORE).map(lambda days: {"days_between": list(days)}),
    st.tuples(VARS, SCALARS).map(lambda both: {"+": list(both)}),
)


def _conditions(inner: st.SearchStrategy) -> st.SearchStrategy:
    quantified = st.tuples(st.sampled_from(["all", "some", "none"]), inner).map(
        lambda both: {both[0]: [{"var": "rows"}, both[1]]}
    )
    return st.one_of(
        *(_call(op, inner) for op in ("and", "or", "!", "!!")),
        st.lists(inner, min_size=3, max_size=5).map(lambda parts: {"if": parts}),
        quantified,
    )


# Conditions that a published pack may hold.
CONDITIONS = st.recursive(
    st.one_of(
        VARS,
        *(_call(op, _VALUES) for op in ("==", "!=", "===", "<", ">=", "present", "absent")),
        st.tuples(VARS, st.lists(SCALARS, max_size=3)).map(lambda both: {"in": list(both)}),
    ),
    _conditions,
    max_leaves=6,
)
