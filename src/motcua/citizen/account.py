"""Coming in, and my account: what the house knows of me, and who looked at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.citizen.typing_kept import holds_typing
from motcua.citizen.words import FACT, LISTED, here, phone_words
from motcua.dossiers.facts import remembered_facts
from motcua.dossiers.reads_told import read_words
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.places import full_name
from motcua.platform.reads import reads_about
from motcua.platform.text import date_vi, instant_vi, mask_personal_number
from motcua.web.routes import public, signed_in


@public
@require_GET
def sign_in(request: Request) -> HttpResponse:
    """Explain the e-identity account and lead to it; whoever is signed in goes on."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    who: Person | None = request.who
    if who is not None and who.kind == "citizen":
        return redirect(wanted if safe else "citizen:mine")
    ended = request.session.pop("ended", "") or ("typing" if holds_typing(request) else "")
    context = {"next": wanted if safe else "/ho-so/", "ended": ended}
    return render(request, "citizen/sign_in.html", context)


@signed_in("citizen")
@require_GET
def account(request: Request) -> HttpResponse:
    """Show what is kept about the person, and where it came from."""
    told = identity.own_identity(request.who)
    born = told.birth_date
    words = "" if born is None else str(born.year) if told.birth_precision == "year" else date_vi(born)
    who = request.who
    organisation = [
        {"label": "Tên doanh nghiệp, tổ chức", "value": who.organisation_name},
        {"label": "Mã số doanh nghiệp hoặc mã số thuế", "value": who.organisation_code},
    ]
    rows = [
        *(organisation if who.organisation_id else ()),
        {"label": "Người đại diện" if who.organisation_id else "Họ, chữ đệm, tên", "value": told.full_name},
        {"label": "Ngày, tháng, năm sinh", "value": words or "—"},
        {"label": "Số định danh cá nhân", "value": mask_personal_number(told.personal_number) or "—"},
    ]
    declared = [
        {
            "label": FACT.get(fact, fact),
            "value": _words(fact, known.value),
            "source": "declared",
            "source_text": f"Bạn khai ngày {date_vi(here(known.at).date())}" if known.at else "Bạn khai",
        }
        for fact, known in sorted(remembered_facts(request.who).items())
        if fact in FACT
    ]
    return render(request, "citizen/account.html", {"rows": rows, "declared": declared})


def _words(fact: str, value: object) -> str:
    if isinstance(value, dict):
        commune = str(value.get("commune") or "")
        parts = [str(value.get("detail") or ""), full_name(commune) if commune else ""]
        return ", ".join(part for part in parts if part)
    lists = catalogue.code_lists()
    items = lists[LISTED[fact]]["items"] if fact in LISTED and LISTED[fact] in lists else ()
    found = next((item["vi"] for item in items if item["code"] == value), str(value))
    return phone_words(found) if fact.endswith(".phone") else found


@signed_in("citizen")
@require_GET
def readers(request: Request) -> HttpResponse:
    """Tell who looked at the person's data, when and what for (R9.16)."""
    rows = [
        {"at": instant_vi(r.at), "who": r.reader, "what": read_words(r.what), "purpose": r.purpose}
        for r in reads_about(request.who.subject_id)
    ]
    return render(request, "citizen/readers.html", {"rows": rows, "at": instant_vi(now())})
