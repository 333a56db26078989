"""Live figures, asked of `monitoring` through this one door.

Where monitoring knows no such figure, or has no source for it yet, a page says so; nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

NO_SOURCE = "chưa có nguồn dữ liệu"


@dataclass(frozen=True)
class Live:
    """A figure as it stood at an instant. `value` None is "—", and `no_source` then says why, if anybody knows."""

    key: str
    name: str
    period: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    unit: str
    no_source: str = ""

    def frozen(self, at: datetime) -> dict[str, Any]:
        """Return it as plain values that are kept beside a task: what it was, over which period, when."""
        return {
            "key": self.key,
            "name": self.name,
            "period": self.period,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": None if self.value is None else str(self.value),
            "unit": self.unit,
            "at": at.isoformat(),
        }


Ask = Callable[[str, int, str, datetime], Live]


def _of_monitoring(key: str, unit_id: int, period: str, now: datetime) -> Live:
    try:
        queries = import_module("motcua.monitoring.queries")
        periods = import_module("motcua.monitoring.periods")
        found = queries.figure(key, unit_id, periods.Period.parse(period), now)
    except (ModuleNotFoundError, AttributeError, KeyError):  # no such module yet, no such figure
        return Live(key, "", period, None, None, None, "", NO_SOURCE)
    return Live(
        key, found.name, period, found.numerator, found.denominator, found.value, found.unit, found.no_source
    )  # fmt: skip


_ask: Ask = _of_monitoring


def ask_of(ask: Ask | None) -> None:
    """Ask somebody else (tests), or monitoring again with None."""
    global _ask
    _ask = ask or _of_monitoring


def figure(key: str, unit_id: int, period: str, now: datetime) -> Live:
    """Return a figure of a unit over a period ("2026-10", "2026-Q4", "2026", "2026-05-29..2026-09-30")."""
    return _ask(key, unit_id, period, now)
