"""One dossier as its owner reads it: where it is, by when, what happened, what comes, what he may do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.citizen.clockwork import clock_of
from motcua.citizen.hand import hand_links
from motcua.citizen.printing import SLIPS
from motcua.citizen.rating import rating_card
from motcua.citizen.receipt import next_steps, page_of
from motcua.citizen.whereabouts import ended_of, late_of, letter_of, where_of
from motcua.citizen.words import here, phone_words, refund_words, stamp, status_words, tel
from motcua.documents import queries as documents
from motcua.dossiers import extensions, own
from motcua.dossiers import queries as dossiers
from motcua.dossiers.asides import may_have
from motcua.dossiers.letter_words import complaint
from motcua.dossiers.queries import Page, beside
from motcua.dossiers.queries.letters import signed_letter
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.services import contacting
from motcua.dossiers.timeline import Moment, timeline
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.notifications import queries as notices
from motcua.notifications.record import record
from motcua.payments import queries as payments
from motcua.platform.clock.now import now
from motcua.platform.text import date_vi, instant_vi, money
from motcua.web.routes import signed_in


@signed_in("citizen")
@require_GET
def dossier(request: Request, code: str) -> HttpResponse:
    """Show one of the person's dossiers."""
    who, at = request.who, now()
    page = page_of(request, code)
    files = documents.files_of(who, ("dossier", page.id))
    pack = catalogue.pack_of_version(page.version_id)
    result = dossiers.result_of(who, page.id)
    receiving, committee = (identity.unit_view(u, at.date()) for u in (page.receiving_unit_id, page.committee_id))
    phone = str(receiving.contact.get("phone") or committee.contact.get("phone", ""))
    told, moments = clock_of(page, at), timeline(page.history, reader="citizen", steps=page.steps)
    following = [] if page.status in FINAL else next_steps(page)
    where = where_of(page, at)
    names = {p.slot: p.name for p in page.papers if p.slot}
    submitter = next((p.name for p in page.parties if p.role == "submitter"), "")
    context = {
        "page": page,
        "submitter": page.on_behalf or submitter,
        "status": status_words(page.status, asks_applicant=page.asks_applicant),
        "where": where,
        "clock": told,
        "asked": _asked(request, page, at),
        "ended": ended_of(page, moments, committee),
        "late": late_of(
            page,
            told,
            addressee=who.organisation_name or (submitter and f"ông/bà {submitter}"),
            where=where,
            following=following[0]["title"] if following else "Trung tâm trả kết quả",
            committee=committee,
        ),
        "letter": letter_of(page),
        "events": _events(page, moments),
        "told": record(notices.own_deliveries(who, page.id)),
        "next": following,
        "files": [
            {
                "title": names.get(f.slot, f.name),
                "name": f.name,
                "text": f"{f.name}, {f.pages} trang, mã kiểm {f.sha256[:8].upper()}",
                "url": reverse("documents:view", args=[f.id]),
                "link": "Xem",
            }
            for f in files
            if f.kind == "component"
        ],
        "slips": [
            {
                "title": SLIPS.get(s.form, f"Mẫu {s.form}"),
                "note": f"PDF, số {s.number}" if s.number else "PDF",
                "url": reverse("citizen:slip", args=[page.code, s.id]),
            }
            for s in dossiers.slips_of(who, page.id)
        ],
        "groups": dossiers.answers_of(who, page),
        "fee": _fee(page),
        "result": _result(page, result, files),
        "scan": _scan(result, files),
        "replaced": _replaced(who, page),
        "complain": _complain(page, pack, result),
        "phone": phone,
        "phone_words": phone_words(phone),
        "phone_url": tel(phone),
        "center": receiving.name,
        "links": hand_links(page, has_party=bool(contacting.own_parties(page.id, who))),
        "rating": rating_card(who, page),
    }
    return render(request, "citizen/dossier.html", context)


def _complain(page: Page, pack: Pack, result: Any) -> str:
    """How to complain about a refusal, a stop or a broken date; there is nothing to complain about before one."""
    if page.status == Status.DECLINED or (result is not None and result.is_refusal):
        return complaint(pack, "refused")
    if page.status == Status.STOPPED:
        return complaint(pack, "stopped")
    if page.status in (Status.COMPLETED, Status.RETURNED):
        return complaint(pack, "result")
    return complaint(pack, "late") if signed_letter(page) is not None else ""


def _asked(request: Request, page: Page, at: datetime) -> dict[str, Any] | None:
    """The one gold panel: what is asked of the person now."""
    if page.status == Status.AWAITING_SUPPLEMENT:
        found = dossiers.open_supplement(request.who, page.id)
        if found is None:
            return None
        supplement, items = found
        day = date_vi(supplement.deadline)
        if supplement.deadline < at.date():
            text = f"Hạn bổ sung là ngày {day}, đã qua. Hồ sơ sắp bị đóng; còn cần thì gửi ngay hôm nay."
        else:
            text = f"Gửi chậm nhất hết ngày {day}." + (" Đồng hồ đang dừng chờ bạn." if page.was_accepted else "")
        if kept := _kept(request.who, page.id):
            text += f" Bạn đã lưu {kept} tệp cho phần này nhưng chưa bấm «Gửi bổ sung»."
        return {
            "title": f"Hồ sơ của bạn cần bổ sung {len(items)} mục. Những mục khác đã đạt, không phải nộp lại.",
            "text": text,
            "items": [(item.label, item.message) for item in items],
            "url": reverse("citizen:supplement", args=[page.code]),
            "link": "Bổ sung ngay",
            **_more_days(request, page, at),
        }
    if page.status == Status.AWAITING_PAYMENT:
        fee = _fee(page)
        return {
            "title": "Bạn cần nộp phí, lệ phí",
            "text": f"{fee['state']}. Nộp tại Trung tâm Phục vụ hành chính công, đọc mã hồ sơ này." if fee else "",
            "items": fee["lines"] if fee else [],
        }
    return None


