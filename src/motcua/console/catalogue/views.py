"""The administrator's pages of the catalogue; every one needs the permission to manage packs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from motcua.catalogue import history, services
from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.report_topics import CONTRADICTIONS, GAPS, Topic
from motcua.console.catalogue import words
from motcua.console.catalogue.tree import DOCUMENTS, rows_of
from motcua.identity import queries as identity
from motcua.platform.clock.now import now, today
from motcua.platform.errors import Conflict
from motcua.platform.text import date_vi, fold, instant_vi
from motcua.web.routes import permitted
from motcua.web.shell import Link

HANDLING = {"ours": "giải quyết tại xã", "receive_and_forward": "nhận và chuyển", "guide_only": "chỉ hướng dẫn"}
KINDS: dict[str, tuple[str, Callable[[catalogue.ProcedureRow], bool]]] = {
    "": ("Tất cả", lambda _: True),
    "diem-mo": ("Còn điểm mở", lambda row: row.open_points > 0),
    "cho-cong-bo": ("Chờ công bố", lambda row: row.has_news),
    "thieu-nguon": ("Có chỗ chưa tìm thấy nguồn (NF)", lambda row: dict(row.marks).get("NF", 0) > 0),
}
TOLD = {
    "xong": ("success", "Đã công bố, dùng từ hôm nay."),
    "trung": ("error", "Nội dung này đã công bố cho hôm nay rồi; đổi lại được từ ngày mai."),
}


@permitted(services.PERMISSION)
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """List procedures with their open points and marks: all, those with a question left, or those found by words."""
    rows = catalogue.administered(today())
    asked, only = request.GET.get("q", "").strip(), request.GET.get("loc", "")
    wanted = KINDS.get(only, KINDS[""])[1]
    shown = [row for row in rows if wanted(row) and _is_found(row, asked)]
    context = {
        "columns": [{"label": x} for x in ("Mã", "Thủ tục", "Cách làm", "Lớp riêng", "Điểm mở", "Dấu", "Tình trạng")],
        "asked": asked,
        "shown_count": len(shown),
        "kinds": [
            Link(label, f"?{urlencode({'loc': key, 'q': asked})}", key == (only if only in KINDS else ""),
                 sum(keep(row) for row in rows))
            for key, (label, keep) in KINDS.items()
        ],
        "rows": [
            [
                {"text": row.procedure, "url": reverse("console:procedure", args=[row.procedure])},
                row.short_name,
                HANDLING[row.handling],
                ", ".join(row.scopes) or "—",
                str(row.open_points or "—"),
                words.marks_told(dict(row.marks)),
                _state(row),
            ]
            for row in shown
        ],
        "assigned": _lines(_assigned(request)),
        "count": len(rows),
        "open_count": sum(row.open_points for row in rows),
        "waiting": sum(row.has_news for row in rows),
    }  # fmt: skip
    return render(request, "console/catalogue/procedures.html", context)


@permitted(services.PERMISSION)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Show where the sources contradict themselves and where they say nothing, over the versions in force."""
    packs = catalogue.published_packs(today())

    def told(topic: Topic) -> dict[str, Any]:
        answers = [(pack, said) for pack in packs if (said := topic.ask(pack)) is not None]
        items = [
            {
                "code": pack.code,
                "name": pack.short_name,
                "said": said,
                "url": reverse("console:procedure", args=[pack.code]),
            }
            for pack, said in answers
        ]
        return {"title": topic.title, "why": topic.why, "items": items}

    context = {"contradictions": [told(t) for t in CONTRADICTIONS], "gaps": [told(t) for t in GAPS]}
    return render(request, "console/catalogue/report.html", context)


@permitted(services.PERMISSION)
@require_GET
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show every value of a procedure in one scope, its layers and versions, and what waits to be published."""
    scope = request.GET.get("pham-vi", "")
    found = catalogue.review(code, scope, today())
    scopes = list(dict.fromkeys(version.scope for version in found.versions))
    context = {
        "code": code,
        "found": found,
        "told": TOLD.get(request.GET.get("bao", "")),
        "pack": found.pack,
        "handling": HANDLING[found.pack.kind].capitalize(),
        "unconfirmed": [words.path_name(path) for path in found.pack.procedure.get("unconfirmed") or ()],
        "scopes": [
            Link(_scope(s), f"{reverse('console:procedure', args=[code])}?pham-vi={s}", is_current=s == scope)
            for s in scopes
        ],
        "documents": [
            {"title": title, "rows": [[r.path, r.value, words.layer_name(r.layer), r.mark or "—"] for r in rows]}
            for name, title in DOCUMENTS.items()
            if (rows := rows_of(found.pack.documents, found.pack.origins, name))
        ],
        "waiting": [{"scope": d.scope, "title": _scope(d.scope), "sentences": d.sentences} for d in found.waiting],
        "marks": words.marks_told(dict(catalogue.mark_counts(found.pack))),
        "value_columns": [{"label": x} for x in ("Mục", "Giá trị", "Lớp", "Dấu")],
        "layers": [
            [
                _scope(la.scope),
                date_vi(la.valid_from),
                _until(la.valid_to),
                instant_vi(la.added_at),
                la.source,
                la.digest[:12],
            ]
            for la in found.layers
        ],
        "versions": [
            [
                _scope(v.scope),
                date_vi(v.valid_from),
                instant_vi(v.published_at),
                v.digest[:12],
                "đang dùng" if v.is_in_force else "—",
            ]
            for v in found.versions
        ],
        "history": _lines(history.of_procedure(code)),
        "layer_columns": [{"label": x} for x in ("Lớp", "Từ ngày", "Đến ngày", "Nạp lúc", "Nguồn", "Mã băm")],
        "version_columns": [{"label": x} for x in ("Phạm vi", "Từ ngày", "Công bố lúc", "Mã băm", "Tình trạng")],
    }
    return render(request, "console/catalogue/procedure.html", context)


@permitted(services.PERMISSION)
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the newest layers for one scope, from today on."""
    scope, at = request.POST.get("pham-vi", ""), now()
    try:
        services.publish(code, scope, valid_from=at.date(), now=at, who=request.who)  # type: ignore[attr-defined]
    except Conflict:
        told = "trung"
    else:
        told = "xong"
    return redirect(f"{reverse('console:procedure', args=[code])}?{urlencode({'pham-vi': scope, 'bao': told})}")


def _assigned(request: HttpRequest) -> list[history.Happened]:
    post = request.who.post  # type: ignore[attr-defined]
    if post is None:
        return []
    return history.of_competence(identity.committee_of(post.unit_id, today()), today())


def _lines(told: list[history.Happened]) -> list[dict[str, str]]:
    return [{"at": instant_vi(one.at), "title": one.sentence, "text": one.actor} for one in told]


def _scope(scope: str) -> str:
    if not scope:
        return "Quốc gia"
    return f"Tỉnh {scope}" if len(scope) == 2 else f"Xã {scope}"


def _is_found(row: catalogue.ProcedureRow, asked: str) -> bool:
    where = f"{row.procedure} {fold(row.short_name)}"
    return all(word in where for word in fold(asked).split())


def _until(day: date | None) -> str:
    return date_vi(day) if day else "—"


def _state(row: catalogue.ProcedureRow) -> str:
    if row.closes_on:
        return f"bãi bỏ từ {date_vi(row.closes_on)}"
    return "có bản mới chờ công bố" if row.has_news else "—"
