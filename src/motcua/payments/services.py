"""The only writers of obligations and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from motcua.payments.models import Obligation, Payment, Refund
from motcua.payments.queries import OPEN, held
from motcua.payments.rules import Line, Settled, settle, total
from motcua.platform.errors import Conflict, Invalid


@transaction.atomic
def owe(dossier_id: int, lines: Sequence[Line], *, now: datetime) -> None:
    """Fix what a dossier owes, as shown on the check page; a total of 0 is settled at once, no line owes nothing."""
    if not lines:
        return
    amount = total(lines)
    Obligation.objects.create(
        dossier_id=dossier_id,
        lines=_as_data(lines),
        amount=amount,
        fixed_at=now,
        settled_at=now if amount == 0 else None,
    )


@transaction.atomic
def settle_again(dossier_id: int, lines: Sequence[Line], *, now: datetime) -> Settled:
    """Let a dossier owe what another procedure takes, less what was paid; money paid too much is named to give back.

    An obligation once fixed is changed, never removed: where nothing is owed any more it says so.
    """
    cancelled = Refund.objects.filter(OPEN, dossier_id=dossier_id)  # nobody came for it: it counts as paid again
    cancelled.update(cancelled_at=now)
    taken = Payment.objects.filter(dossier_id=dossier_id).aggregate(sum=Sum("amount"))["sum"]
    paid = None if taken is None else held(dossier_id)
    settled = settle(paid=paid, new=total(lines), owes=bool(lines))
    obligation = Obligation.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if obligation is None:
        owe(dossier_id, lines, now=now)
        return settled
    obligation.lines = _as_data(lines)
    if paid:
        credit = Line("Đã nộp theo thủ tục trước", -paid, note="trừ vào số phải nộp")
        obligation.lines += _as_data([credit])
    obligation.fixed_at, obligation.waived_reason = now, ""
    owed = settled.amount if settled.outcome in {"owes_new", "owes_rest"} else Decimal(0)
    obligation.amount = None if settled.outcome == "unknown" else owed
    obligation.settled_at = now if obligation.amount == 0 else None
    obligation.save()
    return settled


def _as_data(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "label": line.label,
            "amount": None if line.amount is None else int(line.amount),
            "quantity": line.quantity,
            "legal": line.legal,
            "note": line.note,
        }
        for line in lines
    ]


@transaction.atomic
def owe_back(dossier_id: int, amount: Decimal, *, ground: str, note: str, now: datetime) -> Decimal:
    """Owe money back for a dossier; return how much is owed now, together with what nobody came for yet.

    Never more than was paid and not given back: Invalid ("refund").
    """
    if not 0 < amount <= held(dossier_id):
        raise Invalid(faults=("refund",))
    row = Refund.objects.select_for_update().filter(OPEN, dossier_id=dossier_id).first()
    if row is None:
        row = Refund(dossier_id=dossier_id, amount=Decimal(0), owed_at=now)
    row.amount += amount
    row.ground, row.note = ground, " ".join(filter(None, (row.note, note.strip())))[:300]
    row.save()
    return row.amount


@dataclass(frozen=True)
class Hands:
    """Into whose hand money goes, how he was known and how he signed (the words of a result's return)."""

    receiver: str
    proof: str
    proof_text: str
    signed_by: str
    mandate: dict[str, str] | None = None
    mandate_file_id: int | None = None
    witness: str = ""
    signature_file_id: int | None = None


@transaction.atomic
def pay_back(dossier_id: int, hands: Hands, *, voucher_number: str, paid_by: int, now: datetime) -> Decimal:
    """Pay out what a dossier is owed back, all of it; return the amount. Conflict when somebody has paid it."""
    row = Refund.objects.select_for_update().filter(OPEN, dossier_id=dossier_id).first()
    if row is None:
        raise Conflict("nothing is owed back")
    row.paid_at, row.paid_by, row.voucher_number = now, paid_by, voucher_number
    for name, value in vars(hands).items():
        setattr(row, name, value)
    row.save()
    return row.amount


@transaction.atomic
def say_amount(dossier_id: int, amount: Decimal, reason: str, *, now: datetime) -> None:
    """Let an officer say an amount the data left open (or 0: nothing is due), with the ground for it."""
    obligation = Obligation.objects.select_for_update().get(dossier_id=dossier_id)
    if obligation.settled_at is not None:
        raise Invalid(faults=("already_settled",))
    if amount < 0 or not reason.strip():
        raise Invalid(faults=("amount_needs_ground",))
    obligation.amount = amount
    obligation.waived_reason = reason if amount == 0 else ""
    obligation.settled_at = now if amount == 0 else None
    obligation.save()


@transaction.atomic
def take(
    dossier_id: int,
    *,
    amount: Decimal,
    channel: str,
    receipt_number: str,
    reference: str,
    taken_by: int | None,
    now: datetime,
) -> bool:
    """Record money taken for a dossier and settle what it owed; False if this `reference` was recorded before.

    The receipt must be for the whole amount: part payments do not exist at a commune's counter.
    """
    obligation = Obligation.objects.select_for_update().get(dossier_id=dossier_id)
    if Payment.objects.filter(reference=reference).exists():
        return False
    faults = []
    if obligation.settled_at is not None:
        faults.append("already_settled")
    if obligation.amount is None or amount != obligation.amount:
        faults.append("amount_differs")
    if not receipt_number.strip():
        faults.append("receipt_missing")
    if faults:
        raise Invalid(faults=tuple(faults))
    Payment.objects.create(
        obligation=obligation,
        dossier_id=dossier_id,
        amount=amount,
        channel=channel,
        receipt_number=receipt_number.strip(),
        reference=reference,
        paid_at=now,
        taken_by=taken_by,
    )
    obligation.settled_at = now
    obligation.save(update_fields=["settled_at"])
    return True
