"""The last page before a dossier: every answer read again, everything that is wrong at once, and one button."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.fees import Charge
from motcua.catalogue.packs.needs import EFORM, Need
from motcua.citizen.filing import elsewhere
from motcua.citizen.helped import helped
from motcua.citizen.known import KnownFacts, Work, screens, steps, work_on
from motcua.citizen.screens import CHECK, posted_number
from motcua.counter import assisting
from motcua.dossiers.services import submitting
from motcua.dossiers.services.checking import ONLINE, Checked, check
from motcua.dossiers.services.promising import policy_of
from motcua.forms import engine
from motcua.forms import services as forms
from motcua.forms.drawing import field_views
from motcua.forms.engine import Fault
from motcua.identity.requests import Request
from motcua.platform import clock
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.text import instant_vi, money
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in
from motcua.web.text import clock as hour

_NEVER = -1  # what was posted does not say which draft was on the page
_LOCKED = frozenset({"locked_differs", "locked_unchecked"})


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def review(request: Request, draft_id: int) -> HttpResponse:
    """Show the draft as it would be sent, or send it; sending twice leads to the one dossier."""
    seen, moved = posted_number(request, "version", _NEVER), None
    if request.method == "POST":
        with suppress(forms.DraftClosed):  # the first of two clicks has just sent it: `elsewhere` leads to its receipt
            moved = forms.moved_since(request.who, draft_id, version=seen)
    work = work_on(request.who, draft_id, at=now())
    if (other := elsewhere(request, work)) is not None:
        return other
    if request.method == "GET":
        return _page(request, work)
    if moved is not None and (news := _news(request, work, moved, seen)) is not None:
        return _page(request, work, news=news)
    try:
        code = _send(request, work)
    except Invalid:
        return _page(request, work_on(request.who, draft_id, at=work.at), is_sent=True)
    except Conflict as refusal:
        if refusal.facts.get("why") == "newer_version":
            return redirect("citizen:rebase", draft_id=draft_id)
        raise
    return redirect("citizen:receipt", code=code)


def _send(request: Request, work: Work) -> str:
    """Send the draft; an officer who stands by is kept with the dossier and told that it is there."""
    version = _declare(request, work)
    row = assisting.helping(work.draft.id, now=work.at)
    if row is None:
        return submitting.submit(work.draft.id, who=request.who, now=work.at, version=version)
    with transaction.atomic():
        code = submitting.submit(
            work.draft.id, who=request.who, now=work.at, version=version, assisted_by=row.account_id
        )
        assisting.sent(row, now=work.at)
    return code


def _declarations(work: Work) -> list[str]:
    state = work.state()
    return [k for k, f in work.form.fields.items() if f.type == "declaration" and state.fields[k].asked]


@dataclass(frozen=True)
class _News:
    """What was changed elsewhere after this page was drawn: fields that take typing, papers, or none to be named."""

    keys: tuple[str, ...] = ()


def _news(request: Request, work: Work, moved: forms.Moved, seen: int) -> _News | None:
    """Return what the person has not read yet, None when the page he sends is the draft as it stands."""
    if seen == _NEVER:
        return _News()
    lying = {f"{file.slot}:{file.id}" for file in work.files}
    papers = {pair.split(":")[0] for pair in lying ^ set(request.POST.get("files", "").split())}
    given = set(_declarations(work))  # ticks of an earlier try, sent from this page itself
    keys = [key for key in moved.keys if key not in given and key not in papers]
    if keys or papers:
        return _News((*keys, *sorted(papers)))
    return _News() if moved.version > seen and not moved.keys else None


def _declare(request: Request, work: Work) -> int:
    """Keep the ticks of this page as given now, and return the version of the draft after it.

    A declaration made before the last change counts for nothing.
    """
    version = work.draft.version
    for key in _declarations(work):
        ticked = [["yes"]] if request.POST.get(key) == "yes" else []
        for values in ([[""]] if key in work.draft.answers else []) + ticked:
            saved = forms.save_field(
                request.who,
                work.draft.id,
                form=work.form,
                changed=[key],
                posted={key: values},
                context=work.context,
                version=version,
                now=work.at,
            )
            version = saved.version
    return version


def _page(request: Request, work: Work, *, is_sent: bool = False, news: _News | None = None) -> HttpResponse:
    who, at = request.who, work.at
    sign_in = {key: fact.value for key, fact in KnownFacts(at).sign_in(who).items()}
    checked = check(
        who,
        holder=("draft", work.draft.id),
        version_id=work.draft.version_id,
        unit_id=work.draft.unit_id,
        answers=work.draft.answers,
        sign_in=sign_in,
        channel=ONLINE,
        now=at,
    )
    asked_here = set(_declarations(work))
    stops = [f for f in checked.stops if f.field not in asked_here]
    state = work.state()
    shown = screens(state)
    reuse = engine.reuse_count(state)
    bar = [*(title for _, title in steps(state)), CHECK]
    context = {
        "work": work,
        "steps": bar,
        "before": shown[-1] if shown else None,
        "groups": _groups(work, checked),
        "defects": _defects(work, stops),
        "warnings": _defects(work, [f for f in checked.faults if not f.is_stop]),
        "must_relock": any(f.code == "locked_differs" for f in stops),
        "declarations": _declaration_views(request, work, checked, is_sent=is_sent),
        "checks": _checks(work, stops, at),
        "papers": _papers(checked),
        "spared": [{"title": n.component.name, "text": n.why} for n in checked.needs if n.state == "replaced"],
        "fees": [{"label": c.label, "value": fee_words(c)} for c in checked.charges],
        "answer_by": _answer_by(work, checked, at),
        "case": checked.pack.case(checked.case).label,
        "reuse": reuse,
        "reuse_total": reuse.have + reuse.typed,
        "helped": helped(work, step=len(bar), steps=len(bar), place=CHECK, lacking=len(stops)),
        "is_sent": is_sent,
        "news": news and {"items": _changed(work, checked, news)},
        "version": work.draft.version,
        "files": " ".join(f"{file.slot}:{file.id}" for file in work.files),
        "phone": work.unit.contact.get("phone", ""),
    }
    return render(request, "citizen/review.html", context, status=422 if is_sent else 409 if news else 200)


def _groups(work: Work, checked: Checked) -> list[dict[str, Any]]:
    asked_here = set(_declarations(work))
    made = []
    for group in engine.summary(checked.form, checked.answers, work.context, masked=True):
        rows = [
            {
                "label": row.label,
                "value": row.value or "Chưa trả lời",
                "source": row.source,
                "source_text": row.note or row.source_text,
                "change_url": _place(work, row.group, row.key) if row.editable else "",
            }
            for row in group.rows
            if row.key not in asked_here
        ]
        if rows:
            made.append({"title": group.title, "rows": rows})
    return made


def _changed(work: Work, checked: Checked, news: _News) -> list[dict[str, str]]:
    """What was changed elsewhere, each by its label with what it says now and the way to it."""
    told = engine.summary(checked.form, checked.answers, work.context, masked=True)
    rows = {row.key: row for group in told for row in group.rows}
    state, made = work.state(), []
    for field in (checked.form.fields[key] for key in news.keys if key in checked.form.fields):
        row, is_asked = rows.get(field.key), state.fields[field.key].asked
        made.append(
            {
                "label": field.label,
                "place": checked.form.group(field.group).title,
                "value": (row.value if row else "") or ("Để trống" if is_asked else "Không còn hỏi"),
                "url": _place(work, field.group, field.key) if is_asked else "",
            }
        )
    return made


def _place(work: Work, group: str, name: str) -> str:
    return reverse("citizen:group", args=[work.draft.id, group]) + f"?ve=check#o-{name}"


def _defects(work: Work, faults: list[Fault]) -> list[dict[str, str]]:
    return [
        {
            "text": f.message,
            "url": _place(work, f.group, f.name or f.field) if f.group else "",
            "place": f.group_title,
        }
        for f in faults
    ]


def _declaration_views(request: Request, work: Work, checked: Checked, *, is_sent: bool) -> list[FieldView]:
    state, wanted = work.state(), set(_declarations(work))
    groups = dict.fromkeys(work.form.fields[key].group for key in wanted)
    faults = [f for f in checked.faults if f.field in wanted] if is_sent else []
    views = [v for g in groups for v in field_views(work.form, g, state, faults) if v.name in wanted]
    return [replace(v, value=request.POST.get(v.name, "") if is_sent else "") for v in views]


def _checks(work: Work, stops: list[Fault], at: datetime) -> list[dict[str, Any]]:
    papers = [f for f in stops if f.code == "component.missing" or _is_file(work, f)]
    locked = [f for f in stops if f.code in _LOCKED]
    others = [f for f in stops if f not in papers and f not in locked]
    return [
        {"text": "Đã trả lời đủ và không câu nào trái nhau", "is_good": True}
        if not others
        else {"text": f"Còn {len(others)} chỗ phải sửa hoặc trả lời, ghi ở trên", "is_good": False},
        {"text": "Đủ tệp gửi kèm cho trường hợp này", "is_good": True}
        if not papers
        else {"text": f"Còn thiếu {len(papers)} tệp, ghi ở trên", "is_good": False},
        {"text": f"Khớp với tài khoản định danh lúc {hour(at)} hôm nay", "is_good": True}
        if not locked
        else {"text": "Tài khoản định danh đã đổi, xem lại ở trên", "is_good": False},
    ]


def _is_file(work: Work, fault: Fault) -> bool:
    field = work.form.fields.get(fault.field)
    return field is not None and field.type == "file"


def _papers(checked: Checked) -> list[dict[str, str]]:
    return [
        {"title": n.component.name, "text": _paper_words(n, checked)}
        for n in checked.needs
        if n.state != "replaced" and n.component.filled_by != EFORM
    ]


def _paper_words(need: Need, checked: Checked) -> str:
    slot = need.component.filled_by
    count = checked.files.get(slot or "", 0)
    if count:
        return f"Đã gửi kèm {count} tệp"
    if need.component.form == "presented" or not slot:
        return "Mang đến cho cán bộ xem khi nhận kết quả"
    words = {"required": "Phải gửi kèm, chưa có tệp", "optional": "Không bắt buộc", "undecided": ""}[need.state]
    return ". ".join(text for text in (words, need.why) if text)


def fee_words(charge: Charge) -> str:
    """Return what one fee line costs, or why nobody can say yet."""
    if charge.amount is None:
        return charge.text
    return money(charge.amount)


def _answer_by(work: Work, checked: Checked, at: datetime) -> str:
    receiving, _ = catalogue.competence(work.draft.unit_id, work.draft.subject, checked.pack.procedure["group"])
    told = clock.answer_by(at, ONLINE, clock.calendar_of(receiving, "reception"), policy_of(checked.pack))
    return instant_vi(told.at) if told.at else ""
