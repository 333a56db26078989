"""Texts in pieces: what stays as it is, and gaps; marks that keep a gap's place inside JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from motcua.config.simulation.patterns import Gap, Pieces, escaped


class Marks:
    """Marks put into JSON where a gap will be, found again in its text."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []

    def text(self, gap: Gap) -> str:
        """A gap inside a string."""
        self.gaps.append(gap)
        return f"@@{len(self.gaps) - 1}@@"

    def whole(self, gap: Gap) -> str:
        """A gap that stands for the value itself, its quotes too."""
        self.gaps.append(gap)
        return f"@@={len(self.gaps) - 1}@@"

    def read(self, text: str) -> Iterator[str | Gap]:
        """Yield a text with its marks as gaps."""
        at = 0
        for match in re.finditer(r'"@@=(\d+)@@"|@@(\d+)@@', text):
            yield text[at : match.start()]
            yield self.gaps[int(match[1] or match[2])]
            at = match.end()
        yield text[at:]


def joined(pieces: Iterable[str | Gap]) -> Pieces:
    """Return the pieces with neighbouring texts made one."""
    made: list[str | Gap] = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif piece != "":
            made.append(piece)
    return tuple(made)


def cell(pieces: Pieces | None) -> list[str | Gap]:
    """Return pieces as a cell of COPY holds them; None is NULL."""
    if pieces is None:
        return ["\\N"]
    return [escaped(piece) if isinstance(piece, str) else piece for piece in pieces]
