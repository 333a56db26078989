"""The first page of a house without an administrator: the code, the commune or province, who administers it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.console.organisation import asking, words
from motcua.identity import founding as founded
from motcua.identity import sessions
from motcua.identity.founding import Founder
from motcua.identity.middleware import own_transactions
from motcua.identity.requests import Request
from motcua.identity.units import NewUnit, slug_of
from motcua.platform import places, rates
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.places import VALID_FROM, Place
from motcua.platform.principal import Principal, acting_as
from motcua.web import passwords
from motcua.web.fields import FieldView, Option
from motcua.web.routes import public

TRIES = 20  # per address and ten minutes; the code itself cannot be guessed
_FIRST = "Khai khi lập hệ thống"


@public
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def first_administrator(request: Request) -> HttpResponse:
    """Ask for the code and everything else on one page; whoever sends it right is signed in at once."""
    at = now()
    if founded.is_founded(at):
        raise NotFound("this house has an administrator")
    typed = asking.typed_in(request.POST)
    searching, errors = "find" in request.POST, {}
    if request.method == "POST" and not searching:
        try:
            account = _found(request, typed)
        except Invalid as refusal:
            errors = words.errors_of(refusal.faults)
        else:
            with acting_as(Principal(kind="officer", account_id=account)):
                sessions.begin(request, account, now=at)
            return redirect("console:organisation")
    fields = asking.with_errors(_fields(typed, searching=searching), errors)
    context = {"fields": fields, "wrong": errors.get("", "")}
    return render(request, "console/organisation/founding.html", context, status=422 if errors else 200)


def _found(request: Request, typed: asking.Typed) -> int:
    at = now()
    if not rates.allow("founding", rates.address_of(request), most=TRIES, within=timedelta(minutes=10), now=at):
        raise Invalid(faults=("too_often",))
    password = request.POST.get("password", "")
    kind = typed.get("kind", "")
    place = asking.place_typed(typed) if kind == "committee" else asking.province_typed(typed)
    faults = [] if password == request.POST.get("again", "") else ["differs"]
    if kind not in founded.ROLE_OF:
        faults.append("scale")
    elif place is None:
        faults.append("place")
    if not typed.get("founding_code"):
        faults.append("founding_code")
    founder = Founder(typed.get("full_name", ""), typed.get("username", "").lower(), password)
    if place is None or faults:
        raise Invalid(faults=(*faults, *founded.faults_of(founder)))
    unit = unit_of(place, kind, typed.get("code", ""), _FIRST)
    return founded.found(typed.get("founding_code", ""), unit, founder, now=at)


def unit_of(place: Place, kind: str, prefix: str, source: str) -> NewUnit:
    """Return the committee of a commune, or of a province, as it is opened."""
    contact = {"phone": "", "lines": [], "place": places.bare_name(place.name)}
    codes = {"province": place.province_code}
    if kind == "committee":
        codes |= {"place": place.code, "dossier_prefix": prefix}
        contact["province"] = places.province(place.province_code).name
    return NewUnit(
        kind, f"Ủy ban nhân dân {places.in_sentence(place.name)}", place.name, VALID_FROM, source, codes, contact,
        slug=slug_of(places.bare_name(place.name)),
    )  # fmt: skip


def _fields(typed: asking.Typed, *, searching: bool) -> list[FieldView]:
    return [
        FieldView("text", "founding_code", "Mã khởi đầu", typed.get("founding_code", ""), width=20, autocomplete="off",
                  hint="Mười sáu chữ và số in trên màn hình máy chủ lúc khởi động, ví dụ ABCD-2345-EFGH-6789."),
        FieldView("radios", "kind", "Hệ thống này phục vụ", typed.get("kind", ""), options=(
            Option("committee", "Một xã, phường, đặc khu"),
            Option("province", "Nhiều xã, phường của một tỉnh", "Quản trị cấp tỉnh mở từng xã và quản trị của xã."))),
        asking.place_field(typed, label="Nơi nào?", searching=searching,
                           hint="Cấp tỉnh thì chỉ chọn tỉnh, thành phố."),
        FieldView("text", "code", words.SYSTEMS["dossier_prefix"], typed.get("code", ""), width=20,
                  hint="Mã định danh cơ quan của xã, ví dụ H24.11. Chưa được cấp thì ghi mã tạm, đổi sau được; "
                       "hồ sơ đã có giữ mã cũ. Cấp tỉnh để trống."),
        FieldView("text", "full_name", "Họ và tên người quản trị", typed.get("full_name", ""), autocomplete="name"),
        FieldView("text", "username", "Tên đăng nhập", typed.get("username", ""), width=20, autocomplete="username",
                  hint="Chữ thường không dấu, chữ số, dấu chấm, ví dụ quantri.camgiang."),
        FieldView("password", "password", "Mật khẩu", "", width=20, autocomplete="new-password", hint=passwords.HINT),
        FieldView("password", "again", "Gõ lại mật khẩu", "", width=20, autocomplete="new-password"),
    ]  # fmt: skip
