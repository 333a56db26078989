"""Sentences of the public figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.monitoring.book import Line
from motcua.monitoring.periods import Period
from motcua.web.text import number

FEW_SAID = "< 5"
HIDDEN_SAID = "ẩn"
_ENOUGH = 20  # dossiers from which "of 100" is said


@cache
def words() -> Mapping[str, Any]:
    """Return the words kept as data: reasons of lateness, bands, the dictionary of the files."""
    return yaml.safe_load(files(__package__).joinpath("data", "words.yaml").read_text("utf-8"))


def started(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def answer(line: Line, period: Period) -> str:
    """Answer whether results come in time.

    >>> from types import SimpleNamespace as Of
    >>> answer(Of(received=1284, late=21, on_time=1263), Period.parse("2026-10"))
    'Tháng 10/2026, cứ 100 hồ sơ thì 98 hồ sơ đúng hoặc trước hạn. 21 hồ sơ bị trễ, chúng tôi xin lỗi.'
    >>> answer(Of(received=8, late=1, on_time=7), Period.parse("2026-Q4"))
    'Quý IV/2026, trong 8 hồ sơ có 7 hồ sơ đúng hoặc trước hạn. 1 hồ sơ bị trễ, chúng tôi xin lỗi.'
    >>> answer(Of(received=30, late=0, on_time=30), Period.parse("2026"))
    'Năm 2026, cả 30 hồ sơ đều đúng hoặc trước hạn.'
    """
    when, received, late = started(period.name_vi), line.received or 0, line.late or 0
    if not received:
        return f"{when} chưa có hồ sơ nào."
    if not late:
        return f"{when}, cả {number(received)} hồ sơ đều đúng hoặc trước hạn."
    on_time = received - late
    if received < _ENOUGH:
        said = f"trong {received} hồ sơ có {on_time} hồ sơ đúng hoặc trước hạn"
    else:
        said = f"cứ 100 hồ sơ thì {on_time * 100 // received} hồ sơ đúng hoặc trước hạn"  # never more than it is
    return f"{when}, {said}. {number(late)} hồ sơ bị trễ, chúng tôi xin lỗi."


def said(value: int | None, mark: str | None) -> str:
    """Return a count as tables say it."""
    if value is not None:
        return number(value)
    return FEW_SAID if mark == "few" else HIDDEN_SAID


def share_said(line: Line) -> str:
    """Return the share in time; where the late ones are few, from where on it lies."""
    if line.share is not None:
        return percent(line.share)
    if line.at_least is not None:
        return f"từ {number(int(line.at_least))}%"
    return HIDDEN_SAID if line.received is not None else "—"


def percent(share: Decimal | None) -> str:
    """Return a share of 100 with two decimals.

    >>> percent(Decimal("98.36")), percent(None)
    ('98,36%', '—')
    """
    return "—" if share is None else f"{number(share, 2)}%"


def check_code(sha256: str) -> str:
    """Return the first eight letters of a digest, in two groups.

    >>> check_code("4b7e90c2aa")
    '4B7E 90C2'
    """
    return f"{sha256[:4]} {sha256[4:8]}".upper()
