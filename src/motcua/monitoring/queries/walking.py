"""Where dossiers stay and go back: visits of a period by part or step, returns, and the ways they walked.

A period holds the visits that were left in it; ways are of the dossiers that ended in it. Times are of office hours,
without what the office had to wait for the applicant. Whoever asks was permitted first (places.permit).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.monitoring.periods import Period
from motcua.monitoring.steps.processes import process_of

PARTS = ("receiving", "handling", "deciding", "numbering", "returning")
ELSEWHERE = "elsewhere"  # another body works while an officer of ours waits for its answer
VARIANTS = 8  # ways that are drawn and listed
_COUNTED = "s.how IN ('forward', 'back', 'end', 'moved')"
_KEY = {True: "s.step", False: "CASE WHEN s.is_foreign THEN 'elsewhere' ELSE s.part END"}


@dataclass(frozen=True)
class Asked:
    """Whose visits: committees, a period, perhaps one procedure; then steps are told apart, else parts."""

    members: tuple[int, ...]
    period: Period
    procedure: str = ""

    @property
    def key(self) -> str:
        """The column that names a station."""
        return _KEY[bool(self.procedure)]

    def where(self, day: str = "s.left_on") -> tuple[str, list[Any]]:
        """Return the condition on visits `s` by the day they were left."""
        text = f"s.committee_id = ANY (%s) AND {day} BETWEEN %s AND %s"
        params: list[Any] = [list(self.members), self.period.first, self.period.last]
        return (f"{text} AND s.procedure = %s", [*params, self.procedure]) if self.procedure else (text, params)


@dataclass(frozen=True)
class StationLine:
    """One part or step. Seconds are of office time; `over` of the `shared`, those that have a share of a limit.

    `used_median`, `used_p90`: how much of its share a visit used, in percent.
    """

    key: str
    visits: int
    median: float | None
    p90: float | None
    shared: int
    over: int
    used_median: float | None
    used_p90: float | None
    waiting: float | None  # means
    working: float | None
    outside: float | None
    allowed: float | None  # mean share, of those that have one
    back: int
    open: int = 0
    open_idle: int = 0
    open_over: int = 0


@dataclass(frozen=True)
class ReturnLine:
    """How many visits ended with the dossier going back, from where to where."""

    key: str
    unit_id: int
    to_key: str
    visits: int
    dossiers: int


@dataclass(frozen=True)
class Variant:
    """A way that dossiers walked: stations in order; `<` after one: it went back from there, `+`: completion asked."""

    path: str
    dossiers: int
    median: float | None  # seconds of office time from filing to the result

    @property
    def stations(self) -> tuple[str, ...]:
        """Keys of its stations, marks taken off."""
        return tuple(one.rstrip("<+") for one in self.path.split(">"))


@dataclass(frozen=True)
class Walked:
    """The ways of the dossiers that ended in a period, the most walked first, and what their stations took."""

    dossiers: int
    ways: int
    variants: tuple[Variant, ...]
    medians: Mapping[str, float]
    visits: Mapping[str, int]


def stations(asked: Asked, now: datetime) -> list[StationLine]:
    """Return a line for each station that was visited or is full now, in the order of the process; two queries."""
    where, params = asked.where()
    spent = "(s.waiting_seconds + s.working_seconds)"
    used = f"100.0 * {spent} / nullif(s.share_seconds, 0)"  # nothing of nothing is left out by the median
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked.key}, count(*), {_median(spent)}, {_median(spent, 0.9)},"  # noqa: S608 - our own words
            f" count(s.share_seconds), count(*) FILTER (WHERE s.left_at > s.due_at),"
            f" {_median(used)}, {_median(used, 0.9)},"
            " avg(s.waiting_seconds)::float, avg(s.working_seconds)::float, avg(s.outside_seconds)::float,"
            " avg(s.share_seconds)::float,"
            " count(*) FILTER (WHERE s.how = 'back')"
            f" FROM dossier_step s WHERE {where} AND {_COUNTED} GROUP BY 1",
            params,
        )
        left = {row[0]: row for row in cursor.fetchall()}
        of = "AND s.procedure = %s" if asked.procedure else ""
        cursor.execute(
            f"SELECT {asked.key}, count(*), count(*) FILTER (WHERE s.taken_up_at IS NULL),"  # noqa: S608
            f" count(*) FILTER (WHERE s.due_at < %s) FROM dossier_step s"
            f" WHERE s.committee_id = ANY (%s) AND s.left_at IS NULL {of} GROUP BY 1",
            [now, list(asked.members), *([asked.procedure] if asked.procedure else [])],
        )
        here = {row[0]: row[1:] for row in cursor.fetchall()}
    blank = (0, None, None, 0, 0, None, None, None, None, None, None, 0)
    keys = [key for key in left | here if key]
    return [
        StationLine(key, *left.get(key, (key, *blank))[1:], *here.get(key, (0, 0, 0))) for key in ordered(keys, asked)
    ]


def ordered(keys: Sequence[str], asked: Asked) -> list[str]:
    """Return stations in the order of the process: parts as the law has them, steps as the newest version does."""
    if asked.procedure:
        known = [station.key for version in versions(asked) for station in process_of(version).stations]
        return sorted(keys, key=lambda key: (known.index(key) if key in known else len(known), key))
    order = ["receiving", "handling", ELSEWHERE, "deciding", "numbering", "returning"]
    return sorted(keys, key=lambda key: (order.index(key) if key in order else len(order), key))


def versions(asked: Asked) -> list[int]:
    """Return the versions of a procedure its visits stand under, the newest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT s.version_id FROM dossier_step s WHERE s.committee_id = ANY (%s) AND s.procedure = %s"
            " ORDER BY 1 DESC LIMIT 6",
            [list(asked.members), asked.procedure],
        )
        return [row[0] for row in cursor.fetchall()]


