"""Files of a draft: its owner's, and once it is sent those of his organisation who answer a supplement through it.

`forms` is a sibling, so its table is named here in SQL only.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from motcua.identity.queries import Person
from motcua.platform.errors import NotFound, StepNotAllowed


def restrict(rows: QuerySet[Any], who: Person | None) -> QuerySet[Any]:
    """Keep the files of drafts this account owns, or its organisation has sent; nobody owns none."""
    if who is None:
        return rows.none()
    his = RawSQL(
        "SELECT id FROM draft WHERE account_id = %s OR (submitted_at IS NOT NULL AND organisation_id = %s)", _told(who)
    )
    return rows.filter(holder_id__in=his)


def _told(who: Person) -> list[int | None]:
    return [who.account_id, who.organisation_id]


def closed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the files of drafts that are closed and were never sent."""
    return rows.filter(
        holder_id__in=RawSQL("SELECT id FROM draft WHERE closed_at IS NOT NULL AND submitted_at IS NULL", [])
    )


def hold(who: Person, draft_id: int, *, after_submission: bool = False) -> None:
    """Lock a draft of this person until the transaction ends, so that counts stay true and nothing is sent meanwhile.

    Raises NotFound when it is not his, StepNotAllowed when it is closed, or already sent
    (unless `after_submission`: a supplement is answered through the same draft).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT submitted_at IS NOT NULL, closed_at IS NOT NULL FROM draft WHERE id = %s"
            " AND (account_id = %s OR (submitted_at IS NOT NULL AND organisation_id = %s)) FOR UPDATE",
            [draft_id, *_told(who)],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("no such draft")
    is_submitted, is_closed = row
    if is_closed or (is_submitted and not after_submission):
        raise StepNotAllowed("the draft takes no more files", act="attach")
