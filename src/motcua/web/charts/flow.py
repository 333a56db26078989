"""A process as it was walked: boxes one under another, the way on between them, what skips at the right, what goes
back at the left with a broken line. Drawn at its own size, narrow enough for a telephone. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH = 326  # a telephone of 360 pixels less the edges of a page
BOX, LEFT = 194, 66
LINE, PAD, GAP = 18, 9, 40
LANE, LANES = 19, 3
_LETTERS = 25  # of 13 pixels in a line of a box
_THIN, _THICK = 1.5, 7.0


@dataclass(frozen=True)
class Node:
    """A station of the way. `note` stands under its name: how many came by, how long they stayed."""

    key: str
    name: str
    note: str = ""
    kind: Literal["step", "end"] = "step"
    url: str = ""


@dataclass(frozen=True)
class Edge:
    """How many went from one station to another; `text` is the number as people read it."""

    source: str
    target: str
    count: int
    text: str


@dataclass(frozen=True)
class DrawnNode:
    """A box with its lines of text; x and y are of its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    round: int
    kind: str
    url: str
    lines: tuple[tuple[int, str, bool], ...]  # baseline, text, whether it is the name


@dataclass(frozen=True)
class DrawnEdge:
    """A way with its arrow head and where its number stands."""

    path: str
    head: str
    width: str
    kind: Literal["on", "skip", "back"]
    x: int
    y: int
    anchor: Literal["start", "middle", "end"]
    text: str


@dataclass(frozen=True)
class FlowChart:
    """A drawn process. `undrawn`: edges for which there was no lane; the table beside tells them all."""

    key: str
    label: str
    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    undrawn: int


def flow(key: str, label: str, nodes: Sequence[Node], edges: Sequence[Edge]) -> FlowChart:
    """Lay out stations in the order given; the most walked ways are drawn, thicker the more they were walked."""
    drawn, y = [], 4
    for node in nodes:
        box = _box(node, y)
        drawn.append(box)
        y += box.height + GAP
    place = {node.key: n for n, node in enumerate(nodes)}
    most = max([edge.count for edge in edges], default=1)
    ways: list[DrawnEdge] = []
    lanes: dict[str, list[list[tuple[int, int]]]] = {kind: [[] for _ in range(LANES)] for kind in ("skip", "back")}
    undrawn = 0
    for edge in sorted(edges, key=lambda one: -one.count):
        start, goal = place.get(edge.source), place.get(edge.target)
        if start is None or goal is None or start == goal:
            undrawn += 1
            continue
        width = _THIN + (_THICK - _THIN) * edge.count / most
        if goal == start + 1:
            ways.append(_straight(drawn[start], drawn[goal], width, edge.text))
            continue
        kind: Literal["skip", "back"] = "skip" if goal > start else "back"
        lane = _free(lanes[kind], min(start, goal), max(start, goal))
        if lane is None:
            undrawn += 1
            continue
        ways.append(_around(drawn[start], drawn[goal], kind, lane, min(width, 4.0), edge.text))
    height = (drawn[-1].y + drawn[-1].height if drawn else 0) + 4
    return FlowChart(key, label, WIDTH, height, tuple(drawn), tuple(ways), undrawn)


def wrapped(text: str, letters: int = _LETTERS, most: int = 3) -> list[str]:
    """Break words into lines; what does not fit ends with an ellipsis.

    >>> wrapped("Kiểm tra thành phần, số hóa, tiếp nhận, chuyển")
    ['Kiểm tra thành phần, số', 'hóa, tiếp nhận, chuyển']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: letters - 1].rstrip(" ,") + "…"
    return lines


def _box(node: Node, y: int) -> DrawnNode:
    words = [(line, True) for line in wrapped(node.name)] + [(line, False) for line in wrapped(node.note, most=2)]
    height = len(words) * LINE + 2 * PAD - 2
    lines = tuple((y + PAD + 12 + n * LINE, text, is_name) for n, (text, is_name) in enumerate(words))
    return DrawnNode(LEFT, y, BOX, height, height // 2 if node.kind == "end" else 6, node.kind, node.url, lines)


def _straight(above: DrawnNode, below: DrawnNode, width: float, text: str) -> DrawnEdge:
    x, since, until = LEFT + BOX // 2, above.y + above.height, below.y
    return DrawnEdge(
        f"M{x} {since}V{until - 7}",
        f"M{x - 6} {until - 9}h12l-6 9z",
        f"{width:.1f}",
        "on",
        x + 12,
        (since + until) // 2 + 4,
        "start",
        text,
    )


def _free(lanes: list[list[tuple[int, int]]], first: int, last: int) -> int | None:
    """Take the innermost lane in which nothing lies between two stations yet."""
    for n, taken in enumerate(lanes):
        if all(last <= since or first >= until for since, until in taken):
            taken.append((first, last))
            return n
    return None


def _around(
    start: DrawnNode, goal: DrawnNode, kind: Literal["skip", "back"], lane: int, width: float, text: str
) -> DrawnEdge:
    side = 1 if kind == "skip" else -1
    edge = LEFT + BOX if kind == "skip" else LEFT
    out = edge + side * (14 + lane * LANE)
    # What leaves a box leaves it above what arrives, so that two ways of one box do not touch.
    since = start.y + start.height // 2 + (6 + lane * 4) * (1 if kind == "skip" else -1)
    until = goal.y + goal.height // 2 - (6 + lane * 4) * (1 if kind == "skip" else -1)
    tip = edge + side
    return DrawnEdge(
        f"M{edge} {since}H{out}V{until}H{edge + side * 8}",
        f"M{edge + side * 9} {until - 5}v10L{tip} {until}z",
        f"{width:.1f}",
        kind,
        out + side * 4,
        (since + until) // 2 + 4,
        "start" if kind == "skip" else "end",
        text,
    )