def returns(asked: Asked) -> list[ReturnLine]:
    """Return who sent back to whom, most first; one query."""
    where, params = asked.where()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {asked.key}, s.unit_id, s.version_id, s.to_step, count(*), array_agg(DISTINCT s.dossier_id)"  # noqa: S608
            f" FROM dossier_step s WHERE {where} AND s.how = 'back' GROUP BY 1, 2, 3, 4",
            params,
        )
        rows = cursor.fetchall()
    made: dict[tuple[str, int, str], tuple[int, set[int]]] = {}
    for key, unit_id, version, to_step, visits, dossiers in rows:
        goal = to_step if asked.procedure else part_of(version, to_step)
        count, ids = made.get((key, unit_id, goal), (0, set()))
        made[key, unit_id, goal] = (count + visits, ids | set(dossiers))
    lines = [ReturnLine(*key, count, len(ids)) for key, (count, ids) in made.items()]
    return sorted(lines, key=lambda line: (-line.visits, line.key, line.unit_id))


def part_of(version_id: int, step: str) -> str:
    """Return the part of a step of a version as stations are told apart when no procedure is named."""
    station = process_of(version_id).station(step)
    if station is None:
        return ""
    return ELSEWHERE if station.is_foreign else station.part


def walked(asked: Asked) -> Walked:
    """Return the ways of the dossiers that ended in the period; two queries."""
    dossiers, params = ended(asked)
    key = asked.key
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH p AS ({paths(asked, dossiers)})"  # noqa: S608
            " SELECT path, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY spent), sum(count(*)) OVER (),"
            " count(*) OVER () FROM p GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
            [*params, VARIANTS],
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"SELECT {key}, {_median('s.waiting_seconds + s.working_seconds')}, count(*)"  # noqa: S608
            f" FROM dossier_step s WHERE s.dossier_id IN ({dossiers}) AND {_COUNTED} GROUP BY 1",
            params,
        )
        times = cursor.fetchall()
    return Walked(
        int(rows[0][3]) if rows else 0,
        rows[0][4] if rows else 0,
        tuple(Variant(*row[:3]) for row in rows),
        {key: median for key, median, _ in times},
        {key: count for key, _, count in times},
    )


def ended(asked: Asked) -> tuple[str, list[Any]]:
    """Return the query of the dossiers that ended in the period, duplicates that were merged left out."""
    text = (
        "SELECT f.dossier_id FROM dossier_fact f WHERE f.committee_id = ANY (%s) AND f.ended_on BETWEEN %s AND %s"
        " AND NOT f.is_duplicate"
    )
    params: list[Any] = [list(asked.members), asked.period.first, asked.period.last]
    return (f"{text} AND f.procedure = %s", [*params, asked.procedure]) if asked.procedure else (text, params)


def paths(asked: Asked, dossiers: str) -> str:
    """Return the query of the way each of these dossiers walked, and its office time before the result."""
    marks = "CASE WHEN s.supplement_count > 0 THEN '+' ELSE '' END || CASE s.how WHEN 'back' THEN '<' ELSE '' END"
    return (
        f"SELECT s.dossier_id, string_agg({asked.key} || {marks}, '>' ORDER BY s.n) AS path,"  # noqa: S608
        " sum(s.waiting_seconds + s.working_seconds) FILTER (WHERE s.part <> 'returning') AS spent"
        f" FROM dossier_step s WHERE s.dossier_id IN ({dossiers}) AND s.how <> 'recalled' AND s.part <> ''"
        " GROUP BY 1"
    )


def _median(expression: str, at: float = 0.5) -> str:
    return f"percentile_cont({at}) WITHIN GROUP (ORDER BY ({expression})::float)"


@dataclass(frozen=True)
class SupplementLine:
    """One field or paper that had to be completed: how often, and for which reasons, most first."""

    procedure: str
    kind: str
    key: str
    label: str
    asked: int
    reasons: tuple[tuple[str, int], ...]  # keys of the pack's own list; "" or "own": in the officer's words
    version_id: int


def supplements(asked: Asked, most: int = 15) -> tuple[list[SupplementLine], int]:
    """Return what was asked for most in requests sent in the period, and how many items in all; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM supplement_reasons(%s, %s, %s, %s)",
            [list(asked.members), asked.period.first, asked.period.last, asked.procedure],
        )
        rows = cursor.fetchall()
    found: dict[tuple[str, str, str], list[tuple[str, str, int, int]]] = {}
    for procedure, kind, key, label, reason, version, count in rows:
        found.setdefault((procedure, kind, key), []).append((label, reason, version, count))
    lines = [
        SupplementLine(
            *key, told[0][0], sum(one[3] for one in told),
            tuple((one[1], one[3]) for one in sorted(told, key=lambda one: -one[3])), max(one[2] for one in told),
        )
        for key, told in found.items()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.asked, line.label))[:most], sum(line.asked for line in lines)
