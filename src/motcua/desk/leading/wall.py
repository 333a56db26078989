"""The wall: the board in large type on a television, for who is signed in or behind a link that shows nobody's name."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk.leading import fresh, numbers
from motcua.desk.leading.board import OVERSEES, news_of, tag_of, viewer_of
from motcua.desk.leading.numbers import Sight, sight
from motcua.dossiers.queries.board import View
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.identity.rules import part_of_scope
from motcua.monitoring import wall as walls
from motcua.monitoring.wall import Door
from motcua.platform import rates
from motcua.platform.clock.now import ZONE, now
from motcua.platform.errors import Invalid
from motcua.web.routes import permitted, public

EVERY = 5  # seconds between two questions of a screen
LINES = 9  # desks or officers that fit on a screen of 1080 lines
_COOKIE, _PATH = "bang_tuong", "/bang-tuong/"
_KEPT = timedelta(days=400)  # browsers keep none longer; the link opens the screen again
TRIES, WITHIN = 30, timedelta(minutes=10)  # keys from one address
_NEW = "new_wall"
_FAULT = {
    "name": "Ghi tên màn hình, trong 60 ký tự, để sau này biết màn hình nào.",
    "most": "Đã có 20 màn hình đang mở. Thu hồi bớt rồi mở thêm.",
}
_TILES = (
    (View.OPEN, "Chưa xong"),
    (View.WAITING, "Chờ xử lý"),
    (View.TODAY, "Đến hạn hôm nay"),
    (View.LATE, "Quá hạn"),
)


@permitted(OVERSEES)
@require_GET
def wall(request: Request) -> HttpResponse:
    """Show the board of who is signed in, in large type, by desk and by officer."""
    told = sight(request.who, now=now())
    units = identity.unit_views(numbers.committees_of(request.who), told.at.date())
    name = ", ".join(unit.name for unit in units.values())
    return _screen(request, told, tag_of(request.who, told), reverse("desk:wall_numbers"), name)


@permitted(OVERSEES)
@require_GET
def wall_numbers(request: Request) -> HttpResponse:
    """Give the moving part of the same."""
    who, at = request.who, now()

    def count() -> tuple[str, Sight]:
        told = sight(who, now=at)
        return tag_of(who, told), told

    return fresh.answer(request, ("wall", viewer_of(who)), news_of(who), at, count, partial(_draw, request))


@permitted(OVERSEES)
@require_http_methods(["GET", "POST"])
def links(request: Request) -> HttpResponse:
    """Show the screens that hang without an account, open or close one; the address of a new one is shown once."""
    who, at = request.who, now()
    wrong = ""
    committees = [one for one in numbers.committees_of(who) if walls.overseen(who, one)]
    if request.method == "POST":
        revoked, chosen = request.POST.get("revoke", ""), request.POST.get("committee", "")
        if revoked:
            walls.revoke(who, int(revoked) if revoked.isdigit() and len(revoked) < 20 else 0, now=at)
            return redirect("desk:wall_links")
        of = next((one for one in committees if str(one) == chosen), committees[0] if committees else 0)
        try:
            request.session[_NEW] = walls.make_link(who, of, name=request.POST.get("name", ""), now=at)
            return redirect("desk:wall_links")
        except Invalid as refusal:
            wrong = _FAULT[str(refusal.faults[0])]
    units = identity.unit_views(committees, at.date())
    key = request.session.pop(_NEW, "")
    context = {
        "links": [(one, units[one.committee_id].name) for one in walls.links(who) if one.committee_id in units],
        "units": [(str(unit.id), unit.name) for unit in units.values()],
        "address": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('desk:wall_open', args=[key])}" if key else "",
        "wrong": wrong,
        "typed": request.POST.get("name", ""),
    }
    return _never_kept(render(request, "desk/leading/wall_links.html", context, status=422 if wrong else 200))


@public
@require_GET
def opened(request: HttpRequest, key: str) -> HttpResponse:
    """Open a screen by its link; from then on a cookie carries the key, so that no address bar shows it."""
    allowed = rates.allow("wall-link", rates.address_of(request), most=TRIES, within=WITHIN, now=now())
    if not allowed or walls.door(key) is None:
        return _shut(request)
    response = redirect("desk:wall_screen")
    response.set_cookie(
        _COOKIE, walls.proper(key), max_age=_KEPT, path=_PATH, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return _never_kept(response)


@public
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Show the board of a committee without an account: counts by place, nobody's name."""
    key, here = _door(request)
    if here is None:
        return _shut(request)
    told = _nameless(key, here, now())
    unit = identity.unit_view(here.committee_id, told.at.date())
    return _screen(request, told, _tag(here, told), reverse("desk:wall_news"), unit.name)


@public
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """Give the moving part of the same; 404 once the link is revoked."""
    key, here = _door(request)
    if here is None:
        return HttpResponse(status=404)
    at = now()

    def count() -> tuple[str, Sight]:
        told = _nameless(key, here, at)
        return _tag(here, told), told

    return fresh.answer(request, ("link", here.link_id), here.news, at, count, partial(_draw, request))


def _draw(request: HttpRequest, told: Sight) -> HttpResponse:
    return render(request, "desk/leading/_wall.html", _context(told))


def _door(request: HttpRequest) -> tuple[str, Door | None]:
    key = request.COOKIES.get(_COOKIE, "")
    return key, walls.door(key) if key else None


def _nameless(key: str, here: Door, at: datetime) -> Sight:
    board = walls.board(key, now=at)
    units = identity.unit_views(
        {part_of_scope(line.scope)[0] for line in board.desks} | {here.committee_id}, at.astimezone(ZONE).date()
    )
    return Sight(board, units, {}, (), at)


def _tag(here: Door, told: Sight) -> str:
    text = json.dumps([here.link_id, numbers.state_of(told)], sort_keys=True, ensure_ascii=False, default=str)
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


def _screen(request: HttpRequest, told: Sight, tag: str, news_url: str, name: str) -> HttpResponse:
    context = _context(told) | {"etag": tag, "news_url": news_url, "every": EVERY, "name": name}
    return _never_kept(render(request, "desk/leading/wall.html", context))


def _context(told: Sight) -> dict[str, Any]:
    desks = sorted(told.board.desks, key=lambda one: (-one.late, -one.today, -one.waiting))
    officers = sorted(told.board.officers, key=lambda one: (-one.late, -one.today, -one.open))
    return {
        "at": f"{told.at.astimezone(ZONE):%H:%M}",
        "tiles": [
            {"label": label, "count": told.board.totals[view],
             "tone": {View.LATE: "late", View.TODAY: "soon"}.get(view, "") if told.board.totals[view] else ""}
            for view, label in _TILES
        ],
        "desks": [(told.desk(one.scope), one.waiting, one.today, one.late) for one in desks[:LINES]],
        "more_desks": max(0, len(desks) - LINES),
        "officers": [(told.officer(one.account_id), one.open, one.today, one.late) for one in officers[:LINES]],
        "more_officers": max(0, len(officers) - LINES),
        "twice": told.twice,
    }  # fmt: skip


def _shut(request: HttpRequest) -> HttpResponse:
    return _never_kept(render(request, "desk/leading/wall_shut.html", status=404))


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
