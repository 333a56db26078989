"""What a typed text may mean: every place whose name stands in it, with how much of the text that explains."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise

from motcua.platform.text import fold, nfc, sort_key

from .index import ALIASES, Entry, Index, index
from .naming import bare_name

_KINDS = {
    "xa": "xa", "x": "xa", "phuong": "phuong", "p": "phuong", "f": "phuong", "quan": "quan", "q": "quan",
    "huyen": "huyen", "h": "huyen", "tinh": "tinh", "t": "tinh", "tp": "thanhpho", "tx": "thixa", "tt": "thitran",
}  # fmt: skip
_PAIRED_KINDS = {("thi", "xa"), ("thi", "tran"), ("thanh", "pho"), ("dac", "khu")}
_LONGEST_NAME = 8  # words; signs split words, so "Ea H'MLay" has three
_LONGEST_QUERY, _LONGEST_TEXT = 24, 500  # words, characters
_GUESSES = 5  # slips are looked for in so many groups of words, the price of a search is theirs
_PREFIX_NAMES = 20
_WRONG_KIND, _WRONG_MARKS, _WRONG_ORDER, _RANK_STEP = 0.04, 0.06, 0.04, 0.01


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` read as a name, its kind from `whole_start`; quality 1.0 is letter for letter."""

    start: int
    end: int
    whole_start: int
    kind: str
    quality: float


@dataclass(frozen=True, slots=True)
class Match:
    """`used` are the places of the words the name and what stands above it account for, `explained` their share."""

    entry: Entry
    score: float
    quality: float
    explained: float
    used: set[int]
    kind_differs: bool


class Reading:
    """A query cut into words, and the names found in it."""

    def __init__(self, text: str) -> None:
        # A name never runs across a comma.
        parts = [_words(part) for part in re.split(r"[,;\n]", text[:_LONGEST_TEXT])]
        self.raw = [word for part in parts for word in part][:_LONGEST_QUERY]
        self._part_of = [number for number, part in enumerate(parts) for _ in part]
        self.words = [fold(word) for word in self.raw]
        self.found: dict[str, list[Span]] = defaultdict(list)
        self._index: Index = index()
        self._has_marks = any(raw.lower() != word for raw, word in zip(self.raw, self.words, strict=True))
        self._sort_keys: dict[str, str] = {}

    def read_exactly(self) -> None:
        for start, end in self._groups(_LONGEST_NAME):
            key = "".join(self.words[start:end])
            for name in {key, ALIASES.get(key, key)} & self._index.entries.keys():
                self._note(name, start, end, 1.0)

    def read_beginnings(self) -> None:
        """The last words may be a name somebody is still typing."""
        if self._kind_at(len(self.words) - 1):
            return  # "xã" alone begins half the country
        last = len(self.words)
        for start, end in self._groups(_LONGEST_NAME):
            if end < last:
                continue
            begun = "".join(self.words[start:last])
            names = self._index.starting_with(begun, _PREFIX_NAMES) if len(begun) > 1 else ()
            for name in names:
                self._note(name, start, last, 0.5 + 0.4 * len(begun) / len(name))
            if names:
                return  # fewer words would only be a vaguer guess

    def read_with_slips(self) -> None:
        """Look for names with a slip in the words the best exact reading leaves over, and beside them."""
        best = max(self.matches(), key=lambda match: match.score, default=None)
        unread = [best is None or place not in best.used for place in range(len(self.words))]
        guesses = [
            (start, end)
            for start, end in self._groups(3)
            if any(unread[start:end]) and sum(map(len, self.words[start:end])) > 4 and not self._kind_at(start)
        ]
        guesses.sort(key=lambda group: (-sum(unread[slice(*group)]), abs(group[1] - group[0] - 2), group))
        for start, end in guesses[:_GUESSES]:
            key = "".join(self.words[start:end])
            for name, slips in self._index.similar(key):
                if slips:
                    self._note(name, start, end, 1 - 1.6 * slips / len(key))

    def matches(self) -> list[Match]:
        """One match for every unit under every name found, unsorted."""
        return [
            self._match(entry, span)
            for name, spans in self.found.items()
            for span in spans
            for entry in self._index.entries[name]
        ]

    def _match(self, entry: Entry, span: Span) -> Match:
        kind_differs = bool(span.kind) and span.kind not in entry.kinds
        used = {*range(span.whole_start, span.end)}
        explained = len(used) * span.quality
        for above in self._index.above(entry):
            for other in self.found.get(above, ()):
                if used.isdisjoint(range(other.start, other.end)):
                    # What looks like a kind may be the end of a name: "Tây Phương, Hà Nội".
                    new = {*range(other.whole_start, other.end)} - used
                    explained += len(new) * other.quality
                    used |= new
                    break
        explained /= len(self.words)
        score = 0.7 * explained + 0.3 * span.quality - _RANK_STEP * entry.rank
        score -= _WRONG_KIND * kind_differs + _WRONG_MARKS * self._marks_differ(entry, span)
        score -= _WRONG_ORDER * (min(used) < span.whole_start)  # people write the smaller place first
        return Match(entry, score, span.quality, explained, used, kind_differs)

    def _marks_differ(self, entry: Entry, span: Span) -> bool:
        """Whether marks were typed, and they are those of another name."""
        if not self._has_marks or span.quality < 1.0:
            return False
        typed = " ".join(self.raw[span.start : span.end])
        name = entry.unit.name if typed[-1].isdecimal() else bare_name(entry.unit.name)
        one, two = self._sort_key(typed), self._sort_key(name)
        # Words written together, or a number with its kind: nothing to compare word by word.
        return one != two and one.count(" ") == two.count(" ") and typed.lower() != fold(typed)

    def _sort_key(self, text: str) -> str:
        if text not in self._sort_keys:
            self._sort_keys[text] = sort_key(text)
        return self._sort_keys[text]

    def _note(self, name: str, start: int, end: int, quality: float) -> None:
        length = self._kind_at(start - 1)
        kind = ""
        if start >= 2 and (self.words[start - 2], self.words[start - 1]) in _PAIRED_KINDS:
            kind, length = self.words[start - 2] + self.words[start - 1], 2
        elif start >= 1 and length:
            kind = _KINDS[self.words[start - 1]]
        self.found[name].append(Span(start, end, start - length, kind, quality))

    def _kind_at(self, place: int) -> int:
        return int(place >= 0 and self.words[place] in _KINDS)

    def _groups(self, longest: int) -> list[tuple[int, int]]:
        places = range(len(self.words) + 1)
        return [
            (start, end)
            for start, end in combinations(places, 2)
            if end - start <= longest and self._part_of[start] == self._part_of[end - 1]
        ]


def _words(text: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in nfc(text)).split()
    spread: list[str] = []
    for word in words:
        glued = re.fullmatch(r"([pPqQfF])0*([0-9]{1,2})", word)
        spread += [*glued.groups()] if glued else [word.lstrip("0") or "0" if word.isdecimal() else word]
    for place, (word, following) in enumerate(pairwise(spread)):
        if following.isdecimal() and word.lower() in ("p", "f", "q"):
            spread[place] = _KINDS[word.lower()]
    return spread
