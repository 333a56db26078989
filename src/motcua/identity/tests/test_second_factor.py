"""Codes of a phone and of paper: once each, in the one lockout, sealed, reset by whom they concern (rules 9.2)."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from motcua.identity import queries, rules_of_codes, second_factor, services
from motcua.identity.models import Account, RecoveryCode, SecondFactor, Unit
from motcua.identity.tests.conftest import NOW, PASSWORD, TODAY, browser_of, make_house, person
from motcua.platform import events
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.principal import NOBODY, acting_as

STEP = timedelta(seconds=30)
LATER = NOW + 4 * STEP  # a code of its own, long after the one that enrolled


def names(account):
    return [e.name for e in events.history(("account", account))]


def enrolled(account, now=NOW):
    """Give an account a second factor as its officer does; return secret and codes on paper."""
    who, secret = person(account), rules_of_codes.new_secret()
    with acting_as(who.principal):
        codes = second_factor.enrol(who, secret, code(secret, now), now=now)
    return secret, codes


def code(secret, at):
    return rules_of_codes.code_of(secret, rules_of_codes.step_at(at))


def another_than(right):
    return "".join(str((int(digit) + 1) % 10) for digit in right)


def refused(account, typed, now=LATER):
    with pytest.raises(services.SignInRefused) as refusal:
        second_factor.check(account, typed, now=now)
    return refusal.value.facts["until"]


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(seconds, digits):
    secret = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B
    at = datetime.fromtimestamp(seconds, UTC)
    assert code(secret, at) == digits
    assert rules_of_codes.matching_step(secret, digits, at, after=0) == seconds // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off_and_no_more(steps, taken):
    secret = rules_of_codes.new_secret()
    found = rules_of_codes.matching_step(secret, code(secret, NOW + steps * STEP), NOW, after=0)
    assert (found is not None) is taken


def test_what_the_app_is_shown_names_officer_and_house():
    uri = rules_of_codes.provisioning_uri("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "ha.thu", "Xã Thử")
    assert uri.startswith("otpauth://totp/X%C3%A3%20Th%E1%BB%AD:ha.thu?")
    assert all(part in uri for part in ("secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "period=30", "digits=6"))


def test_the_password_alone_opens_nothing_and_the_code_opens(house):
    account = house.officer.account
    secret, _ = enrolled(account)
    signed = services.sign_in_officer("ha.thu", PASSWORD, now=LATER)
    assert signed.needs_code
    assert "SignedIn" not in names(account)
    assert second_factor.check(account, code(secret, LATER), now=LATER).account_id == account
    assert names(account) == ["AccountOpened", "SecondFactorEnrolled", "RecoveryCodesMade", "SignedIn"]
    assert Account.objects.get(pk=account).last_login == LATER


def test_a_code_is_good_once_in_its_own_half_minute_too(house):
    secret, _ = enrolled(house.officer.account)
    second_factor.check(house.officer.account, code(secret, LATER), now=LATER)
    refused(house.officer.account, code(secret, LATER))
    refused(house.officer.account, code(secret, LATER - STEP))  # nor one before the last that came in
    second_factor.check(house.officer.account, code(secret, LATER + STEP), now=LATER)


def test_the_code_that_enrolled_signs_nobody_in(house):
    secret, _ = enrolled(house.officer.account)
    refused(house.officer.account, code(secret, NOW), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_twice_at_once_opens_once():
    house, together = make_house(), Barrier(2)
    secret, _ = enrolled(house.officer.account)

    def send(_):
        try:
            together.wait(timeout=20)
            second_factor.check(house.officer.account, code(secret, LATER), now=LATER)
        except services.SignInRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == [False, True]


def test_wrong_codes_and_wrong_passwords_fill_one_count_that_a_right_password_does_not_empty(house):
    account = house.officer.account
    secret, _ = enrolled(account)
    wrong = another_than(code(secret, LATER))
    for typed in ("", "abc"):
        assert refused(account, typed) is None
        services.sign_in_officer("ha.thu", PASSWORD, now=LATER)
    with pytest.raises(services.SignInRefused):
        services.sign_in_officer("ha.thu", "sai", now=LATER)
    assert refused(account, wrong) is None
    assert refused(account, wrong) == LATER + timedelta(hours=12)
    assert refused(account, code(secret, LATER)) == LATER + timedelta(hours=12)  # the right one too
    assert [e.payload["what"] for e in events.history(("account", account)) if e.name == "SignInFailed"] == [
        "code", "code", "password", "code", "code",
    ]  # fmt: skip
    assert names(account)[-1] == "AccountLocked"


def test_a_code_from_paper_stands_in_once_and_is_kept_as_a_keyed_hash(house):
    account = house.officer.account
    _, paper = enrolled(account)
    assert len(set(paper)) == 10
    assert not set(paper) & set(RecoveryCode.objects.values_list("hashed", flat=True))
    second_factor.check(account, rules_of_codes.grouped(paper[3]), now=LATER)
    refused(account, paper[3])
    assert [e.payload["left"] for e in events.history(("account", account)) if e.name == "RecoveryCodeUsed"] == [9]


def test_a_code_from_paper_is_nobody_elses(house):
    _, paper = enrolled(house.officer.account)
    enrolled(house.admin.account)
    refused(house.admin.account, paper[0])


def test_new_codes_on_paper_end_the_old_ones(house):
    who = person(house.officer.account)
    _, old = enrolled(who.account_id)
    with acting_as(who.principal):
        new = second_factor.make_paper(who, now=LATER)
    refused(who.account_id, old[0])
    second_factor.check(who.account_id, new[0], now=LATER)


def test_the_secret_is_sealed_with_the_key_of_the_installation(house, settings):
    account = house.officer.account
    secret, paper = enrolled(account)
    kept = SecondFactor.objects.get(pk=account).secret
    assert secret not in kept
    assert second_factor.current_code(account, now=LATER) == code(secret, LATER)

    old, settings.SECRET_KEY = settings.SECRET_KEY, "another installation"
    assert second_factor.current_code(account, now=LATER) is None
    refused(account, code(secret, LATER))
    refused(account, paper[0])
    settings.SECRET_KEY_FALLBACKS = [old]  # the key was changed, not lost
    second_factor.check(account, code(secret, LATER), now=LATER)
    second_factor.check(account, paper[0], now=LATER)


def test_a_wrong_first_code_enrols_nothing(house):
    who, secret = person(house.officer.account), rules_of_codes.new_secret()
    with pytest.raises(Invalid), acting_as(who.principal):
        second_factor.enrol(who, secret, another_than(code(secret, NOW)), now=NOW)
    assert not SecondFactor.objects.exists()
    assert names(who.account_id) == ["AccountOpened"]


def test_whoever_has_one_replaces_it_only_after_taking_it_away(house):
    who = person(house.officer.account)
    secret, _ = enrolled(who.account_id)
    with pytest.raises(Conflict), acting_as(who.principal):
        second_factor.enrol(who, secret, code(secret, LATER), now=LATER)
    with pytest.raises(Invalid):
        second_factor.prove(who, "000", now=LATER)
    assert Account.objects.get(pk=who.account_id).failed_count == 1
    second_factor.prove(who, code(secret, LATER), now=LATER)
    with acting_as(who.principal):
        second_factor.remove(who, now=LATER)
    assert second_factor.standing(who) == second_factor.Standing(None, 0, None, "")
    assert not services.sign_in_officer("ha.thu", PASSWORD, now=LATER).needs_code
    assert "SecondFactorRemoved" in names(who.account_id)


def test_a_closed_account_stays_out_with_the_right_code(house):
    secret, paper = enrolled(house.officer.account)
    Account.objects.filter(pk=house.officer.account).update(is_active=False)
    refused(house.officer.account, code(secret, LATER))
    refused(house.officer.account, paper[0])


def test_an_administrator_resets_what_was_lost_and_the_officer_is_told(house):
    account, admin = house.officer.account, person(house.admin.account)
    enrolled(account)
    browser = browser_of(account)
    assert browser.get("/can-bo/tai-khoan/").status_code == 200
    with acting_as(admin.principal):
        second_factor.reset(account, "in_person", actor=admin.actor, now=LATER)
    assert browser.get("/can-bo/tai-khoan/").status_code == 302
    assert not services.sign_in_officer("ha.thu", PASSWORD, now=LATER).needs_code
    told = second_factor.standing(person(account))
    assert (told.since, told.paper_left, told.reset_at, told.reset_by) == (None, 0, LATER, admin.actor.label)
    assert person(account).factor_was_reset
    with acting_as(person(account).principal):
        second_factor.acknowledge_reset(person(account))
    assert not person(account).factor_was_reset
    assert names(account)[-2:] == ["SecondFactorReset", "SignedIn"]


def test_nobody_resets_his_own(house):
    admin = person(house.admin.account)
    enrolled(admin.account_id)
    with pytest.raises(Conflict), acting_as(admin.principal):
        second_factor.reset(admin.account_id, "in_person", actor=admin.actor, now=LATER)


def test_the_database_gives_each_his_own_and_an_administrator_those_of_his_units(house, settings):
    other = Unit.objects.create(slug="xa-khac", kind="committee", since=house.committee.since)
    own = house.make_officer("gan.thu", "administrator", [("identity.manage", house.committee.id, 0)])
    far = house.make_officer("xa.thu", "administrator", [("identity.manage", other.id, 0)])
    for account in (house.officer.account, house.admin.account):
        enrolled(account)
    settings.DB_STEP_DOWN_TO = "motcua_web"

    def seen(who):
        with acting_as(who):
            return set(SecondFactor.objects.values_list("account_id", flat=True)), RecoveryCode.objects.count()

    assert seen(NOBODY) == (set(), 0)
    assert seen(person(far.account).principal) == (set(), 0)
    assert seen(person(house.officer.account).principal) == ({house.officer.account}, 10)
    both = ({house.officer.account, house.admin.account}, 20)
    assert seen(person(house.admin.account).principal) == both  # over the whole house
    assert seen(person(own.account).principal) == both  # over the committee and all below it


def test_the_web_role_signs_in_with_a_code_though_it_may_not_touch_the_account(house, settings):
    secret, paper = enrolled(house.officer.account)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    second_factor.check(house.officer.account, code(secret, LATER), now=LATER)
    second_factor.check(house.officer.account, paper[0], now=LATER)
    assert queries.person_of(house.officer.account, TODAY) is not None
