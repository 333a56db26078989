"""Officers' passwords: five tries, twelve hours, the last ten, and sessions that end (rules 9.2)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from motcua.identity import queries, services
from motcua.identity.models import Account
from motcua.identity.tests.conftest import NOW, PASSWORD, TODAY, browser_of, make_house, person
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Invalid
from motcua.platform.principal import NOBODY, acting_as

SIGN_IN = "/can-bo/dang-nhap/"
HOURS = timedelta(hours=1)


def names(account):
    return [e.name for e in events.history(("account", account))]


def refused(username, password, now=NOW):
    with pytest.raises(services.SignInRefused) as refusal:
        services.sign_in_officer(username, password, now=now)
    return refusal.value.facts["until"]


@pytest.fixture(autouse=True)
def static_folder(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def test_the_right_password_opens_and_is_an_event(house):
    assert services.sign_in_officer(" HA.thu ", PASSWORD, now=NOW).account_id == house.officer.account
    assert names(house.officer.account) == ["AccountOpened", "SignedIn"]


def test_four_wrong_ones_are_forgotten_by_a_right_one(house):
    for _ in range(4):
        assert refused("ha.thu", "sai") is None
    services.sign_in_officer("ha.thu", PASSWORD, now=NOW)
    assert Account.objects.get(pk=house.officer.account).failed_count == 0
    assert refused("ha.thu", "sai") is None


def test_the_fifth_wrong_one_locks_for_twelve_hours_also_against_the_right_one(house):
    until = [refused("ha.thu", "sai") for _ in range(5)]
    assert until == [None] * 4 + [NOW + 12 * HOURS]
    assert refused("ha.thu", PASSWORD, NOW + 11 * HOURS) == NOW + 12 * HOURS
    assert names(house.officer.account) == ["AccountOpened", *["SignInFailed"] * 5, "AccountLocked"]
    assert queries.locked_until(house.officer.account, TODAY) == NOW + 12 * HOURS

    services.sign_in_officer("ha.thu", PASSWORD, now=NOW + 12 * HOURS)
    assert queries.locked_until(house.officer.account, TODAY) is None


def test_after_the_lock_counting_begins_anew(house):
    for _ in range(5):
        refused("ha.thu", "sai")
    later = [refused("ha.thu", "sai", NOW + 13 * HOURS) for _ in range(5)]
    assert later == [None] * 4 + [NOW + 25 * HOURS]


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_cannot_outrun_the_count():
    house, guessers = make_house(), 12
    together = Barrier(guessers)

    def guess(_):
        try:
            together.wait(timeout=20)
            services.sign_in_officer("ha.thu", "sai", now=NOW)
        except services.SignInRefused as refusal:
            return refusal.facts["until"]
        finally:
            connection.close()

    with ThreadPoolExecutor(guessers) as pool:
        told = list(pool.map(guess, range(guessers)))

    assert told.count(None) == 4
    assert told.count(NOW + 12 * HOURS) == guessers - 4
    assert names(house.officer.account).count("SignInFailed") == 5
    assert names(house.officer.account).count("AccountLocked") == 1


@pytest.mark.parametrize("username", ["ha.thu", "khong.co", "dong.thu", "", "a\x00b"])
def test_a_name_that_does_not_exist_takes_as_long_as_one_that_does(house, monkeypatch, username):
    closed = house.make_officer("dong.thu", "clerk", [])
    Account.objects.filter(pk=closed.account).update(is_active=False)
    checked = []
    monkeypatch.setattr(services, "check_password", lambda *told: checked.append(told) or False)

    refused(username, "sai")

    assert len(checked) == 1


def test_a_closed_account_stays_out_with_the_right_password_and_is_told_nothing(house):
    Account.objects.filter(pk=house.officer.account).update(is_active=False)
    assert refused("ha.thu", PASSWORD) is None
    assert person(house.officer.account) is None


def test_the_web_role_counts_and_opens_though_it_may_not_touch_the_table(house, settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with acting_as(NOBODY):
        assert Account.objects.count() == 0
        services.sign_in_officer("ha.thu", PASSWORD, now=NOW)


@pytest.mark.parametrize("told", [{"username": "ha.thu", "password": "sai"}, {"username": "khong.co", "password": "x"}])
def test_the_page_never_says_which_of_the_two_is_wrong(house, client, told):
    answer = client.post(SIGN_IN, told)
    assert answer.status_code == 422
    assert answer.context["fields"][0].error.startswith("Tên đăng nhập hoặc mật khẩu chưa đúng")
    assert answer.context["fields"][1].value == ""


def test_a_wrong_try_counts_although_the_page_refuses(house, client):
    client.post(SIGN_IN, {"username": "ha.thu", "password": "sai"})
    assert Account.objects.get(pk=house.officer.account).failed_count == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_house(house, client, elsewhere):
    answer = client.post(SIGN_IN, {"username": "ha.thu", "password": PASSWORD, "next": elsewhere})
    assert answer.url == reverse("desk:my_work")


@pytest.fixture
def that_monday():
    """Let the test run on the day its accounts were opened: a first password lives a week."""
    with moved_to(NOW):
        yield


def test_before_the_first_change_of_password_every_page_leads_to_it(house, client, that_monday):
    house.make_officer("moi.thu", "clerk", [("dossiers.number", house.centre.id, 0)], must_change=True)
    answer = client.post(SIGN_IN, {"username": "moi.thu", "password": PASSWORD, "next": "/can-bo/tim/"})
    assert answer.url == reverse("desk:password")
    for address in ("/can-bo/", "/can-bo/tim/?q=a b", "/can-bo/ho-so/X/", "/can-bo/ho-so/X/viec/accept/", "/tep/1/"):
        assert client.get(address).url == reverse("desk:password"), address
    assert client.post("/can-bo/ho-so/X/viec/accept/").url == reverse("desk:password")
    assert client.get("/api/work").status_code == 403
    assert client.get("/can-bo/mat-khau/").status_code == 200

    new = {"old": PASSWORD, "new": "Moi-hoan-toan-7", "again": "Moi-hoan-toan-7"}
    assert client.post("/can-bo/mat-khau/", new).url == reverse("desk:my_work")
    assert client.get("/can-bo/").status_code == 200
    assert names(Account.objects.get(username="moi.thu").id)[-1] == "PasswordChanged"


def test_a_change_of_password_ends_the_officers_other_sessions(house):
    here, elsewhere = browser_of(house.officer.account), browser_of(house.officer.account)
    new = {"old": PASSWORD, "new": "Moi-hoan-toan-7", "again": "Moi-hoan-toan-7"}
    assert here.post("/can-bo/mat-khau/", new).status_code == 302
    assert here.get("/can-bo/").status_code == 200
    assert elsewhere.get("/can-bo/").status_code == 302


def test_the_last_ten_passwords_are_refused_and_the_eleventh_is_not(house):
    who = person(house.officer.account)
    used = [PASSWORD, *(f"Mat-khau-so-{n}" for n in range(1, 11))]
    with acting_as(who.principal):
        for old, new in pairwise(used):
            services.change_password(who, old, new, now=NOW)
        for again in used[1:]:
            with pytest.raises(Invalid) as refusal:
                services.change_password(who, used[-1], again, now=NOW)
            assert refusal.value.faults == ("used_before",)
        services.change_password(who, used[-1], used[0], now=NOW)


@pytest.mark.parametrize(
    ("new", "fault"),
    [("Ngan-1", "too_short"), ("TOAN-HOA-123", "no_lower"), ("toan-thuong-1", "no_upper"), ("Khong-so-nao", "no_digit"),
     ("Khongdau123", "no_special"), ("Ha.Thu-2026", "has_username")],
)  # fmt: skip
def test_a_weak_password_is_refused_with_what_it_lacks(house, new, fault):
    who = person(house.officer.account)
    with acting_as(who.principal), pytest.raises(Invalid) as refusal:
        services.change_password(who, PASSWORD, new, now=NOW)
    assert refusal.value.faults == (fault,)


def test_nobody_changes_a_password_without_the_old_one_or_of_another(house, settings):
    who = person(house.officer.account)
    with acting_as(who.principal), pytest.raises(Invalid) as refusal:
        services.change_password(who, "sai", "Moi-hoan-toan-7", now=NOW)
    assert refusal.value.faults == ("old_wrong",)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    before = Account.objects.get(pk=house.admin.account).password
    with acting_as(who.principal), connection.cursor() as cursor:
        cursor.execute("SELECT identity_set_password(%s, 'x', now(), 10)", [house.admin.account])
        cursor.execute("SELECT identity_old_passwords(%s)", [house.admin.account])
        assert cursor.fetchone() in (None, (None,))
    assert Account.objects.get(pk=house.admin.account).password == before


@pytest.mark.parametrize(("kind", "minutes"), [("officer", 15), ("citizen", 30)])
def test_an_idle_session_ends_and_says_so(house, kind, minutes):
    account, page = (house.officer.account, "/can-bo/") if kind == "officer" else (house.citizen, "/tai-khoan/")
    for idle, stays in ((minutes * 60 - 5, True), (minutes * 60 + 5, False)):
        browser = browser_of(account)
        session = browser.session
        session["seen"] = int(time.time()) - idle
        session.save()
        answer = browser.get(page)
        assert (answer.status_code == 200) is stays
    assert browser.get(answer.url).context["ended"] == "idle"
    assert [e.payload["reason"] for e in events.history(("account", account)) if e.name == "SignedOut"] == ["idle"]
    assert browser.get(page).status_code == 302


def test_signing_out_is_an_event_and_needs_a_post(house):
    browser = browser_of(house.officer.account)
    assert browser.get("/dang-xuat/").status_code == 405
    assert browser.post("/dang-xuat/").url == reverse("desk:sign_in")
    assert names(house.officer.account)[-1] == "SignedOut"
    assert browser.get("/can-bo/").status_code == 302
