"""Filing online with an officer standing by: the key he gave, the citizen's yes, and the way out of it (R2.15).

Everything happens on the citizen's own session; an officer's browser is turned away, so that what counts as filed
online is never typed on the officer's side of the counter.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from motcua.catalogue import queries as catalogue
from motcua.citizen import filing
from motcua.counter import assisting
from motcua.counter.assisting import Offer
from motcua.forms import services as forms
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, NotFound
from motcua.web.routes import public, signed_in

TRIES, WITHIN = 120, timedelta(minutes=10)  # keys from one address: a hall of people shares one

_GONE = "Mã này không đúng, đã dùng rồi hoặc đã hết hạn. Nhờ cán bộ tạo mã mới."
_OFTEN = "Máy này vừa thử nhiều mã. Chờ mười phút rồi thử lại."


@public
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Take the key by hand, where no camera reads it."""
    error, typed = "", request.POST.get("key", "")[:40]
    if request.method == "POST":
        error, found = _look(request, typed)
        if found is not None:
            return redirect("citizen:assisted", key=assisting.proper(typed))
    return _never_kept(
        render(request, "citizen/assisted_enter.html", {"error": error, "typed": typed}, status=422 if error else 200)
    )


def _look(request: HttpRequest, key: str) -> tuple[str, Offer | None]:
    at = now()
    if not rates.allow("assistance", rates.address_of(request), most=TRIES, within=WITHIN, now=at):
        return _OFTEN, None
    found = assisting.offered(key, now=at)
    return ("" if found else _GONE), found


@public
@require_http_methods(["GET", "POST"])
def offer(request: Request, key: str) -> HttpResponse:
    """Say who would help and what he would see; go on only from the person's own sign-in, and only after his yes."""
    who, at = request.who, now()
    if (who is not None and who.kind != "citizen") or assisting.DESK_COOKIE in request.COOKIES:
        return _never_kept(render(request, "citizen/assisted_desk.html", status=409))
    error, found = _look(request, key)
    if found is None:
        return _never_kept(render(request, "citizen/assisted_enter.html", {"error": error, "typed": ""}, status=404))
    if who is not None and found.draft_id is not None:
        return redirect("citizen:draft", draft_id=found.draft_id)
    wrong = ""
    if request.method == "POST" and who is not None:
        chosen = request.POST.get("whose", "")
        if chosen not in ("me", "other"):
            wrong = filing.CHOOSE
        else:
            try:
                signed = filing.signed_in_at(request, at)
                draft = assisting.agree(key, is_for_other=chosen == "other", who=who, now=at, signed_in_at=signed)
                return redirect("citizen:draft", draft_id=draft)
            except forms.TooManyDrafts as refusal:
                wrong = filing.too_many_words(refusal)
            except (NotFound, Conflict):
                context = {"error": _GONE, "typed": ""}
                return _never_kept(render(request, "citizen/assisted_enter.html", context, status=409))
    return _never_kept(_page(request, found, wrong))


def _page(request: Request, found: Offer, wrong: str) -> HttpResponse:
    on = now().date()
    committee = identity.unit_view(found.committee_id, on)
    request.unit_shown = committee.slug  # type: ignore[attr-defined]
    is_known = request.who is not None
    question = filing.whose(request, error=wrong) if is_known else None
    context = {
        "offer": found,
        "pack": catalogue.terms(found.procedure, committee, on).pack,
        "unit": committee,
        "counter": identity.unit_view(found.unit_id, on),
        "question": question,
        "questions": [question] if question else [],
        "sign_in": f"{reverse('citizen:sign_in')}?{urlencode({'next': request.get_full_path()})}",
    }
    return render(request, "citizen/assisted.html", context, status=422 if wrong else 200)


@signed_in("citizen")
@require_POST
def leave(request: Request, draft_id: int) -> HttpResponse:
    """Go on alone: the officer is told nothing more."""
    assisting.leave(request.who, draft_id, now=now())
    return redirect("citizen:draft", draft_id=draft_id)


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
