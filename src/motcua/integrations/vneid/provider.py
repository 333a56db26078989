"""VNeID as an OpenID Connect provider: what allauth asks for, and the three checks it leaves out.

allauth keeps the state, makes the PKCE pair and exchanges the code. It sends no nonce, does not
verify the id_token it fetched itself and does not compare its subject with that of the user info
(OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2). We do all three: the network between a commune and the
provider passes machines of others (decision 0003).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import jwt
import requests
import structlog
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from motcua.platform.errors import DomainError

log = structlog.get_logger()
ALGORITHMS = ("RS256", "PS256", "ES256")  # never what the token itself names, never a shared secret
SKEW_SECONDS = 60  # clocks of two offices differ
_REQUIRED = ["iss", "aud", "exp", "iat", "sub", "nonce"]


class SignInStopped(DomainError):
    """The sign-in did not come to its end; `facts["why"]`: declined, expired, provider or untrusted.

    `provider`: no usable answer came. `untrusted`: an answer came that does not prove itself.
    """

    code = "sign_in_stopped"


class VNeIDProvider(OpenIDConnectProvider):
    """The provider of the settings, asked for nothing but `openid`."""

    def get_default_scope(self) -> list[str]:
        return ["openid"]


class VNeIDAdapter(OpenIDConnectOAuth2Adapter):
    """One sign-in of one browser: the way out, and the claims on the way back."""

    def get_provider(self) -> VNeIDProvider:
        """Return the provider; SocialApp.DoesNotExist when the settings know none of this name."""
        app = get_adapter(self.request).get_app(self.request, provider=self.provider_id)
        return VNeIDProvider(self.request, app=app)

    def begin(self, return_to: str) -> HttpResponse:
        """Send the browser to the provider; state, PKCE verifier and nonce stay in the session."""
        provider, nonce = self.get_provider(), secrets.token_urlsafe(32)
        provider.oauth2_adapter_class = VNeIDAdapter
        params = provider.get_auth_params() | {"nonce": nonce}
        try:
            return provider.redirect(self.request, "login", next_url=return_to, auth_params=params, nonce=nonce)
        except (requests.RequestException, KeyError, TypeError, ValueError) as error:
            raise _unusable(error) from error

    def taken_state(self) -> dict[str, Any]:
        """Return what this browser's session kept at `begin`, once; SignInStopped when it kept nothing of it."""
        try:
            return self.get_provider().unstash_redirect_state(self.request, _raw(self.request, "state"))
        except PermissionDenied as error:
            raise SignInStopped("no such state", why="expired") from error

    def claims(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """Exchange the code and return the user info, proven to be about whom the signed id_token names."""
        if said := _raw(self.request, "error"):
            raise SignInStopped(said, why="declined" if said == self.login_cancelled_error else "provider")
        code = _raw(self.request, "code")
        if not code:
            raise SignInStopped("no code", why="provider")
        app = self.get_provider().app
        try:
            reply = self.get_client(self.request, app).get_access_token(
                code, pkce_code_verifier=state.get("pkce_code_verifier")
            )
            token = self._proven(reply["id_token"], app, str(state["nonce"]))
            info = self._fetch_user_info(reply["access_token"])
            subject = info.get("sub")
        except jwt.PyJWTError as error:
            log.warning("citizen.id_token_refused", reason=type(error).__name__)
            raise SignInStopped("id_token refused", why="untrusted") from error
        except (OAuth2Error, requests.RequestException, KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unusable(error) from error
        if not subject or str(subject) != str(token["sub"]):
            log.warning("citizen.id_token_refused", reason="OtherSubject")
            raise SignInStopped("user info of another subject", why="untrusted")
        return info

    def _proven(self, id_token: str, app: SocialApp, nonce: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json())
        said = jwt.decode(
            id_token,
            keys[jwt.get_unverified_header(id_token)["kid"]],
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=SKEW_SECONDS,
            options={"require": _REQUIRED},
        )
        if not hmac.compare_digest(str(said["nonce"]).encode(), nonce.encode()):
            raise jwt.InvalidTokenError("nonce of another sign-in")
        return said


def _unusable(error: Exception) -> SignInStopped:
    # The type only: messages of the HTTP library hold addresses with codes and tokens.
    log.warning("citizen.provider_unusable", reason=type(error).__name__)
    return SignInStopped("no usable answer", why="provider")


def _raw(request: HttpRequest, name: str) -> str:
    """Return a parameter of the address without turning "+" into a space: VNeID's codes hold it (integrations 3.2)."""
    for pair in request.META.get("QUERY_STRING", "").split("&"):
        key, _, value = pair.partition("=")
        if key == name:
            return unquote(value)
    return ""
