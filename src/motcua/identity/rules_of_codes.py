"""The second factor by numbers: codes of an app (RFC 6238), codes on paper, the name of a device. Pure."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS, DIGITS = 30, 6  # what every app assumes
DRIFT = 1  # steps either side: a phone may be half a minute off, and typing takes time (RFC 6238, 5.2)
PAPER_COUNT, PAPER_DIGITS = 10, 12  # digits only: they are typed on the number pad of a phone
HALF_SIGNED_IN = timedelta(minutes=5)  # between the password and the code
FRESH = timedelta(minutes=10)  # this long after a sign-in the password is not asked again


def new_secret() -> str:
    """Return a secret of 160 bits (RFC 4226, 4) as apps take it: base32, 32 letters and digits."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def grouped(secret: str) -> str:
    """Write a secret or a code in groups of four for whoever types it.

    >>> grouped("JBSWY3DPEHPK3PXP"), grouped("482109375562")
    ('JBSW Y3DP EHPK 3PXP', '4821 0937 5562')
    """
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def typed_digits(text: str) -> str:
    """Return the digits of a code however it was spaced, "" for what is none.

    >>> typed_digits(" 482 109 "), typed_digits("4821-0937-5562"), typed_digits("48210a"), typed_digits("٤٨٢١٠٩")
    ('482109', '482109375562', '', '')
    """
    kept = re.sub(r"[\s.\-–]", "", text)
    return kept if kept.isascii() and kept.isdecimal() else ""


def step_at(at: datetime) -> int:
    """Return the number of the thirty seconds an instant lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """Return the code of a secret in a step (RFC 4226).

    >>> code_of(base64.b32encode(b"12345678901234567890").decode(), 59 // 30)
    '287082'
    """
    return _generator(secret).generate(step).decode()


def matching_step(secret: str, typed: str, at: datetime, *, after: int) -> int | None:
    """Return the step whose code was typed, or None; `after` and earlier steps are used up.

    A code is good once (RFC 6238, 5.2): whoever reads it over a shoulder comes too late, in the same half minute too.
    """
    generator, here = _generator(secret), step_at(at)
    for step in range(here - DRIFT, here + DRIFT + 1):
        try:
            generator.verify(typed.encode(), step)
        except InvalidToken:
            continue
        if step > after:
            return step
    return None


def provisioning_uri(secret: str, username: str, house: str) -> str:
    """Return what the QR tells an app: whose codes these are, for which house."""
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS).get_provisioning_uri(username, house)  # noqa: S303


def new_paper_codes() -> list[str]:
    """Return ten different codes of twelve digits."""
    made: set[str] = set()
    while len(made) < PAPER_COUNT:
        made.add(f"{secrets.randbelow(10**PAPER_DIGITS):0{PAPER_DIGITS}}")
    return sorted(made)


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "điện thoại Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "máy Windows"),
            ("Mac OS", "máy Mac"), ("Linux", "máy Linux"))  # fmt: skip


def device_label(user_agent: str) -> str:
    """Name a device as its owner would recognise it; nothing more of it is kept.

    >>> device_label("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0")
    'Edge trên máy Windows'
    >>> device_label("curl/8"), device_label("")
    ('Trình duyệt khác', 'Trình duyệt khác')
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if not browser:
        return "Trình duyệt khác"
    return f"{browser} trên {system}" if system else browser


def _generator(secret: str) -> HOTP:
    return HOTP(base64.b32decode(secret), DIGITS, SHA1())  # noqa: S303 - what the standard and every app use
