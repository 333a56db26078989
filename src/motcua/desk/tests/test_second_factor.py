"""The pages of an officer's second factor and devices: forced where asked for, shown once, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.identity import rules_of_codes, second_factor, services
from motcua.identity.models import Account, OfficerSession, SecondFactor
from motcua.identity.tests.conftest import (  # noqa: F401 - fixtures
    NOW,
    PASSWORD,
    house,
)
from motcua.platform import events
from motcua.platform.clock.now import moved_to, now
from motcua.platform.events import Actor

SIGN_IN, CODE, ENROL = "/can-bo/dang-nhap/", "/can-bo/dang-nhap/ma/", "/can-bo/xac-thuc/bat/"
STANDING, PAPER, REMOVE = "/can-bo/xac-thuc/", "/can-bo/xac-thuc/ma-du-phong/", "/can-bo/xac-thuc/go/"
DEVICES = "/can-bo/thiet-bi/"
NEXT = timedelta(minutes=1)
EDGE = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture(autouse=True)
def static_folder(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def signed_in(client, username="ha.thu", wanted=""):
    return client.post(SIGN_IN, {"username": username, "password": PASSWORD, "next": wanted})


def enrol_by_page(client):
    """Do what an officer does on the page; return the secret his app has and the codes on paper."""
    secret = client.get(ENROL).context["secret"].replace(" ", "")
    code = rules_of_codes.code_of(secret, rules_of_codes.step_at(now()))
    assert client.post(ENROL, {"code": code}).url == PAPER
    return secret, [c.replace(" ", "") for c in client.get(PAPER).context["codes"]]


def code_of(secret):
    """The code of the app at a moment later than any used before."""
    return rules_of_codes.code_of(secret, rules_of_codes.step_at(now()))


def test_where_it_is_asked_for_every_page_leads_to_it_after_the_password(house, client, settings):  # noqa: F811
    settings.SECOND_FACTOR_FORCED = True
    with moved_to(NOW):
        assert signed_in(client, wanted="/can-bo/tai-khoan/").url == "/can-bo/tai-khoan/"
        for address in ("/can-bo/tai-khoan/", "/can-bo/", STANDING, DEVICES, PAPER, "/can-bo/mat-khau/", "/tep/1/"):
            assert client.get(address).url == ENROL, address
        assert client.get("/api/session").status_code == 403
        assert "Cán bộ làm việc ở đây đều dùng xác thực hai bước" in text(client.get(ENROL))
        secret, paper = enrol_by_page(client)
        assert client.get("/can-bo/tai-khoan/").status_code == 200
        assert len(paper) == 10
    with moved_to(NOW + NEXT):
        again = Client()
        assert signed_in(again, wanted="/can-bo/tai-khoan/").url == CODE
        assert again.get("/can-bo/tai-khoan/").url.startswith(SIGN_IN)  # the password alone is nobody
        assert again.post(CODE, {"code": code_of(secret)}).url == "/can-bo/tai-khoan/"
        assert again.get("/can-bo/tai-khoan/").status_code == 200
        replayed = Client()
        signed_in(replayed)
        answer = replayed.post(CODE, {"code": code_of(secret)})
        assert (answer.status_code, answer.context["fields"][0].value) == (422, "")
        assert replayed.post(CODE, {"code": paper[0]}).url == "/can-bo/"


def test_where_a_first_password_must_be_changed_that_comes_first(house, client, settings):  # noqa: F811
    settings.SECOND_FACTOR_FORCED = True
    house.make_officer("moi.thu", "clerk", [], must_change=True)
    assert signed_in(client, "moi.thu").url == "/can-bo/mat-khau/"
    assert client.get(ENROL).url == "/can-bo/mat-khau/"
    new = {"old": PASSWORD, "new": "Moi-hoan-toan-7", "again": "Moi-hoan-toan-7"}
    client.post("/can-bo/mat-khau/", new)
    assert client.get("/can-bo/").url == ENROL


def test_the_demonstration_asks_nobody_and_takes_whoever_sets_it_up(house, client):  # noqa: F811
    assert signed_in(client).url == "/can-bo/"
    assert "Chưa bật" in text(client.get(STANDING))
    assert client.get(REMOVE).url == STANDING
    enrol_by_page(client)
    assert "Đang bật" in text(client.get(STANDING))
    assert client.get(ENROL).url == STANDING


def test_codes_on_paper_are_shown_until_they_are_put_away_and_never_again(house, client):  # noqa: F811
    with moved_to(NOW):
        signed_in(client)
        secret, paper = enrol_by_page(client)
        page = client.get(PAPER)
        assert rules_of_codes.grouped(paper[0]) in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]
        assert paper[0] not in str(dict(client.session))  # the database keeps them sealed meanwhile
        assert client.post(PAPER, {"act": "kept"}).url == STANDING
        assert rules_of_codes.grouped(paper[0]) not in client.get(PAPER).content.decode()
    with moved_to(NOW + NEXT):
        assert client.post(PAPER, {"code": "000000"}).status_code == 422
        assert client.post(PAPER, {"code": code_of(secret)}).url == PAPER
        new = [c.replace(" ", "") for c in client.get(PAPER).context["codes"]]
        assert not set(new) & set(paper)


def test_the_page_keeps_its_secret_when_it_is_read_again_and_after_a_wrong_code(house, client):  # noqa: F811
    signed_in(client)
    secret = client.get(ENROL).context["secret"]
    answer = client.post(ENROL, {"code": "abc"})
    assert answer.status_code == 422
    assert answer.context["secret"] == client.get(ENROL).context["secret"] == secret
    assert "<svg" in answer.content.decode()
    assert not SecondFactor.objects.exists()


def test_ten_minutes_after_the_sign_in_the_password_is_asked_again_and_counted(house, client):  # noqa: F811
    with moved_to(NOW):
        signed_in(client)
        secret = client.get(ENROL).context["secret"].replace(" ", "")
    with moved_to(NOW + timedelta(minutes=11)):
        first = {"code": code_of(secret), "password": "sai"}
        assert client.post(ENROL, first).status_code == 422
        assert Account.objects.get(pk=house.officer.account).failed_count == 1
        assert not SecondFactor.objects.exists()
        assert client.post(ENROL, {**first, "password": PASSWORD}).url == PAPER


def test_five_minutes_after_the_password_it_is_asked_again(house, client):  # noqa: F811
    with moved_to(NOW):
        signed_in(client)
        secret, _ = enrol_by_page(client)
        half = Client()
        signed_in(half)
        assert half.get(CODE).status_code == 200
    with moved_to(NOW + timedelta(minutes=6)):
        assert half.post(CODE, {"code": code_of(secret)}).url == SIGN_IN
        assert "Đã quá 5 phút" in text(half.get(SIGN_IN))
    assert Client().get(CODE).url == SIGN_IN


def test_the_lock_is_told_at_the_code_too(house, client):  # noqa: F811
    with moved_to(NOW):
        signed_in(client)
        enrol_by_page(client)
        half = Client()
        signed_in(half)
        for _ in range(4):
            assert "5 lần sai" in text(half.post(CODE, {"code": "1"}))
        assert "Tài khoản đã khóa đến 21:00" in text(half.post(CODE, {"code": "1"}))
        assert "Tài khoản đã khóa đến 21:00" in text(signed_in(Client()))


def test_setting_it_up_and_taking_it_away_end_all_other_sessions(house, client):  # noqa: F811
    with moved_to(NOW):
        other = Client()
        signed_in(client)
        signed_in(other)
        secret, _ = enrol_by_page(client)
        assert other.get(STANDING).status_code == 302
    with moved_to(NOW + NEXT):
        signed_in(other)
        other.post(CODE, {"code": code_of(secret)})
    with moved_to(NOW + 2 * NEXT):
        assert client.post(REMOVE, {"code": code_of(secret)}).url == STANDING
        assert "Chưa bật" in text(client.get(STANDING))
        assert other.get(STANDING).status_code == 302


def test_a_reset_is_told_at_the_next_sign_in_until_it_is_read(house, client):  # noqa: F811
    with moved_to(NOW):
        signed_in(client)
        enrol_by_page(client)
        who = Actor(kind="officer", account_id=house.admin.account, label="Cán Bộ quản trị")
        second_factor.reset(house.officer.account, "in_person", actor=who, now=NOW)
        for _ in range(2):
            again = Client()
            assert signed_in(again).url == STANDING
        assert "Cán Bộ quản trị đã gỡ xác thực hai bước của bạn lúc 09:00" in text(again.get(STANDING))
        assert again.post(STANDING).url == STANDING
        assert "đã gỡ" not in text(again.get(STANDING))
        assert signed_in(Client()).url == "/can-bo/"


def test_an_officer_sees_his_devices_and_ends_any_of_them(house):  # noqa: F811
    here, there, third = Client(headers={"user-agent": EDGE}), Client(), Client()
    for client in (here, there, third):
        signed_in(client)
    page = here.get(DEVICES)
    assert [(row["name"], row["is_this"]) for row in page.context["rows"]] == [
        ("Edge trên máy Windows", True), ("Trình duyệt khác", False), ("Trình duyệt khác", False)
    ]  # fmt: skip
    other = OfficerSession.objects.get(session_key=there.session.session_key)
    assert "Đã đăng xuất khỏi 1 thiết bị" in text(here.post(DEVICES, {"device": other.id}, follow=True))
    assert there.get(DEVICES).status_code == 302
    assert third.get(DEVICES).status_code == 200
    here.post(DEVICES, {})
    assert third.get(DEVICES).status_code == 302
    assert [row["is_this"] for row in here.get(DEVICES).context["rows"]] == [True]
    assert [e.name for e in events.history(("account", house.officer.account))].count("DevicesEnded") == 2


def test_nobody_ends_the_session_of_another(house, client):  # noqa: F811
    victim = Client()
    signed_in(victim, "tuan.thu")
    signed_in(client)
    theirs = OfficerSession.objects.get(account_id=house.admin.account)
    for device in (theirs.id, "x", "9" * 30, "١"):
        assert client.post(DEVICES, {"device": device}).status_code == 404
    assert victim.get(DEVICES).status_code == 200


def test_an_idle_or_left_session_is_no_device_any_more(house):  # noqa: F811
    here, idle, left = Client(), Client(), Client()
    for client in (here, idle, left):
        signed_in(client)
    session = idle.session
    session["seen"] = int(now().timestamp()) - 16 * 60
    session.save()
    left.post("/dang-xuat/")
    assert len(here.get(DEVICES).context["rows"]) == 1
    assert OfficerSession.objects.count() == 2


def test_a_new_password_keeps_this_device_in_the_list_and_drops_the_others(house):  # noqa: F811
    here, other = Client(), Client()
    signed_in(here)
    signed_in(other)
    new = {"old": PASSWORD, "new": "Moi-hoan-toan-7", "again": "Moi-hoan-toan-7"}
    here.post("/can-bo/mat-khau/", new)
    assert other.get(DEVICES).status_code == 302
    assert [row["is_this"] for row in here.get(DEVICES).context["rows"]] == [True]


def test_all_of_it_works_as_the_web_role(house, client, settings):  # noqa: F811
    settings.DB_STEP_DOWN_TO = "motcua_web"
    settings.SECOND_FACTOR_FORCED = True
    with moved_to(NOW):
        assert signed_in(client).status_code == 302
        secret, paper = enrol_by_page(client)
        assert client.get(DEVICES).status_code == 200
        assert client.post(PAPER, {"code": paper[1]}).url == PAPER
    with moved_to(NOW + NEXT):
        again = Client()
        signed_in(again)
        assert again.post(CODE, {"code": code_of(secret)}).status_code == 302
        assert again.post(REMOVE, {"code": "sai"}).status_code == 422
    with moved_to(NOW + 2 * NEXT):
        assert again.post(REMOVE, {"code": code_of(secret)}).url == ENROL
        assert services.sign_in_officer("ha.thu", PASSWORD, now=now()).account_id == house.officer.account
