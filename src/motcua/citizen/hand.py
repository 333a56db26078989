"""What a person may do with his dossier himself while it is under way: another number, more days, withdraw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.citizen.receipt import page_of
from motcua.citizen.words import here, phone_words
from motcua.documents import queries as documents
from motcua.dossiers import extensions
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.services import contacting, extending, withdrawing
from motcua.forms.engine.model import Field
from motcua.forms.engine.types import kind_of
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.payments import queries as payments
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid, StepNotAllowed
from motcua.platform.text import date_vi, money
from motcua.web.fields import DateParts, FieldView
from motcua.web.routes import signed_in

MAY_WITHDRAW = frozenset(
    {Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT}
)
_PHONE = Field("phone", "Số điện thoại mới", "phone", "")
_DAY = Field("wished_on", "Bạn xin bổ sung chậm nhất hết ngày nào?", "date", "")
_BOXES = ("day", "month", "year")


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def phone(request: Request, code: str) -> HttpResponse:
    """Take another number to call this person about this dossier."""
    who, at = request.who, now()
    page = page_of(request, code)
    mine = contacting.own_parties(page.id, who)
    if page.status in FINAL or not mine:
        raise StepNotAllowed("the number can no longer be changed", status=page.status)
    typed, error = request.POST.get("phone", "").strip()[:40], ""
    if request.method == "POST":
        told = kind_of(_PHONE.type).read(_PHONE, _PHONE.key, {"phone": (typed,)}, at.date())
        if told.problems or not told.value:
            error = told.problems[0].message if told.problems else "Điền số điện thoại."
        else:
            contacting.change_phone(page.code, phone=str(told.value), who=who, now=at)
            return redirect("citizen:dossier", code=page.code)
    field = FieldView("phone", "phone", _PHONE.label, typed, error=error, width=20, autocomplete="tel")
    kept = next((party.phone for party in mine if party.phone), "")
    context = {"page": page, "fields": [field], "kept": phone_words(kept)}
    return render(request, "citizen/phone.html", context, status=422 if error else 200)


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def more_days(request: Request, code: str) -> HttpResponse:
    """Ask for more days to answer a supplement, before its deadline; the office grants or refuses."""
    at = now()
    page = page_of(request, code)
    chance = extensions.chance(request.who, page, now=at)
    if chance is None or chance.why_not:
        raise StepNotAllowed("no more days can be asked for", why=chance.why_not if chance else "nothing_asked")
    typed = {name: request.POST.get(name, "").strip()[:1000] for name in ("reason", *_day_names())}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _asked_for(request, page, typed, at, chance)
        if not errors:
            return redirect("citizen:dossier", code=page.code)
    hint = f"Sau ngày {date_vi(chance.deadline)}, muộn nhất {date_vi(chance.latest)}"
    fields = [
        FieldView(
            "textarea", "reason", "Vì sao bạn cần thêm ngày?", typed["reason"], error=errors.get("reason", ""),
            max_length=extensions.MOST_WORDS,
        ),
        FieldView(
            "date", _DAY.key, _DAY.label, DateParts(*(typed[name] for name in _day_names())), hint=hint,
            error=errors.get(_DAY.key, ""),
        ),
    ]  # fmt: skip
    context = {"page": page, "fields": fields, "deadline": date_vi(chance.deadline)}
    return render(request, "citizen/more_days.html", context, status=422 if errors else 200)


def _day_names() -> tuple[str, ...]:
    return tuple(f"{_DAY.key}-{box}" for box in _BOXES)


def _asked_for(
    request: Request, page: Page, typed: dict[str, str], at: datetime, chance: extensions.Chance
) -> dict[str, str]:
    """Send the request; return what stands at its boxes instead when it cannot be sent."""
    posted = {name: (text,) for name, text in typed.items()}
    told = kind_of(_DAY.type).read(_DAY, _DAY.key, posted, at.date())
    wished = date.fromisoformat(str(told.value)) if told.value and not told.problems else None
    errors: dict[str, str] = {}
    if wished is None:
        errors[_DAY.key] = told.problems[0].message if told.problems else "Điền ngày bạn xin đến."
    if not typed["reason"]:
        errors["reason"] = "Ghi lý do để cán bộ xem và trả lời bạn."
    if errors or wished is None:
        return errors
    try:
        extending.ask_more_days(page.code, reason=typed["reason"], wished_on=wished, who=request.who, now=at)
    except Invalid as refusal:
        sentences = {
            ("reason", "too_long"): f"Ghi ngắn lại, không quá {extensions.MOST_WORDS} ký tự.",
            ("wished_on", "not_later"): f"Chọn một ngày sau hạn hiện nay, {date_vi(chance.deadline)}.",
            ("wished_on", "past"): "Ngày này đã qua.",
            ("wished_on", "too_late"): f"Muộn nhất xin được đến hết ngày {date_vi(chance.latest)}.",
        }
        return {field: sentences.get((field, why), "Xem lại ô này giúp.") for field, why in refusal.faults}
    return {}


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, code: str) -> HttpResponse:
    """Ask to stop the dossier, with a reason; what becomes of papers and money is said before."""
    at = now()
    page = page_of(request, code)
    if page.status not in MAY_WITHDRAW:
        raise StepNotAllowed("too late to withdraw", status=page.status)
    reason = request.POST.get("reason", "").strip()[:500]
    error = ""
    if request.method == "POST":
        if reason:
            withdrawing.ask_withdrawal(page.code, reason=reason, who=request.who, now=at)
            return redirect("citizen:dossier", code=page.code)
        error = "Ghi lý do bạn rút hồ sơ."
    field = FieldView("textarea", "reason", "Lý do rút hồ sơ", reason, error=error, max_length=500)
    context = {"page": page, "fields": [field], "facts": what_becomes(request, page, at)}
    return render(request, "citizen/withdraw.html", context, status=422 if error else 200)


def what_becomes(request: Request, page: Page, at: datetime) -> list[dict[str, str]]:
    """Say what a withdrawal means for time, papers and money of this dossier."""
    receiving = identity.unit_view(page.receiving_unit_id, at.date())
    call = phone_words(str(receiving.contact.get("phone", "")))
    files = [f for f in documents.files_of(request.who, ("dossier", page.id)) if f.kind == "component"]
    rows = [
        {
            "label": "Trong lúc chờ trả lời",
            "value": "Chúng tôi dừng giải quyết. Không đồng ý thì hồ sơ đi tiếp từ chỗ cũ và bạn đọc được lý do.",
        },
        {
            "label": "Bản chính đã đưa, nếu có",
            "value": f"Được trả lại tại {receiving.name}. Mang giấy tiếp nhận hoặc đọc mã hồ sơ.",
        },
    ]
    if files:
        told = f"{len(files)} tệp vẫn nằm trong hồ sơ đã dừng; bạn vẫn xem và tải lại được ở trang hồ sơ."
        rows.append({"label": "Tệp đã gửi", "value": told})
    rows.append({"label": "Phí, lệ phí", "value": money_words(page, call)})
    rows.append({"label": "Sau này cần lại", "value": "Nộp hồ sơ mới; hồ sơ đã rút không mở lại được."})
    return rows


def money_words(page: Page, call: str) -> str:
    """Say what happens to the money of a dossier that is withdrawn; nobody is promised it back."""
    owed = payments.obligation_of(page.id)
    paid = payments.payments_of(page.id)
    if paid:
        numbers = ", ".join(p.receipt_number for p in paid)
        ask = f" Hỏi số {call}." if call else ""
        return (
            f"Bạn đã nộp {money(sum(p.amount for p in paid))}, biên lai {numbers} ngày "
            f"{date_vi(here(paid[-1].paid_at).date())}. Có được trả lại hay không tùy quy định của từng khoản thu; "
            f"Trung tâm trả lời khi xem đề nghị này.{ask}"
        )
    if owed is None or owed.amount == 0:
        return "Hồ sơ này không phải nộp khoản nào."
    return "Bạn chưa nộp khoản nào. Được đồng ý cho rút thì không phải nộp."


def hand_links(page: Page, *, has_party: bool) -> list[dict[str, Any]]:
    """Return what the person may do with the dossier now, as links."""
    links = [{"label": "In toàn bộ hồ sơ", "url": reverse("citizen:print", args=[page.code])}]
    if page.status not in FINAL and has_party:
        links.append({"label": "Đổi số điện thoại liên hệ", "url": reverse("citizen:phone", args=[page.code])})
    if page.status in MAY_WITHDRAW:
        links.append({"label": "Xin rút hồ sơ", "url": reverse("citizen:withdraw", args=[page.code])})
    return links
