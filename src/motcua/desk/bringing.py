"""A supplement brought to the counter: what was asked, line by line, and who brought it; a slip when he wants one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.desk.known import person_views, proof_of
from motcua.desk.words import ACT, FAULT, too_long
from motcua.documents import queries as documents
from motcua.documents.inspect import FileRefused
from motcua.dossiers import queries as dossiers
from motcua.dossiers.answering import BUTTONS, Asked, answered, asked_of, field_view, parsed_of
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.acts import Act, allowed
from motcua.dossiers.rules.bringing import Wanted
from motcua.dossiers.services import bringing
from motcua.dossiers.services.bringing import MOST_WORDS, Handed
from motcua.dossiers.services.opening import PaperGiven
from motcua.forms.engine import Parsed, Value
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed
from motcua.platform.events import Event
from motcua.platform.reads import log_read
from motcua.platform.text import date_vi, instant_vi
from motcua.web.fields import FieldView, FileRow, Option
from motcua.web.routes import permitted
from motcua.web.text import file_size

_SHEETS = ("kept", "lent")
_HELD = {"kept": "lưu hồ sơ", "lent": "giữ tạm, trả lại cùng kết quả"}
_UNCHANGED = "Mục này chưa sửa. Hỏi lại người mang đến; nếu đã đúng thì trao đổi với người yêu cầu trước khi nhận."
_CLOSED = "Yêu cầu này có mục bạn không được xem, nên bạn không biết đã đủ chưa. Nhờ cán bộ được giao nhận giúp."
_MOST_SHEETS = 99

Typed = Mapping[str, str]


@permitted("dossiers.receive")
@require_http_methods(["GET", "POST"])
def take(request: Request, code: str) -> HttpResponse:
    """Check off what was brought against the request, and take it in the applicant's name; or say what is lacking."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    if why := allowed(Act.TAKE_SUPPLEMENT, dossiers.situation_for(who, page, now=at)):
        raise StepNotAllowed("nothing is asked, or not of this counter", why=why, act=str(Act.TAKE_SUPPLEMENT))
    asked = asked_of(who, page, {}, at=at)
    wanted = bringing.wanted_of(asked.papers, catalogue.pack_of_version(page.version_id), asked.form)
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    if request.method == "GET":
        subjects = tuple({p.subject_id for p in page.parties}) or (None,)
        log_read(who.reader, what="desk.supplement", purpose=page.code, at=at, dossier_id=page.id, subject_ids=subjects)
        return _page(request, page, asked, wanted, typed, {}, {}, ())
    parsed = parsed_of(asked, dict(request.POST.lists()))
    refused = _files(request, page, wanted, typed, at)
    if BUTTONS & request.POST.keys():
        return _page(request, page, asked, wanted, typed, parsed, refused, ())
    values, unchanged = answered(parsed)
    errors = dict.fromkeys(unchanged, _UNCHANGED)
    loose: tuple[str, ...] = ()
    if refused:
        return _page(request, page, asked, wanted, typed, parsed, errors | refused, ())
    try:
        _send(request, page, wanted, typed, values, at)
    except Forbidden as refusal:
        if refusal.facts.get("why") != "closed_sections":
            raise
        loose = (_CLOSED,)
    except Invalid as refusal:
        for fault in refusal.faults:
            name, sentence = _wrong(fault)
            if name not in parsed or not (parsed[name].stops or name in errors):
                errors[name] = sentence
    else:
        return redirect("desk:dossier", code=page.code)
    return _page(request, page, asked, wanted, typed, parsed, errors, loose)


def _files(request: Request, page: Page, wanted: Sequence[Wanted], typed: Typed, at: datetime) -> dict[str, str]:
    """Keep what was scanned even where the page is refused, lay a wrong one aside; return the refusals by box."""
    keys = [one.key for one in wanted if one.takes_file]
    refused: dict[str, str] = {}
    if typed.get("remove", "").isdecimal():
        bringing.drop_page(page.code, int(typed["remove"][:20]), keys, who=request.who, now=at)
    for key in keys:
        for upload in request.FILES.getlist(f"scan-{key}"):
            try:
                bringing.keep_page(page.code, key, upload, who=request.who, now=at)
            except FileRefused as refusal:
                refused[f"scan-{key}"] = refusal.sentence
    return refused


