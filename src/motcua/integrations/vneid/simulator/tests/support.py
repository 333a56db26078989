"""Small steps that several tests take: ask to sign in, choose somebody, exchange the code."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests

from motcua.integrations.vneid.simulator.clients import Client
from motcua.integrations.vneid.simulator.provider import Settings

REDIRECT_URI = "http://127.0.0.1:18189/callback?from=vneid"
LOGOUT_URI = "http://127.0.0.1:18189/bye"
CLIENT = Client("motcua", "mot-cua+thu/1:1%2B", (REDIRECT_URI,), (LOGOUT_URI,))
OTHER = Client("kho-du-lieu", "another secret", ("http://127.0.0.1:18189/other",), name="Kho dữ liệu")
VERIFIER = "a-verifier-of-forty-three-letters-or-more-._~"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
TIEN = "ca-nhan.pham-van-tien"


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Browser:
    """A person's browser and the client's back channel, in plain HTTP."""

    issuer: str
    http: requests.Session = field(default_factory=requests.Session)

    def ask(self, **changed: str | None) -> requests.Response:
        """GET /authorize with good parameters, `changed` in some of them (None leaves one out)."""
        return self.http.get(f"{self.issuer}/authorize", params=asked(**changed), allow_redirects=False)

    def choose(self, account: str = TIEN, **changed: str | None) -> requests.Response:
        return self.http.post(
            f"{self.issuer}/authorize", data=asked(**changed) | {"account": account}, allow_redirects=False
        )

    def code(self, account: str = TIEN, **changed: str | None) -> str:
        return returned(self.choose(account, **changed))["code"]

    def exchange(self, code: str, **changed: str | None) -> requests.Response:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "client_id": CLIENT.client_id,
            "client_secret": CLIENT.secret,
            "code_verifier": VERIFIER,
        } | changed
        return self.http.post(f"{self.issuer}/token", data=without_none(fields))

    def user_info(self, token: str, method: str = "GET") -> requests.Response:
        return self.http.request(method, f"{self.issuer}/userinfo", headers={"Authorization": f"Bearer {token}"})


def settings_for(issuer: str, data, **changed) -> Settings:
    return Settings(issuer=issuer, clients=(CLIENT, OTHER), data=data, **changed)


def asked(**changed: str | None) -> dict[str, str]:
    return without_none(
        {
            "client_id": CLIENT.client_id,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid",
            "state": "trạng-thái".encode().hex(),
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        | changed
    )


def without_none(fields: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def returned(response: requests.Response) -> dict[str, str]:
    """The parameters brought back to the client; fails unless that is where the person was sent."""
    assert response.status_code == 303, response.text
    location = response.headers["Location"]
    assert location.startswith(REDIRECT_URI + "&"), location
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def names_on(html: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<span class="name">([^<]+)</span>', html)]
