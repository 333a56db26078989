"""Scheduled work of dossiers. Idempotent; calls services."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.dossiers import reactions
from motcua.dossiers.services import apologising, opinion_reminders, reminding
from motcua.platform.clock.now import now
from motcua.platform.schedule import daily


@app.periodic(cron=daily(7, 10))
@app.task(name="dossiers.remind_supplements", queueing_lock="dossiers.remind_supplements")
def remind_supplements(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each morning: remind citizens, bring dossiers past their deadline back to the officer's list."""
    reminding.remind_supplements(now=now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.close_abolished_drafts", queueing_lock="dossiers.close_abolished_drafts")
def close_abolished_drafts(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Every ten minutes: close drafts of procedures that have ended (two queries when none has)."""
    reactions.on_procedures_abolished(now=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.note_unapologised", queueing_lock="dossiers.note_unapologised")
def note_unapologised(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Every five minutes: record the second fault of dossiers whose day passed without a letter of apology."""
    apologising.note_all(now=now())


@app.periodic(cron=daily(7, 15))
@app.task(name="dossiers.remind_opinions", queueing_lock="dossiers.remind_opinions")
def remind_opinions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate's signature
    """Each morning: remind units asked for an opinion, tell the head of the one-stop unit of those that are late."""
    opinion_reminders.remind_opinions(now=now())