def _send(
    request: Request,
    page: Page,
    wanted: Sequence[Wanted],
    typed: Typed,
    values: Mapping[str, Value],
    at: datetime,
) -> None:
    seen = typed.get("seen", "")
    bringing.take_supplement(
        page.code,
        values={key: value.to_json() for key, value in values.items()},
        papers={one.key: _handed(typed, one.key) for one in wanted},
        bringer=typed.get("receiver", ""),
        proof=proof_of(typed),
        read_back=typed.get("read_back") == "yes",
        note=typed.get("note", ""),
        mandate_scan=request.FILES.get("mandate_scan"),
        who=request.who,
        now=at,
        seen=int(seen) if seen.isdigit() else None,
    )


def _handed(typed: Typed, key: str) -> Handed:
    held = typed.get(f"held-{key}", "")
    if held not in _SHEETS:
        return Handed(is_shown=held == "shown", is_brought=held != "none")
    originals, copies = (_sheets(typed, f"{kind}-{held}-{key}") for kind in ("originals", "copies"))
    return Handed(PaperGiven(originals, copies, held))


def _sheets(typed: Typed, name: str) -> int:
    told = typed.get(name, "")
    return min(int(told), _MOST_SHEETS) if told.isdecimal() and len(told) < 4 else 0


def _wrong(fault: Any) -> tuple[str, str]:
    kind, key = fault if isinstance(fault, tuple) else (str(fault), "")
    match kind, key:
        case "paper", key:
            return f"held-{key}", FAULT["paper"]
        case "missing" | "not_asked", key:
            return key, _UNCHANGED
        case name, "too_long":
            return name, too_long(MOST_WORDS)
    return kind, FAULT.get(kind, "Điền ô này.")


def _page(
    request: Request,
    page: Page,
    asked: Asked,
    wanted: Sequence[Wanted],
    typed: Typed,
    parsed: Mapping[str, Parsed],
    errors: Mapping[str, str],
    loose: tuple[str, ...],
) -> HttpResponse:
    filed_by = next((p.name for p in page.parties if p.role == "submitter"), "")
    fields = [field_view(asked, key, parsed.get(key)) for key in asked.fields]
    if fields:
        read = "Đã đọc lại các mục vừa sửa cho người mang đến nghe, và người ấy xác nhận đúng"
        fields.append(FieldView("declaration", "read_back", read, typed.get("read_back", "")))
    notes = {one.key: one for one in asked.papers}
    pages = bringing.pages_of(request.who, page.id, [one.key for one in wanted])
    papers = [_paper(one, typed, pages[one.key]) for one in wanted]
    person = [
        *person_views(typed, filed_by, "mang đến"),
        FieldView("textarea", "note", "Ghi chú về giấy giữ lại", typed.get("note", ""), lines=2, required=False),
    ]
    papers = [[_told(view, errors) for view in views] for views in papers]
    fields, person = ([_told(view, errors) for view in views] for views in (fields, person))
    every = [*(view for views in papers for view in views), *fields, *person]
    context = {
        "page": page,
        "label": ACT[Act.TAKE_SUPPLEMENT][0],
        "count": len(asked.fields) + len(papers),
        "deadline": date_vi(asked.supplement.deadline),
        "is_past": asked.supplement.deadline < now().date(),
        "papers": [{"key": one.key, "title": notes[one.key].label, "told": notes[one.key].message, "fields": views}
                   for one, views in zip(wanted, papers, strict=True)],
        "fields": fields,
        "person": person,
        "every": every,
        "loose": loose,
        "seen": page.acts,
    }  # fmt: skip
    wrong = bool(loose) or any(v.error for v in every)
    status = 422 if wrong and request.method == "POST" else 200
    return render(request, "desk/take_supplement.html", context, status=status)


