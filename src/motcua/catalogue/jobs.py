"""Scheduled work of the catalogue. Idempotent; calls services."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.catalogue import services
from motcua.platform.clock.now import today
from motcua.platform.principal import JOB, acting_as
from motcua.platform.schedule import daily


@app.periodic(cron=daily(0, 5))
@app.task(name="catalogue.refresh_entries", queueing_lock="catalogue.refresh_entries")
def refresh_entries(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: lists and search follow the versions that were published ahead of their day."""
    with acting_as(JOB):
        services.refresh_entries(today())
