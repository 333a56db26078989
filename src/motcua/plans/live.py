"""Live figures, asked of `monitoring` through this one door.

Where nobody counts such a figure, has no source for it, or the reader may not see it, a page says so; nothing is
guessed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.monitoring import forecasting, places
from motcua.monitoring import queries as monitoring
from motcua.monitoring.indicators import library
from motcua.monitoring.periods import Period
from motcua.platform.errors import Forbidden, NotFound

NO_SOURCE = "chưa có nguồn dữ liệu"
NOT_YOURS = "bạn chưa được giao quyền xem số liệu của đơn vị này"
NOT_ITS_OWN = "đơn vị này không có số liệu riêng"
NOTHING_YET = "chưa có hồ sơ nào trong kỳ này"
NOT_FORETOLD = "số liệu này chưa dự báo được"
NOT_OF_A_COMMUNE = "chỉ dự báo được cho từng xã, phường"
IS_OVER = "kỳ này đã hết"
TOO_LITTLE_PAST = "chưa đủ kỳ trước để so; dự báo được làm lại mỗi sáng"
_INDEX = ("index766.total", "Điểm Bộ chỉ số 766")


@dataclass(frozen=True)
class Live:
    """A figure as it stood at an instant. `value` None is "—", and `no_source` then says why."""

    key: str
    name: str
    period: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    unit: str
    no_source: str = ""
    better: str = "higher"  # or lower

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


@dataclass(frozen=True)
class Foretold:
    """Where a figure may stand when its period ends: eight times in ten between `low` and `high`."""

    period: str
    low: Decimal
    middle: Decimal
    high: Decimal
    past: int  # spans of the past it rests on
    at: datetime


Ask = Callable[[str, int, str, datetime], Live]
_ask: Ask | None = None


def ask_of(ask: Ask | None) -> None:
    """Ask somebody else (tests), or monitoring again with None."""
    global _ask
    _ask = ask


def known() -> dict[str, str]:
    """Return the figures a target may be bound to, by key, in the order of monitoring's data."""
    return dict([_INDEX]) | {key: measure.name for key, measure in library().measures.items()}


class Figures:
    """Figures for one reader at one instant; each unit and period is counted once."""

    def __init__(self, who: Person, now: datetime) -> None:
        self._who, self._now = who, now
        self._counted: dict[tuple[int, str], Mapping[str, monitoring.Figure] | str] = {}
        self._foretold: dict[tuple[int, str], Mapping[str, Any]] = {}
        self._is_commune: dict[int, bool] = {}

    def figure(self, key: str, unit_id: int, period: str) -> Live:
        """Return a figure of a unit over a period ("2026-10", "2026-Q4", "2026", "2026-05-29..2026-09-30").

        Raises Invalid ("period") for no such period.
        """
        if _ask is not None:
            return _ask(key, unit_id, period, self._now)
        counted = self._of(unit_id, period)
        if isinstance(counted, str):
            return Live(key, "", period, None, None, None, "", counted)
        found = counted.get(key)
        if found is None:
            return Live(key, "", period, None, None, None, "", NO_SOURCE)
        why = "" if found.value is not None else found.no_source or NOTHING_YET
        return Live(
            key, found.name, period, found.numerator, found.denominator, found.value, found.unit, why, found.better
        )

    def foretold(self, key: str, unit_id: int, period: str) -> Foretold | str:
        """Return how a figure may stand when a period that runs ends, or why nobody can say.

        To be asked only of a figure that `figure` gave: it asks for no right of its own.
        """
        span = Period.parse(period)
        if span.is_over(self._now.date()):
            return IS_OVER
        if key not in forecasting.KEYS:
            return NOT_FORETOLD
        place = (unit_id, period)
        if place not in self._foretold:
            self._foretold[place] = forecasting.kept(unit_id, span)
        row = self._foretold[place].get(key)
        if row is not None:
            return Foretold(period, row.low, row.middle, row.high, row.months, row.made_at)
        if unit_id not in self._is_commune:
            self._is_commune[unit_id] = identity.unit_view(unit_id, self._now.date()).kind == "committee"
        return TOO_LITTLE_PAST if self._is_commune[unit_id] else NOT_OF_A_COMMUNE

    def _of(self, unit_id: int, period: str) -> Mapping[str, monitoring.Figure] | str:
        place = (unit_id, period)
        if place not in self._counted:
            self._counted[place] = self._count(unit_id, Period.parse(period))
        return self._counted[place]

    def _count(self, unit_id: int, period: Period) -> Mapping[str, monitoring.Figure] | str:
        try:
            places.permit(self._who, unit_id)
            return monitoring.figures(unit_id, period, self._now)
        except Forbidden:
            return NOT_YOURS
        except NotFound:
            return NOT_ITS_OWN
