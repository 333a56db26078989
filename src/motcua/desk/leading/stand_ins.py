"""Who stands in for whom: naming somebody for a time, who does so now or later, ending it early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.desk.results import date_view, read_one
from motcua.forms.engine.model import Field
from motcua.identity import queries as identity
from motcua.identity import substituting
from motcua.identity.requests import Request
from motcua.identity.rules_of_substitutes import MOST_DAYS, MOST_WORDS, PostLine, Wish, may_name
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi, number
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_SINCE, _UNTIL = Field("since", "Từ ngày", "date", ""), Field("until", "Đến hết ngày", "date", "")
_CAPACITY = (
    Option("KT", "KT. (ký thay)", "Cấp phó ký thay cấp trưởng"),
    Option("TUQ", "TUQ. (thừa ủy quyền)", "Người không phải cấp phó, theo văn bản ủy quyền"),
    Option("TL", "TL. (thừa lệnh)", "Người đứng đầu đơn vị ký thừa lệnh"),
    Option("Q", "Q. (quyền)", "Được giao quyền cấp trưởng"),
)
_FAULT = {
    "account": ("account", "Chọn người làm thay trong danh sách."),
    "holder": ("account", "Người này đang giữ chính chức danh ấy. Chọn người khác."),
    "self": ("account", "Không tự cử mình làm thay. Nhờ lãnh đạo khác cử."),
    "meets": ("account", "Người này đã được cử làm thay chức danh ấy trong những ngày này."),
    "apart": (
        "account",
        "Người quản trị tài khoản không được xử lý hồ sơ, kể cả làm thay. Chọn người khác.",
    ),
    "since": ("since", "Ngày bắt đầu từ hôm nay trở đi."),
    "until": ("until", "Ngày kết thúc không trước ngày bắt đầu."),
    "until_far": ("until", f"Nhiều nhất {number(MOST_DAYS)} ngày một lần cử."),
    "order": ("order", "Ghi văn bản cử hoặc ủy quyền: số, ngày."),
    "order_long": ("order", f"Ghi ngắn lại, trong {number(MOST_WORDS)} ký tự."),
    "capacity": ("capacity", "Chọn cách ký khi thay lãnh đạo."),
    "capacity_deputy": ("capacity", "Cấp phó ký thay cấp trưởng thì ghi KT., hoặc Q. khi được giao quyền."),
    "capacity_officer": ("capacity", "Chỉ cấp phó ký KT. Người khác ký TUQ., TL. hoặc Q. theo văn bản."),
    "capacity_not_here": ("capacity", "Chức danh này không ký văn bản thay lãnh đạo. Bỏ chọn cách ký."),
}


@permitted("dossiers.decide", "dossiers.assign")
@require_http_methods(["GET", "POST"])
def stand_ins(request: Request) -> HttpResponse:
    """Show who stands in for whom, and name somebody."""
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _name(request, typed)
        if not errors:
            return redirect("desk:stand_ins")
    return _page(request, typed, errors)


@permitted("dossiers.decide", "dossiers.assign")
@require_POST
def end_stand_in(request: Request, substitution_id: int) -> HttpResponse:
    """End one early, for a stated reason."""
    try:
        substituting.end(request.who, substitution_id, reason=request.POST.get("reason", ""), now=now())
    except Invalid:
        told = f"Ghi lý do thôi làm thay, trong {number(MOST_WORDS)} ký tự."
        return _page(request, {}, {f"reason-{substitution_id}": told})
    return redirect("desk:stand_ins")


def _name(request: Request, typed: dict[str, str]) -> dict[str, str]:
    at = now()
    days: dict[str, date] = {}
    errors: dict[str, str] = {}
    for asked in (_SINCE, _UNTIL):
        told, wrong = read_one(asked, typed, at.date(), required=True)
        if wrong:
            errors[asked.key] = wrong.sentence
        else:
            days[asked.key] = date.fromisoformat(told)
    post, account = _number(typed.get("post", "")), _number(typed.get("account", ""))
    if post is None:
        errors["post"] = "Chọn chức danh vắng người."
    if errors or post is None:
        return errors
    wish = Wish(account, days["since"], days["until"], typed.get("order", ""), typed.get("capacity", ""))
    try:
        substituting.name(request.who, post, wish, now=at)
    except Invalid as refusal:
        return dict(_FAULT[str(fault)] for fault in refusal.faults)
    return {}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 20 else None


def _page(request: Request, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    who, on = request.who, now().date()
    every = substituting.posts(who, on)
    by = substituting.namer(who)
    mine = [post for post in every if may_name(post, by)]
    units = {post.unit_id: identity.unit_view(post.unit_id, on).short_name for post in every}
    people = {p.account_id: p for p in every if p.account_id is not None and p.account_id != who.account_id}
    views = [
        FieldView(
            "select", "post", "Chức danh vắng người", typed.get("post", ""),
            options=tuple(Option(str(p.id), _post(p, units)) for p in mine),
        ),
        FieldView(
            "select", "account", "Người làm thay", typed.get("account", ""),
            hint="Có mọi quyền của chức danh trong thời gian làm thay, kể cả hồ sơ bảo mật chức danh được xem",
            options=tuple(
                Option(str(a), f"{p.full_name}, {p.title}, {units[p.unit_id]}") for a, p in people.items()
            ),
        ),
        date_view(_SINCE.key, _SINCE.label, typed),
        date_view(_UNTIL.key, _UNTIL.label, typed),
        FieldView(
            "text", "order", "Theo văn bản", typed.get("order", ""), hint="Số, ngày của quyết định hoặc giấy ủy quyền",
            max_length=MOST_WORDS,
        ),
    ]  # fmt: skip
    if any(post.role == "leader" for post in mine):
        ways = (Option("", "Không ký thay lãnh đạo", "Chức danh vắng người không phải lãnh đạo"), *_CAPACITY)
        views.append(
            FieldView("radios", "capacity", "Cách ký khi thay lãnh đạo", typed.get("capacity", ""), options=ways)
        )
    context = {
        "fields": [replace(view, error=errors.get(view.name, "")) for view in views],
        "may_name": bool(mine),
        "rows": [_row(one, units, errors) for one in substituting.stand_ins(who, every, on=on)],
    }
    return render(request, "desk/leading/stand_ins.html", context, status=422 if errors else 200)


def _post(post: PostLine, units: dict[int, str]) -> str:
    return f"{post.title}, {units[post.unit_id]}: {post.full_name or 'chưa có người giữ'}"


def _row(one: substituting.StandIn, units: dict[int, str], errors: dict[str, str]) -> dict[str, Any]:
    capacity = next((f", ký {option.value}." for option in _CAPACITY if option.value == one.capacity), "")
    return {
        "id": str(one.id),
        "post": _post(one.post, units),
        "covers": f"{one.full_name}{capacity}",
        "days": f"{date_vi(one.since)} đến hết {date_vi(one.until)}",
        "order": one.order,
        "is_now": one.is_now,
        "error": errors.get(f"reason-{one.id}", ""),
    }
