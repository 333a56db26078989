"""Typing errors: the nearest word of the catalogue, by trigrams; two words run together are parted.

In Python because a municipal server's PostgreSQL may lack the trigram extension, and the whole vocabulary of the
catalogue is some thousand words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

NEAR = 0.45  # share of common trigrams from which two words count as one mistyped; below, guesses become noise
SHORTEST = 3  # letters; of shorter words nearly all are right


class Speller:
    """Knows the words of the catalogue. `is_known` adds words that are right although no procedure has them."""

    def __init__(self, words: Iterable[str], is_known: Callable[[str], bool] = lambda _: False) -> None:
        self.words = frozenset(words)
        self._is_known = is_known
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.words):
            for trigram in trigrams(word):
                self._by_trigram[trigram].append(word)

    def correct(self, word: str) -> tuple[str, ...]:
        """Return the word itself when it is known or nothing is near, else the nearest word or the two it hides.

        >>> speller = Speller(["khai", "sinh", "dang", "thuong", "tru"])
        >>> speller.correct("khaisinh"), speller.correct("thuongg"), speller.correct("xyz")
        (('khai', 'sinh'), ('thuong',), ('xyz',))
        """
        if word in self.words or word.isdigit() or len(word) < SHORTEST or self._is_known(word):
            return (word,)
        for cut in range(2, len(word) - 1):
            if word[:cut] in self.words and word[cut:] in self.words:
                return (word[:cut], word[cut:])
        return (self._nearest(word) or word,)

    def _nearest(self, word: str) -> str | None:
        own = trigrams(word)
        common: dict[str, int] = defaultdict(int)
        for trigram in own:
            for other in self._by_trigram.get(trigram, ()):
                common[other] += 1
        scored = [(count / (len(own) + len(trigrams(other)) - count), other) for other, count in common.items()]
        likeness, best = max(scored, default=(0.0, ""), key=lambda pair: (pair[0], pair[1]))
        return best if likeness >= NEAR else None


def trigrams(word: str) -> frozenset[str]:
    """The trigrams of a word with its edges, as PostgreSQL's pg_trgm cuts them.

    >>> sorted(trigrams("an"))
    ['  a', ' an', 'an ']
    """
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
