"""What a person or a unit did in a period, for emulation (C02, C20): counts of what was done, and against its time.

Counted are visits that were left in the period, by who left them. A dossier that came back to the same person is one
dossier; against its time each stay stands by itself, without what waited for the applicant. Another body's step is
nobody's here. Everybody reads his own; the rest is row-level security's and places.permit's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.feedback.rules import policy
from motcua.identity.queries import Person
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.behind import PAGE, Behind, VisitRow
from motcua.platform.errors import NotFound

_DONE = "s.how IN ('forward', 'back', 'end') AND NOT s.is_foreign"
_HERE = "AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
# What is counted: dossiers (each once) or stays; the list behind a number is the same condition.
DOSSIERS: Mapping[str, str] = {
    "received": "s.part = 'receiving' AND s.how IN ('forward', 'end')",
    "online": "s.part = 'receiving' AND s.how IN ('forward', 'end') AND s.channel = 2",
    "handled": "s.part = 'handling' AND s.how IN ('forward', 'end')",
    "signed": "s.part = 'deciding' AND s.how IN ('forward', 'end')",
    "numbered": "s.part = 'numbering' AND s.how IN ('forward', 'end')",
    "returned": "s.part = 'returning' AND s.how = 'end'",
}
STAYS: Mapping[str, str] = {
    "measured": "s.share_seconds IS NOT NULL",
    "early": f"s.left_at <= s.due_at AND (s.left_at {_HERE} < (s.due_at {_HERE}",
    "late": "s.left_at > s.due_at",
}
SUMS: Mapping[str, str] = {"asked": "s.supplement_count", "again": "s.again_count"}


@dataclass(frozen=True)
class Work:
    """The counts of one person (or of one unit). `ratings`: step of the scale -> how often he was given it."""

    of: int
    counts: Mapping[str, int]
    ratings: Mapping[int, int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> int:
        return self.counts.get(key, 0)

    @property
    def on_time(self) -> int:
        """Stays left in time, the early ones too."""
        return self["measured"] - self["late"]

    @property
    def rated(self) -> int:
        """How often he was rated."""
        return sum(self.ratings.values())

    @property
    def satisfied(self) -> int:
        """How often with one of the steps that count as satisfied (R7.17)."""
        return sum(count for score, count in self.ratings.items() if score >= policy().satisfied_from)


def people(members: tuple[int, ...], period: Period) -> list[Work]:
    """Return the work of everybody who did or helped with anything in some committees; three queries."""
    return _works("account_id", members, period, ratings=True)


def units(members: tuple[int, ...], period: Period) -> list[Work]:
    """Return the same for each unit whose step it was, without ratings, which are of persons; one query."""
    return _works("unit_id", members, period, ratings=False)


def mine(who: Person, period: Period) -> Work:
    """Return a person's own work, wherever he did it; three queries."""
    found = _works("account_id", None, period, ratings=True, only=who.account_id)
    return found[0] if found else Work(who.account_id, {})


def _works(
    column: str, members: tuple[int, ...] | None, period: Period, *, ratings: bool, only: int | None = None
) -> list[Work]:
    keys = [*DOSSIERS, *STAYS, *SUMS]
    counted = [f"count(DISTINCT s.dossier_id) FILTER (WHERE {rule})" for rule in DOSSIERS.values()]
    counted += [f"count(*) FILTER (WHERE {rule})" for rule in STAYS.values()]
    counted += [f"sum({amount})" for amount in SUMS.values()]
    where, params = _where(members, period, column, only)
    made: dict[int, dict[str, int]] = {}
    scores: dict[int, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.{column}, {', '.join(counted)} FROM dossier_step s WHERE {where} AND {_DONE}"  # noqa: S608
            f" AND s.{column} IS NOT NULL GROUP BY 1",
            params,
        )
        for of, *told in cursor.fetchall():
            made[of] = {key: int(count) for key, count in zip(keys, told, strict=True)}
        if ratings:
            where, params = _where(members, period, "assisted_by", only, day=f"(s.entered_at {_HERE}")
            cursor.execute(
                f"SELECT s.assisted_by, count(*) FROM dossier_step s WHERE {where}"  # noqa: S608
                " AND s.assisted_by IS NOT NULL GROUP BY 1",
                params,
            )
            for of, count in cursor.fetchall():
                made.setdefault(of, {})["assisted"] = count
            cursor.execute(
                "SELECT * FROM officer_ratings(%s, %s, %s)", [list(members or ()), period.first, period.last]
            )
            for of, score, count in cursor.fetchall():
                if only is None or of == only:
                    made.setdefault(of, {})
                    scores.setdefault(of, {})[score] = count
    return [Work(of, counts, scores.get(of, {})) for of, counts in sorted(made.items())]


def _where(
    members: tuple[int, ...] | None, period: Period, column: str, only: int | None, *, day: str = "s.left_on"
) -> tuple[str, list[Any]]:
    parts = [f"{day} BETWEEN %s AND %s"]
    params: list[Any] = [period.first, period.last]
    if members is not None:
        parts, params = [*parts, "s.committee_id = ANY (%s)"], [*params, list(members)]
    if only is not None:
        parts, params = [*parts, f"s.{column} = %s"], [*params, only]
    return " AND ".join(parts), params


def done(
    what: str, column: str, of: int, members: tuple[int, ...] | None, period: Period, *, who: Person, skip: int = 0
) -> Behind:
    """Return the dossiers or stays behind one count of a person (`account_id`) or unit (`unit_id`).

    NotFound for what has no list: sums of requests are listed stay by stay, ratings on their own page.
    """
    if column not in ("account_id", "unit_id"):
        raise NotFound("no such list")
    day = "s.left_on"
    if what == "assisted":
        column, rule, day = "assisted_by", "true", f"(s.entered_at {_HERE}"
    elif what in SUMS:
        rule = f"{_DONE} AND {SUMS[what]} > 0"
    elif what in DOSSIERS or what in STAYS:
        rule = f"{_DONE} AND {(DOSSIERS | STAYS)[what]}"  # type: ignore[operator]
    elif what == "on_time":
        rule = f"{_DONE} AND {STAYS['measured']} AND (s.left_at > s.due_at) IS NOT TRUE"
    else:
        raise NotFound("no such list", what=what)
    where, params = _where(members, period, column, of, day=day)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.dossier_id, s.version_id, s.step, s.account_id, s.entered_at, s.left_at, s.due_at,"  # noqa: S608
            " s.waiting_seconds + s.working_seconds, s.share_seconds,"
            f" {SUMS.get(what, '1')} FROM dossier_step s WHERE {where} AND {rule} ORDER BY s.dossier_id, s.n",
            params,
        )
        found = cursor.fetchall()
    if what in DOSSIERS:
        found = list({row[0]: row for row in found}.values())
    total = sum(row[9] for row in found)
    named = {
        pk: (code, title)
        for pk, code, title in Dossier.objects.visible_to(who)
        .filter(pk__in={row[0] for row in found})
        .values_list("pk", "code", "title")
    }
    seen = [row for row in found if row[0] in named]
    rows = tuple(VisitRow(*named[row[0]], *row[1:9]) for row in seen[skip : skip + PAGE])
    hidden = total - sum(row[9] for row in seen)
    return Behind(rows, total, hidden, skip + PAGE if len(seen) > skip + PAGE else None)
