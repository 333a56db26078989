"""The read side of payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from motcua.payments.models import Obligation, Payment, Refund

OPEN = Q(paid_at=None, cancelled_at=None)


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
class RefundView:
    """Money owed back, and when it was paid out and into whose hand."""

    dossier_id: int
    amount: Decimal
    ground: str
    note: str
    owed_at: datetime
    paid_at: datetime | None
    voucher_number: str
    receiver: str
    signed_by: str


def refunds_of(dossier_id: int) -> list[RefundView]:
    """Return what is or was owed back for a dossier, oldest first, without what was cancelled; one query."""
    return _refunds(Refund.objects.filter(dossier_id=dossier_id, cancelled_at=None))


def open_refund(dossier_id: int) -> RefundView | None:
    """Return what a dossier is still owed back; one query."""
    return next(iter(_refunds(Refund.objects.filter(OPEN, dossier_id=dossier_id))), None)


def refunds(since: datetime) -> list[RefundView]:
    """Return every refund nobody came for yet, and those paid out since an instant, oldest first; one query.

    The caller shows only those of dossiers its reader sees.
    """
    return _refunds(Refund.objects.filter(OPEN | Q(paid_at__gte=since)))


def _refunds(rows: Any) -> list[RefundView]:
    return [
        RefundView(
            r.dossier_id, r.amount, r.ground, r.note, r.owed_at, r.paid_at, r.voucher_number, r.receiver, r.signed_by
        )
        for r in rows.order_by("owed_at", "id")
    ]


def held(dossier_id: int) -> Decimal:
    """Return how much of what was paid for a dossier is not given back and not owed back, in dong; two queries."""
    paid = sum((p.amount for p in payments_of(dossier_id)), Decimal(0))
    return paid - sum((r.amount for r in refunds_of(dossier_id)), Decimal(0))


@dataclass(frozen=True)
class Taken:
    """One payment an officer took, or one refund he paid out (then below zero), as his cash sheet lists it."""

    id: int
    dossier_id: int
    amount: Decimal
    receipt_number: str
    paid_at: datetime


def paid_out_by(account_id: int, begins: datetime, ends: datetime) -> list[Taken]:
    """Return what an officer gave back at the counter between two instants, below zero, oldest first; one query."""
    rows = Refund.objects.filter(paid_by=account_id, paid_at__range=(begins, ends))
    return [
        Taken(r.id, r.dossier_id, -r.amount, r.voucher_number, r.paid_at)
        for r in rows.order_by("paid_at", "id")
        if r.paid_at is not None
    ]


def taken_by(account_id: int, begins: datetime, ends: datetime) -> list[Taken]:
    """Return what an officer took at the counter between two instants, oldest first; one query."""
    rows = Payment.objects.filter(taken_by=account_id, channel="counter", paid_at__range=(begins, ends))
    return [Taken(p.id, p.dossier_id, p.amount, p.receipt_number, p.paid_at) for p in rows.order_by("paid_at", "id")]
