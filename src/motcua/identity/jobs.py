"""Scheduled work on officers' accounts. Idempotent; calls services."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from motcua.identity import closing, sessions
from motcua.platform.clock.now import now
from motcua.platform.principal import JOB, acting_as
from motcua.platform.schedule import daily


@app.periodic(cron=daily(0, 20))
@app.task(name="identity.tend_accounts", queueing_lock="identity.tend_accounts")
def tend_accounts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: close accounts nobody used for 45 days, take ended sessions off the lists of devices."""
    with acting_as(JOB):
        if settings.INACTIVE_DAYS:
            closing.close_inactive(days=settings.INACTIVE_DAYS, now=now())
        sessions.forget_ended()
