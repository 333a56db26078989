"""The leader's page, made for a telephone: late today and by whom, what waits for his hand, the paper he signs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import lists
from motcua.desk.due import clock_of
from motcua.desk.leading import numbers
from motcua.desk.leading.going_on import THEN, done_of
from motcua.desk.leading.numbers import Wanted
from motcua.desk.words import ACT, WHY_NOT
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page, signing
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries.board import View
from motcua.dossiers.queries.signing import ToSign
from motcua.dossiers.rules.acts import Act, Choice, Situation, choices
from motcua.dossiers.services import deciding
from motcua.identity.requests import Request
from motcua.plans import queries as plans
from motcua.platform import clock
from motcua.platform.clock.now import now
from motcua.platform.reads import log_read
from motcua.web.routes import permitted

DECIDES = "dossiers.decide"
PPI = 144  # A4 is 1190 points wide: sharp on a telephone, 80 KB a page
_LATE_SHOWN = 5
_WANTS = {
    Act.APPROVE: "Ký kết quả",
    Act.SIGN_APOLOGY: "Ký thư xin lỗi",
    Act.ALLOW_SECOND: "Cho gửi yêu cầu bổ sung",
    Act.APPROVE_CORRECTION: "Ký văn bản đính chính",
}


@permitted(DECIDES)
@require_GET
def leader(request: Request) -> HttpResponse:
    """Show first what is late and by whom, then what waits for this leader, the earliest due first."""
    who, at = request.who, now()
    waiting = signing.waiting_for_leader(who)
    oversees = bool(numbers.committees_of(who))
    context: dict[str, Any] = {
        "waiting": [_line(one, at) for one in waiting],
        "is_full": len(waiting) >= signing.MOST,
        "first_url": _url(waiting[0]) if waiting else "",
        "done": done_of(request),
        "oversees": oversees,
        "plan_news": plans.waiting_count(who),
    }
    tabs = [{"label": "Chờ tôi", "url": "#cho-toi", "count": len(waiting)}]
    if oversees:
        told = numbers.sight(who, now=at)
        rows, _ = boards.listed(who, Wanted(View.LATE), now=at, limit=_LATE_SHOWN)
        total = told.board.totals
        context |= {
            "late": total[View.LATE],
            "late_url": numbers.url_of(Wanted(View.LATE)),
            "by": [{"name": name, "count": n, "url": numbers.url_of(w)} for name, n, w in numbers.late_by(told)],
            "today": total[View.TODAY],
            "today_url": numbers.url_of(Wanted(View.TODAY)),
            "rows": [_late(row, told, at) for row in rows],
            "board_url": reverse("desk:board"),
            "sheet_url": reverse("desk:morning"),
        }
        tone = "late" if total[View.LATE] else ""
        tabs.insert(0, {"label": "Quá hạn", "url": "#qua-han", "count": total[View.LATE], "tone": tone})
    return render(request, "desk/leading/leader.html", context | {"tabs": tabs})


@permitted(DECIDES)
@require_GET
def next_one(request: Request) -> HttpResponse:
    """Lead to what waits for this leader first, or back to his page when nothing does."""
    return redirect(_next_url(signing.waiting_for_leader(request.who), None, done=request.GET.get("xong", "")))


@permitted(DECIDES)
@require_http_methods(["GET", "POST"])
def sign(request: Request, code: str) -> HttpResponse:
    """Show the paper with its one button; signing is the act of the dossier's page, and leads to the next."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    waiting = signing.waiting_for_leader(who)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        deciding.approve(page.code, who=who, now=at, seen=int(seen) if seen.isdigit() and len(seen) < 9 else None)
        return redirect(_next_url(waiting, page.code, done=page.code))
    situation = dossiers.situation_for(who, page, now=at)
    choice = _choice(situation)
    if choice is None:  # it went on meanwhile, or something else is asked of him: its own page tells
        return redirect("desk:dossier", code=page.code)
    subjects = tuple({p.subject_id for p in page.parties}) or (None,)
    log_read(who.reader, what="desk.dossier", purpose=page.code, at=at, dossier_id=page.id, subject_ids=subjects)
    return render(request, "desk/leading/sign.html", _to_sign(request, page, situation, choice, waiting, at))


