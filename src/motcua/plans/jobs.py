"""Scheduled work of plans. Idempotent; calls services."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.plans import foretelling
from motcua.plans.services import alerts
from motcua.platform.clock.now import now
from motcua.platform.schedule import daily


@app.periodic(cron=daily(7, 20))
@app.task(name="plans.remind", queueing_lock="plans.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each morning: tell owners of tasks what is near or overdue, receivers of targets what waits for them."""
    alerts.remind_all(now=now())


@app.periodic(cron=daily(5, 45))
@app.task(name="plans.foretell", queueing_lock="plans.foretell")
def foretell(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each morning, after the months: foretell where the figures of targets may stand when their spans end."""
    foretelling.keep_all(now=now())
