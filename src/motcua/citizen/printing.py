"""The whole dossier on paper: dates, people, answers, papers with their full check codes, forms, money, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.citizen.clockwork import clock_of
from motcua.citizen.receipt import lookup_url, page_of
from motcua.citizen.whereabouts import where_of
from motcua.citizen.words import phone_words, refund_words, status_words
from motcua.documents import queries as documents
from motcua.documents.queries import FileRow
from motcua.dossiers import queries as dossiers
from motcua.dossiers.parties import PartyView
from motcua.dossiers.queries import Page
from motcua.dossiers.timeline import timeline
from motcua.identity import queries as identity
from motcua.identity.requests import Request
from motcua.payments import queries as payments
from motcua.platform.clock.now import now
from motcua.platform.text import date_vi, instant_vi, mask_personal_number, money
from motcua.web.routes import signed_in

ROLE = {
    "submitter": "Người nộp",
    "owner": "Chủ hồ sơ",
    "representative": "Người được ủy quyền",
    "subject": "Người được làm giấy",
}
SLIPS = {
    "01": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận hồ sơ",
    "04": "Thư xin lỗi và hẹn lại ngày trả kết quả",
    "05": "Thông báo dừng giải quyết hồ sơ",
}
_CHANNEL = {1: "Tại Trung tâm", 2: "Trực tuyến", 3: "Qua bưu chính"}
_FILLED = {
    "eform": "Khai trên mạng",
    "state_data": "Lấy từ dữ liệu Nhà nước",
    "presented": "Cho cán bộ xem tại quầy",
    "nothing": "Chưa có",
}


@signed_in("citizen")
@require_GET
def printed(request: Request, code: str) -> HttpResponse:
    """Give the dossier on paper, everything this person may see of it."""
    who, at = request.who, now()
    page = page_of(request, code)
    files = documents.files_of(who, ("dossier", page.id), with_superseded=True)
    told = timeline(page.history, reader="citizen", steps=page.steps)
    context = {
        "page": page,
        "status": status_words(page.status, asks_applicant=page.asks_applicant),
        "where": where_of(page, at),
        "dates": _dates(page, at),
        "lines": clock_of(page, at).lines,
        "parties": [{"label": ROLE.get(p.role, p.role), "value": _party(p)} for p in page.parties],
        "groups": dossiers.answers_of(who, page),
        "papers": _papers(page, files),
        "slips": [_slip(s.form, s.number, s.made_at) for s in dossiers.slips_of(who, page.id)],
        "money": _money(page),
        "history": [(instant_vi(m.at), m.sentence, "" if m.actor == "Bạn" else m.actor) for m in reversed(told)],
        "lookup": lookup_url(page.code),
        "made_at": instant_vi(at),
    }
    return render(request, "citizen/dossier_print.html", context)


def _dates(page: Page, at: datetime) -> list[dict[str, str]]:
    receiving, handling = (
        identity.unit_view(u, at.date()).name for u in (page.receiving_unit_id, page.handling_unit_id)
    )
    due = instant_vi(page.due_at) if page.due_at else page.no_limit_reason
    rows = [
        ("Nộp lúc", instant_vi(page.submitted_at)),
        ("Cách nộp", _CHANNEL.get(page.channel, "")),
        ("Trường hợp", page.case_label),
        ("Nơi nhận", receiving),
        ("Nơi giải quyết", handling),
        ("Trả lời có tiếp nhận hay không trước", instant_vi(page.answer_by) if page.answer_by else ""),
        ("Tiếp nhận lúc", instant_vi(page.accepted_at) if page.accepted_at else ""),
        ("Hẹn trả kết quả", due if page.was_accepted else ""),
        (
            "Hẹn lúc đầu",
            instant_vi(page.original_due_at) if page.original_due_at and page.original_due_at != page.due_at else "",
        ),
        ("Hẹn lại sau khi xin lỗi", instant_vi(page.apology_due_at) if page.apology_due_at else ""),
        ("Có kết quả lúc", instant_vi(page.completed_at) if page.completed_at else ""),
        ("Trả kết quả lúc", instant_vi(page.returned_at) if page.returned_at else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _party(party: PartyView) -> str:
    number = party.personal_number
    if number and not party.is_organisation:
        number = mask_personal_number(number)
    return ", ".join(text for text in (party.name, number, phone_words(party.phone), party.address) if text)


def _papers(page: Page, files: list[FileRow]) -> list[dict[str, Any]]:
    """Every paper and what fills it; each file with its whole SHA-256, also one that a supplement replaced."""
    made = []
    known = set()
    for paper in page.papers:
        own = [f for f in files if paper.slot and f.slot == paper.slot]
        known |= {f.id for f in own}
        made.append(
            {"title": paper.name, "text": "" if own else _FILLED.get(paper.filled_by, ""), "files": [*map(_file, own)]}
        )
    titles = {"result": "Kết quả giải quyết"}
    made += [{"title": titles.get(f.kind, f.name), "text": "", "files": [_file(f)]} for f in files if f.id not in known]
    return made


def _file(row: FileRow) -> dict[str, str]:
    gone = f"; đã thay ngày {date_vi(row.removed_at.date())}" if row.removed_at else ""
    return {
        "text": f"{row.name}, {row.pages} trang, gửi {instant_vi(row.added_at)}{gone}",
        "sha256": row.sha256,
    }


def _slip(form: str, number: str, made_at: datetime) -> str:
    named = f"{SLIPS.get(form, f'Mẫu {form}')} (mẫu {form})"
    return f"{named}, {f'số {number}, ' if number else ''}lập {instant_vi(made_at)}"


def _money(page: Page) -> list[dict[str, str]]:
    owed = payments.obligation_of(page.id)
    if owed is None:
        return []
    rows = [
        {
            "label": line["label"],
            "value": money(line["amount"]) if line["amount"] is not None else line["note"] or "cán bộ sẽ cho biết",
        }
        for line in owed.lines
    ]
    rows += [
        {"label": "Đã nộp", "value": f"{money(p.amount)}, biên lai {p.receipt_number}, {instant_vi(p.paid_at)}"}
        for p in payments.payments_of(page.id)
    ]
    rows += [{"label": "Trả lại", "value": refund_words(r)} for r in payments.refunds_of(page.id)]
    if owed.owes:
        total = money(owed.amount) if owed.amount is not None else "cán bộ sẽ cho biết số tiền"
        rows.append({"label": "Còn phải nộp", "value": total})
    return rows
