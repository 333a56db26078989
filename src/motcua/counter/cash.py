"""The end of a shift: the money in the drawer against the receipts (chốt thu trong ca)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction

from motcua.counter.models import CashSheet
from motcua.counter.visits import my_counter
from motcua.dossiers.models import Dossier, Party
from motcua.identity.queries import Person
from motcua.payments import queries as payments
from motcua.payments.queries import Taken
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Conflict, Invalid


@dataclass(frozen=True)
class CashLine:
    """One receipt of the day, or one refund: then its amount is below zero and its number that of the voucher."""

    payment: Taken
    code: str
    title: str
    name: str


@dataclass(frozen=True)
class CashDay:
    """What an officer took on a day; `sheet` once it was counted, `later` what came after that."""

    lines: tuple[CashLine, ...]
    sheet: CashSheet | None
    later: tuple[CashLine, ...]

    @property
    def expected(self) -> Decimal:
        return sum((line.payment.amount for line in self.lines), Decimal(0))


def cash_day(who: Person, on: date) -> CashDay:
    """Return the money this officer took and gave back at his counter on a day; five queries."""
    unit, _ = my_counter(who, on)
    day = datetime.combine(on, time.min, ZONE), datetime.combine(on, time.max, ZONE)
    taken = [*payments.taken_by(who.account_id, *day), *payments.paid_out_by(who.account_id, *day)]
    taken.sort(key=lambda one: (one.paid_at, one.id))
    ids = {one.dossier_id for one in taken}
    dossiers = Dossier.objects.visible_to(who).in_bulk(ids)
    names = dict(
        Party.objects.visible_to(who).filter(dossier_id__in=ids, role="submitter").values_list("dossier_id", "name")
    )
    lines = tuple(
        CashLine(
            one,
            dossiers[one.dossier_id].code if one.dossier_id in dossiers else "",
            dossiers[one.dossier_id].title if one.dossier_id in dossiers else "",
            names.get(one.dossier_id, ""),
        )
        for one in taken
    )
    sheet = CashSheet.objects.filter(account_id=who.account_id, unit_id=unit, day=on).first()
    counted = {row["id"] for row in sheet.receipts} if sheet else set()
    later = tuple(line for line in lines if sheet and str(line.payment.id) not in counted)
    return CashDay(lines, sheet, later)


@transaction.atomic
def close(who: Person, *, counted: Decimal, note: str, now: datetime) -> CashSheet:
    """Close the day's money: what was counted against what the receipts say; a difference needs its reason.

    Where more was given back than taken, what is counted is below zero: the drawer's float paid it.
    Raises Invalid (`counted`, `note`), Conflict when the day is closed already.
    """
    on = now.astimezone(ZONE).date()
    day = cash_day(who, on)
    if day.sheet is not None:
        raise Conflict("the day is closed", why="closed")
    if counted < min(Decimal(0), day.expected):
        raise Invalid(faults=("counted",))
    if counted != day.expected and not note.strip():
        raise Invalid(faults=("note",))
    unit, _ = my_counter(who, on)
    return CashSheet.objects.create(
        account_id=who.account_id,
        unit_id=unit,
        day=on,
        expected=day.expected,
        counted=counted,
        note=note.strip()[:300],
        receipts=[{"id": str(line.payment.id), "amount": int(line.payment.amount)} for line in day.lines],
        closed_at=now,
    )
