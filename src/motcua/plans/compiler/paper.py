"""What every reader hands to the analysis: lines with their places, and tables whose cells are known.

A text file gives lines only; Word and PDF files give lines and real tables. From here on
nobody asks what kind of file it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class PaperRefused(ValueError):
    """A file that cannot be read as a plan; `vi` says to its owner what is wrong and what to do."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.code, self.vi, self.en = code, vi, en


@dataclass(frozen=True)
class Line:
    """One line of the paper. `is_whole`: a paragraph as Word keeps it, never to be joined with the next."""

    no: int  # from 1, as an editor counts
    text: str
    page: int = 1
    indent: int = 0  # spaces before the first letter
    gap: int = 0  # empty lines before it
    is_whole: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its text, and the line where it begins."""

    text: str
    line: int


@dataclass(frozen=True)
class Table:
    """Rows of equal length; a merged cell stands where it begins, the places it covers are empty."""

    rows: tuple[tuple[Cell, ...], ...]
    line: int
    page: int = 1


@dataclass
class Paper:
    """A paper in reading order."""

    kind: str  # txt, docx, pdf
    parts: list[Line | Table] = field(default_factory=list)
    pages: int = 1

    def lines(self) -> Iterator[Line]:
        """Return the lines outside tables, in order."""
        return (part for part in self.parts if isinstance(part, Line))
