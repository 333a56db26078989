"""Two provinces' worth of public figures: kept counts invented from a seed, no dossiers behind them."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from types import SimpleNamespace

import pytest
from django.test import Client

from motcua.identity.models import Unit, UnitCode, UnitName, UnitParent
from motcua.monitoring import testing
from motcua.monitoring.queries import published
from motcua.platform.clock.now import ZONE, moved_to

NOW = datetime(2026, 11, 13, 9, 0, tzinfo=ZONE)
SINCE = date(2025, 7, 1)
COMMUNES = (
    ("chieng-an", "Phường Chiềng An", "03664"),
    ("thuan-chau", "Xã Thuận Châu", "03721"),
    ("to-hieu", "Phường Tô Hiệu", "03646"),
)


def unit(slug, kind, name, *, above=None, **codes):
    made = Unit.objects.create(slug=slug, kind=kind, since=SINCE, contact={"phone": "0212 000 0001", "lines": []})
    UnitName.objects.create(unit=made, name=f"Ủy ban nhân dân {name}", short_name=name, since=SINCE)
    if above:
        UnitParent.objects.create(unit=made, parent=above, since=SINCE)
    for system, code in codes.items():
        UnitCode.objects.create(unit=made, system=system, code=code, since=SINCE, mark="C2")
    return made


@pytest.fixture
def figures(db, settings):
    """Return a province with three communes and one commune alone, each with ten months; asked as the web role."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    random, counts = Random(11), {}
    province = unit("son-la", "province", "Cấp tỉnh", province="14")
    for n, (slug, name, place) in enumerate(COMMUNES):
        commune = unit(slug, "committee", name, above=province, place=place, province="14")
        testing.keep_year(commune.id, random, at=NOW, size=(0.4, 1, 4)[n])
    alone = unit("cam-giang", "committee", "Xã Cẩm Giang", place="10888", province="31")
    testing.keep_year(alone.id, random, at=NOW)
    for period in ("2026-10", "2026-Q4", "2026"):
        of = [testing.kept(one.slug, period) for one in Unit.objects.filter(kind="committee").exclude(pk=alone.pk)]
        testing.keep(province.id, period, testing.together([one for one in of if one]), at=NOW)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with moved_to(NOW):
        yield SimpleNamespace(client=Client(), province=province, alone=alone, published=published, counts=counts)
