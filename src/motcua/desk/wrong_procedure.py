"""Move a dossier to the right procedure: choose, see what goes with it, confirm."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.desk.words import ACT, FAULT
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import changing_procedure
from motcua.dossiers.services.changing_procedure import Change
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.text import money
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in

_PAPER = {
    "required": "cần có",
    "optional": "có thì kèm",
    "replaced": "lấy từ dữ liệu Nhà nước",
    "undecided": "xem khi xử lý",
}


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def change(request: Request, code: str) -> HttpResponse:
    """Choose the procedure by its code, then its case; the preview says what would happen; a reason does it."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    procedure, case = asked.get("thu-tuc", "").strip(), asked.get("truong-hop", "").strip()
    reason = request.POST.get("reason", "").strip()[:500]
    seen = request.POST.get("seen", "")
    errors: dict[str, str] = {}
    planned: Change | None = None
    cases = _cases(page, procedure, at)
    if procedure and not cases:
        errors["thu-tuc"] = FAULT["procedure"]
    if len(cases) == 1:
        case = cases[0].value
    if procedure and case and cases:
        try:
            planned = changing_procedure.plan(page.row, procedure, case, who=who, now=at)
        except Invalid as refusal:
            errors["truong-hop" if refusal.faults == ("case",) else "thu-tuc"] = FAULT[str(refusal.faults[0])]
    if request.method == "POST" and planned is not None:
        try:
            changing_procedure.change_procedure(
                page.code, procedure=procedure, case=case, reason=reason, who=who, now=at,
                seen=int(seen) if seen.isdigit() else None,
            )  # fmt: skip
        except Invalid as refusal:
            errors |= {str(f): FAULT.get(str(f), "Điền ô này.") for f in refusal.faults}
        else:
            return redirect("desk:dossier", code=page.code)
    fields = [
        FieldView(
            "text", "thu-tuc", "Mã thủ tục đúng", procedure, error=errors.get("thu-tuc", ""), width=20,
            hint="Xem mã trong danh sách thủ tục của xã",
        )
    ]  # fmt: skip
    if len(cases) > 1:
        fields.append(
            FieldView("radios", "truong-hop", "Trường hợp", case, options=cases, error=errors.get("truong-hop", ""))
        )
    context = {
        "page": page,
        "label": ACT[Act.CHANGE_PROCEDURE][0],
        "choose": fields,
        "plan": _told(page, planned) if planned else None,
        "procedure": procedure,
        "case": case,
        "reason": FieldView(
            "textarea", "reason", "Lý do chuyển", reason, lines=2, error=errors.get("reason", ""), max_length=500,
            hint="Người nộp đọc được câu này.",
        ),
        "seen": page.acts,
    }  # fmt: skip
    return render(request, "desk/change_procedure.html", context, status=422 if errors else 200)


def _cases(page: Page, procedure: str, at: Any) -> tuple[Option, ...]:
    if not procedure or len(procedure) > 20:
        return ()
    try:
        pack = catalogue.terms(procedure, identity.unit_view(page.committee_id, at.date()), at.date()).pack
    except NotFound:
        return ()
    return tuple(Option(c.key, c.label) for c in pack.cases)


def _told(page: Page, planned: Change) -> dict[str, Any]:
    """What would happen, in the words of the page."""
    old = form_of(page.form_version_id)
    labels = old.fields if old else {}
    limit = planned.pack.case(planned.case).limit
    return {
        "title": planned.pack.name,
        "kept": [planned.form.fields[key].label for key in planned.fitted.kept if key in planned.form.fields],
        "dropped": [labels[key].label for key in planned.fitted.dropped if key in labels],
        "papers": [(need.component.name, _PAPER[need.state], _is_filled(need, planned)) for need in planned.needs],
        "limit": (limit.note or f"{limit.value} {_UNIT[limit.unit]}") if limit else "không có thời hạn chung",
        "fees": [(c.label, money(c.amount) if c.amount is not None else c.text) for c in planned.charges],
    }


_UNIT = {
    "working_days": "ngày làm việc",
    "calendar_days": "ngày",
    "working_hours": "giờ làm việc",
    "same_day": "trong ngày",
}


def _is_filled(need: Any, planned: Change) -> bool:
    return need.component.filled_by == "eform" or need.component.filled_by in set(planned.slots.values())
