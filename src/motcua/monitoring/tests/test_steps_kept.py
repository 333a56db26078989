"""Visits are written with the facts, from what the services recorded, and read by whom they concern."""

from __future__ import annotations

import pytest
from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.monitoring.facts import keeping
from motcua.monitoring.models import BoardStamp, DossierStep
from motcua.monitoring.tests.conftest import HOUR, MONDAY, followed
from motcua.platform.principal import JOB, acting_as

pytestmark = pytest.mark.django_db


def test_a_dossier_led_by_the_services_has_the_visits_it_made(office, walked):
    code = walked()
    followed()
    with acting_as(JOB):
        rows = list(DossierStep.objects.order_by("n"))
        dossier = Dossier.objects.get(codes__code=code)
    people = {office.cg[name].account_id: name for name in ("motcua1", "hotich", "chutich", "vanthu")}
    assert [(row.part, people[row.account_id], row.how) for row in rows] == [
        ("receiving", "motcua1", "forward"), ("handling", "hotich", "forward"), ("deciding", "chutich", "back"),
        ("handling", "hotich", "forward"), ("deciding", "chutich", "forward"), ("numbering", "vanthu", "forward"),
        ("returning", "motcua1", "end"),
    ]  # fmt: skip
    handling = rows[1]
    assert handling.unit_id == dossier.handling_unit_id
    assert rows[0].unit_id == dossier.receiving_unit_id
    assert handling.taken_up_at == MONDAY + 1.5 * HOUR
    assert handling.waiting_seconds == 1800
    assert rows[0].due_at == dossier.answer_by
    assert handling.share_seconds > 0
    assert rows[-1].left_at == MONDAY + 24 * HOUR


def test_a_dossier_under_way_has_the_date_its_services_gave_the_step(walked):
    code = walked(until="forwarded")
    followed()
    with acting_as(JOB):
        dossier = Dossier.objects.get(codes__code=code)
        here = DossierStep.objects.get(left_at=None)
    assert here.step == dossier.step
    assert here.due_at == dossier.step_due_at


def test_rebuilding_writes_the_same_rows_and_the_news_of_a_committee_are_counted(office, walked):
    walked()
    followed()
    with acting_as(JOB):
        before = list(DossierStep.objects.order_by("n").values())
        stamp = BoardStamp.objects.get(committee_id=office.unit).news
        with connection.cursor() as cursor:
            cursor.execute("UPDATE dossier_step SET waiting_seconds = 1, account_id = NULL WHERE n < 4")
        keeping.rebuild({row["dossier_id"] for row in before})
        assert list(DossierStep.objects.order_by("n").values()) == before
        assert BoardStamp.objects.get(committee_id=office.unit).news > stamp


def test_an_officer_reads_his_own_visits_who_oversees_all_and_a_citizen_none(office, as_web, walked):
    walked()
    followed()
    counts = {}
    for name in ("hotich", "chutich", "motcua1", "quanly"):
        if name in office.cg:
            with as_web(office.cg[name]) as who:
                rows = DossierStep.objects.all()
                counts[name] = (rows.count(), rows.exclude(account_id=who.account_id).count())
    with as_web(office.trang):
        assert DossierStep.objects.count() == 0
    assert counts["hotich"] == (2, 0)
    with as_web(office.xt["hotich"]):
        assert DossierStep.objects.count() == 0
    assert max(total for total, _ in counts.values()) == 7
