"""A file in pieces for programs on weak lines: tus 1.0.0 (https://tus.io), core, creation and termination.

The draft and the file field stand in the address and in `Upload-Metadata`; everything else is the protocol,
so that any tus client sends to it. The last piece puts the file in its place: it is inspected then, and refused
like a file sent whole. A piece is at most 256 KB: on a weak line a short request has a chance.
"""

from __future__ import annotations

import binascii
from base64 import b64decode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Header, Path, Router

from motcua.documents import store, uploads
from motcua.dossiers.api.guards import Id, OwnDraft, draft_of, who_of
from motcua.dossiers.services import drafting
from motcua.platform.clock.now import now
from motcua.platform.errors import DomainError, Invalid, NotFound
from motcua.web.api import Rate, refusals

router = Router(tags=["uploads"])
VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
# A file of 10 MB is forty pieces, and a broken line asks again for each.
PIECES = Rate("api_pieces", most=3000)


class TusVersion(DomainError):
    """The request does not speak the version of tus that is spoken here."""

    code = "tus_version"


class WrongType(DomainError):
    """The body is not of the type this operation takes."""

    code = "wrong_type"


class Tus(OwnDraft):
    """The owner of the draft, speaking tus; only the question what is spoken here may come without a version."""

    def __call__(self, request: HttpRequest) -> object:
        who = super().__call__(request)
        if who is not None and request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise TusVersion("another version of tus")
        return who


_TUS = {
    "parameters": [
        {"in": "header", "name": "Tus-Resumable", "required": True, "schema": {"type": "string", "const": VERSION}}
    ]
}


@router.api_operation(
    ["OPTIONS"],
    "/drafts/{draft}/uploads",
    auth=Tus(PIECES),
    response={204: None, **refusals(401, 403, 404, 422)},
    operation_id="upload_options",
)
def upload_options(request: HttpRequest, draft: Path[Id]) -> HttpResponse:  # noqa: ARG001 - the guard has found it
    """Cách gửi tệp từng phần ở đây: tus 1.0.0, mỗi phần tối đa 256 KB, mỗi tệp tối đa 10 MB."""
    answer = _empty(204)
    answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = "creation,termination"
    answer["Tus-Max-Size"] = str(settings.FILE_LIMIT_BYTES)
    return answer


@router.post(
    "/drafts/{draft}/uploads",
    auth=Tus(PIECES),
    response={201: None, **refusals(400, 401, 403, 404, 409, 412, 413, 422)},
    operation_id="begin_upload",
    openapi_extra=_TUS,
)
def begin_upload(
    request: HttpRequest,
    draft: Path[Id],  # noqa: ARG001
    length: int = Header(alias="Upload-Length", ge=0, lt=2**53, description="Số byte của tệp"),
    metadata: str = Header(
        alias="Upload-Metadata",
        max_length=2000,
        description="`slot` (khóa trường tệp) và `filename`, mỗi giá trị mã base64: `slot ZmlsZV8x,filename YS5qcGc=`",
    ),
) -> HttpResponse:
    """Báo sẽ gửi một tệp từng phần; địa chỉ để gửi ở đầu mục Location."""
    who, at, of, told = who_of(request), now(), draft_of(request), _metadata(metadata)
    place = drafting.slot_of(of, told["slot"], who=who, now=at)
    begun = uploads.begin(who, of.id, place.key, told["filename"], length, now=at)
    answer = _told(begun, 201)
    answer["Location"] = reverse("api:upload_progress", args=[str(of.id), str(begun.id)])
    return answer


@router.api_operation(
    ["HEAD"],
    "/drafts/{draft}/uploads/{upload}",
    auth=Tus(PIECES),
    response={200: None, **refusals(401, 403, 404, 412, 422)},
    operation_id="upload_progress",
    openapi_extra=_TUS,
)
def upload_progress(request: HttpRequest, draft: Path[Id], upload: Path[Id]) -> HttpResponse:  # noqa: ARG001
    """Đã nhận tới byte nào (đầu mục Upload-Offset)."""
    answer = _told(_upload_of(request, upload), 200)
    answer["Cache-Control"] = "no-store"
    return answer


@router.patch(
    "/drafts/{draft}/uploads/{upload}",
    auth=Tus(PIECES),
    response={204: None, **refusals(400, 401, 403, 404, 409, 412, 413, 415, 422)},
    operation_id="send_piece",
    openapi_extra={
        **_TUS,
        "requestBody": {
            "required": True,
            "content": {PIECE_TYPE: {"schema": {"type": "string", "format": "binary", "maxLength": store.CHUNK}}},
        },
    },
)
def send_piece(
    request: HttpRequest,
    draft: Path[Id],  # noqa: ARG001
    upload: Path[Id],
    offset: int = Header(alias="Upload-Offset", ge=0, lt=2**53, description="Phần này bắt đầu từ byte nào"),
) -> HttpResponse:
    """Gửi phần tiếp theo; phần cuối thì tệp được kiểm tra và vào chỗ, số của tệp ở đầu mục Motcua-File."""
    who, at, known = who_of(request), now(), _upload_of(request, upload)
    if request.content_type != PIECE_TYPE:
        raise WrongType(f"not {PIECE_TYPE}")
    moved = uploads.append(who, known.id, offset, request.body)
    if not moved.is_whole:
        return _told(moved, 204)
    place = drafting.slot_of(draft_of(request), moved.slot, who=who, now=at)
    kept = uploads.finish(who, moved.id, accept=place.accept, secrecy=place.secrecy, now=at)
    return _told(moved, 204, attachment=kept.id)


@router.delete(
    "/drafts/{draft}/uploads/{upload}",
    auth=Tus(PIECES),
    response={204: None, **refusals(401, 403, 404, 409, 412, 422)},
    operation_id="give_up_upload",
    openapi_extra=_TUS,
)
def give_up_upload(request: HttpRequest, draft: Path[Id], upload: Path[Id]) -> HttpResponse:  # noqa: ARG001
    """Thôi gửi một tệp đang gửi dở."""
    uploads.give_up(who_of(request), _upload_of(request, upload).id)
    return _empty(204)


def _metadata(text: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            raise Invalid(faults=(_fault("not_base64", "Mỗi giá trị phải là chữ UTF-8 mã base64."),)) from None
    if missing := [key for key in ("slot", "filename") if not told.get(key)]:
        words = f"Thiếu {', '.join(missing)}."
        raise Invalid(faults=(_fault("missing", words),))
    return told


def _fault(code: str, message: str) -> dict[str, str]:
    return {"field": "header.Upload-Metadata", "group": "", "code": code, "message": message}


def _upload_of(request: HttpRequest, number: str) -> uploads.Progress:
    found = uploads.progress(who_of(request), int(number))
    if found.draft_id != draft_of(request).id:
        raise NotFound("no such upload in this draft")
    return found


def _told(progress: uploads.Progress, status: int, *, attachment: int | None = None) -> HttpResponse:
    answer = _empty(status)
    answer["Upload-Offset"] = str(progress.received)
    answer["Upload-Length"] = str(progress.size)
    if kept := attachment or progress.attachment_id:
        answer["Motcua-File"] = str(kept)
    return answer


def _empty(status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    del answer["Content-Type"]
    answer["Tus-Resumable"] = VERSION
    return answer
