"""People and dossiers for the tests of services: everything under row-level security, as the web role."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from motcua.catalogue import queries as catalogue
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import submitting
from motcua.forms import services as forms
from motcua.forms.engine.values import Value
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import ZONE
from motcua.platform.principal import acting_as

PACKS = Path(__file__).parents[4] / "packs"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)


@pytest.fixture
def as_web(settings):
    """Step down to the web role inside `acting`."""
    settings.DB_STEP_DOWN_TO = "motcua_web"

    @contextmanager
    def acting(who):
        with acting_as(who.principal):
            yield who

    return acting


class Facts:
    def sign_in(self, who):
        return sign_in_facts(who, now=MONDAY)

    def remembered(self, who):
        return remembered_facts(who)


@pytest.fixture
def office(world, db):
    """Return officers by role of both communes, citizens, and shortcuts."""

    def officer(username):
        return identity.person_of(Account.objects.get(username=username).id, MONDAY.date())

    def citizen(number, name, born):
        subject = CitizenSubject("vneid", number, number, name, born, "day", 2)
        signed = people.sign_in_citizen(subject, now=MONDAY)
        return identity.person_of(signed.account_id, MONDAY.date())

    logins = [o["login"] for o in world.told()["officers"]]
    return SimpleNamespace(
        cg={login: officer(f"{login}.cg") for login in logins},
        xt={login: officer(f"{login}.xt") for login in logins},
        tien=citizen("031092999001", "Phạm Văn Tiến", date(1992, 3, 14)),
        tinh=officer("quantri.tinh"),
        trang=citizen("031198999003", "Lê Thu Trang", date(1998, 9, 9)),
        unit=Unit.objects.get(slug="cam-giang").id,
        other_unit=Unit.objects.get(slug="xuan-thanh").id,
    )


def picture():
    """A small real photograph-like PNG, as a phone would send it."""
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    out = BytesIO()
    Image.effect_noise((64, 64), 40).convert("RGB").save(out, "PNG")
    return SimpleUploadedFile("giay.png", out.getvalue())


def sample_of(pack_folder):
    """Return the sample of a pack's own tests: its answers and case."""
    path = PACKS / pack_folder / "tests" / "source.yaml"
    told = yaml.safe_load(path.read_text("utf-8"))
    return told[0] if isinstance(told, list) else told


def draft_with(who, unit_id, procedure, answers, *, case, now=MONDAY, is_for_other=False):
    """Open a draft and fill it with answers as if typed on its screens."""
    from motcua.forms.models import Draft

    terms = catalogue.terms(procedure, identity.unit_view(unit_id, now.date()), now.date())
    form = form_of(terms.version_id)
    draft = forms.open_draft(
        who,
        unit_id=unit_id,
        subject=procedure,
        version_id=terms.version_id,
        form=form,
        facts=Facts(),
        now=now,
        is_for_other=is_for_other,
    )
    row = Draft.objects.get(pk=draft.id)
    row.answers |= {
        key: Value(value, "applicant", now).to_json()
        for key, value in answers.items()
        if key in form.fields and row.answers.get(key, {}).get("source") != "sign_in"
    }
    choice = next(key for key, of in form.cases.items() if of == case) if form.cases else None
    if choice:
        row.answers["case"] = Value(choice, "applicant", now).to_json()
    row.save()
    return draft.id


@pytest.fixture
def submitted(office, as_web):
    """Submit the sample of a pack and return its code."""

    def make(who, folder="ho-tich/2.000635", unit_id=None, now=MONDAY):
        sample = sample_of(folder)
        with as_web(who):
            draft_id = draft_with(
                who, unit_id or office.unit, folder.split("/")[1], sample["answers"], case=sample["case"], now=now
            )
            return submitting.submit(draft_id, who=who, now=now)

    return make
