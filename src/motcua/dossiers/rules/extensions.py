"""More days for a supplement: when a citizen may ask, and which days may be given. Pure; the numbers are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MOST_WORDS = 500  # characters of a reason and of an answer; the table keeps no more


@dataclass(frozen=True)
class ExtensionPolicy:
    """How often one supplement request may be given more days, and how many at most."""

    times: int
    most_days: int


@lru_cache(maxsize=1)
def policy() -> ExtensionPolicy:
    """Return the policy of the installation (data/extension.yaml)."""
    path = Path(__file__).parents[1] / "data" / "extension.yaml"
    told: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return ExtensionPolicy(int(told["times"]), int(told["most_days"]))


def latest(deadline: date, told: ExtensionPolicy) -> date:
    """Return the last day that may be wished for or given.

    >>> latest(date(2026, 11, 26), ExtensionPolicy(1, 30))
    datetime.date(2026, 12, 26)
    """
    return deadline + timedelta(days=told.most_days)


def why_not(deadline: date, today: date, asked: int, told: ExtensionPolicy) -> str:
    """Return the code of the reason why more days may not be asked for now, "" when they may.

    `asked` counts the requests already made for this supplement, answered or not.

    >>> limits = ExtensionPolicy(1, 30)
    >>> why_not(date(2026, 11, 26), date(2026, 11, 26), 0, limits)
    ''
    >>> why_not(date(2026, 11, 26), date(2026, 11, 27), 0, limits)
    'deadline_over'
    >>> why_not(date(2026, 11, 26), date(2026, 11, 20), 1, limits)
    'asked_before'
    """
    if deadline < today:
        return "deadline_over"
    return "asked_before" if asked >= told.times else ""


def day_fault(day: date, deadline: date, today: date, told: ExtensionPolicy) -> str:
    """Return what is wrong with a wished or given day: it must lie after the deadline, not in the past, within bounds.

    >>> limits = ExtensionPolicy(1, 30)
    >>> day_fault(date(2026, 11, 26), date(2026, 11, 26), date(2026, 11, 20), limits)
    'not_later'
    >>> day_fault(date(2026, 12, 27), date(2026, 11, 26), date(2026, 11, 20), limits)
    'too_late'
    >>> day_fault(date(2026, 12, 1), date(2026, 11, 26), date(2026, 12, 2), limits)
    'past'
    >>> day_fault(date(2026, 12, 1), date(2026, 11, 26), date(2026, 11, 20), limits)
    ''
    """
    if day <= deadline:
        return "not_later"
    if day < today:
        return "past"
    return "too_late" if day > latest(deadline, told) else ""
