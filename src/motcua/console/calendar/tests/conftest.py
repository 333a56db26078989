"""A Monday at eleven, with one dossier accepted an hour ago."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY, as_web, office, submitted  # noqa: F401 - fixtures
from motcua.platform.clock.now import moved_to


@pytest.fixture(autouse=True)
def monday(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with moved_to(MONDAY + timedelta(hours=2)):
        yield


@pytest.fixture
def code(office, as_web, submitted):  # noqa: F811
    code = submitted(office.tien, "bao-tro-xa-hoi/1.001776")
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + timedelta(hours=1))
    return code
