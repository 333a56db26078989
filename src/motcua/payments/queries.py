"""The read side of payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from motcua.payments.models import Obligation, Payment


@dataclass(frozen=True)
class ObligationView:
    """What a dossier owes: lines as they were fixed, total or None, and when it was settled."""

    id: int
    lines: tuple[dict[str, Any], ...]
    amount: Decimal | None
    settled_at: datetime | None
    waived_reason: str

    @property
    def owes(self) -> bool:
        """Whether money, or the word of an officer about it, is still wanted."""
        return self.settled_at is None


@dataclass(frozen=True)
class PaymentView:
    """One payment with its receipt."""

    amount: Decimal
    receipt_number: str
    channel: str
    paid_at: datetime


def obligation_of(dossier_id: int) -> ObligationView | None:
    """Return what a dossier owes, or None when it owes nothing by rule; one query."""
    return obligations_of([dossier_id]).get(dossier_id)


def obligations_of(dossier_ids: Collection[int]) -> dict[int, ObligationView]:
    """Return what each of these dossiers owes; those that owe nothing by rule are left out. One query."""
    return {
        row.dossier_id: ObligationView(row.id, tuple(row.lines), row.amount, row.settled_at, row.waived_reason)
        for row in Obligation.objects.filter(dossier_id__in=dossier_ids)
    }


def payments_of(dossier_id: int) -> list[PaymentView]:
    """Return the payments of a dossier, oldest first; one query."""
    rows = Payment.objects.filter(dossier_id=dossier_id).order_by("paid_at", "id")
    return [PaymentView(p.amount, p.receipt_number, p.channel, p.paid_at) for p in rows]


@dataclass(frozen=True)
class Taken:
    """One payment an officer took, as his cash sheet lists it."""

    id: int
    dossier_id: int
    amount: Decimal
    receipt_number: str
    paid_at: datetime


def taken_by(account_id: int, begins: datetime, ends: datetime) -> list[Taken]:
    """Return what an officer took at the counter between two instants, oldest first; one query."""
    rows = Payment.objects.filter(taken_by=account_id, channel="counter", paid_at__range=(begins, ends))
    return [Taken(p.id, p.dossier_id, p.amount, p.receipt_number, p.paid_at) for p in rows.order_by("paid_at", "id")]
