"""Taking in a list of people: its template, sending it, what is wrong by line and column, one confirmation for all."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.counter.batch import lists, making, template
from motcua.counter.batch.lists import ListView, Offer
from motcua.counter.models import Batch, BatchRow
from motcua.counter.visits import my_counter
from motcua.desk.reception.posts import paper_reason_of
from motcua.desk.reception.words import FAULT, PAPER_REASONS
from motcua.documents.inspect import FileRefused, size_words
from motcua.documents.inspect.tables import letter
from motcua.documents.spreadsheets import write_table
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.platform import clock
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.platform.text import instant_vi
from motcua.web.routes import permitted

RECEIVES = "dossiers.receive"
STATES = {
    "checking": "Đang xem từng dòng",
    "faulty": "Có dòng cần sửa",
    "ready": "Chờ xác nhận",
    "making": "Đang tạo hồ sơ",
    "made": "Đã tiếp nhận",
    "failed": "Chưa tạo hồ sơ nào",
    "dropped": "Đã bỏ",
}
_MOST_SHOWN = 300
_SILENT = timedelta(minutes=3)  # a job that said nothing for so long: the page says whom to tell (P)
_FOUND_MOST = 6
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_HERE = "Thủ tục này không nhận theo danh sách ở quầy của bạn: chưa có biểu mẫu, hoặc nơi khác tiếp nhận."
_CONFIDENTIAL = "Thủ tục có phần bảo mật không nhận theo danh sách: danh sách qua nhiều tay. Tiếp nhận từng người."
_VOUCH = "Đánh dấu xác nhận bạn đang giữ tờ khai đã ký của mọi người trong danh sách."


@permitted(RECEIVES)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Show the lists of this counter; find the procedure of another one."""
    who, at = request.who, now()
    _, committee = my_counter(who, at.date())
    text = request.GET.get("q", "").strip()[:120]
    found: Sequence[Any] = ()
    if text:
        hits = catalogue.search(text, identity.unit_view(committee, at.date()), at.date(), limit=_FOUND_MOST)
        found = [row for row in (*hits.rows, *hits.nearest) if "direct" in row.channels][:_FOUND_MOST]
    rows = [_line(batch) for batch in lists.lists(who)]
    return render(request, "desk/reception/lists.html", {"text": text, "found": found, "rows": rows})


def _line(batch: Batch) -> dict[str, Any]:
    return {
        "url": reverse("desk:list", args=[batch.id]),
        "title": batch.title,
        "count": batch.row_count,
        "file": batch.file_name,
        "at": instant_vi(batch.uploaded_at),
        "state": STATES[batch.state],
    }


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def send(request: Request, procedure: str) -> HttpResponse:
    """Send a filled-in template of a procedure; the same file again leads to the list it made."""
    who, at = request.who, now()
    error, chosen = "", None
    try:
        chosen = lists.offer(procedure, who=who, on=at.date())
    except NotFound:
        error = _NOT_HERE
    except Conflict:
        error = _CONFIDENTIAL
    if chosen is None:
        return render(request, "desk/reception/list_send.html", {"error": error}, status=404)
    bringer = request.POST.get("handed_in_by", "")
    if request.method == "POST":
        sent = request.FILES.get("list")
        if sent is None:
            error = "Chọn tệp danh sách đã điền."
        else:
            try:
                got = _received(chosen, sent, bringer, who, at)
            except FileRefused as refusal:
                error = refusal.sentence
            else:
                return redirect(f"{reverse('desk:list', args=[got.id])}{'' if got.is_new else '?truoc=1'}")
    must = [column.label for column in chosen.columns if column.must]
    context = {
        "chosen": chosen,
        "error": error,
        "bringer": bringer,
        "must": must,
        "most": lists.numbers()["most_rows"],
        "template_url": reverse("desk:list_template", args=[procedure]),
    }
    return render(request, "desk/reception/list_send.html", context, status=422 if error else 200)


def _received(chosen: Offer, sent: UploadedFile, bringer: str, who: Any, at: datetime) -> lists.Received:
    limit = lists.numbers()["most_bytes"]
    if (sent.size or 0) > limit:
        raise FileRefused("table_too_big", size=size_words(sent.size or 0), limit=size_words(limit))
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for piece in sent.chunks():
            kept.write(piece)
        kept.flush()
        return lists.receive(chosen, Path(kept.name), file_name=sent.name or "", handed_in_by=bringer, who=who, now=at)