def _paper(one: Wanted, typed: Typed, pages: Sequence[documents.FileRow]) -> list[FieldView]:
    """The questions of one paper: whether it stays, how many sheets, and a scan where the form has a place for it."""
    key = one.key
    options = [
        Option("kept", "Giữ bản giấy, lưu hồ sơ", reveal=_counts("kept", key, typed)),
        Option("lent", "Giữ tạm, trả lại cùng kết quả", reveal=_counts("lent", key, typed)),
    ]
    if one.takes_file:
        options.append(Option("scan", "Chụp rồi trả lại ngay", "Tải bản chụp lên ở ô bên dưới"))
    if one.is_presented:
        options.append(Option("shown", "Xem rồi trả lại ngay"))
    options.append(Option("none", "Chưa mang đến"))
    held = typed.get(f"held-{key}", "scan" if pages and one.takes_file else "")
    views = [FieldView("radios", f"held-{key}", "Giấy này", held, options=tuple(options))]
    if one.takes_file:
        rows = tuple(
            FileRow(str(f.id), f.name, file_size(f.size), f"{f.pages} trang", reverse("documents:view", args=[f.id]))
            for f in pages
        )
        views.append(
            FieldView(
                "file", f"scan-{key}", "Bản chụp", hint="Tệp đã chụp được giữ lại, kể cả khi còn thiếu mục khác",
                files=rows, accept=".pdf,.jpg,.png", multiple=True, required=False, max_bytes=settings.FILE_LIMIT_BYTES,
            )
        )  # fmt: skip
    return views


def _counts(held: str, key: str, typed: Typed) -> tuple[FieldView, ...]:
    return tuple(
        FieldView("number", f"{kind}-{held}-{key}", label, typed.get(f"{kind}-{held}-{key}", first), width=4)
        for kind, label, first in (("originals", "Số bản chính", "1"), ("copies", "Số bản sao", "0"))
    )


def _told(view: FieldView, errors: Mapping[str, str]) -> FieldView:
    options = tuple(
        replace(option, reveal=tuple(_told(inner, errors) for inner in option.reveal)) for option in view.options
    )
    return replace(view, options=options, error=errors.get(view.name, view.error))


@permitted("dossiers.receive")
@require_GET
def brought(request: Request, code: str) -> HttpResponse:
    """Show the slip of the last supplement taken at the counter, to print for who brought it."""
    who = request.who
    page = dossiers.page(who, code)
    told = last_brought(page) if page is not None else None
    if page is None or told is None:
        raise Http404
    log_read(who.reader, what="desk.slip", purpose=page.code, at=now(), dossier_id=page.id)
    receiving = identity.unit_view(page.receiving_unit_id, told.at.date())
    facts = told.payload
    context = {
        "page": page,
        "number": facts["ordinal"],
        "at": instant_vi(told.at),
        "officer": told.actor.label,
        "office": receiving.name,
        "bringer": "(đã xóa)" if "bringer" in told.erased else facts["bringer"],
        "lines": _lines(page, told, dossiers.closed_to(who, page)),
        "fields": _fields(page, told, dossiers.closed_to(who, page)),
        "due": instant_vi(page.due_at) if page.due_at and page.was_accepted else "",
        "answer": instant_vi(page.answer_by) if page.answer_by and not page.was_accepted else "",
        "phone": str(receiving.contact.get("phone", "")),
        "back": reverse("desk:dossier", args=[page.code]),
    }
    return render(request, "desk/brought_slip.html", context)


def last_brought(page: Page) -> Event | None:
    """Return the last supplement that was taken at the counter, if one was."""
    return next((e for e in reversed(page.history) if e.name == "SupplementBrought"), None)


def _lines(page: Page, told: Event, closed: frozenset[str]) -> list[tuple[str, str]]:
    names = {p.key: p.name for p in page.papers}
    return [
        (names.get(one["key"], ""), _paper_words(one))
        for one in told.payload["papers"]
        if f"component:{one['key']}" not in closed
    ]


def _paper_words(one: Mapping[str, Any]) -> str:
    held = f" ({_HELD[one['held']]})" if one["held"] in _HELD else ""
    told = [
        f"{one['originals']} bản chính{held}" if one["originals"] else "",
        f"{one['copies']} bản sao" if one["copies"] else "",
        f"{one['scans']} tệp chụp" if one["scans"] else "",
    ]
    return ", ".join(t for t in told if t) or "đã xem bản chính, trả lại ngay"


def _fields(page: Page, told: Event, closed: frozenset[str]) -> list[str]:
    form = form_of(page.form_version_id)
    asked = [k.removeprefix("field:") for k in told.payload["keys"] if k.startswith("field:") and k not in closed]
    return [form.fields[key].label for key in asked if form is not None and key in form.fields]