@permitted(DECIDES)
@require_GET
def draft_page(request: Request, code: str, number: int) -> HttpResponse:
    """Give one page of the paper as a picture: a telephone shows no PDF inside a page."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    situation = dossiers.situation_for(who, page, now=at)
    seen = signing.paper_to_sign(who, page, situation, now=at, ppi=PPI) if _choice(situation) else None
    if seen is None or not 1 <= number <= len(seen.pages):
        return redirect("desk:dossier", code=page.code)  # signed meanwhile: the paper stands among its files
    log_read(who.reader, what="desk.paper", purpose=page.code, at=at, dossier_id=page.id)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(seen.pages[number - 1], content_type="image/png", headers=headers)


def _choice(situation: Situation) -> Choice | None:
    return next((one for one in choices(situation) if one.act == Act.APPROVE), None)


def _to_sign(
    request: Request, page: Page, situation: Situation, choice: Choice, waiting: list[ToSign], at: datetime
) -> dict[str, Any]:
    who = request.who
    result = dossiers.result_of(who, page.id)
    seen = signing.paper_to_sign(who, page, situation, now=at, ppi=PPI)
    codes = [one.row.code for one in waiting]
    acts = {one.act: reverse("desk:act", args=[page.code, one.act.value]) for one in choices(situation) if one.allowed}
    file = None
    if seen is not None and seen.attachment_id is not None:
        files = documents.files_of(who, ("dossier", page.id))
        file = next((one for one in files if one.id == seen.attachment_id), None)
    return {
        "page": page,
        "person": _person(page),
        "clock": clock_of(page, clock.calendar_of(page.committee_id, "processing"), at),
        "place": codes.index(page.code) + 1 if page.code in codes else 0,
        "count": len(codes),
        "file": file,
        "file_url": reverse("documents:view", args=[file.id]) if file else "",
        "pages": [
            reverse("desk:draft_page", args=[page.code, n + 1]) for n in range(len(seen.pages) if seen else 0)
        ],
        "rows": _rows(page, result),
        "refusal": result if result is not None and result.is_refusal else None,
        "why_not": "" if choice.allowed else WHY_NOT.get(choice.why_not, choice.why_not),
        "label": ACT[Act.APPROVE][0],
        "skip_url": _next_url(waiting, page.code) if len(codes) > 1 else "",
        "back_url": f"{acts[Act.SEND_BACK]}?{urlencode({'roi': THEN})}" if Act.SEND_BACK in acts else "",
        "refuse_url": f"{acts[Act.REFUSE]}?{urlencode({'roi': THEN})}" if Act.REFUSE in acts else "",
        "done": done_of(request),
    }  # fmt: skip


def _person(page: Page) -> str:
    names = {party.role: party.name for party in reversed(page.parties)}
    return next((names[role] for role in ("subject", "owner", "submitter") if role in names), "")


def _rows(page: Page, result: Any) -> list[tuple[str, str]]:
    """What the paper says in lines of text, for who reads no picture; what officers and registers entered."""
    if result is None or result.is_refusal:
        return []
    return signing.entered_rows(page, result)


def _line(one: ToSign, at: datetime) -> dict[str, Any]:
    kind, text = lists.due_words(one.row, at)
    return {
        "wants": _WANTS[one.act] if one.act else "Mở hồ sơ để quyết định",
        "url": _url(one),
        "title": one.row.title,
        "person": one.row.person,
        "code": one.row.code,
        "due_kind": kind,
        "due_text": text,
    }


def _late(row: dossiers.WorkRow, told: numbers.Sight, at: datetime) -> dict[str, Any]:
    kind, text = lists.due_words(row, at)
    return {
        "url": reverse("desk:dossier", args=[row.code]),
        "title": row.title,
        "person": row.person,
        "by": numbers.where(told, row),
        "due_kind": kind,
        "due_text": text,
    }


def _url(one: ToSign) -> str:
    if one.act == Act.APPROVE:
        return reverse("desk:sign", args=[one.row.code])
    if one.act is None or one.act == Act.APPROVE_CORRECTION:  # the new paper stands among the files of the dossier
        return reverse("desk:dossier", args=[one.row.code])
    return f"{reverse('desk:act', args=[one.row.code, one.act.value])}?{urlencode({'roi': THEN})}"


def _next_url(waiting: list[ToSign], code: str | None, *, done: str = "") -> str:
    """Return where to go on after one of the list: to the one behind it, else to the first that is left."""
    codes = [one.row.code for one in waiting]
    behind = codes.index(code) + 1 if code in codes else 0
    left = [one for one in [*waiting[behind:], *waiting[:behind]] if one.row.code != code]
    url = _url(left[0]) if left else reverse("desk:leader")
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'xong': done})}" if done else url
