"""Whoever runs the machine helps an officer in, and prints codes in the demonstration alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.identity import queries, rules_of_codes, second_factor, services
from motcua.identity.models import Account
from motcua.identity.tests.conftest import NOW, TODAY, house, person  # noqa: F401 - fixtures
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.principal import acting_as


def told(what, username="ha.thu"):
    out = StringIO()
    call_command("officer", what, username, stdout=out)
    return out.getvalue()


def enrol(account):
    who, secret = person(account), rules_of_codes.new_secret()
    with acting_as(who.principal):
        second_factor.enrol(who, secret, rules_of_codes.code_of(secret, rules_of_codes.step_at(NOW)), now=NOW)


def test_the_demonstration_tells_a_code_that_signs_in_and_a_real_installation_none(house, settings):  # noqa: F811
    with moved_to(NOW):
        assert "chưa bật" in told("code")
        enrol(house.officer.account)
        settings.DEMO = True
        code = told("code").strip().rpartition(" ")[2]
        second_factor.check(house.officer.account, code, now=NOW)
        settings.DEMO = False
        with pytest.raises(CommandError):
            told("code")


def test_the_last_administrator_is_let_in_again(house):  # noqa: F811
    account = house.admin.account
    enrol(account)
    assert "Đã gỡ" in told("reset", "TUAN.thu")
    assert queries.person_of(account, TODAY).factor_was_reset
    with pytest.raises(CommandError):
        told("reset", "tuan.thu")
    Account.objects.filter(pk=account).update(is_active=False, closed_because="inactive")
    assert "Đã mở lại" in told("reopen", "tuan.thu")
    with pytest.raises(CommandError):
        told("reopen", "khong.co")
    last = events.history(("account", account))[-1]
    assert (last.name, last.actor.label) == ("AccountReopened", "Người vận hành máy chủ")


def test_the_last_administrator_who_forgot_his_password_gets_one_for_once(house):  # noqa: F811
    with moved_to(NOW):
        made = told("password", "tuan.thu").strip().rpartition(" ")[2]
        assert services.sign_in_officer("tuan.thu", made, now=NOW).account_id == house.admin.account
    assert person(house.admin.account).must_change_password
    assert events.history(("account", house.admin.account))[-2].actor.label == "Người vận hành máy chủ"
