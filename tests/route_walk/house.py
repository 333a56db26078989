"""Both communes with a dossier in each state, made once by the services, and a browser for everybody."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import login
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from PIL import Image

from motcua.catalogue import queries as catalogue
from motcua.counter import matters, visits
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import deciding, moving, receiving, submitting, supplementing
from motcua.dossiers.tests.conftest import Facts, draft_with, sample_of
from motcua.feedback.models import RatedOfficer, Rating
from motcua.forms import services as forms
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.backends import account_from
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.inspection import services as inspection
from motcua.inspection.rules import Wanted
from motcua.monitoring.facts import keeping
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor
from motcua.platform.principal import JOB, acting_as

from .table import DREW_SAMPLE, EVERYBODY, FILED_BY, FIRMS, LOGINS, SITS_AT_VISIT

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
RESULT = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip


@dataclass
class House:
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    dossiers: dict[str, SimpleNamespace] = field(default_factory=dict)
    committees: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)  # of the first officer at each counter
    draft: int = 0
    draft_file: int = 0
    visit: int = 0
    sample: int = 0
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


def rated(row: Dossier, *officers: identity.Person) -> int:
    """Write a rating of a dossier, W's with the officers who worked on it; return its id."""
    rating = Rating.objects.create(dossier=row, committee_id=row.committee_id, way="account", score=1, given_at=MONDAY)
    for officer in officers if row.secrecy == 0 else ():
        RatedOfficer.objects.create(
            rating=rating, dossier=row, account_id=officer.account_id, label=officer.actor.label, part="handled"
        )
    return rating.id


def build() -> House:
    """Make the dossiers and their people in the world the test stands in."""
    made, who = House(), {}
    units = {"cg": Unit.objects.get(slug="cam-giang").id, "xt": Unit.objects.get(slug="xuan-thanh").id}
    made.committees = units
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
            if name == "motcua1":
                made.posts[commune] = who[f"{commune}.{name}"].posts[0].id

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
            rating=rated(row, who["cg.motcua1"], who["cg.hotich"]) if key in "WK" else 0,
        )
    with acting_as(who["trang"].principal):
        terms = catalogue.terms("1.001193", identity.unit_view(units["cg"], MONDAY.date()), MONDAY.date())
        form = form_of(terms.version_id)
        draft = forms.open_draft(who["trang"], unit_id=units["cg"], subject="1.001193", version_id=terms.version_id,
                                 form=form, facts=Facts(), now=MONDAY)  # fmt: skip
        made.draft, made.group = draft.id, form.groups[0].key
        documents.attach(who["trang"], ("draft", draft.id), "thu", picture(), now=MONDAY)
        made.draft_file = files.files_of(who["trang"], ("draft", draft.id))[0].id
    with acting_as(who[SITS_AT_VISIT].principal):
        made.visit = visits.begin(who[SITS_AT_VISIT], now=MONDAY)
        sitter = visits.PersonHere(0, "Người Đang Ngồi", phone="0912000412")
        visits.put_person(who[SITS_AT_VISIT], made.visit, sitter, now=MONDAY)
        matters.add_matter(who[SITS_AT_VISIT], made.visit, "2.000635", committee_id=units["cg"], sitter=1, now=MONDAY)
    with acting_as(who[DREW_SAMPLE].principal):
        wanted = Wanted(units["cg"], MONDAY.date(), MONDAY.date())
        made.sample = inspection.draw(wanted, seed="xuc-xac-4152", who=who[DREW_SAMPLE], now=MONDAY + HOUR).id
    assert made.dossiers["W"].slips
    assert made.dossiers["W"].files
    assert made.dossiers["K"].files
    for role in EVERYBODY:
        made.clients[role] = browser_of(who.get(role))
        if role != "nobody":
            made.sessions[role] = made.clients[role].cookies[django_settings.SESSION_COOKIE_NAME].value
    with acting_as(JOB):  # the figures know them, as the program of the box makes them
        while keeping.keep_claimed():
            pass
    return made
