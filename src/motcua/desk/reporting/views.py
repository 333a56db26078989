"""The report of a unit: seen on the screen, its free sections written, taken out as Word, PDF, spreadsheet, CSV."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk.numbers import words as figure_words
from motcua.desk.numbers.asking import READERS
from motcua.desk.reporting import asking
from motcua.desk.reporting.asking import Asked
from motcua.identity.requests import Request
from motcua.monitoring.indicators import library
from motcua.plans.reporting import words
from motcua.plans.reporting.drafting import draft, paragraphs, proposals, standing
from motcua.plans.reporting.drafts import MOST_TEXT, keep, kept
from motcua.plans.reporting.files import csvs, workbook
from motcua.plans.reporting.gathering import gather, months
from motcua.plans.reporting.model import FREE, Grid, Material, Part, Report
from motcua.plans.reporting.paper import pdf
from motcua.plans.reporting.tables import MeasureWords, Table, tables
from motcua.plans.reporting.word import docx
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.text import fold, instant_vi
from motcua.web.fields import FieldView
from motcua.web.routes import permitted

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = (
    ("docx", "Văn bản Word", "sửa tiếp được, trình ký"),
    ("pdf", "Bản PDF", "để in, để xem"),
    ("xlsx", "Bảng tính", "mọi số liệu, có từ điển"),
    ("csv", "Các tệp CSV", "mọi số liệu, có từ điển"),
)
LABELS = {
    "shortcomings": "II. Tồn tại, nguyên nhân",
    "directions": "III. Phương hướng",
    "proposals": "IV. Kiến nghị",
    "recipients": "Nơi nhận",
}
_ROWS_SHOWN = 12


@permitted(*READERS)
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Show a report as it would be taken out, and its free sections to write. POST keeps what was written."""
    told, at = asking.asked(request), now()
    of = gather(told.unit.id, told.period, who=request.who, now=at, plan_id=told.plan_id)
    proposed = proposals(of)
    errors: dict[str, str] = {}
    typed: dict[str, str] | None = None
    status = 200
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").replace("\r\n", "\n").strip() for key in FREE}
        seen = request.POST.get("seen", "")
        try:
            keep(
                told.unit.id, told.period, _written(typed, request, proposed), who=request.who, now=at,
                plan_id=told.plan_id, seen_acts=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            )  # fmt: skip
            return redirect(f"{told.url('report')}&luu=1#phan-viet")
        except Invalid as refusal:
            errors = {key: f"Ghi ngắn lại, trong {words.amount(MOST_TEXT)} ký tự." for key, _ in refusal.faults}
            status = 422
        except Conflict as refusal:
            errors = {"": _meanwhile(refusal)}
            status = 409
    row = kept(told.unit.id, told.period, who=request.who, plan_id=told.plan_id)
    written = dict(row.sections) if row is not None else {}
    shown = draft(of, written)
    texts = typed if typed is not None else {key: written.get(key) or proposed[key] for key in FREE}
    context = {
        "asked": told,
        "form": asking.form_of(told),
        "title": "Báo cáo",
        "report": _shown(shown),
        "standing": standing(of),
        "is_closed": of.standing.closed_at is not None,
        "is_running": of.is_running,
        "fields": [_field(key, texts[key], errors.get(key, "")) for key in FREE],
        "was": [(key, _mark(proposed[key])) for key in FREE],
        "written": words.listed([LABELS[key] for key in FREE if key in written]),
        "seen": row.acts if row is not None else 0,
        "kept": f"{row.kept_label} lưu {instant_vi(row.kept_at)}" if row is not None else "",
        "is_kept": request.GET.get("luu") == "1" and row is not None,
        "error": errors.get("", ""),
        "files": [(label, note, told.url("report_file", kind)) for kind, label, note in FILES],
        "here": told.url("report"),
    }
    return render(request, "desk/reporting/report.html", context, status=status)


