"""Tasks as they are lived with: where each stands, what was said of it, what an officer was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from motcua.identity.queries import Person
from motcua.plans.models import IN_FORCE, Alert, Entry, Occurrence, Plan, Task

_OPEN = Q(closed_at__isnull=True)


@dataclass(frozen=True)
class TaskLine:
    """A task in a list: the occurrence that comes next, else the last one, and how many it has."""

    task: Task
    now: Occurrence | None
    late_count: int
    done_count: int
    count: int

    @property
    def state(self) -> str:
        """late | doing | open | done | not_done: what its list sorts by."""
        if self.late_count:
            return "late"
        return self.now.state if self.now is not None else "open"


def task(who: Person, task_id: int) -> Task | None:
    """Return a task of a plan this person sees, with the plan."""
    rows = Task.objects.select_related("plan").defer("plan__lines")
    return rows.filter(pk=task_id, plan__in=Plan.objects.visible_to(who)).first()


def task_lines(plan_id: int, today: date) -> list[TaskLine]:
    """Return the tasks of a plan with where each stands; two queries."""
    return _lines(Task.objects.filter(plan_id=plan_id, review="accepted").order_by("ordinal"), today)


def my_tasks(who: Person, today: date) -> list[TaskLine]:
    """Return the tasks one owns in plans in force, what is late or due first; two queries."""
    rows = Task.objects.filter(
        owner_account_id=who.account_id, review="accepted", plan__status=IN_FORCE, plan__in=Plan.objects.visible_to(who)
    ).filter(Exists(Occurrence.objects.filter(_OPEN, task_id=OuterRef("pk"))))
    far = date.max
    return sorted(_lines(rows, today), key=lambda line: (line.now.due_on or far) if line.now else far)


def _lines(rows: Iterable[Task], today: date) -> list[TaskLine]:
    tasks = list(rows)
    by_task: dict[int, list[Occurrence]] = {one.id: [] for one in tasks}
    found = Occurrence.objects.filter(task_id__in=by_task).order_by("first_day", "id")
    for row in found:
        by_task[row.task_id].append(row)
    made = []
    for one in tasks:
        times = by_task[one.id]
        waiting = [row for row in times if row.closed_at is None]
        late = [row for row in waiting if row.due_on is not None and row.due_on < today]
        now = waiting[0] if waiting else times[-1] if times else None
        done = sum(row.state == "done" for row in times)
        made.append(TaskLine(one, now, len(late), done, len(times)))
    return made


def occurrences_of(task_id: int) -> list[Occurrence]:
    """Return every time a task is to be done, in order; the task was asked for through `task`."""
    return list(Occurrence.objects.filter(task_id=task_id).order_by("first_day", "id"))


def entries_of(task_id: int) -> list[Entry]:
    """Return all that was said and shown of a task, newest first."""
    rows = Entry.objects.filter(task_id=task_id).select_related("occurrence", "answers").order_by("-at", "-id")
    return list(rows)


def matters_of(plan_id: int) -> list[Entry]:
    """Return the difficulties and proposals of a plan nobody has answered, oldest first."""
    rows = Entry.objects.filter(plan_id=plan_id, kind__in=["difficulty", "proposal"], answered_by__isnull=True)
    return list(rows.select_related("task").order_by("at"))


def alerts(who: Person, *, most: int = 30) -> list[Alert]:
    """Return what this officer was told and has not taken note of, newest first."""
    rows = Alert.objects.filter(account_id=who.account_id, noted_at=None, plan__in=Plan.objects.visible_to(who))
    return list(rows.select_related("task", "target", "plan").defer("plan__lines").order_by("-at")[:most])


def waiting_count(who: Person) -> int:
    """Return how much waits for this officer: alerts not noted; one query."""
    return Alert.objects.filter(account_id=who.account_id, noted_at=None).count()
