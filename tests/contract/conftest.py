"""Programs at the door of /api/: sessions of real people, under row-level security, on a Monday at nine."""

from __future__ import annotations

import json
from datetime import date, datetime
from importlib import import_module
from io import BytesIO
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from PIL import Image

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
BIRTH = "1.001193"
NOT_ASKED = frozenset(
    {"made_at", "made_on", "paper_name", "subject_name", "subject_birth_date", "subject_personal_number"}
)
# What the system writes itself, copies because the father is the one who files, or asks only with a birth notice.
NOT_ASKED_OF_FATHER = frozenset(
    {"made_at", "made_on", "child_birth_date_words", "father_name", "father_birth_date", "father_personal_number",
     "father_is_dead", "father_residence_type", "father_residence", "birth_notice_number", "birth_notice_date"}
)  # fmt: skip


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

    def send(self, path, body, *, key="", token=None, method="POST"):
        headers = {"X-CSRFToken": self.token if token is None else token}
        if key:
            headers["Idempotency-Key"] = key
        return self.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)

    def put_in(self, draft, slot, content, name="giay.png"):
        """Send a whole file into a slot of a draft."""
        file = SimpleUploadedFile(name, content)
        return self.post(f"{draft}/files", {"slot": slot, "file": file}, headers={"X-CSRFToken": self.token})

    def tus(self, method, path, body=b"", **headers):
        """Speak tus 1.0.0: headers by their names, with _ for -."""
        told = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.token}
        told |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
        kind = told.pop("Content-Type", "application/offset+octet-stream" if method == "PATCH" else "")
        return self.generic(method, path, body, content_type=kind, headers=told)


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


@pytest.fixture
def photo():
    """Make photographs nobody has sent before: `photo(side)` is the bytes of a PNG."""

    def make(side=64):
        out = BytesIO()
        Image.effect_noise((side, side), 40).convert("RGB").save(out, "PNG")
        return out.getvalue()

    return make


@pytest.fixture
def birth():
    """A birth at home that the father registers: where, and what he answers. A witness's paper (WITNESS) is a must."""
    told = yaml.safe_load((PACKS / "ho-tich" / BIRTH / "tests" / "source.yaml").read_text("utf-8"))
    answers = {key: value for key, value in told["answers"].items() if key not in NOT_ASKED_OF_FATHER}
    return {"procedure": BIRTH, "commune": "cam-giang"}, {
        **answers,
        "case": "no_birth_notice",
        "birth_proof": "nguoi_lam_chung",
    }
