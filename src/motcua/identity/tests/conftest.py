"""A small house: a committee with a centre, an officer, an administrator and a citizen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from motcua.identity import queries, services
from motcua.identity.backends import account_from
from motcua.identity.models import Unit, UnitCode, UnitName, UnitParent
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
TODAY = NOW.date()
DAY = timedelta(days=1)
SYSTEM = Actor(kind="system", label="thử")
PASSWORD = "Xuan-Thanh-2026"
LAN = CitizenSubject("vneid", "sub-lan", "031170999004", "Vũ Thị Lan", date(1970, 5, 20), "day", 2)


@pytest.fixture
def house(db):
    return make_house()


def make_house():
    since = date(2025, 7, 1)
    committee = Unit.objects.create(slug="xa-thu", kind="committee", since=since)
    centre = Unit.objects.create(slug="xa-thu-tt", kind="centre", since=since)
    for unit, name in ((committee, "Ủy ban nhân dân xã Thử"), (centre, "Trung tâm xã Thử")):
        UnitName.objects.create(unit=unit, name=name, short_name=name[-6:], since=since)
    UnitParent.objects.create(unit=centre, parent=committee, since=since)
    UnitCode.objects.create(unit=committee, system="place", code="00001", since=since, mark="P")

    def officer(username, role, grants, *, must_change=False):
        post = services.open_post(
            unit_id=centre.id, title=f"Chức {role}", role=role, grants=grants, actor=SYSTEM, now=NOW
        )
        account = services.open_officer(
            username=username, full_name=f"Cán Bộ {role}", password=PASSWORD, must_change=must_change,
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
        services.take_post(post, account, actor=SYSTEM, now=NOW)
        return SimpleNamespace(account=account, post=post)

    return SimpleNamespace(
        committee=committee,
        centre=centre,
        officer=officer("ha.thu", "one_stop", [("dossiers.receive", centre.id, 0)]),
        admin=officer("tuan.thu", "administrator", [("identity.manage", None, 0)]),
        make_officer=officer,
        citizen=services.sign_in_citizen(LAN, now=NOW).account_id,
    )


def person(account, on=TODAY):
    return queries.person_of(account, on)


def browser_of(account, on=TODAY) -> Client:
    """Return a browser in which this account is signed in."""
    client, request = Client(), HttpRequest()
    request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    found = queries.principal_data(account, on)
    login(request, account_from(found), backend="motcua.identity.backends.PrincipalBackend")
    request.session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client
