"""Drawing samples, the inspector's page of a dossier, its file, notes. Every reading of a dossier here is logged."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue import queries as catalogue
from motcua.desk.books import pdf_response
from motcua.desk.inspection import paper
from motcua.desk.papers_of_the_office import short
from motcua.desk.results import date_view
from motcua.desk.words import STATUS, too_long
from motcua.documents.printing import render as print_form
from motcua.documents.printing import template_for
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.reads_told import read_words
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.inspection import queries as inspection
from motcua.inspection import rules, services
from motcua.platform.clock.now import now, today
from motcua.platform.errors import Invalid
from motcua.platform.reads import log_read
from motcua.platform.text import instant_vi, number
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_ANY_OF_BOTH = (inspection.INSPECTS, inspection.READS)
_READS_ON_PAGE = 12
_FAULTS = {
    ("since", "future"): "Chọn một ngày không sau hôm nay.",
    ("since", "nothing"): "Không có hồ sơ nào bạn được xem tiếp nhận trong những ngày này với điều kiện đã chọn.",
    ("since", "missing"): "Điền đủ ngày, tháng, năm.",
    ("until", "missing"): "Điền đủ ngày, tháng, năm.",
    ("until", "before_since"): "Ngày cuối không thể trước ngày đầu.",
    ("until", "too_long"): f"Chọn khoảng không quá {rules.LONGEST_DAYS} ngày.",
    ("size", "out_of_range"): f"Điền một số từ 1 đến {rules.MOST_DRAWN}.",
    ("seed", "malformed"): "Từ 4 đến 64 ký tự: chữ không dấu, số, dấu chấm, gạch nối.",
    ("text", "missing"): "Ghi điều bạn thấy khi kiểm tra.",
    ("text", "too_long"): too_long(rules.MOST_WORDS),
}
_REASON_MISSING = f"Ghi lý do lấy hồ sơ, trong {rules.MOST_REASON} ký tự."


# --- samples -------------------------------------------------------------------------------------
@permitted(*_ANY_OF_BOTH)
@require_http_methods(["GET", "POST"])
def inspections(request: Request) -> HttpResponse:
    """Draw a sample (inspectors), open an earlier one, and see which dossiers have notes."""
    who, at = request.who, now()
    inspects = who.may(inspection.INSPECTS)
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    errors: dict[str, str] = {}
    if request.method == "POST" and inspects:
        try:
            drawn = services.draw(_wanted(who, typed), seed=typed.get("seed") or _seed(), who=who, now=at)
        except Invalid as refusal:
            errors = {field: _FAULTS[field, why] for field, why in refusal.faults}
        else:
            return redirect("desk:inspection_sample", sample_id=drawn.id)
    context = {
        "fields": [_with_error(view, errors) for view in _fields(who, typed, at)] if inspects else [],
        "samples": [_sample_row(s) for s in inspection.samples_of(who)] if inspects else [],
        "sample_columns": [{"label": label} for label in ("Chọn lúc", "Chọn từ", "Số hồ sơ", "Số gốc")],
        "noted": [
            [
                {"text": n.code, "url": reverse("desk:inspection_dossier", args=[n.code])},
                n.title,
                number(n.count),
                instant_vi(n.newest_at),
            ]
            for n in inspection.noted(who)
        ],
        "noted_columns": [{"label": label} for label in ("Mã hồ sơ", "Thủ tục", "Ghi chú", "Mới nhất")],
    }
    return render(request, "desk/inspection/inspections.html", context, status=422 if errors else 200)


@permitted(inspection.INSPECTS)
@require_GET
def sample(request: Request, sample_id: int) -> HttpResponse:
    """Show a sample: how it was drawn, and its dossiers; no names stand there."""
    found = inspection.sample(request.who, sample_id)
    if found is None:
        raise Http404
    drawn, rows = found
    context = {
        "sample": drawn,
        "from": paper.drawn_from(drawn),
        "drawn_at": instant_vi(drawn.drawn_at),
        "population": number(drawn.population),
        "how": paper.reproducing(drawn, len(rows)),
        "columns": [
            {"label": label}
            for label in ("Mã hồ sơ", "STT", "Thủ tục", "Tiếp nhận", "Hẹn trả", "Có kết quả", "Tình trạng", "Ghi chú")
        ],
        "rows": [
            [
                {"text": r.code, "url": f"{reverse('desk:inspection_dossier', args=[r.code])}?mau={drawn.id}"},
                str(r.position),
                r.title,
                short(r.accepted_at),
                short(r.due_at),
                short(r.completed_at),
                STATUS[r.status] + (", đã xin lỗi" if r.was_apologised else ""),
                "Đã ghi" if r.is_noted else "",
            ]
            for r in rows
        ],
    }
    return render(request, "desk/inspection/sample.html", context)


@permitted(inspection.INSPECTS)
@require_GET
def sample_sheet(request: Request, sample_id: int) -> HttpResponse:
    """Give the list of a sample with its seed as a PDF."""
    at = now()
    found = inspection.sample(request.who, sample_id)
    if found is None:
        raise Http404
    sheet = paper.sample_sheet(request.who, *found, at)
    pdf = print_form(template_for("inspection-sample", on=at.date()), sheet.as_data())
    return pdf_response(f"mau-kiem-tra-{found[0].seed}.pdf", pdf)


def _wanted(who: Person, typed: dict[str, str]) -> rules.Wanted:
    units = inspection.committees_of(who, today())
    since, until = _date(typed, "since"), _date(typed, "until")
    if missing := [(name, "missing") for name, day in (("since", since), ("until", until)) if day is None]:
        raise Invalid(faults=tuple(missing))
    if since is None or until is None:
        raise AssertionError("both days were checked above")
    size, chosen = typed.get("size", ""), typed.get("committee", "")
    fields = catalogue.field_names()
    lateness: rules.Lateness = next((kind for kind in rules.LATENESS if kind == typed.get("lateness")), "any")
    return rules.Wanted(
        committee_id=next((u.id for u in units if str(u.id) == chosen), units[0].id if units else 0),
        since=since,
        until=until,
        field=typed.get("field", "") if typed.get("field") in fields else "",
        lateness=lateness,
        size=int(size) if size.isdecimal() and len(size) < 5 else 0,
    )


def _fields(who: Person, typed: dict[str, str], at: datetime) -> list[FieldView]:
    on = at.date()
    start = {"since": on.replace(day=1), "until": on}
    for name, day in start.items():
        if f"{name}-day" not in typed:
            typed |= {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    units = inspection.committees_of(who, on)
    fields = [("all", "Mọi lĩnh vực"), *sorted(catalogue.field_names().items(), key=lambda item: item[1])]
    first = (
        [
            FieldView(
                "select", "committee", "Cơ quan", typed.get("committee", ""),
                options=tuple(Option(str(u.id), u.name) for u in units),
            )
        ]
        if len(units) > 1
        else []
    )  # fmt: skip
    return [
        *first,
        date_view("since", "Tiếp nhận từ ngày", typed),
        date_view("until", "Đến hết ngày", typed),
        FieldView(
            "select", "field", "Lĩnh vực", typed.get("field", "all"), options=tuple(Option(k, v) for k, v in fields)
        ),
        FieldView(
            "radios", "lateness", "Trễ hẹn", typed.get("lateness", "any"),
            options=tuple(Option(k, v) for k, v in paper.LATENESS.items()),
            hint="Trễ: có kết quả sau ngày hẹn, quá hẹn chưa có kết quả, hoặc đã phải xin lỗi.",
        ),
        FieldView("number", "size", "Số hồ sơ", typed.get("size", "20"), hint=f"Nhiều nhất {rules.MOST_DRAWN}."),
        FieldView(
            "text", "seed", "Số gốc (seed)", typed.get("seed", ""), required=False,
            hint="Để trống thì máy chọn. Có thể dùng số do cả đoàn bốc thăm.",
        ),
    ]  # fmt: skip


def _with_error(view: FieldView, errors: dict[str, str]) -> FieldView:
    return replace(view, error=errors.get(view.name, ""))


def _sample_row(row: Any) -> list[Any]:
    return [
        {"text": instant_vi(row.drawn_at), "url": reverse("desk:inspection_sample", args=[row.id])},
        paper.drawn_from(row),
        f"{number(min(row.size, row.population))} trong {number(row.population)}",
        row.seed,
    ]


def _date(typed: dict[str, str], name: str) -> date | None:
    parts = [typed.get(f"{name}-{part}", "") for part in ("year", "month", "day")]
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _seed() -> str:
    return secrets.token_hex(8)


# --- one dossier ---------------------------------------------------------------------------------
@permitted(*_ANY_OF_BOTH)
@require_http_methods(["GET", "POST"])
def dossier(request: Request, code: str) -> HttpResponse:
    """Show the notes beside a dossier; to who inspects also its readers, its chain and its file. POST writes a note."""
    who, at = request.who, now()
    page = _page(request, code)
    text, error = request.POST.get("text", "").strip(), ""
    if request.method == "POST" and who.may(inspection.INSPECTS):
        try:
            services.note(page.code, text=text, who=who, now=at)
        except Invalid as refusal:
            error = next(_FAULTS[fault] for fault in refusal.faults)
        else:
            return redirect(f"{reverse('desk:inspection_dossier', args=[page.code])}{_back(request)}")
    return _shown(request, page, at, text=text, error=error)


@permitted(inspection.INSPECTS)
@require_POST
def dossier_file(request: Request, code: str) -> HttpResponse:
    """Give everything of a dossier as one PDF; taking it needs a reason and is logged before it is made (R9.17)."""
    who, at = request.who, now()
    page = _page(request, code)
    reason = " ".join(request.POST.get("reason", "").split())
    if not reason or len(reason) > rules.MOST_REASON:
        return _shown(request, page, at, reason=reason, reason_error=_REASON_MISSING)
    _log(who, page, "desk.inspection_file", f"{page.code}: {reason}", at)
    made = paper.dossier_file(who, page, reason=reason, at=at)
    response = pdf_response(
        f"{page.code}-kiem-tra.pdf", print_form(template_for("dossier-file", on=at.date()), made.as_data())
    )
    response["Content-Disposition"] = f'attachment; filename="{page.code}-kiem-tra.pdf"'
    return response


def _page(request: Request, code: str) -> Page:
    page = dossiers.page(request.who, code)
    if page is None or not inspection.reads_notes(request.who, page.id, page.committee_id):
        raise Http404
    return page


def _shown(
    request: Request,
    page: Page,
    at: datetime,
    *,
    text: str = "",
    error: str = "",
    reason: str = "",
    reason_error: str = "",
) -> HttpResponse:
    who = request.who
    inspects = who.may(inspection.INSPECTS)
    _log(who, page, "desk.inspection", page.code, at)
    reads, count = inspection.reads_of(who, page.id)
    chain = inspection.chain_of(who, page.id)
    sample_of_mine = inspection.sample(who, int(wanted)) if (wanted := _sample_id(request)) else None
    why = f"Kiểm tra theo mẫu chọn {instant_vi(sample_of_mine[0].drawn_at)}" if sample_of_mine else "Kiểm tra hồ sơ"
    context = {
        "page": page,
        "status": STATUS[page.status],
        "inspects": inspects,
        "back": reverse("desk:inspection_sample", args=[wanted]) if sample_of_mine else "",
        "query": _back(request),
        "notes": [
            {"at": instant_vi(n.at), "title": n.label, "text": n.text, "kind": "done"}
            for n in reversed(inspection.notes_of(who, page.id))
        ],
        "note_field": FieldView(
            "textarea", "text", "Ghi chú mới", text if error else "", error=error, lines=5,
            max_length=rules.MOST_WORDS,
            hint="Người kiểm tra và quản lý Trung tâm đọc được. Ghi rồi không sửa, không xóa; hồ sơ không thay đổi.",
        ),
        "reason_field": FieldView(
            "text", "reason", "Lý do lấy", reason or why, error=reason_error,
            hint="In trong tệp và ghi vào nhật ký; người có tên trong hồ sơ đọc được.",
        ),
        "reads": [[instant_vi(r.at), r.reader, read_words(r.what), r.purpose] for r in reads[:_READS_ON_PAGE]],
        "read_columns": [{"label": label} for label in ("Lúc", "Ai", "Việc", "Vì việc gì")],
        "read_count": number(count),
        "more_reads": count > _READS_ON_PAGE,
        "chain": paper.chain_words(chain, at),
        "chain_kind": "success" if chain and chain.is_sound else "error",
        "head": chain.head if chain else "",
    }  # fmt: skip
    status = 422 if error or reason_error else 200
    return render(request, "desk/inspection/dossier.html", context, status=status)


def _sample_id(request: HttpRequest) -> int:
    wanted = request.GET.get("mau", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 20 else 0


def _back(request: HttpRequest) -> str:
    return f"?mau={wanted}" if (wanted := _sample_id(request)) else ""


def _log(who: Person, page: Page, what: str, purpose: str, at: datetime) -> None:
    subjects = tuple({p.subject_id for p in page.parties}) or (None,)
    log_read(who.reader, what=what, purpose=purpose, at=at, dossier_id=page.id, subject_ids=subjects)
