"""Who is to be called, about what, what to say, and what came of it. The number is shown when the call is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, cast, get_args

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk.results import Wrong, date_view, read_one
from motcua.desk.words import too_long
from motcua.dossiers import queries as dossiers
from motcua.dossiers import telling
from motcua.dossiers.services import calling
from motcua.forms.engine.model import Field
from motcua.identity.requests import Request
from motcua.notifications.queries import DeliveryView
from motcua.notifications.record import OUTCOME, try_words
from motcua.notifications.rules import Outcome, mask_phone, numbers
from motcua.platform.clock.now import ZONE, now
from motcua.platform.errors import Invalid
from motcua.platform.reads import log_read
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_AGAIN = Field("again_on", "Ngày gọi lại", "date", "")
_MOST = 500
_CHOICES = {
    "reached": ("Đã gặp", "Ghi gặp ai và người ấy trả lời thế nào"),
    "no_answer": ("Không ai nghe máy", ""),
    "call_back": ("Hẹn gọi lại", ""),
    "wrong_number": ("Sai số", "Số này không phải của người nộp; sẽ không gọi nữa"),
}
_FAULT = {
    "note": "Ghi gặp ai, nói gì. Nếu không gặp sau nhiều lần gọi, ghi cách báo khác đã chọn.",
    "again_at": "Ghi ngày giờ gọi lại, sau lúc này.",
    "outcome": "Chọn kết quả cuộc gọi.",
}


@permitted("dossiers.receive")
@require_GET
def calls(request: Request) -> HttpResponse:
    """List the calls that wait: urgent ones first, then those whose hour has not come."""
    at = now()
    first, later = telling.calls(request.who, now=at)
    context = {
        "columns": [{"label": x} for x in ("Gọi ai", "Về việc gì", "Hồ sơ", "Đã gọi")],
        "first": [_row(one, at) for one in first],
        "later": [_row(one, at) for one in later],
        "tries": numbers()["call_tries"],
    }
    return render(request, "desk/calls.html", context)


def _row(one: DeliveryView, at: datetime) -> list[Any]:
    called = f"{len(one.tries)} lần, {OUTCOME[one.tries[-1].outcome]}" if one.tries else "Chưa gọi"
    if one.not_before > at:
        called += f"; gọi lại từ {instant_vi(one.not_before)}"
    who = f"{one.name or '(không có tên)'}, {mask_phone(one.address)}"
    return [
        {"text": who, "url": reverse("desk:call", args=[one.dossier_code])},
        f"{'Gấp: ' if one.is_urgent else ''}{one.heading}",
        {"text": one.dossier_code, "url": reverse("desk:dossier", args=[one.dossier_code])},
        called,
    ]


@permitted("dossiers.receive")
@require_http_methods(["GET", "POST"])
def call(request: Request, code: str) -> HttpResponse:
    """Show whom to call about a dossier and what to say, and take down what came of it."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    waiting = telling.calls_of(who, page.code)
    if not waiting:
        return render(request, "desk/call.html", {"page": page, "call": None})
    typed = {key: text.strip() for key, text in request.POST.items() if isinstance(text, str)}
    one = next((c for c in waiting if str(c.id) == typed.get("call")), waiting[0])
    errors: dict[str, Wrong] = {}
    if request.method == "POST":
        try:
            _record(page.code, typed, who=who, at=at)
        except Invalid as refusal:
            errors = {wrong.field: wrong for wrong in map(_wrong, refusal.faults)}
        else:
            return redirect("desk:calls")
    subject = one.organisation_id or one.person_id
    log_read(who.reader, what="desk.call", purpose=page.code, at=at, dossier_id=page.id, subject_ids=(subject,))
    context = {
        "page": page,
        "call": one,
        "tel": f"tel:{one.address}",
        "number": _spaced(one.address),
        "told": instant_vi(one.at),
        "tries": [{"title": try_words(each), "kind": "done"} for each in reversed(one.tries)],
        "fields": _fields(typed if request.method == "POST" else _today(at), errors),
        "is_last": len(one.tries) + 1 >= numbers()["call_tries"],
        "most": numbers()["call_tries"],
        "seen": len(one.tries),
    }
    return render(request, "desk/call.html", context, status=422 if errors else 200)


def _spaced(number: str) -> str:
    """
    >>> _spaced("0912000412")
    '0912 000 412'
    """
    return f"{number[:4]} {number[4:7]} {number[7:]}" if len(number) == 10 else number


def _today(at: datetime) -> dict[str, str]:
    """Most who ask to be called again mean the same day."""
    return {f"{_AGAIN.key}-{part}": str(getattr(at, part)) for part in ("day", "month", "year")}


def _record(code: str, typed: dict[str, str], *, who: Any, at: datetime) -> None:
    outcome = typed.get("outcome", "")
    if outcome not in get_args(Outcome):
        raise Invalid(faults=("outcome",))
    if len(typed.get("note", "")) > _MOST:
        raise Invalid(faults=(Wrong("note", too_long(_MOST)),))
    calling.record_call(
        code,
        int(typed["call"]) if typed.get("call", "").isdigit() else 0,
        outcome=cast(Outcome, outcome),
        note=typed.get("note", ""),
        again_at=_again_at(typed, at) if outcome == "call_back" else None,
        who=who,
        now=at,
        seen=int(typed["seen"]) if typed.get("seen", "").isdigit() else None,
    )


def _again_at(typed: dict[str, str], at: datetime) -> datetime:
    day, wrong = read_one(_AGAIN, typed, at.date(), required=True)
    if wrong:
        raise Invalid(faults=(wrong,))
    try:
        hour = time.fromisoformat(typed.get("again_time", "").replace("h", ":").replace("giờ", ":").zfill(5))
    except ValueError:
        raise Invalid(faults=(Wrong("again_time", "Ghi giờ dạng 14:30."),)) from None
    return datetime.combine(date.fromisoformat(day), hour, ZONE)


def _wrong(fault: Any) -> Wrong:
    if isinstance(fault, Wrong):
        return fault
    name = str(fault)
    return Wrong("again_on" if name == "again_at" else name, _FAULT.get(name, "Điền ô này."))


def _fields(typed: dict[str, str], errors: dict[str, Wrong]) -> list[FieldView]:
    again = (
        date_view(_AGAIN.key, _AGAIN.label, typed),
        FieldView("text", "again_time", "Giờ gọi lại", typed.get("again_time", ""), hint="Ví dụ 14:30", width=5),
    )
    options = tuple(
        Option(value, label, hint, _marked(again, errors) if value == "call_back" else ())
        for value, (label, hint) in _CHOICES.items()
    )
    views = (
        FieldView("radios", "outcome", "Kết quả cuộc gọi", typed.get("outcome", ""), options=options),
        FieldView(
            "textarea",
            "note",
            "Lời ghi",
            typed.get("note", ""),
            hint="Người nộp đọc được lời này trong hồ sơ của mình.",
            lines=3,
            required=False,
        ),
    )
    return list(_marked(views, errors))


def _marked(views: tuple[FieldView, ...], errors: dict[str, Wrong]) -> tuple[FieldView, ...]:
    return tuple(
        replace(v, error=errors[v.name].sentence, error_parts=errors[v.name].parts) if v.name in errors else v
        for v in views
    )
