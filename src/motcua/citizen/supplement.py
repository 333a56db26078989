"""The answer to a supplement request, in the same form: only what was marked is open, everything marked is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.citizen.known import file_rows
from motcua.citizen.receipt import page_of
from motcua.citizen.typing_kept import keeps_typing, kept_typing
from motcua.citizen.uploads import removed, take_files
from motcua.documents import queries as documents
from motcua.dossiers import own
from motcua.dossiers.answering import BUTTONS, Asked, answered, asked_of, field_view, parsed_of
from motcua.dossiers.queries import Page
from motcua.dossiers.services import supplementing
from motcua.forms.engine import Parsed, Value
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in

_UNCHANGED = "Phần này chưa sửa. Nếu bạn thấy đã đúng, gọi Trung tâm để trao đổi trước khi gửi."
_NOT_BROUGHT = "Mang giấy này đến Trung tâm Phục vụ hành chính công trước, rồi đánh dấu và gửi."
_REFUSED = {
    "not_asked": "Mục «{}» không nằm trong yêu cầu bổ sung nên không sửa được ở đây.",
    "missing": "Còn thiếu mục «{}».",
}


@dataclass(frozen=True)
class _Asked(Asked):
    """What is open to change, and where its files go: slots with what the officer wrote at each.

    `brought` are papers no file can stand for, by the name of their box: label and what the officer wrote. After the
    deadline (`is_past`) an answer still counts until the office closes the dossier.
    """

    page: Page
    slots: dict[str, str]
    brought: dict[str, tuple[str, str]]
    deadline: str
    is_past: bool
    draft_id: int | None
    files: tuple[documents.FileRow, ...]


@keeps_typing
@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def supplement(request: Request, code: str) -> HttpResponse:
    """Show what is asked, or take the whole answer; files stay as they come in, before everything is complete."""
    at = now()
    asked = _asked(request, code, at)
    if request.method == "GET":
        kept = kept_typing(request)
        parsed = {} if kept is None else parsed_of(asked, kept.posted)
        return _page(request, asked, parsed, {}, (), notice=kept.sentence if kept else "")
    named = [asked.form.fields[slot] for slot in asked.slots]
    errors: dict[str, str] = {}
    if asked.draft_id is not None:
        errors = take_files(request, request.who, asked.draft_id, asked.form, named, now=at, after_submission=True)
    parsed = parsed_of(asked, dict(request.POST.lists()))
    if "remove" in request.POST:
        ids = [f.id for f in asked.files]
        removed(request.who, request.POST["remove"], ids, now=at, after_submission=True)
    asked = _asked(request, code, at)
    if (BUTTONS | {"keep"}) & request.POST.keys():
        return _page(request, asked, parsed, errors, ())
    values, unchanged = answered(parsed)
    errors |= dict.fromkeys(unchanged, _UNCHANGED)
    lying = {f.slot for f in asked.files}
    errors |= {slot: "Gửi kèm tệp mới cho mục này." for slot in asked.slots if slot not in lying and slot not in errors}
    errors |= {name: _NOT_BROUGHT for name in asked.brought if request.POST.get(name) != "yes"}
    loose: tuple[str, ...] = ()
    if not errors and not any(one.stops for one in parsed.values()):
        try:
            return _send(request, asked, values, at)
        except Invalid as refusal:
            loose = tuple(_refused(asked, fault) for fault in refusal.faults)
    return _page(request, asked, parsed, errors, loose)


def _send(request: Request, asked: _Asked, values: dict[str, Value], at: datetime) -> HttpResponse:
    # What the browser names beyond what was asked goes to the service too: it refuses each by its name.
    extra = set(request.POST) & set(asked.form.fields) - set(asked.fields)
    sent = {key: value.to_json() for key, value in values.items()}
    sent |= {key: {"value": request.POST[key], "source": "applicant"} for key in extra}
    supplementing.complete(
        asked.page.code,
        values=sent,
        draft_id=asked.draft_id,
        slots=tuple(asked.slots),
        who=request.who,
        now=at,
    )
    return redirect("citizen:dossier", code=asked.page.code)


def _refused(asked: _Asked, fault: Any) -> str:
    kind, key = fault if isinstance(fault, tuple) else ("missing", str(fault))
    field = asked.form.fields.get(key)
    return _REFUSED[kind].format(field.label if field else key)


def _asked(request: Request, code: str, at: datetime) -> _Asked:
    page = page_of(request, code)
    draft_id = own.draft_of(request.who, page.id)
    files = tuple(documents.files_of(request.who, ("draft", draft_id))) if draft_id is not None else ()
    counts: dict[str, int] = {}
    for file in files:
        counts[file.slot] = counts.get(file.slot, 0) + 1
    asked = asked_of(request.who, page, counts, at=at)
    slots = {slot: i.message for i in asked.papers for slot in i.concerns if slot in asked.form.fields}
    deadline = asked.supplement.deadline
    return _Asked(
        **vars(asked),
        page=page,
        slots=slots if draft_id is not None else {},
        brought={f"brought-{i.key}": (i.label, i.message) for i in asked.papers if not set(i.concerns) & set(slots)},
        deadline=date_vi(deadline),
        is_past=deadline < at.date(),
        draft_id=draft_id,
        files=files,
    )


def _page(
    request: Request,
    asked: _Asked,
    parsed: dict[str, Parsed],
    errors: dict[str, str],
    loose: tuple[str, ...],
    *,
    notice: str = "",
) -> HttpResponse:
    views = [field_view(asked, key, parsed.get(key)) for key in asked.fields]
    views += [_slot(asked, slot) for slot in asked.slots]
    views += [_paper(request, name, label, told) for name, (label, told) in asked.brought.items()]
    views = [replace(v, error=errors.get(v.name, v.error)) for v in views]
    wrong = bool(loose) or any(v.error for v in views)
    context = {
        "page": asked.page,
        "fields": views,
        "deadline": asked.deadline,
        "is_past": asked.is_past,
        "loose": loose,
        "notice": notice,
        "has_files": bool(asked.slots),
        "count": len(views),
    }
    return render(
        request, "citizen/supplement.html", context, status=422 if wrong and request.method == "POST" else 200
    )


def _slot(asked: _Asked, slot: str) -> FieldView:
    field = asked.form.fields[slot]
    return FieldView(
        "file",
        slot,
        field.label,
        hint=f"Cần sửa: {asked.slots[slot]}",
        files=tuple(file_rows(asked.files).get(slot, ())),
        accept=",".join(f".{extension}" for extension in field.accept),
        multiple=True,
        max_bytes=settings.FILE_LIMIT_BYTES,
    )


def _paper(request: Request, name: str, label: str, told: str) -> FieldView:
    """A paper that is brought, not sent: the whole answer counts only when it has been."""
    return FieldView(
        "declaration",
        name,
        f"Tôi đã mang «{label}» đến Trung tâm Phục vụ hành chính công",
        request.POST.get(name, ""),
        hint=f"Cần bổ sung: {told} Đến nơi, đọc mã hồ sơ cho cán bộ.",
    )
