"""One complete supplement request: every item judged; "tất cả đạt" in one key, then the bad ones with a reason."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import supplementing
from motcua.dossiers.services.judging import Judged
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.web.fields import Option
from motcua.web.routes import signed_in

_OWN = "other"
_FAULT = {
    "not_judged": "Chọn Đạt hoặc Chưa đạt.",
    "says_nothing": "Ghi một câu người dân cần làm gì.",
}


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def judge(request: Request, code: str) -> HttpResponse:
    """Judge every component and field, then send form 02; what was visible the first time waits for a leader."""
    page = dossiers.page(request.who, code)
    if page is None:
        raise Http404
    things = dossiers.things_to_judge(request.who, page)
    defects = catalogue.pack_of_version(page.version_id).procedure.get("common_defects", [])
    typed = request.POST if request.method == "POST" else {}
    errors: dict[tuple[str, str], str] = {}
    general = ""
    if request.method == "POST" and "all_good" not in typed:
        verdicts = [v for t in things if (v := _verdict(t, typed, defects)) is not None]
        seen = typed.get("seen", "")
        try:
            supplementing.ask_supplement(
                page.code, verdicts, who=request.who, now=now(), seen=int(seen) if seen.isdigit() else None
            )
        except Invalid as refusal:
            errors = {(kind, key): _FAULT.get(code_, "Xem lại mục này.") for code_, kind, key in refusal.faults if key}
            if any(code_ == "nothing_bad" for code_, *_ in refusal.faults):
                general = "Chưa mục nào chưa đạt. Nếu tất cả đều đạt, tiếp nhận hồ sơ thay vì yêu cầu bổ sung."
        else:
            return redirect("desk:dossier", code=page.code)
    every = "all_good" in typed
    context = {
        "page": page,
        "items": [_item(t, typed, defects, errors, every) for t in things],
        "general": general,
        "errors": len(errors),
        "seen": page.acts,
    }
    return render(request, "desk/judge.html", context, status=422 if errors or general else 200)


def _name(thing: Judged) -> str:
    return f"{thing.kind}-{thing.key}"


def _verdict(thing: Judged, typed: Any, defects: list[Any]) -> Verdict | None:
    name = _name(thing)
    said = typed.get(name) or ("pass" if thing.passes else "")
    if said not in {"pass", "fail"}:
        return None
    reason = typed.get(f"{name}-reason", "")
    sentence = typed.get(f"{name}-sentence", "").strip()
    if said == "fail" and not sentence and reason and reason != _OWN:
        sentence = next((d["message"] for d in defects if d["key"] == reason), "")
    return Verdict(thing.kind, thing.key, is_good=said == "pass", reason=reason, message=sentence)


def _item(
    thing: Judged, typed: Any, defects: list[Any], errors: dict[tuple[str, str], str], every: bool
) -> dict[str, Any]:
    name = _name(thing)
    fitting = [d for d in defects if d["concerns"].get(thing.kind) == thing.key]
    rest = [d for d in defects if d not in fitting]
    return {
        "id": f"m-{name}",
        "name": name,
        "title": thing.label,
        "text": thing.shown,
        "value": "pass" if every or (thing.passes and not typed.get(name)) else typed.get(name, ""),
        "reasons": [Option(d["key"], d["reason"]) for d in (*fitting, *rest)] + [Option(_OWN, "Lý do khác")],
        "reason": typed.get(f"{name}-reason", ""),
        "sentence": typed.get(f"{name}-sentence", ""),
        "error": errors.get((thing.kind, thing.key), ""),
        "group": thing.group or "Giấy tờ",
    }
