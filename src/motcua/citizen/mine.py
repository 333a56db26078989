"""What is mine: dossiers that wait for me, drafts that were never sent, the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.citizen.words import due_kind, status_words
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.queries import MyDossier
from motcua.dossiers.rules.states import FINAL, Status
from motcua.forms import queries as drafts
from motcua.forms.queries import DraftRow
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi
from motcua.web.routes import signed_in

_ASKS = {
    Status.AWAITING_SUPPLEMENT: "Cần bạn bổ sung. Mở hồ sơ để xem phải gửi gì.",
    Status.AWAITING_PAYMENT: "Cần bạn nộp phí, lệ phí. Mở hồ sơ để xem số tiền.",
}


@signed_in("citizen")
@require_GET
def mine(request: Request) -> HttpResponse:
    """List what needs me, then what was never sent, then everything else."""
    who, at = request.who, now()
    rows = dossiers.my_dossiers(who)
    cards = [draft_card(row) for row in drafts.my_drafts(who)]
    context = {
        "asking": [dossier_line(r, at) for r in rows if r.needs_me],
        "cards": cards,
        "rows": [dossier_line(r, at) for r in rows if not r.needs_me],
    }
    return render(request, "citizen/mine.html", context)


def draft_card(row: DraftRow) -> dict[str, Any]:
    """Return a draft as the card of the design system shows it; `done` and `total` are steps."""
    pack, form = catalogue.pack_of_version(row.version_id), form_of(row.version_id)
    sections = list(dict.fromkeys(g.section for g in form.groups)) if form else []
    here = next((g.section for g in form.groups if g.key == row.position), "") if form else ""
    done = sections.index(here) if here in sections else 0
    saved = instant_vi(row.touched_at)
    return {
        "title": pack.short_name + (" (lập cho người khác)" if row.is_for_other else ""),
        "heading": "Chưa nộp",
        "done": done,
        "total": len(sections) + 1,
        "text": f"Bản nháp này chưa được nộp. Lưu lúc {saved}."
        + (" Thủ tục vừa đổi, mở ra để xem đổi gì." if row.changes else ""),
        "url": reverse("citizen:draft", args=[row.id]),
        "drop_url": reverse("citizen:drop", args=[row.id]),
    }


def dossier_line(row: MyDossier, at: datetime) -> dict[str, Any]:
    """Return a dossier as a line of a list: where it stands in words, and what is asked."""
    if row.status in FINAL or row.status == Status.COMPLETED:
        when = ""
    elif row.due_at is not None:
        when = f"Hẹn trả {instant_vi(row.due_at)}"
    elif row.answer_by is not None and row.status == Status.SUBMITTED:
        when = f"Chúng tôi trả lời trước {instant_vi(row.answer_by)}"
    else:
        when = ""
    kind = due_kind(row.status, row.due_at or row.answer_by, at, asks_applicant=row.needs_me)
    return {
        "code": row.code,
        "title": row.title,
        "status": status_words(row.status, asks_applicant=row.needs_me),
        "kind": kind,
        "when": when,
        "asks": _ASKS.get(row.status, ""),
        "url": reverse("citizen:dossier", args=[row.code]),
        "submitted": instant_vi(row.submitted_at),
    }
