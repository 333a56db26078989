"""The administrator's pages of the working calendar: a change shows what it would move before it is made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.console.calendar import forms, hours, rows, saturday
from motcua.console.calendar.reach import Reach, reach_of, short_name
from motcua.dossiers.services import recalendar
from motcua.dossiers.services.calendar_changes import Change, ShiftsSet
from motcua.identity.queries import UnitView
from motcua.platform.clock import ClockRefusal, listing
from motcua.platform.clock.now import now, today
from motcua.platform.clock.store import MANAGE, MANAGE_NATIONAL
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.text import date_vi, instant_vi
from motcua.web.routes import permitted
from motcua.web.shell import Link

CHANGED = "Danh sách hồ sơ đã khác lúc bạn xem. Xem lại rồi chọn."
WHAT = {"answer": "hạn trả lời", "due": "hẹn trả kết quả", "step": "hạn của bước (nội bộ)"}
HOURS_HELP = (
    "Giờ trong tuần. Ngày nghỉ thì để trống; chỉ làm buổi sáng thì để trống buổi chiều.",
    "Giờ mở cửa thứ Bảy; chỉ mở buổi sáng thì để trống buổi chiều. Chọn thôi tiếp nhận thì không cần ghi.",
)
_OURS = frozenset({"csrfmiddlewaretoken", "seen", "choice"})


@permitted(MANAGE, MANAGE_NATIONAL)
@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """Show the rows of a year with source and mark, the notices, the shifts and the history."""
    asked = request.GET.get("nam", "")
    chosen = int(asked) if asked.isdecimal() and 2025 <= int(asked) <= 2100 else today().year
    reach = _reach(request)
    unit = _place(request.GET.get("don-vi"), reach)
    unit_id = unit.id if unit else None
    notices = listing.notices()
    years = sorted({n.year for n in notices} | {chosen})
    places = [("", "Cả nước"), *((u.slug, short_name(u)) for u in reach.units)]
    slug = unit.slug if unit else ""
    context = {
        "year": chosen,
        "unit": unit,
        "told": _outcome(request),
        "is_national": reach.is_national,
        "years": [Link(str(y), _address(y, slug), is_current=y == chosen) for y in years],
        "units": [Link(label, _address(chosen, key), is_current=key == slug) for key, label in places],
        "days": rows.table(
            rows.DAY_COLUMNS, [rows.day_row(line, unit, reach) for line in listing.days_of(chosen, unit_id)]
        ),
        "notice_columns": rows.columns(rows.NOTICE_COLUMNS),
        "notices": [rows.notice_row(line) for line in notices],
        "shifts": rows.table(
            rows.SHIFT_COLUMNS, [rows.shift_row(line, unit, reach) for line in listing.shifts_of(unit_id)]
        ),
        "history": [
            {"at": instant_vi(c.at), "title": c.sentence, "text": f"{c.actor}. Căn cứ: {c.source}"}
            for c in listing.changes(unit_id)
        ],
        "forms": [
            *(Link(label, url) for label, url in rows.change_links(unit, reach)),
            *([Link("Ngày và thủ tục không nộp giấy", reverse("console:paperless"))] if reach.units else []),
        ],
    }
    return render(request, "console/calendar/year.html", context)


@permitted(MANAGE, MANAGE_NATIONAL)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, what: str) -> HttpResponse:
    """Ask for a change; once it is complete, list the dossiers it would move."""
    reach = _asked(request, what)
    if request.method == "GET":
        return _form(request, what, reach, {})
    return _preview(request, what, reach)


@permitted(MANAGE, MANAGE_NATIONAL)
@require_POST
def make(request: HttpRequest, what: str) -> HttpResponse:
    """Make the change that was shown, and promise the listed dossiers anew or leave them."""
    reach = _asked(request, what)
    typed = _typed(request)
    wanted, faults = forms.read(what, typed, reach)
    choice = typed.get("choice")
    if wanted is None or choice not in {"move", "leave"}:
        return _form(request, what, reach, faults)
    who = request.who  # type: ignore[attr-defined]
    try:
        listed, outcomes = recalendar.make_change(
            wanted, repromises=choice == "move", seen=typed.get("seen", ""), who=who, now=now()
        )
    except (Conflict, NotFound, ClockRefusal):
        return _preview(request, what, reach, notice=CHANGED)
    moved = {o.code for o in outcomes if o.outcome == "moved"}
    kept = {m.code for m in listed} - moved
    query: dict[str, str | int] = {"bao": "xong", "hen": len(moved), "giu": len(kept), "don-vi": typed.get("unit", "")}
    return redirect(f"{reverse('console:calendar')}?{urlencode(query)}")


def _preview(request: HttpRequest, what: str, reach: Reach, *, notice: str = "") -> HttpResponse:
    typed = _typed(request)
    wanted, faults = forms.read(what, typed, reach)
    if wanted is None:
        return _form(request, what, reach, faults)
    try:
        listed = recalendar.would_move(None, wanted, who=request.who, now=now())  # type: ignore[attr-defined]
    except Conflict:
        return _form(request, what, reach, {"on": "Ngày này đã có dòng đang dùng; tắt dòng đó trước."})
    except NotFound:
        return _form(request, what, reach, {"on": "Lịch không có dòng nào của ngày này cho đơn vị đã chọn."})
    except ClockRefusal:
        return _form(request, what, reach, {"on": "Lịch sẽ không tính được ngày nào nữa; xem lại ngày này."})
    names = {unit.id: short_name(unit) for unit in reach.units}
    context = {
        "title": forms.TITLES[what],
        "sentence": forms.told(wanted, reach),
        "notice": notice,
        "action": reverse("console:calendar_make", args=[what]),
        "hidden": [(k, v) for k, v in typed.items() if k not in _OURS],
        "seen": recalendar.mark_of(listed),
        "columns": rows.columns(("Mã hồ sơ", "Ngày nào", "Đã hẹn", "Hẹn mới", "Thủ tục", "Đơn vị")),
        "rows": [
            [m.code, WHAT[m.what], instant_vi(m.promised), instant_vi(m.becomes), m.title,
             names.get(m.committee_id, "—")]
            for m in listed
        ],
        "count": len({m.code for m in listed}),
        **_hours_compared(wanted),
    }  # fmt: skip
    return render(request, "console/calendar/confirm.html", context, status=409 if notice else 200)


def _hours_compared(wanted: Change) -> dict[str, Any]:
    """The hours that rule on the first day beside the new ones, and the day from which others rule already."""
    if not isinstance(wanted, ShiftsSet):
        return {}
    old = listing.week_in_force(wanted.unit_id, wanted.purpose, wanted.valid_from)
    later = [
        line.valid_from
        for line in listing.shifts_of(wanted.unit_id)
        if (line.unit_id, line.purpose) == (wanted.unit_id, wanted.purpose)
        and line.valid_from is not None
        and line.valid_from > wanted.valid_from
    ]
    return {
        "hour_columns": rows.columns(("Thứ", "Giờ đang dùng", "Giờ mới")),
        "hour_rows": [
            [name, hours.told(old.get(day, ())), hours.told(wanted.weekdays.get(day, ()))]
            for day, name in enumerate(hours.WEEKDAYS, 1)
        ],
        "ends_on": date_vi(min(later)) if later else "",
    }


def _form(request: HttpRequest, what: str, reach: Reach, faults: dict[str, str]) -> HttpResponse:
    typed = _typed(request)
    reach.unit(typed.get("unit", ""))  # of his own units, or there is no such page
    week: list[hours.DayQuestions] = []
    if what == "gio-lam-viec":
        if request.method == "GET":
            typed = _with_hours_in_force(typed, reach)
        week = hours.questions(typed, faults)
    elif what == "thu-bay":
        if request.method == "GET":
            counter = next((u.slug for u in reach.units if u.kind == "centre"), "")
            chosen = reach.unit(typed.get("unit", ""))
            if counter and (chosen is None or chosen.kind == "committee"):
                typed = {**typed, "unit": counter}  # where people come, not where it is worked on
            typed = {**saturday.typed_of(_in_force(typed, reach, "reception")), **typed}
        week = saturday.questions(typed, faults)
    views = forms.fields(what, typed, reach, faults)
    context = {
        "title": forms.TITLES[what],
        "fields": views,
        "week": week,
        "hours_help": HOURS_HELP[what == "thu-bay"],
        "every": [*views[:3], *(f for day in week for f in day.fields), *views[3:]],  # as they stand on the page
        "action": reverse("console:calendar_change", args=[what]),
    }
    return render(request, "console/calendar/change.html", context, status=422 if faults else 200)


def _with_hours_in_force(typed: dict[str, str], reach: Reach) -> dict[str, str]:
    purpose = typed["purpose"] if typed.get("purpose") in listing.PURPOSES else "processing"
    return {**hours.asked_of(_in_force(typed, reach, purpose)), **typed, "purpose": purpose}


def _in_force(typed: dict[str, str], reach: Reach, purpose: str) -> hours.Week:
    unit = reach.unit(typed.get("unit", ""))
    return listing.week_in_force(unit.id if unit else None, purpose, today())


def _reach(request: HttpRequest) -> Reach:
    return reach_of(request.who, today())  # type: ignore[attr-defined]


def _asked(request: HttpRequest, what: str) -> Reach:
    if what not in forms.TITLES:
        raise NotFound("no such change", what=what)
    reach = _reach(request)
    forms.check_may_ask(what, reach)
    return reach


def _place(asked: str | None, reach: Reach) -> UnitView | None:
    """The unit a page is about; who names none begins with what is his to change."""
    if asked is None and not reach.is_national and reach.units:
        return reach.units[0]
    return reach.unit(asked or "")


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
