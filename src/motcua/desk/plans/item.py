"""Correcting one target or task of a draft beside its place in the text, or adding one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.plans import forms, words
from motcua.identity.requests import Request
from motcua.plans import live, queries
from motcua.plans.queries import MANAGES
from motcua.plans.rules.items import TargetFields, TaskFields, last_of_month
from motcua.plans.services import reviewing
from motcua.plans.services.reviewing import Kind
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.web.fields import FieldView, Option
from motcua.web.routes import permitted

_KINDS: dict[str, Kind] = {"chi-tieu": "target", "nhiem-vu": "task"}


@permitted(MANAGES)
@require_http_methods(["GET", "POST"])
def item(request: Request, plan_id: int, kind: str, item_id: int) -> HttpResponse:
    """Correct one target or task, or add one (0)."""
    who, at = request.who, now()
    found = queries.plan(who, plan_id, with_lines=True)
    if found is None or not queries.manages(who, found.unit_id) or kind not in _KINDS:
        raise Http404
    if found.status != "draft":
        return redirect("desk:plan", plan_id=found.id)
    which = _KINDS[kind]
    rows = {row.id: row for row in queries.items(found.id)[0 if which == "target" else 1]}
    row = rows.get(item_id)
    if item_id and row is None:
        raise Http404
    typed = forms.typed_of(request) or (_typed(which, row) if row is not None else {"seen": "0"})
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            fields = _target_fields(typed, row) if which == "target" else _task_fields(typed, row)
            if row is None:
                row = reviewing.add(which, found.id, fields, who=who, now=at)
            else:
                reviewing.correct(which, row.id, fields, who=who, now=at, seen=forms.seen_of(typed))
            key = f"{'t' if which == 'target' else 'n'}{row.id}"
            return redirect(f"{reverse('desk:plan_review', args=[found.id])}#m-{key}")
        except Invalid as refusal:
            errors = forms.errors_of(refusal)
    views = _target_views(typed) if which == "target" else _task_views(typed)
    context = {
        "plan": found,
        "what": "chỉ tiêu" if which == "target" else "nhiệm vụ",
        "is_new": row is None,
        "fields": forms.marked(views, errors),
        "seen": typed.get("seen", "0"),
        "around": _around(found.lines, row.line) if row is not None else [],
        "was": _found_words(row) if row is not None and row.found else "",
    }
    return render(request, "desk/plans/item.html", context, status=422 if errors else 200)


def _around(lines: list[str], line: int | None) -> list[dict[str, Any]]:
    if not line:
        return []
    first = max(1, line - 3)
    return [
        {"n": n, "text": lines[n - 1], "is_it": n == line}
        for n in range(first, min(len(lines), line + 6) + 1)
        if lines[n - 1].strip()
    ]


def _found_words(row: Any) -> str:
    found = row.found
    parts = [
        str(found[key]) for key in ("op", "value", "unit", "lead", "due", "due_month", "recurrence") if found.get(key)
    ]
    return ", ".join(parts)


def _typed(kind: Kind, row: Any) -> dict[str, str]:
    common = {"no": row.no, "text": row.text, "seen": str(row.acts), **forms.with_day("due_on", row.due_on)}
    if kind == "target":
        return common | {
            "op": row.op,
            "value": "" if row.value is None else f"{row.value.normalize():f}".replace(".", ","),
            "measure": row.measure,
            "year": str(row.year or ""),
            "indicator": row.indicator,
            "each_of": str(row.each_of or ""),
        }
    return common | {
        "lead": row.lead,
        "partners": "; ".join(row.partners),
        "product": row.product,
        "recurrence": row.recurrence,
        "counts": row.counts,
        "done": "yes" if row.is_done_in_paper else "",
    }


def _target_fields(typed: dict[str, str], row: Any) -> TargetFields:
    year, each_of = typed.get("year", ""), typed.get("each_of", "")
    return TargetFields(
        no=typed.get("no", "")[:30],
        text=typed.get("text", ""),
        op=typed.get("op", ""),
        value=forms.decimal(typed, "value"),
        measure=typed.get("measure", "")[:60],
        due_on=forms.day(typed, "due_on"),
        year=int(year) if year.isdecimal() and len(year) < 6 else -1 if year else None,
        period=row.period if row is not None else "",
        indicator=typed.get("indicator", ""),
        each_of=(forms.whole_number(typed, "each_of") or 0) if each_of else None,
        line=row.line if row is not None else None,
    )


def _task_fields(typed: dict[str, str], row: Any) -> TaskFields:
    due_on: date | None = forms.day(typed, "due_on")
    month = row.due_month if row is not None else ""
    return TaskFields(
        no=typed.get("no", "")[:30],
        text=typed.get("text", ""),
        lead=typed.get("lead", "")[:300],
        partners=tuple(part.strip()[:300] for part in typed.get("partners", "").split(";") if part.strip())[:50],
        product=typed.get("product", "")[:500],
        due_on=due_on,
        due_month=month if last_of_month(month) == due_on else "",
        recurrence=typed.get("recurrence", ""),
        is_done_in_paper=typed.get("done") == "yes",
        counts=typed.get("counts", "")[:80],
        line=row.line if row is not None else None,
    )


def _target_views(typed: dict[str, str]) -> list[FieldView]:
    figures = tuple(Option(key, name) for key, name in live.known().items())
    return [
        FieldView("text", "no", "Mục", typed.get("no", ""), required=False, width=10),
        FieldView("textarea", "text", "Nội dung", typed.get("text", ""), lines=3, max_length=3000),
        FieldView(
            "select", "op", "So sánh", typed.get("op", ">="), options=tuple(Option(k, v) for k, v in words.OPS.items())
        ),
        FieldView("text", "value", "Mức phải đạt", typed.get("value", ""), width=10, hint="Ví dụ 95 hoặc 1,5"),
        FieldView(
            "text", "measure", "Đơn vị tính", typed.get("measure", ""), required=False, width=20, hint="%, hồ sơ, phút"
        ),
        FieldView(
            "text",
            "each_of",
            "Mức này cho mỗi dịch vụ, trong bao nhiêu dịch vụ",
            typed.get("each_of", ""),
            required=False,
            width=10,
            hint="Chỉ điền khi văn bản ghi “mỗi dịch vụ”: để tính tổng và xem có làm được không.",
        ),
        forms.day_view("due_on", "Phải đạt trước hoặc trong ngày", typed),
        FieldView("text", "year", "Của năm", typed.get("year", ""), required=False, width=4),
        FieldView(
            "select",
            "indicator",
            "Số liệu đo trong hệ thống",
            typed.get("indicator", ""),
            required=False,
            options=(Option("", "Không có số liệu phù hợp"), *figures),
        ),
    ]


def _task_views(typed: dict[str, str]) -> list[FieldView]:
    return [
        FieldView("text", "no", "Mục", typed.get("no", ""), required=False, width=10),
        FieldView("textarea", "text", "Nội dung", typed.get("text", ""), lines=3, max_length=3000),
        FieldView("text", "lead", "Chủ trì, như văn bản ghi", typed.get("lead", ""), required=False),
        FieldView(
            "text",
            "partners",
            "Phối hợp",
            typed.get("partners", ""),
            required=False,
            hint="Ngăn cách bằng dấu chấm phẩy",
        ),
        FieldView("text", "product", "Sản phẩm", typed.get("product", ""), required=False),
        FieldView(
            "select",
            "recurrence",
            "Lịch thực hiện",
            typed.get("recurrence", ""),
            required=False,
            options=tuple(Option(key, label) for key, label in words.RECURRENCE.items()),
        ),
        forms.day_view("due_on", "Hạn", typed),
        FieldView(
            "text",
            "counts",
            "Đếm theo",
            typed.get("counts", ""),
            required=False,
            width=20,
            hint="Với việc tính theo số lượng: cán bộ, buổi, hộ. Khi báo cáo sẽ ghi đã làm bao nhiêu trên tổng số.",
        ),
        FieldView("declaration", "done", "Văn bản ghi việc này đã hoàn thành", typed.get("done", ""), required=False),
    ]
