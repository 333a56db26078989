"""Citizens sign in with VNeID: django-allauth speaks OpenID Connect, our accounts stay ours.

allauth's own account tables stay empty: before it would make a row, `pre_social_login`
hands the claims to identity, opens our session and leaves. So names and numbers stand in
one place, behind row-level security (decision 0003).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import requests
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from motcua.identity import backends, queries, services
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import now
from motcua.platform.errors import DomainError
from motcua.platform.text import is_personal_number, nfc

log = structlog.get_logger()
BACKEND = "motcua.identity.backends.PrincipalBackend"
ORGANISATION = 2
ASKED_LEVEL = 2  # the portal asks for accounts identified at level 2 (integrations 3.2, mark M): data of the provider


class ClaimsRefused(DomainError):
    """The provider's claims cannot be used: no number, no name, or a level too low (`facts["why"]`)."""

    code = "claims_refused"


def subject_from(claims: Mapping[str, Any]) -> CitizenSubject:
    """Read VNeID's claims (integrations 3.2) into our words; refuse what we cannot stand on.

    >>> subject_from({"sub": "a", "citizenPid": "031092999001", "fullName": "Phạm Văn Tiến",
    ...               "birthDate": "1992", "accountType": 1, "accountLevel": 2}).birth_precision
    'year'
    """
    number, name = str(claims.get("citizenPid") or ""), nfc(str(claims.get("fullName") or "")).strip()
    if not is_personal_number(number) or not name or not claims.get("sub"):
        raise ClaimsRefused("claims are incomplete", why="incomplete")
    level = int(claims.get("accountLevel") or 0)
    if level < ASKED_LEVEL:
        raise ClaimsRefused("level too low", why="level")
    born, precision = _birth(str(claims.get("birthDate") or ""))
    return CitizenSubject(
        source="vneid",
        stable_id=str(claims["sub"]),
        number=number,
        full_name=name,
        birth_date=born,
        birth_precision=precision,
        level=level,
    )


def _birth(text: str) -> tuple[date | None, str]:
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return date.fromisoformat(text), "day"
        if len(parts) == 2:
            return date(int(parts[0]), int(parts[1]), 1), "month"
        return date(int(text), 1, 1), "year"
    except ValueError:
        return None, "day"


class SignInAdapter(DefaultSocialAccountAdapter):
    """Stops allauth before it writes: our own account is found or opened, and the session is ours."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Sign the person in, or show why not; always leaves allauth's flow here."""
        raise ImmediateHttpResponse(_answer(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """The person declined, or the provider failed: say so, offer to try again, lose nothing."""
        log.info("citizen.sign_in_failed", error=str(error))
        raise ImmediateHttpResponse(_refused(request, "declined" if str(error) == "cancelled" else "provider"))


def _answer(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    data = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or data
    try:
        signed = services.sign_in_citizen(subject_from(claims), now=now())
    except ClaimsRefused as refusal:
        return _refused(request, refusal.facts["why"])
    except services.IdentityDiffers:
        return _refused(request, "differs")
    found = queries.principal_data(signed.account_id, now().date())
    if found is None:
        return _refused(request, "provider")
    login(request, backends.account_from(found), backend=BACKEND)
    log.info("citizen.signed_in", account=signed.account_id)
    return HttpResponseRedirect(_safe(request, sociallogin.state.get("next") or "/"))


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "vneid/refused.html", {"why": why}, status=403)


def _safe(request: HttpRequest, path: str) -> str:
    allowed = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return path if allowed else "/"


class VNeID:
    """The port CitizenIdentity, fulfilled by VNeID over OpenID Connect."""

    def begin(self, request: HttpRequest, *, return_to: str) -> HttpResponse:
        """Send the browser to our start page of allauth, which is a POST with a CSRF token."""
        query = urlencode({"next": _safe(request, return_to), "process": "login"})
        return HttpResponseRedirect(f"{reverse('openid_connect_login', kwargs={'provider_id': 'vneid'})}?{query}")

    def is_available(self) -> bool:
        """Ask the provider for its configuration, for at most a second."""
        try:
            return requests.get(f"{settings.VNEID_ISSUER}/.well-known/openid-configuration", timeout=1).ok
        except requests.RequestException:
            return False
