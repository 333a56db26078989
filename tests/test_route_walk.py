"""Every address, as everybody, on real dossiers, twice: the predicate alone, then row-level security alone.

Who may see what is written down here by hand (`SEEN`, `TURN`, `KINDS`) and never asked of the code. A new
address fails the first test until somebody says here for whom it is.
"""

from __future__ import annotations

import inspect
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import get_resolver
from PIL import Image

from motcua.catalogue import queries as catalogue
from motcua.documents import ports
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import access, queries
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import deciding, moving, receiving, submitting, supplementing
from motcua.dossiers.tests.conftest import Facts, draft_with, sample_of
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.backends import account_from
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.events import Actor
from motcua.platform.principal import acting_as

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
RESULT = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip

# --- the independent table ----------------------------------------------------------------------
# Dossiers: S submitted; W worked through to its result; K confidential (HIV); Q waits for a supplement;
# E filed by an enterprise's representative, F by another enterprise's; X submitted in the other commune.
# `himself` is the person who files E as `enterprise`, with the account of his own; `colleague` acts for it too.
COUNTER = {"cg.motcua1", "cg.motcua2", "cg.quanly"}
SEEN = {
    "S": COUNTER | {"cg.kiemtra", "trang"},
    "W": COUNTER | {"cg.kiemtra", "cg.hotich", "cg.chutich", "cg.phochutich", "cg.vanthu", "trang"},
    "K": {"cg.motcua2", "tien"},
    "Q": COUNTER | {"tien"},  # the inspector of this commune is his relative
    "E": COUNTER | {"cg.kiemtra", "enterprise", "colleague"},
    "F": COUNTER | {"cg.kiemtra", "rival"},
    "X": {"xt.motcua1", "xt.motcua2", "xt.quanly", "xt.kiemtra", "trang"},
}
TURN = {
    "S": COUNTER, "W": COUNTER, "K": {"cg.motcua2"}, "Q": COUNTER, "E": COUNTER, "F": COUNTER,
    "X": {"xt.motcua1", "xt.motcua2", "xt.quanly"},
}  # fmt: skip
NAMES = {"trang": "Lê Thu Trang", "tien": "Phạm Văn Tiến", "enterprise": "Đặng Quang Huy", "rival": "Lâm Quốc Đạt"}
FIRMS = {"Công ty TNHH Vật liệu Mẫu": "E", "Công ty TNHH Nông sản Mẫu": "F"}
ALSO = {"himself": "enterprise"}  # the same person, so the name is his own; the firm's is not
FILED_BY = {"S": "trang", "W": "trang", "K": "tien", "Q": "tien", "E": "enterprise", "F": "rival", "X": "trang"}
LOGINS = ("motcua1", "motcua2", "hotich", "xahoi", "chutich", "phochutich", "vanthu", "quanly", "quantri", "kiemtra")
OFFICERS = {f"{commune}.{name}" for commune in ("cg", "xt") for name in LOGINS}
CITIZENS = {"trang", "tien", "enterprise", "colleague", "himself", "rival", "stranger"}
EVERYBODY = (*sorted(OFFICERS), "cg.helper", *sorted(CITIZENS), "nobody")
ADMINISTRATORS = {"cg.quantri", "xt.quantri"}
RECEIVERS = {f"{c}.{n}" for c in ("cg", "xt") for n in ("motcua1", "motcua2", "quanly")}
OVERSEERS = RECEIVERS | {"cg.kiemtra", "xt.kiemtra"}
BOTH = OFFICERS | CITIZENS

