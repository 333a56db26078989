"""From JSON to a checked tree: which operators there are, what they take, how large a rule may grow.

Every operator and every limit is checked before anything is computed, also in the
branches that would not be reached: a pack that names an unknown operator fails the
same way on the first day as on the day somebody reaches the branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import Any

from .errors import BrokenExpression, UnknownOperator

Json = Any

MAX_DEPTH = 20
MAX_NODES = 2000
MAX_TEXT = 2000
MAX_NUMBER = 10**15

_MANY = MAX_NODES
# The named subset, with the fewest and the most arguments of each operator.
# Left out on purpose: what makes text (cat, substr), rewrites lists (map, filter,
# reduce, merge) or has a plainer form here (missing_some, ?:, %, log). A fee over
# several rows is computed row by row, so that each row can explain itself.
OPERATORS: Mapping[str, tuple[int, int]] = {
    "var": (0, 2),
    "missing": (0, _MANY),
    "==": (2, 2),
    "!=": (2, 2),
    "===": (2, 2),
    "!==": (2, 2),
    "<": (2, 3),
    "<=": (2, 3),
    ">": (2, 3),
    ">=": (2, 3),
    "and": (1, _MANY),
    "or": (1, _MANY),
    "!": (1, 1),
    "!!": (1, 1),
    "if": (0, _MANY),
    "in": (2, 2),
    "+": (1, _MANY),
    "-": (1, 2),
    "*": (1, _MANY),
    "/": (2, 2),
    "min": (1, _MANY),
    "max": (1, _MANY),
    "all": (2, 2),
    "some": (2, 2),
    "none": (2, 2),
    "today": (0, 0),
    "age": (1, 2),
    "days_between": (2, 2),
    "present": (1, 1),
    "absent": (1, 1),
}
QUANTIFIERS = frozenset({"all", "some", "none"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands for itself; an object with no or several keys is one too."""

    source: Json


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items may be expressions."""

    source: Json
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An operator with its arguments, `{"op": [a, b]}` or `{"op": a}`."""

    source: Json
    op: str
    args: tuple[Node, ...]


Node = Literal | ListOf | Call


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed expression. Wherever an expression is taken, a rule is taken too and not parsed again."""

    root: Node


def parse(expr: Json | Rule) -> Rule:
    """The checked tree of an expression; BrokenExpression names the first thing wrong with it."""
    return expr if isinstance(expr, Rule) else Rule(_Parser(_refuse).tree(expr))


def parse_with_faults(expr: Json) -> tuple[Rule, list[BrokenExpression]]:
    """The tree with what is broken left out, and all that is broken."""
    faults: list[BrokenExpression] = []
    return Rule(_Parser(faults.append).tree(expr)), faults


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.args
    return node.items if isinstance(node, ListOf) else ()


def literal_name(node: Call) -> str | None:
    """The field a `var` names, "" for the whole data, None when the name is computed."""
    if not node.args:
        return ""
    name = node.args[0]
    if not isinstance(name, Literal) or isinstance(name.source, bool | Mapping | float):
        return None
    return "" if name.source is None else str(name.source)


def _refuse(fault: BrokenExpression) -> None:
    raise fault


@dataclass
class _Parser:
    """One pass over the JSON. A refused part is replaced by null when the fault handler returns."""

    fault: Callable[[BrokenExpression], None]
    nodes: int = field(default=0)

    def tree(self, expr: Json, depth: int = 1) -> Node:
        self.nodes += 1
        if self.nodes == MAX_NODES + 1:
            self.fault(BrokenExpression("logic.too_large", limit=MAX_NODES))
        if self.nodes > MAX_NODES:
            return Literal(None)
        if depth > MAX_DEPTH:
            self.fault(BrokenExpression("logic.too_deep", limit=MAX_DEPTH))
            return Literal(None)
        if isinstance(expr, list | tuple):
            return ListOf(expr, tuple(self.tree(item, depth + 1) for item in expr))
        if isinstance(expr, Mapping) and len(expr) == 1:
            return self._call(expr, depth)
        if isinstance(expr, Mapping):
            for value in expr.values():
                self.tree(value, depth + 1)  # counted and checked, not computed
            return Literal(expr)
        return self._scalar(expr)

    def _call(self, expr: Mapping[str, Json], depth: int) -> Node:
        ((op, given),) = expr.items()
        if op not in OPERATORS:
            self.fault(UnknownOperator(str(op)))
            return Literal(None)
        values = given if isinstance(given, list | tuple) else [given]
        args = tuple(self.tree(value, depth + 1) for value in values)
        fewest, most = OPERATORS[op]
        if not fewest <= len(args) <= most:
            self.fault(BrokenExpression("logic.arguments", operator=op, given=len(args), fewest=fewest, most=most))
            return Literal(None)
        return Call(expr, op, args)

    def _scalar(self, value: Json) -> Node:
        if value is None or isinstance(value, bool):
            return Literal(value)
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                self.fault(BrokenExpression("logic.text_too_long", limit=MAX_TEXT))
                return Literal(None)
            return Literal(value)
        if isinstance(value, int | float | Decimal):
            if not _fits(value):
                self.fault(BrokenExpression("logic.number_too_large", limit=MAX_NUMBER))
                return Literal(None)
            return Literal(value)
        self.fault(BrokenExpression("logic.not_json", kind=type(value).__name__))
        return Literal(None)


def _fits(value: int | float | Decimal) -> bool:
    # The int first: one of ten thousand digits has no float to ask about.
    if isinstance(value, int):
        return abs(value) <= MAX_NUMBER
    return isfinite(value) and abs(float(value)) <= MAX_NUMBER
