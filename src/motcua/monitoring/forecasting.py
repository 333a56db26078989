"""How a running period may end: by how such periods of this unit and of those like it went on from the same day.

Of each past month (or span as long as a target's, moved back by whole months) the figure as it stood on that day is
held against the figure at its end. The difference, made comparable by the number of dossiers known then, has a
distribution; its tenth and ninetieth percentile make an interval that should hold the end of eight in ten. What it
rests on is told with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import sqrt

from django.db.models import Min

from motcua.identity import queries as identity
from motcua.monitoring import places
from motcua.monitoring.counting import FACTS, Place, around, count
from motcua.monitoring.figures import figures
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.model import Level
from motcua.monitoring.indicators.sql import Sql
from motcua.monitoring.models import DossierFact
from motcua.monitoring.models import Forecast as Kept
from motcua.monitoring.periods import Period
from motcua.monitoring.supposing import as_of
from motcua.platform.clock.now import ZONE
from motcua.platform.principal import JOB, acting_as

KEYS = (
    "index766.total", "on_time.share", "online.share", "e_result.share", "digitised.share", "first_time_right.share",
    "satisfaction.share",
)  # fmt: skip
FEWEST_DOSSIERS = 20  # a month with fewer by that day tells nothing
FEWEST_MONTHS = 8  # past periods without which nothing is foretold
TAIL = 0.1  # of either side: eight of ten lie between
TAIL_OF_LONG = 0.05  # long spans moved by a month share most of their days and tell less than their number
LONG = timedelta(days=92)


@dataclass(frozen=True)
class Course:
    """A past period: the figure on a day and at the end, and how many dossiers were known on the day."""

    known: int
    then: float
    end: float


@dataclass(frozen=True)
class Forecast:
    """Where a figure may stand at the end of the period: eight times in ten between `low` and `high`."""

    key: str
    value: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal
    months: int  # past months, or spans, it rests on


def foretell(key: str, value: Decimal, known: int, past: Sequence[Course], *, tail: float = TAIL) -> Forecast | None:
    """Return the interval from past courses, or None where they are too few. Pure.

    >>> past = [Course(100, 80, 80 + n / 10) for n in range(-10, 11)]
    >>> told = foretell("on_time.share", Decimal(90), 100, past)
    >>> told.low, told.middle, told.high
    (Decimal('89.20'), Decimal('90.00'), Decimal('90.80'))
    """
    told = sorted((one.end - one.then) * sqrt(one.known) for one in past if one.known >= FEWEST_DOSSIERS)
    if len(told) < FEWEST_MONTHS or known < FEWEST_DOSSIERS:
        return None
    low, middle, high = (float(value) + _quantile(told, at) / sqrt(known) for at in (tail, 0.5, 1 - tail))
    return Forecast(key, value, _kept(low), _kept(middle), _kept(high), len(told))


def spans_before(period: Period, now: datetime, *, most: int = 12) -> list[Period]:
    """Return past spans like a running period, moved back by whole months, the newest first: those that are over.

    >>> from motcua.platform.clock.now import ZONE
    >>> [one.key for one in spans_before(Period.parse("2026-11"), datetime(2026, 11, 22, tzinfo=ZONE), most=2)]
    ['2026-10', '2026-09']
    >>> told = spans_before(Period.parse("2026"), datetime(2026, 11, 22, tzinfo=ZONE), most=1)
    >>> [one.key for one in told]
    ['2025-11-01..2026-10-31']
    """
    if period.kind == "month":
        return period.before().within_a_year()[::-1][:most]
    made: list[Period] = []
    after = period.last + timedelta(days=1)
    for back in range(1, 2 * most + 12):
        first, last = _months_back(period.first, back), _months_back(after, back) - timedelta(days=1)
        if last < now.date() and len(made) < most:
            made.append(Period(f"{first}..{last}", first, last))
    return made


def _months_back(on: date, back: int) -> date:
    at = on.year * 12 + on.month - 1 - back
    month = Period.months(at // 12, at % 12 + 1, 1, "")
    return min(month.first + timedelta(days=on.day - 1), month.last)


def courses(
    units: Iterable[tuple[Place, Level]], spans: Sequence[Period], day: int, *, now: datetime
) -> Mapping[str, list[Course]]:
    """Return the courses of the keys over these units and spans, as they stood at the end of the `day`-th day.

    A span that began before the unit had its first dossier is no course of a whole one and is left out.
    """
    made: dict[str, list[Course]] = {key: [] for key in KEYS}
    of = list(units)
    began = _first_days([one for place, _ in of for one in place.members])
    for place, level in of:
        first = min((began[one] for one in place.members if one in began), default=None)
        for span in spans:
            if first is None or Period.month_of(first).first > span.first:
                continue
            then = figures_on(place, level, span, day)
            end = _figures(place, level, span, now, FACTS)
            for key in KEYS:
                a, b = then[key].value, end[key].value
                if a is not None and b is not None:
                    known = then["dossiers.received"].numerator or 0
                    made[key].append(Course(known, float(a), float(b)))
    return made


def _first_days(committees: Sequence[int]) -> dict[int, date]:
    rows = DossierFact.objects.filter(committee_id__in=list(committees)).values_list("committee_id")
    return {unit: on for unit, on in rows.annotate(first=Min("received_on")) if on}


def figures_on(place: Place, level: Level, span: Period, day: int):  # type: ignore[no-untyped-def]
    """Return the figures of a month or span as they stood at the end of one of its days."""
    days = min(day, (span.last - span.first).days + 1)
    at = datetime.combine(span.first + timedelta(days=days), time(), ZONE)
    return _figures(place, level, span, at, as_of(at, around(place, span)))


def _figures(place: Place, level: Level, month: Period, at: datetime, facts: Sql):  # type: ignore[no-untyped-def]
    return figures(library(), library().index_on(month.last), level, count(library(), place, month, at, facts=facts))


def _quantile(told: Sequence[float], at: float) -> float:
    place = at * (len(told) - 1)
    low = int(place)
    high = min(low + 1, len(told) - 1)
    return told[low] + (told[high] - told[low]) * (place - low)


def _kept(value: float) -> Decimal:
    """All of these figures are of 100."""
    return Decimal(str(round(min(100.0, max(0.0, value)), 2))).quantize(Decimal("0.01"))


def keep_all(*, now: datetime) -> int:
    """Foretell the running month of every commune from its own past and that of those like it; return how many."""
    return keep(Period.month_of(now.date()), now=now)


def keep(period: Period, *, now: datetime) -> int:
    """Foretell a running period of every commune; return how many figures were foretold."""
    if not period.first <= now.date() <= period.last:
        return 0
    with acting_as(JOB):
        made = 0
        groups: dict[tuple[int, ...], set[int]] = {}  # those whose past is read together -> whose end is foretold
        for unit in identity.committees(now.date()):
            like = tuple(sorted(one.id for one in places.like(unit, now.date())))
            groups.setdefault(like, set()).add(unit.id)
        spans, day = spans_before(period, now), (now.date() - period.first).days + 1
        for like, wanted in groups.items():
            units = [places.counted(one, now.date()) for one in like]
            past = courses([(one.place, one.level) for one in units], spans, day, now=now)
            for one in units:
                if one.unit.id in wanted:
                    made += _keep(one, period, past, now)
        return made


def _keep(of: places.Counted, period: Period, past: Mapping[str, Sequence[Course]], now: datetime) -> int:
    told = _figures(of.place, of.level, period, now, FACTS)
    known = told["dossiers.received"].numerator or 0
    made = 0
    Kept.objects.filter(unit_id=of.unit.id, period=period.key).delete()
    for key in KEYS:
        value = told[key].value
        tail = TAIL if period.last - period.first < LONG else TAIL_OF_LONG
        found = None if value is None else foretell(key, value, known, past[key], tail=tail)
        if found is not None:
            Kept.objects.create(
                unit_id=of.unit.id, period=period.key, key=key, made_at=now, value=found.value, low=found.low,
                middle=found.middle, high=found.high, months=found.months,
            )  # fmt: skip
            made += 1
    return made


def kept(unit_id: int, period: Period) -> dict[str, Kept]:
    """Return what was foretold of a unit's period, by figure; nothing where nobody could."""
    return {row.key: row for row in Kept.objects.filter(unit_id=unit_id, period=period.key)}


def running(unit_id: int, on: date) -> dict[tuple[str, str], Kept]:
    """Return what was foretold of a unit's periods that are not over, by period and figure; one query."""
    rows = {(row.period, row.key): row for row in Kept.objects.filter(unit_id=unit_id)}
    return {at: row for at, row in rows.items() if not Period.parse(at[0]).is_over(on)}