# What is for everybody is walked by one of each kind.
AT_PUBLIC = {"nobody", "cg.helper", "cg.motcua1", "cg.hotich", "trang", "stranger"}
PUBLIC = {
    "desk:sign_in": "/can-bo/dang-nhap/",
    "api:openapi-json": "/api/openapi.json",
    "api:communes": "/api/communes",
    "api:procedures": "/api/procedures?commune=cam-giang",
    "api:procedure": "/api/procedures/2.000635?commune=cam-giang",
    "api:procedure_form": "/api/procedures/2.000635/form?commune=cam-giang",
    "api:api-root": "/api/",
    "api:unknown": "/api/khong-co",
    "openid_connect_login": "/tai-khoan/vneid/oidc/khac/login/",  # no provider of this name: nothing is asked outside
    "openid_connect_callback": "/tai-khoan/vneid/oidc/khac/login/callback/",
    "citizen:sign_in": "/dang-nhap/",
    "catalogue:communes": "/",
    "catalogue:home": "/xa/cam-giang/",
    "catalogue:procedures": "/xa/cam-giang/thu-tuc/",
    "catalogue:procedure": "/xa/cam-giang/thu-tuc/2.000635/",
    "catalogue:sample": "/xa/cam-giang/thu-tuc/2.000635/mau/",
    "gallery": "/thanh-phan/",
    "desk-gallery": "/thanh-phan/ban-lam-viec/",
    "panes-gallery": "/thanh-phan/xu-ly/",
}
INVENTED = {"gallery", "desk-gallery", "panes-gallery", "catalogue:sample"}  # show invented people of their own
PUBLIC_ABOUT = {"citizen:lookup": "/tra-cuu/?ma={code}", "api:dossier_status": "/api/status/{code}"}

# Addresses without a dossier in them: who may call, where, and which dossiers an answer should tell him of.
LISTS: dict[str, tuple[set[str], str]] = {
    "desk:password": (OFFICERS, "/can-bo/mat-khau/"),
    "desk:account": (OFFICERS, "/can-bo/tai-khoan/"),
    "desk:my_work": (OFFICERS, "/can-bo/"),
    "desk:everything": (OVERSEERS, "/can-bo/ho-so/"),
    "desk:find": (OFFICERS, "/can-bo/tim/?q=Le+Thu+Trang"),
    "api:session": (BOTH, "/api/session"),
    "api:my_dossiers": (CITIZENS, "/api/dossiers"),
    "api:submit_dossier": (CITIZENS, "/api/dossiers"),
    "api:work": (OFFICERS, "/api/work?turn_only=false"),
    "citizen:account": (CITIZENS, "/tai-khoan/"),
    "citizen:readers": (CITIZENS, "/tai-khoan/ai-da-xem/"),
    "citizen:mine": (CITIZENS, "/ho-so/"),
    "citizen:start": (CITIZENS, "/xa/cam-giang/nop/2.000635/"),
    "console:calendar": (ADMINISTRATORS, "/quan-tri/lich/"),
    "console:calendar_change": (ADMINISTRATORS, "/quan-tri/lich/them-ngay/"),
    "console:calendar_make": (ADMINISTRATORS, "/quan-tri/lich/them-ngay/doi/"),
    "console:procedures": (ADMINISTRATORS, "/quan-tri/thu-tuc/"),
    "console:report": (ADMINISTRATORS, "/quan-tri/thu-tuc/bao-cao/"),
    "console:procedure": (ADMINISTRATORS, "/quan-tri/thu-tuc/2.000635/"),
    "console:publish": (ADMINISTRATORS, "/quan-tri/thu-tuc/2.000635/cong-bo/"),
    "desk:sign_out": (BOTH, "/dang-xuat/"),
}
TELLS = {  # list -> which of the dossiers somebody sees it must name
    "desk:everything": "SWKQEFX",
    "desk:find": "SWX",
    "api:my_dossiers": "SWKQEFX",
    "api:work": "SWKQEFX",
    "citizen:mine": "SWKQEFX",
}
# Addresses with a dossier in them.
DOSSIER: dict[str, tuple[set[str], str]] = {
    "desk:dossier": (OFFICERS, "/can-bo/ho-so/{code}/"),
    "desk:slip": (OFFICERS, "/can-bo/ho-so/{code}/phieu/{slip}/"),
    "desk:judge": (OFFICERS, "/can-bo/ho-so/{code}/bo-sung/"),
    "desk:say_fee": (OFFICERS, "/can-bo/ho-so/{code}/muc-thu/"),
    "desk:act": (OFFICERS, "/can-bo/ho-so/{code}/viec/accept/"),
    "documents:original": (BOTH, "/tep/{file}/"),
    "documents:view": (BOTH, "/tep/{file}/xem/"),
    "api:dossier": (BOTH, "/api/dossiers/{code}"),
    "api:dossier_timeline": (BOTH, "/api/dossiers/{code}/timeline"),
    "api:accept_dossier": (RECEIVERS, "/api/dossiers/{code}/acceptance"),
    "citizen:dossier": (CITIZENS, "/ho-so/{code}/"),
    "citizen:print": (CITIZENS, "/ho-so/{code}/in/"),
    "citizen:receipt": (CITIZENS, "/ho-so/{code}/bien-nhan/"),
    "citizen:receipt_pdf": (CITIZENS, "/ho-so/{code}/bien-nhan.pdf"),
    "citizen:qr": (CITIZENS, "/ho-so/{code}/qr.svg"),
    "citizen:slip": (CITIZENS, "/ho-so/{code}/phieu/{slip}.pdf"),
    "citizen:supplement": (CITIZENS, "/ho-so/{code}/bo-sung/"),
    "citizen:withdraw": (CITIZENS, "/ho-so/{code}/rut/"),
}
# Addresses with a draft in them; the one draft is Trang's.
DRAFT = {
    "citizen:draft": "/nop/{draft}/",
    "citizen:check": "/nop/{draft}/kiem-tra/",
    "citizen:rebase": "/nop/{draft}/thay-doi/",
    "citizen:drop": "/nop/{draft}/bo/",
    "citizen:relock": "/nop/{draft}/lay-lai/",
    "citizen:group": "/nop/{draft}/{group}/",
    "citizen:dispute": "/nop/{draft}/{group}/bao-sai/",
    "citizen:autosave": "/nop/{draft}/luu/",
}
POSTED = {
    "desk:judge", "desk:say_fee", "desk:act", "desk:password", "desk:sign_out", "api:accept_dossier",
    "api:submit_dossier", "citizen:supplement", "citizen:withdraw", "citizen:start", "console:publish",
    "console:calendar_change", "console:calendar_make", *DRAFT,
}  # fmt: skip
METHODS = {"desk:sign_out", "console:publish", "console:calendar_make"}  # only by POST
ACTS = ("accept", "ask_supplement", "decline", "take_up", "forward", "send_back", "recall", "propose", "approve",
        "number", "take_payment", "return_result", "lapse", "grant_withdrawal")  # fmt: skip


