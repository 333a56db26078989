"""An officer's own second factor: set it up, print codes for the day the phone is gone, take it away."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.desk.sign_in import WRONG_CODE, code_field, locked_sentence
from motcua.identity import queries, rules_of_codes, services, sessions
from motcua.identity import second_factor as factor
from motcua.identity.middleware import own_transactions
from motcua.identity.requests import Request
from motcua.platform import sealing
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.principal import acting_as
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView
from motcua.web.routes import signed_in

_PENDING, _PAPER = "factor_pending", "factor_paper"  # of the session, sealed: the database alone tells neither
_FEW = 3
_WHY_ASKED = "Để chắc chắn là bạn, vì lần đăng nhập đã qua mười phút."
_HINT = "6 chữ số đang hiện trong ứng dụng."
_EITHER = "6 chữ số đang hiện trong ứng dụng, hoặc 12 chữ số của một mã dự phòng."


@signed_in("officer")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """Show how it stands; a reset by an administrator is told here until the officer has read it."""
    if request.method == "POST":
        factor.acknowledge_reset(request.who)
        return redirect("desk:second_factor")
    stands = factor.standing(request.who)
    context = {
        "since": instant_vi(stands.since) if stands.since else "",
        "left": stands.paper_left,
        "left_text": str(stands.paper_left),
        "is_few": stands.paper_left <= _FEW,
        "reset": _reset(stands),
    }
    return render(request, "desk/second_factor.html", context)


@signed_in("officer")
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def enrol(request: Request) -> HttpResponse:
    """Show the secret as QR and text, take a first code, then lead to the codes on paper.

    Where the sign-in is not of just now the password is asked again: an unlocked machine must not give its officer's
    account to a stranger's phone.
    """
    who, at = request.who, now()
    with acting_as(who.principal):
        stands = factor.standing(who)
    if stands.since:
        return redirect("desk:second_factor")
    secret = _secret(request)
    asks_password, wrong = not sessions.is_fresh(request, at), _Wrong()
    if request.method == "POST":
        wrong = _wrong_password(request) if asks_password else wrong
        if not wrong.password:
            try:
                with acting_as(who.principal):
                    codes = factor.enrol(who, secret, request.POST.get("code", ""), now=at)
                    sessions.begin(request, who.account_id, now=at)
            except Invalid:
                wrong = _Wrong(code="Mã chưa khớp. Xem giờ trên điện thoại có đúng không, đợi mã mới rồi gõ lại.")
            else:
                sessions.lay_out(request, _PAPER, " ".join(codes))
                return redirect("desk:paper_codes")
    fields = [code_field(wrong.code, hint=_HINT, label="Mã đầu tiên")]
    if asks_password:
        fields.append(
            FieldView(
                "password",
                "password",
                "Mật khẩu đang dùng",
                "",
                error=wrong.password,
                hint=_WHY_ASKED,
                autocomplete="current-password",
                width=20,
            )
        )
    uri = rules_of_codes.provisioning_uri(secret, who.username, _house(who))
    context = {
        "fields": fields,
        "secret": rules_of_codes.grouped(secret),
        "qr": mark_safe(segno.make(uri, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")),  # noqa: S308 - drawn by us
        "uri": uri,
        "is_forced": who.must_enrol,
        "reset": _reset(stands),
    }
    return render(request, "desk/enrol.html", context, status=422 if wrong.code or wrong.password else 200)


@signed_in("officer")
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def remove(request: Request) -> HttpResponse:
    """Take it away with a code of the old phone or of the paper, to set up another phone."""
    who, error = request.who, ""
    if not _stands(who):
        return redirect("desk:second_factor")
    if request.method == "POST" and not (error := _unproved(request)):
        with acting_as(who.principal):
            factor.remove(who, now=now())
            sessions.begin(request, who.account_id, now=now())
        return redirect("desk:enrol" if settings.SECOND_FACTOR_FORCED else "desk:second_factor")
    context = {"fields": [code_field(error, hint=_EITHER)], "is_forced": settings.SECOND_FACTOR_FORCED}
    return render(request, "desk/remove_factor.html", context, status=422 if error else 200)


@signed_in("officer")
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def paper(request: Request) -> HttpResponse:
    """Show new codes until the officer says he has put them away, ten minutes at most; make others with a code."""
    who, error = request.who, ""
    if not _stands(who):
        return redirect("desk:second_factor")
    if request.method == "POST" and request.POST.get("act") == "kept":
        request.session.pop(_PAPER, None)
        return redirect("desk:second_factor")
    if request.method == "POST" and not (error := _unproved(request)):
        with acting_as(who.principal):
            sessions.lay_out(request, _PAPER, " ".join(factor.make_paper(who, now=now())))
        return redirect("desk:paper_codes")
    codes = sessions.laid_out(request, _PAPER).split()
    context = {
        "codes": [rules_of_codes.grouped(code) for code in codes],
        "made_at": instant_vi(now()),
        "house": _house(who),
        "fields": [code_field(error, hint=_EITHER)],
    }
    return render(request, "desk/paper_codes.html", context, status=422 if error else 200)


@dataclass(frozen=True)
class _Wrong:
    code: str = ""
    password: str = ""


def _stands(who: queries.Person) -> bool:
    with acting_as(who.principal):
        return factor.standing(who).since is not None


def _unproved(request: Request) -> str:
    """Return what is wrong with the code that was typed, "" when it is right."""
    try:
        factor.prove(request.who, request.POST.get("code", ""), now=now())
    except services.SignInRefused as refusal:
        return locked_sentence(refusal.facts["until"])
    except Invalid:
        return WRONG_CODE
    return ""


def _wrong_password(request: Request) -> _Wrong:
    try:
        services.sign_in_officer(request.who.username, request.POST.get("password", ""), now=now())
    except services.SignInRefused as refusal:
        until = refusal.facts.get("until")
        return _Wrong(password=locked_sentence(until) if until else "Mật khẩu đang dùng chưa đúng.")
    return _Wrong()


def _reset(stands: factor.Standing) -> str:
    if stands.reset_at is None:
        return ""
    return f"{stands.reset_by} đã gỡ xác thực hai bước của bạn lúc {instant_vi(stands.reset_at)}."


def _house(who: queries.Person) -> str:
    """Whose codes these are, as the app will list them."""
    if who.post is None:
        return "Một cửa điện tử"
    at = now().date()
    return f"{queries.unit_view(queries.committee_of(who.post.unit_id, at), at).short_name}, Một cửa điện tử"


def _secret(request: Request) -> str:
    """The secret of a page that was opened and not yet finished: reading it again changes nothing."""
    seal = sealing.sealer("motcua.desk.enrol", str(request.who.account_id).encode())
    try:
        return seal.decrypt(request.session[_PENDING].encode()).decode()
    except (KeyError, InvalidToken):
        secret = rules_of_codes.new_secret()
        request.session[_PENDING] = seal.encrypt(secret.encode()).decode()
        return secret
