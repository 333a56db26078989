"""Lying bars, each with its words above it, on one scale: single, or of several parts. Lengths are in percent.

The words are text of the page, the bar alone is drawn: at 360 pixels the words stay as large as elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Tone = Literal["plain", "gold", "hatch", "dots", "blank"]
Number = int | float | Decimal


@dataclass(frozen=True)
class Bar:
    """One bar. `text` is its value as people read it; `mark` a line across it (a target, a limit), with its words.

    `top`: how long the pale track behind it is (the most it could reach); None draws none.
    """

    label: str
    value: Number
    text: str
    tone: Tone = "plain"
    url: str = ""
    top: Number | None = None
    mark: Number | None = None
    mark_text: str = ""


@dataclass(frozen=True)
class Series:
    """What one kind of part means; its tone has a pattern of its own, so that it is told without colour."""

    key: str
    label: str
    tone: Tone


@dataclass(frozen=True)
class Part:
    """A piece of a stacked bar."""

    series: str
    value: Number
    text: str


@dataclass(frozen=True)
class Stack:
    """A bar of several parts, from the left in the order given."""

    label: str
    parts: tuple[Part, ...]
    text: str
    url: str = ""
    mark: Number | None = None
    mark_text: str = ""


@dataclass(frozen=True)
class Piece:
    """A drawn piece: from and length in percent of the width."""

    x: str
    width: str
    tone: Tone
    title: str


@dataclass(frozen=True)
class Line:
    """A row of a chart, drawn."""

    label: str
    text: str
    url: str
    track: str
    pieces: tuple[Piece, ...]
    mark: str
    mark_text: str


@dataclass(frozen=True)
class BarChart:
    """Rows on one scale. `key` begins the ids of the chart's patterns: unique in the page."""

    key: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class StackChart(BarChart):
    """Rows of parts, with what each pattern means."""

    series: tuple[Series, ...]


def bars(key: str, label: str, rows: Sequence[Bar], *, top: Number | None = None) -> BarChart:
    """Lay out bars on one scale that ends at `top`, or at the largest of all values, tracks and marks.

    >>> [line.pieces[0].width for line in bars("k", "", [Bar("a", 3, "3"), Bar("b", 12, "12")]).lines]
    ['25%', '100%']
    """
    scale = _scale(top, [value for row in rows for value in (row.value, row.top, row.mark)])
    lines = tuple(
        Line(
            row.label,
            row.text,
            row.url,
            _percent(row.top, scale) if row.top is not None else "",
            (Piece("0%", _percent(row.value, scale), row.tone, row.text),) if row.value else (),
            _percent(row.mark, scale) if row.mark is not None else "",
            row.mark_text,
        )
        for row in rows
    )
    return BarChart(key, label, lines)


def stacked(
    key: str, label: str, rows: Sequence[Stack], series: Sequence[Series], *, top: Number | None = None
) -> StackChart:
    """Lay out bars of parts on one scale that ends at `top`, or at the longest bar or mark."""
    tones = {one.key: one for one in series}
    scale = _scale(top, [value for row in rows for value in (sum(part.value for part in row.parts), row.mark)])
    lines = []
    for row in rows:
        at: Number = 0
        pieces = []
        for part in row.parts:
            if part.value:
                of = tones[part.series]
                pieces.append(
                    Piece(_percent(at, scale), _percent(part.value, scale), of.tone, f"{of.label}: {part.text}")
                )
            at = at + part.value  # type: ignore[operator]
        mark = _percent(row.mark, scale) if row.mark is not None else ""
        lines.append(Line(row.label, row.text, row.url, "", tuple(pieces), mark, row.mark_text))
    return StackChart(key, label, tuple(lines), tuple(series))


def _scale(top: Number | None, values: Sequence[Number | None]) -> float:
    """Return what the whole width stands for; never 0, so that a chart of nothing draws nothing."""
    known = [float(value) for value in (*values, top) if value is not None]
    return max([float(top) if top is not None else 0.0, *known]) or 1.0


def _percent(value: Number, scale: float) -> str:
    share = min(max(float(value) / scale, 0.0), 1.0) * 100
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"
