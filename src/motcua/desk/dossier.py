"""The dossier page: answers beside papers, the clock with its arithmetic, what may be done now, the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.catalogue.differences import Topic, for_a_dossier
from motcua.desk import beside
from motcua.desk.bringing import last_brought
from motcua.desk.due import clock_of
from motcua.desk.refunding import refund_words
from motcua.desk.words import ACT, CHANNEL, DIRECT, STATUS, WHY_NOT, hand_back_words, paper_words
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers import telling
from motcua.dossiers.asides import may_have
from motcua.dossiers.asking import HandBack, hand_back
from motcua.dossiers.changed import Changes, changes
from motcua.dossiers.parties import PartyView
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.acts import Act, Situation, choices
from motcua.dossiers.timeline import timeline
from motcua.forms.engine.summary import SummaryGroup
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.inspection import queries as inspection
from motcua.notifications.record import record
from motcua.payments import queries as payments
from motcua.platform import clock
from motcua.platform.clock.now import now
from motcua.platform.reads import log_read
from motcua.platform.text import date_vi, instant_vi, mask_personal_number, money, number
from motcua.web.routes import signed_in

ROLE = {
    "submitter": "Người nộp",
    "owner": "Chủ hồ sơ",
    "representative": "Người được ủy quyền",
    "subject": "Người liên quan",
}


@signed_in("officer")
@require_GET
def dossier(request: Request, code: str) -> HttpResponse:
    """Show one dossier; the reading is logged with the persons it is about."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    subjects = tuple({p.subject_id for p in page.parties}) or (None,)
    log_read(who.reader, what="desk.dossier", purpose=page.code, at=at, dossier_id=page.id, subject_ids=subjects)
    changed = changes(page.history, page.form_version_id)
    every = documents.files_of(who, ("dossier", page.id), with_superseded=True)
    files = [f for f in every if f.removed_at is None]
    shown = request.GET.get("tep", "")
    groups = dossiers.answers_of(who, page)
    calendar = clock.calendar_of(page.committee_id, "processing")
    handing_back = hand_back(page, changed.rounds[-1].at if changed.rounds else None, calendar, now=at)
    told = telling.told(who, page.id)
    situation = dossiers.situation_for(who, page, now=at)
    context = {
        "page": page,
        "told": record(told),
        "to_call": who.may("dossiers.receive") and any(t.channel == "call" and t.state == "waiting" for t in told),
        "status": STATUS[page.status],
        "channel": CHANNEL[page.channel][0],
        "person": _person(page),
        "on_behalf": page.on_behalf,
        "groups": _answers(groups, changed),
        "rounds": _rounds(page, groups, changed),
        "terms_differ": terms_differ(page.form_version_id, page.version_id, page.case),
        "papers": _papers(page, every, changed),
        "files": files,
        "shown": next((f for f in every if str(f.id) == shown), files[0] if files else None),
        "clock": clock_of(page, calendar, at),
        "acts": _acts(page, situation, handing_back),
        "log": _log(page, dossiers.closed_to(who, page)),
        "parties": [
            (
                "Người nộp, đại diện tổ chức" if p.role == "submitter" and page.on_behalf else ROLE[p.role],
                p.name,
                _number(p),
                p.phone,
            )
            for p in page.parties
        ],
        "slips": [
            {"label": f"Mẫu {s.form}, số {s.number}", "url": reverse("desk:slip", args=[page.code, s.id])}
            for s in dossiers.slips_of(who, page.id)
        ]
        + _brought(page)
        + [{"label": "Mẫu 06, phiếu kiểm soát", "url": reverse("desk:control_slip", args=[page.code])}],
        "inspection": _inspection(who, page),
        "fee": _fee(page),
        "result": dossiers.result_of(who, page.id) if page.may_have_result else None,
        **beside.context(who, page, situation, every, at),
    }
    return render(request, "desk/dossier.html", context)


@signed_in("officer")
@require_GET
def slip(request: Request, code: str, slip_id: int) -> HttpResponse:
    """Give the PDF of a form issued for this dossier."""
    page = dossiers.page(request.who, code)
    if page is None or slip_id not in {s.id for s in dossiers.slips_of(request.who, page.id)}:
        raise Http404  # a form of another dossier: the log of reads would name the wrong one
    made = dossiers.slip_pdf(request.who, slip_id)
    if made is None:
        raise Http404
    log_read(request.who.reader, what="desk.slip", purpose=page.code, at=now(), dossier_id=page.id)
    name, pdf = made
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _brought(page: Page) -> list[dict[str, str]]:
    """The slip for a supplement taken at the counter, when one was."""
    told = last_brought(page)
    if told is None:
        return []
    label = f"Phiếu nhận bổ sung lần {told.payload['ordinal']}"
    return [{"label": label, "url": reverse("desk:brought_slip", args=[page.code])}]


@lru_cache(maxsize=512)
def terms_differ(form_version: int, terms_version: int, case: str) -> tuple[Topic, ...]:
    """Return what differs between the version of the form and that of the terms; published versions never change."""
    if form_version == terms_version:
        return ()
    submitted, accepted = catalogue.pack_of_version(form_version), catalogue.pack_of_version(terms_version)
    return for_a_dossier(submitted, accepted, case)


