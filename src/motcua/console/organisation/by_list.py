"""Opening many accounts from a spreadsheet: its template, what is wrong by line and column, all or none."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.console.organisation import asking, lists, officers, words
from motcua.console.organisation.lists import OfficerLine
from motcua.documents import guard
from motcua.documents.inspect import FileRefused, size_words
from motcua.documents.list_templates import write_list_template
from motcua.identity import accounts, organising, queries, staffing
from motcua.identity.accounts import Opened
from motcua.identity.organising import UnitLine
from motcua.identity.requests import Request
from motcua.identity.rules_of_staffing import MANAGE, why_fault
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.platform.text import date_vi
from motcua.web.routes import permitted

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_FILE = "Chọn tệp danh sách đã điền."


@permitted(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def send(request: Request, slug: str) -> HttpResponse:
    """Take a filled-in list: everything wrong is told by line and column and nothing kept, or all are opened."""
    at = now()
    line, units, roles = _offer(request, slug, at)
    typed, errors = asking.typed_in(request.POST), {}
    error, rows = "", []
    if request.method == "POST":
        if fault := why_fault(typed.get("why", "")):
            errors = words.errors_of([fault])
        sent = request.FILES.get("list")
        if sent is None:
            error = _NO_FILE
        elif not errors:
            try:
                read = _read(line, sent, units, roles)
                rows = _troubles(request, read)
                if not rows:
                    officers.lay_slips(request, _open(request, read, typed["why"], at))
                    return redirect("console:slips")
            except FileRefused as refusal:
                error = refusal.sentence
            except (Invalid, Conflict):  # somebody took a name meanwhile: nothing was kept, the next look tells it
                error = "Có người vừa đổi đơn vị hoặc tài khoản. Gửi lại tệp để xem từng dòng."
    context = {
        "line": line,
        "error": error,
        "fields": asking.with_errors([asking.why_field(typed)], errors),
        "rows": rows,
        "columns": [{"label": label} for label in ("Trong tệp", "Cột", "Cần sửa")],
        "most": lists.MOST_LINES,
        "template_url": reverse("console:officers_template", args=[slug]),
    }
    wrong = error or errors or rows
    return render(request, "console/organisation/by_list.html", context, status=422 if wrong else 200)


@permitted(MANAGE)
@require_GET
def template(request: Request, slug: str) -> HttpResponse:
    """Download the template, with this committee's units and the roles he may give to choose from."""
    at = now()
    line, units, roles = _offer(request, slug, at)
    out = io.BytesIO()
    told = [
        f"Cán bộ của {line.view.name}. Mẫu tải ngày {date_vi(at.date())}.",
        "",
        "Mỗi cán bộ một dòng, từ dòng 4 của trang Danh sách. Dòng 3 là ví dụ, để nguyên cũng được.",
        f"Nhiều nhất {lists.MOST_LINES} người một tệp. Cột có dấu * là bắt buộc.",
        "Mỗi dòng mở một tài khoản và một vị trí mới trong đơn vị đã chọn, với các quyền thường có của việc đó.",
        "Số định danh, số điện thoại giữ đủ số 0 ở đầu. Không dùng công thức; chép từ bảng khác thì dán giá trị.",
        "Một dòng sai thì chưa tài khoản nào được mở; hệ thống nói rõ dòng nào, cột nào.",
    ]
    write_list_template(
        out, lists.columns(units, roles), marks=(f"{lists.MARK}:{line.view.id}", lists.VERSION), help_lines=told,
        lines=lists.MOST_LINES,
    )  # fmt: skip
    response = HttpResponse(out.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="can-bo-{line.view.slug}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


def _offer(request: Request, slug: str, at: datetime) -> tuple[UnitLine, dict[str, int], dict[str, str]]:
    line = organising.unit_of(request.who, slug, at.date())
    if line.view.kind != "committee":
        raise NotFound("a list is of a committee and its parts")
    parts = [view for view in queries.units_under(line.view.id, at.date()) if view.kind != "vertical"]
    units = {view.short_name: view.id for view in (line.view, *parts)}
    return line, units, staffing.roles_for(request.who, line.view.id)


def _read(line: UnitLine, sent: UploadedFile, units: dict[str, int], roles: dict[str, str]) -> list[OfficerLine]:
    if (sent.size or 0) > lists.MOST_BYTES:
        raise FileRefused(
            "table_too_big", size=size_words(sent.size or 0), limit=size_words(lists.MOST_BYTES)
        )  # fmt: skip
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for piece in sent.chunks():
            kept.write(piece)
        kept.flush()
        table = guard.table(Path(kept.name), most_rows=lists.MOST_LINES, limit=lists.MOST_BYTES)
    if table.marks[1:2] != (f"{lists.MARK}:{line.view.id}",):
        raise FileRefused("table_not_template")
    if table.marks[2:3] != (lists.VERSION,):
        raise FileRefused("table_old_template")
    return lists.read(table.rows, units, roles)


def _troubles(request: Request, read: list[OfficerLine]) -> list[list[str]]:
    """Return what is wrong as rows of a table: line, column, sentence."""
    labels = {column.key: column.label for column in lists.columns({}, {})}
    repeated, found = lists.twice(read), []
    for one in read:
        faults = [*one.faults, *accounts.officer_faults(one.new), *repeated.get(one.line, ())]
        if one.unit_id is not None:
            faults += staffing.post_faults(one.unit_id, one.title, one.role, who=request.who)
        for fault in faults:
            column, sentence = words.FAULTS[str(fault)]
            found.append([f"Dòng {one.line}", labels.get(column, ""), sentence])
    return found


@transaction.atomic
def _open(request: Request, read: list[OfficerLine], why: str, at: datetime) -> list[Opened]:
    return [
        accounts.open_with_post(
            one.new, one.unit_id or 0, None, one.title, one.role, since=at.date(), why=why, who=request.who, now=at
        )
        for one in read
    ]