# --- the house ----------------------------------------------------------------------------------
@dataclass
class House:
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    dossiers: dict[str, SimpleNamespace] = field(default_factory=dict)
    draft: int = 0
    draft_file: int = 0
    group: str = ""


def browser_of(who: identity.Person | None) -> Client:
    client = Client()
    if who is None:
        return client
    request = HttpRequest()
    request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    login(request, account_from(identity.principal_data(who.account_id, MONDAY.date())),
          backend="motcua.identity.backends.PrincipalBackend")  # fmt: skip
    request.session["seen"] = int(time.time()) + 3600  # no write in each of thousands of calls
    request.session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.effect_noise((64, 64), 40).convert("RGB").save(out, "PNG")
    return SimpleUploadedFile("giay.png", out.getvalue())


@pytest.fixture(scope="module")
def house(world) -> House:
    """Both communes with a dossier in each state, made once by the services."""
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with moved_to(MONDAY):
        return build(world)


def build(world: Any) -> House:
    made, who = House(), {}
    units = {"cg": Unit.objects.get(slug="cam-giang").id, "xt": Unit.objects.get(slug="xuan-thanh").id}
    system = Actor(kind="system", label="thử")

    def person(account: int) -> identity.Person:
        found = identity.person_of(account, MONDAY.date())
        assert found is not None
        return found

    def citizen(key: str, number: str, name: str, born: date, **enterprise: str) -> None:
        subject = CitizenSubject("vneid", key, number, name, born, "day", 2, **enterprise)
        who[key] = person(people.sign_in_citizen(subject, now=MONDAY).account_id)

    citizen("trang", "031198999003", "Lê Thu Trang", date(1998, 9, 9))
    citizen("tien", "031092999001", "Phạm Văn Tiến", date(1992, 3, 14))
    citizen("stranger", "031188999014", "Lương Thị Cúc", date(1988, 10, 10))
    firm, other = ({"organisation_code": code, "organisation_name": name}
                   for code, name in zip(("0209999016", "3699999018"), FIRMS, strict=True))  # fmt: skip
    citizen("enterprise", "031085999013", "Đặng Quang Huy", date(1985, 11, 11), **firm)
    citizen("colleague", "031075999006", "Bùi Văn Nam", date(1975, 2, 2), **firm)
    citizen("himself", "031085999013", "Đặng Quang Huy", date(1985, 11, 11))
    citizen("rival", "075083999055", "Lâm Quốc Đạt", date(1983, 8, 15), **other)
    helper = people.open_officer(
        username="giup.cg", full_name="Người Giúp", password="x", must_change=False, actor=system, now=MONDAY
    )
    post = people.open_post(
        unit_id=units["cg"], title="Tổ công nghệ số", role="helper", grants=[], actor=system, now=MONDAY
    )
    people.take_post(post, helper, actor=system, now=MONDAY)
    who["cg.helper"] = person(helper)
    inspector = Account.objects.get(username="kiemtra.cg")
    people.declare_kinship(inspector.person_id, who["tien"].person_id, "anh em")
    for commune in units:
        for name in LOGINS:
            who[f"{commune}.{name}"] = person(Account.objects.get(username=f"{name}.{commune}").id)

    def submitted(by: str, commune: str = "cg") -> str:
        sample = sample_of("ho-tich/2.000635")
        with acting_as(who[by].principal):
            draft_id = draft_with(who[by], units[commune], "2.000635", sample["answers"], case=sample["case"])
            return submitting.submit(draft_id, who=who[by], now=MONDAY)

    def secret() -> str:
        sample = sample_of("bao-tro-xa-hoi/1.001776")
        terms = catalogue.terms("1.001776", identity.unit_view(units["cg"], MONDAY.date()), MONDAY.date())
        case = next(c.key for c in terms.pack.cases if c.confidentiality)
        extra = {"target_group": "k8", "hiv_paper_number": "12/GXN", "hiv_paper_date": "2026-10-01",
                 "hiv_no_income": True, "schooling": "chua_di_hoc", "schooling_text": "không"}  # fmt: skip
        with acting_as(who["tien"].principal):
            draft_id = draft_with(who["tien"], units["cg"], "1.001776", {**sample["answers"], **extra}, case=case)
            documents.attach(who["tien"], ("draft", draft_id), "file_hiv", picture(), now=MONDAY)
            return submitting.submit(draft_id, who=who["tien"], now=MONDAY)

    def does(role: str, service: Any, code: str, **told: Any) -> None:
        with acting_as(who[role].principal):
            service(code, who=who[role], now=MONDAY + HOUR, **told)

    codes = {"S": submitted("trang"), "W": submitted("trang"), "K": secret(), "Q": submitted("tien"),
             "E": submitted("enterprise"), "F": submitted("rival"), "X": submitted("trang", "xt")}  # fmt: skip
    does("cg.motcua1", receiving.accept, codes["W"])
    does("cg.hotich", moving.take_up, codes["W"])
    does("cg.hotich", deciding.propose, codes["W"], is_refusal=False, values=RESULT)
    does("cg.hotich", moving.forward, codes["W"])
    does("cg.chutich", deciding.approve, codes["W"])
    does("cg.vanthu", deciding.number_and_seal, codes["W"])
    with acting_as(who["cg.motcua1"].principal):
        page = queries.page(who["cg.motcua1"], codes["Q"])
        things = queries.things_to_judge(who["cg.motcua1"], page)
        verdicts = [Verdict(t.kind, t.key, n > 0, *(() if n else ("other", "Ghi lại."))) for n, t in enumerate(things)]
        supplementing.ask_supplement(codes["Q"], verdicts, who=who["cg.motcua1"], now=MONDAY + HOUR)
    for key, code in codes.items():
        reader = who["cg.motcua2" if key != "X" else "xt.motcua2"]
        row = queries.dossier(reader, code)
        made.dossiers[key] = SimpleNamespace(
            code=code,
            slips=[s.id for s in queries.slips_of(reader, row.id)],
            files=[f.id for f in files.files_of(who[FILED_BY[key]], ("dossier", row.id))],
        )
    with acting_as(who["trang"].principal):
        from motcua.dossiers.forms_of import form_of
        from motcua.forms import services as forms

        terms = catalogue.terms("1.001193", identity.unit_view(units["cg"], MONDAY.date()), MONDAY.date())
        form = form_of(terms.version_id)
        draft = forms.open_draft(who["trang"], unit_id=units["cg"], subject="1.001193", version_id=terms.version_id,
                                 form=form, facts=Facts(), now=MONDAY)  # fmt: skip
        made.draft, made.group = draft.id, form.groups[0].key
        documents.attach(who["trang"], ("draft", draft.id), "thu", picture(), now=MONDAY)
        made.draft_file = files.files_of(who["trang"], ("draft", draft.id))[0].id
    assert made.dossiers["W"].slips
    assert made.dossiers["W"].files
    assert made.dossiers["K"].files
    for role in EVERYBODY:
        made.clients[role] = browser_of(who.get(role))
        if role != "nobody":
            made.sessions[role] = made.clients[role].cookies[django_settings.SESSION_COOKIE_NAME].value
    return made


