"""Every route declares who may call it; a test walks all of them (style 5).

The declaration refuses before the view runs: nobody signed in goes to the sign-in page,
the wrong kind of person gets a refusal, a community helper is refused everywhere for now.
What a person may see of dossiers is another question, answered by the access predicate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from motcua.platform.errors import Forbidden

View = Callable[..., HttpResponse]
_AT_PASSWORD = frozenset({"desk:password", "desk:sign_out"})
_AT_ENROLMENT = frozenset({"desk:enrol", "desk:sign_out"})


@dataclass(frozen=True)
class Audience:
    """Who may call a route: everybody, a kind of person, or holders of any of some permissions."""

    is_public: bool = False
    kinds: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()


def public(view: View) -> View:
    """Everybody may call it."""
    view.audience = Audience(is_public=True)  # type: ignore[attr-defined]
    return view


def signed_in(*kinds: str) -> Callable[[View], View]:
    """Only people signed in may call it, of these kinds (citizen, officer) when any are named."""
    return _declare(Audience(kinds=frozenset(kinds) or frozenset({"citizen", "officer"})))


def permitted(*permissions: str) -> Callable[[View], View]:
    """Only officers whose posts hold any of these permissions may call it."""
    return _declare(Audience(kinds=frozenset({"officer"}), permissions=frozenset(permissions)))


def _declare(audience: Audience) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            who = request.who  # type: ignore[attr-defined]
            if who is None:
                return redirect(f"{_door(audience)}?{urlencode({'next': request.get_full_path()})}")
            if who.is_helper or who.kind not in audience.kinds:
                raise Forbidden("not for this kind of person", kind=who.kind)
            if audience.permissions and not any(who.may(p) for p in audience.permissions):
                raise Forbidden("no post grants this", permissions=sorted(audience.permissions))
            asked = request.resolver_match.view_name  # type: ignore[union-attr]
            if who.must_change_password and asked not in _AT_PASSWORD:
                return redirect("desk:password")
            if who.must_enrol and not who.must_change_password and asked not in _AT_ENROLMENT:
                return redirect("desk:enrol")
            return view(request, *args, **kwargs)

        guarded.audience = audience  # type: ignore[attr-defined]
        return guarded

    return wrap


def _door(audience: Audience) -> str:
    return reverse("desk:sign_in") if audience.kinds == {"officer"} else reverse("citizen:sign_in")
