"""From a procedure to a draft: begin, resume, follow a new version, put away."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue import queries as catalogue
from motcua.catalogue.fee_words import fees_by_case
from motcua.citizen.known import KnownFacts, Work, screens, standing, steps, work_on
from motcua.documents import services as documents
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import submitting
from motcua.forms import engine
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.requests import Request
from motcua.platform.clock.now import now, today
from motcua.web.fields import FieldView, Option
from motcua.web.routes import signed_in

CHOOSE = "Chọn bạn lập hồ sơ cho ai."


def too_many_words(refusal: forms.TooManyDrafts) -> str:
    """Say that more drafts for others are open than one account may have."""
    return f"Bạn đang có {refusal.facts['most']} bản nháp lập cho người khác. Nộp hoặc bỏ bớt một bản rồi lập tiếp."


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def start(request: Request, slug: str, code: str) -> HttpResponse:
    """Say for whom the dossier is, then begin a draft; the open draft of the same procedure is offered first."""
    who, at = request.who, now()
    unit = commune(slug)
    request.session["unit"] = unit.slug
    terms = catalogue.terms(code, unit, at.date())
    form = form_of(terms.version_id)
    if form is None or "online" not in terms.pack.procedure["channels"]:
        return render(request, "citizen/not_online.html", {"pack": terms.pack, "unit": unit}, status=409)
    mine = [d for d in drafts.my_drafts(who) if d.subject == code and d.unit_id == unit.id]
    error = ""
    if request.method == "POST":
        chosen = request.POST.get("whose", "")
        if chosen in ("me", "other"):
            try:
                begun = forms.open_draft(
                    who,
                    unit_id=unit.id,
                    subject=code,
                    version_id=terms.version_id,
                    form=form,
                    facts=KnownFacts(at),
                    now=at,
                    is_for_other=chosen == "other",
                    signed_in_at=signed_in_at(request, at),
                )
                return redirect("citizen:draft", draft_id=begun.id)
            except forms.TooManyDrafts as refusal:
                error = too_many_words(refusal)
        else:
            error = CHOOSE
    own = next((d for d in mine if not d.is_for_other), None)
    question = whose(request, error=error)
    context = {
        "pack": terms.pack,
        "unit": unit,
        "question": question,
        "questions": [question],
        "own": own,
        "others": [d for d in mine if d.is_for_other],
        "fees": [
            {"label": fee.label, "value": text}
            for fee in fees_by_case(terms.pack, unit.province_code, at.date(), channels=("online",))
            for _, text in fee.by_channel
        ],
        "steps": len(steps(engine.state(form, {}, engine.Context(today=at.date())))) + 1,
    }
    return render(request, "citizen/start.html", context, status=422 if error else 200)


def whose(request: Request, *, error: str) -> FieldView:
    """Ask for whom a dossier is."""
    told = request.POST.get("whose", "")
    return FieldView("radios", "whose", "Bạn lập hồ sơ này cho ai?", told, error=error, options=_options(request.who))


def _options(who: Person) -> tuple[Option, ...]:
    if who.organisation_id is not None:
        return (
            Option("me", f"Cho {who.organisation_name}", hint="Tổ chức đứng tên; bạn là người đại diện nộp"),
            Option("other", "Lập thêm một hồ sơ khác", hint="Hồ sơ nữa của tổ chức, hoặc tổ chức nộp thay người khác"),
        )
    return (
        Option("me", "Cho tôi hoặc gia đình tôi", hint="Bạn đứng tên người nộp"),
        Option("other", "Lập hồ sơ cho người khác", hint="Bạn gõ giúp; hồ sơ nằm trong tài khoản của bạn"),
    )


@signed_in("citizen")
@require_GET
def draft(request: Request, draft_id: int) -> HttpResponse:
    """Go to where the person was in a draft."""
    work = work_on(request.who, draft_id, at=now())
    if (other := elsewhere(request, work)) is not None:
        return other
    shown = [group.key for group in screens(work.state())]
    if not shown:
        return redirect("citizen:check", draft_id=draft_id)
    position = work.draft.position if work.draft.position in shown else shown[0]
    return redirect("citizen:group", draft_id=draft_id, group_key=position)


def elsewhere(request: Request, work: Work) -> HttpResponse | None:
    """Return where this draft really belongs: its receipt, the page of a new version, or nowhere else."""
    if work.draft.submitted_at is not None:
        return redirect("citizen:receipt", code=submitting.submit(work.draft.id, who=request.who, now=work.at))
    if request.session.get("unit") != work.unit.slug:
        request.session["unit"] = work.unit.slug
    if work.draft.closed_at is not None:
        return _gone(request, work, work.draft.closed_reason)
    newest, why_not = standing(work.draft.subject, work.unit, work.at.date())
    if newest is None:
        return _gone(request, work, why_not)
    if newest != work.draft.version_id or work.draft.changes:
        return redirect("citizen:rebase", draft_id=work.draft.id)
    return None


def _gone(request: Request, work: Work, reason: str) -> HttpResponse:
    groups = engine.summary(work.form, work.draft.answers, work.context, masked=True)
    context = {
        "pack": work.pack,
        "unit": work.unit,
        "reason": reason,
        "groups": groups,
        "files": work.files,
        "is_dropped": work.draft.is_dropped,
        "again_url": reverse("citizen:start", args=[work.unit.slug, work.draft.subject]),
        "search_url": instead_url(work.unit, work.pack.short_name),
        "drop_url": "" if not work.draft.answers else reverse("citizen:drop", args=[work.draft.id]),
    }
    return render(request, "citizen/draft_gone.html", context, status=410)


def instead_url(unit: UnitView, name: str) -> str:
    """Return where one looks for what took the place of a procedure: the search of the commune by its short name."""
    return f"{reverse('catalogue:procedures', args=[unit.slug])}?{urlencode({'q': name})}"


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def rebase(request: Request, draft_id: int) -> HttpResponse:
    """Show what a new version of the procedure changes in this draft, and move the draft to it."""
    who, at = request.who, now()
    work = work_on(who, draft_id, at=at)
    newest, _ = standing(work.draft.subject, work.unit, at.date())
    form = None if newest is None else form_of(newest)
    if not work.draft.is_open or newest is None or form is None:
        return redirect("citizen:draft", draft_id=draft_id)
    if request.method == "POST":
        if newest != work.draft.version_id:
            forms.rebase_draft(
                who,
                draft_id,
                old_form=work.form,
                new_form=form,
                version_id=newest,
                facts=KnownFacts(at),
                now=at,
            )
        forms.mark_changes_seen(who, draft_id)
        return redirect("citizen:draft", draft_id=draft_id)
    if newest == work.draft.version_id and not work.draft.changes:
        return redirect("citizen:draft", draft_id=draft_id)
    moved = engine.rebase(work.form, form, work.draft.answers, old_version=work.draft.version_id)
    changes = list(dict.fromkeys([*work.draft.changes, *moved.changes]))
    return render(request, "citizen/rebase.html", {"work": work, "changes": changes})


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def drop(request: Request, draft_id: int) -> HttpResponse:
    """Put a draft away after asking once; one that can no longer be sent is deleted with its files."""
    work = work_on(request.who, draft_id, at=now())
    if work.draft.submitted_at is not None:
        return redirect("citizen:receipt", code=submitting.submit(draft_id, who=request.who, now=work.at))
    is_ended = not work.draft.is_open or standing(work.draft.subject, work.unit, work.at.date())[0] is None
    if request.method == "POST":
        if work.draft.is_open:
            forms.close(request.who, draft_id, now=work.at)
        if is_ended:
            documents.clear_closed_draft(request.who, draft_id, work.at)
            forms.erase(request.who, draft_id)
        return redirect("citizen:mine")
    return render(request, "citizen/drop.html", {"work": work, "is_ended": is_ended})


@signed_in("citizen")
@require_POST
def relock(request: Request, draft_id: int) -> HttpResponse:
    """Take over what the sign-in now says differently, after old and new were shown."""
    at = now()
    work = work_on(request.who, draft_id, at=at)
    forms.relock(request.who, draft_id, form=work.form, sign_in=KnownFacts(at).sign_in(request.who), now=at)
    return redirect("citizen:check", draft_id=draft_id)


def commune(slug: str) -> UnitView:
    """Return the people's committee of an address; 404 for another word."""
    found = next((u for u in identity.committees(today()) if u.slug == slug), None)
    if found is None:
        raise Http404
    return found


def signed_in_at(request: Request, at: datetime) -> datetime:
    """Return when this session was signed in: the time from there to submission is measured (R7.13)."""
    kept = request.session.get("signed_in_at")
    return datetime.fromisoformat(kept) if kept else at
