"""Scheduled work of notifications."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.notifications import ports, sending
from motcua.platform.clock.now import now


@app.periodic(cron="* * * * *")
@app.task(name="notifications.send_mails", queueing_lock="notifications.send_mails")
def send_mails(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each minute: hand over the mails whose time has come (one query when none has)."""
    mailer = ports.mailer()
    if mailer is not None:
        sending.send_due(mailer, now=now)