def _more_days(request: Request, page: Page, at: datetime) -> dict[str, str]:
    """The way to ask for more days, or what became of asking."""
    chance = extensions.chance(request.who, page, now=at)
    if chance is None:
        return {}
    asked = chance.asked
    if asked is None or not (asked.waits or asked.answer):
        may = not chance.why_not
        return {"more_url": reverse("citizen:more_days", args=[page.code]) if may else ""}
    if asked.waits:
        told = f"Bạn đã xin bổ sung đến hết ngày {date_vi(asked.wished_on)}. Chúng tôi đang xem; chưa trả lời thì hồ sơ"
        return {"more_told": f"{told} không bị đóng."}
    if asked.is_granted:
        return {"more_told": f"Bạn được thêm ngày: hạn cũ {date_vi(asked.deadline_before)}. {asked.answer}"}
    return {"more_told": f"Chưa được thêm ngày. {asked.answer}"}


def _kept(who: Person, dossier_id: int) -> int:
    """How many new files lie ready for a supplement that was not sent."""
    draft_id = own.draft_of(who, dossier_id)
    return 0 if draft_id is None else len(documents.files_of(who, ("draft", draft_id)))


def _events(page: Page, told: list[Moment]) -> list[dict[str, str]]:
    return [
        {
            "at": stamp(m.at),
            "title": m.sentence,
            "text": "" if m.actor == "Bạn" else m.actor,
            "kind": "now" if place == 0 and page.status not in FINAL else m.kind,
        }
        for place, m in enumerate(told)
    ]


def _fee(page: Page) -> dict[str, Any] | None:
    owed = payments.obligation_of(page.id)
    if owed is None:
        return None
    lines = [
        (line["label"], money(line["amount"]) if line["amount"] is not None else line["note"] or "cán bộ sẽ cho biết")
        for line in owed.lines
    ]
    if may_have(page.row, "refund"):
        lines += [("Trả lại", refund_words(one)) for one in payments.refunds_of(page.id)]
    if owed.settled_at:
        state = f"Đã xong ngày {date_vi(here(owed.settled_at).date())}"
    elif page.status in (Status.DECLINED, Status.STOPPED):
        state = "Hồ sơ đã dừng, không phải nộp"
    else:
        state = f"Phải nộp {money(owed.amount)}" if owed.amount is not None else "Cán bộ sẽ cho biết số tiền"
    return {"lines": lines, "state": state}


def _result(page: Page, result: Any, files: list[documents.FileRow]) -> dict[str, str] | None:
    if result is None or page.status not in (Status.COMPLETED, Status.RETURNED):
        return None
    paper = next((f for f in files if f.id == result.attachment_id), None)
    if paper is None:
        return None
    return {
        "title": "Thông báo không giải quyết" if result.is_refusal else "Kết quả giải quyết",
        "note": "Bản điện tử chưa ký số",
        "url": reverse("documents:original", args=[paper.id]),
        "reason": result.reason if result.is_refusal else "",
    }


def _scan(result: Any, files: list[documents.FileRow]) -> dict[str, str] | None:
    """The paper as it was signed by hand, once the clerk has put it beside the PDF."""
    scan = next((f for f in files if result is not None and f.id == result.scan_id), None)
    if scan is None:
        return None
    return {
        "title": "Bản chụp giấy đã ký, đóng dấu",
        "note": f"{scan.pages} trang" if scan.content_type == "application/pdf" else "ảnh",
        "url": reverse("documents:original", args=[scan.id]),
    }


def _replaced(who: Person, page: Page) -> list[dict[str, str]]:
    """The papers another has taken the place of, each said to be so."""
    told = []
    for one in beside.corrections_of(who, page.id):
        was = f"Văn bản số {one.old_number}" if one.old_number else "Văn bản trả lần trước"
        at = f" lúc {instant_vi(one.issued_at)}" if one.issued_at else ""
        text = f"{was} không còn dùng, đã được thay bằng văn bản số {one.number}{at}."
        url = reverse("documents:original", args=[one.old_attachment_id]) if one.old_attachment_id else ""
        told.append({"title": text, "text": f"Lý do: {one.reason}", "url": url})
    return told


@signed_in("citizen")
@require_GET
def slip(request: Request, code: str, slip_id: int) -> HttpResponse:
    """Give the PDF of a form issued for this dossier."""
    page = page_of(request, code)
    made = dossiers.slip_pdf(request.who, slip_id)
    if made is None or slip_id not in {s.id for s in dossiers.slips_of(request.who, page.id)}:
        raise Http404
    name, pdf = made
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
