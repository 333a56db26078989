"""What happens to the numbers themselves. Appended to a chain `month` of the closing's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FiguresClosed:
    """A unit closed a month: the SHA-256 of its signed figures, and of how far each dossier's chain was read."""

    unit: int
    period: str
    sha256: str
    dossiers: str


@dataclass(frozen=True)
class ReadingChosen:
    """The house uses this option where sources disagree on how an indicator is read."""

    reading: str
    option: str
    why: str


@dataclass(frozen=True)
class OwnFilingAllowed:
    """An officer agreed that the dossiers he files for himself are counted, as a number among others."""


@dataclass(frozen=True)
class OwnFilingEnded:
    """He ended it: from now on nothing of his is counted."""
