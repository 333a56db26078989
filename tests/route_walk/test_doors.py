"""Every address, as everybody who is not let in."""

from __future__ import annotations

import pytest

from .barriers import told, without_predicate
from .table import AT_DOORS, AT_PUBLIC
from .walk import at_the_doors

pytestmark = pytest.mark.django_db


def test_whoever_is_not_let_in_learns_nothing_at_the_door(house, settings):
    settings.DB_STEP_DOWN_TO = None
    told(at_the_doors(house, AT_DOORS))


def test_with_row_level_security_alone_the_public_pages_tell_as_little(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with without_predicate(monkeypatch):
        # Only what anybody may open differs by barrier.
        told(at_the_doors(house, tuple(AT_PUBLIC)))
