"""Telling the reason of a value in Vietnamese: only the facts that decided it, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from motcua.platform.text import date_vi, number

from . import values
from .syntax import QUANTIFIERS, ListOf, Literal
from .unknown import NOT_ASKED

if TYPE_CHECKING:
    from .explanation import Explanation

Labels = Mapping[str, str]

_ARITHMETIC = frozenset({"+", "-", "*", "/", "min", "max"})
_EQUALITY = frozenset({"==", "===", "!=", "!=="})
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_AMOUNTS = {"<": "dưới {}", "<=": "không quá {}", ">": "trên {}", ">=": "từ {} trở lên"}
_DAYS = {"<": "trước {}", "<=": "không sau {}", ">": "sau {}", ">=": "từ {} trở đi"}
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_CHOICES = 6


def sentence(tree: Explanation, labels: Labels) -> str:
    """ "vì …" with the deciding facts; for the unknown, what could not be asked."""
    facts = list(dict.fromkeys(_Teller(labels).facts(tree)))
    if not facts:
        return "vì quy định áp dụng cho mọi trường hợp"
    opening = "chưa kết luận được vì" if tree.truth is NOT_ASKED else "vì"
    return f"{opening} {_joined(facts)}"


class _Teller:
    """Tells facts with the labels of one form; `group` is the repeated group whose row is being told."""

    def __init__(self, labels: Labels, group: str = "") -> None:
        self.labels = labels
        self.group = group

    def facts(self, tree: Explanation) -> Iterator[str]:
        if tree.op is None or tree.op == "today":
            return
        deciding = _deciding(tree)
        if deciding is None:
            fact = self.fact(tree)
            if fact:
                yield fact
        else:
            for child in deciding:
                yield from self.facts(child)

    def fact(self, tree: Explanation) -> str:
        op = tree.op
        if tree.value is NOT_ASKED:
            return "chưa hỏi được " + ", ".join(self.not_asked(tree))
        if op in _EQUALITY:
            return self.equality(tree)
        if op in _OPPOSITE:
            return self.order(tree) if len(tree.children) == 2 else self.between(tree)
        if op in QUANTIFIERS:
            return self.rows(tree)
        if op == "in":
            return self.membership(tree)
        if op in ("present", "absent"):
            has = "đã có" if (op == "present") is tree.value else "chưa có"
            return f"{has} {self.noun(tree.children[0])}"
        if op == "missing":
            return self.missing(tree)
        return self.stated(tree)

    def stated(self, tree: Explanation) -> str:
        """What a field or a computed quantity is."""
        if values.given(tree.value) is False:
            return f"chưa khai đủ {self.fields(tree)}" if tree.op != "var" else f"chưa khai {self.noun(tree)}"
        if isinstance(tree.value, Mapping):
            return f"đã khai {self.noun(tree)}"
        if _is_rows(tree.value):
            return f"{self.noun(tree)} có {len(tree.value)} dòng"
        return f"{self.noun(tree)} là {self.shown(tree, tree.value)}"

    def equality(self, tree: Explanation) -> str:
        same = tree.value is (tree.op in ("==", "==="))
        subject, other = tree.children
        if _is_fixed(subject):
            subject, other = other, subject
        if _is_fixed(subject):
            return ""
        if not _is_fixed(other):
            return f"{self.noun(subject)} {'giống' if same else 'khác'} {self.noun(other)}"
        if same or isinstance(subject.value, bool):
            return self.stated(subject)
        if values.given(subject.value) is False:
            return self.stated(subject)
        return f"{self.stated(subject)}, không phải {self.shown(subject, other.value)}"

    def order(self, tree: Explanation) -> str:
        op, (subject, other) = str(tree.op), tree.children
        if _is_fixed(subject):
            op, subject, other = _MIRRORED[op], other, subject
        if _is_fixed(subject):
            return ""
        if not tree.value:
            op = _OPPOSITE[op]
            if not values.ordered(op, subject.value, other.value):
                return self.incomparable(subject, other)
        wording = _DAYS if isinstance(other.value, str) and _ISO_DAY.fullmatch(other.value) else _AMOUNTS
        bound = self.shown(subject, other.value) if _is_fixed(other) else self.noun(other)
        return f"{self.stated(subject)}, {wording[op].format(bound)}"

    def between(self, tree: Explanation) -> str:
        low, subject, high = tree.children
        if tree.op in (">", ">="):
            low, high = high, low
        if values.given(subject.value) is False:
            return self.stated(subject)
        bounds = [self.shown(subject, end.value) if _is_fixed(end) else self.noun(end) for end in (low, high)]
        return f"{self.stated(subject)}, {'trong' if tree.value else 'ngoài'} khoảng từ {bounds[0]} đến {bounds[1]}"

    def incomparable(self, subject: Explanation, other: Explanation) -> str:
        for side in (subject, other):
            if values.given(side.value) is False and not _is_fixed(side):
                return self.stated(side)
        bound = self.shown(subject, other.value) if _is_fixed(other) else self.noun(other)
        return f"không so sánh được {self.noun(subject)} với {bound}"

    def membership(self, tree: Explanation) -> str:
        needle, haystack = tree.children
        if _is_fixed(needle):
            if _is_fixed(haystack):
                return ""
            has = "có" if tree.value else "không có"
            return f"{self.noun(haystack)} {has} {self.shown(haystack, needle.value)}"
        if tree.value or values.given(needle.value) is False:
            return self.stated(needle)
        if not _is_fixed(haystack) or not isinstance(haystack.value, list):
            return f"{self.stated(needle)}, không thuộc {self.noun(haystack)}"
        choices = [self.shown(needle, choice) for choice in haystack.value[:_MOST_CHOICES]]
        choices += ["…"] if len(haystack.value) > _MOST_CHOICES else []
        return f"{self.stated(needle)}, không {'thuộc' if len(choices) > 1 else 'phải'} {', '.join(choices)}"

    def missing(self, tree: Explanation) -> str:
        if tree.value:
            return "còn thiếu " + ", ".join(self.label(str(name)) for name in tree.value)
        names = [child.value for child in tree.children]
        asked = names[0] if names and isinstance(names[0], list) else names
        return "đã có đủ " + ", ".join(self.label(str(name)) for name in asked) if asked else ""

    def rows(self, tree: Explanation) -> str:
        group, *rows = tree.children
        where = self.noun(group)
        if not rows:
            return f"{where} chưa có dòng nào"
        if tree.value is not (tree.op == "some"):  # no single row decided
            every = (
                "mọi dòng trong {} đều đạt điều kiện" if tree.op == "all" else "không dòng nào trong {} đạt điều kiện"
            )
            return every.format(where)
        inner = _Teller(self.labels, _field_of(group) or self.group)
        facts = list(dict.fromkeys(inner.facts(rows[-1])))
        return f"trong {where} có dòng mà {_joined(facts)}" if facts else f"{where} đã có dòng"

    def not_asked(self, tree: Explanation) -> list[str]:
        if tree.op == "missing":
            return [self.label(str(child.value)) for child in tree.children if isinstance(child.value, str)] or [
                "dữ liệu"
            ]
        inner = self if tree.op not in QUANTIFIERS else _Teller(self.labels, _field_of(tree.children[0]) or self.group)
        own = [self.noun(tree)] if tree.op == "var" else []
        below = [name for child in tree.children if child.value is NOT_ASKED for name in inner.not_asked(child)]
        return list(dict.fromkeys(own + below))

    def noun(self, tree: Explanation) -> str:
        if tree.op == "var":
            return self.label(_field_of(tree))
        if tree.op == "age":
            return f"tuổi theo {self.noun(tree.children[0])}"
        if tree.op == "days_between":
            start, end = (self.noun(child) for child in tree.children)
            return f"số ngày từ {start} đến {end}"
        if tree.op == "today":
            return "hôm nay"
        if tree.op is None:
            return self.shown(tree, tree.value)
        return f"kết quả tính từ {self.fields(tree)}" if tree.op in _ARITHMETIC else "kết quả của điều kiện"

    def fields(self, tree: Explanation) -> str:
        """The fields a quantity is computed from; those not given, when some are not."""
        found = [part for part in tree.walk() if part.op == "var"]
        lacking = [part for part in found if values.given(part.value) is False]
        return ", ".join(dict.fromkeys(self.noun(part) for part in lacking or found)) or "giá trị cố định"

    def label(self, name: str) -> str:
        path = f"{self.group}.{name}" if self.group and name else self.group or name
        for candidate in (path, name):
            parts = candidate.split(".")
            for length in range(len(parts), 0, -1):
                known = self.labels.get(".".join(parts[:length]))
                if known:
                    return f"«{known}»"
        return f"«{name or 'dòng này'}»"

    def shown(self, subject: Explanation, value: Any) -> str:
        """A value as the people of this form call it: the text of a choice, a day, a number."""
        if value is NOT_ASKED:
            return "phần chưa hỏi được"
        if isinstance(value, Mapping) or _is_rows(value):
            return "phần đã khai"
        if isinstance(value, list | tuple):
            return ", ".join(self.shown(subject, item) for item in value) or "không có gì"
        name = _field_of(subject)
        code = str(value).lower() if isinstance(value, bool) else value
        for path in (f"{self.group}.{name}", name):
            known = self.labels.get(f"{path}={code}")
            if known:
                return f"«{known}»"
        if isinstance(value, bool):
            return "«Có»" if value else "«Không»"
        if isinstance(value, int | float | Decimal):
            return number(value)
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            return _day_shown(value)
        return "không có gì" if value is None else f"«{value}»"


def _deciding(tree: Explanation) -> Iterable[Explanation] | None:
    """The parts whose facts make up this one's; None when it is a fact itself."""
    op, parts = tree.op, tree.children
    if op in ("and", "or"):
        if tree.truth is NOT_ASKED:
            return [part for part in parts if part.truth is NOT_ASKED]
        return parts[-1:] if tree.truth is (op == "or") else parts
    if op == "if":
        return parts[-1:] if parts and parts[-1].truth is NOT_ASKED else parts
    return parts if op in ("!", "!!") or op in _ARITHMETIC else None


def _is_fixed(tree: Explanation) -> bool:
    """Whether the pack wrote the value, not a citizen or a register."""
    return isinstance(tree.node, Literal | ListOf) and all(_is_fixed(child) for child in tree.children)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in value)


def _field_of(tree: Explanation) -> str:
    return str(tree.children[0].value) if tree.op == "var" and tree.children else ""


def _day_shown(text: str) -> str:
    try:
        return date_vi(date.fromisoformat(text))
    except ValueError:  # the 31st of February: shown as it was typed
        return f"«{text}»"


def _joined(facts: list[str]) -> str:
    if len(facts) < 3 and not any("," in fact for fact in facts[:-1]):
        return " và ".join(facts)
    return "; ".join(facts)
