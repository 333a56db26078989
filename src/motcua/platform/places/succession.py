"""Into which units of today an old unit went."""

from __future__ import annotations

from collections import Counter

from .book import book
from .matching import Reading
from .model import OldPlace, Place, Successor


def successors(old_name_or_code: str) -> list[Successor]:
    """The units of today into which an old province, district or commune went, the main one first.

    Takes an old code (2, 3 or 5 digits) or an old name, with or without kind and with as much of what stood
    above it as is known, marks or not: "Phường Anh Dũng, Dương Kinh, Hải Phòng". A name that several old
    units bore brings the successors of all of them, none certain. Empty for a code or name no old unit had.

    >>> [(s.place.name, s.is_certain) for s in successors("Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh")]
    [('Phường Sài Gòn', True)]
    """
    text = old_name_or_code.strip()
    whole = book()
    if text.isdecimal():
        olds = [whole.old[text]] if text in whole.old else []
    else:
        olds = _old_places_named(text)
    return [
        Successor(old, place, share, is_main=rank == 0, is_certain=len(olds) == 1 and share == 1.0)
        for old in olds
        for rank, (place, share) in enumerate(places_after(old))
    ]


def places_after(old: OldPlace) -> list[tuple[Place, float | None]]:
    """The successors of one old unit with the share of its communes, the largest first.

    For a district every commune counts once, for its main successor; a new commune that got only smaller
    parts of divided communes is named with the share 0.0.
    """
    whole = book()
    places = whole.provinces if old.kind == "province" else whole.communes
    if old.code in whole.into:
        codes = whole.into[old.code]
        return [(places[code], 1.0 if len(codes) == 1 else None) for code in codes]
    communes = whole.old_communes_of[old.code]
    main = Counter(whole.into[commune][0] for commune in communes)
    for commune in communes:
        for code in whole.into[commune]:
            main.setdefault(code, 0)
    ordered = sorted(main.items(), key=lambda item: (-item[1], item[0]))
    return [(places[code], count / len(communes)) for code, count in ordered]


def _old_places_named(text: str) -> list[OldPlace]:
    """Old units whose names account for every word of the text, the kind included where one was written."""
    reading = Reading(text)
    if not reading.words:
        return []
    reading.read_exactly()
    units = {
        match.entry.unit.code: match.entry.unit
        for match in reading.matches()
        if isinstance(match.entry.unit, OldPlace) and match.explained > 0.99 and not match.kind_differs
    }
    return [units[code] for code in sorted(units)]
