"""What people read when the house says no: the table code → HTTP status and Vietnamese sentence.

Rules and services raise refusals with stable codes (platform/errors.py); here, at the
edge, and nowhere else, they become pages and RFC 9457 problems.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from motcua.config.shell import is_at_desk
from motcua.desk.refused import last_done, why_not
from motcua.identity.queries import Person
from motcua.platform.errors import DomainError
from motcua.platform.text import instant_vi

log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """How one refusal is told: status, heading, and what to do."""

    status: int
    heading: str
    sentence: str


_ANSWERS = {
    "not_found": Answer(
        404, "Không tìm thấy trang này", "Địa chỉ có thể đã gõ thiếu, hoặc hồ sơ không thuộc tài khoản đang dùng."
    ),
    "forbidden": Answer(
        403,
        "Bạn chưa làm được việc này",
        "Việc này dành cho người được giao. Nếu được giao việc, nhờ người quản lý Trung tâm cấp quyền.",
    ),
    "step_not_allowed": Answer(
        409, "Việc này không còn làm được", "Hồ sơ đang ở trạng thái khác. Mở lại hồ sơ để xem việc làm được lúc này."
    ),
    "conflict": Answer(409, "Đã có người làm trước", "Mở lại hồ sơ để xem."),
    "invalid": Answer(422, "Còn chỗ cần sửa", "Quay lại trang trước để sửa; những gì đã ghi vẫn còn."),
    "identity_differs": Answer(
        409,
        "Chưa nhận ra tài khoản",
        "Họ tên hoặc ngày sinh trong tài khoản định danh khác dữ liệu đã có ở đây. "
        "Mang căn cước đến Trung tâm Phục vụ hành chính công, chúng tôi đối chiếu tại chỗ.",
    ),
    "too_many_drafts": Answer(
        409, "Bạn đang có nhiều bản nháp cho người khác", "Nộp hoặc bỏ bớt một bản nháp rồi lập hồ sơ mới."
    ),
    "draft_closed": Answer(409, "Bản nháp này đã nộp hoặc đã đóng", "Mở Hồ sơ của tôi để xem."),
    "upload_offset": Answer(409, "Tệp chưa gửi xong", "Chọn lại tệp để gửi tiếp."),
    "printing_failed": Answer(500, "Chưa in được giấy này", "Thử lại sau ít phút; nếu vẫn vậy, báo quản trị."),
    "clock_calendar_not_loaded": Answer(503, "Chưa có lịch làm việc", "Báo quản trị nạp lịch làm việc của đơn vị."),
}
_OTHER = Answer(400, "Chưa làm được việc này", "Quay lại trang trước và thử lại; nếu vẫn vậy, gọi Trung tâm.")


def answer_to(refusal: DomainError) -> Answer:
    """Return how a refusal is told; a conflict names who came first and when."""
    found = _ANSWERS.get(refusal.code, _OTHER)
    if sentence := getattr(refusal, "sentence", ""):  # a file that was refused says itself why
        return Answer(422, "Chưa nhận tệp này", sentence)
    if refusal.code == "conflict" and "by" in refusal.facts:
        who, at = refusal.facts["by"], instant_vi(refusal.facts["at"])
        return Answer(found.status, found.heading, f"{who} đã làm lúc {at}. {found.sentence}")
    return found


def page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Make the page of a refusal (called by the middleware, after everything the view wrote was undone)."""
    told = answer_to(refusal)
    route = request.resolver_match.view_name if request.resolver_match else ""
    log.info("request.refused", code=refusal.code, status=told.status, route=route)
    if told.status == 404:
        return render(request, "404.html", {"reason": told.sentence}, status=404)
    who: Person | None = getattr(request, "who", None)
    if who is not None and who.kind == "officer" and is_at_desk(request):
        return render(request, "desk/refused.html", _at_dossier(request, who, refusal, told), status=told.status)
    return render(request, "config/refused.html", {"told": told}, status=told.status)


def _at_dossier(request: HttpRequest, who: Person, refusal: DomainError, told: Answer) -> dict[str, object]:
    """The officer's page: in his own frame, with what was done at the dossier and the way back to it."""
    code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
    last = last_done(who, code) if code else None
    # Only a lost race has somebody who came first; anything else has a reason, and is undone whole.
    return {
        "told": told,
        "last": last,
        "is_lost": refusal.code == "conflict",
        "is_early": refusal.code == "step_not_allowed",
        "why": why_not(refusal.facts),
    }


def problem(refusal: DomainError) -> JsonResponse:
    """Make the RFC 9457 problem of a refusal."""
    told = answer_to(refusal)
    body = {
        "type": f"urn:motcua:problem:{refusal.code}",
        "title": told.heading,
        "status": told.status,
        "detail": told.sentence,
        "code": refusal.code,
    }
    if faults := getattr(refusal, "faults", ()):
        body["faults"] = [list(f) if isinstance(f, tuple) else f for f in faults]
    return JsonResponse(body, status=told.status, content_type="application/problem+json")
