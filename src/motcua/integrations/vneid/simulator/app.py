"""The WSGI application: finds the handler of a path and method, and turns refusals into answers."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog

from . import openid, pages, wire
from .faults import UnknownFault
from .openid import Handler
from .provider import Provider
from .wire import Request, Response

log = structlog.get_logger("motcua.vneid.simulator")

STATIC = Path(__file__).with_name("static")
STATIC_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
FAULTS_PATH = "/_faults"

WSGIApp = Callable[[dict[str, Any], Callable], Iterable[bytes]]


def application(provider: Provider) -> WSGIApp:
    """Return a WSGI callable around `provider`. Its state is in memory: run it in one process."""
    routes: dict[str, dict[str, Handler]] = {
        "/": {"GET": _front},
        **{f"/static/{path.name}": {"GET": _static(path)} for path in STATIC.iterdir() if path.suffix in STATIC_TYPES},
        **openid.ROUTES,
    }
    if provider.faults.enabled:
        routes[FAULTS_PATH] = {"GET": _show_faults, "PUT": _set_faults, "DELETE": _clear_faults}

    def app(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        try:
            request = wire.read(environ | ({"REQUEST_METHOD": "GET"} if is_head else {}))
            response = _answer(provider, routes, request)
        except wire.BadRequest as refused:
            response = wire.error(refused.status, "invalid_request", str(refused))
        # The path only: the query holds state, nonce and what somebody searched for.
        log.info("request.answered", path=environ.get("PATH_INFO"), status=response.status.value)
        return wire.write(response, is_head=is_head, start_response=start_response)

    return app


def _answer(provider: Provider, routes: dict[str, dict[str, Handler]], request: Request) -> Response:
    methods = routes.get(request.path)
    if methods is None:
        return pages.missing()
    handler = methods.get(request.method)
    if handler is None:
        allow = ", ".join([*methods, "HEAD"] if "GET" in methods else methods)
        return wire.error(HTTPStatus.METHOD_NOT_ALLOWED, "invalid_request", f"use {allow}", (("Allow", allow),))
    if request.path in openid.SLOWED and provider.faults.delay:
        provider.sleep(provider.faults.delay)
    return handler(provider, request)


def _front(provider: Provider, _: Request) -> Response:
    return pages.front(client.name for client in provider.settings.clients)


def _static(path: Path) -> Handler:
    served = Response(
        HTTPStatus.OK, STATIC_TYPES[path.suffix], path.read_bytes(), (("Cache-Control", "public, max-age=3600"),)
    )
    return lambda _provider, _request: served


def _show_faults(provider: Provider, _: Request) -> Response:
    return wire.json_response(provider.faults.as_dict())


def _set_faults(provider: Provider, request: Request) -> Response:
    """PUT a JSON object, fault name to true (for slow: seconds); what it does not name is off."""
    # Asking for JSON keeps a stray web page from throwing switches: a browser sends it only after a preflight.
    if request.content_type != wire.JSON or not isinstance(request.json, dict):
        return wire.error(HTTPStatus.BAD_REQUEST, "invalid_request", "send a JSON object as application/json")
    try:
        provider.faults.replace(request.json)
    except UnknownFault as refused:
        return wire.error(HTTPStatus.BAD_REQUEST, "invalid_request", str(refused))
    return _show_faults(provider, request)


def _clear_faults(provider: Provider, request: Request) -> Response:
    provider.faults.replace({})
    return _show_faults(provider, request)
