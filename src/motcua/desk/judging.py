"""One complete supplement request: every item judged beside its paper, the letter written as it grows (R2.6, R2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.desk.viewing import Paper, chosen, paper_of
from motcua.desk.words import hand_back_words, too_long
from motcua.documents import queries as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.asking import Asking, asking
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.supplements import MOST_WORDS, Verdict
from motcua.dossiers.services import supplementing
from motcua.dossiers.services.judging import Judged
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.reads import log_read
from motcua.platform.text import date_vi, instant_vi
from motcua.web.fields import Option
from motcua.web.routes import signed_in

_OWN = "other"
_FAULT = {
    "not_judged": "Chọn Đạt hoặc Chưa đạt.",
    "says_nothing": "Chọn lý do, hoặc ghi một câu người dân cần làm gì.",
    "too_long": too_long(MOST_WORDS),
}
_KEYS = (("D", "tất cả đạt"), ("J", "mục tới"), ("K", "mục trước"), ("C", "chưa đạt"))

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What is on the page: things to judge, ready sentences of the procedure, and what was typed so far."""

    things: Sequence[Judged]
    defects: Sequence[Mapping[str, Any]]
    typed: Typed

    @property
    def verdicts(self) -> list[Verdict]:
        """What is judged so far; what State data vouch for passes by itself."""
        return [v for thing in self.things if (v := self.verdict_of(thing)) is not None]

    def said_of(self, thing: Judged) -> str:
        """Return "pass", "fail", or "" for what nobody has judged."""
        if "all_good" in self.typed:
            return "pass"
        said = self.typed.get(_name(thing)) or ("pass" if thing.passes else "")
        return said if said in {"pass", "fail"} else ""

    def verdict_of(self, thing: Judged) -> Verdict | None:
        """Return the judgement of one thing; a reason of the list brings its own sentence."""
        said, name = self.said_of(thing), _name(thing)
        if not said:
            return None
        reason = self.typed.get(f"{name}-reason", "")
        sentence = self.typed.get(f"{name}-sentence", "").strip()
        if said == "fail" and not sentence:
            sentence = next((d["message"] for d in self.defects if d["key"] == reason), "")
        return Verdict(thing.kind, thing.key, is_good=said == "pass", reason=reason, message=sentence)

    def reasons_for(self, thing: Judged) -> list[Option]:
        """Return the reasons to choose from, those about this thing first; a hint is the sentence it brings."""
        fitting = [d for d in self.defects if d["concerns"].get(thing.kind) == thing.key]
        rest = [d for d in self.defects if d not in fitting]
        return [Option(d["key"], d["reason"], d["message"]) for d in (*fitting, *rest)] + [Option(_OWN, "Lý do khác")]


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def judge(request: Request, code: str) -> HttpResponse:
    """Judge every component and field, then send form 02; what was visible the first time waits for a leader."""
    who, at = request.who, now()
    page = dossiers.page(who, code)
    if page is None:
        raise Http404
    things = dossiers.things_to_judge(who, page)
    defects = catalogue.pack_of_version(page.version_id).procedure.get("common_defects", [])
    sheet = Sheet(things, defects, request.POST if request.method == "POST" else {})
    errors: dict[tuple[str, str], str] = {}
    general = ""
    if request.method == "POST" and not {"all_good", "preview"} & set(request.POST):
        seen = request.POST.get("seen", "")
        try:
            supplementing.ask_supplement(
                page.code, sheet.verdicts, who=who, now=at, seen=int(seen) if seen.isdigit() else None
            )
        except Invalid as refusal:
            errors = {(kind, key): _FAULT.get(code_, "Xem lại mục này.") for code_, kind, key in refusal.faults if key}
            if any(code_ == "nothing_bad" for code_, *_ in refusal.faults):
                general = "Chưa mục nào chưa đạt. Nếu tất cả đều đạt, tiếp nhận hồ sơ thay vì yêu cầu bổ sung."
        else:
            return redirect("desk:dossier", code=page.code)
    subjects = tuple({p.subject_id for p in page.parties}) or (None,)
    log_read(who.reader, what="desk.judge", purpose=page.code, at=at, dossier_id=page.id, subject_ids=subjects)
    papers = _papers(page, documents.files_of(who, ("dossier", page.id)))
    items = [_item(t, sheet, papers, errors) for t in things]
    waiting = [item for item in items if not item["value"]]
    context = {
        "page": page,
        "items": items,
        "done": len(items) - len(waiting),
        "waiting": waiting,
        "papers": papers,
        "shown": chosen(papers, request.POST.get("shown", "") or request.GET.get("tep", "")),
        "letter": _letter(things, sheet),
        "if_sent": _if_sent(page, asking(page, now=at), instant_vi(at)),
        "keys": [{"key": key, "label": label} for key, label in _KEYS],
        "wrong": _summary(items, general),
        "seen": page.acts,
    }
    return render(request, "desk/judge.html", context, status=422 if errors or general else 200)


