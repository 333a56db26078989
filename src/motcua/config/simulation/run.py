"""The whole run: partitions, people, plans, workers, serial numbers (`motcua simulate`)."""

from __future__ import annotations

import dataclasses
import math
import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta

from django.db import connection, connections, transaction

from motcua.config.simulation import reading
from motcua.config.simulation.crowd import OPENED, Crowd
from motcua.config.simulation.days import Shift, WorkingDays
from motcua.config.simulation.offices import Office, office_of
from motcua.config.simulation.patterns import LOOKS_BACK
from motcua.config.simulation.writing import Plan, Workshop
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.codes import _patterns as code_patterns
from motcua.identity.models import Unit
from motcua.platform import clock
from motcua.platform.clock.now import ZONE

PATTERNS = 66  # the dossiers the services make for the demonstration
BATCH = 500  # dossiers of one COPY and one transaction
PEOPLE_PER_DOSSIER = 0.6  # many come back
LATE_UNTIL = 60  # working days after which hardly anything is still open
_SHARES = {Status.RETURNED: 0.85, Status.DECLINED: 0.08, Status.STOPPED: 0.07}


class NothingToRepeat(Exception):
    """No dossier of the demonstration is there to be the pattern of others."""


@dataclasses.dataclass(frozen=True)
class Written:
    """What a run wrote."""

    dossiers: int
    rows: int
    people: int
    patterns: int


def run(
    committees: Sequence[int], *, dossiers: int, months: int, seed: int, now: datetime, workers: int, say: Callable
) -> Written:
    """Write `dossiers` of the last `months` in these communes; the same seed on the same day writes the same history.

    Raises NothingToRepeat without the demonstration's dossiers. With `workers` 0 all
    happens in this process and in the caller's transaction.
    """
    first = max(OPENED, (now - timedelta(days=round(30.44 * months))).date())
    known = Unit.objects.filter(pk__in=committees).values_list("id", flat=True)
    offices = {unit: office_of(unit, now.date()) for unit in committees if unit in set(known)}
    patterns = reading.read_all(offices.values(), most=PATTERNS)
    if not patterns:
        raise NothingToRepeat
    make_partitions(first, now.date())
    working = {unit: working_of(unit, first, now.date()) for unit in committees}
    say(f"{len(patterns)} hồ sơ mẫu; đang tạo người …")
    crowd = Crowd([office.province for office in offices.values()], people_for(dossiers), seed)
    with transaction.atomic():
        crowd.write()
    workshop = Workshop(patterns, working, offices, seed)
    plans = _Planner(workshop, crowd, seed=seed, first=first, now=now).plans(dossiers)
    rows = write_all(workshop, crowd, [plans], workers, say)
    return Written(len(plans), rows, crowd.count, len(patterns))


def people_for(dossiers: int) -> int:
    """Return how many people with accounts stand behind so many dossiers."""
    return max(20, round(dossiers * PEOPLE_PER_DOSSIER))


def make_partitions(first: date, last: date) -> None:
    """Make the monthly partitions from `first` on, moving what the default partition caught of those months."""
    months = (last.year - first.year) * 12 + last.month - first.month + 3
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("event", "access_log", "outbox_history"):
            cursor.execute(f"CREATE TEMP TABLE caught_{table} ON COMMIT DROP AS SELECT * FROM {table}_rest")  # noqa: S608
            cursor.execute(f"DELETE FROM {table}_rest")  # noqa: S608
        cursor.execute("SELECT make_partitions(%s, %s)", [first, months])
        for table in ("event", "access_log", "outbox_history"):
            cursor.execute(f"INSERT INTO {table} SELECT * FROM caught_{table}")  # noqa: S608
            cursor.execute(f"DROP TABLE caught_{table}")


