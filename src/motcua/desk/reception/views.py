"""The counter: who sits there, what for, the form and the papers, taking it in; four forms on one page.

Every save is kept in the visit, so that a power cut or a closed browser loses nothing.
"""

from __future__ import annotations

from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue import queries as catalogue
from motcua.counter import matters, visits
from motcua.counter.matters import MatterHere
from motcua.counter.visits import Sitting, VisitFull
from motcua.desk.reception import page as drawing
from motcua.desk.reception import queue
from motcua.desk.reception.page import Shown
from motcua.desk.reception.posts import person_of, told_of
from motcua.desk.reception.words import FAULT
from motcua.documents import services as documents
from motcua.documents.inspect import FileRefused
from motcua.dossiers import queries as dossiers
from motcua.dossiers.services.slips import lookup
from motcua.forms import services as forms
from motcua.forms.engine import Fault, Parsed
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Forbidden, Invalid
from motcua.web.routes import permitted

RECEIVES = "dossiers.receive"


@permitted(RECEIVES)
@require_http_methods(["GET", "POST"])
def counter(request: Request) -> HttpResponse:
    """Show this officer's unfinished visits and who waits in the hall; begin one.

    Where nobody draws numbers, somebody with nothing unfinished is taken straight to a new visit.
    """
    at = now()
    if request.method == "POST":
        return redirect("desk:visit", visit_id=visits.begin(request.who, now=at))
    here = visits.open_visits(request.who)
    waiting = queue.panel(request, at)
    if not here and waiting is None:
        return redirect("desk:visit", visit_id=visits.begin(request.who, now=at))
    return render(request, "desk/reception/counter.html", {"visits": here, "queue": waiting})


@permitted(RECEIVES)
@require_GET
def visit(request: Request, visit_id: int) -> HttpResponse:
    """Show one visit."""
    here = visits.sitting(request.who, visit_id)
    if here.visit.ended_at is not None:
        return render(request, "desk/reception/ended.html", {"here": here})
    return _page(request, here, _chosen(request.who, here, request.GET.get("viec", "")), Shown())


def _chosen(who: Person, here: Sitting, told: str) -> MatterHere | None:
    """The matter that is open: the one asked for, else the first that is not a dossier yet."""
    ordinal = int(told) if told.isdecimal() and len(told) < 5 else 0
    if any(m.ordinal == ordinal for m in here.matters):
        return matters.matter(who, here, ordinal)
    return matters.matter(who, here, here.waiting[0].ordinal) if here.waiting else None


def _page(request: Request, here: Sitting, one: MatterHere | None, shown: Shown, *, status: int = 200) -> HttpResponse:
    query = {key: str(value) for key, value in request.GET.items()}
    context = drawing.context(request.who, here, one, query, shown, at=now())
    return render(request, "desk/reception/visit.html", context, status=status)


@permitted(RECEIVES)
@require_POST
def person(request: Request, visit_id: int) -> HttpResponse:
    """Put somebody into the visit, correct him, or take him out again."""
    who, at = request.who, now()
    here = visits.sitting(who, visit_id)
    posted = _texts(request)
    number = int(posted["number"]) if posted.get("number", "").isdecimal() else 0
    try:
        if "remove" in posted:
            visits.drop_person(who, visit_id, number, now=at)
        else:
            told, doubts = person_of(posted, here.person(number) if number else None)
            visits.put_person(who, visit_id, told, now=at)
            if doubts:
                request.session["card_doubts"] = " ".join(doubts)
    except Invalid as refusal:
        wrong = {str(f): FAULT.get(str(f), "Xem lại ô này.") for f in refusal.faults}
        return _page(request, here, _chosen(who, here, ""), Shown(wrong=wrong, typed=posted), status=422)
    except VisitFull as full:
        wrong = {"full_name": f"Một lượt tối đa {full.facts['most']} người. Mở lượt khác."}
        return _page(request, here, _chosen(who, here, ""), Shown(wrong=wrong, typed=posted), status=422)
    return redirect("desk:visit", visit_id=visit_id)


@permitted(RECEIVES)
@require_POST
def choose(request: Request, visit_id: int) -> HttpResponse:
    """Choose a procedure for somebody of the visit."""
    who, at = request.who, now()
    here = visits.sitting(who, visit_id)
    posted = _texts(request)
    _, own = visits.my_counter(who, at.date())
    committee = int(posted["noi"]) if posted.get("noi", "").isdecimal() else own
    sitter = int(posted["sitter"]) if posted.get("sitter", "").isdecimal() else 0
    try:
        ordinal = matters.add_matter(
            who, visit_id, posted.get("procedure", "")[:20], committee_id=committee, sitter=sitter, now=at
        )
    except Invalid as refusal:
        sentence = " ".join(FAULT.get(str(f), "") for f in refusal.faults)
        return _page(request, here, _chosen(who, here, ""), Shown(wrong={"procedure": sentence}), status=422)
    except VisitFull as full:
        wrong = {"procedure": f"Một lượt tối đa {full.facts['most']} việc. Mở lượt khác."}
        return _page(request, here, _chosen(who, here, ""), Shown(wrong=wrong), status=422)
    return redirect(f"{reverse('desk:visit', args=[visit_id])}?viec={ordinal}")


