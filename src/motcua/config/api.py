"""The interface for programs: all routers under /api/, refusals as RFC 9457 problems, one document (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from motcua.catalogue.api import router as procedures
from motcua.config import refusals
from motcua.config.refusals import Answer
from motcua.dossiers.api import dossiers, drafts, uploads
from motcua.dossiers.api.uploads import VERSION as TUS
from motcua.identity.api import router as identity
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.platform.errors import DomainError, Invalid, NotFound
from motcua.web.api import Everybody, Rate
from motcua.web.outages import router as outages
from motcua.web.routes import Audience

log = structlog.get_logger()
_ENVELOPE = 64 * 1024  # what stands around a file that is sent whole

# What only programs are told, or in other words than people on a page; the rest stands in config/refusals.py.
_ANSWERS = {
    "not_found": Answer(404, "Không tìm thấy", "Không có, hoặc không thuộc tài khoản đang dùng."),
    "invalid": Answer(422, "Còn chỗ cần sửa", "Sửa mọi chỗ nêu trong faults rồi gửi lại; chưa có gì được ghi."),
    "not_signed_in": Answer(401, "Chưa đăng nhập", "Đăng nhập trên trang web rồi gửi lại cùng phiên đó."),
    "csrf": Answer(403, "Thiếu mã CSRF", "Lấy csrf_token ở /api/session và gửi trong đầu mục X-CSRFToken."),
    "unknown_path": Answer(404, "Không có địa chỉ này", "Xem các địa chỉ có trong /api/openapi.json."),
    "method_not_allowed": Answer(405, "Không dùng cách gọi này", "Xem đầu mục Allow để biết cách gọi được dùng."),
    "bad_request": Answer(400, "Không đọc được yêu cầu", "Thân yêu cầu phải là JSON hợp lệ, mã UTF-8."),
    "too_large": Answer(413, "Yêu cầu quá lớn", "Gửi tối đa 2 MB; tệp gửi trọn tối đa 10 MB."),
    "too_many": Answer(429, "Gọi nhiều lần quá", "Chờ mười phút rồi gọi tiếp."),
    "server_error": Answer(500, "Hệ thống gặp lỗi", "Chưa có gì được ghi. Gửi lại sau; nếu vẫn vậy, gọi Trung tâm."),
    "key_used": Answer(
        422, "Khóa này đã dùng cho hồ sơ khác", "Mỗi hồ sơ dùng một Idempotency-Key riêng. Đặt khóa mới rồi gửi lại."
    ),
    "not_online": Answer(
        409, "Thủ tục này chưa nộp trực tuyến ở đây", "Xem why_not_online của thủ tục để biết nộp ở đâu."
    ),
    "draft_open": Answer(
        409, "Đang có bản nháp chưa nộp", "Nộp hoặc bỏ bản nháp của thủ tục này trong Hồ sơ của tôi rồi gửi lại."
    ),
    "too_many_drafts": Answer(409, "Nhiều bản nháp quá", "Nộp hoặc bỏ bớt bản nháp lập cho người khác rồi gửi lại."),
    "draft_closed": Answer(
        409, "Bản nháp đã nộp hoặc đã bỏ", "Lập bản nháp khác; nộp trọn một lần thì gửi lại với Idempotency-Key mới."
    ),
    "newer_version": Answer(
        409, "Thủ tục đã có bản mới", "Mở bản nháp trên trang web xem thay đổi, hoặc bỏ bản nháp rồi lập lại."
    ),
    "changed_elsewhere": Answer(
        409, "Phần này vừa được sửa ở máy khác", "Đọc lại bản nháp rồi gửi lại với version mới."
    ),
    "upload_offset": Answer(409, "Phần gửi lên không nối tiếp", "Gửi tiếp từ byte nêu ở received."),
    "tus_version": Answer(412, "Không dùng bản tus này", "Gửi đầu mục Tus-Resumable: 1.0.0."),
    "wrong_type": Answer(415, "Không nhận kiểu nội dung này", "Đặt Content-Type như trong /api/openapi.json."),
}
# Sentences for what a request itself gets wrong, by pydantic's stable kinds.
_REQUEST_FAULTS = {
    "missing": "Thiếu trường này.",
    "string_pattern_mismatch": "Không đúng dạng.",
    "string_too_long": "Dài quá.",
    "too_long": "Nhiều mục quá.",
    "greater_than_equal": "Nhỏ quá.",
    "less_than_equal": "Lớn quá.",
    "less_than": "Lớn quá.",
}
_FAULTS = {
    "after": "Dấu trang này không dùng được. Bắt đầu lại từ trang đầu.",
    "piece_size": "Mỗi phần có từ 1 byte đến 256 KB.",
    "more_than_announced": "Các phần cộng lại dài hơn Upload-Length đã báo.",
}


class NotSignedIn(DomainError):
    code = "not_signed_in"


class BadRequest(DomainError):
    code = "bad_request"


class TooLarge(DomainError):
    code = "too_large"


class TooMany(DomainError):
    code = "too_many"


class MethodNotAllowed(DomainError):
    code = "method_not_allowed"


class UnknownPath(NotFound):
    code = "unknown_path"


class ServerError(DomainError):
    code = "server_error"


def problem(refusal: DomainError) -> JsonResponse:
    """Make the problem of any refusal; its faults are mappings {field, group, code, message}."""
    told = _ANSWERS.get(refusal.code)
    if told is None:
        return refusals.problem(refusal)
    body: dict[str, Any] = {
        "type": f"urn:motcua:problem:{refusal.code}",
        "title": told.heading,
        "status": told.status,
        "detail": told.sentence,
        "code": refusal.code,
    }
    if isinstance(refusal, Invalid):
        body["faults"] = [_fault(raw) for raw in refusal.faults]
    if "received" in refusal.facts:  # where an upload goes on: spares the line a question
        body["received"] = refusal.facts["received"]
    return JsonResponse(
        body,
        status=told.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _fault(raw: Any) -> dict[str, str]:
    """Faults come as engine.Fault, as (code, field), as the name of a field, or ready."""
    if isinstance(raw, dict):
        return raw
    if isinstance(raw, tuple):
        code, field = str(raw[0]), str(raw[-1])
        return {"field": field, "group": "", "code": code, "message": _FAULTS.get(code, "Xem lại chỗ này.")}
    if isinstance(raw, str):
        return {"field": raw, "group": "", "code": raw, "message": _FAULTS.get(raw, "Xem lại chỗ này.")}
    return {"field": raw.name or raw.field, "group": raw.group, "code": raw.code, "message": raw.message}


class Readable(JSONRenderer):
    """Vietnamese as it is written: half the bytes of escapes, and a person can read it."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:  # noqa: ARG002
        """Return the JSON text."""
        return json.dumps(data, cls=self.encoder_class, ensure_ascii=False)


