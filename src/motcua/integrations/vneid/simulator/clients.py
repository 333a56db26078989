"""The applications that may send people here, and how they prove themselves."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_plus, urlsplit


class ClientRefused(Exception):
    """The client did not prove who it is."""


class AskedTwice(Exception):
    """The client proved itself in two ways at once (RFC 6749, 2.3)."""


@dataclass(frozen=True)
class Client:
    """`name` is what people read on the page. Addresses are matched letter by letter."""

    client_id: str
    secret: str = field(repr=False)
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...] = ()
    name: str = "Một cửa điện tử"

    def __post_init__(self) -> None:
        if not self.client_id or not self.secret:
            raise ValueError("a client needs an id and a secret")
        for uri in self.redirect_uris + self.logout_uris:
            parts = urlsplit(uri)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment or "*" in uri:
                raise ValueError(f"not a full http(s) address without wildcard or fragment: {uri}")


def authenticate(clients: Sequence[Client], authorization: str | None, form: Mapping[str, str]) -> Client:
    """Return the client that proved itself by HTTP Basic or by form fields; raise ClientRefused or AskedTwice."""
    if authorization is not None:
        if "client_secret" in form:
            raise AskedTwice
        shown = _basic(authorization)
        # RFC 6749, 2.3.1 has both form-encoded first; half the clients in use do not, so either counts.
        proofs = {shown, (unquote_plus(shown[0]), unquote_plus(shown[1]))}
    else:
        proofs = {(form.get("client_id", ""), form.get("client_secret", ""))}
    for client in clients:
        if any(_is_proof(client, client_id, secret) for client_id, secret in proofs):
            if form.get("client_id", client.client_id) != client.client_id:
                raise ClientRefused
            return client
    raise ClientRefused


def _is_proof(client: Client, client_id: str, secret: str) -> bool:
    return client.client_id == client_id and hmac.compare_digest(client.secret.encode(), secret.encode())


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise ClientRefused
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ClientRefused from None
    client_id, _, secret = decoded.partition(":")
    return client_id, secret
