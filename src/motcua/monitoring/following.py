"""The loop that keeps facts and cells: it asks for work a few times a second, and counts cells while there is none."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.db import Error, close_old_connections

from motcua.monitoring import cells
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.platform.clock.now import now
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()
PAUSE = 0.25  # seconds between two looks when nothing is to do: a fact is written well within a second of its event
CELLS_EVERY = 2.0  # seconds between two looks at the cells
FORESEE_EVERY = 600.0
FORESEEN = 20  # cells made before facts are looked after again
TROUBLED = 5.0  # seconds of rest after the database was away


def follow(is_over: Callable[[], bool], *, sleep: Callable[[float], object] = time.sleep) -> None:
    """Keep facts and cells until told that it is over; trouble is logged and tried again."""
    cells_at = foresee_at = 0.0
    while not is_over():
        try:
            close_old_connections()
            with acting_as(JOB):
                found = keeping.keep_claimed()
            clock = time.monotonic()
            if found:
                continue
            if clock >= foresee_at:
                with acting_as(JOB):
                    note_versions()
                made = cells.foresee(now=now(), most=FORESEEN)
                foresee_at = clock + (FORESEE_EVERY if made < FORESEEN else CELLS_EVERY)  # the rest soon
            elif clock >= cells_at:
                cells.refresh(now=now())
                cells_at = clock + CELLS_EVERY
            sleep(PAUSE)
        except Error:
            log.exception("facts.following_failed")
            sleep(TROUBLED)
