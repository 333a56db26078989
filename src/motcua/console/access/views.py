"""The administrator's pages of officers' accounts: who may do what, its quarterly review, one account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.console.access import words
from motcua.console.organisation import asking, officers
from motcua.console.organisation import words as organisation
from motcua.identity import accounts, closing, organising, ports, queries, reviewing, rules_of_reviews, staffing
from motcua.identity import second_factor as factor
from motcua.identity.requests import Request
from motcua.identity.reviewing import MANAGE, AccountLine, Review
from motcua.identity.rules_of_staffing import why_fault
from motcua.platform import events
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_DONE = {
    "close": "Đã ngừng tài khoản; các máy đang đăng nhập đã bị đăng xuất.",
    "reopen": "Đã mở lại tài khoản. Mật khẩu cũ dùng được tiếp.",
    "unlock": "Đã mở khóa. Cán bộ đăng nhập lại được ngay.",
    "reset": "Đã gỡ xác thực hai bước. Lần đăng nhập tới, cán bộ được báo việc này.",
    "contact": "Đã ghi số điện thoại, thư.",
    "chuyen": "Đã ghi việc chuyển vị trí.",
}
_ACTS = ("close", "reopen", "unlock", "reset", "contact", "password")
_CHANGED = "Danh sách vừa thay đổi so với lúc bạn mở. Xem lại rồi xác nhận."


@permitted(MANAGE)
@require_GET
def units(request: Request) -> HttpResponse:
    """List the units whose accounts are his, with the state of this quarter's review."""
    at = now()
    found = reviewing.managed_units(request.who, at.date())
    last = reviewing.last_reviews(unit.id for unit in found)
    year, number = rules_of_reviews.quarter_of(at.date())
    rows, every = [], reviewing.lists((unit.id for unit in found), at.date())
    for unit in found:
        told = every[unit.id]
        review = last.get(unit.id)
        is_done = review is not None and (review.year, review.quarter) == (year, number)
        listed = reviewing.listed_of(told)
        changes = len(rules_of_reviews.differences(review.listed, listed)) if review else 0
        rows.append(
            {
                "name": unit.name,
                "url": reverse("console:access_unit", args=[unit.slug]),
                "count": sum(line.is_active for line in told),
                "without": sum(line.is_active and line.factor_since is None for line in told),
                "last": f"{words.quarter(review.year, review.quarter)}, lúc {instant_vi(review.at)}" if review else "",
                "is_done": is_done,
                "changes": changes,
            }
        )
    context = {"rows": rows, "quarter": words.quarter(year, number), "waiting": sum(not r["is_done"] for r in rows)}
    return render(request, "console/access/units.html", context)


@permitted(MANAGE)
@never_cache
@require_GET
def unit(request: Request, slug: str) -> HttpResponse:
    """Show one unit's list, what changed since its last review, and the way to confirm this quarter's."""
    return _unit(request, slug, "console/access/unit.html")


@permitted(MANAGE)
@never_cache
@require_GET
def printed(request: Request, slug: str) -> HttpResponse:
    """Show the same list for paper, with room for signatures."""
    return _unit(request, slug, "console/access/print.html")


@permitted(MANAGE)
@require_POST
def confirm(request: Request, slug: str) -> HttpResponse:
    """Confirm the review of this quarter, of the list as it was shown."""
    at = now()
    found = reviewing.managed_unit(request.who, slug, at.date())
    try:
        reviewing.confirm(found, seen=request.POST.get("seen", ""), who=request.who, now=at)
    except Conflict:
        return _unit(request, slug, "console/access/unit.html", notice=_CHANGED, status=409)
    return redirect(f"{reverse('console:access_unit', args=[slug])}?bao=xong")


@permitted(MANAGE)
@never_cache
@require_GET
def officer(request: Request, username: str) -> HttpResponse:
    """Show one officer's account and what can be done with it."""
    return _officer(request, username)


