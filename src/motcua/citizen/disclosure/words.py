"""Sentences of the public figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.monitoring.book import Line
from motcua.monitoring.periods import Period
from motcua.plans.rules.publishing import Offered
from motcua.plans.rules.targets import number_vi
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


_ASKED = {">=": "{}%", "=": "{}%", ">": "trên {}%", "<=": "không quá {}%", "<": "dưới {}%"}


@dataclass(frozen=True)
class Goal:
    """What a plan asks of a figure: until when and how much, and which paper says so."""

    asked: str
    paper: str = ""
    number: str = ""  # of the paper, not to be broken over lines


def goal(target: Offered | None) -> Goal | None:
    """Return what a plan asks of a figure in words; None where none asks.

    >>> from datetime import date as day
    >>> of = (1, 1, 1, "online.share", ">=", Decimal("80.000"), "%")
    >>> goal(Offered(*of, 2026, None, day(2026, 12, 31), "15/KH-UBND", None))
    Goal(asked='Chỉ tiêu năm 2026: 80%', paper='Kế hoạch số', number='15/KH-UBND')
    >>> goal(Offered(*of, None, day(2026, 9, 30), day(2026, 12, 31), "", day(2026, 1, 5)))
    Goal(asked='Chỉ tiêu đến 30/9/2026: 80%', paper='Kế hoạch ngày', number='5/1/2026')
    >>> goal(Offered(*of, None, None, day(2026, 12, 31), "", None)), goal(None)
    (Goal(asked='Chỉ tiêu: 80%', paper='', number=''), None)
    """
    if target is None:
        return None
    when = ""
    if target.due_on and (target.due_on.month, target.due_on.day) != (12, 31):
        when = f" đến {_day(target.due_on)}"
    elif target.due_on or target.year:
        when = f" năm {target.due_on.year if target.due_on else target.year}"
    asked = f"Chỉ tiêu{when}: {_ASKED[target.op].format(number_vi(target.value))}"
    if target.number:
        return Goal(asked, "Kế hoạch số", target.number)
    return Goal(asked, "Kế hoạch ngày", _day(target.issued_on)) if target.issued_on else Goal(asked)


def _day(on: date) -> str:
    return f"{on.day}/{on.month}/{on.year}"


def check_code(sha256: str) -> str:
    """Return the first eight letters of a digest, in two groups.

    >>> check_code("4b7e90c2aa")
    '4B7E 90C2'
    """
    return f"{sha256[:4]} {sha256[4:8]}".upper()
