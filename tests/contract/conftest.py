"""Programs at the door of /api/: sessions of real people, under row-level security, on a Monday at nine."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from motcua.config.paths import PACKS
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.backends import account_from
from motcua.identity.models import Account
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
EXTRACT = "2.000635"
NOT_ASKED = frozenset(
    {"made_at", "made_on", "paper_name", "subject_name", "subject_birth_date", "subject_personal_number"}
)


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    """Let every test run on Monday 16/11/2026 at nine."""
    with moved_to(MONDAY):
        yield


@pytest.fixture
def house(world, db, settings):
    """Return people of Cẩm Giang; from here on the database is asked as the web role."""

    def citizen(number, name, born):
        subject = CitizenSubject("vneid", number, number, name, born, "day", 2)
        signed = people.sign_in_citizen(subject, now=MONDAY)
        return identity.person_of(signed.account_id, MONDAY.date())

    def officer(username):
        return identity.person_of(Account.objects.get(username=username).id, MONDAY.date())

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    made = SimpleNamespace(
        trang=citizen("031198999003", "Lê Thu Trang", date(1998, 9, 9)),
        tien=citizen("031092999001", "Phạm Văn Tiến", date(1992, 3, 14)),
        receiver=officer("motcua1.cg"),
        stranger=officer("motcua1.xt"),
        clerk=officer("vanthu.cg"),
    )
    settings.DB_STEP_DOWN_TO = "motcua_web"
    return made


def session_of(who) -> str:
    """Return the key of a session in which this person is signed in."""
    request = HttpRequest()
    request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    with acting_as(who.principal):
        account = account_from(identity.principal_data(who.account_id, MONDAY.date()))
        login(request, account, backend="motcua.identity.backends.PrincipalBackend")
        request.session.save()
    return request.session.session_key


class Program(Client):
    """A client that keeps the rules of browsers: its own session, and a CSRF token for whatever changes something."""

    def __init__(self, who=None):
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False)
        self.token = ""
        if who is not None:
            self.cookies[django_settings.SESSION_COOKIE_NAME] = session_of(who)
            self.token = self.get("/api/session").json()["csrf_token"]

    def send(self, path, body, *, key="", token=None):
        headers = {"X-CSRFToken": self.token if token is None else token}
        if key:
            headers["Idempotency-Key"] = key
        return self.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def program(house):
    """Give makers of programs: `program(who)`, `program()` for nobody."""
    return Program


@pytest.fixture
def extract():
    """A submission that holds: the sample of an extract, without what its form does not ask of this person."""
    told = yaml.safe_load((PACKS / "ho-tich" / EXTRACT / "tests" / "source.yaml").read_text("utf-8"))
    answers = {key: value for key, value in told["answers"].items() if key not in NOT_ASKED}
    return {"procedure": EXTRACT, "commune": "cam-giang", "answers": {**answers, "case": "person"}}
