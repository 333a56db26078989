"""The books of numbers: what was taken for which dossier, what was voided and why; books of results as bound."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Any, cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import papers_of_the_office as papers
from motcua.desk.books import NO_REASON, logged, pdf_response
from motcua.documents.printing import render as print_form
from motcua.documents.printing import template_for
from motcua.documents.spreadsheets import write_table
from motcua.dossiers.queries import numbers, result_books
from motcua.dossiers.queries.result_books import Book
from motcua.dossiers.services import books
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now, today
from motcua.platform.errors import Conflict
from motcua.platform.reads import MOST_PURPOSE
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_MAY = ("dossiers.number", "dossiers.receive", "dossiers.oversee")
_OPENED = "Sổ vừa được mở quyển mới, hoặc quyển đang mở chưa có số nào. Xem lại số của quyển rồi làm tiếp."


@permitted(*_MAY)
@require_GET
def book(request: Request) -> HttpResponse:
    """Show a book of a year, newest number first."""
    names = numbers.registers()
    register = request.GET.get("so", "")
    register = register if register in names else "outgoing"
    year = _number(request.GET.get("nam", "")) or today().year
    return _page(request, register, year, names[register], None)


@permitted(*_MAY)
@require_http_methods(["GET", "POST"])
def result_book(request: Request, unit: int, year: int) -> HttpResponse:
    """Show a book of results of an office; a POST with a reason prints a month of it (R9.17: the taking is logged)."""
    found = _found(request, unit, year)
    error = ""
    if request.method == "POST":
        reason, month = request.POST.get("reason", "").strip(), _number(request.POST.get("month", "")) or 0
        if reason and len(reason) <= MOST_PURPOSE and 1 <= month <= 12:
            return _take_out(request, found, month, reason, as_table=request.POST.get("kind") == "xlsx")
        error = NO_REASON
    return _page(request, found.register, year, found.title, found, error=error)


@permitted("dossiers.number")
@require_http_methods(["POST"])
def next_volume(request: Request, unit: int, year: int) -> HttpResponse:
    """Open the next volume of this year's book; the page has said which one is open."""
    found, at = _found(request, unit, year), now()
    try:
        if year != at.year:
            raise Conflict("a book of a year that is over", year=year)
        books.open_next_volume(
            unit, found.register, after=_number(request.POST.get("after", "")) or 0, who=request.who, now=at
        )
    except Conflict:
        return _page(request, found.register, year, found.title, found, notice=_OPENED, status=409)
    return redirect(f"{_url(found)}&bao=quyen")


def _found(request: Request, unit: int, year: int) -> Book:
    return result_books.book_of(request.who, unit, request.GET.get("so", "")[:30], year)


def _page(
    request: Request, register: str, year: int, name: str, found: Book | None, *,
    error: str = "", notice: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    who, below = request.who, _number(request.GET.get("duoi", ""))
    unit = found.unit_id if found else None
    rows, following = numbers.book(who, register, year, unit_id=unit, below=below)
    here = _url(found) if found else f"{reverse('desk:book')}?{_query(register, year)}"
    context: dict[str, Any] = {
        "name": name,
        "year": str(year),
        "tabs": _books(who, year, register, unit),
        "columns": [{"label": label} for label in ("Số", "Mã hồ sơ", "Thủ tục", "Lấy số lúc", "Ghi chú")],
        "rows": [
            [
                f"{row.text} (đã bỏ)" if row.voided_at else row.text,
                {"text": row.code, "url": reverse("desk:dossier", args=[row.code])},
                row.title,
                instant_vi(row.reserved_at),
                f"Bỏ lúc {instant_vi(row.voided_at)}: {row.void_reason}" if row.voided_at else "",
            ]
            for row in rows
        ],
        "before_url": f"{reverse('desk:book')}?{_query(register, year - 1)}",
        "next_url": f"{here}&{urlencode({'duoi': following})}" if following else "",
        "notice": notice,
    }
    if found is not None:
        context |= _of_results(request, found, error)
    return render(request, "desk/book.html", context, status=422 if error else status)


def _of_results(request: Request, found: Book, error: str) -> dict[str, Any]:
    """What a book of results offers beside its numbers: the print of a month, the next volume."""
    at = now()
    last = at.month if found.year == at.year else 12
    volume = result_books.open_volume(found) if found.year == at.year else None
    return {
        "prints": True,
        "here": _url(found),
        "volume": volume,
        "is_empty_volume": volume is not None and volume != found.volume,
        "can_open": volume is not None and request.who.may_over("dossiers.number", found.unit_id),
        "open_url": f"{reverse('desk:next_volume', args=[found.unit_id, found.year])}?{_so(found)}",
        "opened": request.GET.get("bao") == "quyen",
        "fields": [
            FieldView(
                "select", "month", "Tháng", request.POST.get("month", str(last)),
                options=tuple(Option(str(n), f"Tháng {n}") for n in range(1, last + 1)),
            ),
            FieldView(
                "text", "reason", "Lý do lấy sổ ra", request.POST.get("reason", ""), error=error,
                hint="Ghi vào nhật ký: in đóng sổ tháng, kiểm tra, lưu …",
            ),
        ],
    }  # fmt: skip


def _books(who: Person, year: int, register: str, unit: int | None) -> list[dict[str, Any]]:
    """The books that can be opened: our own tables of forms, and the series in which results are numbered."""
    own = [
        {
            "label": name,
            "url": f"{reverse('desk:book')}?{_query(key, year)}",
            "is_current": unit is None and key == register,
        }
        for key, name in numbers.registers().items()
    ]
    series = result_books.series_of(who, year)
    units = identity.unit_views({one for one, _ in series}, today())
    several = len(units) > 1
    return own + [
        {
            "label": f"Sổ {key}, {units[one].short_name}" if several else f"Sổ {key}",
            "url": f"{reverse('desk:result_book', args=[one, year])}?{urlencode({'so': key})}",
            "is_current": (one, key) == (unit, register),
        }
        for one, key in series
    ]


def _take_out(request: Request, found: Book, month: int, reason: str, *, as_table: bool) -> HttpResponse:
    who, at = request.who, now()
    since = date(found.year, month, 1)
    until = date(found.year + month // 12, month % 12 + 1, 1)
    lines = logged(who, result_books.lines(who, found, since, until), "desk.result_book", reason, at)
    unit = identity.unit_view(found.unit_id, at.date())
    stem = f"so-{'-'.join(found.register.lower().split('/'))}-{found.year}-{month:02}"
    if as_table:
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response, which sends it piece by piece
        write_table(
            out,
            name=f"Tháng {month}",
            title=[found.title, unit.name, f"Tháng {month} năm {found.year}"],
            columns=papers.result_book_columns(at),
            rows=(papers.result_book_cells(line) for line in lines),
        )
        out.seek(0)
        return cast(HttpResponse, FileResponse(out, as_attachment=True, filename=f"{stem}.xlsx"))
    sheet = papers.result_book_sheet(who, unit, found, month, list(lines), at)
    return pdf_response(f"{stem}.pdf", print_form(template_for("result-book", on=at.date()), sheet.as_data()))


def _url(found: Book) -> str:
    return f"{reverse('desk:result_book', args=[found.unit_id, found.year])}?{_so(found)}"


def _query(register: str, year: int) -> str:
    told: dict[str, str | int] = {"so": register, "nam": year}
    return urlencode(told)


def _so(found: Book) -> str:
    return urlencode({"so": found.register})


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and 0 < len(text) < 7 else None
