"""Whose turn it is, told alike on every page: the dossier, my list, the home page, the look-up by code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from motcua.citizen.tests.conftest import MONDAY, acting
from motcua.citizen.tests.test_following import HOUR, ask, sent  # noqa: F401 - a fixture
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import apologising, recalendar, receiving, reminding, supplementing, withdrawing
from motcua.dossiers.services.calendar_changes import DayAdded, DaySwitched
from motcua.platform.clock.now import moved_to
from motcua.platform.text import instant_vi

pytestmark = pytest.mark.django_db
GOOD = {"registered_at": "UBND xã Cẩm Hưng, 1998"}
DAY = timedelta(days=1)


def told(client, code):
    """What the pages say: the dossier's, my list, the public look-up; each as its text."""
    mine = client.get("/ho-so/")
    return {
        "dossier": client.get(f"/ho-so/{code}/").content.decode(),
        "asking": [row["code"] for row in mine.context["asking"]],
        "rows": {row["code"]: (row["status"], row["kind"]) for one in mine.context["people"] for row in one.rows},
        "public": Client().get("/tra-cuu/", {"ma": code}).content.decode(),
    }


def day_off(unit_id, at):
    return DayAdded(unit_id, at.astimezone(MONDAY.tzinfo).date(), "local_off", "Cắt điện", "Thông báo 12/TB-UBND", "C")


@pytest.mark.parametrize("accepted", [False, True], ids=["before-acceptance", "after-acceptance"])
def test_from_the_answer_on_no_page_says_that_it_waits_for_the_citizen(house, sent, accepted):  # noqa: F811
    client, code = sent
    if accepted:
        with acting(house.receiver) as who:
            receiving.accept(code, who=who, now=MONDAY + HOUR)
    ask(house.handler if accepted else house.receiver, code, "registered_at")
    waiting = told(client, code)
    assert "Bổ sung ngay" in waiting["dossier"]
    assert "Chờ bạn bổ sung" in waiting["dossier"]
    assert "trả lời chậm nhất" not in waiting["dossier"]  # the office owes nothing while it waits
    assert waiting["asking"] == [code]
    assert "Chờ người nộp bổ sung" in waiting["public"]
    for page in ("dossier", "public"):  # before acceptance no clock runs, so none stands
        assert ("Đang dừng</strong>" in waiting[page]) is accepted, page

    assert client.post(f"/ho-so/{code}/bo-sung/", {}).status_code == 422  # a partial answer is none
    assert told(client, code)["asking"] == [code]

    assert client.post(f"/ho-so/{code}/bo-sung/", GOOD).status_code == 302
    answered = told(client, code)
    for page in ("dossier", "public"):
        assert "Đang xem phần bổ sung" in answered[page], page
        assert "bổ sung ngay" not in answered[page].lower(), page
        assert "Chờ bạn" not in answered[page], page
        assert "Chờ người nộp" not in answered[page], page
        assert "Đang dừng" not in answered[page], page
    assert ("Hẹn trả kết quả" if accepted else "trả lời chậm nhất") in answered["dossier"]
    assert ("Hẹn trả kết quả" if accepted else "Trả lời có tiếp nhận hay không trước") in answered["public"]
    assert answered["asking"] == []
    assert answered["rows"][code] == ("Đang xem phần bổ sung", "on_time")
    assert f"/ho-so/{code}/" not in client.get("/xa/cam-giang/").content.decode()


def test_a_paper_that_must_be_brought_is_part_of_the_answer(house, sent):  # noqa: F811
    client, code = sent
    with acting(house.receiver) as who:
        things = dossiers.things_to_judge(who, dossiers.page(who, code))
    paper = next(t for t in things if t.kind == "component" and not t.slots)
    ask(house.receiver, code, "registered_at", paper.key)
    at, box = f"/ho-so/{code}/bo-sung/", f"brought-{paper.key}"
    partial = client.post(at, GOOD)
    assert partial.status_code == 422
    assert "Mang giấy này đến Trung tâm" in partial.content.decode()
    assert GOOD["registered_at"] in partial.content.decode()  # what was typed stands
    assert told(client, code)["asking"] == [code]
    assert client.post(at, {**GOOD, box: "yes"}).status_code == 302
    assert told(client, code)["asking"] == []


