"""Drawings of the public figures, laid out here and drawn by the templates as plain SVG. Pure.

Each can be read without its colours: parts differ by pattern and by lightness, and every number stands in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians, sqrt

from motcua.citizen.disclosure.words import percent, words
from motcua.monitoring.book import Line
from motcua.monitoring.disclosure import FEW
from motcua.web.text import number

BAR = 268.0  # units of width
_GAP = 2.0
MAP = 600.0  # longest side of the map
_EDGE = 30.0
_SMALLEST, _LARGEST = 7.0, 26.0


@dataclass(frozen=True)
class Part:
    """A piece of a bar: early, on-time, in-time (both, where early ones are not told), late, few (late, not told)."""

    kind: str
    x: str
    width: str


def bar(line: Line) -> list[Part]:
    """Return the parts of a bar, as far as they may be told; nothing where even the share is hidden.

    >>> [(one.kind, one.width) for one in bar(Line("", "", 100, 25, 50, {}))]
    [('early', '132.0'), ('on-time', '66.0'), ('late', '66.0')]
    >>> [one.kind for one in bar(Line("", "", 100, None, 50, {"late": "few"}))], bar(Line("", "", 9, None, None, {}))
    (['early', 'on-time', 'few'], [])
    """
    if not line.received:
        return []
    early = line.early or 0
    rest = "on-time" if line.early is not None else "in-time"  # early and on time together
    if line.late is not None:
        pieces = [("early", early), (rest, line.received - line.late - early), ("late", line.late)]
    elif line.marks.get("late") == "few":
        pieces = [("early", early), (rest, line.received - FEW + 1 - early), ("few", FEW - 1)]
    else:
        return []
    shown = [(kind, count) for kind, count in pieces if count > 0]
    room = BAR - _GAP * (len(shown) - 1)
    parts, x = [], 0.0
    for kind, count in shown:
        width = room * count / line.received
        parts.append(Part(kind, f"{x:.1f}", f"{width:.1f}"))
        x += width + _GAP
    return parts


@dataclass(frozen=True)
class Spot:
    """A commune before it stands on the map."""

    name: str
    url: str
    point: tuple[float, float]  # latitude, longitude
    received: int
    on_time: Decimal | None


@dataclass(frozen=True)
class Dot:
    """A commune on the map."""

    x: str
    y: str
    radius: str
    band: str
    label: str
    url: str


@dataclass(frozen=True)
class Map:
    """The communes of a province, north up; `width` and `height` of the drawing."""

    width: str
    height: str
    dots: tuple[Dot, ...]


def dots(spots: Sequence[Spot]) -> Map | None:
    """Lay communes out by their points; None for fewer than two. Big ones are drawn first, small ones stay on top."""
    if len(spots) < 2:
        return None
    middle = sum(spot.point[0] for spot in spots) / len(spots)
    squeezed = cos(radians(middle))  # a degree of longitude is shorter than one of latitude
    xs = [spot.point[1] * squeezed for spot in spots]
    ys = [-spot.point[0] for spot in spots]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = (MAP - 2 * _EDGE) / (max(wide, high) or 1.0)
    most = max(spot.received for spot in spots) or 1
    placed = sorted(zip(spots, xs, ys, strict=True), key=lambda one: -one[0].received)
    made = tuple(
        Dot(
            f"{(x - min(xs)) * scale + _EDGE:.1f}",
            f"{(y - min(ys)) * scale + _EDGE:.1f}",
            f"{_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(spot.received / most):.1f}",
            band_of(spot.on_time),
            f"{spot.name}: {number(spot.received)} hồ sơ, {percent(spot.on_time)} đúng và trước hạn",
            spot.url,
        )
        for spot, x, y in placed
    )
    return Map(f"{wide * scale + 2 * _EDGE:.0f}", f"{high * scale + 2 * _EDGE:.0f}", made)


def band_of(share: Decimal | None) -> str:
    """Return the band of a share in time; "none" where nothing came.

    >>> [band_of(Decimal(share)) for share in ("99.1", "98", "97.99", "12")], band_of(None)
    (['high', 'high', 'middle', 'low'], 'none')
    """
    if share is None:
        return "none"
    return next(band["key"] for band in words()["bands"] if share >= band["from"])