def _name(thing: Judged) -> str:
    return f"{thing.kind}-{thing.key}"


def _papers(page: Page, files: Sequence[documents.FileRow]) -> list[Paper]:
    """Return the files in the order of the components they fill, each under its component's name."""
    names = {paper.slot: paper.name for paper in page.papers if paper.slot}
    order = {slot: place for place, slot in enumerate(names)}
    rows = sorted(files, key=lambda row: order.get(row.slot, len(order)))
    return [paper_of(row, names.get(row.slot, "")) for row in rows if row.kind != "result"]


def _item(
    thing: Judged, sheet: Sheet, papers: Sequence[Paper], errors: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    name = _name(thing)
    return {
        "id": f"m-{name}",
        "name": name,
        "title": thing.label,
        "text": f"{thing.shown}, từ dữ liệu Nhà nước" if thing.passes and thing.kind == "field" else thing.shown,
        "value": sheet.said_of(thing),
        "reasons": sheet.reasons_for(thing),
        "reason": sheet.typed.get(f"{name}-reason", ""),
        "sentence": sheet.typed.get(f"{name}-sentence", ""),
        "error": errors.get((thing.kind, thing.key), ""),
        "group": thing.group or "Giấy tờ",
        "files": [{"id": p.id, "url": p.view, "label": p.note} for p in papers if p.slot in thing.slots],
    }


def _letter(things: Sequence[Judged], sheet: Sheet) -> list[dict[str, str]]:
    return [
        {"label": thing.label, "sentence": verdict.message}
        for thing in things
        if (verdict := sheet.verdict_of(thing)) is not None and not verdict.is_good
    ]


def _summary(items: Sequence[Mapping[str, Any]], general: str) -> list[dict[str, str]]:
    if general:
        return [{"text": general, "id": ""}]
    # The pair of radios, or what is open because of it: where the reader can put it right.
    return [
        {
            "text": f"{item['title']}: {item['error'][0].lower()}{item['error'][1:]}",
            "id": f"{item['id']}-{'reason' if item['value'] == 'fail' else 'pass'}",
        }
        for item in items
        if item["error"]
    ]


def _if_sent(page: Page, told: Asking, at: str) -> dict[str, Any]:
    """Say what sending now does: to the clock, and by when the citizen answers."""
    if not told.stops_clock:
        head = "Thời hạn giải quyết chưa chạy"
        lines = ["Người dân gửi đủ thì hạn trả lời của mình tính lại từ lúc đó."]
    else:
        head = "Đồng hồ dừng khi lãnh đạo cho gửi" if told.hand_back.is_over else f"Đồng hồ dừng từ {at}"
        lines = [f"Hẹn cũ {instant_vi(page.due_at)} được lưu."] if page.due_at else []
        again = "thời hạn tính lại từ đầu" if told.restarts_clock else "thời hạn cộng thêm thời gian chờ"
        lines.append(f"Người dân gửi đủ thì {again}.")
    lines.append(f"Người dân gửi chậm nhất hết ngày {date_vi(told.deadline)}.")
    return {
        "head": head,
        "lines": lines,
        "stops": told.stops_clock,
        "deadline": date_vi(told.deadline),
        "hand_back": hand_back_words(told.hand_back),
        "is_late": told.hand_back.is_over,
    }
