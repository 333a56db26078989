"""Books (sổ): one table reserves numbers of forms and outgoing decisions, per unit, register and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import Max

from motcua.dossiers import events_of_books as happened
from motcua.dossiers.models import BookEntry, BookVolume, Dossier
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden
from motcua.platform.serials import lock_series, next_number


@dataclass(frozen=True)
class Number:
    """A reserved number: its value within the year, the sign behind it, and both as printed ("05/TNHS").

    In a book bound in volumes the volume stands between (NĐ 23/2015 Điều 13: the pack's mark).
    """

    value: int
    sign: str
    volume: int | None = None
    year: int | None = None

    @property
    def text(self) -> str:
        """Zero-padded below 10 (rules section 10).

        >>> Number(5, "TNHS").text
        '05/TNHS'
        >>> Number(5, "SO", volume=1, year=2026).text
        '05 quyển số 01/2026 - SO'
        """
        if self.volume is not None:
            return f"{self.value:02d} quyển số {self.volume:02d}/{self.year} - {self.sign}"
        return f"{self.value:02d}/{self.sign}"


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    rows = yaml.safe_load((Path(__file__).parents[1] / "data" / "registers.yaml").read_text("utf-8"))
    return {row["register"]: row["sign"] for row in rows}


def reserve(
    dossier: Dossier, unit_id: int, register: str, *, now: datetime, sign: str = "", in_volumes: bool = False
) -> Number:
    """Reserve the next number of a register for a dossier; restarts each year.

    `in_volumes`: it stands in the volume that is open now. `sign` is printed behind the number of a register that a
    pack names and our own table does not know.
    Numbers have no gap: the series stays locked to the end of the transaction, so a
    refused act gives its number back.
    """
    value = next_number(f"book/{unit_id}/{register}/{now.year}")  # waits for whoever opens a volume just now
    volume = open_volume_of(unit_id, register, now.year) if in_volumes else None
    number = Number(value, sign or _signs()[register], volume, now.year)
    BookEntry.objects.create(
        unit_id=unit_id,
        register=register,
        year=now.year,
        number=number.value,
        text=number.text,
        volume=number.volume,
        dossier=dossier,
        reserved_at=now,
    )
    return number


def open_volume_of(unit_id: int, register: str, year: int) -> int:
    """Return the volume numbers go into now: 1 until the clerk opens the next."""
    last = BookVolume.objects.filter(unit_id=unit_id, register=register, year=year).aggregate(last=Max("volume"))
    return last["last"] or 1


@transaction.atomic
def open_next_volume(unit_id: int, register: str, *, after: int, who: Person, now: datetime) -> int:
    """Open the volume after `after` of this year's book of an office; the numbers run on. Return it.

    Raises Forbidden for who keeps no book there, Conflict where `after` is not the open volume or holds no number yet.
    """
    if not who.may_over("dossiers.number", unit_id):
        raise Forbidden("keeps no book of this unit", unit=unit_id)
    last = lock_series(f"book/{unit_id}/{register}/{now.year}")
    entries = BookEntry.objects.filter(unit_id=unit_id, register=register, year=now.year, volume=after)
    if open_volume_of(unit_id, register, now.year) != after or not entries.exists():
        raise Conflict("the volume is not the open one, or is empty", volume=after)
    BookVolume.objects.create(
        unit_id=unit_id, register=register, year=now.year, volume=after + 1, opened_at=now, opened_by=who.account_id
    )
    opened = happened.VolumeOpened(register, now.year, after + 1, last)
    events.record(("unit", unit_id), opened, actor=who.actor, at=now, unit_id=unit_id)
    return after + 1


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
