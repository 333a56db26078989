"""HTTP as plain values: a WSGI environ read into a Request, a Response written back."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
HTML = "text/html; charset=utf-8"
BIGGEST_BODY = 64 * 1024
MOST_FIELDS = 60

ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),  # the address of a sign-in carries state and nonce
)
NEVER_KEPT = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


class BadRequest(Exception):
    """The bytes cannot be understood at all."""

    def __init__(self, status: HTTPStatus, description: str) -> None:
        super().__init__(description)
        self.status = status


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    content_type: str
    authorization: str | None
    body: bytes

    @property
    def form(self) -> tuple[tuple[str, str], ...]:
        """The fields of a form-urlencoded body, in order; nothing for any other type."""
        return _pairs(self.body, "body") if self.content_type == FORM else ()

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body or b"null")
        except ValueError:
            raise BadRequest(HTTPStatus.BAD_REQUEST, "the body is not JSON") from None


@dataclass(frozen=True)
class Response:
    status: HTTPStatus
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default=NEVER_KEPT)


def read(environ: dict[str, Any]) -> Request:
    """Read a request; raise BadRequest when it is too big, chunked or not UTF-8."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise BadRequest(HTTPStatus.LENGTH_REQUIRED, "send Content-Length")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit():
        raise BadRequest(HTTPStatus.BAD_REQUEST, "Content-Length is not a number")
    if int(length) > BIGGEST_BODY:
        raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too big")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO") or "/",
        query=_pairs(environ.get("QUERY_STRING", "").encode("latin-1"), "query"),
        content_type=environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower(),
        authorization=environ.get("HTTP_AUTHORIZATION"),
        body=environ["wsgi.input"].read(int(length)) if int(length) else b"",
    )


def write(response: Response, *, is_head: bool, start_response: Callable) -> Iterable[bytes]:
    headers = [("Content-Type", response.content_type), ("Content-Length", str(len(response.body)))]
    start_response(f"{response.status.value} {response.status.phrase}", [*headers, *ALWAYS, *response.headers])
    return [] if is_head else [response.body]


def json_response(
    value: object, status: HTTPStatus = HTTPStatus.OK, headers: tuple[tuple[str, str], ...] = NEVER_KEPT
) -> Response:
    return Response(status, JSON, json.dumps(value, ensure_ascii=False).encode(), headers)


def error(status: HTTPStatus, code: str, description: str, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """An OAuth error body (RFC 6749, 5.2)."""
    return json_response({"error": code, "error_description": description}, status, NEVER_KEPT + headers)


def redirect(location: str) -> Response:
    return Response(HTTPStatus.SEE_OTHER, HTML, b"", (*NEVER_KEPT, ("Location", location)))


def single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs as a dict; raise BadRequest when a name is repeated (RFC 6749, 3.2)."""
    pairs = list(pairs)
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1:
            raise BadRequest(HTTPStatus.BAD_REQUEST, f"{name} is repeated")
    return dict(pairs)


def with_query(uri: str, params: dict[str, str]) -> str:
    """Add `params` to the query of an address, keeping what stands there already.

    >>> with_query("https://a.example/cb?x=1", {"code": "c+1"})
    'https://a.example/cb?x=1&code=c%2B1'
    """
    parts = urlsplit(uri)
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True) + list(params.items()))
    return urlunsplit(parts._replace(query=query))


def _pairs(encoded: bytes, where: str) -> tuple[tuple[str, str], ...]:
    try:
        text = encoded.decode()
        return tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except (UnicodeDecodeError, ValueError):
        raise BadRequest(HTTPStatus.BAD_REQUEST, f"the {where} is not a form in UTF-8") from None
