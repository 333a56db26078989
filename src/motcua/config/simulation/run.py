"""The whole run: partitions, people, plans, workers, serial numbers (`motcua simulate`)."""

from __future__ import annotations

import dataclasses
import math
import multiprocessing
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import rfc8785
from django.db import connection, connections, transaction

from motcua.config.simulation import patterns as reading
from motcua.config.simulation.days import WorkingDays
from motcua.config.simulation.people import somebody
from motcua.config.simulation.writing import Citizen, Plan, Workshop, id_at
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.codes import _patterns as code_patterns
from motcua.identity import queries as identity
from motcua.platform import clock, training
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor
from motcua.platform.events.verify import START, link

PATTERNS = 66  # the dossiers the services make for the demonstration
BATCH = 500  # dossiers of one COPY and one transaction
PEOPLE_PER_DOSSIER = 0.6  # many come back
LATE_UNTIL = 60  # working days after which hardly anything is still open
OPENED = date(2025, 7, 1)  # the communes of today begin on this day
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


@dataclasses.dataclass(frozen=True)
class _Commune:
    unit: int
    province: str
    prefix: str


def run(
    committees: Sequence[int], *, dossiers: int, months: int, seed: int, now: datetime, workers: int, say: Callable
) -> Written:
    """Write `dossiers` of the last `months` in these communes; the same seed on the same day writes the same history.

    Raises NothingToRepeat without the demonstration's dossiers. With `workers` 0 all
    happens in this process and in the caller's transaction.
    """
    first = max(OPENED, (now - timedelta(days=round(30.44 * months))).date())
    patterns = reading.read_all(committees, most=PATTERNS)
    if not patterns:
        raise NothingToRepeat
    make_partitions(first, now.date())
    communes = {unit: _commune(unit, now.date()) for unit in committees}
    working = {unit: _working(unit, first, now.date()) for unit in committees}
    say(f"{len(patterns)} hồ sơ mẫu; đang tạo người …")
    with transaction.atomic():
        citizens = _people(communes, max(20, round(dossiers * PEOPLE_PER_DOSSIER)), seed)
    workshop = Workshop(patterns, working, seed)
    plans = _Planner(workshop, communes, citizens, seed=seed, first=first, now=now).plans(dossiers)
    rows = done = 0
    for written, count in _written(workshop, citizens, plans, workers):
        rows, done = rows + written, done + count
        if done % (BATCH * 20) == 0:
            say(f"{done} hồ sơ, {rows} dòng …")
    return Written(len(plans), rows, len(citizens), len(patterns))


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
        communes: dict[int, _Commune],
        citizens: Sequence[Citizen],
        *,
        seed: int,
        first: date,
        now: datetime,
    ) -> None:
        self.workshop, self.communes, self.now = workshop, communes, now
        self.random = random.Random(f"{seed}/plans")  # noqa: S311 - a simulation, nothing secret
        self.seed, self.first = seed, first
        self.by_unit: dict[int, list[int]] = defaultdict(list)
        for n, pattern in enumerate(workshop.patterns):
            self.by_unit[pattern.committee].append(n)
        self.citizens: dict[int, list[int]] = defaultdict(list)
        units = list(communes)
        for n in range(len(citizens)):
            self.citizens[units[n % len(units)]].append(n)
        self.serials = _serials()
        self.fitting: dict[tuple[int, int], bool] = {}

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
        start = _next_index()
        plans = [self._plan(start + n, pattern, by) for n, (_, pattern, by) in enumerate(picked)]
        self._keep_serials()
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
        if found not in self.fitting:
            self.fitting[found] = self.workshop.fits(self.workshop.patterns[found[0]], found[1])
        return found if self.fitting[found] else None

    def _plan(self, index: int, number: int, by: int) -> Plan:
        pattern = self.workshop.patterns[number]
        working = self.workshop.working[pattern.committee]
        commune = self.communes[pattern.committee]
        on = working.moved(pattern.submitted_at.astimezone(ZONE).date(), by)
        written = [p for p in code_patterns() if p.valid_from <= on][-1]
        serial = self._next(f"code/{commune.prefix}/{on:%Y%m%d}")
        books = tuple(
            self._next(f"book/{b.unit}/{b.register}/{working.moved(b.at.astimezone(ZONE).date(), by).year}")
            for b in pattern.books
        )
        citizen = self.random.choice(self.citizens[pattern.committee])
        return Plan(index, number, by, codes.write(written, commune.prefix, on, serial), books, citizen)

    def _next(self, series: str) -> int:
        self.serials[series] = self.serials.get(series, 0) + 1
        return self.serials[series]

    def _keep_serials(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO serial (series, last) SELECT * FROM unnest(%s::text[], %s::bigint[])"
                " ON CONFLICT (series) DO UPDATE SET last = greatest(serial.last, excluded.last)",
                [list(self.serials), list(self.serials.values())],
            )


