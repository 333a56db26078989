"""Dossiers for programs: forms, submission at once, progress, the work list and acceptance."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from motcua.catalogue.api import Where, commune
from motcua.dossiers import queries
from motcua.dossiers.form_page import form_document
from motcua.dossiers.queries import Cursor, Page, WorkFilter, WorkRow
from motcua.dossiers.services import filing, receiving
from motcua.dossiers.timeline import timeline
from motcua.identity.queries import Person
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.reads import log_read
from motcua.web.api import DossierCode, Everybody, Instant, ProcedureCode, Rate, Session, Slug, refusals

router = Router(tags=["dossiers"])
# The same count as the look-up page: whoever tries codes here has tried them there.
LOOKUP = Rate("lookup", most=30, within=timedelta(minutes=10))
_STATUS = "Mã trạng thái của Cổng Dịch vụ công quốc gia, 1 đến 10"


class FieldOut(Schema):
    key: str
    label: str
    type: str
    hint: str
    visible: bool = Field(description="Hiện ra khi chưa trả lời gì ngoài câu hỏi trường hợp")
    required: bool
    asked: bool = Field(description="Người nộp trả lời; sai khi hệ thống tự ghi hoặc cán bộ điền")
    from_account: bool = Field(description="Lấy từ tài khoản định danh, không phải gửi")
    depends_on: tuple[str, ...] = Field(
        description="Trả lời của các trường này có thể làm thay đổi việc hiện, bắt buộc"
    )
    accept: tuple[str, ...] = Field(description="Đuôi tệp nhận, với trường là tệp")
    schema_: dict[str, Any] = Field(alias="schema", description="JSON Schema của câu trả lời")


class GroupOut(Schema):
    key: str
    title: str
    heading: str
    intro: str
    visible: bool
    depends_on: tuple[str, ...]
    fields: tuple[FieldOut, ...]


class FormOut(Schema):
    title: str
    groups: tuple[GroupOut, ...]
    answers: dict[str, Any] = Field(description="JSON Schema (2020-12) của `answers` khi nộp")


class FormQuery(Where):
    case: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = Field(
        "", description="Một lựa chọn của câu hỏi trường hợp (trường `case`)"
    )


@router.get(
    "/procedures/{code}/form",
    auth=Everybody(),
    response={200: FormOut, **refusals(404, 422)},
    operation_id="procedure_form",
    by_alias=True,
    tags=["procedures"],
)
def procedure_form(request: HttpRequest, code: Path[ProcedureCode], wanted: Query[FormQuery]) -> object:  # noqa: ARG001
    """Biểu mẫu điện tử của một thủ tục ở một xã: các phần, các trường và JSON Schema của câu trả lời."""
    return form_document(code, commune(wanted.commune), choice=wanted.case, now=now())


class MyDossierOut(Schema):
    code: str
    title: str
    status: int = Field(description=_STATUS)
    submitted_at: Instant
    answer_by: Instant | None
    due_at: Instant | None
    needs_me: bool


@router.get(
    "/dossiers",
    auth=Session("citizen"),
    response={200: list[MyDossierOut], **refusals(401, 403)},
    operation_id="my_dossiers",
)
def my_dossiers(request: HttpRequest) -> object:
    """Hồ sơ của tôi: việc chờ tôi trước, rồi đến mới nhất; nhiều nhất 50 hồ sơ."""
    return queries.my_dossiers(_who(request))


# Names of fields and their values; what they mean is the form's to judge.
Answers = Annotated[dict[Annotated[str, Field(max_length=80)], Any], Field(max_length=1000)]


def key_header() -> Any:
    """Return the header that makes a submission one, however often it is sent."""
    return Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._:-]{8,80}$",
        description="Do bên gửi đặt, mỗi hồ sơ một khóa; gửi lại cùng khóa thì nhận lại đúng hồ sơ ấy",
    )


class SubmissionIn(Schema):
    procedure: ProcedureCode
    commune: Slug
    answers: Answers
    for_other: bool = Field(False, description="Lập hồ sơ cho người khác")


class SubmittedOut(Schema):
    code: str
    status: int = Field(description=_STATUS)
    title: str
    submitted_at: Instant
    answer_by: Instant | None
    estimated_at: Instant | None


@router.post(
    "/dossiers",
    auth=Session("citizen"),
    response={201: SubmittedOut, 200: SubmittedOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="submit_dossier",
)
def submit_dossier(
    request: HttpRequest,
    sent: SubmissionIn,
    key: str = key_header(),
) -> object:
    """Nộp một hồ sơ: 201 khi hồ sơ mới, 200 khi đã gửi trước đó với cùng khóa; 422 nêu mọi chỗ cần sửa."""
    who = _who(request)
    filed = filing.file_dossier(
        sent.procedure,
        commune(sent.commune),
        sent.answers,
        key=key,
        is_for_other=sent.for_other,
        who=who,
        now=now(),
    )
    return Status(201 if filed.is_new else 200, page_of(who, filed.code))


class PartyOut(Schema):
    role: str
    name: str


class ComponentOut(Schema):
    key: str
    name: str
    filled_by: str
    is_required: bool


class DossierOut(Schema):
    code: str
    title: str
    procedure: str
    status: int = Field(description=_STATUS)
    step: str
    step_name: str
    case: str
    case_label: str
    channel: int
    submitted_at: Instant
    answer_by: Instant | None
    estimated_at: Instant | None
    accepted_at: Instant | None
    due_at: Instant | None
    original_due_at: Instant | None
    no_limit_reason: str
    completed_at: Instant | None
    returned_at: Instant | None
    acts: int = Field(description="Số việc đã làm với hồ sơ; gửi lại khi làm việc tiếp theo")
    parties: tuple[PartyOut, ...]
    papers: tuple[ComponentOut, ...]
    possible: list[str] = Field(description="Việc cán bộ này làm được lúc này; trống với người nộp")


@router.get(
    "/dossiers/{code}",
    auth=Session("citizen", "officer"),
    response={200: DossierOut, **refusals(401, 403, 404, 422)},
    operation_id="dossier",
)
def dossier(request: HttpRequest, code: Path[DossierCode]) -> object:
    """Một hồ sơ theo mã: của tôi, hoặc cán bộ được giao; lần xem của cán bộ được ghi lại cho người dân xem."""
    who, at = _who(request), now()
    page = _seen(who, code, at)
    possible = [c.act for c in queries.choices_for(who, page, now=at) if c.allowed] if who.kind == "officer" else []
    return {**{name: getattr(page, name) for name in Page.__dataclass_fields__}, "possible": possible}


class MomentOut(Schema):
    at: Instant
    name: str
    sentence: str
    actor: str


@router.get(
    "/dossiers/{code}/timeline",
    auth=Session("citizen", "officer"),
    response={200: list[MomentOut], **refusals(401, 403, 404, 422)},
    operation_id="dossier_timeline",
)
def dossier_timeline(request: HttpRequest, code: Path[DossierCode]) -> object:
    """Diễn biến của một hồ sơ, mới nhất trước."""
    who = _who(request)
    page = _seen(who, code, now())
    reader: Literal["citizen", "officer"] = "officer" if who.kind == "officer" else "citizen"
    closed = queries.closed_to(who, page) if reader == "officer" else frozenset[str]()
    return timeline(page.history, reader=reader, steps=page.steps, closed=closed)


class AcceptanceIn(Schema):
    acts: int = Field(
        ge=0, lt=2**31, description="`acts` của hồ sơ như đã xem; có người làm trước thì bị từ chối (409)"
    )


class AcceptanceOut(Schema):
    code: str
    status: int = Field(description=_STATUS)
    accepted_at: Instant | None
    due_at: Instant | None = Field(description="Ngày hẹn trả kết quả")
    no_limit_reason: str
    step: str
    acts: int


@router.post(
    "/dossiers/{code}/acceptance",
    auth=Session("officer", permissions=("dossiers.receive",)),
    response={200: AcceptanceOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="accept_dossier",
)
def accept_dossier(request: HttpRequest, code: Path[DossierCode], sent: AcceptanceIn) -> object:
    """Tiếp nhận một hồ sơ: hẹn ngày trả, lập mẫu 01, chuyển bước sau."""
    return receiving.accept(code, who=_who(request), now=now(), seen=sent.acts)


class StatusOut(Schema):
    code: str
    title: str
    status: int = Field(description=_STATUS)
    submitted_at: Instant
    answer_by: Instant | None
    accepted_at: Instant | None
    due_at: Instant | None
    original_due_at: Instant | None
    no_limit_reason: str
    completed_at: Instant | None
    returned_at: Instant | None
    is_paused: bool


@router.get(
    "/status/{code}",
    auth=Everybody(LOOKUP),
    response={200: StatusOut, **refusals(404, 422)},
    operation_id="dossier_status",
)
def dossier_status(request: HttpRequest, code: Path[DossierCode]) -> object:  # noqa: ARG001
    """Tiến độ công khai của một mã hồ sơ, không cần đăng nhập, không có tên người; 30 lần trong mười phút."""
    found = queries.public_status(code)
    if found is None:
        raise NotFound("no such code")
    return found


class WorkRowOut(Schema):
    code: str
    title: str
    procedure: str
    status: int = Field(description=_STATUS)
    step: str
    channel: int
    due_at: Instant | None
    submitted_at: Instant
    was_accepted: bool
    person: str


class WorkOut(Schema):
    items: list[WorkRowOut]
    next: str = Field(description="Đưa vào `after` để lấy trang sau; trống khi hết")


class WorkQuery(Schema):
    turn_only: bool = Field(True, description="Chỉ việc đang chờ tôi")
    status: int | None = Field(None, ge=1, le=10, description=_STATUS)
    due_before: datetime | None = None
    limit: int = Field(25, ge=1, le=100)
    after: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_=-]*$")] = Field(
        "", description="`next` của trang trước"
    )


@router.get(
    "/work",
    auth=Session("officer"),
    response={200: WorkOut, **refusals(401, 403, 422)},
    operation_id="work",
    tags=["desk"],
)
def work(request: HttpRequest, wanted: Query[WorkQuery]) -> object:
    """Việc của tôi, đến hạn trước xếp trước."""
    who = _who(request)
    chosen = WorkFilter(turn_only=wanted.turn_only, status=wanted.status, due_before=wanted.due_before)
    rows, following = queries.my_work(who, chosen, after=_cursor(who, wanted.after), limit=wanted.limit)
    return {"items": rows, "next": _text(rows[-1]) if rows and following else ""}


def _text(row: WorkRow) -> str:
    """A place in the list as programs hold it: ids never leave the house, codes do."""
    due = row.due_at.isoformat() if row.due_at else ""
    return base64.urlsafe_b64encode(f"{due}|{row.code}".encode()).decode()


def _cursor(who: Person, text: str) -> Cursor | None:
    if not text:
        return None
    try:
        due, _, code = base64.urlsafe_b64decode(text).decode("ascii").partition("|")
        at = datetime.fromisoformat(due) if due else None
    except (binascii.Error, ValueError):
        raise Invalid(faults=("after",)) from None
    row = queries.dossier(who, code) if "\x00" not in code else None
    if row is None or (at is not None and at.tzinfo is None):
        raise Invalid(faults=("after",))
    return Cursor(at, row.id)


def _who(request: HttpRequest) -> Person:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def page_of(who: Person, code: str) -> Page:
    """Return a dossier this person may see; NotFound for any other."""
    page = queries.page(who, code)
    if page is None:
        raise NotFound("no such dossier")
    return page


def _seen(who: Person, code: str, at: datetime) -> Page:
    """The dossier; what an officer reads of people is logged for them (R9.16)."""
    page = page_of(who, code)
    if who.kind == "officer":
        subjects = tuple({p.subject_id for p in page.parties}) or (None,)
        log_read(who.reader, what="desk.dossier", purpose=page.code, at=at, dossier_id=page.id, subject_ids=subjects)
    return page