@permitted(MANAGE)
@require_POST
def act(request: Request, username: str, what: str) -> HttpResponse:
    """Do it: close, reopen, unlock, reset the second factor (with how the officer was recognised), a new password …"""
    at, who = now(), request.who
    line = reviewing.managed_account(who, username, at.date())
    if what not in _ACTS or not staffing.is_wholly_his(who, line.account_id, at.date()):
        raise NotFound("no such act of his")
    typed = asking.typed_in(request.POST)
    try:
        if what == "password":
            officers.lay_slips(
                request, [accounts.give_first_password(line.account_id, typed.get("why", ""), who=who, now=at)]
            )
            return redirect("console:slips")
        _do(what, line.account_id, typed, who, at)
    except Invalid as refusal:
        return _officer(request, username, organisation.errors_of(refusal.faults), what)
    except Conflict:  # done meanwhile, by another administrator or by the officer himself: the page shows how it stands
        return redirect("console:officer", username)
    return redirect(f"{reverse('console:officer', args=[username])}?bao={what}")


def _do(what: str, account: int, typed: asking.Typed, who: queries.Person, at: datetime) -> None:
    why = typed.get("why", "")
    if what in ("close", "reopen") and (fault := why_fault(why)):
        raise Invalid(faults=(fault,))
    if what == "reset":
        how = next((h for h in factor.HOWS if h == typed.get("how")), None)
        if how is None:
            raise Invalid(faults=("how",))
        factor.reset(account, how, actor=who.actor, now=at)
    elif what == "close":
        closing.close(account, actor=who.actor, now=at, why=why)
    elif what == "reopen":
        closing.reopen(account, actor=who.actor, now=at, why=why)
    elif what == "unlock":
        closing.unlock(account, actor=who.actor, now=at)
    else:
        accounts.set_contact(
            account, number=typed.get("phone", ""), email=typed.get("email", ""), who=who, now=at
        )  # fmt: skip


def _officer(
    request: Request, username: str, errors: Mapping[str, str] | None = None, what: str = ""
) -> HttpResponse:  # fmt: skip
    at = now()
    line = reviewing.managed_account(request.who, username, at.date())
    known = _known({r.unit_id for post in line.posts for r in post.rights}, at)
    state, tone = words.state(line, at)
    is_his = staffing.is_wholly_his(request.who, line.account_id, at.date())
    is_own = line.account_id == request.who.account_id
    phone, email = organising.contact_of(line.account_id)
    context = {
        "line": line,
        "state": state,
        "tone": tone,
        "facts": [
            {"label": "Điện thoại", "value": phone},
            {"label": "Thư điện tử", "value": email},
            {"label": "Đăng nhập gần nhất", "value": words.last_sign_in(line)},
            {"label": "Xác thực hai bước", "value": _factor(line)},
        ],
        "posts": [
            (words.post(post), words.rights(post.rights, known), reverse("console:post", args=[post.id]))
            for post in line.posts
        ],
        "is_own": is_own,
        "is_elsewhere": not is_his and not is_own,
        "can_move": is_his and not is_own and line.is_active,
        "forms": _officer_forms(request, line, (phone, email), errors or {}, what, at) if is_his and not is_own else [],
        "wrong": (errors or {}).get("", ""),
        "left": ports.work_of_units().given_to(line.account_id) if is_his else [],
        "timeline": organisation.timeline(events.history(("account", line.account_id)), names={}, right={}),
        "done": _DONE.get(request.GET.get("bao", ""), "") if request.method == "GET" else "",
    }
    return render(request, "console/access/officer.html", context, status=422 if errors else 200)