class _Planner:
    """Decides which dossier came when, and gives codes and book numbers in the order of days."""

    def __init__(
        self,
        workshop: Workshop,
        crowd: Crowd,
        *,
        seed: int,
        first: date,
        now: datetime,
    ) -> None:
        self.workshop, self.now = workshop, now
        self.random = random.Random(f"{seed}/plans")  # noqa: S311 - a simulation, nothing secret
        self.seed, self.first = seed, first
        self.by_unit: dict[int, list[int]] = defaultdict(list)
        for n, pattern in enumerate(workshop.patterns):
            self.by_unit[pattern.committee].append(n)
        self.citizens: dict[int, list[int]] = defaultdict(list)
        units = list(workshop.offices)
        for n in range(crowd.count):
            self.citizens[units[n % len(units)]].append(n)
        self.serials = Serials()

    def plans(self, count: int) -> list[Plan]:
        units = list(self.by_unit)
        picked: list[tuple[int, int, int]] = []
        while len(picked) < count:
            unit = units[len(picked) % len(units)]
            working = self.workshop.working[unit]
            at = self.random.randint(working.number(self.first), working.number(self.now.date()))
            if found := self._pick(unit, at):
                picked.append((at, *found))
        picked.sort(key=lambda p: p[0])
        start = next_index()
        plans = [self._plan(start + n, pattern, by) for n, (_, pattern, by) in enumerate(picked)]
        self.serials.keep()
        return plans

    def _pick(self, unit: int, at: int) -> tuple[int, int] | None:
        """Return a pattern and its move for a submission on the working day `at`: old ones are mostly over."""
        working = self.workshop.working[unit]
        today = working.number(self.now.date())
        fits = []
        for n in self.by_unit[unit]:
            pattern = self.workshop.patterns[n]
            by = at - working.number(pattern.submitted_at.astimezone(ZONE).date())
            end = working.number(pattern.last_act.astimezone(ZONE).date()) + by
            if end < today or (end == today and pattern.last_act.astimezone(ZONE).time() < self.now.time()):
                fits.append((n, by))
        age = today - at
        tail = 0.01 if age < LATE_UNTIL else 0.0005
        wants_open = self.random.random() < max(tail, 0.9 * math.exp(-age / 4))
        wanted = [f for f in fits if self.workshop.patterns[f[0]].is_over != wants_open] or fits
        if not wanted:
            return None
        weights = [_SHARES.get(self.workshop.patterns[n].status, 1.0) for n, _ in wanted]
        alike = Counter(self.workshop.patterns[n].status for n, _ in wanted)
        weights = [w / alike[self.workshop.patterns[n].status] for w, (n, _) in zip(weights, wanted, strict=True)]
        found = self.random.choices(wanted, weights)[0]
        return found if self.workshop.fits(*found) else None

    def _plan(self, index: int, number: int, by: int) -> Plan:
        pattern = self.workshop.patterns[number]
        office = self.workshop.offices[pattern.committee]
        code, books = self.serials.given(self.workshop, number, office, self.workshop.shift(number, by))
        citizen = self.random.choice(self.citizens[pattern.committee])
        return Plan(index, number, by, code, books, citizen, office.unit, rating=pattern.rating)


class Serials:
    """Codes and book numbers, given in the order of days; kept for the office that goes on."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT series, last FROM serial")
            self.last: dict[str, int] = dict(cursor.fetchall())
        self.forms = code_patterns()

    def given(self, workshop: Workshop, number: int, office: Office, shift: Shift) -> tuple[str, tuple[int, ...]]:
        """Return the code of a dossier and its numbers in the books of its office."""
        pattern = workshop.patterns[number]
        on = shift.instant(pattern.submitted_at).date()
        written = [form for form in self.forms if form.valid_from <= on][-1]
        serial = self._next(f"code/{office.prefix}/{on:%Y%m%d}")
        books = tuple(
            self._next(f"book/{office.units[b.part]}/{b.register}/{shift.instant(b.at, b.at).year}")
            for b in pattern.books
        )
        return codes.write(written, office.prefix, on, serial), books

    def _next(self, series: str) -> int:
        self.last[series] = self.last.get(series, 0) + 1
        return self.last[series]

    def keep(self) -> None:
        """Write the last numbers down."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO serial (series, last) SELECT * FROM unnest(%s::text[], %s::bigint[])"
                " ON CONFLICT (series) DO UPDATE SET last = greatest(serial.last, excluded.last)",
                [list(self.last), list(self.last.values())],
            )


_shop: Workshop | None = None
_crowd: Crowd | None = None


def write_all(
    workshop: Workshop, crowd: Crowd, windows: Iterable[list[Plan]], workers: int, say: Callable[[str], None]
) -> int:
    """Write plans, a window of them at a time, each batch a transaction; return how many rows that were."""
    global _shop, _crowd  # handed to the workers by forking: patterns hold functions, which cannot be sent
    _shop, _crowd = workshop, crowd
    rows = done = told = 0
    if workers:
        connections.close_all()  # a connection must not be shared with a child
    with multiprocessing.get_context("fork").Pool(workers) if workers else nullcontext() as pool:
        for plans in windows:
            batches = [plans[n : n + BATCH] for n in range(0, len(plans), BATCH)]
            for written, count in pool.imap_unordered(_write, batches) if pool else map(_write, batches):
                rows, done = rows + written, done + count
                if done - told >= BATCH * 20:
                    say(f"{done} hồ sơ, {rows} dòng …")
                    told = done
    return rows


def _write(batch: list[Plan]) -> tuple[int, int]:
    if _shop is None or _crowd is None:
        raise LookupError("no workshop")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        return _shop.write(connection.connection, batch, _crowd.citizen), len(batch)


def working_of(unit: int, first: date, today: date) -> WorkingDays:
    """Return the working days a history needs: before it for births, after it for promises."""
    before = timedelta(days=LOOKS_BACK + 30)
    return WorkingDays(clock.calendar_of(unit, "processing"), first - before, today + timedelta(days=400))


def next_index() -> int:
    """Return the number of the next dossier; ids are made of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossier")
        return cursor.fetchone()[0]
