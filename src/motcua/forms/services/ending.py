"""The end of a draft: it became a dossier, the person gave it up, or its procedure is no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog
from django.db import transaction

from motcua.forms.models import CLOSED_BY_OWNER, Draft, DraftPatch
from motcua.forms.services.rows import locked
from motcua.identity.queries import Person
from motcua.platform.errors import NotFound

log = structlog.get_logger()


@transaction.atomic
def close(who: Person, draft_id: int, *, reason: str = CLOSED_BY_OWNER, now: datetime) -> None:
    """Close one of the person's drafts; its answers are kept. `reason` is a sentence the person reads."""
    row = locked(who, draft_id)
    row.closed_at, row.closed_reason = now, reason[:200]
    row.save(update_fields=["closed_at", "closed_reason"])
    log.info("draft.closed", draft=row.id)


@transaction.atomic
def erase(who: Person, draft_id: int) -> None:
    """Delete what was typed in a draft that is closed and was never sent; NotFound for any other."""
    row = (
        Draft.objects.select_for_update()
        .filter(pk=draft_id, account_id=who.account_id, submitted_at=None, closed_at__isnull=False)
        .first()
    )
    if row is None:
        raise NotFound("no such closed draft", draft=draft_id)
    row.closed_reason, row.answers, row.rebased = CLOSED_BY_OWNER, {}, []
    row.save(update_fields=["closed_reason", "answers", "rebased"])
    drop_values(draft_id)
    log.info("draft.erased", draft=row.id)


@transaction.atomic
def close_all(*, subject: str, reason: str, now: datetime, unit_ids: Collection[int] | None = None) -> int:
    """Close every open draft of an abolished procedure, answers kept; return how many. For background work."""
    rows = Draft.objects.filter(subject=subject, submitted_at=None, closed_at=None)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    count = rows.update(closed_at=now, closed_reason=reason[:200])
    log.info("draft.all_closed", procedure=subject, count=count)
    return count


@transaction.atomic
def forget(draft_ids: Collection[int], *, now: datetime) -> None:
    """Close open drafts and delete what was typed in them. For background work."""
    rows = Draft.objects.filter(pk__in=draft_ids, submitted_at=None)
    rows.update(closed_at=now, closed_reason=CLOSED_BY_OWNER, answers={}, rebased=[])
    for draft_id in rows.values_list("pk", flat=True):
        drop_values(draft_id)


@transaction.atomic
def mark_submitted(who: Person, draft_id: int, *, now: datetime) -> None:
    """The draft has become a dossier, which holds the answers now: the draft keeps none."""
    row = locked(who, draft_id)
    row.submitted_at, row.answers, row.rebased = now, {}, []
    row.save(update_fields=["submitted_at", "answers", "rebased"])
    drop_values(draft_id)


def drop_values(draft_id: int) -> int:
    """Let the patches of a draft keep key, time, source and seconds, but no value; return how many lost theirs."""
    return DraftPatch.objects.filter(draft_id=draft_id, value__isnull=False).update(value=None)
