"""Cells are made before anybody asks, back to a unit's first dossier; what is published of them names nobody's one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.dossiers.tests.conftest import MONDAY
from motcua.monitoring import cells
from motcua.monitoring.models import Cell, DossierFact
from motcua.monitoring.queries import Period, published
from motcua.platform.principal import JOB, NOBODY, acting_as

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)


def test_every_month_back_to_the_first_dossier_is_made_a_few_at_a_time(office, returned, kept):
    kept()
    with acting_as(JOB):
        DossierFact.objects.update(received_on=date(2026, 8, 20))
        made = 0
        while found := cells.foresee(now=LATER, most=4):
            assert found <= 4
            made += found
        keys = set(Cell.objects.filter(unit_id=office.unit).values_list("period", flat=True))
    assert made == Cell.objects.count()
    assert keys == {"2026-11", "2026-10", "2026-09", "2026-08", "2026-Q4", "2026-Q3", "2026"}


def test_of_one_dossier_the_public_sees_the_total_and_no_procedure(office, returned, kept):
    kept()
    with acting_as(JOB):
        for key in ("2026-11", "2026"):
            cells.make(office.unit, Period.parse(key), now=LATER)
    with acting_as(NOBODY):
        told = published(office.unit, Period.parse("2026-11"), LATER)
    assert told is not None
    assert told.whole.received == 1
    assert told.book.procedures(told.period) == told.book.fields(told.period) == []
    assert told.told is None
    assert [one.key for one in told.periods] == ["2026-11", "2026"]
