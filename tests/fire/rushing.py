# ruff: noqa: E402 - Django before its models
"""Program, as web: codes of dossiers taken by many processes at once.

`rushing.py rush DAY PROCESSES EACH` takes PROCESSES × EACH codes in the first commune on one day of November, and
meanwhile one after the other in the second; prints what came out and the milliseconds a code takes.
`rushing.py night` takes codes around midnight of Việt Nam, told in UTC.
`rushing.py held` holds the serial of one commune and takes codes of both.
`rushing.py open` takes a code while a submission of the same commune has had its own for a second.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import OperationalError, connections, transaction

from motcua.dossiers.services import codes
from motcua.identity import queries as identity
from motcua.platform.clock.now import ZONE
from motcua.platform.serials import next_number

DAY = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
PROBES = 400


def units() -> list[int]:
    return [unit.id for unit in identity.committees(DAY.date())]


def rush(day: int, processes: int, each: int) -> None:
    """Take them all and count."""
    crowded, quiet = units()
    now = DAY.replace(day=day)
    # The other commune three times: alone; beside as many processes that only read; beside the rush.
    alone = probe(quiet, PROBES)
    connections.close_all()
    _, beside_readers, _ = beside(quiet, processes, lambda: timed(lambda: busy(crowded, now), max(200, each // 4)))
    told, beside_rush, seconds = beside(quiet, processes, lambda: timed(lambda: codes.new_code(crowded, now=now), each))
    taken = [code for code, _ in told]
    serials = sorted(int(code.rsplit("-", 1)[1]) for code in taken)
    widths = {int(code.rsplit("-", 1)[1]): len(code.rsplit("-", 1)[1]) for code in taken}
    answer = {
        "taken": len(taken),
        "unique": len(set(taken)),
        "heads": sorted({code.rsplit("-", 1)[0] for code in taken}),
        "first": serials[0],
        "last": serials[-1],
        "widths": {"9999": widths.get(9999), "10000": widths.get(10000), "last": widths[serials[-1]]},
        "per_second": round(len(taken) / seconds),
        "in_the_rush_ms": summary([spent for _, spent in told]),
        "alone_ms": summary(alone),
        "beside_readers_ms": summary(beside_readers),
        "beside_rush_ms": summary(beside_rush),
    }
    print(json.dumps(answer), flush=True)


def beside(quiet: int, processes: int, work: Any) -> tuple[list[Any], list[float], float]:
    """Do `work` in many processes and probe the quiet commune meanwhile; results, its times, seconds it all took."""
    began = time.monotonic()
    workers = [forked(work) for _ in range(processes)]
    prober, ear = forked(lambda: probe(quiet, 10**6))
    results: list[Any] = []
    for _, mouth in workers:
        with os.fdopen(mouth) as file:
            results += json.load(file)
    seconds = time.monotonic() - began
    os.kill(prober, signal.SIGTERM)
    with os.fdopen(ear) as file:
        times = json.load(file)
    for pid in [prober, *(pid for pid, _ in workers)]:
        if os.waitpid(pid, 0)[1] != 0:
            raise SystemExit("a process did not come to its end")
    return results, times, seconds


def timed(work: Any, count: int) -> list[tuple[Any, float]]:
    made = []
    for _ in range(count):
        began = time.perf_counter()
        result = work()
        made.append((result, time.perf_counter() - began))
    return made


def busy(unit: int, now: datetime) -> None:
    """As much work for the machine as a code, without taking one."""
    for _ in range(2):
        identity.unit_code(unit, "dossier_prefix", now.date())


def probe(unit: int, count: int) -> list[float]:
    """Take codes one after the other, a few milliseconds apart, until enough or told to stop; seconds of each."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    codes.new_code(unit, now=DAY)
    spent = []
    while len(spent) < count and not stopped:
        began = time.perf_counter()
        codes.new_code(unit, now=DAY)
        spent.append(time.perf_counter() - began)
        time.sleep(0.005)
    return spent


def summary(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    at = {"p50": 0.5, "p95": 0.95}
    return {k: round(1000 * ordered[int(q * (len(ordered) - 1))], 2) for k, q in at.items()} | {"count": len(spent)}


def forked(work: Any) -> tuple[int, int]:
    """Do it in a process of its own; return its number and where to read its result as JSON."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, ear
    os.close(ear)
    try:
        with os.fdopen(mouth, "w") as file:
            json.dump(work(), file)
        os._exit(0)
    finally:
        os._exit(1)


def night() -> None:
    """One instant before midnight and midnight itself; the server's own zone says it is still the day before."""
    unit = units()[0]
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    instants = [midnight - timedelta(microseconds=1), midnight, midnight + timedelta(hours=6, minutes=59)]
    print(json.dumps([codes.new_code(unit, now=at) for at in instants]))


def held() -> None:
    """The serial of one commune is locked, as in the middle of the worst rush: the other does not notice."""
    crowded, quiet = units()
    now = DAY.replace(day=27)
    organisation = identity.unit_code(crowded, "dossier_prefix", now.date())
    with connections["serials"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    with transaction.atomic():
        next_number(f"code/{organisation}/{now:%Y%m%d}")
        said = [codes.new_code(quiet, now=now) for _ in range(3)]
        try:
            said.append(codes.new_code(crowded, now=now))
        except OperationalError:
            said.append("waits")
    print(json.dumps(said))


def open_submission() -> None:
    """A submission has its code and is not at its end: another takes its own in the meantime."""
    unit, now = units()[0], DAY.replace(day=26)
    with transaction.atomic():
        first = codes.new_code(unit, now=now)
        connections["default"].ensure_connection()
        other, ear = forked_fresh(lambda: codes.new_code(unit, now=now))
        with os.fdopen(ear) as file:
            second = json.load(file)  # while our transaction is still open
        os.waitpid(other, 0)
        transaction.set_rollback(True)
    third = codes.new_code(unit, now=now)  # a gap where the one that was given up had its own
    print(json.dumps([first, second, third]))


def forked_fresh(work: Any) -> tuple[int, int]:
    """As `forked`, in the middle of a transaction: the child forgets the parent's connections without closing them."""

    def anew() -> Any:
        for connection in connections.all():
            connection.connection = None
            connection.in_atomic_block = False
            connection.savepoint_ids, connection.atomic_blocks = [], []
        with connections["default"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        with connections["serials"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        return work()

    return forked(anew)


COMMANDS = {"rush": rush, "night": night, "held": held, "open": open_submission}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*map(int, sys.argv[2:]))