def test_a_deadline_that_has_passed_is_said_and_the_answer_still_counts_until_the_office_closes(house, sent):  # noqa: F811
    client, code = sent
    ask(house.receiver, code, "registered_at")
    with moved_to(MONDAY + 31 * DAY):
        page = client.get(f"/ho-so/{code}/").content.decode()
        assert "đã qua" in page
        assert "Gửi chậm nhất" not in page
        form = client.get(f"/ho-so/{code}/bo-sung/").content.decode()
        assert "gửi ngay hôm nay" in form
        assert client.post(f"/ho-so/{code}/bo-sung/", GOOD).status_code == 302
        assert told(client, code)["asking"] == []


@pytest.mark.parametrize("accepted", [False, True], ids=["before-acceptance", "after-acceptance"])
def test_closed_for_want_of_an_answer_it_asks_nothing_and_says_why_and_what_to_do(house, sent, accepted):  # noqa: F811
    client, code = sent
    if accepted:
        with acting(house.receiver) as who:
            receiving.accept(code, who=who, now=MONDAY + HOUR)
    asker = house.handler if accepted else house.receiver
    ask(asker, code, "registered_at")
    with moved_to(MONDAY + 31 * DAY):
        with acting(asker) as who:
            supplementing.lapse(code, who=who, now=MONDAY + 31 * DAY)
        closed = told(client, code)
        assert closed["asking"] == []
        assert closed["rows"][code] == ("Đã dừng giải quyết" if accepted else "Không được tiếp nhận", "")
        assert "hết hạn mà chưa có đủ phần bổ sung" in closed["dossier"]
        assert "nộp hồ sơ mới" in closed["dossier"]
        assert "Bổ sung ngay" not in closed["dossier"]
        assert "Đang dừng</strong>" not in closed["public"]
        assert client.get(f"/ho-so/{code}/bo-sung/").status_code == 409


