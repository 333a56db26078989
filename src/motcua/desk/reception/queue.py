"""Calling people to the counter, the machines in the hall, a number given at the door, which desk serves what."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.counter import hall, queue, visits
from motcua.counter.queue import ARRANGES
from motcua.counter.queue_rules import MOST_DESKS, MOST_GROUPS, Desk, Group, Plan
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid
from motcua.web.routes import permitted

RECEIVES = "dossiers.receive"
_DESK = "queue_desk"  # in the session: where an officer sits is asked anew at each sign-in
_NEW_LINK = "queue_link_made"
_GIVEN = "queue_given"

KINDS = {"kiosk": "Máy lấy số", "display": "Màn hình gọi số"}
FAULT = {
    "kind": "Chọn loại máy.",
    "name": "Ghi máy đặt ở đâu, không quá 60 ký tự.",
    "most": "Đã mở nhiều máy. Thu hồi máy không dùng nữa rồi mở máy mới.",
    "group": "Chọn một nhóm việc.",
    "full": "Nhóm việc này hôm nay đã hết số.",
    "desk": "Chọn quầy đang ngồi.",
    "no_desk": "Ghi ít nhất một quầy.",
    "desk_name": "Tên quầy không quá 120 ký tự.",
    "too_many": f"Nhiều nhất {MOST_DESKS} quầy và {MOST_GROUPS} nhóm việc.",
    "no_group": "Ghi ít nhất một nhóm việc.",
    "letter": "Chữ của mỗi nhóm việc là một chữ cái in hoa không dấu, từ A đến Z.",
    "letter_twice": "Hai nhóm việc đang dùng chung một chữ cái.",
    "group_name": "Mỗi nhóm việc cần một tên, không quá 60 ký tự.",
    "group_desk": "Mỗi nhóm việc cần ít nhất một quầy.",
    "priority": "Câu nói ai được ưu tiên không quá 120 ký tự.",
    "in_a_row": "Số lượt ưu tiên gọi liền nhau là từ 1 đến 9.",
}
_SAID = {
    "none": "Chưa có ai chờ ở các nhóm việc của quầy này.",
    "gone": "Số này không còn chờ bạn gọi. Xem lại danh sách.",
}


def panel(request: Request, at: datetime) -> dict[str, Any] | None:
    """Return what the counter's page shows of the queue, None where nobody draws numbers."""
    who = request.who
    unit, _ = visits.my_counter(who, at.date())
    if not queue.is_used(unit, at.date()):
        return None
    told = request.session.pop("queue_said", None)
    return {"seen": queue.at_desk(who, request.session.get(_DESK), at.date()), "said": told}


@permitted(RECEIVES)
@require_POST
def call(request: Request) -> HttpResponse:
    """One press at the desk: sit down, call the next, call again, nobody came, begin, done."""
    who, at = request.who, now()
    what = request.POST.get("what", "")
    ticket = _number(request.POST.get("ticket", ""))
    desk = request.session.get(_DESK) or 0
    try:
        match what:
            case "sit":
                request.session[_DESK] = _number(request.POST.get("desk", ""))
            case "next":
                if queue.call_next(who, desk=desk, now=at) is None:
                    request.session["queue_said"] = _SAID["none"]
            case "again":
                _said(request, queue.call_again(who, ticket, desk=desk, now=at))
            case "missed":
                _said(request, queue.miss(who, ticket, now=at))
            case "done":
                _said(request, queue.done(who, ticket, now=at))
            case "begin":
                visit_id = queue.begin_visit(who, ticket, now=at)
                if visit_id is not None:
                    return redirect("desk:visit", visit_id=visit_id)
                _said(request, None)
    except Conflict as refusal:
        request.session["queue_said"] = f"Bạn đang gọi số {refusal.facts['label']}. Xong số này rồi gọi số khác."
    except Invalid:
        request.session["queue_said"] = FAULT["desk"]
    return redirect("desk:counter")