def _number(party: PartyView) -> str:
    """The code of an organisation is public and what the officer compares; a person's number stays half hidden."""
    if party.is_organisation or not party.personal_number:
        return party.personal_number
    return mask_personal_number(party.personal_number)


def _person(page: Page) -> str:
    by_role = {p.role: p.name for p in page.parties}
    return by_role.get("subject") or by_role.get("owner") or by_role.get("submitter") or ""


def _answers(groups: Sequence[SummaryGroup], changed: Changes) -> list[dict[str, Any]]:
    return [
        {
            "title": g.title,
            "rows": [
                {
                    "label": r.label,
                    "value": r.value,
                    "source": r.source,
                    "source_text": r.source_text,
                    "is_marked": r.key in changed.keys,
                    "before": _before(changed, r.key, r.value),
                }
                for r in g.rows
            ],
        }
        for g in groups
    ]


def _before(changed: Changes, key: str, value: str) -> str:
    text = changed.before.get(key, value)
    if text == value:
        return ""
    return "không còn lưu" if text is None else text or "chưa khai"


def _rounds(page: Page, groups: Sequence[SummaryGroup], changed: Changes) -> list[dict[str, str]]:
    """Say in one line each what the citizen changed when; what this officer may not see is not named."""
    names = {paper.slot: paper.name for paper in page.papers if paper.slot}
    names |= {row.key: row.label for group in groups for row in group.rows}
    return [
        {
            "title": f"Người dân đã gửi bổ sung lần {one.ordinal}, {instant_vi(one.at)}",
            "text": "; ".join(names[key] for key in one.keys if key in names),
        }
        for one in changed.rounds
    ]


def _papers(page: Page, files: Sequence[documents.FileRow], changed: Changes) -> list[dict[str, Any]]:
    """Say of each component what fills it; a file that a supplement replaced stays within reach."""
    state = {
        "file": "Tệp đã nộp",
        "paper": "Bản giấy nộp tại quầy",
        "eform": "Tờ khai điện tử thay giấy",
        "state_data": "Lấy từ dữ liệu Nhà nước, không phải nộp",
        "presented": "Xuất trình tại quầy",
        "nothing": "Chưa có",
    }
    made = []
    for paper in page.papers:
        own = [f for f in files if f.slot == paper.slot and f.removed_at is None]
        old = [f for f in files if f.slot == paper.slot and f.removed_at is not None]
        item: dict[str, Any] = {"title": paper.name, "text": paper_words(paper) or state[paper.filled_by]}
        if own:
            new = ", mới gửi bổ sung" if paper.slot in changed.keys else ""
            scanned = f"{len(own)} tệp, {sum(f.pages for f in own)} trang{new}"
            item |= {
                "text": ". ".join(filter(None, (paper_words(paper), scanned))),
                "url": f"?tep={own[0].id}",
                "link": "Xem",
            }
        item["before"] = [{"url": f"?tep={f.id}", "name": f.name} for f in old]
        made.append(item)
    return made


def _acts(page: Page, situation: Situation, handing_back: HandBack) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for choice in choices(situation):
        label, key, note = ACT[choice.act]
        if choice.act == Act.ASK_SUPPLEMENT and choice.allowed:
            note = hand_back_words(handing_back)
        made.append(
            {
                "label": label,
                "key": key,
                "note": note,
                "url": reverse("desk:act", args=[page.code, choice.act.value]),
                "off": WHY_NOT.get(choice.why_not, choice.why_not),
                "is_primary": not made and choice.allowed,
                "is_direct": choice.act in DIRECT,
            }
        )
    return made


def _log(page: Page, closed: Collection[str]) -> list[dict[str, str]]:
    told = timeline(page.history, reader="officer", steps=page.steps, closed=closed)
    return [
        {"at": instant_vi(m.at), "title": m.sentence, "text": m.actor, "kind": "now" if i == 0 else m.kind}
        for i, m in enumerate(told)
    ]


def _inspection(who: Person, page: Page) -> dict[str, str] | None:
    """The way to the notes of inspection, for who oversees; nobody else pays a statement for it."""
    if not inspection.reads_notes(who, page.id, page.committee_id):
        return None
    count = len(inspection.notes_of(who, page.id))
    words = f"{number(count)} ghi chú kiểm tra" if count else "Chưa có ghi chú kiểm tra"
    label = "Lấy hồ sơ kiểm tra, ghi chú" if who.may(inspection.INSPECTS) else "Xem ghi chú"
    return {"words": words, "label": label, "url": reverse("desk:inspection_dossier", args=[page.code])}


def _fee(page: Page) -> dict[str, Any] | None:
    owed = payments.obligation_of(page.id)
    if owed is None:
        return None
    lines = [
        (line["label"], money(line["amount"]) if line["amount"] is not None else line["note"] or "chưa rõ mức thu")
        for line in owed.lines
    ]
    if owed.settled_at:
        state = f"Đã xong {date_vi(owed.settled_at.date())}" + (
            f" ({owed.waived_reason})" if owed.waived_reason else ""
        )
    else:
        state = f"Phải thu {money(owed.amount)}" if owed.amount is not None else "Chưa ai xác định mức thu"
    lines += [refund_words(one) for one in payments.refunds_of(page.id)] if may_have(page.row, "refund") else []
    return {"lines": lines, "state": state, "unknown": owed.owes and owed.amount is None}
