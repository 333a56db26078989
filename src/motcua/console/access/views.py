"""The administrator's pages of officers' accounts: who may do what, its quarterly review, one account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.console.access import words
from motcua.identity import closing, queries, reviewing, rules_of_reviews
from motcua.identity import second_factor as factor
from motcua.identity.requests import Request
from motcua.identity.reviewing import MANAGE, AccountLine, Review
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_DONE = {
    "close": "Đã ngừng tài khoản; các máy đang đăng nhập đã bị đăng xuất.",
    "reopen": "Đã mở lại tài khoản. Mật khẩu cũ dùng được tiếp.",
    "unlock": "Đã mở khóa. Cán bộ đăng nhập lại được ngay.",
    "reset": "Đã gỡ xác thực hai bước. Lần đăng nhập tới, cán bộ được báo việc này.",
}
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
    """Do it: close, reopen, unlock, reset the second factor (with how the officer was recognised)."""
    at, who = now(), request.who
    line = reviewing.managed_account(who, username, at.date())
    if what not in _DONE:
        raise NotFound("no such act")
    try:
        if what == "reset":
            how = next((h for h in factor.HOWS if h == request.POST.get("how")), None)
            if how is None:
                return _officer(request, username, "Chọn bạn đã nhận ra người này bằng cách nào.")
            factor.reset(line.account_id, how, actor=who.actor, now=at)
        elif what == "close":
            closing.close(line.account_id, actor=who.actor, now=at)
        elif what == "reopen":
            closing.reopen(line.account_id, actor=who.actor, now=at)
        else:
            closing.unlock(line.account_id, actor=who.actor, now=at)
    except Conflict:  # done meanwhile, by another administrator or by the officer himself: the page shows how it stands
        return redirect("console:officer", username)
    return redirect(f"{reverse('console:officer', args=[username])}?bao={what}")


def _officer(request: Request, username: str, how_error: str = "") -> HttpResponse:
    at = now()
    line = reviewing.managed_account(request.who, username, at.date())
    known = _known({r.unit_id for post in line.posts for r in post.rights}, at)
    state, tone = words.state(line, at)
    is_own = line.account_id == request.who.account_id
    how = FieldView(
        "radios", "how", "Bạn đã nhận ra người này bằng cách nào?", "", error=how_error,
        options=tuple(Option(key, label) for key, label in words.HOWS.items()),
    )  # fmt: skip
    context = {
        "line": line,
        "state": state,
        "tone": tone,
        "facts": [
            {"label": "Đăng nhập gần nhất", "value": words.last_sign_in(line)},
            {"label": "Xác thực hai bước", "value": _factor(line)},
        ],
        "posts": [(words.post(post), words.rights(post.rights, known)) for post in line.posts],
        "is_own": is_own,
        "can_close": line.is_active and not is_own,
        "can_reopen": not line.is_active,
        "can_unlock": line.is_active and line.locked_until is not None and line.locked_until > at and not is_own,
        "can_reset": line.factor_since is not None and not is_own,
        "fields": [how],
        "done": _DONE.get(request.GET.get("bao", ""), "") if request.method == "GET" else "",
    }
    return render(request, "console/access/officer.html", context, status=422 if how_error else 200)


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