_shop: Workshop | None = None
_citizens: Sequence[Citizen] = ()


def _written(
    workshop: Workshop, citizens: Sequence[Citizen], plans: list[Plan], workers: int
) -> Iterator[tuple[int, int]]:
    """Write the plans and yield (rows, dossiers) of each batch."""
    global _shop, _citizens  # handed to the workers by forking: patterns hold functions, which cannot be sent
    _shop, _citizens = workshop, citizens
    batches = [plans[n : n + BATCH] for n in range(0, len(plans), BATCH)]
    if workers == 0:
        yield from map(_write, batches)
        return
    connections.close_all()  # a connection must not be shared with a child
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap_unordered(_write, batches)


def _write(batch: list[Plan]) -> tuple[int, int]:
    if _shop is None:
        raise LookupError("no workshop")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        return _shop.write(connection.connection, batch, _citizens), len(batch)


def _people(communes: dict[int, _Commune], count: int, seed: int) -> list[Citizen]:
    """Write people with accounts, each with the event that opened it; commune by commune in turn."""
    random_ = random.Random(f"{seed}/people")  # noqa: S311
    provinces = [c.province for c in communes.values()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM account WHERE source = 'vneid' AND stable_id LIKE 'simulated-%%'")
        start = cursor.fetchone()[0]
        cursor.execute("SELECT personal_number FROM person WHERE personal_number IS NOT NULL")
        taken = {row[0] for row in cursor.fetchall()}
    at = datetime.combine(OPENED, datetime.min.time().replace(hour=8), ZONE)
    made: list[Citizen] = []
    lines: dict[str, list[str]] = defaultdict(list)
    for n in range(start, start + count):
        province = provinces[(n - start) % len(provinces)]
        who = somebody(random_, province, n)
        while who.number in taken:
            who = somebody(random_, province, random_.randrange(100_000))
        taken.add(who.number)
        opened = at + timedelta(seconds=n % 20_000_000)
        citizen = Citizen(id_at(opened, n, 0), id_at(opened, n, 1), who)
        made.append(citizen)
        keys = "{" + ",".join(f'"{key}"' for key in who.keys) + "}"
        lines["person"].append(f"{citizen.person_id}\t{who.name}\t{keys}\t{who.born}\tday\t\t{who.number}\t{{}}\n")
        lines["account"].append(
            f"{citizen.account_id}\t!\tcitizen\t{citizen.person_id}\tvneid\tsimulated-{n}\t2\tt\tf\t0\t[]\t\n"
        )
        _opened(citizen, id_at(opened, n, 2), opened, lines)
    columns = {
        "person": "id, full_name, keys, birth_date, birth_precision, sex, personal_number, remembered",
        "account": "id, password, kind, person_id, source, stable_id, level, is_active, must_change_password,"
        " failed_count, old_passwords, closed_because",
        "event": "at, id, kind, key, sequence, name, secrecy, body, previous, hash",
        "stream_head": "kind, key, sequence, hash",
    }
    with connection.connection.cursor() as cursor:
        for table, listed in columns.items():
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                copy.write("".join(lines[table]))
    return made


def _opened(citizen: Citizen, event_id: int, at: datetime, lines: dict[str, list[str]]) -> None:
    actor = Actor(kind="citizen", account_id=citizen.account_id, label="Người dân")
    body = rfc8785.dumps(
        {
            "id": str(event_id),
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "stream": ["account", str(citizen.account_id)],
            "name": "AccountOpened",
            "unit": None,
            "secrecy": 0,
            "actor": {"kind": "citizen", "account_id": str(actor.account_id), "post_id": None, "label": actor.label},
            "payload": {"account": str(citizen.account_id), "kind": "citizen", "source": "vneid"},
        }
    ).decode()
    hash_ = link(START, 1, body)
    key = citizen.account_id
    lines["event"].append(
        f"{at.isoformat()}\t{event_id}\taccount\t{key}\t1\tAccountOpened\t0\t{body}\t\\\\x{START.hex()}\t\\\\x{hash_.hex()}\n"
    )
    lines["stream_head"].append(f"account\t{key}\t1\t\\\\x{hash_.hex()}\n")


def _commune(unit: int, on: date) -> _Commune:
    province = identity.unit_view(unit, on).province_code
    return _Commune(unit, f"{int(province):03d}", training.prefix() + identity.unit_code(unit, "dossier_prefix", on))


def _working(unit: int, first: date, today: date) -> WorkingDays:
    before = timedelta(days=reading.LOOKS_BACK + 30)
    return WorkingDays(clock.calendar_of(unit, "processing"), first - before, today + timedelta(days=400))


def _serials() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT series, last FROM serial")
        return dict(cursor.fetchall())


def _next_index() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossier")
        return cursor.fetchone()[0]
