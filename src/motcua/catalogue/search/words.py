"""From what somebody typed to what the index is asked.

Questions and names are folded alike (platform.text.fold), so marks never matter. The words and equivalences are data
(data/search_words.yaml).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt

import yaml

from motcua.platform.text import fold, nfc

LONGEST_PHRASE = 5  # words, of a stop phrase or an equivalence
MAX_WORDS = 24  # a question longer than this is a letter; its first words tell the subject
PAIR_WEIGHT = 1.5  # two neighbours together say more than each alone


@dataclass(frozen=True)
class Term:
    """One thing to look for: a word, or neighbouring words that must stand together."""

    words: tuple[str, ...]
    weight: float

    @property
    def query(self) -> str:
        """As PostgreSQL's `to_tsquery('simple', …)` reads it; words hold only letters and digits."""
        return " <-> ".join(self.words)


@dataclass(frozen=True)
class Question:
    """What to look for, and the words that nothing in the catalogue resembled."""

    terms: tuple[Term, ...]
    corrected: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not self.terms


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text, letters and digits only.

    >>> folded_words("Trợ cấp (hằng tháng)/75 tuổi")
    ['tro', 'cap', 'hang', 'thang', '75', 'tuoi']
    """
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


class Vocabulary:
    """Stop words and equivalences, folded once."""

    def __init__(self, stop_words: Iterable[str], synonyms: Mapping[str, Sequence[str]]) -> None:
        plain = [" ".join(word.lower().split()) for word in stop_words]
        self.stops = frozenset(tuple(nfc(word).split()) for word in plain)
        self.folded_stops = frozenset(tuple(folded_words(word)) for word in plain)
        self.synonyms = {
            tuple(folded_words(say)): tuple(tuple(folded_words(m)) for m in means) for say, means in synonyms.items()
        }

    def ask(self, text: str, correct: Callable[[str], tuple[str, ...]] = lambda word: (word,)) -> Question:
        """Return what to look for. `correct` turns a word nobody knows into the nearest ones.

        A stop word alone is not looked for, with its neighbour it is: without marks the "đi" of a question is the
        "di" of "di chúc". Whoever types marks has said which of the two he means.

        >>> v = Vocabulary(["xin", "ở đâu", "đi"], {"hôn thú": ["kết hôn"]})
        >>> [t.query for t in v.ask("Xin hôn thú ở đâu").terms]
        ['hon', 'thu', 'xin <-> hon', 'hon <-> thu', 'thu <-> o', 'ket', 'ket <-> hon']
        >>> [t.query for t in v.ask("di chúc").terms], [t.query for t in v.ask("di chuc").terms]
        (['di', 'chuc', 'di <-> chuc'], ['chuc', 'di <-> chuc'])
        """
        typed = _typed_words(text)[:MAX_WORDS]
        is_stop = self._stops_in(typed)
        words: list[str] = []
        counts: list[bool] = []
        corrected: dict[str, str] = {}
        for (_, word), stop in zip(typed, is_stop, strict=True):
            better = correct(word)
            if better != (word,):
                corrected[word] = " ".join(better)
            words += better
            counts += [not stop] * len(better)
        if not any(counts):
            counts = [True] * len(words)
        terms = [Term((word,), 1.0) for word, counted in zip(words, counts, strict=True) if counted]
        terms += [
            Term(pair, PAIR_WEIGHT)
            for pair, either in zip(pairwise(words), pairwise(counts), strict=True)
            if any(either)
        ]
        return Question(_strongest([*terms, *self._meant(words)]), corrected)

    def knows(self, word: str) -> bool:
        """True for words of the equivalences themselves: they are right although no procedure has them."""
        return (word,) in self.folded_stops or any(word in say for say in self.synonyms)

    def _stops_in(self, typed: Sequence[tuple[str, str]]) -> list[bool]:
        has_marks = any(plain != folded for plain, folded in typed)
        words = [plain if has_marks else folded for plain, folded in typed]
        phrases = self.stops if has_marks else self.folded_stops
        found = [False] * len(words)
        for position in range(len(words)):
            size = _phrase_at(words, position, phrases)
            found[position : position + size] = [True] * size
        return found

    def _meant(self, words: Sequence[str]) -> list[Term]:
        """The terms of every equivalence that stands in the question.

        An official name takes more words than people do; it may weigh more than what was said, but not by its length.
        """
        terms: list[Term] = []
        for position in range(len(words)):
            size = _phrase_at(words, position, self.synonyms)
            if size:
                for meant in self.synonyms[tuple(words[position : position + size])]:
                    weight = sqrt(_mass(size) / _mass(len(meant)))
                    terms += [Term((word,), weight) for word in meant]
                    terms += [Term(pair, weight * PAIR_WEIGHT) for pair in pairwise(meant)]
        return terms


def _mass(size: int) -> float:
    """The weight of so many words with their pairs."""
    return size + (size - 1) * PAIR_WEIGHT


def _typed_words(text: str) -> list[tuple[str, str]]:
    """The words as typed (lower case, NFC) beside their folded form."""
    letters = "".join(c if c.isalnum() else " " for c in nfc(text).lower())
    return [(word, folded) for word in letters.split() if (folded := fold(word))]


def _phrase_at(words: Sequence[str], position: int, phrases: Collection[tuple[str, ...]]) -> int:
    """How many words the longest of these phrases takes at a position; 0 when none stands there."""
    for size in range(min(LONGEST_PHRASE, len(words) - position), 0, -1):
        if tuple(words[position : position + size]) in phrases:
            return size
    return 0


def _strongest(terms: Iterable[Term]) -> tuple[Term, ...]:
    best: dict[tuple[str, ...], Term] = {}
    for term in terms:
        if term.words not in best or best[term.words].weight < term.weight:
            best[term.words] = term
    return tuple(best.values())


@cache
def vocabulary() -> Vocabulary:
    """The words as shipped."""
    raw = yaml.safe_load(files("motcua.catalogue").joinpath("data", "search_words.yaml").read_text("utf-8"))
    return Vocabulary(raw["stop_words"], {row["say"]: row["means"] for row in raw["synonyms"]})