class Interface(NinjaAPI):
    """Ninja with problems instead of its own errors, in its answers and in its document."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Return the document; refusals travel as application/problem+json."""
        document = super().get_openapi_schema(**kwargs)
        schemes = document["components"].get("securitySchemes", {})
        alike = {name: next(n for n, s in schemes.items() if s == schemes[name]) for name in schemes}
        document["components"]["securitySchemes"] = {name: schemes[name] for name in alike.values()}
        for operations in document["paths"].values():
            for operation in operations.values():
                if asked := operation.get("security"):  # guards differ in what they look up, not in how one signs in
                    operation["security"] = [{alike[name]: scopes for name, scopes in one.items()} for one in asked]
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {"application/problem+json": response["content"]["application/json"]}
        return document

    def routes(self) -> list[URLPattern]:
        """Return the routes, each declaring its audience, with everything unknown answered by a problem."""
        guards = self._guards()
        routes: list[URLPattern] = []
        for route in self.urls[0]:
            if not isinstance(route, URLPattern) or route.callback is None:
                raise TypeError(f"{route} leads nowhere")
            guard = guards.get(str(route.pattern), Everybody())
            view = route.callback if str(route.pattern) else _unknown  # the root names the place of the others
            routes.append(path(str(route.pattern), guarded(view, guard), name=route.name))
        return [*routes, re_path(r"^.*$", guarded(_unknown, Everybody()), name="unknown")]

    def _guards(self) -> dict[str, Any]:
        """The guard of each route. One path has one audience, so that a walk over the routes tells the truth."""
        guards: dict[str, Any] = {}
        for bound in self._get_bound_routers():
            for template, view in bound.path_operations.items():
                route = f"{bound.prefix}{template}".lstrip("/").replace("{", "<").replace("}", ">")
                first, *others = (_guard(operation) for operation in view.operations)
                if any(other.audience != first.audience for other in others):
                    raise TypeError(f"{route} has several audiences")
                guards[route] = first
        return guards


