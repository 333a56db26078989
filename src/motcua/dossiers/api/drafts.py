"""Drafts for programs: begun, answered, given whole files, sent. The same drafts as on the person's own pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Form, Path, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from motcua.catalogue.api import commune
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.documents import uploads
from motcua.documents.queries import FileRow
from motcua.dossiers import own
from motcua.dossiers.api.dossiers import Answers, SubmittedOut, key_header, page_of
from motcua.dossiers.api.guards import Id, OwnDraft, draft_of, who_of
from motcua.dossiers.services import checking, drafting, filing
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.platform.clock.now import now
from motcua.platform.errors import NotFound
from motcua.web.api import Fault, Instant, ProcedureCode, Rate, Session, Slug, refusals

router = Router(tags=["drafts"])
FILES = Rate("api_files", most=200)  # each is opened and looked through, which costs more than a page
SlotKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,80}$", description="Khóa của trường tệp trong biểu mẫu")]


class DraftRowOut(Schema):
    id: str
    procedure: str
    commune: str
    for_other: bool
    started_at: Instant
    touched_at: Instant


class FileOut(Schema):
    id: str
    slot: str = Field(description="Khóa của trường tệp")
    name: str
    size: int = Field(description="Số byte")
    pages: int
    content_type: str
    sha256: str
    added_at: Instant
    url: str = Field(description="Nơi tải về nguyên vẹn, bằng cùng phiên đăng nhập")


class UploadOut(Schema):
    id: str
    slot: str
    name: str
    size: int
    received: int = Field(description="Số byte đã nhận; gửi tiếp từ đây")
    url: str


class DraftOut(DraftRowOut):
    version: int = Field(description="Số lần thay đổi; gửi lại để không ghi đè phần máy khác vừa sửa")
    is_open: bool
    is_outdated: bool = Field(
        description="Thủ tục đã có bản mới: mở bản nháp trên trang web xem thay đổi rồi mới nộp được"
    )
    code: str = Field(description="Mã hồ sơ khi đã nộp; trống khi còn là bản nháp")
    answers: dict[str, Any] = Field(description="Câu trả lời theo khóa trường, gồm cả phần lấy từ tài khoản định danh")
    files: list[FileOut]
    uploads: list[UploadOut] = Field(description="Tệp đang gửi dở")
    faults: list[Fault] = Field(description="Những chỗ còn phải trả lời, sửa hoặc gửi tệp thì mới nộp được")


class DraftIn(Schema):
    procedure: ProcedureCode
    commune: Slug
    for_other: bool = Field(False, description="Lập hồ sơ cho người khác")


class AnswersIn(Schema):
    answers: Answers = Field(description="Chỉ những câu muốn ghi; null là bỏ câu trả lời đã ghi")
    version: int | None = Field(
        None, ge=0, lt=2**31, description="`version` đã thấy; máy khác sửa sau đó thì bị từ chối (409)"
    )


class SendingIn(Schema):
    answers: Answers = Field({}, description="Câu trả lời cuối, thường là lời cam đoan, ghi cùng lúc với việc nộp")
    version: int | None = Field(
        None, ge=0, lt=2**31, description="`version` đã thấy; bản nháp đổi sau đó thì không nộp (409) mà đọc lại đã"
    )


@router.get(
    "/drafts",
    auth=Session("citizen"),
    response={200: list[DraftRowOut], **refusals(401, 403)},
    operation_id="my_drafts",
)
def my_drafts(request: HttpRequest) -> object:
    """Bản nháp chưa nộp của tôi, mới sửa trước; gồm cả bản lập trên trang web."""
    return [_row(draft) for draft in drafts.my_drafts(who_of(request))]


@router.post(
    "/drafts",
    auth=Session("citizen"),
    response={201: DraftOut, 200: DraftOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="begin_draft",
)
def begin_draft(request: HttpRequest, wanted: DraftIn) -> object:
    """Lập bản nháp: 201 khi mới, 200 khi đang có bản nháp của thủ tục ấy thì làm tiếp bản đó."""
    begun = drafting.begin(
        wanted.procedure, commune(wanted.commune), is_for_other=wanted.for_other, who=who_of(request), now=now()
    )
    return Status(201 if begun.is_new else 200, _whole(request, begun.draft))


@router.get(
    "/drafts/{draft}",
    auth=OwnDraft(),
    response={200: DraftOut, **refusals(401, 403, 404, 422)},
    operation_id="draft",
)
def draft(request: HttpRequest, draft: Path[Id]) -> object:  # noqa: ARG001 - the guard has found it
    """Một bản nháp của tôi: câu trả lời, tệp, và những chỗ còn thiếu để nộp."""
    return _whole(request, draft_of(request))


@router.patch(
    "/drafts/{draft}",
    auth=OwnDraft(),
    response={200: DraftOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="answer_draft",
)
def answer_draft(request: HttpRequest, draft: Path[Id], sent: AnswersIn) -> object:  # noqa: ARG001
    """Ghi câu trả lời vào bản nháp; có chỗ không nhận được thì không ghi gì và nêu mọi chỗ ấy."""
    kept = drafting.answer(draft_of(request), sent.answers, who=who_of(request), now=now(), version=sent.version)
    return _whole(request, kept)


@router.delete(
    "/drafts/{draft}",
    auth=OwnDraft(),
    response={204: None, **refusals(401, 403, 404, 409, 422)},
    operation_id="drop_draft",
)
def drop_draft(request: HttpRequest, draft: Path[Id]) -> object:  # noqa: ARG001
    """Bỏ bản nháp."""
    forms.close(who_of(request), draft_of(request).id, now=now())
    return Status(204, None)


@router.post(
    "/drafts/{draft}/files",
    auth=OwnDraft(FILES),
    response={201: FileOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="add_file",
)
def add_file(request: HttpRequest, draft: Path[Id], slot: Form[SlotKey], file: File[UploadedFile]) -> object:  # noqa: ARG001
    """Gửi trọn một tệp vào một trường tệp của bản nháp; mạng yếu thì gửi từng phần ở `/uploads`."""
    who, at, of = who_of(request), now(), draft_of(request)
    place = drafting.slot_of(of, slot, who=who, now=at)
    kept = documents.attach(who, ("draft", of.id), place.key, file, accept=place.accept, secrecy=place.secrecy, now=at)
    return Status(201, _file(kept))


@router.get(
    "/drafts/{draft}/files/{file}",
    auth=OwnDraft(),
    response={200: FileOut, **refusals(401, 403, 404, 422)},
    operation_id="draft_file",
)
def draft_file(request: HttpRequest, draft: Path[Id], file: Path[Id]) -> object:  # noqa: ARG001
    """Một tệp của bản nháp."""
    return _file(_file_of(request, file))


@router.delete(
    "/drafts/{draft}/files/{file}",
    auth=OwnDraft(),
    response={204: None, **refusals(401, 403, 404, 409, 422)},
    operation_id="remove_file",
)
def remove_file(request: HttpRequest, draft: Path[Id], file: Path[Id]) -> object:  # noqa: ARG001
    """Bỏ một tệp khỏi bản nháp."""
    documents.remove(who_of(request), _file_of(request, file).id, now())
    return Status(204, None)


@router.post(
    "/drafts/{draft}/submission",
    auth=OwnDraft(),
    response={201: SubmittedOut, 200: SubmittedOut, **refusals(400, 401, 403, 404, 409, 413, 422)},
    operation_id="submit_draft",
)
def submit_draft(
    request: HttpRequest,
    draft: Path[Id],  # noqa: ARG001
    sent: SendingIn,
    key: str = key_header(),
) -> object:
    """Nộp bản nháp: 201 khi hồ sơ mới, 200 khi đã nộp trước đó; 422 nêu mọi chỗ cần sửa, bản nháp còn nguyên."""
    who = who_of(request)
    at, of = now(), draft_of(request)
    filed = filing.file_draft(of.id, sent.answers, key=key, version=sent.version, who=who, now=at)
    return Status(201 if filed.is_new else 200, page_of(who, filed.code))


def _row(draft: drafts.DraftRow | DraftView) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "procedure": draft.subject,
        "commune": identity.unit_view(draft.unit_id, now().date()).slug,
        "for_other": draft.is_for_other,
        "started_at": draft.started_at,
        "touched_at": draft.touched_at,
    }


def _whole(request: HttpRequest, draft: DraftView) -> dict[str, Any]:
    who, at = who_of(request), now()
    return {
        **_row(draft),
        "version": draft.version,
        "is_open": draft.is_open,
        "is_outdated": draft.is_open and drafting.has_newer_version(draft, now=at),
        "code": own.code_of(who, draft.id) if draft.submitted_at else "",
        "answers": {key: value.value for key, value in draft.answers.items()},
        "files": [_file(row) for row in files.files_of(who, ("draft", draft.id))],
        "uploads": [upload_of(draft.id, one) for one in uploads.unfinished(who, draft.id)],
        "faults": [_fault(f) for f in checking.check_of(draft, who=who, now=at).stops] if draft.is_open else [],
    }


def _fault(fault: Any) -> dict[str, str]:
    return {"field": fault.name or fault.field, "group": fault.group, "code": fault.code, "message": fault.message}


def _file(row: FileRow) -> dict[str, Any]:
    told = {
        name: getattr(row, name) for name in ("slot", "name", "size", "pages", "content_type", "sha256", "added_at")
    }
    return {"id": str(row.id), **told, "url": reverse("documents:original", args=[row.id])}


def upload_of(draft_id: int, one: uploads.Progress) -> dict[str, Any]:
    """Return an unfinished upload as programs read it."""
    told = {name: getattr(one, name) for name in ("slot", "name", "size", "received")}
    return {"id": str(one.id), **told, "url": reverse("api:upload_progress", args=[str(draft_id), str(one.id)])}


def _file_of(request: HttpRequest, number: str) -> FileRow:
    held = files.files_of(who_of(request), ("draft", draft_of(request).id))
    found = next((row for row in held if str(row.id) == number), None)
    if found is None:
        raise NotFound("no such file in this draft")
    return found