@pytest.mark.parametrize("accepted", [False, True], ids=["before-acceptance", "after-acceptance"])
def test_a_request_to_withdraw_stops_no_clock_and_hides_no_date(house, sent, accepted):  # noqa: F811
    client, code = sent
    if accepted:
        with acting(house.receiver) as who:
            receiving.accept(code, who=who, now=MONDAY + HOUR)
    with acting(house.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Không cần nữa", who=who, now=MONDAY + 2 * HOUR)
        page = dossiers.page(who, code)
    clock = client.get(f"/ho-so/{code}/").context["clock"]
    assert (clock.kind, clock.note) == ("on_time", "")
    assert clock.promise == instant_vi(page.due_at if accepted else page.answer_by)
    asked = told(client, code)
    for where in ("dossier", "public"):
        assert "ang dừng" not in asked[where], where
        assert ("Hẹn trả kết quả" if accepted else "rả lời") in asked[where], where
        assert clock.promise in asked[where], where
    assert asked["rows"][code] == ("Bạn đã xin rút hồ sơ", "on_time")


def test_a_request_to_withdraw_while_papers_are_asked_for_promises_no_answer(house, sent):  # noqa: F811
    client, code = sent
    ask(house.receiver, code, "registered_at")
    with acting(house.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Không cần nữa", who=who, now=MONDAY + 2 * HOUR)
    with moved_to(MONDAY + 9 * DAY):
        clock = client.get(f"/ho-so/{code}/").context["clock"]
        assert (clock.kind, clock.promise) == ("", "")
        assert "Lẽ ra đã trả lời" not in told(client, code)["public"]


def test_how_an_answer_is_counted_is_told_as_it_was_promised(house, sent):  # noqa: F811
    client, code = sent
    address = f"/ho-so/{code}/"
    first = client.get(address).context["clock"]
    assert first.lines
    with acting(house.trang) as who:
        page = dossiers.page(who, code)
    change = day_off(page.receiving_unit_id, page.answer_by)
    with acting(house.manager) as who:
        listed = recalendar.would_move(None, change, who=who, now=MONDAY + HOUR)
        recalendar.make_change(change, repromises=False, seen=recalendar.mark_of(listed), who=who, now=MONDAY + HOUR)
    kept = client.get(address).context["clock"]
    assert kept.promise == first.promise
    assert (kept.lines, kept.days) == ((), ())  # counted by the calendar of today it would be another day


def test_an_answer_promised_anew_tells_the_count_of_that_promise(house, sent):  # noqa: F811
    client, code = sent
    with acting(house.trang) as who:
        page = dossiers.page(who, code)
    off = day_off(page.receiving_unit_id, page.answer_by)
    with acting(house.manager) as who:
        listed = recalendar.would_move(None, off, who=who, now=MONDAY + HOUR)
        recalendar.make_change(off, repromises=True, seen=recalendar.mark_of(listed), who=who, now=MONDAY + HOUR)
    moved = client.get(f"/ho-so/{code}/").context["clock"]
    with acting(house.manager) as who:
        back = DaySwitched(page.receiving_unit_id, off.on, False, "Không cắt điện nữa")
        listed = recalendar.would_move(None, back, who=who, now=MONDAY + HOUR)
        recalendar.make_change(back, repromises=False, seen=recalendar.mark_of(listed), who=who, now=MONDAY + HOUR)
    told_ = client.get(f"/ho-so/{code}/").context["clock"]
    assert any("Cắt điện" in line for line in told_.lines)
    assert (told_.promise, told_.lines, told_.days) == (moved.promise, moved.lines, moved.days)


def test_withdrawn_while_something_was_asked_it_asks_nothing_any_more(house, sent):  # noqa: F811
    client, code = sent
    ask(house.receiver, code, "registered_at")
    with acting(house.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Không cần nữa", who=who, now=MONDAY + 2 * HOUR)
    assert told(client, code)["asking"] == []
    with acting(house.receiver) as who:
        withdrawing.grant_withdrawal(code, answer="", who=who, now=MONDAY + 3 * HOUR)
    stopped = told(client, code)
    assert stopped["asking"] == []
    assert "theo đề nghị rút của bạn" in stopped["dossier"]
    assert reminding.remind_supplements(now=MONDAY + 27 * DAY) == (0, 0)


def test_a_late_dossier_says_so_and_names_no_date_nobody_gave(house, sent):  # noqa: F811
    client, code = sent
    with acting(house.receiver) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
        promised = dossiers.page(who, code).due_at
    with moved_to(promised + 8 * DAY):
        late = client.get(f"/ho-so/{code}/")
        text = late.content.decode()
        assert "Chúng tôi xin lỗi ông/bà Lê Thu Trang" in text
        assert "Hồ sơ lẽ ra có kết quả chậm nhất lúc" in text
        assert late.context["clock"].promise in text
        assert "Chưa có ngày hẹn mới" in text
        assert late.context["late"].where in text
        assert late.context["late"].following
        assert "Chủ tịch Ủy ban nhân dân xã Cẩm Giang" in text
        assert "tel:02250000002" in text
        assert "từ chối" not in text  # how to complain about a refusal belongs to a refusal
        public = told(client, code)["public"]
        assert "Trễ hẹn từ" in public
        assert "Chúng tôi xin lỗi" in public
        with acting(house.handler) as who:
            day = (promised + 14 * DAY).date()
            apologising.draft(code, reason="Sổ gốc ở kho cũ.", new_due_on=day, who=who, now=promised + 8 * DAY)
        assert "Sổ gốc ở kho cũ." not in client.get(f"/ho-so/{code}/").content.decode()  # the head has not signed
        with acting(house.leader) as who:
            apologising.sign(code, who=who, now=promised + 8 * DAY)
        given = client.get(f"/ho-so/{code}/")
        assert given.context["late"] is None
        assert given.context["letter"].new_date in given.content.decode()
        assert "Sổ gốc ở kho cũ." in given.content.decode()
    with moved_to(promised + 20 * DAY):
        again = client.get(f"/ho-so/{code}/")
        assert "Chưa có ngày hẹn mới" not in again.content.decode()
        assert "Không hẹn thêm lần nào nữa" in again.content.decode()
    with acting(house.trang) as who:
        assert dossiers.page(who, code).status != Status.STOPPED


def test_an_answer_that_is_overdue_is_told_as_late_too(sent):  # noqa: F811
    client, code = sent
    with moved_to(MONDAY + 5 * DAY):
        text = client.get(f"/ho-so/{code}/").content.decode()
        assert "lẽ ra trả lời có tiếp nhận hay không chậm nhất lúc" in text
        assert "Lẽ ra đã trả lời" in told(client, code)["public"]


def test_the_look_up_by_code_stands_in_the_commune_the_code_names(sent):  # noqa: F811
    _, code = sent
    anybody = Client()
    text = anybody.get("/tra-cuu/", {"ma": code}).content.decode()
    assert '<span class="vn-header__unit">Xã Cẩm Giang</span>' in text
    assert "0225 000 0002" in text
    assert "nộp tại Ủy ban nhân dân xã Cẩm Giang" in text
    assert not anybody.cookies  # nothing is kept of who asked
    assert "Xã Cẩm Giang" not in anybody.get("/tra-cuu/").content.decode()
