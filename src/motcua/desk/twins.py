"""Two dossiers that look like the same matter, side by side; keep one, or say they differ (lessons 35)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.desk.words import FAULT, STATUS, WHY_NOT
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.twins import twins_of
from motcua.dossiers.rules.acts import Act, aside
from motcua.dossiers.services import merging
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.reads import log_read
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def twins(request: Request, code: str) -> HttpResponse:
    """Compare a dossier with one like it. Both readings are logged."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    found = twins_of(who, page.row, now=at)
    wanted = request.POST.get("other") or request.GET.get("voi", "")
    chosen = next((t for t in found if t.code == wanted.upper()), found[0] if found else None)
    other = dossiers.page(who, chosen.code) if chosen else None
    if other is None:
        return render(request, "desk/twins.html", {"page": page, "other": None})
    errors: list[str] = []
    reason = request.POST.get("reason", "").strip()[:500]
    if request.method == "POST":
        try:
            return _done(request, page, other, reason)
        except Invalid as refusal:
            errors = [FAULT.get(str(f), "Điền ô này.") for f in refusal.faults]
    for one in (page, other):
        subjects = tuple({p.subject_id for p in one.parties}) or (None,)
        log_read(who.reader, what="desk.dossier", purpose=one.code, at=at, dossier_id=one.id, subject_ids=subjects)
    context = {
        "page": page,
        "other": other,
        "heads": [_head(who, one) for one in (page, other)],
        "rows": _rows(dossiers.answers_of(who, page), dossiers.answers_of(who, other)),
        "more": [
            {"label": t.code, "url": f"?voi={t.code}"} for t in found if chosen is not None and t.code != chosen.code
        ],
        "stops": [_stop(who, one, at) for one in (page, other)],
        "reason": FieldView(
            "text", "reason", "Lý do dừng một hồ sơ", reason, error=errors[0] if errors else "", max_length=500,
            hint="Người nộp đọc được câu này. Đánh dấu không trùng thì không cần ghi.", required=False,
        ),
    }  # fmt: skip
    return render(request, "desk/twins.html", context, status=422 if errors else 200)


def _done(request: Request, page: Page, other: Page, reason: str) -> HttpResponse:
    """Do what was pressed: `stop` names the code that ends, `different` says that both go on."""
    if "different" in request.POST:
        merging.mark_different(page.code, other_code=other.code, who=request.who, now=now())
        return redirect("desk:dossier", code=page.code)
    stop = request.POST.get("stop", "")
    if stop not in {page.code, other.code}:
        raise Invalid(faults=("other",))
    kept = other if stop == page.code else page
    seen = request.POST.get(f"seen-{stop}", "")
    merging.merge(
        stop, kept_code=kept.code, reason=reason, who=request.who, now=now(), seen=int(seen) if seen.isdigit() else None
    )
    return redirect("desk:dossier", code=kept.code)


def _stop(who: Person, page: Page, at: Any) -> dict[str, Any]:
    """Whether this officer may stop this one of the two, and why not."""
    choice = next((c for c in aside(dossiers.situation_for(who, page, now=at)) if c.act == Act.MERGE_DUPLICATE), None)
    off = "người được giao ở bước này làm" if choice is None else WHY_NOT.get(choice.why_not, choice.why_not)
    return {"code": page.code, "acts": page.acts, "off": off}


def _head(who: Person, page: Page) -> dict[str, Any]:
    return {
        "code": page.code,
        "short": page.code.rpartition("-")[2],  # on a phone, where each answer stands below the other
        "url": reverse("desk:dossier", args=[page.code]),
        "status": STATUS[page.status],
        "lines": [
            ("Nộp lúc", instant_vi(page.submitted_at)),
            ("Đang ở bước", page.step_name),
            *((_ROLE[p.role], p.name) for p in page.parties),
        ],
        "files": [f.name for f in documents.files_of(who, ("dossier", page.id))],
    }


_ROLE = {
    "submitter": "Người nộp",
    "owner": "Chủ hồ sơ",
    "representative": "Người được ủy quyền",
    "subject": "Người liên quan",
}


def _rows(one: Sequence[Any], other: Sequence[Any]) -> list[dict[str, Any]]:
    """Answers of both by label, in the order of the first form; those that differ are marked, empty ones left out."""
    left = {row.key: (row.label, row.value) for group in one for row in group.rows}
    right = {row.key: (row.label, row.value) for group in other for row in group.rows}
    rows = []
    for key in dict.fromkeys([*left, *right]):
        label = (left.get(key) or right.get(key) or ("", ""))[0]
        a, b = left.get(key, ("", ""))[1], right.get(key, ("", ""))[1]
        if a or b:
            rows.append({"label": label, "one": a, "other": b, "differs": a != b})
    return rows
