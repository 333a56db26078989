"""Scheduled work of the platform: rescue jobs whose worker died, forget what has expired, keep partitions ahead."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from motcua.platform import rates
from motcua.platform.clock.now import now, today
from motcua.platform.events import digest_file
from motcua.platform.schedule import daily

SILENT_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(name="platform.rescue_stalled", queueing_lock="platform.rescue_stalled", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """A worker killed mid-job leaves it "doing"; it is not retried by itself (stack.md A4)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron=daily(23, 50))
@app.task(name="platform.write_digest", queueing_lock="platform.write_digest")
def write_digest(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: sign what the log holds and put it where a cut tail will be noticed (docs/event-log.md)."""
    digest_file.write(settings.DIGEST_FOLDER, key_folder=settings.DATA, at=now())


@app.periodic(cron="25 * * * *")
@app.task(name="platform.forget_rates", queueing_lock="platform.forget_rates")
def forget_rates(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each hour: drop counts of tries that are of no use any more."""
    rates.forget(before=now() - timedelta(days=2))


@app.periodic(cron="35 * * * *")
@app.task(name="platform.clear_sessions", queueing_lock="platform.clear_sessions")
def clear_sessions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each hour: delete sessions that have expired, and with them what was typed after a sign-in ran out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.periodic(cron=daily(1, 5))
@app.task(name="platform.make_partitions", queueing_lock="platform.make_partitions")
def make_partitions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each night: have the monthly partitions of the next half year ready."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT make_partitions(%s, 6)", [today()])
