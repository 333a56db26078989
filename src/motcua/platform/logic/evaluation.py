"""Computing an expression: one function an operator, no code from data, a bound on the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

from . import values
from .errors import BrokenExpression, NotComputable
from .syntax import MAX_NUMBER, Call, Json, ListOf, Literal, Node, Rule, parse
from .unknown import NOT_ASKED, Truth
from .values import Value, truth_of

# A quantifier inside a quantifier over long lists multiplies; no real rule comes near.
MAX_STEPS = 100_000


def evaluate(expr: Json | Rule, data: Any, *, today: date) -> Value:
    """The value of an expression over the data, NOT_ASKED when it hangs on what was not asked.

    `data` is JSON and may hold NOT_ASKED, AskedFacts, dates and decimals. `today` is
    the only clock. Numbers that are computed are exact: an int, or a Decimal when
    there is a fraction. Raises BrokenExpression for a wrong expression and
    NotComputable where these data give no answer.

    >>> evaluate({"*": [2000, {"var": "pages"}]}, {"pages": 3}, today=date(2026, 11, 16))
    6000
    """
    return Run(today).of(parse(expr).root, data)


def truth(expr: Json | Rule, data: Any, *, today: date) -> Truth:
    """True, False or NOT_ASKED; raises as `evaluate`. What decides law asks this one.

    >>> truth({"!": {"var": "register_found.birth"}}, {"register_found": {"birth": NOT_ASKED}}, today=date.min)
    NOT_ASKED
    """
    return truth_of(evaluate(expr, data, today=today))


def is_true(expr: Json | Rule, data: Any, *, today: date) -> bool:
    """Whether the expression holds for sure: what is unknown or cannot be computed yet does not.

    For screens, which ask at every keystroke over half-filled forms. A broken
    expression still raises: it is the pack's fault, not the citizen's.
    """
    try:
        return truth(expr, data, today=today) is True
    except NotComputable:
        return False


class Run:
    """One computation: its day, and how much work is left."""

    def __init__(self, today: date) -> None:
        if isinstance(today, datetime):
            raise TypeError("today is a day, not an instant: which day it is depends on the zone")
        self.today = today
        self._steps_left = MAX_STEPS

    def of(self, root: Node, data: Any) -> Value:
        try:
            return self.value(root, data)
        except RecursionError:  # data nested far deeper than any form
            raise NotComputable("logic.too_much_work") from None

    def value(self, node: Node, scope: Any) -> Value:
        self._steps_left -= 1
        if self._steps_left < 0:
            raise NotComputable("logic.too_much_work")
        if isinstance(node, Literal):
            return node.source
        if isinstance(node, ListOf):
            return [self.value(item, scope) for item in node.items]
        return _OPERATIONS[node.op](self, node, scope)

    def truths(self, nodes: tuple[Node, ...], scope: Any) -> Iterator[Truth]:
        """The truths one after another, computed only as far as somebody asks."""
        return (truth_of(self.value(node, scope)) for node in nodes)


Operation = Callable[[Run, Call, Any], Value]


def look_up(data: Any, name: Value, default: Value = None) -> Value:
    """The value at a dotted name; the default where the path ends early, null where null is written.

    >>> look_up({"a": {"b": [7]}}, "a.b.0"), look_up({"a": None}, "a"), look_up({}, "a.b", 5)
    (7, None, 5)
    """
    if name is None or name == "":
        return values.plain(data)
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise BrokenExpression("logic.computed_name")
    for part in str(name).split("."):
        if data is NOT_ASKED:
            return NOT_ASKED
        if isinstance(data, Mapping):
            try:
                data = data[part]
            except KeyError:
                return default
        elif isinstance(data, list | tuple) and part.isascii() and part.isdigit() and int(part[:9]) < len(data):
            data = data[int(part[:9])]
        else:
            return default
    return values.plain(data)


def _var(run: Run, call: Call, scope: Any) -> Value:
    name, *default = [run.value(arg, scope) for arg in call.args] or [""]
    return NOT_ASKED if name is NOT_ASKED else look_up(scope, name, *default)


def _missing(run: Run, call: Call, scope: Any) -> Value:
    names = [run.value(arg, scope) for arg in call.args]
    if names and isinstance(names[0], list):
        names = names[0]
    if NOT_ASKED in names:
        return NOT_ASKED
    found = [(name, values.given(look_up(scope, name))) for name in names]
    if any(is_given is NOT_ASKED for _, is_given in found):
        return NOT_ASKED
    return [name for name, is_given in found if not is_given]


def _and(run: Run, call: Call, scope: Any) -> Value:
    return _first(run, call, scope, deciding=False)


def _or(run: Run, call: Call, scope: Any) -> Value:
    return _first(run, call, scope, deciding=True)


def _first(run: Run, call: Call, scope: Any, *, deciding: bool) -> Value:
    """The first value whose truth decides, or the last; Kleene's truth once an unknown was passed."""
    value: Value = None
    unknown = False
    for arg in call.args:
        value = run.value(arg, scope)
        its_truth = truth_of(value)
        if its_truth is NOT_ASKED:
            unknown = True
        elif its_truth is deciding:
            # Past an unknown only the truth is sure: the unknown might have decided with another value.
            return deciding if unknown else value
    return NOT_ASKED if unknown else value


