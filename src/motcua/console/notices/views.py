"""The words of notices with invented facts, a committee's own words, and mails that could not be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.requests import Request
from motcua.notifications import ports, preview, services
from motcua.notifications import queries as notices
from motcua.notifications import wording as texts
from motcua.notifications.queries import DeliveryView
from motcua.notifications.rules import mask_email, numbers
from motcua.notifications.services import PERMISSION
from motcua.notifications.wording import Words
from motcua.platform.clock.now import now, today
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi, instant_vi
from motcua.web.fields import DateParts, FieldView
from motcua.web.routes import permitted

_MOST = {"heading": 200, "sentence": 500, "call": 1000, "source": 300}
_STATE = {
    "dead": "Không gửi được",
    "unclear": "Không rõ đã tới chưa",
    "waiting": "Chờ gửi lại",
    "claimed": "Đang gửi lại",
    "handing": "Đang gửi lại",
    "sent": "Đã gửi lại",
}


@dataclass(frozen=True)
class Shown:
    """One notice as its people meet it, filled with invented facts."""

    words: Words
    heading: str
    sentence: str
    mail: str
    call: str
    origin: str
    url: str


def _committee(who: Person, on: date) -> UnitView:
    """Return the committee whose notices he looks after; the first, for whoever has several."""
    found = next((unit for unit in identity.committees(on) if who.may_over(PERMISSION, unit.id)), None)
    if found is None:
        raise Http404
    return found


@permitted(PERMISSION)
@require_GET
def words(request: Request) -> HttpResponse:
    """Show every notice as it reads in the account, in a mail and on the phone."""
    on = today()
    unit = _committee(request.who, on)
    every = [_shown(one, unit, on) for one in texts.every_word_of(unit.id, on)]
    context = {
        "unit": unit,
        "every": every,
        "closed": preview.closed_mail(unit.id, on),
        "minutes": numbers()["digest_minutes"],
        "mails": ports.mailer() is not None,
        "told": request.GET.get("bao") == "xong",
        "missing": len(notices.mails_not_sent([unit.id])),
    }
    return render(request, "console/notices/words.html", context)


def _shown(one: Words, unit: UnitView, on: date) -> Shown:
    facts = texts.invented()
    origin = "lời riêng của đơn vị" if one.is_own else "lời chung"
    since = f", từ {date_vi(one.valid_from)}" if one.valid_from else ""
    return Shown(
        words=one,
        heading=texts.fill(one.heading, facts),
        sentence=texts.fill(one.sentence, facts),
        mail=preview.mail(one, unit.id, on) if one.is_mailed else "",
        call=texts.fill(one.call, facts),
        origin=f"{origin}{since}, dấu {one.mark}: {one.source}",
        url=reverse("console:wording", args=[one.code]),
    )


@permitted(PERMISSION)
@require_http_methods(["GET", "POST"])
def wording(request: Request, code: str) -> HttpResponse:
    """Give a notice words of the committee's own, from a day on; look at them before they count."""
    at = now()
    unit = _committee(request.who, at.date())
    if code not in texts.templates():
        raise Http404
    current = texts.words_of(code, unit.id, at.date())
    typed = {key: text.strip() for key, text in request.POST.items() if isinstance(text, str)}
    if request.method == "GET":
        typed = {"heading": current.heading, "sentence": current.sentence, "call": current.call, **_boxes(at.date())}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _set(request.who, code, unit, typed, at)
        if not errors and "look" not in typed:
            return redirect(f"{reverse('console:notices')}?bao=xong")
    tried = Words(code, typed.get("heading", ""), typed.get("sentence", ""), typed.get("call", ""))
    readable = not texts.faults_of(code, heading=tried.heading, sentence=tried.sentence, call=tried.call)
    context = {
        "code": code,
        "current": current,
        "fields": _fields(typed, errors, has_call=bool(texts.templates()[code].call)),
        "shown": _shown(tried, unit, at.date()) if readable else None,
        "places": ", ".join(
            f"{{{name}}}" for name in sorted({"code"} | texts.places(current.heading) | texts.places(current.sentence))
        ),
    }
    return render(request, "console/notices/wording.html", context, status=422 if errors else 200)


def _boxes(on: date) -> dict[str, str]:
    return {"valid_from-day": str(on.day), "valid_from-month": str(on.month), "valid_from-year": str(on.year)}


def _set(who: Person, code: str, unit: UnitView, typed: dict[str, str], at: datetime) -> dict[str, str]:
    """Write the words down, or return a sentence for each box to correct; only looking writes nothing."""
    errors = {name: f"Ghi ngắn lại, nhiều nhất {most} ký tự." for name, most in _MOST.items()
              if len(typed.get(name, "")) > most}  # fmt: skip
    try:
        since = date(*(int(typed.get(f"valid_from-{part}", "")) for part in ("year", "month", "day")))
    except ValueError:
        since, errors["valid_from"] = at.date(), "Ghi ngày bắt đầu dùng, ví dụ 1 12 2026."
    given = {name: typed.get(name, "") for name in ("heading", "sentence", "call")}
    if "look" in typed:
        return errors | dict(texts.faults_of(code, **given))
    if errors:
        return errors
    try:
        services.set_wording(
            code, committee_id=unit.id, **given, valid_from=since, source=typed.get("source", ""), who=who, now=at
        )
    except Invalid as refusal:
        return dict(refusal.faults)
    return {}


def _fields(typed: dict[str, str], errors: dict[str, str], *, has_call: bool) -> list[FieldView]:
    def text(name: str, label: str, hint: str = "", lines: int = 2) -> FieldView:
        return FieldView(
            "textarea", name, label, typed.get(name, ""), hint=hint, lines=lines, error=errors.get(name, "")
        )

    since = DateParts(*(typed.get(f"valid_from-{part}", "") for part in ("day", "month", "year")))
    call = [text("call", "Lời nói khi gọi điện", "Dùng thêm được {name}, {title}, {office}.", 3)] if has_call else []
    return [
        text("heading", "Tiêu đề", "Đứng đầu thông báo và là tiêu đề của thư.", 1),
        text("sentence", "Nội dung", "Một hai câu: việc gì, người nộp phải làm gì, đến bao giờ."),
        *call,
        FieldView("date", "valid_from", "Dùng từ ngày", since, error=errors.get("valid_from", "")),
        text("source", "Căn cứ", "Văn bản hoặc người cho dùng lời này.", 1),
    ]


@permitted(PERMISSION)
@require_GET
def mails(request: Request) -> HttpResponse:
    """List the mails of his committee that were refused, given up, or perhaps sent."""
    unit = _committee(request.who, today())
    rows = [_mail_row(one) for one in notices.mails_not_sent([unit.id])]
    return render(request, "console/notices/mails.html", {"rows": rows, "works": ports.mailer() is not None})


def _mail_row(one: DeliveryView) -> dict[str, Any]:
    return {
        "id": one.id,
        "to": mask_email(one.address),
        "code": one.dossier_code,
        "at": instant_vi(one.at),
        "state": _STATE[one.state],
        "tries": one.attempts,
        "error": one.last_error.replace(one.address, mask_email(one.address)),
        "may_send": one.state in ("dead", "unclear"),
    }


@permitted(PERMISSION)
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Let one mail go once more."""
    wanted = request.POST.get("thu", "")
    if wanted.isdigit():
        services.send_again(int(wanted), who=request.who, now=now())  # type: ignore[attr-defined]
    return redirect("console:mails")
