"""What people say of our work: the manager answers, each officer reads his own, the worst comes first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.dossiers import queries as dossiers
from motcua.feedback import queries as ratings
from motcua.feedback import services as rating_services
from motcua.feedback.queries import RatingView
from motcua.feedback.rules import MOST_WORDS, is_unsatisfied, policy
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.reads import log_read
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in

_VIEWS = {
    "waiting": ("cho", "Chờ trả lời"),
    "unsatisfied": ("chua-hai-long", "Chưa hài lòng"),
    "all": ("tat-ca", "Tất cả"),
    "mine": ("cua-toi", "Hồ sơ tôi làm"),
}
_WAY = {"account": "trong tài khoản", "code": "bằng mã hồ sơ"}
_PART = {"received": "tiếp nhận", "handled": "giải quyết"}
_FAULTS = {"missing": "Ghi câu trả lời cho người dân đọc.", "too_long": f"Ghi ngắn lại, không quá {MOST_WORDS} ký tự."}


@signed_in("officer")
@require_GET
def listed(request: Request) -> HttpResponse:
    """List the ratings of the commune for who oversees it or answers; to anybody else those of his own dossiers."""
    who = request.who
    counts = ratings.counts_for(who)
    asked = request.GET.get("loc", "")
    first = next(iter(counts))
    view = next((key for key in counts if _VIEWS[key][0] == asked), first)
    rows = ratings.ratings_for(who, view)
    context = {
        "tabs": [
            {
                "label": _VIEWS[key][1],
                "url": f"{reverse('desk:ratings')}?loc={_VIEWS[key][0]}",
                "is_current": key == view,
                "count": count,
                "tone": "late" if key == "waiting" and count else "",
            }
            for key, count in counts.items()
        ],
        "rows": [_row(who, one) for one in rows],
        "more": max(0, counts[view] - len(rows)),
    }
    return render(request, "desk/ratings.html", context)


@signed_in("officer")
@require_http_methods(["GET", "POST"])
def one(request: Request, rating_id: int) -> HttpResponse:
    """Show one rating; who may answer it writes the sentence its people read. The reading is logged."""
    who, at = request.who, now()
    found = ratings.rating_for(who, rating_id)
    if found is None:
        raise Http404
    text, error = request.POST.get("answer", "").strip(), ""
    if request.method == "POST":
        try:
            rating_services.answer(rating_id, text=text, who=who, now=at)
        except Invalid as refusal:
            error = next((_FAULTS.get(why, "") for _, why in refusal.faults), "") or _FAULTS["missing"]
        else:
            return redirect("desk:ratings")
    _log(who, found, at)
    may = who.may_over("feedback.answer", found.committee_id) and found.may_be_answered
    label = "Trả lời đề nghị xem lại" if found.review_asked_at else "Trả lời người dân"
    field = FieldView(
        "textarea",
        "answer",
        label,
        text,
        error=error,
        max_length=MOST_WORDS,
        lines=5,
        hint="Người dân đọc được trong tài khoản. Trả lời không đổi trạng thái hồ sơ.",
    )
    context = {"row": _row(who, found), "fields": [field] if may else []}
    return render(request, "desk/rating.html", context, status=422 if error else 200)


def _log(who: Person, found: RatingView, at: datetime) -> None:
    subjects = tuple(
        {p.organisation_id or p.person_id for p in dossiers.parties_of(who, found.dossier_id)} or {None},
    )
    log_read(
        who.reader, what="desk.rating", purpose=found.code, at=at, dossier_id=found.dossier_id, subject_ids=subjects
    )


def _row(who: Person, told: RatingView) -> dict[str, Any]:
    steps = policy().steps
    return {
        "code": told.code,
        "title": told.title,
        "dossier_url": reverse("desk:dossier", args=[told.code]),
        "url": reverse("desk:rating", args=[told.id]),
        "link": "Trả lời" if told.may_be_answered and who.may_over("feedback.answer", told.committee_id) else "Xem",
        "words": steps.get(told.score, ""),
        "is_bad": is_unsatisfied(told.score, policy()),
        "waits": told.waits,
        "text": told.text,
        "at": instant_vi(told.changed_at or told.given_at),
        "way": _WAY[told.way],
        "officers": [
            (f"{o.label} ({_PART.get(o.part, o.part)})", steps.get(o.score, "") if o.score else "không đánh giá")
            for o in told.officers
        ],
        "answer": told.answer,
        "review": told.review_reason,
        "review_at": instant_vi(told.review_asked_at) if told.review_asked_at else "",
        "review_answer": told.review_answer,
    }
