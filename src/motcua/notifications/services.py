"""The only writer of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from motcua.notifications.models import Notice


def tell(
    person_ids: Iterable[int], code: str, *, dossier_id: int | None, facts: dict[str, Any], once: str, now: datetime
) -> None:
    """Put a notice into the accounts of some people; the same news (`once`) is never told twice to one person."""
    Notice.objects.bulk_create(
        [
            Notice(person_id=p, dossier_id=dossier_id, code=code, facts=facts, at=now, once=f"{once}:{p}")
            for p in sorted(set(person_ids))
        ],
        ignore_conflicts=True,
    )


def mark_read(person_id: int, *, now: datetime) -> None:
    """Remember that a person has seen his notices."""
    Notice.objects.filter(person_id=person_id, read_at=None).update(read_at=now)
