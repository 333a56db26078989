"""Filing online with an officer standing by: two browsers, one dossier, and nothing of what is typed on the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from motcua.citizen.tests.conftest import (
    BIRTH,
    MONDAY,
    acting,
    birth_answers,
    browser_of,
    send,
    walk,
)
from motcua.counter import assisting
from motcua.counter.models import Assistance
from motcua.documents.tests.files import jpeg
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.assisted import share_of_month
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import NotFound
from motcua.platform.principal import NOBODY, acting_as

pytestmark = pytest.mark.django_db
OFFERS = "/can-bo/tiep-nhan/giup/"
YES = {"truth_declaration": "yes"}


def offered_at(desk):
    """Open an offer at a desk; return its page and the key on it."""
    page = desk.get(desk.post(OFFERS, {"procedure": BIRTH}).url)
    return page.request["PATH_INFO"], page.context["key"]


@pytest.fixture
def desk(house):
    return browser_of(house.receiver)


def state(desk, at):
    return desk.get(f"{at}tin/").context["told"]


def test_the_officer_sees_steps_and_the_code_and_the_dossier_says_that_there_was_help(house, desk):
    at, key = offered_at(desk)
    assert state(desk, at).state == "waiting"
    telephone = browser_of(house.trang)
    asked = telephone.get(f"/giup/{key}/")
    assert asked.context["offer"].helper.startswith(house.receiver.full_name)
    assert house.receiver.full_name in asked.content.decode()
    assert state(desk, at).state == "waiting"  # reading is not agreeing

    assert telephone.post(f"/giup/{key}/", {}).status_code == 422
    first = telephone.get(telephone.post(f"/giup/{key}/", {"whose": "me"}).url).url
    page = telephone.get(first)
    assert page.context["helped"]["helper"] == asked.context["offer"].helper
    told = state(desk, at)
    assert (told.state, told.step, told.place) == ("joined", 1, page.context["group"].title)

    paper = {"file_birth_notice": SimpleUploadedFile("giay.jpg", jpeg(seed=1), content_type="image/jpeg")}
    check, _ = walk(telephone, first, birth_answers(house.unit), files={"files": paper})
    telephone.get(check)
    told = state(desk, at)
    assert (told.state, told.step, told.lacking) == ("checking", told.steps, 0)
    shown = desk.get(f"{at}tin/").content.decode() + desk.get(at).content.decode()
    for secret in ("Lê Thu Trang", "LÊ THU TRANG", "PHẠM MINH KHUÊ", "031198999003"):
        assert secret not in shown

    assert send(telephone, check, **YES).status_code == 302
    with acting(house.receiver) as who:
        dossier = Dossier.objects.visible_to(who).get()
        share = share_of_month(who, now=MONDAY + timedelta(hours=1))
        event = events.history(("dossier", dossier.id))[0]
    assert (dossier.channel, dossier.assisted_by) == (2, house.receiver.account_id)
    assert event.name == "DossierSubmitted"
    assert event.payload["assisted_by"] == str(house.receiver.account_id)
    assert (share.online, share.assisted, share.percent) == (1, 1, 100)
    told = state(desk, at)
    assert (told.state, told.code) == ("sent", dossier.code)
    assert "có cán bộ ở quầy hỗ trợ" in telephone.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "có cán bộ ở quầy hỗ trợ" in desk.get(f"/can-bo/ho-so/{dossier.code}/").content.decode()


def test_a_key_is_good_for_one_person_and_pressing_twice_begins_once(house, desk):
    _, key = offered_at(desk)
    telephone = browser_of(house.trang)
    said = [telephone.post(f"/giup/{key.upper()}/", {"whose": "other"}).url for _ in range(2)]
    assert said[0] == said[1]
    assert telephone.get(f"/giup/{key}/").url == said[0]
    other = browser_of(house.tien)
    assert other.get(f"/giup/{key}/").status_code == 404
    assert other.post(f"/giup/{key}/", {"whose": "me"}).status_code == 404
    assert other.post("/giup/", {"key": key}).status_code == 422


def test_a_key_is_typed_anyhow_runs_out_and_can_be_taken_back(house, desk):
    at, key = offered_at(desk)
    anybody = Client()
    assert anybody.post("/giup/", {"key": key.replace("-", " ").upper()}).url == f"/giup/{key}/"
    page = anybody.get(f"/giup/{key}/")
    assert "Đăng nhập" in page.content.decode()
    assert anybody.post(f"/giup/{key}/", {"whose": "me"}).status_code == 200  # nobody agrees before he has signed in
    with moved_to(MONDAY + assisting.TO_JOIN + timedelta(minutes=1)):
        assert browser_of(house.trang).get(f"/giup/{key}/").status_code == 404
        assert state(desk, at).state == "expired"
    desk.post(at)
    assert browser_of(house.trang).get(f"/giup/{key}/").status_code == 404
    assert state(desk, at).state == "ended"
    with acting(house.trang) as who, pytest.raises(NotFound):
        assisting.agree(key, is_for_other=False, who=who, now=MONDAY, signed_in_at=None)


def test_a_browser_of_the_counter_is_nobodys_own_session(house, desk):
    _, key = offered_at(desk)
    assert desk.get(f"/giup/{key}/").status_code == 409
    browser_of(house.trang, in_place_of=desk)  # the officer signed out, the citizen signs in on the officer's machine
    assert desk.get(f"/giup/{key}/").status_code == 409
    assert desk.post(f"/giup/{key}/", {"whose": "me"}).status_code == 409


def test_help_ends_when_either_says_so_and_with_the_day(house, desk):
    def joined():
        at, key = offered_at(desk)
        telephone = browser_of(house.trang)
        draft = telephone.post(f"/giup/{key}/", {"whose": "me"}).url
        first = telephone.get(draft).url
        assert telephone.get(first).context["helped"]
        return at, telephone, draft, first

    at, telephone, draft, first = joined()
    telephone.post(f"{draft}thoi-giup/")
    assert telephone.get(first).context["helped"] is None
    assert state(desk, at).state == "ended"

    at, telephone, _, first = joined()
    desk.post(at)
    assert telephone.get(first).context["helped"] is None

    earlier, *_ = joined()
    at, telephone, _, first = joined()  # another offer for the same draft takes over
    assert (state(desk, earlier).state, state(desk, at).state) == ("ended", "joined")
    with moved_to(MONDAY + timedelta(days=1)):
        assert state(desk, at).state == "ended"
        assert browser_of(house.trang).get(first).context["helped"] is None


def test_nobody_sees_or_ends_help_that_is_not_his(house, desk):
    at, key = offered_at(desk)
    draft = int(browser_of(house.trang).post(f"/giup/{key}/", {"whose": "me"}).url.split("/")[2])
    assert browser_of(house.tien).post(f"/nop/{draft}/thoi-giup/").status_code == 404
    assert browser_of(house.handler).get(at).status_code == 403
    for who, many in ((house.receiver, 1), (house.trang, 1), (house.tien, 0), (house.handler, 0)):
        with acting(who):
            assert Assistance.objects.count() == many
    with acting_as(NOBODY):
        assert Assistance.objects.count() == 0


def test_an_officer_helps_several_at_once_and_each_key_stays_on_its_page(desk):
    (first, key), (second, other) = offered_at(desk), offered_at(desk)
    assert key != other
    assert (desk.get(first).context["key"], desk.get(second).context["key"]) == (key, other)


def test_what_is_not_filed_online_is_not_offered(desk):
    page = desk.post(OFFERS, {"procedure": "9.999999"})
    assert page.status_code == 422
    assert "không nộp trực tuyến" in page.content.decode()


def test_old_offers_are_forgotten(desk):
    offered_at(desk)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # background work
    assert assisting.forget_old(now=MONDAY + assisting.KEPT) == 0
    assert assisting.forget_old(now=MONDAY + assisting.KEPT + timedelta(hours=1)) == 1
