"""Numbers that name people and enterprises. What is not certain law only warns (domain rules 3.4 and 3.6)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

Sex = Literal["male", "female"]
_SEX_WORDS: Mapping[str, Sex] = {"male": "male", "nam": "male", "female": "female", "nữ": "female"}
_DATA = Path(__file__).parent / "data" / "identifiers.json"
_DOTS = "•••"


@cache
def conventions() -> Mapping[str, Any]:
    """The shipped conventions with source and mark: data, since none of them was read in a law."""
    with _DATA.open(encoding="utf-8") as file:
        return json.load(file)


def is_personal_number(text: str) -> bool:
    """Twelve digits and nothing else; there is no check digit (R3.16).

    >>> is_personal_number("030197000412"), is_personal_number("03019700041"), is_personal_number("030 197 000 412")
    (True, False, False)
    """
    return bool(re.fullmatch(r"[0-9]{12}", text))


def mask_personal_number(number: str) -> str:
    """The number as a screen may show it. A number of another shape shows at most its last three digits.

    >>> mask_personal_number("030197000412")
    '030 197 ••• 412'
    >>> mask_personal_number("012345678")
    '••• ••• 678'
    """
    if is_personal_number(number):
        return f"{number[:3]} {number[3:6]} {_DOTS} {number[9:]}"
    digits = re.sub(r"\s", "", number)
    # A fragment shorter than an old identity number could be the whole secret part.
    return f"{_DOTS} {_DOTS} {digits[-3:]}" if len(digits) >= 9 else _DOTS


def personal_number_warnings(
    number: str,
    birth_date: date | int | None,
    sex: str | None,
    *,
    rules: Mapping[str, Any] | None = None,
) -> list[str]:
    """Codes of what in the number does not agree with the person; never a reason to refuse (R3.16).

    `birth_date` may be a year alone; `sex` is male, female, Nam or Nữ, and anything
    else (not yet determined) is not compared. Codes: `personal_number.shape`,
    `personal_number.place`, `personal_number.sex`, `personal_number.birth_year`.
    `rules` are those of `conventions()["personal_number"]` unless an office has its own.

    >>> personal_number_warnings("001099000001", date(1999, 1, 1), "Nam")
    []
    >>> personal_number_warnings("001099000001", 1999, "Nữ")
    ['personal_number.sex']
    """
    if not is_personal_number(number):
        return ["personal_number.shape"]
    rules = rules or conventions()["personal_number"]
    meaning = rules["fourth_digit"].get(number[3])
    warnings = [] if number[:3] in rules["places"] else ["personal_number.place"]
    if meaning is None:
        return warnings
    stated = _SEX_WORDS.get((sex or "").strip().lower())
    if stated and stated != meaning["sex"]:
        warnings.append("personal_number.sex")
    year = birth_date.year if isinstance(birth_date, date) else birth_date
    if year is not None and year != meaning["century"] + int(number[4:6]):
        warnings.append("personal_number.birth_year")
    return warnings


def tax_code_ok(text: str, *, rules: Mapping[str, Any] | None = None) -> bool:
    """True for a ten-digit code with its right check digit, such a code with a branch, or a personal number.

    The check digit is 10 − (weighted sum mod 11); a code for which that gives 10
    does not exist (R3.23). Only the first ten digits of a branch are checked (R3.24);
    people and household businesses use their personal number (R3.25).

    >>> tax_code_ok("0100109106"), tax_code_ok("0100109107"), tax_code_ok("0100109106-001")
    (True, False, True)
    """
    rules = rules or conventions()["tax_code"]
    if is_personal_number(text):
        return rules["personal_number_counts"]
    if not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?", text):
        return False
    digits = [int(c) for c in text[:10]]
    total = sum(weight * digit for weight, digit in zip(rules["weights"], digits, strict=False))
    return 10 - total % 11 == digits[9]