def _officer_forms(
    request: Request, line: AccountLine, contact: tuple[str, str], errors: Mapping[str, str], what: str, at: datetime
) -> list[dict[str, Any]]:
    """What can be done with an account as it stands, each with what must be told."""
    typed = asking.typed_in(request.POST) if errors else {}

    def form(key: str, label: str, text: str, fields: list[FieldView]) -> dict[str, Any]:
        views = asking.prefixed(fields, key)
        return {
            "url": reverse("console:officer_act", args=[line.username, key]), "label": label, "button": label,
            "text": text, "is_open": key == what, "key": key,
            "fields": asking.with_errors(views, errors) if key == what else views,
        }  # fmt: skip

    def why(key: str) -> FieldView:
        return asking.why_field(typed if key == what else {})

    shown = (typed.get("phone", ""), typed.get("email", "")) if what == "contact" else contact
    made = [
        form("contact", "Ghi số điện thoại, thư", "Để cơ quan gọi được cán bộ; người dân không thấy.", [
            FieldView("text", "phone", "Điện thoại", shown[0], required=False, width=20),
            FieldView("email", "email", "Thư điện tử", shown[1], required=False)]),
        form("password", "Cấp lại mật khẩu", "Khi cán bộ quên mật khẩu. Mọi máy đang đăng nhập bị đăng xuất; bạn in "
             "phiếu có mật khẩu dùng một lần, cán bộ đặt mật khẩu riêng ở lần đăng nhập tới.", [why("password")]),
    ]  # fmt: skip
    if line.is_active and line.locked_until is not None and line.locked_until > at:
        made.append(
            form("unlock", "Mở khóa", "Tài khoản khóa vì gõ sai năm lần. Mở khi chắc chính cán bộ gõ nhầm.", [])
        )
    if line.factor_since is not None:
        how = FieldView("radios", "how", "Bạn đã nhận ra người này bằng cách nào?", "",
                        options=tuple(Option(key, label) for key, label in words.HOWS.items()))  # fmt: skip
        made.append(form("reset", "Gỡ xác thực hai bước", "Khi cán bộ mất điện thoại và hết mã dự phòng. Mọi máy đang "
                         "đăng nhập bị đăng xuất; lần đăng nhập tới cán bộ được báo ai đã gỡ.", [how]))  # fmt: skip
    if line.is_active:
        text = (
            "Cán bộ nghỉ việc, chuyển đi, hoặc nghi tài khoản bị người khác dùng. Đăng xuất khỏi mọi máy ngay; "
            "mở lại được bất cứ lúc nào, không gì bị xóa."
        )
        made.append(form("close", "Ngừng tài khoản", text, [why("close")]))
    else:
        made.append(form("reopen", "Mở lại tài khoản", "Cán bộ còn làm việc ở đây và vị trí, quyền ở trên vẫn đúng.",
                         [why("reopen")]))  # fmt: skip
    return made


def _unit(request: Request, slug: str, template: str, *, notice: str = "", status: int = 200) -> HttpResponse:
    at = now()
    found = reviewing.managed_unit(request.who, slug, at.date())
    told = reviewing.lines([found.id], at.date())
    listed = reviewing.listed_of(told)
    past = reviewing.reviews_of(found.id)
    last = past[0] if past else None
    changes = rules_of_reviews.differences(last.listed, listed) if last else []
    rights = {r.unit_id for line in told for p in line.posts for r in p.rights}
    rights |= {c.right[1] for c in changes if c.right}
    known = _known(rights, at)
    names = {line.account_id: line.full_name for line in told} | reviewing.names(
        {c.account_id for c in changes} - {line.account_id for line in told}
    )
    year, number = rules_of_reviews.quarter_of(at.date())
    is_done = last is not None and (last.year, last.quarter) == (year, number) and not changes
    reviewing.record_read(found, who=request.who, now=at)
    context = {
        "unit": found,
        "at": instant_vi(at),
        "quarter": words.quarter(year, number),
        "rows": [_row(line, known, at) for line in told],
        "changes": [words.difference(change, names, known) for change in changes],
        "last": _review(last) if last else None,
        "past": [{"at": instant_vi(r.at), "title": _review(r)["title"], "text": r.by} for r in past],
        "is_done": is_done,
        "seen": rules_of_reviews.digest(listed),
        "notice": notice,
        "told": "Đã xác nhận. Lần rà soát này được ghi lại cùng danh sách như bạn đã xem."
        if request.GET.get("bao") == "xong" and request.method == "GET"
        else "",
    }
    return render(request, template, context, status=status)


def _row(line: AccountLine, known: words.Known, at: datetime) -> dict[str, Any]:
    state, tone = words.state(line, at)
    return {
        "name": line.full_name,
        "username": line.username,
        "url": reverse("console:officer", args=[line.username]),
        "posts": [(words.post(post), words.rights(post.rights, known)) for post in line.posts],
        "last_sign_in": words.last_sign_in(line),
        "factor": "có" if line.factor_since else "chưa",
        "has_factor": line.factor_since is not None,
        "state": state,
        "tone": tone,
    }


def _known(unit_ids: set[int | None], at: datetime) -> words.Known:
    return words.Known(queries.unit_views({u for u in unit_ids if u}, at.date()), queries.secrecy_names())


def _factor(line: AccountLine) -> str:
    return f"Đang bật, từ {instant_vi(line.factor_since)}" if line.factor_since else "Chưa bật"


def _review(review: Review) -> dict[str, str]:
    return {
        "title": f"Rà soát {words.quarter(review.year, review.quarter)}",
        "at": instant_vi(review.at),
        "by": review.by,
    }
