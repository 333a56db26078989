"""One way to look at letters: what the form accepts, the index stores and the search asks are folded alike.

PostgreSQL on the box has no ICU and its `unaccent` is an extension that may be
missing, so search columns are computed here and stored; the database only compares.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

# Letters that carry no combining mark to drop. Ð (eth) is what old keyboards and
# text recognition give for Đ; ƀ and ɓ, ɗ are written in Ê Đê, Ba Na and Mnông names.
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ɗ": "d", "ƀ": "b", "ɓ": "b", "ŋ": "n", "ı": "i"})
# People type whatever apostrophe and hyphen their phone offers; the paper has one of each.
_SIGNS = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'") | dict.fromkeys("‐‑‒–—−", "-"))


def nfc(text: str) -> str:
    """The composed form (TCVN 6909, rule R6.7) in which every text is stored and compared.

    >>> nfc("Hoa\\u0300") == "Hoà"
    True
    """
    return unicodedata.normalize("NFC", text)


def with_plain_signs(text: str) -> str:
    """The same text in NFC with one kind of apostrophe and one kind of hyphen.

    >>> with_plain_signs("H’Hen Niê")
    "H'Hen Niê"
    """
    return nfc(text).translate(_SIGNS)


def fold(text: str) -> str:
    """Lower case, no marks, đ as d, single spaces: the form in which texts are searched.

    >>> fold("  Nguyễn  Thị ĐÀO ")
    'nguyen thi dao'
    >>> fold("Thủ tục đăng ký khai sinh")
    'thu tuc dang ky khai sinh'
    """
    # Marks go before lower(): some letters (İ) would otherwise leave one behind.
    decomposed = unicodedata.normalize("NFD", text.translate(_SIGNS))
    # Mn: tone and vowel marks. Cf: zero-width characters that come along when text is pasted.
    letters = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(letters.lower().translate(_PLAIN).split())


def name_keys(name: str) -> list[str]:
    """The keys under which a name is found: its folded words, then the pairs of neighbours.

    Vietnamese names share few syllables, so single words are unselective and
    trigrams slow; pairs find a name among a million in a millisecond or two.
    A name with an apostrophe or a hyphen is kept in both readings, because people
    search it as one word or as two.

    >>> name_keys("Trần Thị Hoa")
    ['tran', 'thi', 'hoa', 'tran thi', 'thi hoa']
    >>> name_keys("H'Hen Niê")
    ['hhen', 'nie', 'hhen nie', 'h', 'hen', 'h hen', 'hen nie']
    """
    joined, split = _joined_words(name), _split_words(name)
    keys = [*joined, *_pairs(joined), *split, *_pairs(split)]
    return list(dict.fromkeys(keys))


def name_query_keys(query: str) -> list[str]:
    """The keys that all must be among a name's `name_keys`: its pairs, or the word when there is only one.

    One word alone is unselective over a whole province; who calls must add a unit,
    a date or a number to it.

    >>> name_query_keys("thị hoa")
    ['thi hoa']
    >>> name_query_keys("Hoa")
    ['hoa']
    >>> name_query_keys("  ")
    []
    """
    words = _joined_words(query)
    return _pairs(words) or words


def _joined_words(name: str) -> list[str]:
    return _words(fold(name).replace("'", "").replace("-", ""))


def _split_words(name: str) -> list[str]:
    return _words(fold(name))


def _words(folded: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in folded).split()


def _pairs(words: list[str]) -> list[str]:
    return list(dict.fromkeys(f"{first} {second}" for first, second in pairwise(words)))
