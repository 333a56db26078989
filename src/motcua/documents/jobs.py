"""Scheduled work of documents."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.documents import upkeep
from motcua.platform.clock.now import now
from motcua.platform.schedule import daily


@app.periodic(cron=daily(2, 40))
@app.task(name="documents.sweep_orphans", queueing_lock="documents.sweep_orphans")
def sweep_orphans(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: sweep bytes that no attachment has named for a day."""
    upkeep.sweep_orphans(now())