@permitted(RECEIVES)
@require_GET
def empty(request: Request, procedure: str) -> HttpResponse:
    """Download the template of a procedure."""
    at = now()
    try:
        chosen = lists.offer(procedure, who=request.who, on=at.date())
    except Conflict:
        raise NotFound("no lists of what is confidential", procedure=procedure) from None
    out = io.BytesIO()
    template.write(out, chosen, on=at.date())
    return _download(out.getvalue(), f"danh-sach-{procedure}.xlsx")


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def one(request: Request, list_id: int) -> HttpResponse:
    """Show a list as it stands; confirm it once for all, or put it away."""
    who, at = request.who, now()
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            if "drop" in request.POST:
                lists.drop(who, list_id, now=at)
            else:
                posted = {key: value for key, value in request.POST.items() if isinstance(value, str)}
                reason = paper_reason_of(posted)
                if reason.get("reason") == "other" and not reason["words"]:
                    raise Invalid(faults=("paper_words",))
                lists.confirm(who, list_id, vouched=posted.get("vouched") == "yes", paper_reason=reason, now=at)
            return redirect("desk:list", list_id=list_id)
        except Invalid as refusal:
            wrong = {str(f): _VOUCH if f == "vouched" else FAULT.get(str(f), "") for f in refusal.faults}
        except Conflict:
            return redirect("desk:list", list_id=list_id)
    told = lists.view(who, list_id)
    context = {"wrong": wrong, "was_before": "truoc" in request.GET, **_context(who, told, at)}
    return render(request, "desk/reception/list.html", context, status=422 if wrong else 200)


@permitted(RECEIVES)
@require_GET
def faults(request: Request, list_id: int) -> HttpResponse:
    """Download every fault of a list: line, name, column, what to do."""
    told = lists.view(request.who, list_id)
    if not told.faulty:
        raise NotFound("nothing is wrong", list=list_id)
    out = io.BytesIO()
    columns = (("Dòng", 8), ("Họ tên", 28), ("Cột", 8), ("Tên cột", 36), ("Cần sửa", 70))
    rows = _fault_rows(request.who, told, now())
    write_table(out, name="Cần sửa", title=(told.batch.title, told.batch.file_name), columns=columns, rows=rows)
    return _download(out.getvalue(), f"can-sua-{told.batch.id}.xlsx")


def _download(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _context(who: Any, told: ListView, at: datetime) -> dict[str, Any]:
    batch = told.batch
    fault_rows = _fault_rows(who, told, at) if batch.state in ("faulty", "failed") else []
    rule = lists.rule_of(batch, at.date()) if batch.state == "ready" else None
    return {
        "batch": batch,
        "state": STATES[batch.state],
        "is_working": batch.state in ("checking", "making"),
        "is_stuck": batch.state in ("checking", "making") and at - told.told_at > _SILENT,
        "done": min(told.done, batch.row_count),
        "uploaded": instant_vi(batch.uploaded_at),
        "faults": fault_rows[:_MOST_SHOWN],
        "fault_total": len(fault_rows),
        "faulty_count": len(told.faulty),
        "rows": [_row(row, _number_field(told)) for row in told.rows] if batch.state in ("ready", "made") else [],
        "same": _same(told) if batch.state == "ready" else [],
        "promises": _promises(told, at) if batch.state == "ready" else [],
        "rule": rule,
        "reasons": PAPER_REASONS,
        "send_url": reverse("desk:list_send", args=[batch.procedure]),
        "confirm_label": f"Tiếp nhận cả {batch.row_count} hồ sơ",
        "made_title": f"Đã tiếp nhận {batch.row_count} hồ sơ, {instant_vi(batch.made_at)}." if batch.made_at else "",
    }


def _number_field(told: ListView) -> str:
    form = form_of(told.batch.version_id)
    field = form.by_fact("applicant.personal_number") if form else None
    return field.key if field else ""


def _row(row: BatchRow, number_field: str) -> dict[str, Any]:
    return {
        "line": row.line,
        "name": row.name,
        "code": row.code,
        "number": row.answers.get(number_field, ""),
        "papers": sum(row.papers.values()),
    }


def _same(told: ListView) -> list[str]:
    key = _number_field(told)
    return [
        f"{number}: dòng {', '.join(map(str, lines))}"
        for number, lines in making.same_numbers(list(told.rows), key).items()
    ]


def _promises(told: ListView, at: datetime) -> list[str]:
    """The days the results would be promised for, one line for each case the list has."""
    batch = told.batch
    pack, form = catalogue.pack_of_version(batch.version_id), form_of(batch.version_id)
    chosen = {row.answers.get("case", "") for row in told.rows}
    cases = sorted({(form.cases if form else {}).get(choice) or pack.cases[0].key for choice in chosen})
    calendar = clock.calendar_of(batch.committee_id, "processing")
    said = []
    for case in cases:
        limit, none = limit_of(pack, case)
        due = None if limit is None else clock.due(limit, at, [], calendar, policy_of(pack)).at
        label = f"{pack.case(case).label}: " if len(cases) > 1 else ""
        said.append(f"{label}{instant_vi(due) if due else none}")
    return said


def _fault_rows(who: Any, told: ListView, at: datetime) -> list[tuple[int, str, str, str, str]]:
    """Line, name, letter and label of the column, and the sentence, of every fault."""
    try:
        chosen = lists.offer(told.batch.procedure, who=who, on=at.date())
        places = {column.key: (letter(n), column.label) for n, column in enumerate(chosen.columns, start=1)}
    except (NotFound, Conflict):
        places = {}
    return [
        (row.line, row.name, *places.get(fault["column"], ("", "cả dòng")), fault["message"])
        for row in told.faulty
        for fault in row.faults
    ]
