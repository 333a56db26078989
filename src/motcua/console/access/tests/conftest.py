"""The two communes of the demonstration, and a Monday morning."""

from __future__ import annotations

import pytest

from motcua.dossiers.tests.conftest import MONDAY
from motcua.platform.clock.now import moved_to


@pytest.fixture(autouse=True)
def monday(world, settings, db):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with moved_to(MONDAY):
        yield
