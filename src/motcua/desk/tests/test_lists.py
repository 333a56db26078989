"""The tab «Quá hạn»: what it counts, what its list shows and what is red are the same dossiers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.dossiers import queries
from motcua.dossiers.services import deciding, moving, receiving, withdrawing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
RESULT = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip


@pytest.fixture
def a_week_later(office, as_web, submitted):
    """Five dossiers of Monday, seen eight days later; return those that are late at the counter."""
    untouched = submitted(office.trang)
    answered = submitted(office.tien)
    asked = submitted(office.trang)
    finished = submitted(office.trang)
    withdrawn = submitted(office.trang)
    for code in (answered, asked):
        ask(as_web, office.cg["motcua1"], code, "registered_at")
    answer(as_web, office.tien, answered, registered_at="UBND xã Mẫu Mới")
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(withdrawn, reason="", who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(finished, is_refusal=False, values=RESULT, who=who, now=MONDAY + HOUR)
        moving.forward(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(finished, who=who, now=MONDAY + HOUR)
    with moved_to(MONDAY + 8 * DAY):
        yield {untouched, answered, withdrawn}


def rows_of(page):
    return [row for group in page.context["groups"] for row in group["rows"]]


def late_tab(page):
    return next(tab for tab in page.context["tabs"] if tab["label"] == "Quá hạn")


def test_the_count_the_list_and_the_colour_of_late_are_the_same_dossiers(office, a_week_later, at_desk):
    page = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=tre")
    rows = rows_of(page)
    assert {row["key"] for row in rows} == a_week_later
    assert {row["due_kind"] for row in rows} == {"late"}
    assert late_tab(page)["count"] == len(rows) == 3


def test_in_the_whole_list_exactly_those_are_red(office, a_week_later, at_desk):
    page = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=cho")
    assert {row["key"] for row in rows_of(page) if row["due_kind"] == "late"} == a_week_later
    assert len(rows_of(page)) == 4  # and the result that waits to be fetched
    waiting = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=bo-sung")
    kinds = {row["key"] in a_week_later: row["due_kind"] for row in rows_of(waiting)}
    assert kinds == {True: "late", False: "paused"}


def test_the_page_of_a_dossier_says_of_its_day_what_the_lists_say(office, a_week_later, at_desk):
    for login in ("motcua1", "quanly"):
        client = at_desk(office.cg[login])
        rows = {row["key"]: row for row in rows_of(client.get("/can-bo/ho-so/"))}
        assert len(rows) == 5, login
        for code, row in rows.items():
            told = client.get(f"/can-bo/ho-so/{code}/").context["clock"]
            assert told["kind"] == row["due_kind"], (login, code)
            assert bool(told["left"]) is (told["kind"] not in {"paused", "", "on_time"}), (login, code)
        assert sorted(row["due_kind"] for row in rows.values()) == ["late", "late", "late", "on_time", "paused"], login


def test_a_result_that_waits_is_not_late_and_a_paused_clock_counts_nothing_down(office, a_week_later, at_desk):
    client = at_desk(office.cg["motcua1"])
    rows = {row["due_kind"]: key for key, row in ((r["key"], r) for r in rows_of(client.get("/can-bo/ho-so/")))}
    done = client.get(f"/can-bo/ho-so/{rows['on_time']}/")
    assert done.context["clock"]["promise"] == "Chờ trả kết quả"
    assert "Quá hạn" not in done.content.decode()
    assert "Đúng tiến độ" not in done.content.decode()
    paused = client.get(f"/can-bo/ho-so/{rows['paused']}/")
    assert paused.context["clock"]["promise"] == "Chờ bổ sung"
    assert "Đang dừng" in paused.content.decode()


def test_somebody_who_holds_two_posts_counts_a_dossier_once(office, a_week_later, as_web):
    for login in ("motcua1", "quanly", "motcua2"):
        with as_web(office.cg[login]) as who:
            now = MONDAY + 8 * DAY
            rows, _ = queries.my_work(who, queries.WorkFilter(late_before=now))
            assert queries.work_counts(who, now=now, soon=now + DAY)["late"] == len(rows), login


def test_the_list_asks_the_database_a_fixed_number_of_times(office, a_week_later, as_web):
    with as_web(office.cg["motcua1"]) as who, CaptureQueriesContext(connection) as asked:
        queries.my_work(who, queries.WorkFilter(late_before=MONDAY + 8 * DAY))
    assert len(asked) == 3  # access rows, dossiers, parties


def test_a_search_that_found_more_than_it_shows_says_so(office, submitted, at_desk, monkeypatch):
    codes = [submitted(office.trang, now=MONDAY + minutes * MINUTE) for minutes in range(3)]
    client = at_desk(office.cg["motcua1"])
    page = client.get("/can-bo/tim/?q=le thu trang")
    assert {row["key"] for row in rows_of(page)} == set(codes)
    assert "hồ sơ mới nhất" not in page.content.decode()
    monkeypatch.setattr(queries, "PAGE", 2)
    page = client.get("/can-bo/tim/?q=le thu trang")
    assert {row["key"] for row in rows_of(page)} == set(codes[1:])  # the newest
    assert "Đây là 2 hồ sơ mới nhất" in page.content.decode()
