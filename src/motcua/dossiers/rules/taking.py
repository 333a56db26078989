"""Whether two results wait for the same pair of hands. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.platform.text import fold


@dataclass(frozen=True)
class Known:
    """Somebody a dossier knows as who filed or owns it, and the day it was filed."""

    name: str
    personal_number: str = ""
    phone: str = ""
    filed_on: date | None = None


def same_hands(ours: Collection[Known], theirs: Collection[Known]) -> Literal["sure", "perhaps", ""]:
    """Tell whether somebody stands in both dossiers: by personal number, or by name and telephone together.

    "perhaps" where nothing but the name and the day of filing was written down of both.

    >>> one, day = Known("Đinh Văn Lâm", phone="0912000412"), date(2026, 11, 16)
    >>> same_hands([one], [Known("ĐINH VĂN LÂM", phone="0912000412")]), same_hands([one], [Known("Đinh Văn Lâm")])
    ('sure', '')
    >>> same_hands([Known("Đinh Văn Lâm", filed_on=day)], [Known("Đinh Văn Lâm", filed_on=day)])
    'perhaps'
    """
    mine = {mark for one in ours for mark in _marks(one)}
    if any(mark in mine for one in theirs for mark in _marks(one)):
        return "sure"
    named = {(_name(one), one.filed_on) for one in ours if not _marks(one)}
    return "perhaps" if any((_name(one), one.filed_on) in named for one in theirs if not _marks(one)) else ""


def _marks(one: Known) -> list[tuple[str, str]]:
    marks = [("", one.personal_number)] if one.personal_number else []
    return [*marks, (_name(one), one.phone)] if one.phone else marks


def _name(one: Known) -> str:
    return fold(" ".join(one.name.split()))
