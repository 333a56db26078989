"""From a condition in JsonLogic to SQL over the columns of a fact: what the data says, the database counts.

Only what conditions need is translated; any other operator is refused, so that nothing is counted by half. Values
travel as parameters, names of columns are ours. Unknown stays unknown: NULL is neither counted nor not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.platform.logic import Rule
from motcua.platform.logic.syntax import Call, ListOf, Literal, Node, literal_name

_COMPARE = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "===": "=", "!=": "<>", "!==": "<>"}


class NotTranslatable(Exception):
    """A condition uses what this translation does not know."""


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def __and__(self, other: Sql) -> Sql:
        return Sql(f"({self.text}) AND ({other.text})", self.params + other.params)

    def __invert__(self) -> Sql:
        return Sql(f"NOT ({self.text})", self.params)


TRUE = Sql("true")


def compile_rule(rule: Rule, values: Mapping[str, Any], table: str = "f") -> Sql:
    """Return the condition on a row of `table`; `values` are what its other names stand for (period.as_of …)."""
    return _Compiler(values, table).node(rule.root)


def all_of(conditions: Sequence[Sql]) -> Sql:
    """Return all of them together; nothing asks for nothing."""
    made = TRUE
    for one in conditions:
        made = one if made is TRUE else made & one
    return made


@dataclass(frozen=True)
class _Compiler:
    values: Mapping[str, Any]
    table: str

    def node(self, node: Node) -> Sql:
        if isinstance(node, Literal):
            return _literal(node.source)
        if isinstance(node, ListOf):
            raise NotTranslatable("a list stands only after in")
        return self.call(node)

    def call(self, call: Call) -> Sql:
        match call.op:
            case "var":
                return self.name(call)
            case "and" | "or":
                return _joined(f" {call.op.upper()} ", [self.node(arg) for arg in call.args])
            case "!":
                return ~self.node(call.args[0])
            case "present" | "absent":
                inner = self.node(call.args[0])
                return Sql(f"({inner.text}) IS {'NOT ' if call.op == 'present' else ''}NULL", inner.params)
            case "in":
                return self.within(call)
            case "if" if len(call.args) == 3:
                when, then, other = (self.node(arg) for arg in call.args)
                text = f"CASE WHEN {when.text} THEN {then.text} ELSE {other.text} END"
                return Sql(text, when.params + then.params + other.params)
            case op if op in _COMPARE and len(call.args) == 2:
                left, right = (self.node(arg) for arg in call.args)
                return Sql(f"({left.text}) {_COMPARE[op]} ({right.text})", left.params + right.params)
        raise NotTranslatable(call.op)

    def name(self, call: Call) -> Sql:
        name = literal_name(call)
        if name is None or len(call.args) != 1:
            raise NotTranslatable("a computed name")
        if name in self.values:
            value = self.values[name]
            return Sql("%s::timestamptz" if hasattr(value, "hour") else "%s::date", (value,))
        if not name.isidentifier():
            raise NotTranslatable(name)
        return Sql(f'{self.table}."{name}"')

    def within(self, call: Call) -> Sql:
        needle, hay = call.args
        if not isinstance(hay, ListOf) or not all(isinstance(item, Literal) for item in hay.items):
            raise NotTranslatable("in anything but a list of values")
        found = self.node(needle)
        return Sql(f"({found.text}) = ANY (%s)", (*found.params, [item.source for item in hay.items]))  # type: ignore[union-attr]


def _literal(value: Any) -> Sql:
    if value is None:
        return Sql("NULL")
    if isinstance(value, bool):
        return Sql("true" if value else "false")
    return Sql("%s", (value,))


def _joined(word: str, parts: Sequence[Sql]) -> Sql:
    return Sql("(" + word.join(f"({p.text})" for p in parts) + ")", tuple(v for p in parts for v in p.params))
