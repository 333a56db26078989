"""Vietnamese words as plans write them: one spelling to compare, numbers, and what joins or ends a phrase."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = {0xA0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ", 0x2003: " ", 0x2002: " "}
_BULLETS = {
    "\uf02d": "-",
    "\uf0b7": "-",
    "•": "-",
    "●": "-",
    "▪": "-",
    "\uf0a7": "-",
    "−": "-",
    "\uf0d8": "-",
    "\uf0fc": "-",
    "➢": "-",
    "✓": "-",
    "❖": "-",
}

# "hoà" and "hòa", "uỷ" and "ủy" are one word spelt in two ways; the tone moves only at the end of the syllable.
_TONES = ("àáảãạ", "òóỏõọ", "èéẻẽẹ", "ỳýỷỹỵ", "ùúủũụ")
_MOVES = {
    **{f"o{old}": f"{new}a" for old, new in zip(_TONES[0], _TONES[1], strict=True)},
    **{f"o{old}": f"{new}e" for old, new in zip(_TONES[2], _TONES[1], strict=True)},
    **{f"u{old}": f"{new}y" for old, new in zip(_TONES[3], _TONES[4], strict=True)},
}
_MOVING = re.compile(rf"(?<!q)(?:{'|'.join(_MOVES)})(?!\w)")

COUNTS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip

# A phrase that stops after one of these words was broken, not ended.
JOINERS = frozenset(
    [
        "và",
        "của",
        "cho",
        "với",
        "về",
        "theo",
        "tại",
        "trong",
        "trên",
        "từ",
        "đến",
        "các",
        "những",
        "để",
        "bằng",
        "do",
        "là",
        "có",
        "được",
        "bị",
        "qua",
        "hoặc",
        "hay",
        "khi",
        "mà",
        "như",
        "đối",
        "thuộc",
        "giữa",
        "nhằm",
        "tới",
        "vào",
        "cấp",
        "việc",
        "so",
        "gồm",
    ]
)


def tidy(text: str) -> str:
    """Return the text in one composed form, without invisible characters, with plain spaces and dashes as bullets."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_SPACES)
    for old, new in _BULLETS.items():
        text = text.replace(old, new)
    return text


def squeeze(text: str) -> str:
    """Return the text with each run of white space as one space.

    >>> squeeze("  Phòng   Kinh tế ")
    'Phòng Kinh tế'
    """
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the text to compare with: small letters, one place for the tone; the length stays.

    >>> fold("Uỷ ban nhân dân, văn hoá, hoàn toàn, Quý")
    'ủy ban nhân dân, văn hóa, hoàn toàn, quý'
    """
    low = text.lower()
    if len(low) != len(text):  # a letter of another script that has no small letter of its own
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _MOVING.sub(lambda found: _MOVES[found.group()], low)


def number(text: str) -> Decimal | None:
    """Return the number as Vietnamese papers write it: a point between thousands, a comma before decimals.

    >>> number("1.000"), number("95,5"), number("08"), number("hai"), number("2.5"), number("x")
    (Decimal('1000'), Decimal('95.5'), Decimal('8'), Decimal('2'), Decimal('2.5'), None)
    """
    text = text.strip()
    if fold(text) in COUNTS:
        return Decimal(COUNTS[fold(text)])
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+[.,]\d+", text):
        text = text.replace(",", ".")
    elif not re.fullmatch(r"\d+", text):
        return None
    return Decimal(text)


def is_capital(word: str) -> bool:
    """Return whether the first letter of the word is a capital."""
    letter = next((c for c in word if c.isalpha()), "")
    return letter.isupper()


def clip(text: str, length: int) -> str:
    """Return the text, cut at a word when it is longer than `length` characters."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
