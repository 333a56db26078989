"""Progress by code, for anybody who holds one: where it stands and by when, no names, not too often."""

from __future__ import annotations

import re
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.citizen.words import due_kind, phone_words, status_words
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import PublicStatus, beside
from motcua.dossiers.rules.states import FINAL
from motcua.identity import queries as identity
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi
from motcua.web.routes import public

MOST = 30  # look-ups from one address in ten minutes: a family checks a code, a machine tries them all
WITHIN = timedelta(minutes=10)
_ANSWER = "Trả lời có tiếp nhận hay không trước"


@public
@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """Answer one code, or ask for one."""
    typed, at = request.GET.get("ma", "").strip(), now()
    context: dict[str, object] = {"typed": typed}
    if not typed:
        return render(request, "citizen/lookup.html", context)
    if not rates.allow("lookup", rates.address_of(request), most=MOST, within=WITHIN, now=at):
        context["wrong"] = "Bạn đã tra nhiều lần liền. Chờ mười phút rồi tra lại, hoặc gọi Trung tâm."
        return render(request, "citizen/lookup.html", context, status=429)
    found = dossiers.public_status(typed)
    if found is None:
        context["wrong"] = what_is_wrong(typed)
        return render(request, "citizen/lookup.html", context, status=404)
    unit = identity.unit_view(found.committee_id, at.date())
    request.unit_shown = unit.slug  # type: ignore[attr-defined]  # the code tells the commune: its name above, its contacts below
    asks = found.asks_applicant
    due_at = found.due_at or found.answer_by
    kind = due_kind(found.status, due_at, at, is_paused=found.is_paused, is_owed=found.is_owed)
    phone = str(unit.contact.get("phone", ""))
    context |= {
        "found": found,
        "unit": unit,
        "phone": phone,
        "phone_words": phone_words(phone),
        "status": status_words(found.status, asks_applicant=asks, to_anybody=True),
        "kind": kind,
        "may_rate": found.status in FINAL and bool(found.title),  # a confidential one only in its account
        "rows": [*_rows(found, is_late=kind == "late"), *_corrected(found)],
    }
    return render(request, "citizen/lookup.html", context)


def _rows(found: PublicStatus, *, is_late: bool) -> list[dict[str, str]]:
    rows = [{"label": "Nộp lúc", "value": instant_vi(found.submitted_at)}]
    if found.accepted_at is None:
        if found.answer_by and found.is_owed:
            label = "Lẽ ra đã trả lời có tiếp nhận hay không trước" if is_late else _ANSWER
            rows.append({"label": label, "value": instant_vi(found.answer_by)})
        return rows
    rows.append({"label": "Tiếp nhận lúc", "value": instant_vi(found.accepted_at)})
    if found.completed_at:
        rows.append({"label": "Có kết quả lúc", "value": instant_vi(found.completed_at)})
    elif found.status not in FINAL:
        due = instant_vi(found.due_at) if found.due_at else found.no_limit_reason
        rows.append({"label": "Trễ hẹn từ" if is_late else "Hẹn trả kết quả", "value": due})
        if found.original_due_at and found.original_due_at != found.due_at:
            rows.append({"label": "Hẹn lúc đầu", "value": instant_vi(found.original_due_at)})
    if found.returned_at:
        rows.append({"label": "Đã trả kết quả lúc", "value": instant_vi(found.returned_at)})
    return rows


def _corrected(found: PublicStatus) -> list[dict[str, str]]:
    """Who holds the old paper learns that another has taken its place."""
    if found.completed_at is None:
        return []
    told = []
    for number, old, at in beside.public_corrections(found.code):
        was = f"Văn bản số {old}" if old else "Văn bản trước"
        told.append({"label": "Đính chính", "value": f"{was} đã được thay bằng văn bản số {number}, {instant_vi(at)}"})
    return told


def what_is_wrong(typed: str) -> str:
    """Say which part of a code cannot be right.

    >>> what_is_wrong("261113-0017")
    'Thiếu phần đầu của mã: mã của cơ quan, ví dụ 000.00.31.H24 đứng trước ngày.'
    >>> what_is_wrong("000.00.31.H24-261343-0017")
    'Phần giữa «261343» phải là ngày nộp: hai số cuối của năm, tháng, ngày. Ví dụ 261113.'
    """
    parts = [part for part in re.split(r"[-–—\s]+", typed) if part]
    if len(parts) == 2 and parts[0].isdigit():
        return "Thiếu phần đầu của mã: mã của cơ quan, ví dụ 000.00.31.H24 đứng trước ngày."
    if len(parts) != 3:
        return "Mã gồm ba phần nối bằng dấu gạch: mã cơ quan, ngày nộp, số thứ tự. Ví dụ 000.00.31.H24-261113-0017."
    unit, day, number = parts
    if "." not in unit:
        return f"Phần đầu «{unit}» phải là mã của cơ quan, có dấu chấm. Ví dụ 000.00.31.H24."
    if not re.fullmatch(r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", day):
        return f"Phần giữa «{day}» phải là ngày nộp: hai số cuối của năm, tháng, ngày. Ví dụ 261113."
    if not number.isdigit():
        return f"Phần cuối «{number}» phải là số thứ tự, chỉ gồm chữ số. Ví dụ 0017."
    return "Mã đúng dạng nhưng không có hồ sơ nào mang mã này. So lại từng chữ số với giấy hẹn."
