"""How long after an act its numbers know of it: the program that keeps them runs beside, as in a box."""

from __future__ import annotations

import itertools
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml

from motcua.config.bench.house import House
from motcua.config.bench.measuring import Times
from motcua.config.bench.submitting import draft_of, submitting_of, unit_of
from motcua.config.paths import DEMO
from motcua.identity.queries import Person

HOW = (
    "from the commit of a submission to the commit of its fact, the program that keeps figures beside; seen every 5 ms"
)
LEAST = 20
SETTLED = 300.0  # seconds the program gets to begin and to read what was there before
TOO_LONG = 30.0
_LOOK = 0.005


def facts(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """Submissions one after the other, each as long as its fact is not there; cells are counted meanwhile."""
    told = yaml.safe_load((DEMO / "bench.yaml").read_text("utf-8"))["submits"]["without_files"]
    people = itertools.cycle([who for who, _, _ in house.citizens(40, walked=True)])
    unit, times, pause = unit_of(), Times(), random.Random(1)  # noqa: S311 - when to submit
    drafts = [(draft_of(who, unit, told), who) for who in itertools.islice(people, max(LEAST, round(seconds)) + 1)]
    with _keeping(house, before=drafts.pop()):
        began_at = house.db.execute("SELECT clock_timestamp()").fetchone()
        for draft, who in drafts:
            code = submitting_of(draft, who)
            began = time.perf_counter()
            while not _known(house, code):
                if time.perf_counter() - began > TOO_LONG:
                    raise TimeoutError(f"{code}: no fact")
                time.sleep(_LOOK)
            times.walls.append(time.perf_counter() - began)
            time.sleep(pause.random() / 2)
        counted = house.db.execute("SELECT count(*) FROM figure_cell WHERE counted_at >= %s", began_at).fetchone()
    return {
        **times.told(),
        "slowest": round(max(times.walls) * 1000, 2),
        "cells_counted_beside": counted[0] if counted else 0,
        "how": HOW,
    }


@contextmanager
def _keeping(house: House, *, before: tuple[int, Person]) -> Iterator[None]:
    """Run the program; what is submitted `before` tells that it has begun."""
    program = house.follower
    submitting_of(*before)
    with program.log.open("ab") as log:
        running = subprocess.Popen(program.command, env=dict(program.environment), stdout=log, stderr=log)
    try:
        end = time.monotonic() + SETTLED
        while house.db.execute("SELECT 1 FROM work WHERE queue = 'facts' AND parked_at IS NULL LIMIT 1").fetchone():
            if time.monotonic() > end or running.poll() is not None:
                raise TimeoutError("the program that keeps figures does not come to rest")
            time.sleep(_LOOK)
        yield
    finally:
        running.terminate()
        running.wait(60)


def _known(house: House, code: str) -> bool:
    found = house.db.execute(
        "SELECT 1 FROM dossier d JOIN dossier_fact f ON f.dossier_id = d.id WHERE d.code = %s", [code]
    )
    return found.fetchone() is not None
