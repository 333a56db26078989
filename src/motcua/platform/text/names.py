"""Names of people: whom the form lets in, and how a name in capitals is written in a letter."""

from __future__ import annotations

import re
import unicodedata

from .folding import with_plain_signs

LONGEST_NAME = 100
# H'Hen, Y-Bhim, H' Hen: a word starts with a letter; apostrophe and hyphen stand after one, never doubled.
_WORD = re.compile(r"L+(?:['-]L+)*'?")


def is_person_name(text: str) -> bool:
    """True for a name made of Latin letters, with any marks, in one word or more.

    One-word names are real names; so are H'Hen Niê, Y Bhim Ayŭn, Giàng A Pó and
    O'Brien. Digits, dots and other scripts are not: the text recognition or the
    hand slipped.

    >>> [is_person_name(name) for name in ("Nguyễn Văn A", "H'Hen Niê", "Vàng", "Nguyễn Văn 4", "")]
    [True, True, True, False, False]
    """
    words = with_plain_signs(text).split()
    if not words or len(text) > LONGEST_NAME:
        return False
    return all(_WORD.fullmatch(_shape(word)) for word in words)


def title_name(name: str) -> str:
    """The name with a capital at the start of each part, single spaces, NFC.

    Cards and registers print capitals; letters and greetings do not.

    >>> title_name("NGUYỄN THỊ  ĐÀO")
    'Nguyễn Thị Đào'
    >>> title_name("h'hen niê")
    "H'Hen Niê"
    """
    return " ".join(_capitalised(word) for word in with_plain_signs(name).split())


def _capitalised(word: str) -> str:
    parts = re.split(r"(['-])", word)
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)


def _shape(word: str) -> str:
    """L for each Latin letter with its marks, signs as they are, ? for what no name has."""
    shape = ""
    for character in word:
        if character in "'-":
            shape += character
        elif character.isalpha() and unicodedata.name(character, "").startswith("LATIN "):
            shape += "L"
        elif unicodedata.category(character) == "Mn" and shape.endswith("L"):
            continue  # a mark that has no composed letter (ơ̆ in Gia Rai)
        else:
            shape += "?"
    return shape
