"""What every interface for programs shares: who may call it, how often, and the shape of a refusal.

An operation names one of the guards as its `auth`; a test walks them all, as it walks the pages
(web/routes.py). The session is the one of the pages, so whoever changes something through it must
also show that the request comes from his own page (CSRF).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf
from pydantic import AfterValidator, Field

from motcua.platform.clock.now import ZONE
from motcua.platform.errors import DomainError, Forbidden
from motcua.web.routes import Audience


class CsrfMissing(DomainError):
    """Something would be changed, and nothing shows that the person himself asked for it."""

    code = "csrf"


@dataclass(frozen=True)
class Rate:
    """At most `most` requests within `within` of one address, or of one account when somebody is signed in."""

    what: str = "api"
    most: int = 600
    within: timedelta = timedelta(minutes=10)


class Everybody:
    """Anybody may call it, signed in or not."""

    audience = Audience(is_public=True)

    def __init__(self, rate: Rate | None = None) -> None:
        self.rate = rate or Rate()

    def __call__(self, _request: HttpRequest) -> bool:
        return True


class Session(APIKeyCookie):
    """Only people signed in, of these kinds, with one of these permissions when any are named.

    Nobody signed in is 401; somebody it is not for, or who shows no CSRF token, is 403.
    """

    def __init__(self, *kinds: str, permissions: tuple[str, ...] = (), rate: Rate | None = None) -> None:
        self.param_name = settings.SESSION_COOKIE_NAME
        self.audience = Audience(kinds=frozenset(kinds), permissions=frozenset(permissions))
        self.rate = rate or Rate()
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        who = request.who  # type: ignore[attr-defined]
        if who is None:
            return None
        if check_csrf(request):
            raise CsrfMissing("no CSRF token, or a wrong one")
        if who.is_helper or who.kind not in self.audience.kinds:
            raise Forbidden("not for this kind of person", kind=who.kind)
        if who.must_change_password:
            raise Forbidden("the first password must be changed on its page")
        if who.must_enrol:
            raise Forbidden("the second factor must be set up on its page")
        if self.audience.permissions and not any(who.may(p) for p in self.audience.permissions):
            raise Forbidden("no post grants this", permissions=sorted(self.audience.permissions))
        return who

    def authenticate(self, _request: HttpRequest, _key: str | None) -> Any:
        """Never asked: the session has already said who it is."""
        raise NotImplementedError


class Fault(Schema):
    """One thing to mend: at which field, on which screen of the form, with a code for programs and a sentence."""

    field: str = Field(description="Khóa của trường, hoặc chỗ trong yêu cầu; trống khi không thuộc riêng trường nào")
    group: str = Field(description="Khóa của phần trong biểu mẫu; trống khi không thuộc biểu mẫu")
    code: str
    message: str


class Problem(Schema):
    """A refusal (RFC 9457). `code` is stable; `detail` is for people."""

    type: str = Field(description="urn:motcua:problem:<code>")
    title: str
    status: int
    detail: str
    code: str
    faults: list[Fault] = Field(default=[], description="Mọi chỗ cần sửa, nêu một lần")
    received: int | None = Field(default=None, description="Với upload_offset: số byte đã nhận, gửi tiếp từ đây")


def refusals(*statuses: int) -> dict[int, type[Problem]]:
    """Return the refusals of an operation for its `response`; every one may be told it asks too often (429)."""
    return dict.fromkeys(sorted({*statuses, 429}), Problem)


# Times leave as Vietnamese read them. What comes in never holds a NUL, which no database text can keep.
Instant = Annotated[datetime, AfterValidator(lambda at: at.astimezone(ZONE))]
DossierCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9.]{3,35}-[0-9]{6}([0-9]{2})?-[0-9]{4,9}$", max_length=60)]
ProcedureCode = Annotated[str, Field(pattern=r"^[0-9]\.[0-9]{6}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$", examples=["cam-giang"])]
