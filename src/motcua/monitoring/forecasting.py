"""How a running month may end: by how months of this unit and of those like it went on from the same day.

Of each past month the figure as it stood on that day is held against the figure at its end. The difference, made
comparable by the number of dossiers known then, has a distribution; its tenth and ninetieth percentile make an
interval that should hold the end of eight months in ten. What it rests on is told with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import sqrt

from motcua.identity import queries as identity
from motcua.monitoring import places
from motcua.monitoring.counting import FACTS, Place, around, count
from motcua.monitoring.figures import figures
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.model import Level
from motcua.monitoring.indicators.sql import Sql
from motcua.monitoring.models import Forecast as Kept
from motcua.monitoring.periods import Period
from motcua.monitoring.supposing import as_of
from motcua.platform.clock.now import ZONE
from motcua.platform.principal import JOB, acting_as

KEYS = ("index766.total", "on_time.share", "online.share")
FEWEST_DOSSIERS = 20  # a month with fewer by that day tells nothing
FEWEST_MONTHS = 8  # past months without which nothing is foretold
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Course:
    """A past month: the figure on a day and at the end, and how many dossiers were known on the day."""

    known: int
    then: float
    end: float


@dataclass(frozen=True)
class Forecast:
    """Where a figure may stand at the end of the month: eight times in ten between `low` and `high`."""

    key: str
    value: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    months: int  # past months it rests on


def foretell(key: str, value: Decimal, known: int, past: Sequence[Course]) -> Forecast | None:
    """Return the interval from past courses, or None where they are too few. Pure.

    >>> past = [Course(100, 80, 80 + n / 10) for n in range(-10, 11)]
    >>> told = foretell("on_time.share", Decimal(90), 100, past)
    >>> told.low, told.middle, told.high
    (Decimal('89.20'), Decimal('90.00'), Decimal('90.80'))
    """
    told = sorted((one.end - one.then) * sqrt(one.known) for one in past if one.known >= FEWEST_DOSSIERS)
    if len(told) < FEWEST_MONTHS or known < FEWEST_DOSSIERS:
        return None
    low, middle, high = (float(value) + _quantile(told, at) / sqrt(known) for at in (LOW, 0.5, HIGH))
    return Forecast(key, value, _kept(low), _kept(middle), _kept(high), len(told))


def courses(
    units: Iterable[tuple[Place, Level]], months: Sequence[Period], day: int, *, now: datetime
) -> Mapping[str, list[Course]]:
    """Return the courses of the keys over these units and months, as they stood at the end of the `day`-th day."""
    made: dict[str, list[Course]] = {key: [] for key in KEYS}
    for place, level in units:
        for month in months:
            then = figures_on(place, level, month, day)
            end = _figures(place, level, month, now, FACTS)
            for key in KEYS:
                a, b = then[key].value, end[key].value
                if a is not None and b is not None:
                    known = then["dossiers.received"].numerator or 0
                    made[key].append(Course(known, float(a), float(b)))
    return made


def figures_on(place: Place, level: Level, month: Period, day: int):  # type: ignore[no-untyped-def]
    """Return the figures of a month as they stood at the end of one of its days."""
    at = datetime.combine(month.first + timedelta(days=min(day, month.last.day)), time(), ZONE)
    return _figures(place, level, month, at, as_of(at, around(place, month)))


def _figures(place: Place, level: Level, month: Period, at: datetime, facts: Sql):  # type: ignore[no-untyped-def]
    return figures(library(), library().index_on(month.last), level, count(library(), place, month, at, facts=facts))


def _quantile(told: Sequence[float], at: float) -> float:
    place = at * (len(told) - 1)
    low = int(place)
    high = min(low + 1, len(told) - 1)
    return told[low] + (told[high] - told[low]) * (place - low)


def _kept(value: float) -> Decimal:
    """All three figures are of 100."""
    return Decimal(str(round(min(100.0, max(0.0, value)), 2))).quantize(Decimal("0.01"))


def keep_all(*, now: datetime) -> int:
    """Foretell the running month of every commune from its own past and that of those like it; return how many."""
    with acting_as(JOB):
        month = Period.month_of(now.date())
        months = month.before().within_a_year()
        made = 0
        groups: dict[tuple[int, ...], None] = {}
        for unit in identity.committees(now.date()):
            groups[tuple(sorted(one.id for one in places.like(unit, now.date())))] = None
        for group in groups:
            units = [places.counted(unit, now.date()) for unit in group]
            past = courses([(one.place, one.level) for one in units], months, now.day, now=now)
            for one in units:
                made += _keep(one, month, past, now)
        return made


def _keep(of: places.Counted, month: Period, past: Mapping[str, Sequence[Course]], now: datetime) -> int:
    told = _figures(of.place, of.level, month, now, FACTS)
    known = told["dossiers.received"].numerator or 0
    made = 0
    Kept.objects.filter(unit_id=of.unit.id, period=month.key).delete()
    for key in KEYS:
        value = told[key].value
        found = None if value is None else foretell(key, value, known, past[key])
        if found is not None:
            Kept.objects.create(
                unit_id=of.unit.id, period=month.key, key=key, made_at=now, value=found.value, low=found.low,
                middle=found.middle, high=found.high, months=found.months,
            )  # fmt: skip
            made += 1
    return made


def kept(unit_id: int, period: Period) -> dict[str, Kept]:
    """Return what was foretold of a unit's month, by figure; nothing of a month that is over."""
    return {row.key: row for row in Kept.objects.filter(unit_id=unit_id, period=period.key)}