def _if(run: Run, call: Call, scope: Any) -> Value:
    args = call.args
    for at in range(0, len(args) - 1, 2):
        condition = truth_of(run.value(args[at], scope))
        if condition is NOT_ASKED:
            return NOT_ASKED
        if condition:
            return run.value(args[at + 1], scope)
    return run.value(args[-1], scope) if len(args) % 2 else None


def _not(run: Run, call: Call, scope: Any) -> Value:
    return values.negated(truth_of(run.value(call.args[0], scope)))


def _bool(run: Run, call: Call, scope: Any) -> Value:
    return truth_of(run.value(call.args[0], scope))


def _in(run: Run, call: Call, scope: Any) -> Value:
    needle, haystack = (run.value(arg, scope) for arg in call.args)
    return values.contained(needle, haystack)


def _present(run: Run, call: Call, scope: Any) -> Value:
    return values.given(run.value(call.args[0], scope))


def _absent(run: Run, call: Call, scope: Any) -> Value:
    return values.negated(values.given(run.value(call.args[0], scope)))


def _equality(*, strictly: bool, wanted: bool) -> Operation:
    def operation(run: Run, call: Call, scope: Any) -> Value:
        a, b = (run.value(arg, scope) for arg in call.args)
        same = values.equal(a, b, strictly=strictly)
        return same if wanted else values.negated(same)

    return operation


def _known(function: Callable[..., Value]) -> Operation:
    """An operator over known values: one unknown argument makes the result unknown."""

    def operation(run: Run, call: Call, scope: Any) -> Value:
        args = [run.value(arg, scope) for arg in call.args]
        return NOT_ASKED if any(arg is NOT_ASKED for arg in args) else function(*args)

    return operation


def _order(op: str) -> Operation:
    def in_order(first: Value, *rest: Value) -> bool:
        chain = (first, *rest)
        return all(values.ordered(op, a, b) for a, b in zip(chain, rest, strict=False))

    return _known(in_order)


def _arithmetic(function: Callable[..., Decimal]) -> Operation:
    def operation(*args: Value) -> int | Decimal:
        numbers = [_number(arg) for arg in args]
        with localcontext() as context:
            context.prec = 28
            result = function(*numbers)
        if abs(result) > MAX_NUMBER:
            raise NotComputable("logic.number_too_large", limit=MAX_NUMBER)
        return int(result) if result == result.to_integral_value() else result.normalize()

    return _known(operation)


def _number(value: Value) -> Decimal:
    # A boolean is no amount: adding one up is a slip that JavaScript would hide.
    number = None if isinstance(value, bool) else values.as_number(value)
    if number is None:
        raise NotComputable("logic.not_a_number", kind=type(value).__name__)
    return number


def _sum(*numbers: Decimal) -> Decimal:
    return sum(numbers, Decimal(0))


def _product(first: Decimal, *rest: Decimal) -> Decimal:
    for factor in rest:
        first *= factor
    return first


def _difference(first: Decimal, second: Decimal | None = None) -> Decimal:
    return -first if second is None else first - second


def _quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    if divisor == 0:
        raise NotComputable("logic.division_by_zero")
    return dividend / divisor


def _least(*numbers: Decimal) -> Decimal:
    return min(numbers)


def _greatest(*numbers: Decimal) -> Decimal:
    return max(numbers)


def _rows(run: Run, call: Call, scope: Any) -> Value:
    """The list a quantifier runs over; what is no list has no rows."""
    rows = run.value(call.args[0], scope)
    return rows if rows is NOT_ASKED or isinstance(rows, list | tuple) else []


def _holding(run: Run, call: Call, rows: Any) -> Iterator[Truth]:
    return (truth_of(run.value(call.args[1], row)) for row in rows)


def _some(run: Run, call: Call, scope: Any) -> Value:
    rows = _rows(run, call, scope)
    return NOT_ASKED if rows is NOT_ASKED else values.any_of(_holding(run, call, rows))


def _none(run: Run, call: Call, scope: Any) -> Value:
    return values.negated(_some(run, call, scope))


def _all(run: Run, call: Call, scope: Any) -> Value:
    rows = _rows(run, call, scope)
    if rows is NOT_ASKED:
        return NOT_ASKED
    return values.all_of(_holding(run, call, rows)) if rows else False  # all of nothing is false in JsonLogic


def _age(run: Run, call: Call, scope: Any) -> Value:
    born, *on = (run.value(arg, scope) for arg in call.args)
    day = on[0] if on else run.today
    return NOT_ASKED if NOT_ASKED in (born, day) else values.years_between(born, day)


_OPERATIONS: Mapping[str, Operation] = {
    "var": _var,
    "missing": _missing,
    "==": _equality(strictly=False, wanted=True),
    "!=": _equality(strictly=False, wanted=False),
    "===": _equality(strictly=True, wanted=True),
    "!==": _equality(strictly=True, wanted=False),
    **{op: _order(op) for op in ("<", "<=", ">", ">=")},
    "and": _and,
    "or": _or,
    "!": _not,
    "!!": _bool,
    "if": _if,
    "in": _in,
    "+": _arithmetic(_sum),
    "-": _arithmetic(_difference),
    "*": _arithmetic(_product),
    "/": _arithmetic(_quotient),
    "min": _arithmetic(_least),
    "max": _arithmetic(_greatest),
    "all": _all,
    "some": _some,
    "none": _none,
    "today": lambda run, _call, _scope: run.today.isoformat(),
    "age": _age,
    "days_between": _known(values.days_between),
    "present": _present,
    "absent": _absent,
}
