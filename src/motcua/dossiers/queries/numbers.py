"""Books as they read: every number of a register and year, used or voided with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml

from motcua.dossiers.models import BookEntry
from motcua.identity.queries import Person

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """A line of a book; `code` and `title` are of the dossier the number was taken for."""

    number: int
    text: str
    code: str
    title: str
    reserved_at: datetime
    voided_at: datetime | None
    void_reason: str


@lru_cache(maxsize=1)
def registers() -> dict[str, str]:
    """Return the names of the books by register."""
    rows = yaml.safe_load((Path(__file__).parents[1] / "data" / "registers.yaml").read_text("utf-8"))
    return {row["register"]: row["name"] for row in rows}


def book(
    who: Person, register: str, year: int, *, unit_id: int | None = None, below: int | None = None
) -> tuple[list[Entry], int | None]:
    """Return a page of a book, newest first, and the number the next page is below; one query.

    Numbers of dossiers this person may not see are left out: gaps in what he reads are no gaps in the book.
    """
    rows = BookEntry.objects.visible_to(who).filter(register=register, year=year)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if below is not None:
        rows = rows.filter(number__lt=below)
    found = list(rows.select_related("dossier").order_by("-number", "unit_id")[: PAGE + 1])
    shown = [
        Entry(r.number, r.text, r.dossier.code, r.dossier.title, r.reserved_at, r.voided_at, r.void_reason)
        for r in found[:PAGE]
    ]
    return shown, shown[-1].number if len(found) > PAGE else None
