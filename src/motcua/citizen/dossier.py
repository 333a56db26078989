"""One dossier as its owner reads it: where it is, by when, what happened, what comes, what he may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.citizen.clockwork import clock_of
from motcua.citizen.receipt import next_steps, page_of
from motcua.citizen.words import here, stamp, status_words
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.services import withdrawing
from motcua.dossiers.timeline import timeline
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.payments import queries as payments
from motcua.platform.clock.now import now
from motcua.platform.errors import StepNotAllowed
from motcua.platform.text import date_vi, instant_vi, money
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in

_MAY_WITHDRAW = frozenset(
    {Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROCESS, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT}
)
_SLIPS = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận hồ sơ",
}


@signed_in("citizen")
@require_GET
def dossier(request: Request, code: str) -> HttpResponse:
    """Show one of the person's dossiers."""
    who, at = request.who, now()
    page = page_of(request, code)
    files = documents.files_of(who, ("dossier", page.id))
    pack = catalogue.pack_of_version(page.version_id)
    result = dossiers.result_of(who, page.id)
    phone = str(identity.unit_view(page.receiving_unit_id, at.date()).contact.get("phone", ""))
    names = {p.slot: p.name for p in page.papers if p.slot}
    filed_by = who.organisation_name or next((p.name for p in page.parties if p.role == "submitter"), "")
    context = {
        "page": page,
        "submitter": page.on_behalf or filed_by,
        "filed_by": filed_by,
        "status": status_words(page.status, asks_applicant=page.asks_applicant),
        "where": where_of(page, at),
        "clock": clock_of(page, at),
        "asked": _asked(request, page),
        "events": _events(page),
        "next": [] if page.status in FINAL else next_steps(page),
        "files": [
            {
                "title": names.get(f.slot, f.name),
                "name": f.name,
                "text": f"{f.name}, {f.pages} trang, mã kiểm {f.sha256[:8].upper()}",
                "url": reverse("documents:view", args=[f.id]),
                "link": "Xem",
            }
            for f in files
            if f.kind == "component"
        ],
        "slips": [
            {
                "title": _SLIPS.get(s.form, f"Mẫu {s.form}"),
                "note": f"PDF, số {s.number}" if s.number else "PDF",
                "url": reverse("citizen:slip", args=[page.code, s.id]),
            }
            for s in dossiers.slips_of(who, page.id)
        ],
        "groups": dossiers.answers_of(who, page),
        "fee": _fee(page),
        "result": _result(page, result, files),
        "complain": (pack.procedure.get("refusal") or {}).get("text") or "",
        "phone": phone,
        "phone_url": f"tel:{phone}",
        "may_withdraw": page.status in _MAY_WITHDRAW,
    }
    return render(request, "citizen/dossier.html", context)


def where_of(page: Page, at: datetime) -> str:
    """Say in one sentence where the dossier is, naming the office."""
    receiving = identity.unit_view(page.receiving_unit_id, at.date()).name
    handling = identity.unit_view(page.handling_unit_id, at.date()).name
    match page.status:
        case Status.SUBMITTED:
            return f"{receiving} đang kiểm tra hồ sơ"
        case Status.ACCEPTED:
            return f"{receiving} đã tiếp nhận, đang chuyển đến {handling}"
        case Status.DECLINED:
            return f"{receiving} chưa tiếp nhận hồ sơ này"
        case Status.AWAITING_SUPPLEMENT if page.asks_applicant:
            return f"{receiving} chờ bạn bổ sung"
        case Status.AWAITING_SUPPLEMENT:
            return f"{receiving} đang xem phần bạn vừa bổ sung"
        case Status.AWAITING_PAYMENT:
            return f"{receiving} chờ bạn nộp phí, lệ phí"
        case Status.WITHDRAWAL_REQUESTED:
            return f"{receiving} đang xem đề nghị rút hồ sơ của bạn"
        case Status.STOPPED:
            return "Hồ sơ đã dừng giải quyết"
        case Status.COMPLETED:
            return f"{receiving} đã có kết quả của bạn"
        case Status.RETURNED:
            return "Bạn đã nhận kết quả"
    step = page.step_name[:1].lower() + page.step_name[1:]
    return f"{handling} đang giải quyết: {step}" if step else f"{handling} đang giải quyết"


