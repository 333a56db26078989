"""Money given back at the counter: the form that pays it out, and the list of what is owed and what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.desk.known import person_views, proof_of, signature_view
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.refunds import RefundRow, refunds_seen
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import refunding
from motcua.dossiers.timeline import REFUND_GROUNDS
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.payments import queries as payments
from motcua.payments.queries import RefundView
from motcua.platform.clock.now import ZONE
from motcua.platform.clock.now import now as the_time
from motcua.platform.text import date_vi, instant_vi, money
from motcua.web.fields import FieldView
from motcua.web.routes import permitted

_SHOWN = timedelta(days=31)  # paid out longer ago than that is found at its dossier and in the book


def told(_who: Person, page: Page) -> list[str]:
    """Return how much and why; the sum is not typed here."""
    owed = payments.open_refund(page.id)
    if owed is None:
        return []
    why = REFUND_GROUNDS.get(owed.ground, owed.ground)
    lines = [f"Trả lại {money(owed.amount)}: {why}. Số tiền đã ghi khi hồ sơ dừng hoặc chuyển, không sửa ở đây."]
    return lines + ([owed.note] if owed.note else [])


def views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    """Ask who takes it, how he was known and how he signed."""
    filed_by = next((p.name for p in page.parties if p.role == "submitter"), "")
    return [*person_views(typed, filed_by, "nhận tiền"), signature_view(typed)]


def pay(
    page: Page, typed: dict[str, str], *, who: Any, now: datetime, seen: int | None, files_sent: Mapping[str, Any]
) -> Any:
    """Pay it out as typed."""
    return refunding.pay_refund(
        page.code,
        receiver=typed.get("receiver", ""),
        proof=proof_of(typed),
        mandate_scan=files_sent.get("mandate_scan"),
        signature=files_sent.get("signature"),
        who=who,
        now=now,
        seen=seen,
    )


def refund_words(one: RefundView) -> tuple[str, str]:
    """Return one refund as a line beside the fee."""
    if one.paid_at is None:
        return "Phải trả lại", f"{money(one.amount)}, chưa trả"
    day = date_vi(one.paid_at.astimezone(ZONE).date())
    return "Đã trả lại", f"{money(one.amount)} cho {one.receiver}, {day}, phiếu {one.voucher_number}"


@permitted("dossiers.receive")
@require_GET
def refunds_page(request: Request) -> HttpResponse:
    """Show what is owed back and to whom, and what was paid out in the last month."""
    at = the_time()
    found = refunds_seen(request.who, since=at - _SHOWN)
    context = {
        "owed_columns": _columns(_OWED),
        "owed": [_owed(row) for row in found.owed],
        "total": money(sum(row.refund.amount for row in found.owed)),
        "paid_columns": _columns(_PAID),
        "paid": [_paid(row) for row in found.paid],
    }
    return render(request, "desk/refunds.html", context)


_OWED = ("Người nộp", "Điện thoại", "Thủ tục", "Mã hồ sơ", "Vì sao", "Từ ngày", "Số tiền")
_PAID = ("Số phiếu", "Lúc", "Người nhận", "Mã hồ sơ", "Vì sao", "Số tiền")
_SIGNED = {"paper": "ký sổ", "thumb": "điểm chỉ", "drawn": "ký bảng"}


def _columns(labels: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"label": label, "is_number": label == "Số tiền"} for label in labels]


def _owed(row: RefundRow) -> list[Any]:
    one = row.refund
    pay = {"text": money(one.amount), "url": reverse("desk:act", args=[row.code, Act.PAY_REFUND.value])}
    since = date_vi(one.owed_at.astimezone(ZONE).date())
    return [row.person, row.phone, row.title, _link(row), REFUND_GROUNDS.get(one.ground, one.ground), since, pay]


def _paid(row: RefundRow) -> list[Any]:
    one = row.refund
    at = instant_vi(one.paid_at) if one.paid_at else ""
    receiver = f"{one.receiver}, {_SIGNED.get(one.signed_by, '')}".strip(", ")
    why = REFUND_GROUNDS.get(one.ground, one.ground)
    return [one.voucher_number, at, receiver, _link(row), why, money(one.amount)]


def _link(row: RefundRow) -> dict[str, str]:
    return {"text": row.code, "url": reverse("desk:dossier", args=[row.code])}
