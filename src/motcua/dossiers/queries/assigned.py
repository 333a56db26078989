"""Whose desk the open dossiers of a committee lie on: for the manager who covers an absence."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from motcua.dossiers.queries.board import overseen
from motcua.dossiers.queries.work import WorkRow, rows_of
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.clock.now import today

MOST = 100


@dataclass(frozen=True)
class AtWork:
    """An officer with open dossiers, and how many."""

    account_id: int
    name: str
    count: int


def at_work(who: Person) -> list[AtWork]:
    """Return the officers to whom open dossiers this person oversees are given, most first; two queries."""
    rows = (
        overseen(who)
        .filter(assignee_id__isnull=False)
        .values_list("assignee_id")
        .annotate(count=Count("dossier_id", distinct=True))
    )
    counts = dict(rows.order_by("-count"))
    names = identity.labels(set(counts), today())
    return [AtWork(account, names.get(account, ""), count) for account, count in counts.items() if account in names]


def assigned_to(who: Person, account_id: int) -> list[WorkRow]:
    """Return the open dossiers given to an officer, the earliest due first; at most a hundred."""
    found = overseen(who).filter(assignee_id=account_id).order_by("due_at", "dossier_id")
    columns = found.values_list("dossier_id", "due_at", "step", "assignee_id")[: MOST * 2]
    unique = {dossier: (due, step, assignee) for dossier, due, step, assignee in columns}
    return rows_of(who, list(unique.items())[:MOST])
