"""Accounts nobody uses are closed after 45 days; an administrator opens, unlocks and closes within his units."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.identity import closing, jobs, services, sessions
from motcua.identity.models import Account, OfficerSession, Unit
from motcua.identity.tests.conftest import DAY, NOW, PASSWORD, browser_of, person
from motcua.platform import events
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.principal import JOB, acting_as

DAYS = 45


def close_inactive(at):
    with acting_as(JOB):
        return closing.close_inactive(days=DAYS, now=at)


def names(account):
    return [e.name for e in events.history(("account", account))]


def test_an_account_nobody_used_for_45_days_is_closed_once_and_says_why(house):
    services.sign_in_officer("tuan.thu", PASSWORD, now=NOW + 2 * DAY)
    assert close_inactive(NOW + DAYS * DAY) == []
    late = NOW + DAYS * DAY + timedelta(minutes=1)
    assert close_inactive(late) == [house.officer.account]  # the administrator was here two days later
    assert close_inactive(late) == []
    row = Account.objects.get(pk=house.officer.account)
    assert (row.is_active, row.closed_because, row.closed_at) == (False, "inactive", late)
    assert names(row.id)[-1] == "AccountClosed"
    assert Account.objects.get(pk=house.citizen).is_active  # citizens come once in years
    with pytest.raises(services.SignInRefused):
        services.sign_in_officer("ha.thu", PASSWORD, now=late)


def test_the_days_begin_anew_with_the_reopening(house):
    late = NOW + (DAYS + 1) * DAY
    services.sign_in_officer("tuan.thu", PASSWORD, now=late - DAY)
    assert close_inactive(late) == [house.officer.account]
    admin = person(house.admin.account)
    with acting_as(admin.principal):
        closing.reopen(house.officer.account, actor=admin.actor, now=late)
    assert house.officer.account not in close_inactive(late + DAYS * DAY)
    assert services.sign_in_officer("ha.thu", PASSWORD, now=late).account_id == house.officer.account
    assert names(house.officer.account)[-3:] == ["AccountClosed", "AccountReopened", "SignedIn"]


def test_the_nightly_job_closes_nobody_in_the_demonstration_and_forgets_ended_sessions(house, settings):
    OfficerSession.objects.create(account_id=house.officer.account, session_key="x" * 32, device="Chrome", since=NOW)
    Account.objects.filter(pk=house.officer.account).update(password_changed_at=NOW - 900 * DAY)
    settings.INACTIVE_DAYS = 0
    jobs.tend_accounts.func(0)
    assert Account.objects.get(pk=house.officer.account).is_active
    assert not OfficerSession.objects.exists()
    settings.INACTIVE_DAYS = DAYS
    jobs.tend_accounts.func(0)
    assert not Account.objects.get(pk=house.officer.account).is_active


def test_closing_locks_out_at_once_and_nobody_closes_himself(house):
    admin, browser = person(house.admin.account), browser_of(house.officer.account)
    with acting_as(admin.principal):
        closing.close(house.officer.account, actor=admin.actor, now=NOW)
        with pytest.raises(Conflict):
            closing.close(house.admin.account, actor=admin.actor, now=NOW)
        with pytest.raises(Conflict):
            closing.close(house.officer.account, actor=admin.actor, now=NOW)
    assert browser.get("/can-bo/").status_code == 302
    assert Account.objects.get(pk=house.officer.account).closed_because == "administrator"


def test_a_lock_is_ended_before_its_time(house):
    admin = person(house.admin.account)
    for _ in range(5):
        with pytest.raises(services.SignInRefused):
            services.sign_in_officer("ha.thu", "sai", now=NOW)
    with acting_as(admin.principal):
        closing.unlock(house.officer.account, actor=admin.actor, now=NOW)
        with pytest.raises(Conflict):
            closing.unlock(house.officer.account, actor=admin.actor, now=NOW)
    services.sign_in_officer("ha.thu", PASSWORD, now=NOW)
    assert names(house.officer.account)[-2:] == ["AccountUnlocked", "SignedIn"]


def test_the_database_keeps_an_administrator_to_his_own_units(house, settings):
    other = Unit.objects.create(slug="xa-khac", kind="committee", since=house.committee.since)
    stranger = person(house.make_officer("xa.thu", "administrator", [("identity.manage", other.id, 0)]).account)
    near = person(house.make_officer("gan.thu", "administrator", [("identity.manage", house.committee.id, 0)]).account)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    for act in (closing.close, closing.reopen, closing.unlock):
        with acting_as(stranger.principal), pytest.raises(NotFound):
            act(house.officer.account, actor=stranger.actor, now=NOW)
    with acting_as(near.principal):
        closing.close(house.officer.account, actor=near.actor, now=NOW)
        closing.reopen(house.officer.account, actor=near.actor, now=NOW)


def test_a_device_is_named_by_browser_and_system_alone():
    from motcua.identity.rules_of_codes import device_label

    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
    assert device_label(phone) == "Safari trên iPhone"
    assert device_label("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36") == (
        "Chrome trên điện thoại Android"
    )
    assert sessions.SEEN == "seen"  # what the middleware writes and the list of devices reads
