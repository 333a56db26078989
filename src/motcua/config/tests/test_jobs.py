"""Scheduled work is really registered: a reminder nobody schedules reminds nobody."""

from __future__ import annotations

from datetime import datetime

import pytest
from procrastinate.contrib.django import app

from motcua.platform.clock.now import ZONE


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


@pytest.mark.parametrize(
    ("name", "hour", "minute"),
    [
        ("catalogue.refresh_entries", 0, 5),  # what holds from today
        ("monitoring.arrange", 2, 40),  # nobody reads figures
        ("dossiers.remind_supplements", 7, 10),  # people are awake
        ("plans.remind", 7, 20),
        ("platform.write_digest", 23, 50),
    ],
)
def test_work_of_the_day_begins_by_the_clock_of_viet_nam(name, hour, minute):
    task = next(one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == name)
    noon = datetime(2026, 11, 16, 12, 0, tzinfo=ZONE)
    following = task.croniter.get_next(ret_type=float, start_time=noon.timestamp())  # as the scheduler asks it
    at = datetime.fromtimestamp(following, ZONE)
    assert (at.hour, at.minute) == (hour, minute)
