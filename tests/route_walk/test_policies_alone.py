"""Every address, as everybody, on real dossiers, with row-level security alone."""

from __future__ import annotations

import pytest

from .barriers import told, without_predicate
from .table import WITH_POLICIES
from .walk import violations

pytestmark = pytest.mark.django_db


def test_row_level_security_alone_shows_everybody_his_own_and_no_more(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with without_predicate(monkeypatch):
        told(violations(house, WITH_POLICIES))
