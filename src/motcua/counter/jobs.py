"""Scheduled work of the counter."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.counter import assisting, visits
from motcua.counter.batch import lists, making
from motcua.platform.clock.now import now
from motcua.platform.schedule import daily


@app.periodic(cron=daily(1, 20))
@app.task(name="counter.forget_visits", queueing_lock="counter.forget_visits")
def forget_visits(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: forget what was typed at counters and never filed."""
    visits.forget_old(now=now())
    lists.forget_old(now=now())
    assisting.forget_old(now=now())


@app.task(name="counter.look_through_list")
def look_through_list(list_id: int) -> None:
    """Look through a list somebody has just sent."""
    making.look_through(list_id, now=now())


@app.task(name="counter.make_list")
def make_list(list_id: int) -> None:
    """Make dossiers of all lines of a list that was confirmed, or of none."""
    making.make_all(list_id, now=now())
