"""Tables from the strokes drawn on a page: which strokes belong together, the grid they make, merged cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

_NEAR = 3.0  # points two strokes may miss each other by


@dataclass(frozen=True)
class Segment:
    """A level (y0 = y1) or upright (x0 = x1) stroke, in points from the lower left."""

    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def is_level(self) -> bool:
        """Return whether it runs from left to right."""
        return self.y0 == self.y1


@dataclass(frozen=True)
class Box:
    """Where a cell begins in the grid."""

    row: int
    column: int


@dataclass(frozen=True)
class Ruled:
    """A grid of strokes: `xs` from left to right, `ys` from the top down."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    segments: tuple[Segment, ...]

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return len(self.xs) - 1

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.ys) - 1

    @property
    def top(self) -> float:
        """Return the height of its upper edge on the page."""
        return self.ys[0]

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.xs[0] - _NEAR <= x <= self.xs[-1] + _NEAR and self.ys[-1] - _NEAR <= y <= self.ys[0] + _NEAR

    @cached_property
    def _boxes(self) -> dict[tuple[int, int], Box]:
        parent = {(r, c): (r, c) for r in range(self.height) for c in range(self.width)}

        def root(cell: tuple[int, int]) -> tuple[int, int]:
            while parent[cell] != cell:
                cell = parent[cell]
            return cell

        for r in range(self.height):
            for c in range(self.width):
                y, x = (self.ys[r] + self.ys[r + 1]) / 2, (self.xs[c] + self.xs[c + 1]) / 2
                if c + 1 < self.width and not self._has_upright(self.xs[c + 1], y):
                    _join(parent, root((r, c)), root((r, c + 1)))
                if r + 1 < self.height and not self._has_level(self.ys[r + 1], x):
                    _join(parent, root((r, c)), root((r + 1, c)))
        return {cell: Box(*root(cell)) for cell in parent}

    def _has_upright(self, x: float, y: float) -> bool:
        return any(
            not s.is_level and abs(s.x0 - x) <= _NEAR and s.y0 - _NEAR <= y <= s.y1 + _NEAR for s in self.segments
        )

    def _has_level(self, y: float, x: float) -> bool:
        return any(s.is_level and abs(s.y0 - y) <= _NEAR and s.x0 - _NEAR <= x <= s.x1 + _NEAR for s in self.segments)

    def origin(self, row: int, column: int) -> Box:
        """Return where the cell that covers this place begins."""
        return self._boxes[row, column]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return where the cell begins in which a point lies."""
        c = next((i for i in range(self.width) if self.xs[i] - _NEAR <= x < self.xs[i + 1]), self.width - 1)
        r = next((i for i in range(self.height) if self.ys[i] + _NEAR >= y > self.ys[i + 1]), self.height - 1)
        box = self.origin(r, c)
        return box.row, box.column


def _join(parent: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = sorted((one, other))
    parent[second] = first


def ruled_tables(segments: list[Segment]) -> list[Ruled]:
    """Return the grids the strokes of a page make: at least two columns and one row, strokes that touch together."""
    groups: list[list[Segment]] = []
    for segment in segments:
        touching = [group for group in groups if any(_touch(segment, other) for other in group)]
        merged = [segment, *(other for group in touching for other in group)]
        groups = [group for group in groups if not any(group is own for own in touching)]
        groups.append(merged)
    found = []
    for group in groups:
        xs = _places([s.x0 for s in group if not s.is_level])
        # A row that goes on overleaf is often not closed: its upright strokes run on below the last level one.
        ends = [y for s in group if not s.is_level for y in (s.y0, s.y1)]
        ys = _places([s.y0 for s in group if s.is_level] + [min(ends), max(ends)] if ends else [])
        if len(xs) >= 3 and len(ys) >= 2:
            found.append(Ruled(tuple(xs), tuple(reversed(ys)), tuple(group)))
    return sorted(found, key=lambda table: -table.top)


def _touch(one: Segment, other: Segment) -> bool:
    return (
        min(one.x1, other.x1) - max(one.x0, other.x0) >= -_NEAR
        and min(one.y1, other.y1) - max(one.y0, other.y0) >= -_NEAR
    )


def _places(values: list[float]) -> list[float]:
    """Return the places of strokes, those as good as the same as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places
