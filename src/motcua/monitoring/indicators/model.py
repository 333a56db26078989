"""What an indicator is made of; read from data/*.yaml (library.py). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from motcua.platform.logic import Rule

Kind = Literal["share", "count", "mean", "services", "compare", "own", "missing"]
Population = Literal["received", "submitted", "rated", "ended"]
Level = Literal["province", "commune"]


@dataclass(frozen=True)
class Condition:
    """A named condition over the facts of a dossier, or the traits of a service."""

    key: str
    name: str  # goes on in a sentence after "hồ sơ"
    rule: Rule


@dataclass(frozen=True)
class Measure:
    """Something counted: how many of which dossiers (or procedures), in which population.

    share: numerator among denominator; with `subtract` the denominator less each of them (indicator 5.4).
    mean: of `column` divided by `divide`, with median and 90th percentile. services: procedures of the unit that
    meet `numerator`, or in which a dossier of the period meets `used`. compare: how much shorter `column` is online
    than direct (R7.15). own: of dossiers officers filed for themselves the share filed online, of those who agreed to
    be counted; `why` where they are too few. missing: nothing to count yet, `why` says so.
    """

    key: str
    name: str
    kind: Kind
    of: Population = "received"
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    subtract: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    column: str = ""
    divide: int = 1
    unit: str = "%"
    better: Literal["higher", "lower"] = "higher"
    why: str = ""
    rule: str = ""
    beside: str = ""  # a measure that is always shown next to it


@dataclass(frozen=True)
class Scoring:
    """How a share becomes points: linear, to a target in percent, by steps, or information only."""

    type: Literal["linear", "to_target", "bands", "information"]
    target: int = 100
    steps: tuple[tuple[int, int], ...] = ()  # of bands: (from which percent, points), the highest first, down to 0


@dataclass(frozen=True)
class Indicator:
    """One line of an index."""

    id: str
    group: str
    measure: str
    points: int
    scoring: Scoring
    applies: tuple[Level, ...]
    zero: Literal["dash", "full", "none"] = "dash"  # what a denominator of zero gives
    mark: str = "C2"
    points_mark: str = ""
    note: str = ""
    other: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)  # reading -> option -> change


@dataclass(frozen=True)
class Group:
    """A block of an index with its points."""

    key: str
    name: str
    points: int


@dataclass(frozen=True)
class Band:
    """A name for a score from a number of points up."""

    key: str
    name: str
    since: int
    mark: str


@dataclass(frozen=True)
class Reading:
    """A point on which sources disagree; the first option is used, the others are computed beside it (rules 14.1)."""

    key: str
    name: str
    options: Mapping[str, str]
    mark: str


@dataclass(frozen=True)
class IndicatorSet:
    """One version of an index, with the days on which it holds."""

    key: str
    version: str
    valid_from: date
    valid_to: date | None
    decision: str
    title: str
    total: int
    groups: tuple[Group, ...]
    bands: tuple[Band, ...]
    readings: tuple[Reading, ...]
    indicators: tuple[Indicator, ...]
    mark: str
    is_own: bool = False  # added by the house (own.py); else it comes with the release

    def band_of(self, score: Any) -> Band:
        """Return the band of a score of 0 to 100."""
        return next(band for band in self.bands if score >= band.since)


@dataclass(frozen=True)
class Library:
    """Everything the data says, checked whole; `digest` names it, so that cached counts know by what they were made."""

    conditions: Mapping[str, Condition]
    services: Mapping[str, Condition]
    measures: Mapping[str, Measure]
    sets: tuple[IndicatorSet, ...]
    digest: str

    def index_on(self, on: date, key: str = "index766") -> IndicatorSet:
        """Return the version of an index that holds on a day; before the first began, the first."""
        found = [
            s for s in self.sets if s.key == key and s.valid_from <= on and (s.valid_to is None or on <= s.valid_to)
        ]
        return found[-1] if found else next(s for s in self.sets if s.key == key)
