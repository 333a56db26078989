"""Vietnamese dictionary order as a computed ASCII string, so that any database sorts it byte by byte.

A word is compared by its letters first (a ă â b c d đ e ê …), then by its tone
(ngang, huyền, hỏi, ngã, sắc, nặng), and only then comes the next word: all "Hoa …"
stand before all "Hòa …", as in printed dictionaries and class lists. The placing of
the tone mark (hòa, hoà) and capitals do not count.
"""

from __future__ import annotations

import unicodedata

from .folding import with_plain_signs

# Letters in order; those foreign to Vietnamese stand where Latin has them.
_ALPHABET = "aăâbƀcdđeêfghijklmnoôơpqrstuưvwxyz"
# ASCII letters and signs above the digits, one for each letter, rising.
_CODE_OF = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_SHAPES = {"\u0306": {"a": "ă"}, "\u0302": {"a": "â", "e": "ê", "o": "ô"}, "\u031b": {"o": "ơ", "u": "ư"}}
# Below every letter and digit: so "an" with any tone stands before "ang".
_NO_TONE = "!"
_TONES = {"\u0300": '"', "\u0309": "#", "\u0303": "$", "\u0301": "%", "\u0323": "&"}
_OTHER_MARK = "'"  # a breve on e, i, o, u or a caron: minority languages; after the tones
_AFTER_ALPHABET = "~"
_LETTERS = str.maketrans({"ð": "đ", "ɗ": "đ", "ɓ": "ƀ"})


def sort_key(text: str) -> str:
    """The string whose byte order is the Vietnamese order of the texts.

    Numbers sort by value ("Thôn 2" before "Thôn 10"); signs separate words, except
    the apostrophe, which is passed over.

    >>> sorted(["Ân", "Ánh", "Ăn", "An", "Ái"], key=sort_key)
    ['Ái', 'An', 'Ánh', 'Ăn', 'Ân']
    >>> sorted(["Thôn 10", "Thôn 2"], key=sort_key)
    ['Thôn 2', 'Thôn 10']
    """
    spaced = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in _without_apostrophe(text))
    return " ".join(_word_key(word) for word in spaced.split())


def name_sort_key(name: str) -> str:
    """Like `sort_key`, for lists of people: by given name (the last word), then by family and middle name.

    Minority names that end in the clan (H'Hen Niê) sort by it: nothing in the
    name alone says otherwise.

    >>> sorted(["Trần Văn Bình", "Nguyễn An", "Lê Thị Ánh"], key=name_sort_key)
    ['Nguyễn An', 'Lê Thị Ánh', 'Trần Văn Bình']
    """
    words = name.split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


def _without_apostrophe(text: str) -> str:
    return with_plain_signs(text).replace("'", "").lower().translate(_LETTERS)


def _word_key(word: str) -> str:
    letters, tones, digits = [], [], ""
    for base, marks in _letters_of(word):
        if base.isdecimal():
            digits += str(unicodedata.decimal(base))
            continue
        letters.append(_number_key(digits))
        digits = ""
        letter = base
        for mark in marks:
            shaped = _SHAPES.get(mark, {}).get(letter)
            if shaped:
                letter = shaped
            else:
                tones.append(_TONES.get(mark, _OTHER_MARK))
        letters.append(_CODE_OF.get(letter) or f"{_AFTER_ALPHABET}{ord(letter):06x}")
    letters.append(_number_key(digits))
    return "".join(letters) + ("".join(tones) or _NO_TONE)


def _letters_of(word: str) -> list[tuple[str, str]]:
    """Base letters with their marks, vowel shapes before tones whatever order they were typed in."""
    pairs: list[tuple[str, str]] = []
    for character in unicodedata.normalize("NFD", word):
        if unicodedata.combining(character) and pairs:
            base, marks = pairs[-1]
            pairs[-1] = (base, marks + character)
        elif not unicodedata.combining(character):
            pairs.append((character, ""))
    return [(base, "".join(sorted(marks, key=lambda mark: mark not in _SHAPES))) for base, marks in pairs]


def _number_key(digits: str) -> str:
    """How many digits, then the digits: of two numbers the longer is the greater."""
    if not digits:
        return ""
    significant = digits.lstrip("0") or "0"
    # A run of ten digits or more is a code, not a number; codes have one width each.
    return f"{min(len(significant), 9)}{significant}"
