"""Rating the handling of a dossier after its end: in the account, or by its code and the end of a phone number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from motcua.citizen.receipt import page_of
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.states import FINAL
from motcua.feedback import queries as ratings
from motcua.feedback import services as rating_services
from motcua.feedback.queries import Officer, RatingView
from motcua.feedback.rules import MOST_WORDS, editable_until, is_unsatisfied, policy
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.platform.errors import DomainError, Invalid, StepNotAllowed
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import public, signed_in

PART = {"received": "tiếp nhận hồ sơ", "handled": "giải quyết hồ sơ"}
MOST, WITHIN = 20, timedelta(minutes=10)  # steps from one address
MOST_A_CODE, A_DAY = 30, timedelta(days=1)  # steps at one code: ten thousand endings are tried in most of a year
_TOO_OFTEN = "Đã thử nhiều lần liền. Chờ ít lâu rồi thử lại, hoặc đăng nhập để đánh giá."
_SHUT = (
    "So lại mã hồ sơ và bốn số cuối của số điện thoại đã ghi trong hồ sơ. Chỉ đánh giá được khi hồ sơ đã trả "
    "kết quả, không được tiếp nhận hoặc đã dừng; hồ sơ không ghi số điện thoại thì đăng nhập để đánh giá."
)
_FAULTS = {
    ("score", "missing"): "Chọn một mức.",
    ("score", "unknown"): "Chọn một trong các mức dưới đây.",
    ("text", "too_long"): f"Ghi ngắn lại, không quá {MOST_WORDS} ký tự.",
    ("reason", "missing"): "Ghi rõ chỗ cần xem lại.",
    ("reason", "too_long"): f"Ghi ngắn lại, không quá {MOST_WORDS} ký tự.",
}


def rating_card(who: Person, page: Page) -> dict[str, Any] | None:
    """Return what the page of a dossier that has ended says of its rating, None before; two queries."""
    if page.status not in FINAL:
        return None
    return {"rating": (given := ratings.rating_of(who, page.id)), "words": _words(given), "url": _url(page.code)}


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def rate(request: Request, code: str) -> HttpResponse:
    """Ask one question and take the answer; whoever is dissatisfied may ask that the dossier be looked at again."""
    who, at = request.who, now()
    page = page_of(request, code)
    if page.status not in FINAL:
        raise StepNotAllowed("it has not ended yet", status=page.status)
    officers = ratings.officers_of(page.id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            if request.POST.get("step") == "review":
                rating_services.ask_review(page.code, reason=request.POST.get("reason", ""), who=who, now=at)
            else:
                told = _posted(request, officers)
                rating_services.rate(page.code, **told, who=who, now=at)
        except Invalid as refusal:
            errors = _errors(refusal)
        else:
            return redirect(f"{_url(page.code)}#da-ghi")
    given = ratings.rating_of(who, page.id)
    context = {
        "title": page.title,
        "code": page.code,
        "back_url": reverse("citizen:dossier", args=[page.code]),
        "hidden": (),
        **_form(request, given, given.officers if given else officers, errors, at),
    }
    return render(request, "citizen/rate.html", context, status=422 if errors else 200)


@public
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """The same without signing in: code and four digits open it, travel in the form and never in an address."""
    at = now()
    typed = request.POST.get("ma", request.GET.get("ma", "")).strip()[:60]
    digits = request.POST.get("so", "").strip()[:10]
    if request.method == "GET":
        return _door(request, typed, "")
    if not (
        rates.allow("rating", rates.address_of(request), most=MOST, within=WITHIN, now=at)
        and rates.allow("rating-code", ratings.proper(typed) or "-", most=MOST_A_CODE, within=A_DAY, now=at)
    ):
        return _door(request, typed, _TOO_OFTEN, status=429)
    found = ratings.by_code(typed, digits)
    if found is None:
        return _door(request, typed, _SHUT, status=404)
    errors: dict[str, str] = {}
    step = request.POST.get("step", "")
    try:
        if step == "review":
            rating_services.ask_review_by_code(found.code, digits, reason=request.POST.get("reason", ""), now=at)
        elif step == "rate":
            rating_services.rate_by_code(found.code, digits, **_posted(request, found.officers), now=at)
    except Invalid as refusal:
        errors = _errors(refusal)
    else:
        found = ratings.by_code(typed, digits) or found
    unit = identity.unit_view(found.committee_id, at.date())
    request.unit_shown = unit.slug  # type: ignore[attr-defined]
    context = {
        "title": found.title,
        "code": found.code,
        "back_url": reverse("citizen:lookup"),
        "hidden": (("ma", found.code), ("so", digits)),
        "is_taken": found.is_taken,
        "is_saved": bool(step) and not errors,
        **_form(request, found.rating, found.officers, errors, at),
    }
    return render(request, "citizen/rate.html", context, status=422 if errors else 200)


def _door(request: HttpRequest, typed: str, wrong: str, *, status: int = 200) -> HttpResponse:
    fields = [
        FieldView(
            "text",
            "ma",
            "Mã hồ sơ",
            typed,
            hint="In dưới mã QR trên biên nhận, ví dụ 000.00.31.H24-261113-0017",
        ),
        FieldView(
            "text",
            "so",
            "Bốn số cuối của số điện thoại đã ghi trong hồ sơ",
            "",
            hint="Ví dụ số 0912 000 412 thì điền 0412",
            width=4,
            max_length=4,
        ),
    ]
    return render(request, "citizen/rate_door.html", {"fields": fields, "wrong": wrong}, status=status)


def _posted(request: HttpRequest, officers: Sequence[Officer]) -> dict[str, Any]:
    scores = {o.account_id: _step(request, f"officer-{o.account_id}") for o in officers}
    return {
        "score": _step(request, "score"),
        "text": request.POST.get("text", "").replace("\r\n", "\n"),
        "officers": {account: score for account, score in scores.items() if score is not None},
    }


def _step(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 3 else None


def _errors(refusal: DomainError) -> dict[str, str]:
    faults = getattr(refusal, "faults", ())
    return {field: _FAULTS.get((field, why), "Xem lại ô này giúp.") for field, why in faults}


def _form(
    request: HttpRequest,
    given: RatingView | None,
    officers: Sequence[Officer],
    errors: Mapping[str, str],
    at: datetime,
) -> dict[str, Any]:
    """Return the questions with what was said before or has just been typed, and what may still be done."""
    is_open = given is None or at < editable_until(given.given_at, policy())
    steps = [Option(str(score), label) for score, label in sorted(policy().steps.items())]
    review = None
    if given is not None and is_unsatisfied(given.score, policy()) and given.review_asked_at is None:
        review = FieldView(
            "textarea",
            "reason",
            "Chỗ nào cần xem lại?",
            request.POST.get("reason", ""),
            error=errors.get("reason", ""),
            max_length=MOST_WORDS,
        )
    fields = _questions(request, given, officers, errors, steps) if is_open else []
    return {
        "given": given,
        "words": _words(given),
        "fields": fields,
        "asked": [*fields, *([review] if review else [])],
        "review": review,
        "until": instant_vi(editable_until(given.given_at, policy())) if given and is_open else "",
        "days": policy().editable_days,
    }


def _questions(
    request: HttpRequest,
    given: RatingView | None,
    officers: Sequence[Officer],
    errors: Mapping[str, str],
    steps: list[Option],
) -> list[FieldView]:
    is_typed = request.POST.get("step") == "rate"

    def kept(name: str, said: object) -> str:
        return request.POST.get(name, "") if is_typed else "" if said is None else str(said)

    return [
        FieldView(
            "radios",
            "score",
            "Bạn hài lòng đến đâu với việc giải quyết hồ sơ này?",
            kept("score", given.score if given else None),
            options=tuple(reversed(steps)),
            error=errors.get("score", ""),
        ),
        FieldView(
            "textarea",
            "text",
            "Điều gì tốt, điều gì chưa tốt?",
            kept("text", given.text if given else ""),
            required=False,
            max_length=MOST_WORDS,
            error=errors.get("text", ""),
            hint="Không ghi số giấy tờ, số điện thoại vào đây",
        ),
        *(
            FieldView(
                "select",
                f"officer-{one.account_id}",
                f"{one.label}, {PART.get(one.part, one.part)}",
                kept(f"officer-{one.account_id}", one.score),
                options=tuple(reversed(steps)),
                required=False,
            )
            for one in officers
        ),
    ]


def _words(given: RatingView | None) -> str:
    return policy().steps.get(given.score, "") if given else ""


def _url(code: str) -> str:
    return reverse("citizen:rate", args=[code])
