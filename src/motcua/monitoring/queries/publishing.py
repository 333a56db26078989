"""Reading what the public may see of a unit, from kept counts alone; nobody needs to be told who asks."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from motcua.identity.queries import UnitView
from motcua.monitoring import cells
from motcua.monitoring.book import Book, Line, book, unrated
from motcua.monitoring.disclosure import FEW
from motcua.monitoring.indicators.scoring import rounded
from motcua.monitoring.models import Closing
from motcua.monitoring.periods import Period
from motcua.platform.text import name_sort_key

T = TypeVar("T")


@dataclass(frozen=True)
class Published:
    """What a page of one unit and period may say."""

    period: Period
    counted_at: datetime
    counts: Mapping[str, Any]  # totals of the unit
    before: int | None  # dossiers of the period before
    periods: tuple[Period, ...]  # that have dossiers, newest first
    book: Book
    told: tuple[int, int] | None  # how many answered, how many of them are satisfied; None where it may not be told
    closed: Closing | None

    @property
    def whole(self) -> Line:
        """The totals of the unit, which are never hidden."""
        late, early = self.counts["late.share"]["n"], self.counts["early.share"]["n"]
        return Line("", "", self.counts["dossiers.received"]["n"], late, early, {})


def published(unit_id: int, period: Period, now: datetime) -> Published | None:
    """Return what is told of a commune's or a province's period, None where nobody counted it yet; three queries.

    A province has a book too, of which its pages tell nothing (book.py).
    """
    kept = cells.kept_of(unit_id)
    if period.key not in kept:
        return None
    closed = Closing.objects.filter(unit_id=unit_id, period=period.key).first()
    year = str(period.last.year)
    keys = [key for key in sorted(kept) if key[:4] == year and ".." not in key]
    stamp = tuple((key, *kept[key][:2]) for key in keys)
    asked = ("year", unit_id, year, min(kept[key][0] for key in keys))
    judged = _remember(asked, stamp, now, lambda: _judged(unit_id, year, keys), closed)
    if period.key not in judged.totals:  # counted since then
        _memory.pop(asked)
        judged = _remember(asked, stamp, now, lambda: _judged(unit_id, year, keys))
    totals = judged.totals.get(period.key)
    before = kept.get(period.before().key)
    if totals is None:
        return None
    return Published(
        period=period,
        counted_at=judged.counted_at[period.key],
        counts=totals,
        before=before[2] if before else None,
        periods=_offered(kept, now),
        book=judged.book,
        told=_told(totals["satisfaction.share"], period.key in judged.book.unrated),
        closed=closed,
    )


def periods_of(unit_id: int, now: datetime) -> tuple[Period, ...]:
    """Return the periods of a unit that have dossiers, newest months first; one query."""
    return _offered(cells.kept_of(unit_id), now)


def _offered(kept: Mapping[str, tuple[int, datetime, int]], now: datetime) -> tuple[Period, ...]:
    found = [Period.parse(key) for key, (_, _, received) in kept.items() if received and ".." not in key]
    return tuple(sorted((one for one in found if one.first <= now.date()), key=_newest_first))


@dataclass(frozen=True)
class _Judged:
    """A unit's year, judged at once: all its pages tell the same state of it."""

    totals: Mapping[str, Mapping[str, Any]]  # period -> totals
    counted_at: Mapping[str, datetime]
    book: Book


def _judged(unit_id: int, year: str, keys: list[str]) -> _Judged:
    counts, counted_at = cells.counts_in(unit_id, keys)
    months = [key for key in keys if Period.parse(key).kind == "month"]
    totals = {key: _totals(one) for key, one in counts.items()}
    return _Judged(totals, counted_at, book(months, year, counts))


_TOTALS = ("dossiers.received", "late.share", "early.share", "on_time.share", "online.share", "online.assisted_share",
           "satisfaction.share", "digitised.share")  # fmt: skip


def _totals(counts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: counts[key] for key in _TOTALS}


def _told(rated: Mapping[str, int], is_hidden: bool) -> tuple[int, int] | None:
    return None if is_hidden or rated["d"] < FEW else (rated["d"], rated["n"])


