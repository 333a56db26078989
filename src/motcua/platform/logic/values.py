"""What values are worth: truth, equality, order, numbers and days, all of them three-valued.

Where the public JsonLogic suite is silent we leave JavaScript's coercions aside,
because forms are full of answers not given yet:
- null and "" are no answer: they equal no number and no boolean (JavaScript: "" == 0);
- nothing is below or above what is not given or is no number: every order is then
  false (JavaScript: null < 18 is true, and would show the guardian's part of a form
  before the birth date is typed);
- only text is found in text (JavaScript: 1 is in "12");
- lists and objects are equal when their parts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .errors import NotComputable
from .syntax import MAX_NUMBER
from .unknown import NOT_ASKED, AskedFacts, Truth, Unknown

Value = Any

_NUMERAL = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,16})?")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def truth_of(value: Value) -> Truth:
    """JsonLogic's truth: null, 0, "", [] and NaN are false; "0" and {} are true.

    >>> [truth_of(v) for v in (None, 0, "", [], "0", {})]
    [False, False, False, False, True, True]
    """
    if value is NOT_ASKED:
        return NOT_ASKED
    if isinstance(value, Mapping):
        return True
    return bool(value) and value == value  # NaN is the value that differs from itself


def negated(truth: Truth) -> Truth:
    return NOT_ASKED if truth is NOT_ASKED else not truth


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: true as soon as one is; unknown when none is but one may be."""
    unknown = False
    for truth in truths:
        if truth is NOT_ASKED:
            unknown = True
        elif truth:
            return True
    return NOT_ASKED if unknown else False


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and.

    >>> all_of([NOT_ASKED, False]), all_of([NOT_ASKED, True])
    (False, NOT_ASKED)
    """
    return negated(any_of(negated(truth) for truth in truths))


def plain(value: Value) -> Value:
    """A value as rules see it: days become ISO text; an instant is refused, since its day depends on the zone."""
    if isinstance(value, datetime):
        raise NotComputable("logic.not_data", kind="datetime")
    return value.isoformat() if isinstance(value, date) else value


def as_number(value: Value) -> Decimal | None:
    """The exact number of a number, a boolean or a numeral; None for what is none or is beyond 10^15."""
    if isinstance(value, bool | int):
        exact = Decimal(int(value)) if abs(value) <= MAX_NUMBER else None
    elif isinstance(value, float):
        exact = Decimal(repr(value))  # 0.1 is one tenth, as it was written
    elif isinstance(value, Decimal):
        exact = value
    elif isinstance(value, str) and _NUMERAL.fullmatch(value.strip()):
        exact = Decimal(value.strip())
    else:
        return None
    return exact if exact is not None and exact.is_finite() and abs(exact) <= MAX_NUMBER else None


def equal(a: Value, b: Value, *, strictly: bool) -> Truth:
    """`===` or `==`; unknown as soon as the answer hangs on something not asked.

    >>> equal(1, "1", strictly=False), equal(1, "1", strictly=True), equal("", 0, strictly=False)
    (True, False, False)
    """
    a, b = plain(a), plain(b)
    if isinstance(a, Unknown | AskedFacts) or isinstance(b, Unknown | AskedFacts):
        return NOT_ASKED
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all_of(equal(x, y, strictly=True) for x, y in zip(a, b, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all_of(equal(a[key], b[key], strictly=True) for key in a)
    if a is None or b is None:
        return a is b
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if strictly and _kind(a) is not _kind(b):
        return False
    x, y = as_number(a), as_number(b)
    return x is not None and x == y


def ordered(op: str, a: Value, b: Value) -> bool:
    """`a op b` for <, <=, >, >=: two texts by their characters (ISO days in order), else by number."""
    if isinstance(a, str) and isinstance(b, str):
        return a != "" and b != "" and _holds(op, a, b)
    x, y = as_number(a), as_number(b)
    return x is not None and y is not None and _holds(op, x, y)


def contained(needle: Value, haystack: Value) -> Truth:
    """`in`: strictly one of a list, or a part of a text that is not empty."""
    if needle is NOT_ASKED or haystack is NOT_ASKED:
        return NOT_ASKED
    if isinstance(haystack, list | tuple):
        return any_of(equal(needle, item, strictly=True) for item in haystack)
    return isinstance(haystack, str) and isinstance(needle, str) and needle != "" and needle in haystack


def given(value: Value) -> Truth:
    """Whether an answer was given: false and 0 are answers; null, blanks, and what holds none are not.

    >>> given(False), given("  "), given([]), given({"province": "", "detail": None}), given(NOT_ASKED)
    (True, False, False, False, NOT_ASKED)
    """
    if value is None or value is NOT_ASKED:
        return NOT_ASKED if value is NOT_ASKED else False
    if isinstance(value, str):
        return value.strip() != ""
    if isinstance(value, list | tuple):
        return any_of(given(item) for item in value)
    if isinstance(value, Mapping):
        return any_of(given(item) for item in value.values())
    return True


def years_between(born: Value, on: Value) -> int | None:
    """Full years of age on a day; None when either is not given or cannot be read.

    Many old people have only a year of birth, and some a month: they count as born
    on the first of January or of the month (P; the reading in favour of who claims
    an age). Who was born on 29 February has the birthday on 1 March in other years.

    >>> years_between("2008-11-16", "2026-11-15"), years_between("1946", "2026-01-01")
    (17, 80)
    """
    birth, day = _parts(born), _parts(on)
    if birth is None or day is None or 0 in day:
        return None
    _, month, day_of_month = (part or 1 for part in birth)
    return day[0] - birth[0] - (day[1:] < (month, day_of_month))


def days_between(start: Value, end: Value) -> int | None:
    """Calendar days from one day to another, negative backwards; None unless both are full days.

    >>> days_between("2026-10-28", "2026-11-16"), days_between("1975", "2026-11-16")
    (19, None)
    """
    first, last = _parts(start), _parts(end)
    if first is None or last is None or 0 in first or 0 in last:
        return None
    return (date(*last) - date(*first)).days


def _parts(value: Value) -> tuple[int, int, int] | None:
    """Year, month, day of a day that exists, 0 for what is not known; None for no day."""
    value = plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        value = str(value)
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        date(year, month if match[2] else 1, day if match[3] else 1)
    except ValueError:
        return None
    return year, month, day


def _kind(value: Value) -> type:
    if isinstance(value, bool):
        return bool
    return Decimal if isinstance(value, int | float | Decimal) else type(value)


def _holds(op: str, a: Any, b: Any) -> bool:
    if op == "<":
        return a < b
    if op == "<=":
        return a <= b
    return a > b if op == ">" else a >= b
