"""What was typed when the sign-in had run out: laid aside for an hour, and back on the page after the sign-in.

Only a browser that was signed in on such a page gets it kept: the page then leaves a signed secret with it, in a
cookie. One row for each secret, in the table of sessions, sealed with a key made of the installation's secret key and
of that secret: the database alone gives nothing away. The same browser gets it back, once, at the same address, and
only a person whom that page lets in; files are not kept, the page says so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse

from motcua.identity.requests import Request
from motcua.platform import rates, sealing
from motcua.platform.clock.now import now

COOKIE = f"{settings.COOKIE_PREFIX}typing"
KEPT = timedelta(hours=1)
_RENEWED = timedelta(hours=1)  # a secret older than this is replaced while its person is signed in
_MOST = 100_000  # characters: the longest form has a tenth of it
_TRIES, _WITHIN = 30, timedelta(minutes=10)  # from one address: a kiosk, or a village behind one address
_BUTTONS = frozenset({"csrfmiddlewaretoken", "find", "add", "remove", "later", "keep"})
_SIGNER = TimestampSigner(salt="motcua.citizen.typing")
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kept:
    """The boxes of a page as they were sent, and whether files went with them that must be chosen again."""

    posted: dict[str, list[str]]
    had_files: bool

    @property
    def sentence(self) -> str:
        """What the page says about it."""
        told = "Bạn đã đăng nhập lại. Phần vừa khai còn nguyên"
        return f"{told}, chỉ cần chọn lại tệp." if self.had_files else f"{told}, làm tiếp được ngay."


def keeps_typing(view: View) -> View:
    """Let a page that takes typing lay it aside when nobody is signed in any more; stands outside `signed_in`."""

    @wraps(view)
    def kept(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.who is None and request.method == "POST":
            _lay_aside(request)
        response = view(request, *args, **kwargs)
        if request.who is not None and _secret(request, _RENEWED) is None:
            response.set_cookie(
                COOKIE,
                _SIGNER.sign(secrets.token_hex(32)),
                max_age=settings.SESSION_COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    return kept


def holds_typing(request: Request) -> bool:
    """Tell whether something typed waits for the sign-in; one query, none for a browser that was not signed in."""
    secret = _secret(request)
    return secret is not None and Session.objects.filter(pk=_row(secret), expire_date__gt=now()).exists()


def kept_typing(request: Request) -> Kept | None:
    """Return what was laid aside for this page, once; what belongs to another page is thrown away."""
    secret = _secret(request)
    if request.method != "GET" or secret is None:
        return None
    row = Session.objects.filter(pk=_row(secret)).first()
    if row is None:
        return None
    row.delete()
    if row.expire_date <= now():
        return None
    try:
        told = json.loads(_seal(secret).decrypt(row.session_data))
    except InvalidToken:
        return None
    return Kept(told["posted"], told["files"]) if told["path"] == request.path else None


def _lay_aside(request: Request) -> None:
    secret, at = _secret(request), now()
    if secret is None or not rates.allow("typing", rates.address_of(request), most=_TRIES, within=_WITHIN, now=at):
        return
    posted = {name: values for name, values in request.POST.lists() if name not in _BUTTONS}
    if sum(len(name) + sum(map(len, values)) for name, values in posted.items()) > _MOST:
        return
    told = {"path": request.path, "posted": posted, "files": bool(request.FILES)}
    sealed = _seal(secret).encrypt(json.dumps(told).encode()).decode()
    Session.objects.update_or_create(
        pk=_row(secret), defaults={"session_data": sealed, "expire_date": at + KEPT}
    )  # the same browser again: in place of what it had laid aside before


def _secret(request: Request, within: timedelta | None = None) -> bytes | None:
    """The secret a page left with this browser while somebody was signed in there, None without a genuine one."""
    try:
        age = within or timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return bytes.fromhex(_SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=age))
    except BadSignature:
        return None


def _row(secret: bytes) -> str:
    """The row's key; as the id of a session it opens nothing, for what stands there is no signed session."""
    return hmac.new(settings.SECRET_KEY.encode(), b"typing" + secret, hashlib.sha256).hexdigest()[:40]


def _seal(secret: bytes) -> MultiFernet:
    return sealing.sealer("motcua.citizen.typing", secret)
