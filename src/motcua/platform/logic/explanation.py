"""Why an expression has its value: the same computation, with every step kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .evaluation import Run
from .sentences import sentence
from .syntax import Call, Json, Node, Rule, parse
from .unknown import Truth
from .values import Value, truth_of


@dataclass(frozen=True)
class Explanation:
    """One computed part of an expression and the parts it was computed from, in order.

    Parts that were not needed (after the answer was decided) are absent. Of a
    quantifier the first child is the list, each further one a row.
    """

    node: Node = field(repr=False)
    value: Value
    children: tuple[Explanation, ...]

    @property
    def expr(self) -> Json:
        return self.node.source

    @property
    def op(self) -> str | None:
        """The operator, None for a literal or a list."""
        return self.node.op if isinstance(self.node, Call) else None

    @property
    def truth(self) -> Truth:
        return truth_of(self.value)

    def walk(self) -> Iterator[Explanation]:
        yield self
        for child in self.children:
            yield from child.walk()

    def sentence_vi(self, labels: Mapping[str, str] | None = None) -> str:
        """One Vietnamese clause telling what decided the value, to stand after "Câu này hiện ra …".

        `labels` gives "field" its label and "field=code" the text of a choice
        ("field=true" and "field=false" for yes and no); fields of a repeated group
        are named "group.field". It repeats answers, so it is shown only to those
        who may read them.

        >>> rule = {"==": [{"var": "requester"}, "uq"]}
        >>> labels = {"requester": "Người nộp là ai", "requester=uq": "Người được ủy quyền"}
        >>> explain(rule, {"requester": "uq"}, today=date(2026, 11, 16)).sentence_vi(labels)
        'vì «Người nộp là ai» là «Người được ủy quyền»'
        """
        return sentence(self, labels or {})


def explain(expr: Json | Rule, data: Any, *, today: date) -> Explanation:
    """The computation of `evaluate` as a tree; its value is the same, and so are its errors."""
    run = _TracedRun(today)
    run.of(parse(expr).root, data)
    (whole,) = run.finished
    return whole


class _TracedRun(Run):
    """Keeps what each part gave; the parts finished inside a part become its children."""

    def __init__(self, today: date) -> None:
        super().__init__(today)
        self.finished: list[Explanation] = []

    def value(self, node: Node, scope: Any) -> Value:
        outside, self.finished = self.finished, []
        try:
            value = super().value(node, scope)
        finally:
            inside, self.finished = self.finished, outside
        outside.append(Explanation(node, value, tuple(inside)))
        return value
