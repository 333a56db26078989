"""The office's books on the desk: register 07 by year and unit, control slip 06, what must not be forgotten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import papers_of_the_office as papers
from motcua.documents.printing import render as print_form
from motcua.documents.printing import template_for
from motcua.documents.spreadsheets import write_table
from motcua.dossiers import queries as dossiers
from motcua.dossiers.letter_words import settled
from motcua.dossiers.queries import books
from motcua.dossiers.queries.books import Watched
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.requests import Request
from motcua.inspection.queries import INSPECTS, READS
from motcua.platform.clock.now import now
from motcua.platform.reads import MOST_PURPOSE, log_read, log_reads
from motcua.platform.text import instant_vi, number
from motcua.web.fields import FieldView
from motcua.web.routes import permitted, signed_in

PDF_LINES = 500  # lines of one printed part, two seconds of the one compiler; a spreadsheet holds the whole year
NO_REASON = f"Ghi lý do lấy sổ ra, trong {MOST_PURPOSE} ký tự."
_BOOKS = ("dossiers.receive", "dossiers.oversee")


@permitted(*_BOOKS)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Show which registers there are; a POST with a reason takes one out, and the taking is logged (R9.17)."""
    who = request.who
    units = _units(who)
    wanted = request.GET.get("don-vi", "")
    unit = next((u for u in units if str(u.id) == wanted), units[0] if units else None)
    if unit is None:
        raise Http404
    years = books.register_years(who, unit.id)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else now().year)
    first, last, count = books.register_span(who, unit.id, year)
    reason = request.POST.get("reason", "").strip()
    error = ""
    if request.method == "POST":
        if reason and len(reason) <= MOST_PURPOSE and last:
            return _take_out(request, unit, year, last, reason)
        error = NO_REASON if last else "Sổ năm này chưa có dòng nào."
    shown = next(books.register(who, unit.id, year, first=max(first, last - 24)), [])[-25:] if last else []
    context = {
        "tabs": tabs(request),
        "units": [(u.id, u.name, u.id == unit.id) for u in units],
        "unit": unit,
        "years": [(y, y == year) for y in years],
        "year": year,
        "count": number(count),
        "hidden": last - first + 1 - count if last else 0,
        "parts": _parts(last),
        "columns": [{"label": label} for label in papers.SHORT_REGISTER],
        "rows": papers.short_rows(reversed(shown)),
        "field": FieldView(
            "text",
            "reason",
            "Lý do lấy sổ ra",
            reason,
            error=error,
            hint="Ghi vào nhật ký: kiểm tra, lưu, báo cáo …",
        ),
    }
    return render(request, "desk/register.html", context, status=422 if error else 200)


