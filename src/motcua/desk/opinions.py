"""Opinions between units: the list of both sides, the questions for me, and the page that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk.acts_beside import days_of, days_view
from motcua.desk.beside import STATE
from motcua.desk.words import ACT, FAULT
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.habits import habits
from motcua.dossiers.queries import beside
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import opining
from motcua.dossiers.timeline import VERDICT
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in

_UNTIL = (
    "Đơn vị được hỏi xem được hồ sơ đến khi trả lời; trễ hạn thì còn xem và trả lời được thêm "
    f"{habits()['opinion']['late_days']} ngày làm việc."
)


@signed_in("officer")
@require_GET
def opinions(request: Request) -> HttpResponse:
    """Show what waits for my answer, and what my unit asked of others."""
    who, at = request.who, now()
    context = {
        "questions": [
            {
                "title": row.text,
                "text": f"{row.author}, {instant_vi(row.at)} · {row.title} {row.code}",
                "is_alert": row.kind == "alert",
                "url": reverse("desk:dossier", args=[row.code]),
                "answer_url": reverse("desk:act", args=[row.code, Act.ANSWER_NOTE.value]),
            }
            for row in beside.questions_for(who)
        ],
        "to_answer": [_row(o, other=o.asking_unit) for o in beside.opinions_to_answer(who, now=at)],
        "asked": [_row(o, other=o.unit) for o in beside.opinions_asked(who, now=at)],
    }
    return render(request, "desk/opinions.html", context)


def _row(row: beside.OpinionRow, *, other: str) -> dict[str, Any]:
    kind, tag = STATE[row.state]
    if row.state == "open" and row.is_reminded:
        tag = "Sắp hết hạn"
    if row.answered_late:
        kind, tag = "late", "Trả lời sau hạn"
    return {
        "other": other,
        "title": row.title,
        "code": row.code,
        "question": row.question,
        "deadline": instant_vi(row.deadline),
        "kind": kind,
        "tag": tag,
        "answer": f"{VERDICT[row.verdict]}. {row.answer}".strip() if row.verdict else row.skip_reason,
        "url": reverse("desk:dossier", args=[row.code]),
        "answer_url": reverse("desk:act", args=[row.code, Act.ANSWER_OPINION.value]),
    }


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def ask(request: Request, code: str) -> HttpResponse:
    """Ask another unit: question, papers to look at, days."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    typed = {k: v.strip() for k, v in request.POST.items() if isinstance(v, str)}
    ticked = [p for p in request.POST.getlist("papers") if p.isdigit()]
    seen = int(typed["seen"]) if typed.get("seen", "").isdigit() else None
    errors: dict[str, str] = {}
    if request.method == "POST":
        unit = typed.get("unit", "")
        try:
            if len(typed.get("question", "")) > 2000:
                raise Invalid(faults=("question",))
            opining.ask_opinion(
                page.code,
                unit_id=int(unit) if unit.isdigit() and len(unit) < 9 else 0,
                question=typed.get("question", ""),
                days=days_of(typed),
                papers=[int(p) for p in ticked],
                who=who,
                now=at,
                seen=seen,
            )
        except Invalid as refusal:
            errors = {
                {"unit_asked": "unit"}.get(str(f), str(f)): FAULT.get(str(f), "Điền ô này.") for f in refusal.faults
            }
        else:
            return redirect("desk:dossier", code=page.code)
    units = tuple(Option(str(u.id), u.name) for u in opining.units_to_ask(page.row, now=at))
    papers = tuple(
        Option(str(f.id), f.name) for f in documents.files_of(who, ("dossier", page.id)) if f.secrecy == page.secrecy
    )
    fields = [
        FieldView("select", "unit", "Hỏi đơn vị", typed.get("unit", ""), options=units),
        FieldView("textarea", "question", "Hỏi gì", typed.get("question", ""), lines=4, max_length=2000),
        days_view(typed),
    ]
    if papers:
        hint = "Đơn vị được hỏi xem cả hồ sơ; chọn giấy cần xem trước"
        fields.append(
            FieldView("checkboxes", "papers", "Giấy cần xem", ticked, hint=hint, options=papers, required=False)
        )
    label, _, note = ACT[Act.ASK_OPINION]
    context = {
        "page": page,
        "label": label,
        "note": f"{note}. {_UNTIL}",
        "fields": [_with(f, errors) for f in fields],
        "loose": [],
        "told": [],
        "seen": page.acts,
    }
    return render(request, "desk/act.html", context, status=422 if errors else 200)


def _with(view: FieldView, errors: Mapping[str, str]) -> FieldView:
    return replace(view, error=errors[view.name]) if view.name in errors else view
