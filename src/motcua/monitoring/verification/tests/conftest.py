"""A province over the two communes, and dossiers led by the services."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from motcua.identity.models import Unit, UnitName, UnitParent
from motcua.monitoring.tests.conftest import as_web, kept, office, returned, submitted

__all__ = ["as_web", "kept", "office", "province", "returned", "submitted", "versions"]
SINCE = date(2025, 7, 1)


@pytest.fixture
def province(office):
    """Return the id of a province that has both communes."""
    unit = Unit.objects.create(slug="tinh-mau", kind="province", since=SINCE, contact={})
    UnitName.objects.create(unit=unit, name="Tỉnh Mẫu", short_name="Tỉnh Mẫu", since=SINCE)
    for commune in (office.unit, office.other_unit):
        UnitParent.objects.create(unit_id=commune, parent=unit, since=SINCE)
    return unit.id


@pytest.fixture
def versions(world, db):
    """Return (procedure, version) of what is published, always in the same order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedure, id FROM procedure_version ORDER BY procedure, scope")
        return cursor.fetchall()
