"""Codes and access tokens: given once, short-lived, and what happens when one is shown twice.

Everything lives in memory. A restart forgets who signed in, which costs a demonstration one more
click and leaves nothing on disk.
"""

import base64
import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass, field

from .people import Account

VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")  # RFC 7636, 4.1
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")  # base64url of a SHA-256


class CodeRefused(Exception):
    """The code cannot be exchanged; the message is the `error_description` for the client."""


class TokenRefused(Exception):
    """The access token is unknown, too old or revoked."""


@dataclass(frozen=True)
class Grant:
    """One person's consent to one client. `at` is the instant of choosing, in epoch seconds."""

    account: Account
    client_id: str
    redirect_uri: str
    at: float
    nonce: str | None = None
    challenge: str | None = None


@dataclass
class _Code:
    grant: Grant
    expires_at: float
    is_spent: bool = False
    tokens: set[str] = field(default_factory=set)


class Grants:
    def __init__(self, *, code_seconds: float, token_seconds: float) -> None:
        self.code_seconds = code_seconds
        self.token_seconds = token_seconds
        self._codes: dict[str, _Code] = {}
        self._tokens: dict[str, tuple[Grant, float]] = {}
        self._lock = threading.Lock()

    def issue(self, grant: Grant) -> str:
        """Return a fresh code for `grant`, good for one exchange until `grant.at + code_seconds`."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old(now=grant.at)
            self._codes[code] = _Code(grant, expires_at=grant.at + self.code_seconds)
        return code

    def redeem(
        self, code: str, *, client_id: str, redirect_uri: str, verifier: str | None, now: float
    ) -> tuple[Grant, str]:
        """Exchange a code for its grant and an access token; raise CodeRefused.

        The first time its client shows a code spends it, even when something else is wrong: then
        nobody can try verifiers on it. A second time revokes the tokens of the first, because one
        of the two callers stole it (RFC 6749, 4.1.2).
        """
        with self._lock:
            kept = self._codes.get(code)
            if kept is None or kept.grant.client_id != client_id:
                raise CodeRefused("the code is unknown")
            if kept.is_spent:
                for token in kept.tokens:
                    self._tokens.pop(token, None)
                raise CodeRefused("the code was used before; its tokens are revoked")
            kept.is_spent = True
            if now >= kept.expires_at:
                raise CodeRefused("the code is too old")
            if redirect_uri != kept.grant.redirect_uri:
                raise CodeRefused("redirect_uri differs from the one of the request")
            _check_verifier(kept.grant.challenge, verifier)
            token = secrets.token_urlsafe(32)
            self._tokens[token] = (kept.grant, now + self.token_seconds)
            kept.tokens.add(token)
            return kept.grant, token

    def holder(self, token: str, *, now: float) -> Grant:
        """Return the grant behind a live access token; raise TokenRefused."""
        with self._lock:
            grant, expires_at = self._tokens.get(token, (None, 0.0))
        if grant is None or now >= expires_at:
            raise TokenRefused
        return grant

    def end(self, account_key: str, *, client_id: str) -> None:
        """Revoke every access token that `client_id` holds for an account."""
        with self._lock:
            self._tokens = {
                token: (grant, expires_at)
                for token, (grant, expires_at) in self._tokens.items()
                if (grant.account.key, grant.client_id) != (account_key, client_id)
            }

    def _forget_old(self, *, now: float) -> None:
        # A spent code is remembered as long as a token of its making may live, so that a late
        # second use still revokes it.
        self._codes = {code: kept for code, kept in self._codes.items() if now < kept.expires_at + self.token_seconds}
        self._tokens = {token: pair for token, pair in self._tokens.items() if now < pair[1]}


def _check_verifier(challenge: str | None, verifier: str | None) -> None:
    if challenge is None:
        if verifier is not None:
            # Somebody may have cut the challenge out of the request on its way (RFC 9700, 4.8).
            raise CodeRefused("code_verifier was sent but the request had no code_challenge")
        return
    if verifier is None or not VERIFIER.fullmatch(verifier):
        raise CodeRefused("code_verifier is missing or malformed")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(digest, challenge):
        raise CodeRefused("code_verifier does not match the code_challenge")
