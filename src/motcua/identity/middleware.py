"""Each request runs in one transaction that knows who asks; idle sessions end (rules 9.2)."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from motcua.identity import services
from motcua.identity.queries import Person
from motcua.platform.clock.now import now
from motcua.platform.errors import DomainError
from motcua.platform.principal import NOBODY, tell_database

BY_ITSELF = "Motcua-By-Itself"  # header of requests a page makes without anybody's hand (web/js/board.js)
_SEEN = "seen"
_REFRESH_SECONDS = 60  # the last-seen mark is written at most once a minute: no write per page


class PrincipalMiddleware:
    """Put `request.who` (a Person or None) and tell the database, inside one transaction.

    A view that must keep what it wrote although it refuses (counting a wrong
    password) is marked with `own_transactions`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = self._who(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.who is not None and request.who.kind == "citizen" and not response.has_header("Cache-Control"):  # type: ignore[attr-defined]
            # Phones and kiosks are shared: "back" after signing out must show nothing, and a draft as it stands now.
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        """Wrap the view itself, so that a refusal turned into a page outside has already rolled back."""
        who: Person | None = request.who
        try:
            if getattr(view, "own_transactions", False):
                return view(request, *args, **kwargs)
            with transaction.atomic():
                tell_database(who.principal if who else NOBODY)
                response = view(request, *args, **kwargs)
                if not getattr(response, "is_rendered", True):
                    response = response.render()
                return response
        except DomainError as refusal:  # everything the view wrote is gone; the page is made outside
            return import_string(settings.REFUSAL_PAGE)(request, refusal)

    def _who(self, request: HttpRequest) -> Person | None:
        user = request.user
        who: Person | None = getattr(user, "who", None)
        if who is None:
            return None
        idle = services.POLICY.idle_officer if who.kind == "officer" else services.POLICY.idle_citizen
        seen = request.session.get(_SEEN, 0)
        stamp = int(time.time())
        if seen and stamp - seen > idle.total_seconds():
            services.sign_out(who, reason="idle", now=now())
            logout(request)
            request.session["ended"] = "idle"
            return None
        # What a page asks by itself is nobody at the machine; whoever sends this only ends his own session sooner.
        if stamp - seen > _REFRESH_SECONDS and not (seen and BY_ITSELF in request.headers):
            request.session[_SEEN] = stamp
        return who


def own_transactions(view: Callable) -> Callable:
    """Mark a view that opens its own transactions."""
    view.own_transactions = True  # type: ignore[attr-defined]
    return view
