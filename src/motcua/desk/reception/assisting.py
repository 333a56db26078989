"""Helping somebody file online from the counter: the key for his telephone, how far he is, nothing of what he types."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from motcua.counter import assisting, visits
from motcua.counter.assisting import Progress
from motcua.desk.reception.page import found
from motcua.dossiers.queries.assisted import share_of_month
from motcua.dossiers.services.drafting import NotOnline
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import NotFound
from motcua.web.routes import permitted

RECEIVES = "dossiers.receive"
AT_DESK = timedelta(hours=12)
_PATH = "/giup/"
_KEYS = "assistance_keys"  # in the session: a key is shown as long as it may be used, by the one who asked for it
_MOST_KEYS = 11
_STATE = {
    "waiting": "Chờ người dân mở mã",
    "expired": "Mã hết hạn",
    "joined": "Đang khai",
    "checking": "Đang đọc lại",
    "sent": "Đã nộp",
    "ended": "Đã thôi",
}


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def overview(request: Request) -> HttpResponse:
    """Choose what somebody wants to file online, and see whom this officer helped today; one POST opens an offer."""
    who, at = request.who, now()
    _, own = visits.my_counter(who, at.date())
    told = request.POST.get("noi", "") or request.GET.get("noi", "")
    committee = int(told) if told.isdecimal() and len(told) < 10 else own
    wrong = ""
    if request.method == "POST":
        try:
            made, key = assisting.open_offer(
                who, request.POST.get("procedure", "")[:20], committee_id=committee, now=at
            )
        except (NotOnline, NotFound):
            wrong = "Thủ tục này không nộp trực tuyến ở đây. Nhận hồ sơ tại quầy."
        else:
            kept = list(request.session.get(_KEYS, {}).items())[-_MOST_KEYS:]  # an officer may help several at once
            request.session[_KEYS] = {**dict(kept), str(made): key}
            return redirect("desk:assisting_one", assistance_id=made)
    everywhere = identity.committees(at.date())
    text = request.GET.get("q", "")[:100]
    context = {
        "wrong": wrong,
        "text": text,
        "committee": committee,
        "places": [(u.id, u.name, u.id == committee) for u in everywhere],
        "found": found(text, committee, everywhere, at),
        "offers": [(one, _STATE[one.state]) for one in assisting.offers(who, now=at)],
        "share": share_of_month(who, now=at),
    }
    return render(request, "desk/reception/assisting.html", context, status=422 if wrong else 200)


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def one(request: Request, assistance_id: int) -> HttpResponse:
    """Show one offer: its key until it is taken up, then how far the citizen is; end it."""
    who, at = request.who, now()
    if request.method == "POST":
        assisting.progress(who, assistance_id, now=at)
        assisting.end(who, assistance_id, now=at)
        return redirect("desk:assisting")
    seen = _seen(request, assisting.progress(who, assistance_id, now=at))
    context = seen | {"news_url": reverse("desk:assisting_news", args=[assistance_id]), "etag": _tag(seen)}
    response = render(request, "desk/reception/assisting_one.html", context)
    response["Cache-Control"] = "private, no-store"
    response.set_cookie(
        assisting.DESK_COOKIE,
        "1",
        max_age=AT_DESK,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@permitted(RECEIVES)
@require_GET
def news(request: Request, assistance_id: int) -> HttpResponse:
    """The moving part, asked for every few seconds; 304 while nothing has changed."""
    seen = _seen(request, assisting.progress(request.who, assistance_id, now=now()))
    tag = _tag(seen)
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = render(request, "desk/reception/_assisting.html", seen)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store"
    return response


def _seen(request: Request, told: Progress) -> dict[str, Any]:
    key = request.session.get(_KEYS, {}).get(str(told.id), "") if told.state == "waiting" else ""
    url = f"{settings.PUBLIC_URL}{reverse('citizen:assisted', args=[key])}" if key else ""
    return {
        "told": told,
        "state": _STATE[told.state],
        "key": key,
        "address": f"{settings.PUBLIC_URL}{reverse('citizen:assisted_enter')}",
        "qr": mark_safe(segno.make(url, error="m", micro=False).svg_inline(scale=5, border=2)) if url else "",  # noqa: S308
    }


def _tag(seen: dict[str, Any]) -> str:
    return f'"{hashlib.sha256(repr((seen["told"], seen["key"])).encode()).hexdigest()[:24]}"'
