"""Scheduled work is really registered: a reminder nobody schedules reminds nobody."""

from __future__ import annotations

from procrastinate.contrib.django import app


def test_every_scheduled_job_is_known_to_the_worker():
    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert names >= {
        "catalogue.refresh_entries",
        "documents.sweep_orphans",
        "dossiers.remind_supplements",
        "monitoring.arrange",
        "monitoring.forecast",
        "notifications.send_mails",
        "platform.clear_sessions",
        "platform.forget_rates",
        "platform.make_partitions",
        "platform.rescue_stalled",
        "platform.write_digest",
    }
