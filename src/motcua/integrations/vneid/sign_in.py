"""Citizens sign in with VNeID: django-allauth speaks OpenID Connect, our accounts stay ours.

allauth's own account tables stay empty: its views are not used (views.py), and the adapter
here shuts every other door. So names and numbers stand in one place, behind row-level
security (decision 0003).
"""

from __future__ import annotations

from typing import Any

import requests
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

log = structlog.get_logger()
HOME = "/"
_STATUS = {"provider": 503, "differs": 409, "expired": 400}  # everything else is a refusal: 403


class SignInAdapter(DefaultSocialAccountAdapter):
    """Stops allauth wherever it would decide about an account itself."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are opened by identity, never by allauth."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Nobody signs in through allauth's own flow."""
        raise ImmediateHttpResponse(refused(request, "untrusted"))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """The provider could not be asked: say so, offer to try again."""
        raise ImmediateHttpResponse(refused(request, "provider"))


def refused(request: HttpRequest, why: str, *, return_to: str = HOME) -> HttpResponse:
    """Say why nobody is signed in and what to do; trying again leads back to `return_to`."""
    log.info("citizen.sign_in_refused", why=why)
    return render(request, "vneid/refused.html", {"why": why, "next": return_to}, status=_STATUS.get(why, 403))


def safe(request: HttpRequest, path: str) -> str:
    """Return a path of ours to come back to, the home page for any other."""
    allowed = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if allowed else HOME


def door(request: HttpRequest, return_to: str) -> HttpResponse:
    """Lead to the page whose button begins: a sign-in is begun by a person, never by a link of somebody else."""
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': safe(request, return_to)})}")


class VNeID:
    """The port CitizenIdentity, fulfilled by VNeID over OpenID Connect."""

    def begin(self, request: HttpRequest, *, return_to: str) -> HttpResponse:
        """Lead to the page of sign-in, whose button is a POST with a CSRF token."""
        return door(request, return_to)

    def is_available(self) -> bool:
        """Ask the provider for its configuration, for at most a second."""
        try:
            return requests.get(f"{settings.VNEID_ISSUER}/.well-known/openid-configuration", timeout=1).ok
        except requests.RequestException:
            return False
