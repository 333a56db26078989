"""The only writer of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from motcua.identity.queries import Person
from motcua.notifications.models import Notice
from motcua.notifications.queries import NoticeView, to


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


def mark_read(who: Person, shown: Iterable[NoticeView], *, now: datetime) -> None:
    """Remember that these notices have been shown to a person, or to one who acts for the organisation of the box.

    The first time counts; one statement, none when nothing shown is new.
    """
    if new := [notice.id for notice in shown if notice.is_new]:
        Notice.objects.filter(to(who), id__in=new, read_at=None).update(read_at=now)
