"""The administrator switches paper off for a procedure or a day, and on again (plan row C15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from motcua.catalogue import history
from motcua.catalogue import paperless as switches
from motcua.catalogue.paperless import WEEKDAYS, Paperless
from motcua.console.calendar.forms import MARKS
from motcua.identity.queries import UnitView
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.clock.store import MANAGE
from motcua.platform.errors import Conflict, Forbidden, Invalid
from motcua.platform.text import instant_vi
from motcua.web.fields import DateParts, FieldView, Option
from motcua.web.routes import permitted

_FAULTS = {
    "procedure": ("procedure", "Không có thủ tục mang mã này ở đây."),
    "cannot_online": (
        "procedure",
        "Thủ tục này không nộp trực tuyến được, hoặc cần chính tờ giấy: không tắt giấy được.",
    ),
    "weekdays": ("weekdays", "Chọn thứ trong tuần."),
    "since": ("since", "Ghi từ hôm nay trở đi: người dân phải biết trước."),
    "until": ("until", "Ngày cuối không được trước ngày đầu."),
    "source": ("source", "Ghi kế hoạch hoặc văn bản làm căn cứ, nhiều nhất 300 chữ."),
    "mark": ("mark", "Chọn độ chắc chắn của nguồn."),
}
_TOLD = {
    "bat": "Đã đặt. Người dân đọc điều này ở trang thủ tục; quầy được nhắc khi tiếp nhận.",
    "tat": "Đã thôi. Quầy nhận giấy như thường.",
}


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def paperless(request: Request) -> HttpResponse:
    """Show the switches of a committee; set another one."""
    at = now()
    typed = {key: text.strip() for key, text in request.POST.items() if isinstance(text, str)}
    days = [int(day) for day in request.POST.getlist("weekdays") if day.isdecimal()]
    errors: dict[str, str] = {}
    unit = _committee(request, typed.get("unit", ""), at)
    if request.method == "POST":
        errors = _set(request, unit, typed, days, at)
        if not errors:
            return redirect(f"{reverse('console:paperless')}?xong=bat&don-vi={unit.slug}")
    return _page(request, unit, typed, days, errors, at)


@permitted(MANAGE)
@require_POST
def end(request: Request, rule_id: int) -> HttpResponse:
    """Take paper again, with a reason."""
    at = now()
    try:
        switches.end_rule(rule_id, why=request.POST.get(f"why-{rule_id}", ""), who=request.who, now=at)
    except Invalid:
        unit = _committee(request, "", at)
        return _page(request, unit, {}, [], {f"why-{rule_id}": "Ghi lý do thôi, nhiều nhất 200 chữ."}, at)
    return redirect(f"{reverse('console:paperless')}?xong=tat")


def _committee(request: Request, slug: str, at: datetime) -> UnitView:
    own = switches.committees_of(request.who, at.date())
    wanted = slug or request.GET.get("don-vi", "")
    found = next((unit for unit in own if unit.slug == wanted), own[0] if own and not slug else None)
    if found is None:
        raise Forbidden("manages the days of no committee of this name", permission=MANAGE)
    return found


def _set(request: Request, unit: UnitView, typed: dict[str, str], days: list[int], at: datetime) -> dict[str, str]:
    since, until = _day(typed, "since"), _day(typed, "until")
    errors = {} if since else {"since": "Ghi đủ ngày, tháng, năm, ví dụ 1 12 2026."}
    if until is None and any(typed.get(f"until-{part}") for part in ("day", "month", "year")):
        errors["until"] = "Ghi đủ ngày, tháng, năm, hoặc để trống cả ba ô."
    if since is None or errors:
        return errors
    try:
        switches.set_rule(
            unit,
            procedure=typed.get("procedure", ""),
            weekdays=days,
            valid_from=since,
            valid_until=until,
            source=typed.get("source", ""),
            mark=typed.get("mark", ""),
            who=request.who,
            now=at,
        )
    except Invalid as refusal:
        return dict(_FAULTS[name] for name in refusal.faults)
    except Conflict:
        return {"procedure": "Đã có một dòng như vậy đang dùng."}
    return {}


def _day(typed: dict[str, str], name: str) -> date | None:
    try:
        return date(*(int(typed.get(f"{name}-{part}", "")) for part in ("year", "month", "day")))
    except ValueError:
        return None


def _page(
    request: Request, unit: UnitView, typed: dict[str, str], days: list[int], errors: dict[str, str], at: datetime
) -> HttpResponse:
    own = switches.committees_of(request.who, at.date())
    context = {
        "unit": unit,
        "told": _TOLD.get(request.GET.get("xong", ""), ""),
        "fields": _fields(own, unit, typed, days, errors),
        "rows": [_row(one, at, errors) for one in switches.of_committee(unit.id, ended=True)],
    }
    return render(request, "console/paperless/paperless.html", context, status=422 if errors else 200)


def _row(one: Paperless, at: datetime, errors: dict[str, str]) -> dict[str, Any]:
    if one.ended_at is not None:
        state = f"Đã thôi {instant_vi(one.ended_at)}: {one.ended_why}"
    elif one.valid_until is not None and one.valid_until < at.date():
        state = "Đã hết hạn"
    else:
        state = "Đang dùng" if one.valid_from <= at.date() else "Sắp dùng"
    name = f"why-{one.id}"
    is_open = one.ended_at is None and (one.valid_until is None or one.valid_until >= at.date())
    return {
        "what": f"Thủ tục {one.procedure}" if one.procedure else "Mọi thủ tục nộp được trực tuyến",
        "days": one.days,
        "state": state,
        "source": f"{one.source} ({one.mark})",
        "history": [f"{instant_vi(h.at)}, {h.actor}: {h.sentence}" for h in history.of_paperless(one.id)],
        "url": reverse("console:paperless_end", args=[one.id]) if is_open else "",
        "field": FieldView("text", name, "Lý do thôi", "", error=errors.get(name, "")),
    }


def _fields(
    own: list[UnitView], unit: UnitView, typed: dict[str, str], days: list[int], errors: dict[str, str]
) -> list[FieldView]:
    def parts(name: str) -> DateParts:
        return DateParts(*(typed.get(f"{name}-{part}", "") for part in ("day", "month", "year")))

    views = [
        FieldView("select", "unit", "Ủy ban", unit.slug, options=tuple(Option(u.slug, u.short_name) for u in own)),
        FieldView("text", "procedure", "Mã thủ tục", typed.get("procedure", ""), required=False, width=10,
                  hint="Để trống là mọi thủ tục nộp trực tuyến được ở đây. Thủ tục chỉ nộp giấy được thì không đổi."),
        FieldView("checkboxes", "weekdays", "Những thứ không nhận giấy", tuple(str(day) for day in days),
                  options=tuple(Option(str(n), w[0].upper() + w[1:]) for n, w in enumerate(WEEKDAYS, 1)),
                  required=False, hint="Không chọn thứ nào là mọi ngày: thủ tục chỉ nhận trực tuyến.", inline=True),
        FieldView("date", "since", "Từ ngày", parts("since")),
        FieldView("date", "until", "Đến hết ngày", parts("until"), required=False,
                  hint="Để trống là đến khi bạn thôi. Chỉ một ngày thì ghi ngày này giống ngày đầu."),
        FieldView("text", "source", "Căn cứ", typed.get("source", ""), hint="Số và ngày của kế hoạch, văn bản."),
        FieldView("radios", "mark", "Độ chắc chắn", typed.get("mark", ""),
                  options=tuple(Option(k, v) for k, v in MARKS.items())),
    ]  # fmt: skip
    return [_with(view, errors) for view in views]


def _with(view: FieldView, errors: dict[str, str]) -> FieldView:
    return replace(view, error=errors.get(view.name, ""))
