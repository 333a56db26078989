"""The search behind every field in which a person writes a place."""

from __future__ import annotations

from heapq import nlargest

from .matching import Match, Reading
from .model import Hit, OldPlace, Place
from .succession import places_after

_TOO_VAGUE = 0.4
_FAR_BEHIND = 0.55  # a hit that explains half of what the best one does is noise
_SMALLER_PART = 0.03


def search(query: str, *, province_code: str | None = None, limit: int = 10) -> list[Hit]:
    """Places of today the query may mean, best first; each at most once.

    The query is what people write: with or without marks, kinds, commas and spaces, with a slip or two, a name
    still being typed, a whole address. It finds by today's name and by names of old communes, districts and
    provinces; then `matched` says which. Marks that were typed count: "Cẩm Giang" puts Xã Cẩm Giang before
    Xã Cẩm Giàng. `province_code` keeps to one province of today. Empty for a query that names nothing.

    >>> hit = search("anh dũng, dương kinh, hải phòng")[0]
    >>> hit.place.name, hit.matched
    ('Phường Hưng Đạo', 'tên cũ: Phường Anh Dũng, Quận Dương Kinh, Thành phố Hải Phòng')
    """
    reading = Reading(query)
    if not reading.words:
        return []
    reading.read_exactly()
    if not any(match.explained > 0.99 for match in reading.matches()):
        reading.read_with_slips()
    reading.read_beginnings()
    best: dict[str, Hit] = {}
    allowed = (m for m in reading.matches() if province_code in (None, m.entry.province_code))
    for match in nlargest(6 * limit, allowed, key=lambda match: match.score):
        for place, score in _places(match):
            if score >= _TOO_VAGUE:
                known = best.get(place.code)
                if known is None or score > known.score:
                    best[place.code] = Hit(place, _matched(match), round(min(score, 1.0), 4))
    hits = sorted(best.values(), key=lambda hit: (-hit.score, bool(hit.matched), hit.place.code))[:limit]
    return [hit for hit in hits if hit.score >= _FAR_BEHIND * hits[0].score]


def _places(match: Match) -> list[tuple[Place, float]]:
    unit = match.entry.unit
    if isinstance(unit, Place):
        return [(unit, match.score)]
    parts = places_after(unit)
    return [
        (place, match.score - _SMALLER_PART * (1 - (share if share is not None else place is parts[0][0])))
        for place, share in parts
    ]


def _matched(match: Match) -> str:
    unit = match.entry.unit
    return f"tên cũ: {unit.title}" if isinstance(unit, OldPlace) else ""
