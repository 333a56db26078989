"""Who may do what: parts in a dossier, scopes, lockout and passwords. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Part(IntEnum):
    """In which part a unit holds a dossier. Receiving and competent units differ (R2.12): that is two rows."""

    RECEIVING = 1
    HANDLING = 2
    DECIDING = 3
    NUMBERING = 4
    OVERSEEING = 5
    CONSULTED = 6


PART_OF: dict[str, Part] = {
    "dossiers.receive": Part.RECEIVING,
    "dossiers.handle": Part.HANDLING,
    "dossiers.decide": Part.DECIDING,
    "dossiers.number": Part.NUMBERING,
    "dossiers.oversee": Part.OVERSEEING,
    "dossiers.advise": Part.CONSULTED,
}


def scope_of(unit_id: int, part: Part, secrecy: int = 0) -> int:
    """Return the number that stands for (unit, part, class of secrecy) in access rows and in a principal.

    >>> scope_of(3, Part.HANDLING), scope_of(3, Part.HANDLING, secrecy=2)
    (800, 802)
    """
    if not 0 <= secrecy <= 15:
        raise ValueError("a class of secrecy is 0 to 15")
    return unit_id * 256 + part * 16 + secrecy


def part_of_scope(scope: int) -> tuple[int, Part, int]:
    """Return (unit id, part, class) of a scope number.

    >>> part_of_scope(802)
    (3, <Part.HANDLING: 2>, 2)
    """
    return scope // 256, Part(scope // 16 % 16), scope % 16


@dataclass(frozen=True)
class LockPolicy:
    """Numbers of rules 9.2 (from QCVN 12:2026/BCA, by analogy): data of the installation, with these defaults."""

    tries: int = 5
    lock: timedelta = timedelta(hours=12)
    idle_officer: timedelta = timedelta(minutes=15)
    idle_citizen: timedelta = timedelta(minutes=30)
    remembered_passwords: int = 10
    admin_password_age: timedelta = timedelta(days=60)


@dataclass(frozen=True)
class TryResult:
    """What a failed sign-in leaves behind."""

    failed_count: int
    locked_until: datetime | None


def after_failure(failed_count: int, now: datetime, policy: LockPolicy) -> TryResult:
    """Return the count after one more wrong password, and until when the account is locked, if it is.

    At most `policy.tries` failures, then locked for at least 12 hours (rules 9.2).
    """
    count = failed_count + 1
    if count < policy.tries:
        return TryResult(count, None)
    return TryResult(count, now + policy.lock)


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Tell whether sign-in is refused now."""
    return locked_until is not None and now < locked_until


def password_faults(password: str, *, username: str = "") -> tuple[str, ...]:
    """Return the codes of what a password lacks: >= 8 characters; lower, upper, digit, special (rules 9.2).

    >>> password_faults("abc")
    ('too_short', 'no_upper', 'no_digit', 'no_special')
    >>> password_faults("Xuan-Thanh-2026")
    ()
    """
    faults = []
    if len(password) < 8:
        faults.append("too_short")
    if not re.search(r"[a-zà-ỹđ]", password):
        faults.append("no_lower")
    if not re.search(r"[A-ZÀ-ỸĐ]", password):
        faults.append("no_upper")
    if not re.search(r"\d", password):
        faults.append("no_digit")
    if not re.search(r"[^\w\s]|_", password):
        faults.append("no_special")
    if username and username.lower() in password.lower():
        faults.append("has_username")
    return tuple(faults)


# R3.10, R3.23 to R3.25: an enterprise's code with or without a branch, a household business by the personal
# number, another body by Z and what follows.
_ORGANISATION_CODE = re.compile(r"(\d{10})(?:-?(\d{3}))?|(\d{12})|(Z[A-Z0-9]{2}[A-Z0-9.]{0,32})", re.ASCII)


def organisation_code(text: str) -> str:
    """Return the code of an organisation as we keep and compare it, "" for what is none.

    The check digit is not asked for: who tells the code is an e-identity provider, and we do not know better.

    >>> organisation_code("0209999016"), organisation_code(" 0209999016001 "), organisation_code("0209999016-001")
    ('0209999016', '0209999016-001', '0209999016-001')
    >>> organisation_code("031085999013"), organisation_code("zab01.2"), organisation_code("0912 000")
    ('031085999013', 'ZAB01.2', '')
    """
    found = _ORGANISATION_CODE.fullmatch("".join(text.split()).upper())
    if found is None:
        return ""
    enterprise, branch, household, other = found.groups()
    return f"{enterprise}-{branch}" if branch else enterprise or household or other
