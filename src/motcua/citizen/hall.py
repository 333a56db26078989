"""The machines in the hall: one gives numbers, one shows and says who is called. Opened by a link, nobody signs in.

The key of a link stands in its address once; afterwards a cookie carries it, so that no address bar shows it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.counter import hall
from motcua.counter.hall import Hall, Kind
from motcua.identity import queries as identity
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.web.routes import public

_COOKIE: dict[Kind, str] = {"kiosk": "may_lay_so", "display": "man_hinh"}
_PLACE: dict[Kind, str] = {"kiosk": "citizen:hall", "display": "citizen:hall_display"}
_KEPT = timedelta(days=400)  # browsers keep none longer; the link opens the machine again
TRIES, WITHIN = 30, timedelta(minutes=10)  # keys from one address
PRESSES, A_MINUTE = 30, timedelta(minutes=1)  # at one machine
_PATH = "/hang-cho/"


@public
@require_GET
def opened(request: HttpRequest, key: str) -> HttpResponse:
    """Open a machine by its link."""
    at = now()
    allowed = rates.allow("hall-link", rates.address_of(request), most=TRIES, within=WITHIN, now=at)
    found = hall.look(key, at.date()) if allowed else None
    if found is None:
        return _shut(request)
    response = redirect(_PLACE[found.kind])
    response.set_cookie(
        _COOKIE[found.kind],
        hall.proper(key),
        max_age=_KEPT,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _never_kept(response)


def _machine(request: HttpRequest, kind: Kind, at: datetime) -> tuple[str, Hall | None]:
    """Return the key this browser holds for a kind of machine, and what the machine shows; None when it is shut."""
    key = request.COOKIES.get(_COOKIE[kind], "")
    found = hall.look(key, at.date()) if key else None
    return (key, found) if found is not None and found.kind == kind else ("", None)


def _page(
    request: HttpRequest, here: Hall, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    request.unit_shown = identity.unit_view(here.committee_id, now().date()).slug  # type: ignore[attr-defined]
    return _never_kept(render(request, template, context, status=status))


def _shut(request: HttpRequest) -> HttpResponse:
    return _never_kept(render(request, "citizen/hall/shut.html", status=404))


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Give a number for a group of matters: one press one number, a double press too."""
    at = now()
    key, here = _machine(request, "kiosk", at)
    if here is None:
        return _shut(request)
    wrong = ""
    if request.method == "POST":
        group = here.plan.group(request.POST.get("group", ""))
        if not rates.allow("hall-press", str(here.link_id), most=PRESSES, within=A_MINUTE, now=at):
            wrong = "Máy vừa in nhiều số liền. Chờ một phút rồi bấm lại, hoặc hỏi cán bộ ở cửa."
        elif group is not None:
            press = request.POST.get("press", "")[:40] or secrets.token_hex(16)
            drawn = hall.take(key, group.letter, is_priority="priority" in request.POST, press=press, now=at)
            if drawn is not None:
                return redirect("citizen:hall_ticket", ticket_id=drawn)
            wrong = "Nhóm việc này hôm nay đã hết số. Hỏi cán bộ ở cửa."
    context = {
        "here": here,
        "groups": [(g, here.waiting.get(g.letter, 0)) for g in here.plan.groups],
        "is_priority": "uu-tien" in request.GET or "priority" in request.POST,
        "press": secrets.token_hex(16),
        "wrong": wrong,
    }
    return _page(request, here, "citizen/hall/kiosk.html", context, status=422 if wrong else 200)


@public
@require_GET
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show a number just drawn, print it where a printer stands, and go back for the next person."""
    at = now()
    key, here = _machine(request, "kiosk", at)
    drawn = hall.slip(key, ticket_id, at.date()) if here else None
    if here is None or drawn is None:
        return _shut(request)
    group = here.plan.group(drawn.letter)
    context = {
        "slip": drawn,
        "group": group.name if group else "",
        "prints": here.prints,
        "back": reverse("citizen:hall"),
        "is_kiosk": True,
    }
    return _page(request, here, "counter/ticket.html", context)


@public
@require_GET
def display(request: HttpRequest) -> HttpResponse:
    """The screen everybody in the hall looks at."""
    _, here = _machine(request, "display", now())
    if here is None:
        return _shut(request)
    return _page(request, here, "citizen/hall/display.html", {"board": _board(here)})


@public
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """The moving part of the screen, asked for every few seconds; 304 without a body while nothing has changed."""
    _, here = _machine(request, "display", now())
    if here is None:
        return HttpResponse(status=404)
    board = render_to_string("citizen/hall/_board.html", _board(here))
    tag = f'"{hashlib.sha256(board.encode()).hexdigest()[:24]}"'
    same = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if same else HttpResponse(board)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _board(here: Hall) -> dict[str, object]:
    return {
        "newest": here.newest,
        "desks": [(desk, here.at(desk.number)) for desk in here.plan.desks],
        "groups": [(group, here.waiting.get(group.letter, 0)) for group in here.plan.groups],
    }
