"""Kept counts made by hand, for tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from motcua.identity.models import Unit
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period

Procedures = dict[str, dict[str, Any]]  # code -> {field, received, late, early}
FIELDS = {"Hộ tịch": 3, "Chứng thực": 2, "Bảo trợ xã hội": 3, "Đất đai": 2, "Hộ kinh doanh": 2}
REASONS = ("waiting", "handling", "signing", "numbering", "opinion", "")


def procedures(random: Random, *, size: float = 1.0) -> Procedures:
    """Invent the procedures of a month; about 150 dossiers at size 1."""
    made: Procedures = {}
    for n, (field, kinds) in enumerate(FIELDS.items()):
        for kind in range(kinds):
            received = int(random.expovariate(1 / (size * (40, 9, 2)[kind])))
            late = sum(random.random() < 0.04 for _ in range(received))
            early = sum(random.random() < 0.7 for _ in range(received - late))
            if received:
                code = f"{n + 1}.00{kind}000"
                made[code] = {"field": field, "received": received, "late": late, "early": early}
    return made


def counts_of(
    told: Procedures, *, answered: int = 0, satisfied: int = 0, slowest: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return the counts of a cell whose procedures these are."""
    received, late, early = (sum(one[key] for one in told.values()) for key in ("received", "late", "early"))
    return {
        "dossiers.received": {"n": received, "d": received},
        "late.share": {"n": late, "d": received},
        "early.share": {"n": early, "d": received},
        "on_time.share": {"n": received - late, "d": received},
        "online.share": {"n": received * 7 // 10, "d": received},
        "online.assisted_share": {"n": received // 10, "d": received * 7 // 10},
        "satisfaction.share": {"n": satisfied, "d": answered},
        "digitised.share": {"n": received * 3 // 5, "d": received},
        "procedures": told,
        "slowest": dict(slowest) if slowest is not None else _spread(late),
    }


def together(months: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the counts of several months as one."""
    told: Procedures = {}
    slowest: dict[str, int] = {}
    for month in months:
        for code, one in month["procedures"].items():
            sums = told.setdefault(code, {"field": one["field"], "received": 0, "late": 0, "early": 0})
            for key in ("received", "late", "early"):
                sums[key] += one[key]
        for reason, count in month["slowest"].items():
            slowest[reason] = slowest.get(reason, 0) + count
    rated = [month["satisfaction.share"] for month in months]
    answered, satisfied = sum(one["d"] for one in rated), sum(one["n"] for one in rated)
    return counts_of(told, answered=answered, satisfied=satisfied, slowest=slowest)


def keep(unit_id: int, key: str, counts: Mapping[str, Any], *, at: datetime) -> None:
    """Keep counts as if they had been counted."""
    period = Period.parse(key)
    Cell.objects.create(
        unit_id=unit_id, period=key, first=period.first, last=period.last, members=[unit_id], counts=dict(counts),
        scores={"total": str(100 - 20 * counts["late.share"]["n"] // max(1, counts["late.share"]["d"]))},
        version=library().digest, counted_at=at,
    )  # fmt: skip


def keep_year(
    unit_id: int, random: Random, *, at: datetime, months: int = 10, year: int = 2026, size: float = 1.0
) -> None:
    """Invent and keep the months of a year, its quarters and itself."""
    made = []
    for month in range(1, months + 1):
        answered = random.choice([0, 2, 3, 8, 30, 60])
        counts = counts_of(procedures(random, size=size), answered=answered, satisfied=int(answered * 0.94))
        made.append(counts)
        keep(unit_id, f"{year}-{month:02}", counts, at=at)
    for quarter in range(0, months, 3):
        keep(unit_id, f"{year}-Q{quarter // 3 + 1}", together(made[quarter : quarter + 3]), at=at)
    keep(unit_id, str(year), together(made), at=at)


def _spread(late: int) -> dict[str, int]:
    made: dict[str, int] = {}
    for n in range(late):
        reason = REASONS[n * n % len(REASONS)]
        made[reason] = made.get(reason, 0) + 1
    return made


def kept(slug: str, key: str) -> dict[str, Any] | None:
    """Return what is kept of the unit with an address in a period."""
    unit = Unit.objects.get(slug=slug)
    return Cell.objects.filter(unit_id=unit.pk, period=key).values_list("counts", flat=True).first()
