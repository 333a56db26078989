"""Books (sổ): one table reserves numbers of forms and outgoing decisions, per unit, register and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml

from motcua.dossiers.models import BookEntry, Dossier
from motcua.platform.serials import next_number


@dataclass(frozen=True)
class Number:
    """A reserved number: its value within the year, the sign behind it, and both as printed ("05/TNHS")."""

    value: int
    sign: str

    @property
    def text(self) -> str:
        """Zero-padded below 10 (rules section 10).

        >>> Number(5, "TNHS").text
        '05/TNHS'
        """
        return f"{self.value:02d}/{self.sign}"


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    rows = yaml.safe_load((Path(__file__).parents[1] / "data" / "registers.yaml").read_text("utf-8"))
    return {row["register"]: row["sign"] for row in rows}


def reserve(dossier: Dossier, unit_id: int, register: str, *, now: datetime, sign: str = "") -> Number:
    """Reserve the next number of a register for a dossier; restarts each year.

    `sign` is printed behind the number of a register that a pack names and our own table does not know.
    Numbers have no gap: the series stays locked to the end of the transaction, so a
    refused act gives its number back.
    """
    number = Number(next_number(f"book/{unit_id}/{register}/{now.year}"), sign or _signs()[register])
    BookEntry.objects.create(
        unit_id=unit_id,
        register=register,
        year=now.year,
        number=number.value,
        text=number.text,
        dossier=dossier,
        reserved_at=now,
    )
    return number


def void(dossier: Dossier, text: str, *, reason: str, by: int, now: datetime, register: str | None = None) -> bool:
    """Mark a number of a dossier as not used; it stays in the book with the reason. False when it was not there."""
    rows = BookEntry.objects.filter(dossier=dossier, text=text, voided_at=None)
    if register is not None:
        rows = rows.filter(register=register)
    entry = rows.order_by("-reserved_at").first()
    if entry is None:
        return False
    entry.voided_at, entry.voided_by, entry.void_reason = now, by, reason[:500]
    entry.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return True