@permitted(*READERS)
@require_GET
def report_file(request: Request, kind: str) -> HttpResponse:
    """Give a report as .docx or PDF, or all its figures as .xlsx or a ZIP of CSV files."""
    told, at = asking.asked(request), now()
    if kind not in {key for key, _, _ in FILES}:
        raise Http404
    of = gather(told.unit.id, told.period, who=request.who, now=at, plan_id=told.plan_id)
    if kind in ("docx", "pdf"):
        row = kept(told.unit.id, told.period, who=request.who, plan_id=told.plan_id)
        made = draft(of, dict(row.sections) if row is not None else {})
        body = docx(made) if kind == "docx" else pdf(made)
    else:
        body = _everything(of, told, kind, at)
    mime = {"docx": _WORD, "pdf": "application/pdf", "xlsx": _SHEET, "csv": "application/zip"}[kind]
    name = f"bao-cao-{_plain(told.unit.short_name)}-{told.period.key.replace('..', '_')}"
    name += f".{'zip' if kind == 'csv' else kind}"
    return HttpResponse(body, content_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _everything(of: Material, told: Asked, kind: str, at: datetime) -> bytes:
    how = {key: _how(key) for key in library().measures} | _how_points()
    made: list[Table] = tables(of, how, months(told.unit.id, told.period, at))
    about = (f"{of.unit}, {words.span(of.period)}", standing(of))
    return workbook(made, about=about, made_at=at) if kind == "xlsx" else csvs(made, about=about, made_at=at)


def _how(key: str) -> MeasureWords:
    measure = library().measures[key]
    formula = " ".join(f"{name}: {sentence}" for name, sentence in figure_words.formula(measure))
    return MeasureWords(formula, measure.rule)


def _how_points() -> dict[str, MeasureWords]:
    """How the lines of the indices give points, and what their totals are."""
    made = {}
    for of in library().sets:
        for one in of.indicators:
            made[f"{of.key}.{one.id}"] = MeasureWords(figure_words.scoring(one), f"{of.decision}, chỉ số {one.id}")
        counted = "Điểm đạt được chia điểm của các dòng có nguồn dữ liệu, nhân 100."
        made[f"{of.key}.total"] = MeasureWords(counted, of.decision)
        proven = "Điểm đạt được, dòng chưa có nguồn dữ liệu tính là 0."
        made[f"{of.key}.proven"] = MeasureWords(proven, of.decision)
    return made


def _written(typed: dict[str, str], request: Request, proposed: dict[str, str]) -> dict[str, str]:
    """Keep only what somebody wrote: a section left as it was proposed is proposed anew, with the newest figures."""
    made = {}
    for key, text in typed.items():
        lines = "\n".join(paragraphs(text))
        if lines and _mark(lines) not in (request.POST.get(f"was-{key}", ""), _mark(proposed[key])):
            made[key] = text
    return made


def _mark(text: str) -> str:
    return hashlib.sha256("\n".join(paragraphs(text)).encode()).hexdigest()[:16]


def _field(key: str, text: str, error: str) -> FieldView:
    lines = max(3, min(16, sum(1 + len(line) // 38 for line in text.splitlines()) + 1))
    return FieldView(
        "textarea", key, LABELS[key], text, error=error, lines=lines, max_length=MOST_TEXT
    )  # fmt: skip


def _meanwhile(refusal: Conflict) -> str:
    by, at = refusal.facts.get("by"), refusal.facts.get("at")
    who = f"{by} vừa lưu {instant_vi(at)}" if by and at else "Người khác vừa lưu"
    return f"{who}. Phần bạn viết còn ở dưới đây; sao lại chỗ cần giữ, rồi mở lại trang để xem bản mới nhất."


def _shown(made: Report) -> dict[str, Any]:
    return {
        "superior": made.superior.upper(),
        "unit": made.unit_head.upper(),
        "symbol": made.symbol,
        "place": made.place,
        "month": str(made.made_at.month) if made.made_at.month > 2 else f"{made.made_at.month:02}",
        "year": str(made.made_at.year),
        "title": made.title.upper(),
        "subject": made.subject,
        "addressees": made.addressees,
        "opening": made.opening,
        "sections": [{"title": one.title, "parts": [_part(part) for part in one.parts]} for one in made.sections],
        "closing": made.closing,
        "recipients": made.recipients,
        "authority": [line.upper() for line in made.authority],
        "signer": made.signer,
        "appendices": [
            {"title": one.title, "subject": one.subject.partition("\n")[0], "parts": [_part(p) for p in one.parts]}
            for one in made.appendices
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"title": part.title, "paragraphs": part.paragraphs, "grid": _grid(part.grid) if part.grid else None}


def _grid(grid: Grid) -> dict[str, Any]:
    more = len(grid.rows) - _ROWS_SHOWN
    return {
        "columns": [{"label": name, "is_number": at in grid.right} for at, name in enumerate(grid.columns)],
        "rows": [list(row) for row in grid.rows[: _ROWS_SHOWN if more > 3 else None]],
        "more": words.amount(more) if more > 3 else "",
    }


def _plain(name: str) -> str:
    return "-".join(fold(name).split())
