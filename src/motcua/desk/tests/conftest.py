"""Officers at their desk: Django's client, signed in, under row-level security, on dossiers the services made."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.desk.leading import fresh
from motcua.documents import services as documents
from motcua.dossiers.services import submitting
from motcua.dossiers.tests.conftest import MONDAY, as_web, draft_with, office, picture, sample_of, submitted
from motcua.dossiers.tests.test_organisations import firm
from motcua.identity import queries as identity
from motcua.identity.backends import account_from
from motcua.platform.clock.now import moved_to
from motcua.platform.principal import acting_as

__all__ = ["as_web", "firm", "office", "submitted"]  # fixtures of the dossiers, used here as they are


@pytest.fixture(autouse=True)
def at_nine_on_monday(settings):
    """Let every test run on Monday 16/11/2026 at nine."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    fresh.FRESH = fresh.Fresh()  # a process remembers boards; here each test is a house of its own
    with moved_to(MONDAY):
        yield


@pytest.fixture
def at_desk(settings):
    """Return a client signed in as a person."""

    def sign_in(who) -> Client:
        settings.DB_STEP_DOWN_TO = "motcua_web"
        client = Client()
        request = HttpRequest()
        request.session = import_module(django_settings.SESSION_ENGINE).SessionStore()
        with acting_as(who.principal):
            account = account_from(identity.principal_data(who.account_id, MONDAY.date()))
            login(request, account, backend="motcua.identity.backends.PrincipalBackend")
            request.session.save()
        client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
        return client

    return sign_in


@pytest.fixture
def with_paper(office, as_web):
    """Submit a dossier one component of which is filled by a picture; return (code, component's key)."""
    return with_file(office, as_web, picture())


def with_file(office, as_web, file):
    """Submit a dossier one component of which is filled by this file; return (code, component's key)."""
    folder = "ho-tich/2.000635"
    sample = sample_of(folder)
    answers = sample["answers"] | {"requester_relation": "20"}  # by a mandate
    with as_web(office.trang) as who:
        draft_id = draft_with(who, office.unit, folder.split("/")[1], answers, case=sample["case"])
        pack = catalogue.terms(folder.split("/")[1], identity.unit_view(office.unit, MONDAY.date()), MONDAY.date()).pack
        component = next(c for c in pack.components if c.filled_by == "file_authorisation")
        documents.attach(who, ("draft", draft_id), component.filled_by, file, now=MONDAY)
        return submitting.submit(draft_id, who=who, now=MONDAY), component.key