# --- the walk -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str
    zeros: bool  # no counter of the work list counts anything

    @property
    def told(self) -> str:
        return f"{self.status} {self.body[:120]}" if self.status >= 500 else str(self.status)

    @property
    def outcome(self) -> str:
        if self.status == 401 or (self.status == 302 and "/dang-nhap/" in self.location):
            return "door"
        if self.status >= 500:
            return "broken"
        return {403: "refused", 404: "absent", 405: "no such method"}.get(self.status, "served")


def call(house: House, role: str, url: str, method: str = "get", data: dict[str, Any] | None = None) -> Answer:
    """Call as somebody and undo everything it did."""
    client = house.clients[role]
    undo = transaction.savepoint()
    try:
        if method == "post" and url.startswith("/api/"):
            response = client.post(url, data or {}, content_type="application/json")
        else:
            response = getattr(client, method)(url, data or {})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        tabs = response.context["tabs"] if url == "/can-bo/" and "tabs" in (response.context or ()) else ()
        return Answer(
            response.status_code,
            body.decode(errors="ignore"),
            response.headers.get("Location", ""),
            not any(tab["count"] for tab in tabs),
        )
    except Exception as error:  # a fault of the house is a finding like any other
        return Answer(500, repr(error), "", True)
    finally:
        transaction.savepoint_rollback(undo)
        if role != "nobody":  # signing out has taken the cookie; undone as well
            client.cookies[django_settings.SESSION_COOKIE_NAME] = house.sessions[role]