@permitted(RECEIVES)
@require_POST
def matter(request: Request, visit_id: int, ordinal: int) -> HttpResponse:
    """Save a matter, take it in, keep it to ask for more, or put it away. Pressing twice makes one dossier."""
    who, at = request.who, now()
    here = visits.sitting(who, visit_id)
    one = matters.matter(who, here, ordinal)
    if one.is_done:
        return redirect("desk:visit", visit_id=visit_id)
    posted = _texts(request)
    if "drop" in posted:
        matters.drop_matter(who, visit_id, ordinal, now=at)
        return redirect("desk:visit", visit_id=visit_id)
    wrong: dict[str, str] = {}
    try:
        components = {c.key: c for c in catalogue.pack_of_version(one.draft.version_id).components}
        matters.tell(who, visit_id, ordinal, told_of(posted, components), now=at)
    except Invalid as refusal:
        wrong = {str(f): FAULT.get(str(f), "Xem lại ô này.") for f in refusal.faults}
    wrong |= _files(request, one, at)
    parsed = _answers(request, here, one, at)
    here = visits.sitting(who, visit_id)
    one = matters.matter(who, here, ordinal)
    typed_wrong = [f for p in parsed.values() for f in p.faults if f.is_stop and not _is_missing(f)]
    asked = "accept" in posted or "keep" in posted
    if not asked or wrong or typed_wrong or any(p.action for p in parsed.values()):
        shown = Shown(parsed=parsed, faults=typed_wrong, wrong=wrong, typed={})
        return _page(request, here, one, shown, status=422 if wrong or typed_wrong else 200)
    try:
        code = matters.take_in(who, visit_id, ordinal, accept="accept" in posted, now=at)
    except Invalid as refusal:
        faults = [f for f in refusal.faults if isinstance(f, Fault)]
        wrong = {str(f): FAULT.get(str(f), "Xem lại ô này.") for f in refusal.faults if not isinstance(f, Fault)}
        wrong |= {"amount": _AMOUNT_DIFFERS} if "amount_differs" in wrong else {}
        return _page(request, here, one, Shown(parsed=parsed, faults=faults, wrong=wrong), status=422)
    except Forbidden as refusal:
        if refusal.facts.get("why") != "too_near":
            raise
        return _page(request, here, one, Shown(wrong={"sitter": _TOO_NEAR}), status=403)
    if "keep" in posted:
        return redirect("desk:judge", code=code)
    return redirect(f"{reverse('desk:visit', args=[visit_id])}#xong")


_AMOUNT_DIFFERS = "Số tiền khác mức phải thu. Thu đủ một lần, theo đúng mức bên trên."
_TOO_NEAR = "Hồ sơ của chính bạn hoặc người thân phải do cán bộ khác tiếp nhận."


@permitted(RECEIVES)
@require_POST
def accept_all(request: Request, visit_id: int) -> HttpResponse:
    """Accept everything of the visit that is complete; say of each what became of it."""
    who, at = request.who, now()
    done = matters.take_in_all(who, visit_id, now=at)
    here = visits.sitting(who, visit_id)
    return _page(request, here, _chosen(who, here, ""), Shown(results=done))


@permitted(RECEIVES)
@require_POST
def end(request: Request, visit_id: int) -> HttpResponse:
    """End the visit; what was typed of people is forgotten."""
    visits.end(request.who, visit_id, now=now())
    return redirect("desk:visit", visit_id=visit_id)


@permitted(RECEIVES)
@require_GET
def labels(request: Request, visit_id: int) -> HttpResponse:
    """Labels for the folders of this visit's dossiers: code, QR, procedure, name, day."""
    who = request.who
    here = visits.sitting(who, visit_id)
    pages = [page for m in here.matters if m.code and (page := dossiers.page(who, m.code)) is not None]
    if not pages:
        raise Http404
    rows = [
        {
            "code": p.code,
            "title": p.title,
            "name": next((party.name for party in p.parties if party.role == "owner"), ""),
            "due": p.row.due_at,
            "qr": mark_safe(segno.make(lookup(p.code), error="m", micro=False).svg_inline(scale=3, border=2)),  # noqa: S308
        }
        for p in pages
    ]
    return render(request, "desk/reception/labels.html", {"rows": rows})


def _texts(request: Request) -> dict[str, str]:
    return {key: value for key, value in request.POST.items() if isinstance(value, str)}


def _is_missing(fault: Fault) -> bool:
    """An open question is no mistake while the officer is still typing."""
    return fault.code in {"missing", "unconfirmed"}


def _answers(request: Request, here: Sitting, one: MatterHere, at: Any) -> dict[str, Parsed]:
    """Keep the answers of every group that stood on the page."""
    checked, _ = matters.check(request.who, here, one, now=at)
    posted = dict(request.POST.lists())
    parsed: dict[str, Parsed] = {}
    version = one.draft.version
    for group in checked.settled.screens:
        saved = forms.save_group(
            request.who,
            one.draft.id,
            form=one.form,
            group_key=group.key,
            posted=posted,
            context=checked.context,
            version=version,
            now=at,
        )
        version = saved.version
        parsed[group.key] = saved.parsed
    for key, field in one.form.fields.items():  # ticked on this page means declared now, after everything else on it
        if field.type == "declaration" and posted.get(key) == ["yes"]:
            for said in ({key: [""]}, {key: ["yes"]}):
                saved = forms.save_field(
                    request.who,
                    one.draft.id,
                    form=one.form,
                    changed=[key],
                    posted=said,
                    context=checked.context,
                    version=version,
                    now=at,
                )
                version = saved.version
    return parsed


def _files(request: Request, one: MatterHere, at: Any) -> dict[str, str]:
    """Take scans into the file fields of the form, each a slot of the draft."""
    wrong = {}
    for key, field in one.form.fields.items():
        if field.type != "file":
            continue
        for upload in request.FILES.getlist(f"scan-{key}"):
            try:
                documents.attach(
                    request.who,
                    ("draft", one.draft.id),
                    key,
                    upload,
                    accept=field.accept or documents.ANYTHING,
                    secrecy=identity.secrecy_number(one.form.secrecy_of(field) or None),
                    now=at,
                )
            except FileRefused as refusal:
                wrong[f"scan-{key}"] = refusal.sentence
    return wrong
