"""The administrator announces that the system will stand still, sees what was announced, and takes it back (R2.48)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from motcua.console.calendar.hours import clock_time
from motcua.identity.requests import Request
from motcua.platform import outages
from motcua.platform.clock.now import ZONE, now
from motcua.platform.clock.store import calendar_of
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.outages import ANNOUNCE, NoticeTooShort, OutageView
from motcua.platform.text import instant_vi
from motcua.web.fields import DateParts, FieldView, Option
from motcua.web.outages import sentence
from motcua.web.routes import permitted

_FAULTS = {
    "kind": "Chọn dừng theo kế hoạch hay dừng gấp.",
    "what": "Ghi việc gì không làm được trong lúc dừng, nhiều nhất 200 chữ.",
    "why": "Ghi lý do dừng, nhiều nhất 200 chữ.",
    "starts": "Giờ bắt đầu đã qua. Ghi giờ sắp tới.",
    "ends": "Giờ kết thúc phải sau giờ bắt đầu và không quá 14 ngày sau đó.",
}
_OVERLAP = "Đã báo một lần dừng khác trong khoảng giờ này. Hủy lần đó trước."
_TOLD = {"bao": "Đã báo. Từ bây giờ mọi trang của người dân đều hiện lời báo này.", "huy": "Đã hủy lời báo."}


@permitted(ANNOUNCE)
@require_http_methods(["GET", "POST"])
def outage(request: Request) -> HttpResponse:
    """Show what is announced; announce another stop. A planned one needs seven working days."""
    at = now()
    typed = {key: text.strip() for key, text in request.POST.items() if isinstance(text, str)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _announced(request, typed, at)
        if not errors:
            return redirect(f"{reverse('console:outages')}?xong=bao")
    return _page(request, typed, errors, at)


@permitted(ANNOUNCE)
@require_POST
def withdraw(request: Request, outage_id: int) -> HttpResponse:
    """Take an announcement back, with a reason."""
    at = now()
    why = request.POST.get(f"withdrawn_why-{outage_id}", "")
    try:
        outages.withdraw(outage_id, why=why, who=request.who, now=at)
    except Invalid:
        return _page(request, {}, {f"withdrawn_why-{outage_id}": "Ghi lý do hủy, nhiều nhất 200 chữ."}, at)
    except Conflict:
        return _page(request, {}, {f"withdrawn_why-{outage_id}": "Lần dừng này đã qua, không hủy được nữa."}, at)
    return redirect(f"{reverse('console:outages')}?xong=huy")


def _announced(request: Request, typed: dict[str, str], at: datetime) -> dict[str, str]:
    """Announce what was typed, or return a sentence for each box to correct."""
    errors: dict[str, str] = {}
    starts, ends = (_instant(typed, name, errors) for name in ("starts", "ends"))
    if starts is None or ends is None:
        for name in ("kind", "what", "why"):
            if not typed.get(name):
                errors[name] = _FAULTS[name]
        return errors
    given = {name: typed.get(name, "") for name in ("kind", "what", "why")}
    try:
        outages.announce(starts, ends, **given, who=request.who, now=at)
    except Invalid as refusal:
        return {name: _FAULTS[name] for name in refusal.faults}
    except NoticeTooShort as refusal:
        first = instant_vi(refusal.facts["earliest"])
        return {
            "starts": f"Chưa đủ 7 ngày làm việc báo trước (Nghị định 224/2026/NĐ-CP, Điều 13). Sớm nhất là {first}."
            " Nếu không thể chờ, chọn dừng gấp và ghi lý do."
        }
    except Conflict:
        return {"starts": _OVERLAP}
    return {}


def _instant(typed: dict[str, str], name: str, errors: dict[str, str]) -> datetime | None:
    hour = clock_time(typed.get(f"{name}_at", ""))
    if not hour:
        errors[f"{name}_at"] = "Ghi giờ như 20:00."
    try:
        day = date(*(int(typed.get(f"{name}-{part}", "")) for part in ("year", "month", "day")))
    except ValueError:
        errors[name] = "Ghi đủ ngày, tháng, năm, ví dụ 5 12 2026."
        return None
    return datetime.combine(day, time.fromisoformat(hour), ZONE) if hour else None


def _page(request: Request, typed: dict[str, str], errors: dict[str, str], at: datetime) -> HttpResponse:
    first = outages.earliest(at, calendar_of(None, "processing"))
    context = {
        "told": _TOLD.get(request.GET.get("xong", ""), ""),
        "fields": _fields(typed, errors),
        "earliest": instant_vi(first.at) if first.at else "",
        "lines": [line.note for line in first.arithmetic],
        "rows": [_row(one, at, errors) for one in outages.announced()],
    }
    return render(request, "console/outages/outages.html", context, status=422 if errors else 200)


def _row(one: OutageView, at: datetime, errors: dict[str, str]) -> dict[str, Any]:
    if one.withdrawn_at is not None:
        state = f"Đã hủy {instant_vi(one.withdrawn_at)}: {one.withdrawn_why}"
    elif one.ends_at <= at:
        state = "Đã qua"
    else:
        state = "Đang dừng" if one.starts_at <= at else "Đang báo trên mọi trang"
    is_open = one.withdrawn_at is None and one.ends_at > at
    name = f"withdrawn_why-{one.id}"
    return {
        "id": one.id,
        "sentence": sentence(one, at) if is_open else f"{instant_vi(one.starts_at)} đến {instant_vi(one.ends_at)}.",
        "by": f"{one.announced_by}, {instant_vi(one.announced_at)}",
        "kind": "Dừng gấp" if one.kind == "urgent" else "Theo kế hoạch",
        "state": state,
        "url": reverse("console:outage_withdraw", args=[one.id]) if is_open else "",
        "field": FieldView("text", name, "Lý do hủy", "", error=errors.get(name, "")),
    }


def _fields(typed: dict[str, str], errors: dict[str, str]) -> list[FieldView]:
    def day(name: str, label: str) -> FieldView:
        parts = DateParts(*(typed.get(f"{name}-{part}", "") for part in ("day", "month", "year")))
        return FieldView("date", name, label, parts, error=errors.get(name, ""))

    def text(name: str, label: str, hint: str = "", width: int | None = None) -> FieldView:
        return FieldView("text", name, label, typed.get(name, ""), hint=hint, error=errors.get(name, ""), width=width)

    kinds = (
        Option("planned", "Dừng theo kế hoạch", "phải báo trước ít nhất 7 ngày làm việc"),
        Option("urgent", "Dừng gấp", "không chờ được, ví dụ vá lỗ hổng bảo mật; không tính là đã báo trước đủ hạn"),
    )
    return [
        FieldView("radios", "kind", "Cách dừng", typed.get("kind", "planned"), options=kinds,
                  error=errors.get("kind", "")),
        day("starts", "Bắt đầu dừng, ngày"),
        text("starts_at", "Bắt đầu dừng, lúc", "Ví dụ 20:00.", 5),
        day("ends", "Chạy lại, ngày"),
        text("ends_at", "Chạy lại, lúc", "Ví dụ 5:00.", 5),
        text("what", "Việc không làm được trong lúc dừng",
             "Người dân đọc câu này, ví dụ: Nộp trực tuyến, tra cứu hồ sơ."),
        text("why", "Lý do", "Ví dụ: nâng cấp máy chủ."),
    ]  # fmt: skip
