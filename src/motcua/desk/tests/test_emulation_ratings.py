"""What citizens said of officers stands in the figures for emulation: counted by who handled, read by who may."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.feedback import services as feedback
from motcua.feedback.rules import policy
from motcua.feedback.tests.conftest import walk
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import emulation
from motcua.monitoring.tests.conftest import followed

pytestmark = pytest.mark.django_db
HERE = "/can-bo/dieu-hanh/thi-dua/"
LATER = MONDAY + timedelta(days=1)
NOVEMBER = Period.parse("2026-11")


@pytest.fixture
def rated(office, as_web, submitted):
    """Two dossiers led to the citizen's hand and four declined at the counter; their people rate who worked on them."""
    received, handled = office.cg["motcua1"].account_id, office.cg["hotich"].account_id
    told = ((office.trang, 5, {received: 5, handled: 4}), (office.tien, 2, {received: 4, handled: 2}))
    for citizen, score, officers in told:
        code = submitted(citizen)
        walk(office.cg, as_web, code)
        with as_web(citizen) as who:
            feedback.rate(code, score=score, text="", officers=officers, who=who, now=LATER)
    for score in (5, 1, 4, 3):
        code = submitted(office.trang)
        with as_web(office.cg["motcua1"]) as who:
            receiving.decline(code, reason="Nộp trùng.", legal_basis="Điều 17", who=who, now=MONDAY)
        with as_web(office.trang) as who:
            feedback.rate(code, score=1, text="", officers={received: score}, who=who, now=LATER)
    with as_web(office.trang) as who:  # thought better of it within his seven days: the last word counts
        feedback.rate(code, score=4, text="", officers={received: 5}, who=who, now=LATER + timedelta(hours=1))
    followed()
    return received, handled


def test_ratings_of_dossiers_stand_beside_who_handled_them(office, as_web, at_desk, rated):
    received, handled = rated
    with as_web(office.cg["quanly"]):
        people = {one.of: one for one in emulation.people((office.unit,), NOVEMBER)}
        assert people[received].ratings == {5: 3, 4: 2, 1: 1}
        assert (people[received].rated, people[received].satisfied) == (6, 5)
        assert people[handled].ratings == {4: 1, 2: 1}
        signed = people[office.cg["chutich"].account_id]
        assert (signed["signed"], signed.rated) == (2, 0)  # who signed is not rated
        before = emulation.people((office.unit,), Period.parse("2026-10"))
        assert [one for one in before if one.rated] == []
    with as_web(office.xt["quanly"]):
        assert emulation.people((office.unit,), NOVEMBER) == []
    manager = at_desk(office.cg["quanly"])
    html = manager.get(f"{HERE}?ky=2026-11").content.decode()
    rows = [row for row in html.split("<tr")[1:] if "Trần Thị Ngọc Lan" in row or "Phạm Thị Hoa" in row]
    assert any("5 (83,3%) trên 6" in row for row in rows if "Trần Thị Ngọc Lan" in row), rows
    assert any("1 trên 2" in row for row in rows if "Phạm Thị Hoa" in row), rows  # below five no share is said
    sheet = manager.get(f"{HERE.rstrip('/')}.xlsx?ky=2026-11")
    lines = list(load_workbook(BytesIO(b"".join(sheet.streaming_content))).active.iter_rows(values_only=True))
    row = next(line for line in lines if line[1] and "Trần Thị Ngọc Lan" in str(line[1]))
    assert row[-6:] == (6, *(people[received].ratings.get(step, 0) for step in policy().steps))


def test_an_officer_reads_what_was_said_of_himself_and_of_nobody_else(office, as_web, at_desk, rated):
    received, _ = rated
    with as_web(office.cg["hotich"]) as who:
        assert emulation.mine(who, NOVEMBER).ratings == {4: 1, 2: 1}
        told = {one.of: one.rated for one in emulation.people((office.unit,), NOVEMBER)}
        assert received not in told
    html = at_desk(office.cg["hotich"]).get("/can-bo/so-lieu-cua-toi/?ky=2026-11").content.decode()
    assert "trên 2 lượt đánh giá" in html
