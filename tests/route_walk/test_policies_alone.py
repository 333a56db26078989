"""Every address, as everybody, on real dossiers, with row-level security alone."""

from __future__ import annotations

import pytest

from .barriers import told, without_predicate
from .table import EVERYBODY
from .walk import at_the_doors, violations

pytestmark = pytest.mark.django_db


def test_row_level_security_alone_shows_everybody_his_own_and_no_more(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with without_predicate(monkeypatch):
        told(violations(house))


def test_whoever_is_not_let_in_learns_nothing_at_the_door(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with without_predicate(monkeypatch):
        # A door asks who somebody is, not which rows he may read: one commune's officers stand for both here.
        told(at_the_doors(house, tuple(role for role in EVERYBODY if not role.startswith("xt."))))