def _newest_first(period: Period) -> tuple[int, int, int]:
    # Months before their quarter, quarters before their year: what people ask for first.
    return ({"month": 0, "quarter": 1}.get(period.kind, 2), -period.first.year, -period.first.month)


@dataclass(frozen=True)
class Ranked:
    """A unit among those of its kind; `place` is shared by equals, None where nothing can be compared.

    `index`: of 100, on the lines that can be counted. `told`: answered, satisfied. `counts`: the totals of its cell.
    """

    unit: UnitView
    place: int | None
    received: int
    on_time: Decimal | None
    online: Decimal | None
    index: Decimal | None
    told: tuple[int, int] | None
    counted_at: datetime
    counts: Mapping[str, Any]

    @property
    def satisfied(self) -> Decimal | None:
        """Of 100 that answered."""
        return rounded(Decimal(self.told[1]) * 100 / self.told[0]) if self.told else None


def ranking(units: Sequence[UnitView], period: Period, now: datetime) -> tuple[Ranked, ...]:
    """Return units of one kind by their index, best first (R1.7); those nobody counted are missing. Three queries."""
    year = str(period.last.year)
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    rated = cells.rated_of([unit.id for unit in units], list(dict.fromkeys([*months, year, period.key])))
    stamp = (
        period.key,
        tuple(unit.name for unit in units),
        *sorted((one.unit_id, one.period, one.stamp) for one in rated),
    )
    asked = ("ranking", period.key, tuple(unit.id for unit in units), min((one.stamp[0] for one in rated), default=0))
    return _remember(asked, stamp, now, lambda: _ranked(units, period, year, rated))


def _ranked(units: Sequence[UnitView], period: Period, year: str, rated: list[cells.Rated]) -> tuple[Ranked, ...]:
    answered: dict[int, dict[str, int]] = defaultdict(dict)
    for one in rated:
        answered[one.unit_id][one.period] = one.answered
    kept = cells.counts_of([unit.id for unit in units], period)
    scores = cells.scores([unit.id for unit in units], [period])
    found = []
    for unit in units:
        if unit.id not in kept:
            continue
        counts, at, _ = kept[unit.id]
        months = {
            key: n for key, n in answered[unit.id].items() if Period.parse(key).kind == "month" and key.startswith(year)
        }
        hidden = unrated(months, year, answered[unit.id].get(year, 0))
        received = counts["dossiers.received"]["n"]
        total = scores.get((unit.id, period.key), {}).get("total")
        index = Decimal(total) if received and total else None
        on_time, online = _share(counts["on_time.share"]), _share(counts["online.share"])
        told = _told(counts["satisfaction.share"], period.key in hidden)
        found.append(Ranked(unit, None, received, on_time, online, index, told, at, _totals(counts)))
    found.sort(key=lambda one: (one.index is None, -(one.index or 0), name_sort_key(one.unit.short_name)))
    places = [one.index for one in found]
    return tuple(replace(one, place=places.index(one.index) + 1 if one.index is not None else None) for one in found)


def _share(told: Mapping[str, int]) -> Decimal | None:
    return rounded(Decimal(told["n"]) * 100 / told["d"]) if told["d"] else None


KEPT = timedelta(minutes=15)  # how long pages tell the same, whatever was counted since: as long as caches keep them
_REMEMBERED = 100  # years of units and rankings kept in the memory of a process
_memory: OrderedDict[Any, tuple[Any, datetime, Any]] = OrderedDict()


def _remember(asked: Any, stamp: Any, now: datetime, make: Callable[[], T], closed: Closing | None = None) -> T:
    """Return what was made before, while nothing changed or it is young; a closing makes it anew."""
    found = _memory.get(asked)
    if found is not None:
        is_young = now - KEPT < found[1] <= now and (closed is None or closed.closed_at <= found[1])
        if found[0] == stamp or is_young:
            _memory.move_to_end(asked)
            return found[2]
    made = make()
    _memory[asked] = stamp, now, made
    while len(_memory) > _REMEMBERED:
        _memory.popitem(last=False)
    return made
