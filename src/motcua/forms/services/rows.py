"""One draft under its lock, and how a change of it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.forms.engine import Answers, Value, answers_to_json
from motcua.forms.models import Draft, DraftPatch
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, NotFound

_LONGEST_SECONDS = 30 * 60  # somebody who was away from the page was not filling a box


class DraftClosed(Conflict):
    """The draft was submitted or closed meanwhile; `facts["reason"]` tells which and why."""

    code = "draft_closed"


def locked(who: Person, draft_id: int) -> Draft:
    """The person's open draft, locked; NotFound for anybody else's, DraftClosed after its end."""
    # Two devices press "Tiếp tục" at once: the lock makes the second see what the first has just kept.
    row = Draft.objects.select_for_update().filter(pk=draft_id, account_id=who.account_id).first()
    if row is None:
        raise NotFound("no such draft", draft=draft_id)
    if row.submitted_at is not None or row.closed_at is not None:
        raise DraftClosed("the draft is closed", draft=draft_id, reason=row.closed_reason or "submitted")
    return row


def write(
    row: Draft, answers: Answers, patches: Mapping[str, Value | None], *, first: int, now: datetime, seconds: int
) -> None:
    """Keep the answers, and each changed one as a patch numbered from `first`; seconds are shared among them."""
    if patches:
        share, rest = divmod(max(0, min(seconds, _LONGEST_SECONDS)), len(patches))
        DraftPatch.objects.bulk_create(
            DraftPatch(
                draft_id=row.id,
                sequence=first + place,
                key=key,
                at=now,
                source=value.source if value else "",
                seconds=share + (1 if place < rest else 0),
                value=_patch_json(value),
            )
            for place, (key, value) in enumerate(patches.items())
        )
        row.sequence = first + len(patches) - 1
        row.answers = answers_to_json(answers)
    row.touched_at = now
    row.save(update_fields=["answers", "sequence", "position", "touched_at"])


def _patch_json(value: Value | None) -> Any:
    return value.to_json() if value else {"value": None}
