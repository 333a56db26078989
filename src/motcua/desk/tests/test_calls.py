"""Who left no e-mail address is called: the list, the opened number, what came of it, and who reads it afterwards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection

from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import calling, receiving, supplementing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.notifications import sending
from motcua.notifications import services as notifying
from motcua.notifications.models import CallTry, Delivery
from motcua.notifications.queries import notices_of
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Conflict, StepNotAllowed

pytestmark = pytest.mark.django_db
LIST = "/can-bo/goi-dien/"
HOUR = timedelta(hours=1)
NUMBER = "0900000002"  # of the sample


@pytest.fixture
def asked(office, as_web, submitted):
    """A dossier whose first item is asked for; its submitter left a number and no address. Returns its code."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        things = dossiers.things_to_judge(who, dossiers.page(who, code))
        verdicts = [Verdict(t.kind, t.key, n > 0, *(() if n else ("other", "Ghi lại."))) for n, t in enumerate(things)]
        supplementing.ask_supplement(code, verdicts, who=who, now=MONDAY)
    return code


def as_owner():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def say(client, code, outcome, note="", **more):
    """Open the call, and write down what came of it."""
    at = f"/can-bo/ho-so/{code}/goi-dien/"
    shown = client.get(at).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(call|seen)" value="([^"]*)"', shown))
    return client.post(at, hidden | {"outcome": outcome, "note": note} | more)


def test_the_list_names_whom_to_call_and_keeps_the_number_until_it_is_opened(at_desk, asked, office):
    desk = at_desk(office.cg["motcua1"])
    listed = text(desk.get(LIST))
    assert f"Gấp: Hồ sơ {asked} cần bổ sung 1 mục" in listed
    assert "090• ••• 002" in listed
    assert NUMBER not in listed
    opened = text(desk.get(f"/can-bo/ho-so/{asked}/goi-dien/"))
    assert "0900 000 002" in opened
    assert "còn thiếu 1 mục" in opened
    as_owner()
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, subject_id FROM access_log WHERE what = 'desk.call'")
        assert cursor.fetchall() == [("desk.call", office.trang.person_id)]


def test_only_the_receiving_part_calls_and_only_for_its_own_commune(at_desk, asked, office):
    assert asked not in text(at_desk(office.xt["motcua1"]).get(LIST))
    assert at_desk(office.xt["motcua1"]).get(f"/can-bo/ho-so/{asked}/goi-dien/").status_code == 404
    for role in ("hotich", "chutich", "kiemtra", "quantri"):
        assert at_desk(office.cg[role]).get(LIST).status_code == 403


def test_reached_the_call_is_done_and_both_sides_read_when_and_whom(at_desk, asked, office):
    desk = at_desk(office.cg["motcua1"])
    assert say(desk, asked, "reached").status_code == 422  # whom?
    assert say(desk, asked, "reached", "Gặp chị Hoa, vợ anh Tiến; sẽ mang giấy đến").status_code == 302
    assert "Không có ai cần gọi lúc này" in text(desk.get(LIST))
    told = "đã gặp; Gặp chị Hoa, vợ anh Tiến; sẽ mang giấy đến"
    assert told in text(desk.get(f"/can-bo/ho-so/{asked}/"))
    as_owner()
    own = text(at_desk(office.trang).get(f"/ho-so/{asked}/"))
    assert told in own
    assert "Đã báo trong tài khoản" in own
    as_owner()
    assert Delivery.objects.get(channel="call").state == "reached"


def test_nobody_answers_three_times_and_it_is_given_up_with_a_note(at_desk, asked, office):
    desk = at_desk(office.cg["motcua1"])
    assert say(desk, asked, "no_answer").status_code == 302
    page = text(desk.get(LIST))
    assert "Không có ai cần gọi lúc này" in page
    assert "gọi lại từ 10:00" in page
    with moved_to(MONDAY + 2 * HOUR):
        assert say(desk, asked, "no_answer").status_code == 302
    with moved_to(MONDAY + 4 * HOUR):
        assert say(desk, asked, "no_answer").status_code == 422
        assert say(desk, asked, "no_answer", "Nhờ trưởng thôn báo").status_code == 302
    as_owner()
    call = Delivery.objects.get(channel="call")
    assert (call.state, call.attempts) == ("given_up", 3)


def test_called_back_at_the_hour_that_was_asked_for(at_desk, asked, office):
    desk = at_desk(office.cg["motcua1"])
    day = {"again_on-day": "16", "again_on-month": "11", "again_on-year": "2026"}
    assert say(desk, asked, "call_back", **day, again_time="8:00").status_code == 422  # past
    assert say(desk, asked, "call_back", **day, again_time="chiều").status_code == 422
    assert say(desk, asked, "call_back", **day, again_time="14:30").status_code == 302
    as_owner()
    assert Delivery.objects.get(channel="call").not_before == MONDAY.replace(hour=14, minute=30)
    assert CallTry.objects.get().again_at == MONDAY.replace(hour=14, minute=30)


def test_two_officers_at_one_call_and_the_second_is_told_who_came_first(as_web, asked, office):
    call = Delivery.objects.get(channel="call")
    same = {"note": "", "again_at": None, "now": MONDAY + HOUR, "seen": 0}
    with as_web(office.cg["motcua1"]) as who:
        calling.record_call(asked, call.id, outcome="no_answer", who=who, **same)
    with as_web(office.cg["motcua2"]) as who, pytest.raises(Conflict) as refused:
        calling.record_call(asked, call.id, outcome="no_answer", who=who, **same)
    assert refused.value.facts["by"].startswith(office.cg["motcua1"].full_name)


def test_newer_news_and_a_notice_read_in_the_account_take_a_call_off_the_list(as_web, asked, office):
    with as_web(office.trang) as who:
        notifying.mark_read(who, notices_of(who), now=MONDAY + HOUR)
    call = Delivery.objects.get(channel="call")
    assert call.state == "unneeded"
    assert set(Delivery.objects.filter(channel="account").values_list("state", flat=True)) == {"read"}
    with as_web(office.cg["motcua1"]) as who, pytest.raises(StepNotAllowed):
        notifying.record_call(call.id, outcome="reached", note="x", again_at=None, who=who, now=MONDAY + 2 * HOUR)
    Delivery.objects.filter(pk=call.id).update(state="waiting")
    notifying.overtake(call.dossier_id, now=MONDAY + 2 * HOUR)
    assert Delivery.objects.get(pk=call.id).state == "overtaken"


def test_a_party_reads_how_he_was_told_and_nobody_else_does(as_web, asked, office):
    def seen(who):
        with as_web(who):
            return Delivery.objects.count()

    assert seen(office.trang) == 3  # two notices in the account, one call
    assert seen(office.cg["motcua1"]) == 3
    assert seen(office.tien) == seen(office.xt["motcua1"]) == seen(office.cg["quantri"]) == 0


def test_an_address_gets_a_mail_and_no_call(as_web, submitted, office, monkeypatch):
    monkeypatch.setattr("motcua.notifications.ports._mailer", lambda: object())
    code = submitted(office.trang)
    from motcua.dossiers.models import Party

    Party.objects.filter(role="submitter").update(email="trang@thu.example")
    with as_web(office.cg["motcua1"]) as who:
        receiving.decline(code, reason="Thiếu giấy", legal_basis="Điều 3", who=who, now=MONDAY)
    mail = Delivery.objects.get(channel="email", code="declined")
    assert (mail.address, mail.instead["phone"]) == ("trang@thu.example", NUMBER)
    assert not Delivery.objects.filter(channel="call").exists()
    assert sending._claim(MONDAY + HOUR)[0].id == Delivery.objects.filter(channel="email").order_by("at", "id")[0].id


def test_the_dossiers_chain_tells_of_the_call(as_web, asked, office):
    call = Delivery.objects.get(channel="call")
    with as_web(office.cg["motcua1"]) as who:
        calling.record_call(
            asked, call.id, outcome="reached", note="Gặp anh Tiến", again_at=None, who=who, now=MONDAY + HOUR
        )
        last = dossiers.page(who, asked).history[-1]
    assert (last.name, last.payload["outcome"], last.payload["note"]) == ("CallMade", "reached", "Gặp anh Tiến")
