"""A citizen at his browser: Django's client, signed in, under row-level security, walking the real screens."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from motcua.dossiers.forms_of import form_of
from motcua.forms import queries as drafts
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.backends import account_from
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
BIRTH = "1.001193"
EXTRACT = "2.000635"


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    """Let every test run on Monday 16/11/2026 at nine."""
    with moved_to(MONDAY):
        yield


@pytest.fixture
def house(world, db, settings):
    """Return the units, makers of citizens and officers; from here on the database is asked as the web role."""

    def citizen(number, name, born):
        subject = CitizenSubject("vneid", number, number, name, born, "day", 2)
        signed = people.sign_in_citizen(subject, now=MONDAY)
        return identity.person_of(signed.account_id, MONDAY.date())

    def officer(username):
        return identity.person_of(Account.objects.get(username=username).id, MONDAY.date())

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    unit = Unit.objects.get(slug="cam-giang")
    made = SimpleNamespace(
        unit=identity.unit_view(unit.id, MONDAY.date()),
        trang=citizen("031198999003", "Lê Thu Trang", date(1998, 9, 9)),
        tien=citizen("031092999001", "Phạm Văn Tiến", date(1992, 3, 14)),
        receiver=officer("motcua1.cg"),
        handler=officer("hotich.cg"),
        leader=officer("chutich.cg"),
        manager=officer("quantri.cg"),
    )
    settings.DB_STEP_DOWN_TO = "motcua_web"
    return made


@contextmanager
def acting(who):
    """Do as this person does outside a request."""
    with acting_as(who.principal):
        yield who


def browser_of(who, in_place_of=None) -> Client:
    """Return a client signed in as this person, as the door of VNeID leaves it; `in_place_of` signs in one that is."""
    client = in_place_of or Client()
    request = HttpRequest()
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    request.session = import_module(django_settings.SESSION_ENGINE).SessionStore(cookie.value if cookie else None)
    with acting_as(who.principal):
        account = account_from(identity.principal_data(who.account_id, MONDAY.date()))
        login(request, account, backend="motcua.identity.backends.PrincipalBackend")
        request.session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def birth_answers(unit):
    """What a mother types about her child, by the names of the controls."""
    place = {"province": unit.province_code, "commune": unit.place_code, "query": "", "detail": "Thôn Đông Giao"}

    def address(name):
        return {f"{name}-{part}": text for part, text in place.items()}

    def day(name, d, m, y):
        return {f"{name}-day": str(d), f"{name}-month": str(m), f"{name}-year": str(y)}

    return {
        "case": "standard",
        "requester_residence_type": "thuong_tru",
        **address("requester_residence"),
        "requester_phone": "0912 000 412",
        "requester_relation": "mother",
        "birth_kind": "1",
        "child_name": "PHẠM MINH KHUÊ",
        **day("child_birth_date", 30, 10, 2026),
        "child_sex": "2",
        "child_ethnic": "01",
        "child_nationality": "VN",
        "child_birth_place_kind": "1",
        "child_birth_facility_kind": "co_so_y_te",
        "child_birth_facility": "Trung tâm Y tế Cẩm Giang",
        **address("child_birth_place"),
        **address("child_native_place"),
        "birth_proof": "giay_chung_sinh",
        "birth_notice_number": "123",
        "mother_name": "LÊ THU TRANG",
        **day("mother_birth_date", 9, 9, 1998),
        "mother_ethnic": "01",
        "mother_nationality": "VN",
        "mother_is_dead": "no",
        "mother_residence_type": "thuong_tru",
        **address("mother_residence"),
        "father_name": "PHẠM VĂN DŨNG",
        **day("father_birth_date", 21, 9, 1994),
        "father_ethnic": "01",
        "father_nationality": "VN",
        "father_is_dead": "no",
        "father_residence_type": "thuong_tru",
        **address("father_residence"),
        "parents_married": "yes",
        "wants_copies": "no",
        "result_channel": "dien_tu",
    }


def begin(client, code=BIRTH, whose="me"):
    """Begin a draft and return the address of its first screen."""
    answer = client.post(f"/xa/cam-giang/nop/{code}/", {"whose": whose})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer.url).url


def screen_of(who, at, field):
    """Return the address of the screen of this draft that asks for a field: packs may regroup their questions."""
    draft_id = int(at.split("/")[2])
    with acting(who):
        form = form_of(drafts.draft(who, draft_id).version_id)
    return f"/nop/{draft_id}/{form.fields[field].group}/"


def walk(client, at, answers, files=None):
    """Post screen after screen as a browser does, until the page of checking; return its address and the screens."""
    seen = []
    for _ in range(40):
        if at.endswith("/kiem-tra/"):
            return at, seen
        page = client.get(at)
        assert page.status_code == 200, (at, page.status_code)
        seen.append(at.rstrip("/").split("/")[-1])
        version = page.context["version"]
        for _ in range(4):
            sent = {**answers, "version": version, **(files or {}).get(seen[-1], {})}
            answer = client.post(at, sent)
            if answer.status_code == 302:
                break
            errors = [v.error for v in answer.context["fields"] if v.error]
            assert answer.status_code == 200, (at, errors)
            version = answer.context["version"]
        assert answer.status_code == 302, at
        at = answer.url
    raise AssertionError(f"no end after {seen}")


def seen_on(page):
    """Return what the page of checking posts back of itself: which draft the person has read."""
    return {name: page.context[name] for name in ("version", "files")}


def send(client, at, **ticks):
    """Read the page of checking and press "Nộp hồ sơ"; return the answer."""
    return client.post(at, {**seen_on(client.get(at)), **ticks})
