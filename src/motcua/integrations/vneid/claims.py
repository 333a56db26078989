"""VNeID's claims in our words (integrations 3.2): what we stand on, and what we refuse.

What the provider calls each fact is data (claims.yaml), for its names of an organisation's facts are not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from motcua.identity.ports import CitizenSubject
from motcua.identity.rules import organisation_code
from motcua.integrations.vneid.provider import SignInStopped
from motcua.platform.text import is_personal_number, nfc

ASKED_LEVEL = 2  # the portal asks for accounts identified at level 2 (integrations 3.2, mark M): data of the provider
PERSON, ORGANISATION = 1, 2
SHIPPED = Path(__file__).with_name("claims.yaml")


class ClaimsRefused(SignInStopped):
    """The claims cannot be used.

    `facts["why"]`: incomplete (no number or name), level (too low), kind (neither a person's nor an organisation's
    account) or organisation (an organisation's account that does not say of which).
    """

    code = "claims_refused"


@lru_cache(maxsize=4)
def names(own: str = "") -> Mapping[str, tuple[str, ...]]:
    """Return the provider's names of each fact, those of the file `own` before the shipped ones."""
    told: dict[str, Any] = yaml.safe_load(SHIPPED.read_text("utf-8"))
    if own:
        other = yaml.safe_load(Path(own).read_text("utf-8")) or {}
        if unknown := set(other) - set(told):
            raise ValueError(f"{own}: unknown {sorted(unknown)}; known are {sorted(told)}")
        told |= other
    return {fact: tuple(claims) for fact, claims in told.items()}


def subject_from(claims: Mapping[str, Any]) -> CitizenSubject:
    """Read VNeID's claims into our words; numbers may come as text or as numbers.

    Whoever does not say what kind of account it is is nobody: an enterprise's account taken for a person's
    would show an employee the private dossiers of the representative.

    >>> person = {"sub": "a", "citizenPid": "031092999001", "fullName": "Phạm Văn Tiến", "birthDate": "1992",
    ...           "accountType": 1, "accountLevel": "2"}
    >>> subject_from(person).birth_precision
    'year'
    >>> told = {"accountType": 2, "MaSoThue": "0209999016", "TenDoanhNghiep": "Công ty Mẫu"}
    >>> subject_from(person | told).organisation_name, subject_from(person | told).stable_id
    ('Công ty Mẫu', 'a/0209999016')
    """
    found = {fact: _first(claims, of) for fact, of in names(settings.VNEID_CLAIMS).items()}
    number, name = _digits(found["number"]), nfc(str(found["name"] or "")).strip()
    if not is_personal_number(number) or not name or not claims.get("sub"):
        raise ClaimsRefused("claims are incomplete", why="incomplete")
    kind = _whole(found["kind"])
    if kind not in (PERSON, ORGANISATION):
        raise ClaimsRefused("neither a person's nor an organisation's account", why="kind")
    level = _whole(found["level"])
    if level < ASKED_LEVEL:
        raise ClaimsRefused("level too low", why="level")
    born, precision = _birth(str(found["birth_date"] or ""))
    code, organisation = _organisation(found) if kind == ORGANISATION else ("", "")
    return CitizenSubject(
        source="vneid",
        # Whether the provider gives one person the same `sub` for both kinds of account is not known: two accounts
        # here must never become one, so the organisation is part of what an account is known by.
        stable_id=f"{claims['sub']}/{code}" if code else str(claims["sub"]),
        number=number,
        full_name=name,
        birth_date=born,
        birth_precision=precision,
        level=level,
        organisation_code=code,
        organisation_name=organisation,
    )


def _organisation(found: Mapping[str, Any]) -> tuple[str, str]:
    raw = found["organisation_code"]
    # A code written as a number has lost its leading zeros, and nobody can tell a household's twelve digits from an
    # enterprise's ten or thirteen: a wrong guess would open another organisation's dossiers.
    code = organisation_code(raw) if isinstance(raw, str) else ""
    name = nfc(str(found["organisation_name"] or "")).strip()[:200]
    if not code or not name:
        raise ClaimsRefused("an organisation's account names no organisation", why="organisation")
    return code, name


def _first(claims: Mapping[str, Any], of: tuple[str, ...]) -> Any:
    """
    >>> _first({"a": "", "b": 0, "c": 2}, ("x", "a", "b")), _first({}, ("a",))
    (0, None)
    """
    return next((claims[name] for name in of if claims.get(name) not in (None, "")), None)


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
