"""Whether two results wait for the same pair of hands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from motcua.platform.text import fold


@dataclass(frozen=True)
class Known:
    """Somebody a dossier knows as who filed or owns it."""

    name: str
    personal_number: str = ""
    phone: str = ""


def same_hands(ours: Iterable[Known], theirs: Iterable[Known]) -> bool:
    """Tell whether somebody stands in both dossiers: by personal number, else by name and telephone together.

    >>> one = Known("Đinh Văn Lâm", phone="0912000412")
    >>> same_hands([one], [Known("ĐINH VĂN LÂM", phone="0912000412")]), same_hands([one], [Known("Đinh Văn Lâm")])
    (True, False)
    """
    mine = {mark for one in ours for mark in _marks(one)}
    return any(mark in mine for one in theirs for mark in _marks(one))


def _marks(one: Known) -> list[tuple[str, str]]:
    marks = [("", one.personal_number)] if one.personal_number else []
    return [*marks, (fold(" ".join(one.name.split())), one.phone)] if one.phone else marks
