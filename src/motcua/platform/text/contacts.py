"""Where a person can be reached: a mobile number, an e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s.\-()\u2010-\u2014]")
# Unquoted local parts and names of hosts: what people have, not all that the standard would allow.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"({_LOCAL})@({_LABEL}(?:\.{_LABEL})*\.[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9])")


@dataclass(frozen=True)
class Phone:
    """Either `number`, ten digits beginning with 0, or the `error` why there is none.

    Errors: `phone.empty`, `phone.characters`, `phone.length`, `phone.start`,
    `phone.landline`. `digit_count` lets the sentence say "có 9 chữ số, cần 10".
    """

    number: str = ""
    error: str = ""
    digit_count: int = 0

    @property
    def is_valid(self) -> bool:
        return not self.error


def phone(text: str) -> Phone:
    """The mobile number in a text, however people space it or write the country in front.

    >>> phone("0912 000 412").number, phone("+84 912.000.412").number
    ('0912000412', '0912000412')
    >>> phone("091200041")
    Phone(number='', error='phone.length', digit_count=9)
    """
    compact = _SEPARATORS.sub("", text)
    if not compact:
        return Phone(error="phone.empty")
    if not re.fullmatch(r"\+?[0-9]+", compact):
        return Phone(error="phone.characters", digit_count=sum(c in "0123456789" for c in compact))
    national = _without_country(compact)
    if national is None:
        return Phone(error="phone.start", digit_count=len(compact) - 1)
    if len(national) == 11 and national.startswith("02"):
        return Phone(error="phone.landline", digit_count=11)
    if len(national) != 10:
        return Phone(error="phone.length", digit_count=len(national))
    if not national.startswith("0"):
        return Phone(error="phone.start", digit_count=10)
    return Phone(number=national, digit_count=10)


def email_ok(text: str) -> bool:
    """True for an address of the usual shape, at most 254 characters; whether anybody reads it is asked by sending.

    >>> email_ok("hoa.tran@xa-camgiang.gov.vn"), email_ok("hoa@localhost"), email_ok("hoa..tran@gmail.com")
    (True, False, False)
    """
    match = _EMAIL.fullmatch(text)
    return match is not None and len(text) <= 254 and len(match[1]) <= 64


def _without_country(compact: str) -> str | None:
    """The number as dialled inside the country; None when it names another country."""
    for prefix in ("+84", "0084"):
        if compact.startswith(prefix):
            # Many write +84 0912…: the zero belongs to the number as they know it.
            return "0" + compact.removeprefix(prefix).removeprefix("0")
    if compact.startswith("+"):
        return None
    if compact.startswith("84") and len(compact) == 11:
        return "0" + compact[2:]
    return compact
