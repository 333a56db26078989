"""The administrator's pages of the working calendar: a change shows what it would move before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.console.calendar import forms
from motcua.dossiers.services import recalendar
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.clock import ClockRefusal, listing
from motcua.platform.clock.now import now, today
from motcua.platform.clock.store import MANAGE
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.text import date_vi, instant_vi, weekday_vi
from motcua.web.routes import permitted
from motcua.web.shell import Link

CHANGED = "Danh sách hồ sơ đã khác lúc bạn xem. Xem lại rồi chọn."


@permitted(MANAGE)
@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """Show the rows of a year with source and mark, the notices, the shifts and the history."""
    asked = request.GET.get("nam", "")
    chosen = int(asked) if asked.isdecimal() and 2025 <= int(asked) <= 2100 else today().year
    units = identity.offices(today())
    unit = next((u for u in units if u.slug == request.GET.get("don-vi")), None)
    unit_id = unit.id if unit else None
    notices = listing.notices()
    years = sorted({n.year for n in notices} | {chosen})
    places = [("", "Cả nước"), *((u.slug, u.short_name if u.kind == "committee" else u.name) for u in units)]
    slug = unit.slug if unit else ""
    context = {
        "year": chosen,
        "unit": unit,
        "told": _outcome(request),
        "years": [Link(str(y), _address(y, slug), is_current=y == chosen) for y in years],
        "units": [Link(label, _address(chosen, key), is_current=key == slug) for key, label in places],
        "day_columns": _columns("Ngày", "Loại", "Tên", "Của", "Tình trạng", "Nguồn", "Dấu", "Đổi"),
        "days": [_day_row(line, unit) for line in listing.days_of(chosen, unit_id)],
        "notice_columns": _columns("Năm", "Thông báo", "Nguồn", "Dấu"),
        "notices": [[str(n.year), "đã nạp" if n.is_loaded else "chưa nạp", n.source, n.mark] for n in notices],
        "shift_columns": _columns("Lịch", "Của", "Từ ngày", "Giờ làm việc", "Nguồn", "Dấu"),
        "shifts": [_shift_row(line, unit) for line in listing.shifts_of(unit_id)],
        "history": [
            {"at": instant_vi(c.at), "title": c.sentence, "text": f"{c.actor}. Căn cứ: {c.source}"}
            for c in listing.changes(unit_id)
        ],
        "forms": [Link(title, reverse("console:calendar_change", args=[key])) for key, title in forms.TITLES.items()],
    }
    return render(request, "console/calendar/year.html", context)


@permitted(MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, what: str) -> HttpResponse:
    """Ask for a change; once it is complete, list the dossiers it would move."""
    if what not in forms.TITLES:
        raise NotFound("no such change", what=what)
    if request.method == "GET":
        return _form(request, what, {})
    return _preview(request, what)


@permitted(MANAGE)
@require_POST
def make(request: HttpRequest, what: str) -> HttpResponse:
    """Make the change that was shown, and promise the listed dossiers anew or leave them."""
    if what not in forms.TITLES:
        raise NotFound("no such change", what=what)
    typed, units = _typed(request), identity.offices(today())
    wanted, faults = forms.read(what, typed, units)
    choice = typed.get("choice")
    if wanted is None or choice not in {"move", "leave"}:
        return _form(request, what, faults)
    who = request.who  # type: ignore[attr-defined]
    try:
        listed, outcomes = recalendar.make_change(
            wanted, repromises=choice == "move", seen=typed.get("seen", ""), who=who, now=now()
        )
    except (Conflict, NotFound, ClockRefusal):
        return _preview(request, what, notice=CHANGED)
    moved = sum(o.outcome == "moved" for o in outcomes)
    query: dict[str, str | int] = {"bao": "xong", "hen": moved, "giu": len(listed) - moved}
    return redirect(f"{reverse('console:calendar')}?{urlencode(query)}")


def _preview(request: HttpRequest, what: str, *, notice: str = "") -> HttpResponse:
    typed, units = _typed(request), identity.offices(today())
    wanted, faults = forms.read(what, typed, units)
    if wanted is None:
        return _form(request, what, faults)
    try:
        listed = recalendar.would_move(None, wanted, who=request.who, now=now())  # type: ignore[attr-defined]
    except Conflict:
        return _form(request, what, {"on": "Ngày này đã có dòng đang dùng; tắt dòng đó trước."})
    except NotFound:
        return _form(request, what, {"on": "Lịch không có dòng nào của ngày này cho đơn vị đã chọn."})
    except ClockRefusal:
        return _form(request, what, {"on": "Lịch sẽ không tính được ngày nào nữa; xem lại ngày này."})
    names = {unit.id: unit.short_name for unit in units}
    context = {
        "title": forms.TITLES[what],
        "sentence": forms.told(wanted, units),
        "notice": notice,
        "action": reverse("console:calendar_make", args=[what]),
        "hidden": [(k, v) for k, v in typed.items() if k not in {"csrfmiddlewaretoken", "seen", "choice"}],
        "seen": recalendar.mark_of(listed),
        "columns": _columns("Mã hồ sơ", "Đã hẹn", "Hẹn mới", "Thủ tục", "Đơn vị"),
        "rows": [
            [m.code, instant_vi(m.promised), instant_vi(m.becomes), m.title, names.get(m.committee_id, "—")]
            for m in listed
        ],
        "count": len(listed),
    }
    return render(request, "console/calendar/confirm.html", context, status=409 if notice else 200)


def _form(request: HttpRequest, what: str, faults: dict[str, str]) -> HttpResponse:
    typed = _typed(request)
    views = forms.fields(what, typed, identity.offices(today()), faults)
    context = {"title": forms.TITLES[what], "fields": views, "action": reverse("console:calendar_change", args=[what])}
    return render(request, "console/calendar/change.html", context, status=422 if faults else 200)


def _typed(request: HttpRequest) -> dict[str, str]:
    told = request.POST if request.method == "POST" else request.GET
    return {key: value.strip() for key, value in told.items() if isinstance(value, str)}


def _outcome(request: HttpRequest) -> str:
    moved, kept = request.GET.get("hen", ""), request.GET.get("giu", "")
    if request.GET.get("bao") != "xong" or not (moved.isdecimal() and kept.isdecimal()):
        return ""
    return f"Đã đổi lịch. Hẹn lại {int(moved)} hồ sơ, giữ nguyên ngày hẹn của {int(kept)} hồ sơ."


def _address(of_year: int, slug: str) -> str:
    query: dict[str, str | int] = {"nam": of_year, "don-vi": slug}
    return f"{reverse('console:calendar')}?{urlencode(query)}"


def _columns(*labels: str) -> list[dict[str, str]]:
    return [{"label": label} for label in labels]


def _day_row(line: listing.DayLine, unit: UnitView | None) -> Sequence[Any]:
    own = unit if line.unit_id is not None else None
    query: dict[str, str | int] = {
        "unit": own.slug if own else "", "on-day": line.on.day, "on-month": line.on.month, "on-year": line.on.year,
        "state": "off" if line.is_active else "on",
    }  # fmt: skip
    label = "Tắt" if line.is_active else "Bật"
    return [
        f"{weekday_vi(line.on)} {date_vi(line.on)}",
        listing.KINDS[line.kind],
        line.name,
        own.short_name if own else "cả nước",
        "đang dùng" if line.is_active else "đang tắt",
        line.source,
        line.mark,
        {
            "text": f"{label} {date_vi(line.on)}",
            "url": f"{reverse('console:calendar_change', args=['bat-tat'])}?{urlencode(query)}",
        },
    ]


def _shift_row(line: listing.ShiftLine, unit: UnitView | None) -> Sequence[str]:
    hours = "; ".join(
        f"{forms.WEEKDAYS[day - 1]} {', '.join(f'{opens}–{closes}' for opens, closes in sessions)}"
        for day, sessions in line.weekdays.items()
        if sessions
    )
    return [
        listing.PURPOSES[line.purpose],
        unit.short_name if unit and line.unit_id is not None else "mọi đơn vị",
        date_vi(line.valid_from) if line.valid_from else "trước đến nay",
        hours,
        line.source,
        line.mark,
    ]
