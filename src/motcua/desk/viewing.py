"""Papers as the desk shows them: one at a time beside the answers, the others a link away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from motcua.documents.queries import FileRow


@dataclass(frozen=True)
class Paper:
    """A file ready to be looked at; `view` is its cleaned rendition, `original` the download."""

    id: str
    slot: str
    title: str
    note: str
    view: str
    original: str
    is_pdf: bool


def paper_of(row: FileRow, title: str = "") -> Paper:
    """Return how a file is shown: under the name of the component it fills, else under its own."""
    is_pdf = row.content_type == "application/pdf"
    return Paper(
        id=str(row.id),
        slot=row.slot,
        title=title or row.name,
        note=f"{row.pages} trang" if is_pdf else "ảnh",
        view=reverse("documents:view", args=[row.id]),
        original=reverse("documents:original", args=[row.id]),
        is_pdf=is_pdf,
    )


def chosen(papers: Sequence[Paper], wanted: str) -> Paper | None:
    """Return the paper somebody asked for, else the first one."""
    return next((p for p in papers if p.id == wanted), papers[0] if papers else None)
