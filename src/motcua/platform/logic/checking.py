"""What is checked when a pack is published: everything about a rule that needs no answers to be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from motcua.platform.text import number

from .errors import BrokenExpression
from .syntax import (
    QUANTIFIERS,
    Call,
    Json,
    ListOf,
    Literal,
    Node,
    Rule,
    children,
    literal_name,
    parse,
    parse_with_faults,
)

_COMPUTED_NAME = "Tên trường trong «{}» phải viết sẵn, không tính ra."
_CONNECTIVES = frozenset({"and", "or"})
# Operators that look at the value of an argument, not only at its truth.
_VALUE_TAKING = frozenset(
    {"==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "min", "max"}
    | {"age", "days_between", "present", "absent", "var"}
)


def check(expr: Json, *, fields: AbstractSet[str] | None) -> list[str]:
    """Vietnamese sentences for the one who publishes the pack; an empty list when the rule may go live.

    `fields` are the names a rule may use; a name admits what lies in it ("residence"
    admits "residence.commune"), fields of a repeated group are "group.field". None
    leaves the names unchecked.

    >>> check({"==": [{"var": "sex"}, "2"]}, fields={"sex"})
    []
    >>> check({"log": {"var": "sex"}}, fields={"sex"})
    ['Không có phép «log» trong ngôn ngữ điều kiện.']
    """
    rule, broken = parse_with_faults(expr)
    faults = [_SENTENCES[fault.code](fault.facts) for fault in broken]
    faults += _faults(rule.root)
    if fields is not None:
        unknown = sorted(name for name in _names(rule.root, "") if not _is_among(name, fields))
        faults += [f"Biểu mẫu không có trường «{name}»." for name in unknown]
    return list(dict.fromkeys(faults))


def variables(expr: Json | Rule) -> set[str]:
    """The fields an expression reads: what to recompute it for. Names inside a quantifier are "group.field".

    >>> sorted(variables({"and": [{"var": "a.b"}, {"some": [{"var": "kids"}, {"<": [{"age": {"var": "born"}}, 6]}]}]}))
    ['a.b', 'kids', 'kids.born']
    """
    return _names(parse(expr).root, "")


def _names(node: Node, group: str | None) -> set[str]:
    """Names read below the node; `group` is the list whose row is looked at, None when its name is computed."""
    if not isinstance(node, Call):
        return {name for child in children(node) for name in _names(child, group)}
    if node.op in QUANTIFIERS:
        rows, condition = node.args
        return _names(rows, group) | _names(condition, _path(_list_name(rows), group))
    found = {name for child in children(node) for name in _names(child, group)}
    read = [literal_name(node)] if node.op == "var" else list(_missing_names(node)) if node.op == "missing" else []
    return found | {path for name in read if (path := _path(name, group))}


def _missing_names(node: Call) -> Iterator[str]:
    for arg in node.args:
        for item in arg.items if isinstance(arg, ListOf) else (arg,):
            if isinstance(item, Literal) and isinstance(item.source, str | int):
                yield str(item.source)


def _list_name(rows: Node) -> str | None:
    return literal_name(rows) if isinstance(rows, Call) and rows.op == "var" else None


def _path(name: str | None, group: str | None) -> str | None:
    if name is None or group is None:
        return None
    return f"{group}.{name}" if group and name else group or name


def _is_among(name: str, fields: AbstractSet[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:length]) in fields for length in range(1, len(parts) + 1))


def _faults(node: Node) -> Iterator[str]:
    if isinstance(node, Literal) and isinstance(node.source, Mapping):
        yield f"Có một đối tượng không phải phép tính: {_shortened(node.source)}. Mỗi phép có đúng một tên."
    if isinstance(node, Call):
        if node.op == "var" and literal_name(node) is None:
            yield _COMPUTED_NAME.format("var")
        if node.op == "missing" and not all(isinstance(arg, Literal | ListOf) for arg in node.args):
            yield _COMPUTED_NAME.format("missing")
        if node.op in _VALUE_TAKING and any(_gives_connective(arg) for arg in node.args):
            # Past an unknown only the truth of and/or is sure, so no other operator may look at its value.
            yield f"Kết quả của «and», «or» chỉ là đúng hay sai, không đưa vào phép «{node.op}»."
    for child in children(node):
        yield from _faults(child)


def _gives_connective(node: Node) -> bool:
    """Whether the value may be that of an `and` or `or`, also through the branches of an `if`."""
    if not isinstance(node, Call):
        return False
    if node.op == "if":
        branches = node.args[1::2] + (node.args[-1:] if len(node.args) % 2 else ())
        return any(_gives_connective(branch) for branch in branches)
    return node.op in _CONNECTIVES


def _arguments(facts: Mapping[str, Any]) -> str:
    fewest, most = facts["fewest"], facts["most"]
    if fewest == most:
        wanted = f"đúng {fewest}" if fewest else "không có"
    else:
        wanted = f"từ {fewest} đến {most}" if most < 10 else f"ít nhất {fewest}"
    return f"Phép «{facts['operator']}» cần {wanted} vế, ở đây có {facts['given']}."


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "logic.unknown_operator": lambda facts: f"Không có phép «{facts['operator']}» trong ngôn ngữ điều kiện.",
    "logic.arguments": _arguments,
    "logic.too_deep": lambda facts: f"Điều kiện lồng nhau quá {facts['limit']} tầng.",
    "logic.too_large": lambda facts: f"Điều kiện dài quá {number(facts['limit'])} phần tử.",
    "logic.text_too_long": lambda facts: f"Có đoạn chữ dài quá {number(facts['limit'])} ký tự.",
    "logic.number_too_large": lambda facts: f"Có số không đọc được hoặc lớn quá {number(facts['limit'])}.",
    "logic.computed_name": lambda _facts: _COMPUTED_NAME.format("var"),
    "logic.not_json": lambda facts: f"Có giá trị không phải JSON (kiểu {facts['kind']}).",
}


def sentence_of(fault: BrokenExpression) -> str:
    """The same sentence for a fault that was raised."""
    return _SENTENCES[fault.code](fault.facts)


def _shortened(source: Json) -> str:
    text = json.dumps(source, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
