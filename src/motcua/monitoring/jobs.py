"""Scheduled work of the numbers. Idempotent; calls services."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.monitoring import forecasting
from motcua.monitoring.facts import keeping
from motcua.platform.clock.now import now
from motcua.platform.schedule import daily


@app.periodic(cron=daily(5, 30))
@app.task(name="monitoring.forecast", queueing_lock="monitoring.forecast")
def forecast(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each morning: foretell how the running month of every commune may end."""
    forecasting.keep_all(now=now())


@app.periodic(cron=daily(2, 40))
@app.task(name="monitoring.arrange", queueing_lock="monitoring.arrange")
def arrange(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: lay the facts by commune and day, when enough new ones lie elsewhere."""
    keeping.arrange()