def _parts(last: int) -> list[tuple[int, str]]:
    """Return (part, words) of the printed parts of a register."""
    return [
        (n + 1, f"dòng {number(n * PDF_LINES + 1)} đến {number(min(last, (n + 1) * PDF_LINES))}")
        for n in range((last + PDF_LINES - 1) // PDF_LINES)
    ]


def _units(who: Person) -> list[UnitView]:
    """Return the units whose registers this person may open: where he receives, and all he oversees."""
    on = now().date()
    found: dict[int, UnitView] = {}
    for right in who.rights:
        if right.unit_id is None or right.permission not in _BOOKS:
            continue
        found[right.unit_id] = identity.unit_view(right.unit_id, on)
        if right.permission == "dossiers.oversee":
            found |= {u.id: u for u in identity.units_under(right.unit_id, on)}
    return sorted((u for u in found.values() if u.kind == "centre"), key=lambda u: u.id) or list(found.values())[:1]


def _take_out(request: Request, unit: UnitView, year: int, last: int, reason: str) -> HttpResponse:
    who, at = request.who, now()
    kind = request.POST.get("kind", "")
    if kind == "xlsx":
        lines = logged(who, books.register(who, unit.id, year), "desk.register", reason, at)
        units = papers.Units(at.date())
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response, which sends it piece by piece
        write_table(
            out,
            name=f"Sổ {year}",
            title=papers.register_title(unit, year, at),
            columns=papers.register_columns(at),
            rows=(papers.register_cells(line, units) for line in lines),
        )
        out.seek(0)
        return cast(
            HttpResponse, FileResponse(out, as_attachment=True, filename=f"so-theo-doi-{unit.slug}-{year}.xlsx")
        )  # sent piece by piece; the routes know one kind
    part = int(kind) if kind.isdigit() and 1 <= int(kind) <= len(_parts(last)) else 1
    first, until = (part - 1) * PDF_LINES + 1, min(last, part * PDF_LINES)
    batches = books.register(who, unit.id, year, first=first, last=until)
    part_of = list(logged(who, batches, "desk.register", reason, at))
    template = template_for("07", on=at.date())
    pdf = print_form(template, papers.register_sheet(who, unit, year, first, until, part_of, at).as_data())
    return pdf_response(f"so-theo-doi-{unit.slug}-{year}-phan-{part}.pdf", pdf)


class Named(Protocol):
    """A line of a book, with whom it is about."""

    @property
    def dossier_id(self) -> int: ...
    @property
    def subjects(self) -> tuple[int, ...]: ...


Line = TypeVar("Line", bound=Named)


def logged(who: Person, batches: Iterator[list[Line]], what: str, reason: str, at: datetime) -> Iterator[Line]:
    """Write into the log of reads, for everybody named, that he was read about; a line is given after its log."""
    for batch in batches:
        about = [(line.dossier_id, subject) for line in batch for subject in (line.subjects or (None,))]
        log_reads(who.reader, about, what=what, purpose=reason, at=at)
        yield from batch


@signed_in("officer")
@require_GET
def control_slip(request: Request, code: str) -> HttpResponse:
    """Give form 06: every hand-over of a dossier so far. Its rows never change, so it is read from them each time."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    log_read(who.reader, what="desk.slip", purpose=page.code, at=at, dossier_id=page.id)
    paper = papers.control_slip(page, books.handovers_of(who, page.id), at)
    return pdf_response(f"{page.code}-mau-06.pdf", print_form(template_for("06", on=at.date()), paper.as_data()))


@signed_in("officer")
@require_GET
def unapologised(request: Request) -> HttpResponse:
    """Show what is late while nobody has signed an apology (R2.34)."""
    at = now()
    rows = books.unapologised(request.who, now=at)
    names = identity.labels({r.assignee_id for r in rows if r.assignee_id}, at.date())
    columns = ("Mã hồ sơ", "Thủ tục", "Người nộp", "Hẹn trả", "Đang xử lý", "Thư xin lỗi")
    context = {
        "title": "Trễ hạn chưa xin lỗi",
        "lead": "Trễ hẹn mà không có thư xin lỗi trước hẹn một ngày là lỗi thứ hai.",
        "columns": [{"label": label} for label in columns],
        "rows": [
            [
                _link(row),
                row.title,
                row.person,
                instant_vi(row.due_at) if row.due_at else "",
                names.get(row.assignee_id or 0, "chưa ai nhận"),
                "Chờ lãnh đạo ký" if row.letter_waits else "Chưa soạn",
            ]
            for row in rows
        ],
        "empty": "Không có hồ sơ nào trễ hạn mà chưa xin lỗi.",
    }
    return render(request, "desk/watch.html", context | {"tabs": tabs(request), "most": books.MOST})


@permitted(*_BOOKS)
@require_GET
def uncollected(request: Request) -> HttpResponse:
    """Show results nobody has fetched, with whom to call."""
    at = now()
    days = settled()["uncollected"]["after_days"]
    rows = books.uncollected(request.who, now=at)
    columns = ("Mã hồ sơ", "Thủ tục", "Người nộp", "Điện thoại", "Có kết quả từ")
    context = {
        "title": "Kết quả chưa ai đến nhận",
        "lead": f"Có kết quả quá {days} ngày mà chưa trả. Gọi cho người nộp.",
        "columns": [{"label": label} for label in columns],
        "rows": [
            [_link(row), row.title, row.person, row.phone, instant_vi(row.completed_at) if row.completed_at else ""]
            for row in rows
        ],
        "empty": f"Không có kết quả nào chờ quá {days} ngày.",
    }
    about = [(row.dossier_id, row.subject_id) for row in rows]  # telephone numbers stand there
    log_reads(request.who.reader, about, what="desk.list", purpose=str(context["title"]), at=at)
    return render(request, "desk/watch.html", context | {"tabs": tabs(request), "most": books.MOST})


def tabs(request: Request) -> list[dict[str, Any]]:
    """Return the pages of the office's books this person may open."""
    who = request.who
    every = [
        ("Bàn giao trong ngày", "desk:handovers", True),
        ("Trễ hạn chưa xin lỗi", "desk:unapologised", True),
        ("Chưa ai đến nhận", "desk:uncollected", any(who.may(p) for p in _BOOKS)),
        ("Sổ theo dõi", "desk:register", any(who.may(p) for p in _BOOKS)),
        ("Ghi chú kiểm tra", "desk:inspections", who.may(READS) and not who.may(INSPECTS)),
    ]
    return [
        {"label": label, "url": reverse(name), "is_current": request.path == reverse(name), "count": None}
        for label, name, may in every
        if may
    ]


def _link(row: Watched) -> dict[str, str]:
    return {"text": row.code, "url": reverse("desk:dossier", args=[row.code])}


def pdf_response(name: str, pdf: bytes) -> HttpResponse:
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
