"""From shares to points, bands and totals. Pure; every rule is tried against a table written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from motcua.monitoring.indicators.model import Indicator, IndicatorSet, Level, Scoring

State = Literal["scored", "missing", "not_applicable", "information", "no_cases"]
_CENT, _EXACT = Decimal("0.01"), Decimal("0.000000001")


@dataclass(frozen=True)
class Share:
    """What was counted for a measure: the ratio as numerator and denominator.

    `has_source` false: nothing counts it. `of_dossiers` false: it counts procedures, with or without any dossier.
    """

    numerator: int | Decimal
    denominator: int | Decimal
    has_source: bool = True
    of_dossiers: bool = True

    @property
    def ratio(self) -> Decimal | None:
        """Numerator by denominator, not below 0; None where there is nothing to divide by."""
        if not self.denominator:
            return None
        return max(Decimal(0), Decimal(self.numerator) / Decimal(self.denominator))


@dataclass(frozen=True)
class Line:
    """One indicator with its points; `points` None where it is information, or nothing counts it."""

    indicator: Indicator
    state: State
    ratio: Decimal | None
    points: Decimal | None
    of_dossiers: bool = False


@dataclass(frozen=True)
class Score:
    """An index of one unit in one period.

    `proven`: points with every line that has no source counted as 0. `out_of`: the points of the lines that have a
    source or are given in full. `value`: what `proven` is of them, on 100: the score without the lines nobody can
    count. Neither hides a free point.
    """

    lines: tuple[Line, ...]
    proven: Decimal
    out_of: Decimal

    @property
    def value(self) -> Decimal | None:
        """Of 100, two decimals (R1.6); None in a period without any dossier: nobody's work is scored by a catalogue."""
        has_cases = any(line.of_dossiers and line.state == "scored" for line in self.lines)
        return rounded(self.proven * 100 / self.out_of) if has_cases else None

    def of_group(self, key: str) -> tuple[Decimal, Decimal, Decimal]:
        """Return (points, points that can be counted, points of the group)."""
        own = [line for line in self.lines if line.indicator.group == key]
        proven = sum((line.points for line in own if line.points is not None), Decimal(0))
        countable = sum((Decimal(line.indicator.points) for line in own if line.points is not None), Decimal(0))
        return proven, countable, sum((Decimal(line.indicator.points) for line in own), Decimal(0))


def points_of(scoring: Scoring, points: int, ratio: Decimal) -> Decimal:
    """Return the points of a ratio of 0 to 1, never more than the line has.

    >>> points_of(Scoring("linear"), 20, Decimal("0.975"))
    Decimal('19.500')
    >>> points_of(Scoring("to_target", 50), 6, Decimal("0.25")), points_of(Scoring("to_target", 50), 6, Decimal("0.8"))
    (Decimal('3.00'), Decimal('6'))
    >>> points_of(Scoring("bands", steps=((90, 6), (50, 2), (0, 0))), 6, Decimal("0.8999"))
    Decimal('2')
    """
    most = Decimal(points)
    if scoring.type == "information":
        return Decimal(0)
    if scoring.type == "bands":
        return Decimal(next(reached for since, reached in scoring.steps if ratio * 100 >= since))
    reached = ratio if scoring.type == "linear" else ratio * 100 / scoring.target
    return min(most, most * reached)


def score(
    of: IndicatorSet, shares: Mapping[str, Share], level: Level, *, choice: Mapping[str, str] | None = None
) -> Score:
    """Return the score of a unit of a level from its shares, under a choice of readings (reading -> option)."""
    chosen = chosen_of(of, choice)
    lines = tuple(_line(_read(one, chosen), shares, level, chosen) for one in of.indicators)
    counted = [line for line in lines if line.points is not None]
    proven = sum((line.points for line in counted if line.points is not None), Decimal(0))
    return Score(lines, proven, sum((Decimal(line.indicator.points) for line in counted), Decimal(0)))


def others(
    of: IndicatorSet, shares: Mapping[str, Share], level: Level, *, choice: Mapping[str, str] | None = None
) -> Sequence[tuple[str, str, Score]]:
    """Return (reading, option, score) of every option that is not the one used, one changed at a time."""
    used = chosen_of(of, choice)
    return [
        (reading.key, option, score(of, shares, level, choice=used | {reading.key: option}))
        for reading in of.readings
        for option in reading.options
        if option != used[reading.key]
    ]


def chosen_of(of: IndicatorSet, choice: Mapping[str, str] | None) -> dict[str, str]:
    """Return the option used of each reading: the one chosen, else the first."""
    told = choice or {}
    first = {reading.key: next(iter(reading.options)) for reading in of.readings}
    return {r.key: told[r.key] if told.get(r.key) in r.options else first[r.key] for r in of.readings}


def rounded(value: Decimal) -> Decimal:
    """Two decimals, halves up (R1.6); what a sum of quotients lost beyond the ninth decimal does not turn a half down.

    >>> rounded(Decimal("28.87499999999999999999999998"))
    Decimal('28.88')
    """
    return value.quantize(_EXACT, ROUND_HALF_UP).quantize(_CENT, ROUND_HALF_UP)


def _read(one: Indicator, chosen: Mapping[str, str]) -> Indicator:
    for reading, option in chosen.items():
        one = read_otherwise(one, one.other.get(reading, {}).get(option, {}))
    return one


def read_otherwise(one: Indicator, change: Mapping[str, Any]) -> Indicator:
    """Return a line as an option of a reading has it: counting something else, or scored another way."""
    if "measure" in change:
        one = replace(one, measure=change["measure"])
    return replace(one, scoring=scoring_of(change["scoring"])) if "scoring" in change else one


def scoring_of(told: Mapping[str, Any]) -> Scoring:
    """Return how a line gives points, from its data."""
    return Scoring(**{**told, "steps": tuple((since, points) for since, points in told.get("steps", ()))})


def _line(one: Indicator, shares: Mapping[str, Share], level: Level, chosen: Mapping[str, str]) -> Line:
    if one.scoring.type == "information":
        share = shares.get(one.measure)
        return Line(one, "information", share.ratio if share else None, None)
    if level not in one.applies:
        full = chosen.get("not_applicable") == "full_points"
        return Line(one, "not_applicable", None, Decimal(one.points) if full else None)
    factors = [one.measure] + [
        change["times"]
        for reading, option in chosen.items()
        if "times" in (change := one.other.get(reading, {}).get(option, {}))
    ]
    found = [shares.get(key) for key in factors]
    if any(share is None or not share.has_source for share in found):
        return Line(one, "missing", None, None)
    ratios = [share.ratio for share in found if share is not None]
    if any(ratio is None for ratio in ratios):
        points = {"full": Decimal(one.points), "none": Decimal(0), "dash": None}[one.zero]
        return Line(one, "no_cases", None, points)
    ratio = Decimal(1)
    for each in ratios:
        ratio *= each or Decimal(0)
    of_dossiers = any(share is not None and share.of_dossiers for share in found)
    return Line(one, "scored", ratio, points_of(one.scoring, one.points, ratio), of_dossiers)
