"""Right after submission: the code, what arrived with its check codes, by when we answer; on screen and as PDF."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.citizen.clockwork import clock_of
from motcua.citizen.words import phone_words
from motcua.documents import queries as documents
from motcua.documents.printing import FileLine, NextStep, ReceiptSlip, template_for
from motcua.documents.printing import render as print_paper
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.states import Status
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi
from motcua.web.routes import signed_in


def page_of(request: Request, code: str) -> Page:
    """Return one of the person's dossiers, or 404: a dossier one may not see does not exist.

    From here on the pages stand in the commune of the dossier.
    """
    page = dossiers.page(request.who, code)
    if page is None:
        raise Http404
    slug = identity.unit_view(page.committee_id, now().date()).slug
    if request.session.get("unit") != slug:
        request.session["unit"] = slug
    return page


@signed_in("citizen")
@require_GET
def receipt(request: Request, code: str) -> HttpResponse:
    """Tell that the dossier arrived, what is in it, and when the office answers."""
    page, at = page_of(request, code), now()
    files = documents.files_of(request.who, ("dossier", page.id))
    submitter = next((p for p in page.parties if p.role == "submitter"), None)
    told = clock_of(page, at)
    notes = [*told.lines[:3], "Nếu phải chờ bạn bổ sung, đồng hồ dừng và trang Hồ sơ của tôi ghi rõ phải gửi gì."]
    context = {
        "page": page,
        "clock": told,
        "notes": notes,
        "facts": [
            {"label": "Việc", "value": page.title},
            {"label": "Nhận lúc", "value": instant_vi(page.submitted_at)},
        ],
        "phone": phone_words(submitter.phone) if submitter else "",
        "received": _received(page, files),
        "next": next_steps(page),
    }
    return render(request, "citizen/receipt.html", context)


def _received(page: Page, files: list[documents.FileRow]) -> list[dict[str, str]]:
    names = {p.slot: p.name for p in page.papers if p.slot}
    made = [
        {"title": p.name, "text": "Bạn khai trên mạng", "icon": "file"} for p in page.papers if p.filled_by == "eform"
    ]
    made += [
        {
            "title": names.get(f.slot, f.name),
            "text": f"{f.name}, {f.pages} trang, mã kiểm {f.sha256[:8].upper()}",
            "icon": "file",
        }
        for f in files
        if f.kind == "component"
    ]
    made += [
        {"title": p.name, "text": "Lấy từ dữ liệu Nhà nước, không phải nộp", "icon": "database"}
        for p in page.papers
        if p.filled_by == "state_data"
    ]
    return made


def next_steps(page: Page) -> list[dict[str, str]]:
    """Return what comes after submission, from the dossier's own process."""
    pack = catalogue.pack_of_version(page.version_id)
    route = pack.route(page.case)
    keys = [step.key for step in route]
    ahead = route[keys.index(page.step) + 1 :] if page.step in keys else route[1:]
    first = {
        "title": "Trung tâm kiểm tra hồ sơ",
        "text": f"Trả lời chậm nhất {instant_vi(page.answer_by)}."
        if page.answer_by and page.status == Status.SUBMITTED
        else "",
    }
    return ([] if page.was_accepted else [first]) + [{"title": step.name, "text": ""} for step in ahead]


@signed_in("citizen")
@require_GET
def qr(request: Request, code: str) -> HttpResponse:
    """Give the QR image of a code: it leads to the public look-up and holds nothing else."""
    page = page_of(request, code)
    out = io.BytesIO()
    segno.make(lookup_url(page.code), error="m", micro=False).save(out, kind="svg", scale=4, border=4, light="#fff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def lookup_url(code: str) -> str:
    """Return the address anybody may open to see the progress of a code."""
    return f"{settings.PUBLIC_URL}/tra-cuu/?ma={code}"


@signed_in("citizen")
@require_GET
def receipt_pdf(request: Request, code: str) -> HttpResponse:
    """Give the receipt as PDF, with the full SHA-256 of every file."""
    page = page_of(request, code)
    if page.answer_by is None:
        raise Http404
    paper = _paper(request.who, page, page.answer_by)
    pdf = print_paper(template_for("receipt", on=page.submitted_at.date()), paper.as_data())
    disposition = f'attachment; filename="{page.code}-bien-nhan.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _paper(who: Person, page: Page, answer_by: datetime) -> ReceiptSlip:
    on = page.submitted_at.date()
    receiving = identity.unit_view(page.receiving_unit_id, on)
    names = {p.slot: p.name for p in page.papers if p.slot}
    files = documents.files_of(who, ("dossier", page.id), with_superseded=True)
    people: dict[str, Any] = {p.role: p.name for p in reversed(page.parties)}
    owner = people.get("owner", "")
    return ReceiptSlip(
        made_at=page.submitted_at,
        unit=receiving.name,
        superior=identity.unit_view(page.committee_id, on).name,
        code=page.code,
        qr=lookup_url(page.code),
        procedure=page.title,
        submitter=people.get("submitter", ""),
        submitted_at=page.submitted_at,
        answer_by=answer_by,
        files=[FileLine(names.get(f.slot, f.name), f.sha256, f.pages, f.name) for f in files if f.kind == "component"],
        owner=owner if owner != people.get("submitter") else "",
        result_estimate=page.estimated_at,
        result_note="Ngày dự kiến; ngày hẹn ghi trên giấy tiếp nhận khi hồ sơ được tiếp nhận.",
        reused=[p.name for p in page.papers if p.filled_by == "state_data"],
        next_steps=[NextStep(s["title"], s["text"]) for s in next_steps(page)],
        lookup=lookup_url(page.code),
        hotline=str(receiving.contact.get("phone", "")),
    )
