"""From counts to figures people read: a value with what it was made of, an index with its points. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from motcua.monitoring.indicators import IndicatorSet, Library, Measure
from motcua.monitoring.indicators.model import Level
from motcua.monitoring.indicators.scoring import Score, Share, others, rounded, score

Counts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Figure:
    """One number with what it was made of; `value` None reads "—". A share is in percent, two decimals (R1.6)."""

    key: str
    name: str
    kind: Literal["share", "count", "mean", "services", "compare", "own", "missing", "points"]
    unit: str
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    median: Decimal | None = None
    p90: Decimal | None = None
    no_source: str = ""
    better: str = "higher"


@dataclass(frozen=True)
class Index:
    """An index of one unit in one period, by the readings chosen."""

    of: IndicatorSet
    level: Level
    score: Score
    shares: Mapping[str, Share]
    choice: Mapping[str, str] | None

    @cached_property
    def others(self) -> tuple[tuple[str, str, Score], ...]:
        """What the other readings would give: (reading, option, score)."""
        return tuple(others(self.of, self.shares, self.level, choice=self.choice))


def figure(measure: Measure, counts: Counts) -> Figure:
    """Return the figure of one measure."""
    told = counts.get(measure.key, {})
    blank = Figure(
        measure.key, measure.name, measure.kind, measure.unit, None, no_source=measure.why, better=measure.better
    )
    d = told.get("d", 0)
    match measure.kind:
        case "missing":
            return blank
        case "own" if "officers" not in told:
            return blank
        case "count":
            return replace(blank, value=Decimal(told.get("n", 0)), numerator=told.get("n", 0), denominator=d)
        case "mean":
            return replace(
                blank,
                value=_per(Decimal(str(told["sum"])), d * measure.divide) if d else None,
                denominator=d,
                median=_by(told.get("median"), measure.divide),
                p90=_by(told.get("p90"), measure.divide),
            )
        case "compare":
            return replace(blank, value=_shorter(told), denominator=d)
    n, blank = told.get("n", 0), replace(blank, no_source="")
    return replace(blank, value=_per(Decimal(max(n, 0)) * 100, d) if d else None, numerator=n, denominator=d)


def figures(
    library: Library, index: IndicatorSet, level: Level, counts: Counts, choice: Mapping[str, str] | None = None
) -> dict[str, Figure]:
    """Return every figure: the measures, the lines of the index in points, its total without and with missing lines."""
    made = {key: figure(measure, counts) for key, measure in library.measures.items()}
    sheet = index_of(library, index, level, counts, choice)
    for line in sheet.score.lines:
        key = f"{index.key}.{line.indicator.id}"
        measure = library.measures[line.indicator.measure]
        points = None if line.points is None else rounded(line.points)
        made[key] = Figure(key, measure.name, "points", "điểm", points, no_source=measure.why)
    made[f"{index.key}.total"] = Figure(f"{index.key}.total", index.title, "points", "điểm", sheet.score.value)
    proven = rounded(sheet.score.proven)
    made[f"{index.key}.proven"] = Figure(f"{index.key}.proven", index.title, "points", "điểm", proven)
    return made


def index_of(
    library: Library, index: IndicatorSet, level: Level, counts: Counts, choice: Mapping[str, str] | None = None
) -> Index:
    """Return the index from counts, by the readings chosen (the first option of each where none is)."""
    shares = shares_of(library, counts)
    told = score(index, shares, level, choice=choice)
    return Index(index, level, told, shares, choice)


def shares_of(library: Library, counts: Counts) -> dict[str, Share]:
    """Return what the lines of an index are scored by."""
    made = {}
    for key, measure in library.measures.items():
        told = counts.get(key, {})
        made[key] = Share(
            told.get("n", 0),
            told.get("d", 0),
            has_source=measure.kind not in ("missing", "own"),
            of_dossiers=measure.kind != "services",
        )
    return made


def _shorter(told: Mapping[str, Any]) -> Decimal | None:
    """R7.16: by procedure 1 - mean(online) / mean(direct), weighted by the dossiers filed online; in percent."""
    total, weight = Decimal(0), 0
    for n, online, m, direct in told.get("parts", {}).values():
        total += n * (1 - (Decimal(online) / n) / (Decimal(direct) / m))
        weight += n
    return rounded(total * 100 / weight) if weight else None


def _per(amount: Decimal, count: int) -> Decimal:
    return rounded(amount / count)


def _by(value: Any, divide: int) -> Decimal | None:
    return None if value is None else rounded(Decimal(str(value)) / divide)
