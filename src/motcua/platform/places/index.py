"""The names of all places, today's and old, in the form in which a search meets them.

A key is a folded name without kind, spaces and signs ("xuanthanh"), so spacing, marks,
hyphens and apostrophes never matter. A name that is only a number keeps its kind ("phuong4").
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from heapq import nlargest, nsmallest
from itertools import chain

from motcua.platform.text import fold

from .book import Book, book
from .model import OldPlace, Place
from .naming import kind_and_name

_ROMAN = {name: str(number) for number, name in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"], 1)}
# Names people use that stand in no register: a key and the key of the register.
ALIASES = {
    "hcm": "hochiminh",
    "tphcm": "hochiminh",
    "saigon": "hochiminh",
    "hn": "hanoi",
    "thuathienhue": "hue",
    "brvt": "bariavungtau",
    "quan2": "thuduc",
    "quan9": "thuduc",
}
Above = tuple[str, ...]
_WORTH_COMPARING = 32
_RAREST_PAIRS = 8
_NOWHERE = array("H")


@dataclass(slots=True, eq=False)
class Entry:
    """One unit under its name.

    `kinds` are the folded kinds it has, and had after 1/7/2025; `above` are keys of what stands, or stood, over
    it; `province_code` is the province of today in which it lies; `rank` orders equals.
    """

    unit: Place | OldPlace
    kinds: tuple[str, ...]
    above: Above
    province_code: str
    rank: int


@dataclass
class Index:
    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    keys: list[str] = field(default_factory=list)  # sorted
    former: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def above(self, entry: Entry) -> tuple[str, ...]:
        """What may stand beside the name in an address: the province, for a commune of today the old ones, too.

        People write the new commune with the old district or province beside it for years to come.
        """
        if entry.rank != 1:
            return entry.above
        code = entry.unit.code
        if code not in self._above:
            self._above[code] = tuple(dict.fromkeys(chain(entry.above, *self.former[code])))
        return self._above[code]

    def starting_with(self, prefix: str, limit: int) -> list[str]:
        """The shortest keys that begin with the prefix and are longer than it."""
        first, end = bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + "\uffff")
        return nsmallest(limit, (key for key in self.keys[first:end] if key != prefix), key=len)

    def similar(self, key: str) -> list[tuple[str, int]]:
        """Keys one slip away, or two for keys of seven letters and more, with the number of slips."""
        allowed = 1 if len(key) < 7 else 2
        # The rarest pairs tell names apart best and cost least: "ng" stands in three thousand keys.
        postings = sorted((self._postings.get(pair, _NOWHERE) for pair in set(_pairs(key))), key=len)[:_RAREST_PAIRS]
        shared: Counter[int] = Counter()
        for places in postings:
            shared.update(places)
        # A wrong letter spoils two pairs, two exchanged ones three: of two slips one may be an exchange.
        enough = max(1, len(postings) - 2 * allowed - 1)
        likely = [
            (count, -abs(len(self.keys[number]) - len(key)), self.keys[number])
            for number, count in shared.items()
            if count >= enough and abs(len(self.keys[number]) - len(key)) <= allowed
        ]
        compared = ((other, slips_between(key, other, allowed)) for *_, other in nlargest(_WORTH_COMPARING, likely))
        return [(other, slips) for other, slips in compared if slips is not None]

    @cached_property
    def _postings(self) -> dict[str, array]:
        """Two letters -> places in `keys` where they stand; made when the first slip is met."""
        postings: dict[str, array] = defaultdict(lambda: array("H"))
        for number, key in enumerate(self.keys):
            for pair in set(_pairs(key)):
                postings[pair].append(number)
        return dict(postings)


@cache
def index() -> Index:
    """The index, built on the first search and kept for the life of the process."""
    built = Index()
    into = book().into
    for key, entry in _entries(book()):
        built.entries[key].append(entry)
        if entry.rank > 2:
            for code in into.get(entry.unit.code, ()):
                built.former[code].append(entry.above if entry.rank == 4 else (key, *entry.above))
    built.entries = dict(built.entries)
    built.keys = sorted(built.entries)
    return built


def compact(text: str) -> str:
    """The letters and digits only.

    >>> compact("ia h'drai")
    'iahdrai'
    """
    text = text.replace(" ", "")
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


def slips_between(one: str, two: str, allowed: int) -> int | None:
    """Letters wrong, missing, too many or exchanged with their neighbour; None for more than `allowed`.

    >>> slips_between("xuanthanh", "xuantahnh", 2), slips_between("camgian", "camgiang", 1)
    (1, 1)
    >>> slips_between("a", "bcd", 2) is None
    True
    """
    while one and two and one[0] == two[0]:
        one, two = one[1:], two[1:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    rows = [list(range(len(two) + 1))]
    for i, letter in enumerate(one, 1):
        above, row = rows[-1], [i]
        for j, other in enumerate(two, 1):
            slips = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and other == one[i - 2]:
                slips = min(slips, rows[-2][j - 2] + 1)
            row.append(slips)
        if min(row) > allowed:
            return None
        rows.append(row)
    return rows[-1][-1] if rows[-1][-1] <= allowed else None


def _entries(whole: Book) -> Iterable[tuple[str, Entry]]:
    earlier = {code: [name for _, name in named] for code, named in whole.names.items()}
    units = (unit.name for units in (whole.provinces, whole.communes, whole.old) for unit in units.values())
    names = _Names(chain(units, *earlier.values()))
    for province in whole.provinces.values():
        yield from names.entries(province, (), province.code, 0, earlier.get(province.code, ()))
        above: Above = (names.key(province.name),)
        for code in whole.communes_of[province.code]:
            yield from names.entries(whole.communes[code], above, province.code, 1, earlier.get(code, ()))
    above_district: Above = ()
    today = ""
    for old in whole.old.values():  # every province before its districts, every district before its communes
        if old.kind == "province":
            [today] = whole.into[old.code]
            yield from names.entries(old, (), today, 2)
            # The province of today, too: people know that their old commune now lies in Hải Phòng.
            above_district = tuple(dict.fromkeys(map(names.key, (old.name, whole.provinces[today].name))))
        elif old.kind == "district":
            yield from names.entries(old, above_district, today, 3)
            above = (names.key(old.name), *above_district)
        else:
            yield from names.entries(old, above, today, 4)


class _Names:
    """Folded kinds and keys of names; a name has one key, or two where a Roman number may be written with digits."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parts = {name: kind_and_name(name) for name in dict.fromkeys(names)}
        bare = list(dict.fromkeys(bare for _, bare in self._parts.values()))
        # Folded all at once: seven thousand calls would be most of the loading time.
        self._folded = dict(zip(bare, fold("|".join(bare)).split("|"), strict=True))
        self._kinds = {kind: compact(fold(kind)) for kind in {kind for kind, _ in self._parts.values()}}
        self._known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def key(self, name: str) -> str:
        return self._read(name)[1][0]

    def entries(
        self, unit: Place | OldPlace, above: Above, province_code: str, rank: int, earlier: Iterable[str] = ()
    ) -> list[tuple[str, Entry]]:
        kinds, keys = self._read(unit.name)
        for name in earlier:
            more_kinds, more_keys = self._read(name)
            kinds, keys = tuple({*kinds, *more_kinds}), tuple({*keys, *more_keys})
        entry = Entry(unit, kinds, above, province_code, rank)
        return [(key, entry) for key in keys]

    def _read(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The kind and the keys of a name; many communes share one."""
        known = self._known.get(name)
        if known is None:
            kind, bare = self._parts[name]
            known = self._known[name] = (self._kinds[kind],), self._keys(kind, bare)
        return known

    def _keys(self, kind: str, bare: str) -> tuple[str, ...]:
        folded = self._folded[bare]
        if folded.isdecimal():
            return (self._kinds[kind] + folded,)
        *before, last = folded.split(" ")
        if last in _ROMAN and bare[-1].isupper():
            start = compact("".join(before)) or self._kinds[kind]
            return start + last, start + _ROMAN[last]
        return (compact(folded),)


def _pairs(key: str) -> Iterable[str]:
    padded = f"^{key}$"
    return (padded[place : place + 2] for place in range(len(padded) - 1))