def violations(house: House, roles: tuple[str, ...] = EVERYBODY) -> Iterator[str]:
    """Yield what everybody gets and should not, or should get and does not."""
    for role in roles:
        if role in AT_PUBLIC:
            for name, url in PUBLIC.items():
                yield from _public(house, role, name, url)
        if role in AT_PUBLIC:
            for name, url in PUBLIC_ABOUT.items():
                for key, dossier in house.dossiers.items():
                    yield from _followed(house, role, name, url.format(code=dossier.code), key)
        for name, (allowed, url) in LISTS.items():
            yield from _list(house, role, name, allowed, url)
        for name, (allowed, url) in DOSSIER.items():
            for key in _about(role, allowed):
                yield from _dossier(house, role, name, allowed, url, key, house.dossiers[key])
        yield from _crossed(house, role)
        yield from _found(house, role)
        yield from _acts(house, role)
        yield from _draft(house, role)


def _about(role: str, allowed: set[str]) -> str:
    """Which dossiers are worth asking about: whoever is refused at the door never comes to the dossier."""
    if role not in allowed:
        return "S"
    if role.startswith("xt."):
        return "SKX" if role in SEEN["X"] else "SX"
    return "SWKQEFX"


def _followed(house: House, role: str, name: str, url: str, key: str) -> Iterator[str]:
    """Progress by code is for everybody and names nobody, nor what a confidential dossier is about."""
    answer = call(house, role, url)
    if answer.outcome != "served":
        yield f"{role} {name} {key}: {answer.status}"
    if leaks := [n for n in (*NAMES.values(), *FIRMS, "HIV") if n in answer.body and not _knows(role, n)]:
        yield f"{role} {name} {key} tells {leaks}"


def _knows(role: str, name: str) -> bool:
    """Whether somebody may read a person's name: it is his own, or he sees one of that person's dossiers."""
    if name in FIRMS:
        return role in SEEN[FIRMS[name]]
    owner = next((o for o, n in NAMES.items() if n == name), "")
    return owner in (role, ALSO.get(role)) or any(role in SEEN[k] for k, o in FILED_BY.items() if o == owner)


def _leaks(house: House, role: str, url: str, body: str) -> list[str]:
    found = [k for k, d in house.dossiers.items() if role not in SEEN[k] and d.code in body and d.code not in url]
    return found + [n for n in (*NAMES.values(), *FIRMS) if n in body and not _knows(role, n)]


def _public(house: House, role: str, name: str, url: str) -> Iterator[str]:
    for method in ("get", "post"):
        answer = call(house, role, url, method)
        if answer.outcome in {"refused", "broken"}:
            yield f"{role} {method} {name}: {answer.told}"
        if name not in INVENTED and (leaks := _leaks(house, role, url, answer.body)):
            yield f"{role} {method} {name} tells {leaks}"


