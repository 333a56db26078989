"""What officers are told of their targets and tasks: taken note of by them, reminded of each morning."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from motcua.identity.queries import Person
from motcua.plans.data_files import told
from motcua.plans.models import IN_FORCE, Alert, Assignment, Occurrence
from motcua.plans.rules.spans import reminder
from motcua.platform.errors import NotFound
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()


@transaction.atomic
def take_note(alert_id: int, *, who: Person, now: datetime) -> None:
    """Take an alert off one's list."""
    if not Alert.objects.filter(pk=alert_id, account_id=who.account_id).update(noted_at=now):
        raise NotFound("no such alert")


def remind_all(*, now: datetime) -> tuple[int, int]:
    """Tell owners what is due in 14, 7, 1 days or overdue, and receivers what waits to be acknowledged.

    Returns (tasks told, targets told). The same reminder is never told twice, so running it again changes nothing.
    """
    with acting_as(JOB):
        tasks, targets = _due(now), _waiting(now)
        before = now - timedelta(days=told("habits")["forget_alerts_days"])
        Alert.objects.filter(noted_at__lt=before).delete()
    log.info("plan.reminded", tasks=tasks, targets=targets)
    return tasks, targets


def _due(now: datetime) -> int:
    before, today = told("habits")["remind_before_days"], now.date()
    rows = Occurrence.objects.filter(
        closed_at=None,
        due_on__lte=today + timedelta(days=max(before)),
        plan__status=IN_FORCE,
        task__owner_account_id__isnull=False,
    ).select_related("task")
    alerts = []
    for row in rows.iterator():
        which = reminder(row.due_on, today, before) if row.due_on else ""
        if not which or row.task.owner_account_id is None:
            continue
        alerts.append(
            Alert(
                plan_id=row.plan_id,
                account_id=row.task.owner_account_id,
                code="task_late" if which == "late" else "task_due",
                facts={"due_on": row.due_on.isoformat() if row.due_on else "", "period": row.key},
                task_id=row.task_id,
                at=now,
                once=f"due:{row.id}:{row.task.owner_account_id}:{which}",
            )
        )
    return _told(alerts)


def _waiting(now: datetime) -> int:
    days = told("habits")["acknowledge_within_days"]
    rows = Assignment.objects.filter(
        state="given", given_at__lte=now - timedelta(days=days), plan__status=IN_FORCE
    )  # fmt: skip
    return _told(
        [
            Alert(
                plan_id=row.plan_id,
                account_id=row.account_id,
                code="target_waits",
                facts={"since": row.given_at.date().isoformat()},
                target_id=row.target_id,
                at=now,
                once=f"waits:{row.id}:{now:%Y-%m-%d}",
            )
            for row in rows
            if row.answered_at is None or row.answered_at <= now - timedelta(days=days)
        ]
    )


def _told(alerts: list[Alert]) -> int:
    # How many are new is asked before: a row that stands already is passed over in silence.
    known = set(Alert.objects.filter(once__in=[a.once for a in alerts]).values_list("once", flat=True))
    fresh = [alert for alert in alerts if alert.once not in known]
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
