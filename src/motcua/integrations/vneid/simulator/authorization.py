"""Judging a request to sign somebody in (OpenID Connect Core 1.0, 3.1.2): pure, no I/O."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .clients import Client
from .grants import CHALLENGE
from .wire import with_query

ASKED = frozenset(
    {
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "display",
        "max_age",
        "ui_locales",
        "acr_values",
        "login_hint",
        "id_token_hint",
        "request",
        "request_uri",
        "registration",
    }
)
LONGEST = 1000  # characters of state and nonce; longer ones would not survive the redirect in every browser


class NoSafeReturn(Exception):
    """The person must be told here: sending him on to an unproven address would help a thief.

    `sentence` is what the person reads, `detail` what he may pass on to whoever runs the application.
    """

    def __init__(self, sentence: str, detail: str) -> None:
        super().__init__(detail)
        self.sentence, self.detail = sentence, detail


class SentBack(Exception):
    """The request is refused and the client is told so at its own address."""

    def __init__(self, error: str, description: str, location: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.location = error, location


@dataclass(frozen=True)
class SignInRequest:
    """A request that may be shown to a person. `carried` repeats it in the page's forms."""

    client: Client
    redirect_uri: str
    state: str | None
    nonce: str | None
    challenge: str | None
    carried: tuple[tuple[str, str], ...]

    def answer(self, **params: str) -> str:
        """Return the client's address with `params` and the state it sent."""
        return with_query(self.redirect_uri, params | _state(self.state))

    def refused(self) -> SentBack:
        description = "the person declined"
        return SentBack("access_denied", description, self.answer(error="access_denied", error_description=description))


def judge(pairs: Sequence[tuple[str, str]], clients: Sequence[Client]) -> SignInRequest:
    """Read the parameters of an authorization request; raise NoSafeReturn or SentBack.

    Parameters not in ASKED are ignored and not carried on, an empty one counts as absent
    (RFC 6749, 3.1).
    """
    carried = tuple((name, value) for name, value in pairs if name in ASKED and value)
    sent, repeated = dict(carried), [name for name, count in Counter(name for name, _ in carried).items() if count > 1]
    client = _trusted_client(sent, clients, repeated)
    redirect_uri = sent["redirect_uri"]
    state = sent.get("state")
    if state and (len(state) > LONGEST or "state" in repeated or not _is_visible_ascii(state)):
        state = None

    for error, description in _faults(sent, repeated):
        location = with_query(redirect_uri, {"error": error, "error_description": description} | _state(state))
        raise SentBack(error, description, location)
    return SignInRequest(client, redirect_uri, state, sent.get("nonce"), sent.get("code_challenge"), carried)


def _trusted_client(sent: dict[str, str], clients: Sequence[Client], repeated: Sequence[str]) -> Client:
    if "client_id" in repeated or "redirect_uri" in repeated:
        raise NoSafeReturn(
            "Yêu cầu đăng nhập ghi tên ứng dụng hoặc địa chỉ quay về hai lần, nên chúng tôi không biết tin bên nào.",
            "client_id or redirect_uri repeated",
        )
    client_id = sent.get("client_id", "")
    client = next((client for client in clients if client.client_id == client_id), None)
    if client is None:
        raise NoSafeReturn(
            "Ứng dụng gửi bạn đến đây chưa được đăng ký, nên chúng tôi không đưa thông tin của bạn cho ứng dụng đó.",
            f"client_id: {client_id or '(trống)'}",
        )
    redirect_uri = sent.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris:
        raise NoSafeReturn(
            f"Địa chỉ quay về không phải là địa chỉ mà {client.name} đã đăng ký, nên chúng tôi dừng ở đây.",
            f"redirect_uri: {redirect_uri or '(trống)'}",
        )
    return client


def _faults(sent: dict[str, str], repeated: Sequence[str]) -> Iterator[tuple[str, str]]:
    if repeated:
        yield "invalid_request", f"{repeated[0]} is repeated"
    if "response_type" not in sent:
        yield "invalid_request", "response_type is missing"
    elif sent["response_type"] != "code":
        yield "unsupported_response_type", "only response_type=code is known"
    if sent.get("response_mode", "query") != "query":
        yield "invalid_request", "only response_mode=query is known"
    for name in ("request", "request_uri", "registration"):
        if name in sent:
            yield f"{name}_not_supported", f"{name} is not supported"
    if "openid" not in sent.get("scope", "").split():
        yield "invalid_scope", "scope must hold openid"
    for name in ("state", "nonce"):
        if len(sent.get(name, "")) > LONGEST:
            yield "invalid_request", f"{name} is longer than {LONGEST} characters"
    if not _is_visible_ascii(sent.get("state", "")):
        yield "invalid_request", "state holds characters outside visible ASCII"
    yield from _challenge_faults(sent)
    if "none" in sent.get("prompt", "").split():
        yield "login_required", "nobody stays signed in here; prompt=none cannot be met"


def _challenge_faults(sent: dict[str, str]) -> Iterator[tuple[str, str]]:
    challenge, method = sent.get("code_challenge"), sent.get("code_challenge_method")
    if challenge is None and method is not None:
        yield "invalid_request", "code_challenge_method came without code_challenge"
    if challenge is not None and method != "S256":
        yield "invalid_request", "code_challenge_method must be S256"
    if challenge is not None and not CHALLENGE.fullmatch(challenge):
        yield "invalid_request", "code_challenge is not the base64url of a SHA-256"


def _is_visible_ascii(text: str) -> bool:
    return all(" " <= letter <= "~" for letter in text)  # RFC 6749, appendix A.5


def _state(state: str | None) -> dict[str, str]:
    return {"state": state} if state else {}
