"""When two dossiers of one procedure are about the same person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class About:
    """Whom a dossier is about: name as written and folded, number ("" when unknown), day of birth if known whole."""

    name: str
    folded: str
    keys: tuple[str, ...]
    number: str
    born: date | None


def of_whom(parties: Sequence[tuple[str, About]]) -> About | None:
    """Return whom a dossier is about: its subject, else its owner, else the one who filed it.

    A father files for two children: the owner is one, the subjects are two, so only the subject tells
    the dossiers apart. Somebody without number and whole date of birth cannot be told from a namesake: None.
    """
    for role in ("subject", "owner", "submitter"):
        found = next((about for has, about in parties if has == role), None)
        if found is not None:
            return found if found.number or (found.folded and found.born) else None
    return None


def is_same(one: About, other: About) -> bool:
    """Tell whether two are the same person: by number where both have one, else by name and day of birth.

    >>> lan = About("Lê Lan", "le lan", (), "", date(2026, 1, 2))
    >>> is_same(lan, lan), is_same(lan, About("Lê Lan", "le lan", (), "", date(2025, 1, 2)))
    (True, False)
    """
    if one.number and other.number:
        return one.number == other.number
    return bool(one.folded) and one.folded == other.folded and one.born is not None and one.born == other.born
