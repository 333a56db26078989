"""Every address, as everybody, on real dossiers, with the predicate alone."""

from __future__ import annotations

import pytest

from .barriers import told
from .walk import at_the_doors, violations

pytestmark = pytest.mark.django_db


def test_the_predicate_alone_shows_everybody_his_own_and_no_more(house, settings):
    settings.DB_STEP_DOWN_TO = None
    told(violations(house))


def test_whoever_is_not_let_in_learns_nothing_at_the_door(house, settings):
    settings.DB_STEP_DOWN_TO = None
    told(at_the_doors(house))
