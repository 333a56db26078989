"""Coordinates of the charts of the index: drawn on the server, each with its table beside. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from motcua.monitoring.indicators import IndicatorSet


@dataclass(frozen=True)
class Point:
    """A point of a line, in pixels of the view box, with what it says."""

    x: float
    y: float
    label: str
    value: str
    is_last: bool
    is_falling: bool  # its value is written below the line, which comes from above


@dataclass(frozen=True)
class Line:
    """A line chart: the path, its points, and the lines of its scale. `floor` is where the axis begins."""

    path: str
    points: tuple[Point, ...]
    scale: tuple[tuple[float, str], ...]
    floor: int
    width: int
    height: int


@dataclass(frozen=True)
class Bar:
    """A bar of a group: reached, countable and whole length, on one scale for all."""

    label: str
    reached: float
    countable: float
    whole: float
    is_low: bool
    text: str


WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560, 250, 44, 16, 34


def line(told: Sequence[tuple[str, Decimal | None, str]]) -> Line | None:
    """Return the line of (label, value, value in words); None with fewer than two values."""
    known = [value for _, value, _ in told if value is not None]
    if len(known) < 2:
        return None
    floor = max(0, min(60, int(min(known)) // 10 * 10))
    height = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT - 24) / max(1, len(told) - 1)

    def y(value: float) -> float:
        return round(TOP + height * (100 - value) / (100 - floor), 1)

    last = max(n for n, one in enumerate(told) if one[1] is not None)
    points = tuple(
        Point(
            round(LEFT + n * step, 1), y(float(value)), label, words, n == last, bool(known[:-1]) and value < known[-2]
        )
        for n, (label, value, words) in enumerate(told)
        if value is not None
    )
    path = "M" + " L".join(f"{p.x} {p.y}" for p in points)
    marks = range(floor, 101, 10 if floor >= 50 else 20)
    return Line(path, points, tuple((y(mark), str(mark)) for mark in marks), floor, WIDTH, HEIGHT)


def bar(label: str, points: Decimal, countable: Decimal, whole: Decimal, most: Decimal, text: str) -> Bar:
    """Return the bar of a group, of 100 for the longest group."""

    def length(value: Decimal) -> float:
        return round(float(value * 100 / most), 2)

    return Bar(
        label, length(points), length(countable), length(whole), bool(countable) and points * 4 < countable * 3, text
    )


def bands(of: IndicatorSet, value: Decimal | None) -> list[dict[str, object]]:
    """Return the bands from the lowest up, as parts of 100, with the one a score is in."""
    edges = [*sorted(band.since for band in of.bands), 100]
    now = None if value is None else of.band_of(value).key
    by_start = {band.since: band for band in of.bands}
    return [
        {"x": low, "width": high - low, "middle": (low + high) / 2, "name": by_start[low].name,
         "is_now": by_start[low].key == now}
        for low, high in pairwise(edges)
    ]  # fmt: skip
