"""Who am I and which communes work here, for programs."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Schema
from pydantic import Field

from motcua.identity import queries
from motcua.platform.clock.now import today
from motcua.web.api import Everybody, Session, refusals

router = Router(tags=["identity"])


class CommuneOut(Schema):
    slug: str
    name: str
    place_code: str = Field(description="Mã đơn vị hành chính cấp xã")
    province_code: str


class ActingForOut(Schema):
    code: str = Field(description="Mã số doanh nghiệp, mã số thuế hoặc mã định danh của tổ chức")
    name: str


class SessionOut(Schema):
    kind: str = Field(description="citizen | officer")
    full_name: str
    acting_for: ActingForOut | None = Field(
        description="Tổ chức mà tài khoản này làm việc thay mặt; không có với cá nhân"
    )
    posts: list[str]
    csrf_token: str = Field(description="Gửi lại trong đầu mục X-CSRFToken của mọi yêu cầu làm thay đổi dữ liệu")


@router.get("/communes", auth=Everybody(), response={200: list[CommuneOut], **refusals()}, operation_id="communes")
def communes(request: HttpRequest) -> object:  # noqa: ARG001
    """Các xã, phường đang làm việc trên hệ thống này."""
    return queries.committees(today())


@router.get(
    "/session",
    auth=Session("citizen", "officer"),
    response={200: SessionOut, **refusals(401, 403)},
    operation_id="session",
)
def session(request: HttpRequest) -> object:
    """Người đang đăng nhập, và mã CSRF cho các yêu cầu làm thay đổi dữ liệu."""
    who = request.auth  # type: ignore[attr-defined]
    return {
        "kind": who.kind,
        "full_name": who.full_name,
        "acting_for": {"code": who.organisation_code, "name": who.organisation_name} if who.organisation_id else None,
        "posts": [post.title for post in who.posts],
        "csrf_token": get_token(request),
    }