def _due(role: str, allowed: set[str]) -> str:
    if role == "nobody":
        return "door"
    return "served" if role in allowed else "refused"


def _list(house: House, role: str, name: str, allowed: set[str], url: str) -> Iterator[str]:
    for method in ("get", "post") if name in POSTED else ("get",):
        if name == "api:submit_dossier" and method == "get":
            continue  # the same address as my_dossiers
        answer = call(house, role, url, method)
        expected = _due(role, allowed)
        if name == "desk:sign_out" and expected == "served":
            continue  # every way out leads to a door; signing out has its own tests
        if answer.outcome not in {expected, "no such method" if name in METHODS else expected}:
            yield f"{role} {method} {name}: {answer.told} where {expected} was due"
        if leaks := _leaks(house, role, url, answer.body):
            yield f"{role} {method} {name} tells {leaks}"
        if method == "get" and expected == "served" and name in TELLS:
            for key in TELLS[name]:
                if role in SEEN[key] and house.dossiers[key].code not in answer.body:
                    yield f"{role} {name} hides {key}"
        if name == "desk:my_work" and not answer.zeros and not any(role in seen for seen in SEEN.values()):
            yield f"{role} {name} counts what he may not see"


def _dossier(
    house: House, role: str, name: str, allowed: set[str], url: str, key: str, dossier: SimpleNamespace
) -> Iterator[str]:
    expected = _due(role, allowed)
    if expected == "served" and role not in SEEN[key]:
        expected = "absent"
    slips, attached = dossier.slips if "{slip}" in url else [0], dossier.files[:1] if "{file}" in url else [0]
    for slip in slips[:1]:
        for file in attached:
            at = url.format(code=dossier.code, slip=slip, file=file)
            for method in ("get", "post") if name in POSTED or key == "S" else ("get",):
                answer = call(house, role, at, method, {"acts": 0} if name == "api:accept_dossier" else None)
                fine = {expected} if method == "get" or expected != "served" else {"served", "refused"}
                if (method == "post" and name not in POSTED) or (name == "api:accept_dossier" and method == "get"):
                    fine |= {"no such method"}
                if answer.outcome not in fine:
                    yield f"{role} {method} {name} {key}: {answer.told} where {expected} was due"
                if leaks := _leaks(house, role, at, answer.body):
                    yield f"{role} {method} {name} {key} tells {leaks}"


def _crossed(house: House, role: str) -> Iterator[str]:
    """The code of a dossier one sees with the form of another: an address put together by hand."""
    strange = house.dossiers["Q"].slips[0]
    own = "/can-bo/ho-so/{}/phieu/{}/" if role in OFFICERS else "/ho-so/{}/phieu/{}.pdf"
    for key in ("S", "X", "W"):
        if role in SEEN[key] and call(house, role, own.format(house.dossiers[key].code, strange)).outcome != "absent":
            yield f"{role} gets a form of Q through {key}"


def _found(house: House, role: str) -> Iterator[str]:
    """A code typed into the search box leads to its dossier, or nowhere."""
    if role not in OFFICERS:
        return
    for key in "SKX":
        code = house.dossiers[key].code
        answer = call(house, role, f"/can-bo/tim/?q={code}")
        if (answer.status == 302 and code in answer.location) != (role in SEEN[key]):
            yield f"{role} searches the code of {key}: {answer.told}"


def _acts(house: House, role: str) -> Iterator[str]:
    """Whoever sees a dossier but whose turn it is not may change nothing in it."""
    if role not in OFFICERS:
        return
    for key, dossier in house.dossiers.items():
        if role not in SEEN[key]:
            continue
        for act in ACTS:
            at = f"/can-bo/ho-so/{dossier.code}/viec/{act}/"
            answer = call(house, role, at, "post", {"reason": "thử", "legal_basis": "thử", "note": "thử"})
            if answer.outcome == "broken":
                yield f"{role} {act} {key}: {answer.told}"
            done = answer.status == 302 and not answer.location.endswith("/bo-sung/")
            if done and role not in TURN[key]:
                yield f"{role} does {act} on {key}"
            if act == "accept" and not done and role in TURN[key] and key in "SKEFX":
                yield f"{role} may not accept {key}: {answer.status}"
        verdict = call(house, role, f"/can-bo/ho-so/{dossier.code}/bo-sung/", "post", {})
        fee = call(house, role, f"/can-bo/ho-so/{dossier.code}/muc-thu/", "post", {"amount": "0", "reason": "thử"})
        for what, answer in (("judges", verdict), ("says a fee of", fee)):
            if answer.status == 302 and role not in TURN[key]:
                yield f"{role} {what} {key}"


