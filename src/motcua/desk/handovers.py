"""The hand-overs of a day: what I gave, what was given to us, signed in bulk by both sides, printed on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import papers_of_the_office as papers
from motcua.desk.books import pdf_response, tabs
from motcua.desk.words import WHY_NOT
from motcua.documents.printing import render as print_form
from motcua.documents.printing import template_for
from motcua.dossiers.queries import books
from motcua.dossiers.queries.books import HandoverLine
from motcua.dossiers.services import day_list
from motcua.dossiers.services.day_list import Signed
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import ZONE, now
from motcua.platform.reads import log_reads
from motcua.platform.text import date_vi
from motcua.web.routes import signed_in

_WHY = {
    "not_giver": "bạn không phải người giao",
    "recalled": "đã thu hồi",
    "signed_already": "đã ký trước đó",
    "not_found": "không tìm thấy, hoặc không thuộc phần bạn được xem",
    "forbidden": "không chờ bạn",
    "not_here": "hồ sơ đã sang việc khác",
}


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def handovers(request: Request) -> HttpResponse:
    """Show the hand-overs of a day in groups of giving and receiving unit; sign ticked lines, an answer for each."""
    who, on = request.who, _day(request)
    told: list[Signed] = []
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("line") if text.isdigit()]
        act = day_list.take_up if request.POST.get("act") == "take" else day_list.sign_given
        told = act(ids, who=who, now=now())
    lines = _lines(request, on)
    names = {u: identity.unit_view(u, on).name for line in lines for u in (line.from_unit_id, line.to_unit_id)}
    groups = []
    for pair in dict.fromkeys((line.from_unit_id, line.to_unit_id) for line in lines):
        group = [line for line in lines if (line.from_unit_id, line.to_unit_id) == pair]
        query = urlencode([("ngay", on.isoformat()), ("tu", str(pair[0])), ("den", str(pair[1]))])
        groups.append(
            {
                "title": f"{names[pair[0]]} giao {names[pair[1]]}",
                "rows": [_row(line, who) for line in group],
                "can_give": any(_can_give(line, who) for line in group),
                "can_take": any(_can_take(line, who) for line in group),
                "print_url": f"{reverse('desk:handover_sheet')}?{query}",
            }
        )
    context = {
        "tabs": tabs(request),
        "on": date_vi(on),
        "iso": on.isoformat(),
        "before": (on - timedelta(days=1)).isoformat(),
        "after": (on + timedelta(days=1)).isoformat() if on < now().astimezone(ZONE).date() else "",
        "groups": groups,
        "done": (done := sum(not one.why for one in told)),
        "signed": f"Đã ký {done} dòng.",
        "refused": [(one.code or "Một dòng", _WHY.get(one.why) or WHY_NOT.get(one.why) or one.why)
                    for one in told if one.why],
        "was_signed": bool(told),
    }  # fmt: skip
    return render(request, "desk/handovers.html", context)


@signed_in("officer")
@require_GET
def handover_sheet(request: Request) -> HttpResponse:
    """Give the list of a day between two units as a paper for both to sign; who is named in it is logged as read."""
    on, at = _day(request), now()
    pair = (request.GET.get("tu", ""), request.GET.get("den", ""))
    lines = [ln for ln in _lines(request, on) if (str(ln.from_unit_id), str(ln.to_unit_id)) == pair]
    if not lines:  # nothing of that day between them that this person may see
        return redirect(f"{reverse('desk:handovers')}?{urlencode({'ngay': on.isoformat()})}")
    about = [(line.dossier_id, line.subject_id) for line in lines]
    log_reads(request.who.reader, about, what="desk.handover_list", purpose=f"Bàn giao ngày {date_vi(on)}", at=at)
    giver, receiver = (identity.unit_view(u, on) for u in (lines[0].from_unit_id, lines[0].to_unit_id))
    paper = papers.handover_sheet(on, giver, receiver, lines, at)
    pdf = print_form(template_for("handover", on=on), paper.as_data())
    return pdf_response(f"ban-giao-{on.isoformat()}.pdf", pdf)


def _lines(request: Request, on: date) -> Sequence[HandoverLine]:
    since = datetime.combine(on, time(), ZONE)
    return books.handovers_on(request.who, since, since + timedelta(days=1))


def _can_give(line: HandoverLine, who: Person) -> bool:
    return line.given_at is None and line.from_account_id == who.account_id


def _can_take(line: HandoverLine, who: Person) -> bool:
    """Offered to the unit it was given to; the service asks whether it waits for this officer."""
    is_ours = any(r.unit_id == line.to_unit_id and r.permission != "dossiers.oversee" for r in who.rights)
    return line.taken_up_at is None and is_ours and line.from_account_id != who.account_id


def _row(line: HandoverLine, who: Person) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "code": line.code,
        "url": reverse("desk:dossier", args=[line.code]),
        "title": line.title,
        "person": line.person,
        "at": f"{line.at.astimezone(ZONE):%H:%M}",
        "outcome": papers.OUTCOME[line.outcome],
        "given": f"{line.given_at.astimezone(ZONE):%H:%M}" if line.given_at else "",
        "taken": papers.short(line.taken_up_at),
        "can_tick": _can_give(line, who) or _can_take(line, who),
    }


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return now().astimezone(ZONE).date()
