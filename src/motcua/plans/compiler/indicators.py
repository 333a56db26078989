"""Which indicator of ours a target is about: chosen by words, none where none plainly fits."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .words import fold

_DATA = Path(__file__).parent / "data" / "indicators.yaml"


@cache
def _rules() -> tuple[tuple[str, str, tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]], ...]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    return tuple(
        (rule["key"], rule["unit"], tuple(map(re.compile, rule["all"])), tuple(map(re.compile, rule.get("none", []))))
        for rule in data["indicators"]
    )


def indicator_for(text: str, unit: str) -> str | None:
    """Return the key of the first indicator whose words all stand in the target's text, None when none fits.

    >>> indicator_for("Tỷ lệ nộp hồ sơ trực tuyến toàn trình đạt 90%", "%")
    'online.full_share'
    >>> indicator_for("100% cụm loa truyền thanh tuyên truyền", "%")
    """
    low = fold(text)
    for key, wanted, words, never in _rules():
        if unit == wanted and all(word.search(low) for word in words) and not any(word.search(low) for word in never):
            return key
    return None