def _draft(house: House, role: str) -> Iterator[str]:
    for at in (f"/tep/{house.draft_file}/", f"/tep/{house.draft_file}/xem/"):
        expected = "served" if role == "trang" else "absent" if role in BOTH else _due(role, set())
        if (answer := call(house, role, at)).outcome != expected:
            yield f"{role} file of the draft: {answer.told} where {expected} was due"
    for name, url in DRAFT.items():
        at = url.format(draft=house.draft, group=house.group)
        for method in ("get", "post"):
            answer = call(house, role, at, method)
            expected = "served" if role == "trang" else _due(role, set()) if role not in CITIZENS else "absent"
            fine = {expected, "no such method"} if expected == "served" or name == "citizen:autosave" else {expected}
            if expected == "absent":
                fine |= {"no such method"}
            if name == "citizen:autosave" and expected != "served":
                fine |= {"door", "refused", "absent"}  # answers a program: a status and one word
            if answer.outcome not in fine:
                yield f"{role} {method} {name}: {answer.told} where {expected} was due"


# --- the tests ----------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def at_two_on_monday():
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of refusals are what is wanted here
    with moved_to(MONDAY + 5 * HOUR):
        yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@contextmanager
def without_predicate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(access, "restrict", lambda rows, who, **_: rows)
        patch.setattr(access.VisibleAccess, "visible_to", lambda self, who: self.all())
        patch.setitem(ports._restrict, "dossier", lambda rows, who: rows)
        patch.setitem(ports._restrict, "draft", lambda rows, who: rows)
        yield


def told(found: Iterator[str]) -> None:
    faults = list(found)
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:60])


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", pattern.callback


def test_every_address_says_for_whom_it_is_and_stands_in_this_walk():
    known = {*PUBLIC, *PUBLIC_ABOUT, *LISTS, *DOSSIER, *DRAFT}
    for name, view in routes(get_resolver().url_patterns):
        audience = getattr(view, "audience", None)
        assert audience is not None, f"{name} does not say who may call it"
        assert name in known, f"{name} is new: say in this file for whom it is"
        assert audience.is_public == (name in {*PUBLIC, *PUBLIC_ABOUT, "citizen:autosave"}), name


def test_the_predicate_alone_shows_everybody_his_own_and_no_more(house, settings):
    settings.DB_STEP_DOWN_TO = None
    told(violations(house))


def test_row_level_security_alone_shows_everybody_his_own_and_no_more(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with without_predicate(monkeypatch):
        told(violations(house))


FEW = ("xt.hotich", "cg.motcua1", "stranger", "xt.motcua1")


def test_the_walk_is_not_blind(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = None
    with without_predicate(monkeypatch):
        assert next(violations(house, FEW), None) is not None


# Each of these is a door of its own. What is not here is asked only of a dossier that came through one of them.
DOORS = ("dossier", "my_work", "work_counts", "search", "my_dossiers")
BEHIND = {
    "parties_of", "open_supplement", "pauses_of", "slips_of", "page", "choices_for", "things_to_judge", "answers_of",
    "result_of", "slip_pdf",
}  # fmt: skip


def test_every_query_about_dossiers_is_a_door_or_behind_one():
    asked = {
        name
        for name, function in inspect.getmembers(queries, inspect.isfunction)
        if function.__module__ == queries.__name__
        and not name.startswith("_")
        and ".visible_to(" in inspect.getsource(function)
    }
    assert asked == {*DOORS, *BEHIND}


@pytest.mark.parametrize("door", [*DOORS, "open_attachment"])
def test_one_query_without_the_predicate_is_found_by_the_walk(house, settings, monkeypatch, door):
    settings.DB_STEP_DOWN_TO = None
    module = files if door == "open_attachment" else queries
    honest = getattr(module, door)

    def open_to_all(*args: Any, **named: Any) -> Any:
        with without_predicate(monkeypatch):
            return honest(*args, **named)

    monkeypatch.setattr(module, door, open_to_all)
    assert next(violations(house, FEW), None) is not None