def _said(request: Request, became: object) -> None:
    if not became:
        request.session["queue_said"] = _SAID["gone"]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 20 else 0


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def machines(request: Request) -> HttpResponse:
    """Show the machines of the hall, open or close one; give a number at the door."""
    who, at = request.who, now()
    wrong: list[str] = []
    if request.method == "POST":
        try:
            return redirect(_changed(request, who, at))
        except Invalid as refusal:
            wrong = [FAULT[str(fault)] for fault in refusal.faults]
    _, committee = visits.my_counter(who, at.date())
    context = {
        "links": [(link, KINDS[link.kind]) for link in hall.links(who, at.date())],
        "kinds": list(KINDS.items()),
        "made": _made(request.session.pop(_NEW_LINK, "")),
        "seen": queue.at_desk(who, None, at.date()),
        "press": secrets.token_hex(16),
        "arranges": who.may_over(ARRANGES, committee),
        "wrong": wrong,
    }
    response = render(request, "desk/reception/machines.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "private, no-store"  # a page from the past would give the number of its press again
    return response


def _changed(request: Request, who: Person, at: datetime) -> str:
    """Do what was pressed and return where to go."""
    posted = request.POST
    here = reverse("desk:queue")
    if "revoke" in posted:
        hall.revoke(who, _number(posted["revoke"]), now=at)
    elif "give" in posted:
        ticket = queue.give(
            who,
            posted["give"][:1],
            is_priority=posted.get("priority") == "yes",
            press=posted.get("press", "")[:40] or secrets.token_hex(16),
            now=at,
        )
        request.session[_GIVEN] = ticket
        return reverse("desk:queue_ticket")
    else:
        key = hall.make_link(
            who,
            posted.get("kind", ""),
            name=posted.get("name", ""),
            prints=posted.get("prints") == "yes",
            now=at,
        )
        request.session[_NEW_LINK] = key
    return here


def _made(key: str) -> dict[str, Any] | None:
    """The address of a machine just opened, to be typed there or read by its camera; shown once."""
    if not key:
        return None
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('citizen:hall_open', args=[key])}"
    picture = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2)
    return {"address": address, "qr": mark_safe(picture)}  # noqa: S308 - drawn by us, of our own address


@permitted(RECEIVES)
@require_GET
def ticket(request: Request) -> HttpResponse:
    """The number this officer gave last at the door, as a narrow slip."""
    given = request.session.get(_GIVEN)
    found = queue.slip(request.who, given, now().date()) if given else None
    if found is None:
        return redirect("desk:queue")
    drawn, plan = found
    group = plan.group(drawn.letter)
    context = {"slip": drawn, "group": group.name if group else "", "back": reverse("desk:queue"), "prints": True}
    return render(request, "counter/ticket.html", context)


@permitted(ARRANGES)
@require_http_methods(["GET", "POST"])
def arrange(request: Request) -> HttpResponse:
    """Say which desks there are, which groups of matters, and which desk serves what."""
    who, at = request.who, now()
    unit, _ = visits.my_counter(who, at.date())
    plan, wrong = queue.plan_at(unit), []
    if request.method == "POST":
        posted = {key: str(value) for key, value in request.POST.items()}
        plan = _plan_of(posted)
        try:
            queue.set_plan(who, plan, now=at)
            return redirect("desk:queue")
        except Invalid as refusal:
            wrong = [FAULT[str(fault)] for fault in refusal.faults]
    next_desk = max((d.number for d in plan.desks), default=0) + 1
    desks = [*plan.desks, *([Desk(next_desk, "")] if len(plan.desks) < MOST_DESKS else [])]
    groups = [*plan.groups, *([Group("", "", ())] if len(plan.groups) < MOST_GROUPS else [])]
    context = {
        "plan": plan,
        "desks": desks,
        "named": plan.desks,
        "groups": [
            (row, group, [(d, d.number in group.desks) for d in plan.desks]) for row, group in enumerate(groups)
        ],
        "wrong": wrong,
    }
    return render(request, "desk/reception/arrange.html", context, status=422 if wrong else 200)


def _plan_of(posted: Mapping[str, str]) -> Plan:
    """Return the plan a post describes; a line with nothing written in it is taken away."""
    desks = []
    for number in range(1, 100):
        if name := " ".join(posted.get(f"desk-{number}", "").split()):
            desks.append(Desk(number, name))
    groups = []
    for row in range(MOST_GROUPS):
        letter = posted.get(f"letter-{row}", "").strip().upper()
        name = " ".join(posted.get(f"group-{row}", "").split())
        if letter or name:
            serving = tuple(d.number for d in desks if f"serves-{row}-{d.number}" in posted)
            groups.append(Group(letter, name, serving))
    return Plan(
        tuple(desks),
        tuple(groups),
        " ".join(posted.get("priority", "").split()),
        _number(posted.get("in_a_row", "")[:2]),
    )
