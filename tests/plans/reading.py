"""How two readings of the same paper are compared word by word: the folding rules of README.md, pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

Entry = Mapping[str, Any]

ENOUGH_WORDS = 0.8
"""Share of the key's words that must be told again for a text to count as the same."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"\w+")
_GAPS = re.compile(r"[\s\u00a0\-\u2010-\u2015\u2212]+")


def folded(text: str) -> str:
    """Lower case, composed letters, each tone mark moved to the end of its word.

    >>> folded("Hoà bình") == folded("HÒA BÌNH")
    True
    >>> folded("ma") == folded("má")
    False
    """
    return _WORD.sub(lambda word: _tone_last(word.group()), unicodedata.normalize("NFC", text).casefold())


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in letters if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in letters if mark not in _TONES)) + tones


def name(text: str | None) -> str:
    """A unit's name as it is compared: case, spaces, hyphens, dashes and tone spelling aside, nothing else.

    Units that share one lead are joined by ";" or "," as the clerk liked; both read the same.

    >>> name("Ban Văn hóa- Thông tin") == name("Ban Văn hoá – Thông tin;")
    True
    >>> name("Phòng VHXH") == name("Phòng Văn hóa - Xã hội")
    False
    """
    return _GAPS.sub("", folded(text or "")).replace(";", ",").strip(",.:")


def number(text: object) -> str:
    """The number of an item or of a paper, without spaces and closing marks: "II.2.b)" is "ii.2.b"."""
    plain = unicodedata.normalize("NFC", "" if text is None else str(text)).casefold()
    return re.sub(r"\s+", "", plain).replace(")", "").replace("(", "").strip(".:")


def words_told(key_text: str, found_text: str) -> float:
    """Return the share, 0 to 1, of the key's words that the found text has too, each as often.

    >>> words_told("rà soát quy trình nội bộ", "Rà soát các quy trình")
    0.6666666666666666
    """
    wanted = Counter(_WORD.findall(folded(key_text)))
    told = Counter(_WORD.findall(folded(found_text or "")))
    return sum((wanted & told).values()) / max(1, sum(wanted.values()))


def readings(key: Entry, field: str) -> list[Any]:
    """What the key takes for this field: its own reading first, then those listed under `also`."""
    return [key.get(field), *(key.get("also") or {}).get(field, [])]


def is_target_found(key: Entry, found: Entry) -> bool:
    """Value, op, unit and due or year are right: the rule by which a target counts as found."""
    return (
        _same_value(key["value"], found.get("value"))
        and found.get("op") in readings(key, "op")
        and name(found.get("unit")) in map(name, readings(key, "unit"))
        and _is_when_right(key, found)
    )


def _same_value(key: float, found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and abs(found - key) < 1e-9


def _is_when_right(key: Entry, found: Entry) -> bool:
    dues, years = readings(key, "due"), readings(key, "year")
    due, year = _text(found.get("due")), found.get("year")
    if due is None and year is None:
        # Nothing said: right only where the paper says nothing, or may be read so.
        return (dues[0] is None and years[0] is None) or None in years[1:]
    return (due is not None and due in dues) or (year is not None and year in years)


def is_task_found(key: Entry, found: Entry, *, is_number_telling: bool) -> bool:
    """Its number or enough of its words match, and lead and time are right.

    `is_number_telling` says that the number stands once in the key and once in the
    reading; a number shared by several bullets tells nothing about which one it is.
    """
    same_number = is_number_telling and number(key["no"]) != "" and number(key["no"]) == number(found.get("no"))
    return (
        (same_number or words_told(key["text"], found.get("text") or "") >= ENOUGH_WORDS)
        and name(found.get("lead")) in map(name, readings(key, "lead"))
        and _is_deadline_right(key, found)
    )


def _is_deadline_right(key: Entry, found: Entry) -> bool:
    due, month = _text(found.get("due")), _text(found.get("due_month"))
    if due is not None and month == due[:7]:
        month = None  # a day and, beside it, the month of that same day
    return any(
        (due, month) == (_text(time.get("due")), _text(time.get("due_month")))
        for time in (key, *(key.get("also") or {}).get("time", []))
    )


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
