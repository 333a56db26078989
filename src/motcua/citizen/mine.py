"""What is mine: dossiers that wait for me, drafts that were never sent, the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.citizen.family import grouped, proper
from motcua.citizen.filing import instead_url
from motcua.citizen.known import standing
from motcua.citizen.words import due_kind, phone_words, stamp, status_words
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.queries import About, MyDossier
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.recognising import recognise
from motcua.forms import queries as drafts
from motcua.forms.queries import DraftRow
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.notifications import queries as notices
from motcua.notifications import services as notifying
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi
from motcua.web.routes import signed_in

_NEWS = 5
_ASKS = {
    Status.AWAITING_SUPPLEMENT: "Cần bạn bổ sung. Mở hồ sơ để xem phải gửi gì.",
    Status.AWAITING_PAYMENT: "Cần bạn nộp phí, lệ phí. Mở hồ sơ để xem số tiền.",
}


@signed_in("citizen")
@require_GET
def mine(request: Request) -> HttpResponse:
    """List what needs me, then what was never sent, then everything else; the news shown is read from then on."""
    who, at = request.who, now()
    recognise(who, now=at)
    rows = dossiers.my_dossiers(who)
    people = dossiers.people_of(who, [row.id for row in rows])
    lines = {row.id: dossier_line(row, at) for row in rows}
    me = who.organisation_name or who.full_name
    standing_, ended = split_drafts(drafts.my_drafts(who), at)
    cards = [draft_card(row) for row in standing_]
    ended += [(row, row.closed_reason) for row in drafts.my_closed_drafts(who)]
    news = notices.notices_of(who, limit=_NEWS)
    context = {
        "asking": [{**lines[r.id], "about": _about(people.get(r.id))} for r in rows if r.needs_me],
        "cards": cards,
        "news": [
            {"at": stamp(n.at), "title": n.heading, "text": n.sentence, "kind": "done", "is_new": n.is_new}
            for n in news
        ],
        "ended": [_ended_card(row, why, at) for row, why in ended],
        "people": (groups := grouped([r for r in rows if not r.needs_me], people, lines, me)),
        "chips": [{"label": f"{'Của bạn' if g.is_me else g.name} ({g.count})", "url": f"#{g.key}"} for g in groups],
    }
    notifying.mark_read(who, news, now=at)
    return render(request, "citizen/mine.html", context)


def _about(about: About | None) -> str:
    return "" if about is None or about.is_me else proper(about.name)


def split_drafts(rows: list[DraftRow], at: datetime) -> tuple[list[DraftRow], list[tuple[DraftRow, str]]]:
    """Part the drafts that can still be sent from those that cannot, each of these with its reason."""
    standing_, ended = [], []
    for row in rows:
        version, why_not = standing(row.subject, identity.unit_view(row.unit_id, at.date()), at.date())
        if version is None:
            ended.append((row, why_not))
        else:
            standing_.append(row)
    return standing_, ended


def _ended_card(row: DraftRow, why: str, at: datetime) -> dict[str, Any]:
    unit, pack = identity.unit_view(row.unit_id, at.date()), catalogue.pack_of_version(row.version_id)
    return {
        "title": pack.short_name + (" (lập cho người khác)" if row.is_for_other else ""),
        "why": why,
        "saved": instant_vi(row.touched_at),
        "phone": phone_words(str(unit.contact.get("phone", ""))),
        "url": reverse("citizen:draft", args=[row.id]),
        "search_url": instead_url(unit, pack.short_name),
        "drop_url": reverse("citizen:drop", args=[row.id]),
    }


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
    kind = due_kind(row.status, row.due_at or row.answer_by, at, is_paused=row.is_paused, is_owed=row.is_owed)
    if kind in ("", "paused"):
        when = ""
    elif row.due_at is not None:
        when = f"Trễ hẹn từ {instant_vi(row.due_at)}" if kind == "late" else f"Hẹn trả {instant_vi(row.due_at)}"
    elif row.answer_by is not None:
        told = "Lẽ ra đã trả lời trước" if kind == "late" else "Chúng tôi trả lời trước"
        when = f"{told} {instant_vi(row.answer_by)}"
    else:
        when = ""
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
