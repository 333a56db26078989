"""The second computation agrees with the engine on what the services do and on chance histories, and finds each lie."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from importlib.resources import files

import pytest
from django.db import connection

from motcua.catalogue.models import Abolition, Version
from motcua.dossiers.services import receiving, supplementing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.feedback import services as feedback
from motcua.monitoring import cells, closing, readings
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.monitoring.indicators import library, own
from motcua.monitoring.models import Cell, Closing, DossierFact, OwnFiling
from motcua.monitoring.periods import Period
from motcua.monitoring.verification import Recount
from motcua.monitoring.verification.tests.histories import Teller
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor
from motcua.platform.ids import new_id

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = MONDAY + 3 * DAY
NEXT_MONTH = MONDAY + 20 * DAY
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)


def differences(now=LATER, keys=None):
    """Return what differs, as sentences."""
    return [str(one) for one in Recount(now, key_folder=keys).differences()]


@pytest.fixture
def led(office, province, as_web, submitted, returned, kept):
    """One dossier waits, one is declined, one was supplemented and accepted, one is returned and rated."""
    submitted(office.tien, unit_id=office.other_unit)
    declined, supplemented = submitted(office.trang), submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.decline(declined, reason="Không thuộc thẩm quyền", legal_basis="Điều 5", who=who, now=MONDAY + HOUR)
    ask(as_web, office.cg["motcua1"], supplemented, "registered_at")
    answer(as_web, office.trang, supplemented, registered_at="UBND xã Mẫu, năm 1998")
    with as_web(office.cg["motcua1"]) as who:
        supplementing.confirm(supplemented, who=who, now=MONDAY + DAY + HOUR)
    with as_web(office.trang) as who:
        feedback.rate(returned.code, score=2, text="", officers={}, who=who, now=MONDAY + DAY)
    kept()
    for unit in (province, office.unit):
        cells.make(unit, NOVEMBER, now=LATER)
    return DossierFact.objects.exclude(completed_at=None).get()


def test_nothing_differs_on_what_the_services_did_under_any_reading_own_dossiers_counted_too(led, office):
    recount = Recount(LATER)
    assert [str(one) for one in recount.differences()] == []
    assert recount.compared > 2000  # facts, measures, shown values, lines and scores of three units
    assert recount.left_out == 0

    for reading, option in (("not_applicable", "rescale"), ("due_2_1", "current"), ("sync_3_3", "yes")):
        readings.choose(reading, option, why="Công văn của tỉnh", actor=Actor("system"), now=LATER)
    for number in range(3):
        person = office.trang.person_id if number == 0 else number
        OwnFiling.objects.create(account_id=number, person_id=person, committee_id=office.unit, given_at=MONDAY)
    assert differences() == []


def test_a_fact_a_cell_and_a_count_that_somebody_changed_are_found_and_named(led, office, province):
    DossierFact.objects.filter(pk=led.pk).update(verdict="good")
    found = differences()
    assert found[0] == f"hồ sơ {led.pk}, verdict: hệ thống good, tính lại bad"
    assert "Xã Cẩm Giang, tháng 11/2026, satisfaction.share, tử số: hệ thống 1, tính lại 0" in found
    DossierFact.objects.filter(pk=led.pk).update(verdict="bad")

    cell = Cell.objects.get(unit_id=province)
    cell.counts["online.share"]["n"] += 1
    cell.save()
    found = differences()
    assert "Tỉnh Mẫu, tháng 11/2026 (ô đã lưu), online.share, tử số: hệ thống 4, tính lại 3" in found
    assert all("Tỉnh Mẫu, tháng 11/2026 (ô đã lưu)" in one for one in found)
    cell.is_dirty = True  # it is said to be wrong until it is counted anew
    cell.save()
    recount = Recount(LATER)
    assert (list(recount.differences()), recount.left_out) == ([], 1)

    Cell.objects.filter(unit_id=office.unit).update(scores={"total": "100.00"}, members=[office.other_unit])
    found = differences()
    assert any("các đơn vị được tính" in one for one in found)
    assert any("điểm đã lưu, total: hệ thống 100.00" in one for one in found)

    DossierFact.objects.filter(pk=led.pk).delete()
    assert f"hồ sơ {led.pk}, dòng số liệu: hệ thống không có, tính lại có" in differences()


def test_a_dossier_that_nobody_wrote_into_the_facts_yet_is_told(office, submitted, kept):
    kept()
    submitted(office.trang)
    recount = Recount(LATER)
    found = [str(one) for one in recount.differences()]
    assert recount.waiting == 1
    assert found[0].endswith("dòng số liệu: hệ thống không có, tính lại có")


def test_a_closed_month_is_held_against_its_signature_the_log_and_its_figures(led, office, province, tmp_path, as_web):
    with as_web(office.cg["chutich"]) as who:
        row = closing.close(office.unit, NOVEMBER, who=who, now=NEXT_MONTH, key_folder=tmp_path)
    Cell.objects.all().delete()
    assert differences(NEXT_MONTH, tmp_path) == []
    assert any("không có khóa công khai" in one for one in differences(NEXT_MONTH))

    changed = json.loads(row.body)
    changed["figures"]["online.share"]["value"] = "99.00"
    Closing.objects.filter(pk=row.pk).update(body=json.dumps(changed))
    found = differences(NEXT_MONTH, tmp_path)
    assert {one.split(": hệ thống")[0].rsplit(", ", 1)[1] for one in found} == {"SHA-256", "chữ ký", "online.share"}


@pytest.mark.parametrize(("kind", "seed"), [("likely", 3), ("unlikely", 4)])
def test_it_agrees_on_chance_histories_of_a_province(office, province, versions, kind, seed):
    note_versions()
    teller = Teller(seed, [office.unit, office.other_unit], versions)
    keeping.write(keeping.facts_of(teller.write([getattr(teller, kind)() for _ in range(150)])))
    for unit, period in ((province, "2026"), (province, "2026-Q3"), (office.unit, "2026-11"), (office.unit, "2026-07")):
        cells.make(unit, Period.parse(period), now=NOW)
    assert differences(NOW) == []


def test_it_agrees_on_versions_of_communes_and_provinces_and_on_abolished_procedures(office, province, versions):
    national = Version.objects.filter(scope="").order_by("procedure")
    made = []
    for number, row in enumerate([*national, *national]):
        content = json.loads(json.dumps(row.content))
        told = content["procedure"]
        told["service"]["level"] = ("full", "information", "partial")[number % 3]
        told["handling"]["kind"] = ("ours", "guide_only")[number % 2]
        acts = [{"name": "Cập nhật thông tin trong Cơ sở dữ liệu"}, {"name": "Chi trả học bổng"}]
        told["results"] = ([], acts, [*acts, *told["results"]], told["results"])[number % 4]
        told["applicants"] = ["tổ chức"] if number % 5 == 0 else told["applicants"]
        told["fees"] = [line | {"amount": 5 if number % 3 else None} for line in told["fees"]]
        told["public_steps"] = [] if number % 4 == 1 else told["public_steps"]
        content["form"] = None if number % 6 == 0 else content["form"]
        since = date(2026, 6 + number % 5, 10)
        made.append(
            Version.objects.create(
                id=new_id(), procedure=row.procedure, scope=("10888", "31", "26434", "75", "")[number % 5],
                content=content, origins={}, digest=str(number), valid_from=since,
                valid_to=since + 40 * DAY if number % 3 == 0 else None, published_at=MONDAY,
            )
        )  # fmt: skip
    Abolition.objects.create(procedure=made[0].procedure, on=date(2026, 8, 15), source="x", at=MONDAY)
    note_versions()
    known = [*versions, *((row.procedure, row.id) for row in made)]
    teller = Teller(6, [office.unit, office.other_unit], known)
    keeping.write(keeping.facts_of(teller.write([teller.likely() for _ in range(100)])))
    assert differences(NOW) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE version_trait SET online_level = 'none', owes_fee = NOT owes_fee WHERE version_id = %s",
            [made[0].id],
        )
    assert f"thủ tục {made[0].procedure}, bản {made[0].id}, online_level: hệ thống none, tính lại full" in differences(
        NOW
    )


def test_under_a_version_of_the_index_of_the_house_counts_are_compared_and_its_own_points_are_not(
    led, office, province, tmp_path, monkeypatch
):
    text = files("motcua.monitoring").joinpath("data", "index_766.yaml").read_text("utf-8")
    text = text.replace('version: "1"\nvalid_from: 2022-06-23', 'version: "2"\nvalid_from: 2026-11-01')
    (tmp_path / own.FOLDER).mkdir()
    (tmp_path / own.FOLDER / "2.yaml").write_text(text.replace("target: 50", "target: 60"), "utf-8")
    monkeypatch.setattr(own, "_beside", [tmp_path / own.FOLDER])
    library.cache_clear()
    try:
        for unit in (province, office.unit):
            cells.make(unit, NOVEMBER, now=LATER)
        recount = Recount(LATER)
        assert [str(one) for one in recount.differences()] == []
        assert recount.left_out == 0
        Cell.objects.filter(unit_id=province).update(counts={})
        assert differences()  # what it counts is still held against the events
    finally:
        library.cache_clear()
