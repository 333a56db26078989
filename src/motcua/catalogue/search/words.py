"""From what somebody typed to what the index is asked.

Questions and names are folded alike (platform.text.fold), so marks never matter. The words and equivalences are data
(data/search_words.yaml).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import yaml

from motcua.platform.text import fold

MAX_WORDS = 24  # a question longer than this is a letter; its first words tell the subject
SYNONYM_WEIGHT = 0.7  # an equivalence counts less than the person's own words
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
        self.stops = frozenset(tuple(folded_words(word)) for word in stop_words)
        self.synonyms = {
            tuple(folded_words(say)): tuple(tuple(folded_words(m)) for m in means) for say, means in synonyms.items()
        }
        self._longest_stop = max((len(s) for s in self.stops), default=0)
        self._longest_say = max((len(s) for s in self.synonyms), default=0)

    def ask(self, text: str, correct: Callable[[str], tuple[str, ...]] = lambda word: (word,)) -> Question:
        """Return what to look for. `correct` turns a word nobody knows into the nearest ones.

        >>> v = Vocabulary(["xin", "ở đâu"], {"hôn thú": ["kết hôn"]})
        >>> [t.query for t in v.ask("Xin hôn thú ở đâu").terms]
        ['hon', 'thu', 'hon <-> thu', 'ket', 'hon', 'ket <-> hon']
        """
        typed = folded_words(text)[:MAX_WORDS]
        words: list[str] = []
        corrected: dict[str, str] = {}
        for word in typed:
            better = correct(word)
            if better != (word,):
                corrected[word] = " ".join(better)
            words += better
        runs = self._without_stops(words) or ([words] if words else [])
        terms = [term for run in runs for term in _terms(run, 1.0)]
        for meant in self._meant(words):
            terms += _terms(list(meant), SYNONYM_WEIGHT)
        return Question(_strongest(terms), corrected)

    def knows(self, word: str) -> bool:
        """True for words of the equivalences themselves: they are right although no procedure has them."""
        return any(word in say for say in self.synonyms) or (word,) in self.stops

    def _without_stops(self, words: Sequence[str]) -> list[list[str]]:
        """Cut the question into runs of words between stop words: neighbours across a cut make no pair."""
        runs: list[list[str]] = [[]]
        position = 0
        while position < len(words):
            size = self._phrase_at(words, position, self._longest_stop, self.stops)
            # "có", "cho" … also stand inside fixed expressions the equivalences know.
            if size and not self._phrase_at(words, position, self._longest_say, self.synonyms):
                position += size
                runs.append([])
            else:
                runs[-1].append(words[position])
                position += 1
        return [run for run in runs if run]

    def _meant(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        for position in range(len(words)):
            size = self._phrase_at(words, position, self._longest_say, self.synonyms)
            if size:
                found += self.synonyms[tuple(words[position : position + size])]
        return list(dict.fromkeys(found))

    @staticmethod
    def _phrase_at(words: Sequence[str], position: int, longest: int, phrases: object) -> int:
        for size in range(min(longest, len(words) - position), 0, -1):
            if tuple(words[position : position + size]) in phrases:  # type: ignore[operator]
                return size
        return 0


def _terms(run: Sequence[str], weight: float) -> list[Term]:
    singles = [Term((word,), weight) for word in run]
    pairs = [Term(pair, weight * PAIR_WEIGHT) for pair in pairwise(run)]
    return singles + pairs


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
