"""Every address, as everybody, on real dossiers, with the predicate alone."""

from __future__ import annotations

import pytest

from .barriers import told
from .table import WITH_PREDICATE
from .walk import violations

pytestmark = pytest.mark.django_db


def test_the_predicate_alone_shows_everybody_his_own_and_no_more(house, settings):
    settings.DB_STEP_DOWN_TO = None
    told(violations(house, WITH_PREDICATE))
