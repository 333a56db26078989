"""The two loops that keep facts and cells, side by side: a fact never waits for a cell that takes long to count."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import structlog
from django.db import close_old_connections, connection

from motcua.monitoring import cells
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.platform.clock.now import now
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()
PAUSE = 0.25  # seconds between two looks when nothing is to do: a fact is written well within a second of its event
CELLS_EVERY = 2.0  # seconds between two looks at the cells; while there are some, half of the time is for others
FORESEE_EVERY = 600.0
FORESEEN = 20  # cells made ahead before cells that changed are looked after again
TROUBLED = 5.0  # seconds of rest after the database was away
ENDING = 10.0  # seconds that a count under way gets when it is over; what is cut off is counted again

IsOver = Callable[[], bool]
Sleep = Callable[[float], object]


def follow(is_over: IsOver, *, sleep: Sleep = time.sleep) -> None:
    """Keep facts and cells until told that it is over; trouble is logged and tried again."""
    counting = Thread(target=_keep_cells, args=(is_over, sleep), name="cells", daemon=True)
    counting.start()
    _in_turns(is_over, sleep, _facts)
    counting.join(ENDING)


def _facts(sleep: Sleep) -> None:
    with acting_as(JOB):
        found = keeping.keep_claimed()
    if not found:
        sleep(PAUSE)


def _keep_cells(is_over: IsOver, sleep: Sleep) -> None:
    ahead = 0.0

    def turn(sleep: Sleep) -> None:
        nonlocal ahead
        began = time.monotonic()
        made = cells.refresh(now=now())
        if not made and began >= ahead:
            with acting_as(JOB):
                note_versions()
            made = cells.foresee(now=now(), most=FORESEEN)
            ahead = time.monotonic() + (FORESEE_EVERY if made < FORESEEN else 0.0)
        sleep(time.monotonic() - began if made else CELLS_EVERY)

    _in_turns(is_over, sleep, turn)
    connection.close()


def _in_turns(is_over: IsOver, sleep: Sleep, turn: Callable[[Sleep], None]) -> None:
    while not is_over():
        try:
            close_old_connections()
            turn(sleep)
        except Exception:  # a loop that has ended would let its half of the numbers stand still, and nobody told
            log.exception("facts.following_failed")
            sleep(TROUBLED)
