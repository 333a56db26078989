"""The only writer of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from motcua.identity.queries import Person
from motcua.notifications.models import Notice
from motcua.notifications.queries import to


def tell(
    person_ids: Iterable[int],
    code: str,
    *,
    organisation_ids: Iterable[int] = (),
    dossier_id: int | None,
    facts: dict[str, Any],
    once: str,
    now: datetime,
) -> None:
    """Put a notice into the boxes of people and organisations; the same news (`once`) is never told twice to one."""
    told = {"dossier_id": dossier_id, "code": code, "facts": facts, "at": now}
    Notice.objects.bulk_create(
        [
            *(Notice(person_id=p, once=f"{once}:{p}", **told) for p in sorted(set(person_ids))),
            *(Notice(organisation_id=o, once=f"{once}:{o}", **told) for o in sorted(set(organisation_ids))),
        ],
        ignore_conflicts=True,
    )


def mark_read(who: Person, *, now: datetime) -> None:
    """Remember that the notices of a person, or of the organisation he acts for, have been seen."""
    Notice.objects.filter(to(who), read_at=None).update(read_at=now)