def _asked(request: Request, page: Page) -> dict[str, Any] | None:
    """The one gold panel: what is asked of the person now."""
    if page.status == Status.AWAITING_SUPPLEMENT:
        found = dossiers.open_supplement(request.who, page.id)
        if found is None:
            return None
        supplement, items = found
        return {
            "title": f"Hồ sơ của bạn cần bổ sung {len(items)} mục. Những mục khác đã đạt, không phải nộp lại.",
            "text": f"Gửi trước hết ngày {date_vi(supplement.deadline)}. Đồng hồ đang dừng chờ bạn.",
            "items": [(item.label, item.message) for item in items],
            "url": reverse("citizen:supplement", args=[page.code]),
            "link": "Bổ sung ngay",
        }
    if page.status == Status.AWAITING_PAYMENT:
        fee = _fee(page)
        return {
            "title": "Bạn cần nộp phí, lệ phí",
            "text": f"{fee['state']}. Nộp tại Trung tâm Phục vụ hành chính công, đọc mã hồ sơ này." if fee else "",
            "items": fee["lines"] if fee else [],
        }
    return None


def _events(page: Page) -> list[dict[str, str]]:
    told = timeline(page.history, reader="citizen", steps=page.steps)
    return [
        {
            "at": stamp(m.at),
            "title": m.sentence,
            "text": "" if m.actor == "Bạn" else m.actor,
            "kind": "now" if place == 0 and page.status not in FINAL else m.kind,
        }
        for place, m in enumerate(told)
    ]


def _fee(page: Page) -> dict[str, Any] | None:
    owed = payments.obligation_of(page.id)
    if owed is None:
        return None
    lines = [
        (line["label"], money(line["amount"]) if line["amount"] is not None else line["note"] or "cán bộ sẽ cho biết")
        for line in owed.lines
    ]
    if owed.settled_at:
        state = f"Đã xong ngày {date_vi(here(owed.settled_at).date())}"
    else:
        state = f"Phải nộp {money(owed.amount)}" if owed.amount is not None else "Cán bộ sẽ cho biết số tiền"
    return {"lines": lines, "state": state}


def _result(page: Page, result: Any, files: list[documents.FileRow]) -> dict[str, str] | None:
    if result is None or page.status not in (Status.COMPLETED, Status.RETURNED):
        return None
    paper = next((f for f in files if f.id == result.attachment_id), None)
    if paper is None:
        return None
    return {
        "title": "Thông báo không giải quyết" if result.is_refusal else "Kết quả giải quyết",
        "note": "Bản điện tử chưa ký số",
        "url": reverse("documents:original", args=[paper.id]),
        "reason": result.reason if result.is_refusal else "",
    }


@signed_in("citizen")
@require_GET
def slip(request: Request, code: str, slip_id: int) -> HttpResponse:
    """Give the PDF of a form issued for this dossier."""
    page = page_of(request, code)
    made = dossiers.slip_pdf(request.who, slip_id)
    if made is None or slip_id not in {s.id for s in dossiers.slips_of(request.who, page.id)}:
        raise Http404
    name, pdf = made
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, code: str) -> HttpResponse:
    """Ask to stop the dossier, with a reason; the office answers."""
    page = page_of(request, code)
    if page.status not in _MAY_WITHDRAW:
        raise StepNotAllowed("too late to withdraw", status=page.status)
    reason = request.POST.get("reason", "").strip()[:500]
    error = ""
    if request.method == "POST":
        if reason:
            withdrawing.ask_withdrawal(page.code, reason=reason, who=request.who, now=now())
            return redirect("citizen:dossier", code=page.code)
        error = "Ghi lý do bạn rút hồ sơ."
    field = FieldView("textarea", "reason", "Lý do rút hồ sơ", reason, error=error, max_length=500)
    return render(request, "citizen/withdraw.html", {"page": page, "fields": [field]}, status=422 if error else 200)


@signed_in("citizen")
@require_GET
def printed(request: Request, code: str) -> HttpResponse:
    """Give the dossier on paper: where it stands, the promise, what happened, what was declared."""
    at = now()
    page = page_of(request, code)
    context = {
        "page": page,
        "where": where_of(page, at),
        "clock": clock_of(page, at),
        "events": _events(page),
        "groups": dossiers.answers_of(request.who, page),
        "made_at": instant_vi(at),
    }
    return render(request, "citizen/dossier_print.html", context)
