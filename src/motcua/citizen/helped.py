"""The pages of a draft while an officer stands by: he is told the step, the citizen is told what he is told."""

from __future__ import annotations

from django.urls import reverse

from motcua.citizen.known import Work
from motcua.counter import assisting
from motcua.identity import queries as identity


def helped(work: Work, *, step: int, steps: int, place: str, lacking: int | None = None) -> dict[str, str] | None:
    """Tell the officer who helps with this draft where the person is; return what the page says of him, None alone.

    One query where nobody helps.
    """
    row = assisting.helping(work.draft.id, now=work.at)
    if row is None:
        return None
    assisting.tell(row, step=step, steps=steps, place=place, lacking=lacking, now=work.at)
    label = identity.labels({row.account_id}, work.at.date()).get(row.account_id, "")
    return {"helper": label, "leave_url": reverse("citizen:assisted_leave", args=[work.draft.id])}
