"""Dossier codes (mã hồ sơ, R3.1–R3.6). The pattern is data; width grows and never wraps. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

# R3.5: codes of other systems are accepted as they are; this is what any code looks like.
_ANY = re.compile(r"^[A-Z0-9.]{3,35}-\d{6}(\d{2})?-\d{4,9}$")


@dataclass(frozen=True)
class Pattern:
    """How codes are written from a day on: organisation code, day, serial of at least `width` digits."""

    template: str
    width: int
    valid_from: date


def write(pattern: Pattern, organisation: str, day: date, serial: int) -> str:
    """Return the code of a serial; beyond the width it simply grows.

    >>> p = Pattern("{organisation}-{yymmdd}-{serial}", 4, date(2025, 7, 1))
    >>> write(p, "DEMO.01", date(2026, 11, 16), 17)
    'DEMO.01-261116-0017'
    >>> write(p, "DEMO.01", date(2026, 11, 16), 12345)
    'DEMO.01-261116-12345'
    """
    return pattern.template.format(
        organisation=organisation,
        yymmdd=day.strftime("%y%m%d"),
        yyyymmdd=day.strftime("%Y%m%d"),
        serial=str(serial).zfill(pattern.width),
    )


def read(text: str) -> str:
    """Return a typed or scanned code in its proper form, "" when it cannot be one.

    >>> read(" demo.01-261116-0017 ")
    'DEMO.01-261116-0017'
    >>> read("không phải mã")
    ''
    """
    code = re.sub(r"\s+", "", text).upper().replace("–", "-")
    return code if _ANY.match(code) else ""
