"""The plan of the demonstration: from its paper to today by the services alone, in the order of time."""

from __future__ import annotations

from datetime import datetime

from motcua.config.demo import planning
from motcua.plans.models import Assignment, Entry, Occurrence, Plan, Target, Task
from motcua.platform import events
from motcua.platform.clock.now import ZONE, moved_to

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)


def test_a_commune_has_a_plan_in_force_that_is_lived_with(world, db, settings, tmp_path):
    settings.BLOB_FOLDER = tmp_path / "blobs"
    with moved_to(NOW):
        assert planning.make_commune("cam-giang", now=NOW)
        assert not planning.make_commune("cam-giang", now=NOW)  # a second start finds it
    plan = Plan.objects.get()
    assert (plan.status, plan.number, str(plan.first_day), str(plan.last_day)) == (
        "in_force", "27/KH-UBND", "2026-08-01", "2027-01-31",
    )  # fmt: skip
    bound = Target.objects.filter(review="accepted").values_list("indicator", flat=True)
    assert {"online.share", "on_time.share", "first_time_right.share", "satisfaction.share"} <= set(bound)
    assert list(Task.objects.filter(review="accepted", owner_account_id=None)) == []
    today = NOW.date()
    states = {
        "done": Occurrence.objects.filter(state="done", task__recurrence="").exists(),
        "doing": Occurrence.objects.filter(state="doing", due_on__gte=today).exists(),
        "late": Occurrence.objects.filter(closed_at=None, due_on__lt=today).exists(),
        "not begun": Occurrence.objects.filter(state="open").exists(),
        "three months told": Occurrence.objects.filter(state="done", task__recurrence="monthly").count() == 3,
    }
    assert all(states.values()), states
    assert set(Assignment.objects.values_list("state", flat=True)) == {"acknowledged", "given"}
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"progress", "count", "file", "link", "difficulty", "proposal", "answer", "closed"} <= kinds
    told = events.history(("plan", plan.id))
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert told[-1].at <= NOW
