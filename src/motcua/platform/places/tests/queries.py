"""Queries as people write them, drawn from the data by a fixed seed: no marks, a slip of the finger, an old name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from motcua.platform.places.book import book
from motcua.platform.places.naming import bare_name
from motcua.platform.text import fold


@dataclass(frozen=True)
class Query:
    text: str
    wanted: frozenset[str]  # any of these codes in the first place is right


def by_new_name(seed: int, count: int, *, slip: bool) -> list[Query]:
    """Commune and province of today without marks."""
    chance, queries = Random(seed), []
    for commune in chance.sample(sorted(book().communes.values(), key=lambda place: place.code), count):
        name, province = fold(commune.name), fold(bare_name(book().provinces[commune.province_code].name))
        alike = {code for code in book().communes_of[commune.province_code] if fold(book().communes[code].name) == name}
        bare = fold(bare_name(commune.name))
        queries.append(Query(f"{slipped(bare, chance) if slip else bare} {province}", frozenset(alike)))
    return queries


def by_old_name(seed: int, count: int, *, slip: bool) -> list[Query]:
    """Commune, district and province as they were, without marks."""
    chance, queries = Random(seed), []
    olds = [old for old in book().old.values() if old.kind == "commune"]
    into: dict[tuple[str, str, str], set[str]] = defaultdict(set)  # communes of one district that differ by marks only
    for old in olds:
        into[fold(old.name), old.district, old.province].update(book().into[old.code])
    for old in chance.sample(olds, count):
        name = fold(bare_name(old.name))
        name = slipped(name, chance) if slip and not name.isdecimal() else fold(old.name)
        district = old.district if bare_name(old.district).isdecimal() else bare_name(old.district)
        above = f"{fold(district)}, {fold(bare_name(old.province))}"
        queries.append(Query(f"{name}, {above}", frozenset(into[fold(old.name), old.district, old.province])))
    return queries


def slipped(text: str, chance: Random) -> str:
    """The text with one letter left out, doubled, wrong or exchanged with its neighbour."""
    places = [place for place in range(1, len(text) - 1) if text[place].isalpha() and text[place + 1].isalpha()]
    place = chance.choice(places or [0])
    before, letter, after, rest = text[:place], text[place], text[place + 1 : place + 2], text[place + 2 :]
    return (
        before + chance.choice([after, letter * 2 + after, chance.choice("aeiounhgtk") + after, after + letter]) + rest
    )
