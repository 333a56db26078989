"""What happens to the books of an office: in the chain of the unit, of no dossier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VolumeOpened:
    """The clerk opened the next volume of a book; `last` is the number that ends the one before."""

    register: str
    year: int
    volume: int
    last: int
