"""The administrator's pages of officers: an account opened with a post, its slip of paper, another post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.console.organisation import asking, words
from motcua.console.organisation.posts import post_fields
from motcua.identity import accounts, organising, ports, reviewing, sessions, staffing
from motcua.identity.accounts import NewOfficer, Opened
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import FIRST_PASSWORD_GOOD_FOR, MANAGE, why_fault
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi, instant_vi, title_name
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_SLIPS = "first_passwords"  # of the session, sealed: what is printed once
_NEW = "moi"  # in place of a post: one that is opened with the account


@permitted(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def open_account(request: Request, slug: str) -> HttpResponse:
    """Open an officer's account in a unit, in a free post or a new one; the first password is printed next."""
    at = now()
    line = organising.unit_of(request.who, slug, at.date())
    free = organising.free_posts([line.view.id], at.date())
    typed, errors = asking.typed_in(request.POST), {}
    if request.method == "POST":
        try:
            made = _open(request, line.view.id, {str(post.id) for post in free}, typed)
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            lay_slips(request, [made])
            return redirect("console:slips")
    fields = asking.with_errors(_fields(request, line.view.id, free, typed, at.date()), errors)
    context = {"line": line, "fields": fields, "wrong": errors.get("", "")}
    return render(request, "console/organisation/open_account.html", context, status=422 if errors else 200)


def officer_typed(typed: asking.Typed) -> tuple[NewOfficer, list[str]]:
    """Return who gets an account as typed, and what cannot be read of it."""
    born = asking.day_of(typed, "birth_date")
    faults = [] if born or asking.is_empty_day(typed, "birth_date") else ["birth_date"]
    number = "".join(typed.get("personal_number", "").split())
    return NewOfficer(
        title_name(typed.get("full_name", "")), typed.get("username", "").lower(), number, born,
        typed.get("phone", ""), typed.get("email", ""),
    ), faults  # fmt: skip


def _open(request: Request, unit_id: int, free: set[str], typed: asking.Typed) -> Opened:
    at, since = now(), asking.day_of(typed, "since")
    new, faults = officer_typed(typed)
    chosen = typed.get("post", "") or (_NEW if not free else "")
    if chosen not in {*free, _NEW}:
        faults.append("post")
    if chosen == _NEW:
        faults += staffing.post_faults(unit_id, typed.get("title", ""), typed.get("role", ""), who=request.who)
    if since is None:
        faults.append("since")
    if faults or since is None:
        raise Invalid(faults=(*faults, *accounts.officer_faults(new), *filter(None, [why_fault(typed.get("why", ""))])))
    return accounts.open_with_post(
        new, unit_id, int(chosen) if chosen != _NEW else None, typed.get("title", ""), typed.get("role", ""),
        since=since, why=typed.get("why", ""), who=request.who, now=at,
    )  # fmt: skip


def _fields(
    request: Request, unit_id: int, free: list[organising.PostLine], typed: asking.Typed, on: date
) -> list[FieldView]:
    views = [
        FieldView("text", "full_name", "Họ và tên", typed.get("full_name", "")),
        FieldView("personal_number", "personal_number", "Số định danh cá nhân", typed.get("personal_number", ""),
                  width=20, hint="Để cán bộ không xem, không xử lý được hồ sơ của mình; mỗi người một tài khoản."),
        asking.date_field(typed, "birth_date", "Ngày sinh", None, required=False),
        FieldView("text", "username", "Tên đăng nhập", typed.get("username", ""), width=20,
                  hint="Chữ thường không dấu, ví dụ ha.vtt.camgiang."),
        FieldView("text", "phone", "Điện thoại", typed.get("phone", ""), width=20, required=False),
        FieldView("email", "email", "Thư điện tử", typed.get("email", ""), required=False),
    ]  # fmt: skip
    new = tuple(post_fields(request, unit_id, typed))
    if free:
        options = [Option(str(post.id), post.title, "đang trống") for post in free]
        options.append(Option(_NEW, "Một vị trí mới", reveal=new))
        views.append(FieldView("radios", "post", "Vị trí", typed.get("post", ""), options=tuple(options)))
    else:
        views += new
    return [*views, asking.date_field(typed, "since", "Từ ngày", on), asking.why_field(typed)]


@permitted(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def slips(request: Request) -> HttpResponse:
    """Show first passwords to print, one slip each, until they are put away; ten minutes at most."""
    if request.method == "POST":
        request.session.pop(_SLIPS, None)
        return redirect("console:organisation")
    at = now()
    told = [one.split("\t") for one in sessions.laid_out(request, _SLIPS).splitlines()]
    context = {
        "slips": [{"name": name, "username": username, "password": password} for name, username, password in told],
        "address": f"{settings.PUBLIC_URL}{reverse('desk:sign_in')}",
        "until": date_vi((at + FIRST_PASSWORD_GOOD_FOR).date()),
        "made_at": instant_vi(at),
    }
    return render(request, "console/organisation/slips.html", context)


def lay_slips(request: Request, opened: list[Opened]) -> None:
    """Keep first passwords for the page that prints them."""
    names = reviewing.names(one.account_id for one in opened)
    lines = [f"{names.get(one.account_id, '')}\t{one.username}\t{one.password}" for one in opened]
    sessions.lay_out(request, _SLIPS, "\n".join(lines))


@permitted(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def move(request: Request, username: str) -> HttpResponse:
    """Move an officer to another post; what he leaves behind is listed first."""
    at = now()
    line = reviewing.managed_account(request.who, username, at.date())
    every = organising.tree(request.who, at.date())
    free = organising.free_posts([unit.view.id for unit in every], at.date())
    names = {unit.view.id: unit.view.name for unit in every}
    left = ports.work_of_units().given_to(line.account_id)
    typed, errors = asking.typed_in(request.POST), {}
    if request.method == "POST":
        try:
            since, chosen = asking.day_of(typed, "since"), typed.get("post", "")
            faults = [fault for fault in (why_fault(typed.get("why", "")), "" if since else "since") if fault]
            if chosen not in {str(post.id) for post in free}:
                faults.append("post")
            if left and typed.get("known") != "yes":
                faults.append("known")
            if faults or since is None:
                raise Invalid(faults=tuple(faults))
            staffing.move(
                line.account_id, int(chosen), since=since, why=typed.get("why", ""), who=request.who, now=at
            )  # fmt: skip
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            return redirect(f"{reverse('console:officer', args=[username])}?bao=chuyen")
    options = tuple(Option(str(post.id), post.title, names[post.unit_id]) for post in free)
    views = [
        FieldView("radios", "post", "Vị trí mới", typed.get("post", ""), options=options),
        asking.date_field(typed, "since", "Từ ngày", at.date()),
        asking.why_field(typed),
    ]
    if left:
        views.append(
            FieldView(
                "declaration",
                "known",
                "Tôi đã báo người quản lý Trung tâm giao lại các hồ sơ trên.",
                typed.get("known") == "yes",
            )
        )
    context = {
        "line": line,
        "left": [_left(one) for one in left],
        "fields": asking.with_errors(views, errors),
        "has_posts": bool(free),
        "wrong": errors.get("", ""),
    }
    return render(request, "console/organisation/move.html", context, status=422 if errors else 200)


def _left(one: ports.LeftDossier) -> dict[str, Any]:
    return {"code": one.code, "due": date_vi(one.due_at.date()) if one.due_at else "không thời hạn"}
