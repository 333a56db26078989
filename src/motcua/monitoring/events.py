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
