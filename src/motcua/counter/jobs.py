"""Scheduled work of the counter."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.counter import visits
from motcua.platform.clock.now import now


@app.periodic(cron="20 1 * * *")
@app.task(name="counter.forget_visits", queueing_lock="counter.forget_visits")
def forget_visits(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: forget what was typed at counters and never filed."""
    visits.forget_old(now=now())
