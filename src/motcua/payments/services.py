"""The only writers of obligations and payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from motcua.payments.models import Obligation, Payment
from motcua.payments.rules import Line, Settled, settle, total
from motcua.platform.errors import Invalid


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
    paid = Payment.objects.filter(dossier_id=dossier_id).aggregate(sum=Sum("amount"))["sum"]
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
