"""What stands beside the way of a dossier on its page: other acts, opinions, notes, twins, corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.desk.words import ACT, DIRECT, STATUS, WHY_NOT
from motcua.documents.queries import FileRow
from motcua.dossiers.queries import Page, beside
from motcua.dossiers.queries.twins import twins_of
from motcua.dossiers.rules.acts import Act, Situation, aside
from motcua.dossiers.timeline import VERDICT
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.text import date_vi, instant_vi

STATE = {
    "open": ("soon", "Đang chờ"),
    "late": ("late", "Quá hạn"),
    "answered": ("", ""),
    "skipped": ("", "Không chờ nữa"),
}


def context(who: Person, page: Page, situation: Situation, files: Sequence[FileRow], at: datetime) -> dict[str, Any]:
    """Return the part of the dossier page that is not its own way: values for desk/_beside.html."""
    stands = beside.beside(who, page.row, now=at)
    return {
        "aside": _aside(page, situation),
        "opinions": [_opinion(o, files, at) for o in stands.opinions],
        "notes": [_note(n) for n in stands.notes],
        "twins": [_twin(page, t) for t in twins_of(who, page.row, now=at)] if situation.has_duplicate else [],
        "links": [
            {
                "text": "Việc này làm tiếp ở hồ sơ" if link.goes_on else "Đã dừng vì trùng với hồ sơ này:",
                "code": link.code,
                "reason": link.reason,
                "url": reverse("desk:dossier", args=[link.code]),
            }
            for link in stands.links
        ],
        "corrections": [_correction(c, files) for c in stands.corrections],
    }


def _aside(page: Page, situation: Situation) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for choice in aside(situation):
        label, _, note = ACT[choice.act]
        url = reverse("desk:act", args=[page.code, choice.act.value])
        if choice.act in {Act.MERGE_DUPLICATE, Act.MARK_DIFFERENT}:  # both on the page that compares
            label, url = ACT[Act.MERGE_DUPLICATE][0], reverse("desk:twins", args=[page.code])
        made.setdefault(
            label,
            {
                "label": label,
                "url": url,
                "note": note,
                "off": WHY_NOT.get(choice.why_not, choice.why_not),
                "is_direct": choice.act in DIRECT,
            },
        )
    return list(made.values())


def _opinion(row: beside.OpinionRow, files: Sequence[FileRow], at: datetime) -> dict[str, Any]:
    kind, tag = STATE[row.state]
    answer = VERDICT.get(row.verdict, "")
    by = identity.labels({row.answered_by}, at.date()).get(row.answered_by, "") if row.answered_by else ""
    if row.answered_late:
        kind, tag = "late", "Trả lời sau hạn"
    told = {f.id: f for f in files}
    sent = told.get(row.attachment_id or 0)
    return {
        "unit": row.unit,
        "question": row.question,
        "asked": f"Hỏi {instant_vi(row.asked_at)}, trả lời chậm nhất {instant_vi(row.deadline)}",
        "kind": kind,
        "tag": tag,
        "verdict": answer[:1].upper() + answer[1:],
        "answer": row.answer,
        "by": f"{by}, {instant_vi(row.answered_at)}" if row.answered_at else "",
        "skipped": row.skip_reason,
        "papers": [{"name": told[i].name, "url": f"?tep={i}"} for i in row.papers if i in told],
        "file": {"name": sent.name, "url": f"?tep={sent.id}"} if sent else None,
    }


def _note(row: beside.NoteRow) -> dict[str, Any]:
    return {
        "head": f"{row.author}{f' hỏi {row.to}' if row.kind == 'question' else ''}, {instant_vi(row.at)}",
        "text": row.text,
        "answer": row.answer,
        "answered": f"{row.answered_by}, {instant_vi(row.answered_at)}" if row.answered_at else "",
        "is_open": row.kind == "question" and row.answered_at is None,
    }


def _twin(page: Page, twin: Any) -> dict[str, str]:
    return {
        "text": f"{twin.code}: {twin.person}, {STATUS[twin.status].lower()}, nộp {date_vi(twin.submitted_at.date())}",
        "url": f"{reverse('desk:twins', args=[page.code])}?voi={twin.code}",
    }


def _correction(row: Any, files: Sequence[FileRow]) -> dict[str, Any]:
    told = {f.id: f for f in files}
    state = "Chờ ký" if row.approved_at is None else "Chờ vào sổ" if row.issued_at is None else ""
    if row.refused_at is not None:
        state = f"Lãnh đạo không ký: {row.refusal}"
    old = f"Văn bản cũ số {row.old_number}" if row.old_number else "Văn bản cũ"
    return {
        "title": f"Đính chính lần {row.ordinal}" + (f", số {row.number}" if row.number else ""),
        "reason": row.reason,
        "state": state,
        "replaced": f"{old} đã được thay từ {instant_vi(row.issued_at)}" if row.issued_at else "",
        "new_url": f"?tep={row.attachment_id}" if row.attachment_id in told else "",
        "old_url": f"?tep={row.old_attachment_id}" if row.old_attachment_id in told else "",
    }
