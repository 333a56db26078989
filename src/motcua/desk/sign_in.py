"""Officers sign in with their own password, then a code where they have a second factor (rules 9.2).

Five wrong ones, of either kind, lock the account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.identity import second_factor, services, sessions
from motcua.identity.middleware import own_transactions
from motcua.identity.requests import Request
from motcua.identity.rules_of_codes import HALF_SIGNED_IN
from motcua.monitoring import own_filing
from motcua.platform import rates
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.principal import Principal, acting_as
from motcua.platform.text import instant_vi
from motcua.web import passwords
from motcua.web.fields import FieldView
from motcua.web.routes import public, signed_in

TRIES = 60  # per address and ten minutes: a whole one-stop shop may share one address
_HALF = "half_signed_in"  # of the session: who gave the right password, when, and where he wants to go
TOO_OFTEN = "Địa chỉ mạng này đã thử quá nhiều lần. Đợi mười phút rồi thử lại."
WRONG_CODE = "Mã chưa đúng hoặc đã dùng rồi. Đợi ứng dụng hiện mã mới rồi gõ lại; sau 5 lần sai, tài khoản sẽ khóa."
_FAULTS = passwords.FAULTS | {
    "old_wrong": "Mật khẩu đang dùng chưa đúng.",
    "used_before": "Mật khẩu này đã dùng gần đây, chọn mật khẩu khác.",
}


@public
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Ask for name and password; a wrong pair never says which of the two is wrong."""
    error = ""
    username = request.POST.get("username", "")
    if request.method == "POST" and not _may_try(request):
        error = TOO_OFTEN
    elif request.method == "POST":
        try:
            signed = services.sign_in_officer(username, request.POST.get("password", ""), now=now())
        except services.SignInRefused as refusal:
            until = refusal.facts.get("until")
            error = (
                locked_sentence(until)
                if until
                else "Tên đăng nhập hoặc mật khẩu chưa đúng. Sau 5 lần sai, tài khoản sẽ khóa."
            )
        else:
            wanted = request.POST.get("next", "")
            if not signed.needs_code:
                return _enter(request, signed.account_id, wanted)
            request.session.cycle_key()
            request.session[_HALF] = [signed.account_id, int(now().timestamp()), wanted]
            return redirect("desk:code")
    fields = [
        FieldView("text", "username", "Tên đăng nhập", username, error=error, autocomplete="username", width=20),
        FieldView("password", "password", "Mật khẩu", "", autocomplete="current-password", width=20),
    ]
    ended = request.session.pop("ended", "")
    context = {"fields": fields, "ended": ended, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "desk/sign_in.html", context, status=422 if error else 200)


@public
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def code(request: Request) -> HttpResponse:
    """Ask who has given the right password for the code of his phone, or one from paper; five minutes, then anew."""
    account_id, began, wanted = request.session.get(_HALF, (0, 0, ""))
    if now().timestamp() - began > HALF_SIGNED_IN.total_seconds():
        if request.session.pop(_HALF, None):
            request.session["ended"] = "slow"
        return redirect("desk:sign_in")
    error = ""
    if request.method == "POST" and not _may_try(request):
        error = TOO_OFTEN
    elif request.method == "POST":
        try:
            second_factor.check(account_id, request.POST.get("code", ""), now=now())
        except services.SignInRefused as refusal:
            error = locked_sentence(until) if (until := refusal.facts.get("until")) else WRONG_CODE
        else:
            del request.session[_HALF]
            return _enter(request, account_id, wanted)
    view = code_field(
        error, hint="6 chữ số đang hiện trong ứng dụng trên điện thoại, hoặc 12 chữ số của một mã dự phòng."
    )
    return render(request, "desk/code.html", {"fields": [view]}, status=422 if error else 200)


@signed_in("officer")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """Let an officer set a new password; forced at the first sign-in."""
    faults: tuple[str, ...] = ()
    if request.method == "POST":
        new = request.POST.get("new", "")
        if new != request.POST.get("again", ""):
            faults = ("differs",)
        else:
            try:
                services.change_password(request.who, request.POST.get("old", ""), new, now=now())
            except Invalid as refusal:
                faults = refusal.faults
            else:
                sessions.begin(request, request.who.account_id, now=now())
                return redirect("desk:my_work")
    told = [_FAULTS[f] for f in faults]
    wrong_old = [_FAULTS["old_wrong"]] if "old_wrong" in faults else []
    wrong_new = [t for t in told if t not in wrong_old]
    fields = [
        FieldView(
            "password",
            "old",
            "Mật khẩu đang dùng",
            "",
            error=" ".join(wrong_old),
            autocomplete="current-password",
            width=20,
        ),
        FieldView(
            "password",
            "new",
            "Mật khẩu mới",
            "",
            error=" ".join(wrong_new),
            hint=passwords.HINT,
            autocomplete="new-password",
            width=20,
        ),
        FieldView("password", "again", "Gõ lại mật khẩu mới", "", autocomplete="new-password", width=20),
    ]
    context = {"fields": fields, "forced": request.who.must_change_password}
    return render(request, "desk/password.html", context, status=422 if faults else 200)


@signed_in("officer")
@require_GET
def account(request: Request) -> HttpResponse:
    """Show who is signed in, in which posts, with which rights; the ways to change the password and to sign out."""
    posts = [(post.title, "đang thay" if post.acting else "") for post in request.who.posts]
    return render(request, "desk/account.html", {"posts": posts, "counts_own": own_filing.is_allowed(request.who)})


@signed_in("officer")
@require_POST
def count_own(request: Request) -> HttpResponse:
    """Agree that one's own dossiers are counted (A19), or end it."""
    change = own_filing.end if request.POST.get("thoi") else own_filing.allow
    change(request.who, now=now())
    return redirect("desk:account")


@signed_in()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    officer = request.who.kind == "officer"
    services.sign_out(request.who, reason="asked", now=now())
    sessions.forget(request.who.account_id, request.session.session_key)
    logout(request)
    return redirect("desk:sign_in" if officer else "/")


def _may_try(request: Request) -> bool:
    """Hold back whoever guesses many accounts from one address; each account has its own lock besides."""
    address = rates.address_of(request)
    return rates.allow("officer_sign_in", address, most=TRIES, within=timedelta(minutes=10), now=now())


def locked_sentence(until: datetime) -> str:
    """Say until when an account is locked, and who can help before."""
    return f"Tài khoản đã khóa đến {instant_vi(until)} vì gõ sai nhiều lần. Nhờ quản trị mở khóa nếu cần gấp."


def code_field(error: str = "", *, hint: str, label: str = "Mã xác thực") -> FieldView:
    """Return the box for a code, empty however often it is shown: a code is good once."""
    return FieldView(
        "personal_number", "code", label, "", hint=hint, error=error, autocomplete="one-time-code", width=20
    )


def _enter(request: Request, account_id: int, wanted: str) -> HttpResponse:
    with acting_as(Principal(kind="officer", account_id=account_id)):
        who = sessions.begin(request, account_id, now=now())
    if who.must_change_password:
        return redirect("desk:password")
    if who.factor_was_reset:
        return redirect("desk:second_factor")
    safe = wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else "desk:my_work")
