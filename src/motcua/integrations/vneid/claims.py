"""VNeID's claims in our words (integrations 3.2): what we stand on, and what we refuse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.identity.ports import CitizenSubject
from motcua.integrations.vneid.provider import SignInStopped
from motcua.platform.text import is_personal_number, nfc

ASKED_LEVEL = 2  # the portal asks for accounts identified at level 2 (integrations 3.2, mark M): data of the provider


class ClaimsRefused(SignInStopped):
    """The claims cannot be used; `facts["why"]`: incomplete (no number or name) or level (too low)."""

    code = "claims_refused"


def subject_from(claims: Mapping[str, Any]) -> CitizenSubject:
    """Read VNeID's claims into our words; numbers may come as text or as numbers.

    An enterprise's account (accountType 2) names only its representative: the same person, another
    `sub`. Which enterprise it is must be asked from the enterprise register, so none is claimed here.

    >>> subject_from({"sub": "a", "citizenPid": "031092999001", "fullName": "Phạm Văn Tiến",
    ...               "birthDate": "1992", "accountType": 1, "accountLevel": "2"}).birth_precision
    'year'
    """
    number, name = _digits(claims.get("citizenPid")), nfc(str(claims.get("fullName") or "")).strip()
    if not is_personal_number(number) or not name or not claims.get("sub"):
        raise ClaimsRefused("claims are incomplete", why="incomplete")
    level = _whole(claims.get("accountLevel"))
    if level < ASKED_LEVEL:
        raise ClaimsRefused("level too low", why="level")
    born, precision = _birth(str(claims.get("birthDate") or ""))
    return CitizenSubject(
        source="vneid",
        stable_id=str(claims["sub"]),
        number=number,
        full_name=name,
        birth_date=born,
        birth_precision=precision,
        level=level,
    )


def _digits(value: Any) -> str:
    """A number written as a number has lost its leading zeros.

    >>> _digits(31092999001), _digits("031092999001"), _digits(None), _digits(True)
    ('031092999001', '031092999001', '', '')
    """
    if isinstance(value, bool) or value is None:
        return ""
    return f"{value:012d}" if isinstance(value, int) else str(value).strip()


def _whole(value: Any) -> int:
    """
    >>> _whole(2), _whole("2"), _whole("LoA2"), _whole(None)
    (2, 2, 0, 0)
    """
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else 0


def _birth(text: str) -> tuple[date | None, str]:
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(text), "day"
        if len(parts) == 2:
            return date(int(parts[0]), int(parts[1]), 1), "month"
        return date(int(text), 1, 1), "year"
    except ValueError:
        return None, "day"