def _guard(operation: Operation) -> Any:
    for callback in operation.auth_callbacks:
        if isinstance(getattr(callback, "audience", None), Audience):
            return callback
    raise TypeError(f"{operation.view_func.__qualname__} does not say who may call it")


def guarded(view: Callable[..., HttpResponse], guard: Any) -> Callable[..., HttpResponse]:
    """Count the request, then run the view so that a refusal leaves nothing behind but the count.

    Ninja turns refusals into answers inside the request's transaction, which would commit what
    was written before them: a transaction of its own is rolled back instead.
    """

    @wraps(view)
    def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not _may_go_on(request, guard.rate):
            return problem(TooMany("too often"))
        if _announced(request) > settings.FILE_LIMIT_BYTES + _ENVELOPE:
            return problem(TooLarge("not even begun to be read"))
        _follow_override(request)
        with transaction.atomic():
            response = view(request, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(MethodNotAllowed(request.method or ""))
            response["Allow"] = allowed
        return _with_tus(request, response)

    run.audience = guard.audience  # type: ignore[attr-defined]
    run.csrf_exempt = True  # type: ignore[attr-defined]  # the session guard asks for the token itself
    return run


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _follow_override(request: HttpRequest) -> None:
    """Let lines that know only GET and POST send the rest (tus asks for it); both need the token as POST does."""
    told = request.headers.get("X-HTTP-Method-Override", "").upper()
    if request.method == "POST" and told in {"PATCH", "DELETE"}:
        request.method = told


def _with_tus(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say the version of tus to whoever speaks it, also in a refusal."""
    if "Tus-Resumable" in request.headers:
        response.setdefault("Tus-Resumable", TUS)
    if response.status_code == 412:
        response["Tus-Version"] = TUS
    return response


def _may_go_on(request: HttpRequest, rate: Rate) -> bool:
    who = request.who  # type: ignore[attr-defined]
    # A whole office may share one address; an account is one person.
    asker = f"account:{who.account_id}" if who is not None else rates.address_of(request)
    return rates.allow(rate.what, asker, most=rate.most, within=rate.within, now=now())


def _unknown(_request: HttpRequest) -> HttpResponse:
    return problem(UnknownPath())


api = Interface(
    title="motcua",
    version="1",
    description="Giao diện cho phần mềm khác của hệ thống giải quyết thủ tục hành chính. Hướng dẫn: docs/api.md.",
    docs_url=None,
    urls_namespace="api",
    renderer=Readable(),
)
api.add_router("", identity)
api.add_router("", procedures)
api.add_router("", dossiers)
api.add_router("", drafts)
api.add_router("", uploads)
api.add_router("", outages)


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    log.info("request.refused", code=refusal.code, path=request.resolver_match.view_name)  # type: ignore[union-attr]
    return problem(refusal)


@api.exception_handler(AuthenticationError)
def _nobody(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem(NotSignedIn())
    answer["WWW-Authenticate"] = "Cookie"
    return answer


@api.exception_handler(ValidationError)
def _malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(Invalid(faults=tuple(_request_fault(e["loc"], e["type"]) for e in error.errors)))


def _request_fault(where: Sequence[Any], kind: str) -> dict[str, str]:
    message = _REQUEST_FAULTS.get(kind, "Giá trị không đúng kiểu.")
    return {"field": ".".join(str(part)[:80] for part in where), "group": "", "code": kind, "message": message}


@api.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, _error: HttpError) -> HttpResponse:
    return problem(BadRequest())


@api.exception_handler(RequestDataTooBig)
def _too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem(TooLarge())


@api.exception_handler(Http404)
def _absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(NotFound())


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("request.failed", path=request.resolver_match.view_name, exc_info=error)  # type: ignore[union-attr]
    return problem(ServerError())


app_name = "api"
urlpatterns = api.routes()


def document() -> dict[str, Any]:
    """Return the OpenAPI document as plain JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")))
    return plain
