"""Units, posts and rights by rules: what goes under what, which rights never meet, first passwords. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from motcua.identity.rules import PART_OF, password_faults

MANAGE = "identity.manage"
FIRST_PASSWORD_GOOD_FOR = timedelta(days=7)  # a slip of paper lies about no longer
WHY_MOST = 200
AHEAD_MOST = timedelta(days=366)  # a change may be written down before its day, not for ever

# What a unit may be made of. The police in the same building is none of these: it is outside the tree.
UNDER: dict[str, tuple[str, ...]] = {"province": ("committee",), "committee": ("centre", "office", "department")}
# Rights over the whole house: no unit bounds them.
HOUSE_WIDE = frozenset({"packs.manage", "calendar.national", "integrations.watch", "outages.announce", "reads.inspect"})
OVER_UNITS = (
    *PART_OF, "dossiers.assign", "feedback.answer", "inspection.read", MANAGE, "calendar.manage", "notices.manage",
    "numbers.close", "numbers.read", "plans.manage",
)  # fmt: skip
# Whoever administers accounts reads no dossier: with both in one hand nobody would notice what he gives himself.
OF_DOSSIERS = frozenset({*PART_OF, "dossiers.assign", "feedback.answer", "inspection.read", "reads.inspect"})

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}", re.ASCII)
_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*", re.ASCII)  # R3.7
CODE_MOST = 35
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"  # none looks like another
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def clash(permissions: Iterable[str]) -> bool:
    """Tell whether rights that must stay apart would meet in one hand.

    >>> clash(["identity.manage", "packs.manage"]), clash(["identity.manage", "dossiers.oversee"])
    (False, True)
    """
    held = set(permissions)
    return MANAGE in held and not held.isdisjoint(OF_DOSSIERS)


def is_username(text: str) -> bool:
    """Tell whether a user name is one: 3 to 60 small Latin letters, digits, dot, dash, underscore.

    >>> is_username("ha.vtt"), is_username("Hà"), is_username("ab")
    (True, False, False)
    """
    return _USERNAME.fullmatch(text) is not None


def is_unit_code(text: str) -> bool:
    """Tell whether a code of an agency has the form of R3.7: capitals and digits in groups, at most 35.

    >>> is_unit_code("H24.11.5"), is_unit_code("h24"), is_unit_code("H24..1")
    (True, False, False)
    """
    return len(text) <= CODE_MOST and _CODE.fullmatch(text) is not None


def day_fault(since: date | None, today: date) -> str:
    """Return what is wrong with the day a change holds from, "" when nothing is: today or later, within a year."""
    return "" if since is not None and today <= since <= today + AHEAD_MOST else "since"


def why_fault(why: str) -> str:
    """Return what is wrong with a reason, "" when nothing is."""
    return "" if 0 < len(why.strip()) <= WHY_MOST else "why"


def first_password_is_over(given_at: datetime | None, now: datetime) -> bool:
    """Tell whether a first password was not used in time."""
    return given_at is not None and now - given_at > FIRST_PASSWORD_GOOD_FOR


def new_first_password() -> str:
    """Return a password for a slip of paper: three groups of four, as strong as one's own must be."""
    while True:
        groups = ("".join(secrets.choice(_LOWER + _UPPER + _DIGITS) for _ in range(4)) for _ in range(3))
        made = "-".join(groups)
        if not password_faults(made):
            return made


def new_founding_code() -> str:
    """Return a code of sixteen letters and digits (79 bits) in groups of four."""
    return "-".join("".join(secrets.choice(_CODE_LETTERS) for _ in range(4)) for _ in range(4))


def typed_code(text: str) -> str:
    """Return a founding code as it is kept, however it was typed.

    >>> typed_code(" abcd-2345 efgh6789 ")
    'ABCD-2345-EFGH-6789'
    """
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())[:40]
    return "-".join(bare[i : i + 4] for i in range(0, len(bare), 4))
