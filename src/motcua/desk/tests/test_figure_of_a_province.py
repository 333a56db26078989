"""One number of a province: which communes it comes from, and the dossiers of the instant it was counted at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection

from motcua.dossiers.tests.conftest import MONDAY
from motcua.identity.models import Grant, Holding
from motcua.monitoring import cells
from motcua.monitoring.models import Cell, DossierFact
from motcua.monitoring.periods import Period
from motcua.monitoring.tests.conftest import followed
from motcua.monitoring.verification.tests.conftest import SINCE, province

__all__ = ["province"]
pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
HERE = "/can-bo/so-lieu/con-so/dossiers.received/?ky=2026-11&phan=tu"


@pytest.fixture
def reader(office, province, at_desk):
    """A manager of one commune who reads the numbers of his province and of the other commune, too."""
    post = Holding.objects.filter(account_id=office.cg["quanly"].account_id).values_list("post_id", flat=True).first()
    for unit in (province, office.other_unit):
        Grant.objects.create(post_id=post, permission="numbers.read", unit_id=unit, secrecy=0, since=SINCE)
    return at_desk(office.cg["quanly"])


def received():
    """Let the facts follow, as if all were accepted on the first day of the month."""
    followed()
    DossierFact.objects.update(received_on=NOVEMBER.first)


def page(reader, province):
    """Return (the number itself, how many dossiers the list says it has, the codes it shows)."""
    html = reader.get(f"{HERE}&don-vi={province}").content.decode()
    value = re.search(r'vn-score__number"><strong>([^<]*)', html)[1]
    total = re.search(r'id="ho-so"><h2>(\d+) hồ sơ', html)[1]
    return value, total, set(re.findall(r'href="/can-bo/ho-so/([^/"]+)/"', html)), html


def test_it_lists_what_was_counted_then_and_what_there_is_now_when_something_happened(
    reader, office, province, submitted, settings
):
    code = submitted(office.trang)
    submitted(office.tien, unit_id=office.other_unit)
    received()
    for unit in (province, office.unit, office.other_unit):
        cells.make(unit, NOVEMBER, now=MONDAY)
    value, total, shown, html = page(reader, province)
    assert (value, total) == ("2 hồ sơ", "2")
    assert shown == {code}  # of the other commune he reads numbers and opens nothing
    assert "Trong 2 hồ sơ của trang này có 1 hồ sơ được đếm nhưng thuộc diện bạn không được mở." in html
    communes = html[html.index("<h2>Các xã, phường</h2>") :]
    assert communes.count("1 hồ sơ") == 2
    for unit in (office.unit, office.other_unit):
        assert f"/con-so/dossiers.received/?don-vi={unit}&amp;ky=2026-11&amp;phan=tu#ho-so" in communes

    with connection.cursor() as cursor:  # the page has stepped down to the login of pages
        cursor.execute("RESET ROLE")
    settings.DB_STEP_DOWN_TO = ""
    later = submitted(office.trang, now=MONDAY + timedelta(minutes=1))
    received()
    Cell.objects.filter(unit_id=province).update(is_dirty=True)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    value, total, shown, _ = page(reader, province)
    assert (value, total, shown) == ("2 hồ sơ", "3", {code, later})  # the number as kept, the list as it is
