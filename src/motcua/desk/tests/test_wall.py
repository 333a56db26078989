"""The board and the wall: nothing is counted while nothing happened, and a link shows counts and nobody's name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.desk.leading.fresh import Fresh
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries.board import View
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.monitoring.tests.conftest import followed
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
NUMBERS = "/can-bo/dieu-hanh/so/"


def ask(client, url, tag=""):
    return client.get(url, headers={"If-None-Match": tag} if tag else {})


def test_a_board_that_surely_stands_is_not_counted_again(office, at_desk, submitted):
    code = submitted(office.trang)
    followed()
    client = at_desk(office.cg["quanly"])
    first = ask(client, NUMBERS)
    assert first.status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        second = ask(client, NUMBERS, first["ETag"])
    assert second.status_code == 304
    assert second.content == b""
    assert not any("dossier_access" in query["sql"] for query in asked)
    receiving.accept(code, who=office.cg["motcua1"], now=MONDAY)
    followed()
    third = ask(client, NUMBERS, first["ETag"])
    assert third.status_code == 200
    assert third["ETag"] != first["ETag"]


def test_what_passes_without_an_event_is_seen_within_a_minute(office, at_desk, submitted):
    submitted(office.trang)
    followed()
    client = at_desk(office.cg["quanly"])
    tag = ask(client, NUMBERS)["ETag"]
    with moved_to(MONDAY + timedelta(minutes=1)):
        assert ask(client, NUMBERS, tag).status_code == 304  # counted, and found the same
    with moved_to(MONDAY + timedelta(days=1)):  # the answer was due by the end of the day
        late = ask(at_desk(office.cg["quanly"]), NUMBERS, tag)
    assert late.status_code == 200
    assert "Quá hạn" in late.content.decode()


def test_a_memory_of_boards_tells_apart_who_and_when_and_forgets_the_oldest():
    fresh = Fresh()
    fresh.keep("a", 1, MONDAY, '"x"')
    assert fresh.tag("a", 1, MONDAY) == '"x"'
    assert fresh.tag("a", 2, MONDAY) is None
    assert fresh.tag("b", 1, MONDAY) is None
    assert fresh.tag("a", 1, MONDAY + timedelta(minutes=1)) is None
    for n in range(500):
        fresh.keep(n, 1, MONDAY, '"y"')
    assert fresh.tag("a", 1, MONDAY) is None


def test_a_screen_behind_a_link_counts_as_the_board_does_and_names_nobody(office, as_web, at_desk, submitted):
    first = submitted(office.trang)
    submitted(office.tien, "ho-tich/2.000635")
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(first, who=who, now=MONDAY)
    followed()
    manager = at_desk(office.cg["quanly"])
    page = manager.post("/can-bo/dieu-hanh/man-hinh/treo/", {"name": "Sảnh tầng 1"}, follow=True)
    address = re.search(r"/bang-tuong/mo/[\w-]+/", page.content.decode()).group()
    assert address not in manager.get("/can-bo/dieu-hanh/man-hinh/treo/").content.decode()
    television = Client()
    assert television.get(address)["Location"] == "/bang-tuong/"
    shown = television.get("/bang-tuong/").content.decode()
    with as_web(office.cg["quanly"]) as who:
        told = boards.board(who, now=MONDAY)
    counts = [int(one) for one in re.findall(r"<dd>(\d+)</dd>", shown)]
    assert counts == [told.totals[view] for view in (View.OPEN, View.WAITING, View.TODAY, View.LATE)]
    assert counts[0] == 2
    for line in told.desks:
        assert f"<td>{line.waiting}</td><td>{line.today}</td><td>{line.late}</td>" in shown
    assert first not in shown
    assert "Theo cán bộ" not in shown
    assert not any(person.full_name in shown for person in (*office.cg.values(), office.trang, office.tien))
    tag = re.search(r"data-tag=\"(&quot;\w+&quot;)\"", shown).group(1).replace("&quot;", '"')
    assert ask(television, "/bang-tuong/so/", tag).status_code == 304
    revoke = re.search(r'name="revoke" value="(\d+)"', page.content.decode()).group(1)
    at_desk(office.xt["quanly"]).post("/can-bo/dieu-hanh/man-hinh/treo/", {"revoke": revoke})
    assert television.get("/bang-tuong/").status_code == 200  # the neighbour closes nobody's screen
    manager.post("/can-bo/dieu-hanh/man-hinh/treo/", {"revoke": revoke})
    assert television.get("/bang-tuong/").status_code == 404
    assert ask(television, "/bang-tuong/so/", tag).status_code == 404


def test_a_nameless_screen_has_no_place_and_asks_for_one(office, at_desk):
    answer = at_desk(office.cg["quanly"]).post("/can-bo/dieu-hanh/man-hinh/treo/", {"name": "  "})
    assert answer.status_code == 422
    assert "Ghi tên màn hình" in answer.content.decode()
    assert Client().get("/bang-tuong/").status_code == 404


def test_pages_of_measuring_are_for_readers_and_ones_own_for_everybody(office, at_desk, submitted):
    submitted(office.trang)
    followed()
    officer, manager = at_desk(office.cg["hotich"]), at_desk(office.cg["quanly"])
    for page in ("diem-nghen/", "thi-dua/", "thi-dua.xlsx"):
        assert officer.get(f"/can-bo/dieu-hanh/{page}").status_code == 403
    for page in ("diem-nghen/", "thi-dua/"):
        assert manager.get(f"/can-bo/dieu-hanh/{page}").status_code == 200
    table = manager.get("/can-bo/dieu-hanh/thi-dua.xlsx")
    assert b"".join(table.streaming_content)[:2] == b"PK"
    mine = officer.get("/can-bo/so-lieu-cua-toi/")
    assert mine.status_code == 200
    assert "Số liệu của tôi" in mine.content.decode()
    assert officer.get("/can-bo/so-lieu-cua-toi/danh-sach/?xem=handled").status_code == 200
    standing = manager.get("/can-bo/dieu-hanh/diem-nghen/danh-sach/?xem=dang&buoc=receiving").content.decode()
    assert standing.count('<th scope="row"') == 1
