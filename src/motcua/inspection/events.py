"""What an inspector leaves behind. Chains of their own: nothing is appended to the dossier that was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.platform.events import Personal


@dataclass(frozen=True)
class SampleDrawn:
    """A sample was drawn; with seed and codes anybody draws it again. Stream: sample, its id."""

    seed: str
    since: str
    until: str
    field: str
    lateness: str
    size: int
    population: int
    population_sha256: str
    codes: list[str]


@dataclass(frozen=True)
class InspectionNoted:
    """A note was written beside a dossier. Stream: inspection, the dossier's id."""

    note: str
    text: Personal
