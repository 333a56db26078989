from __future__ import annotations

import pytest
from django.conf import settings as house

from motcua.documents import ports


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Every test has a store of its own and leaves the machine's alone."""
    settings.BLOB_FOLDER = tmp_path / "blobs"
    house.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder


@pytest.fixture(autouse=True)
def _ports():
    """What a test registers is forgotten after it."""
    kept = dict(ports._restrict), dict(ports._on_open)
    yield
    for now, before in zip((ports._restrict, ports._on_open), kept, strict=True):
        now.clear()
        now.update(before)


@pytest.fixture
def as_web(settings):
    """Run as the web role, under row-level security, as the product does."""
    settings.DB_STEP_DOWN_TO = "motcua_web"
