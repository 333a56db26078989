"""Why an expression has no value. Codes are stable; facts never hold what a citizen typed."""

from __future__ import annotations

from typing import Any

from motcua.platform.errors import DomainError


class LogicError(DomainError):
    """An expression that has no value here. `code` says why."""

    code = "logic"

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(f"{code} {facts}" if facts else code, **facts)
        self.code = code


class BrokenExpression(LogicError):
    """The expression itself is wrong, whatever the data: found when a pack is checked.

    Codes: `logic.unknown_operator`, `logic.arguments`, `logic.too_deep`,
    `logic.too_large`, `logic.text_too_long`, `logic.number_too_large`,
    `logic.not_json`, `logic.computed_name`.
    """


class UnknownOperator(BrokenExpression):
    """The named subset has no such operator; `facts["operator"]` names it."""

    def __init__(self, operator: str) -> None:
        super().__init__("logic.unknown_operator", operator=operator[:40])


class NotComputable(LogicError):
    """With these data there is no answer, with others there may be one.

    Codes: `logic.not_a_number`, `logic.division_by_zero`, `logic.number_too_large`,
    `logic.too_much_work`, `logic.not_data`.
    """
