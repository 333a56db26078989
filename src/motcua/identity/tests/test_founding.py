"""The first administrator: a code from the machine's own screen, thirty minutes, once, and never beside another."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.identity import founding, queries, services
from motcua.identity.models import Account, FoundingCode, Grant, Unit
from motcua.identity.tests.conftest import NOW, TODAY, house  # noqa: F401 - fixtures
from motcua.identity.units import NewUnit
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Invalid, NotFound

PASSWORD = "Cam-Giang-2026"
COMMUNE = NewUnit(
    "committee", "Ủy ban nhân dân xã Cẩm Giang", "Xã Cẩm Giang", TODAY, "Quyết định 1/QĐ",
    codes={"place": "10888", "province": "31", "dossier_prefix": "H24.11"},
)  # fmt: skip
DUC = founding.Founder("Tạ Minh Đức", "duc.ta", PASSWORD)


@pytest.fixture
def empty(db, settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"


def test_a_code_makes_the_first_unit_and_its_administrator_and_then_no_other(empty):
    code = founding.make_code(now=NOW)
    account = founding.found(f" {code.lower()} ", COMMUNE, DUC, now=NOW + timedelta(minutes=29))
    who = queries.person_of(account, TODAY)
    unit = Unit.objects.get()
    assert (who.full_name, who.post.unit_id, who.post.role) == ("Tạ Minh Đức", unit.id, "administrator")
    assert who.manages("identity.manage", unit.id)
    assert not who.scopes(), "who administers accounts reads no dossier"
    assert queries.unit_code(unit.id, "dossier_prefix", TODAY) == "H24.11"
    assert services.sign_in_officer("duc.ta", PASSWORD, now=NOW).account_id == account
    assert next(e.name for e in events.history(("unit", unit.id))) == "UnitOpened"
    assert founding.make_code(now=NOW) is None
    with pytest.raises(NotFound):
        founding.found(code, COMMUNE, DUC, now=NOW)
    with moved_to(NOW), pytest.raises(CommandError, match="đã có quản trị"):
        call_command("first_admin", stdout=StringIO())


def test_a_province_is_founded_the_same_way_and_reaches_communes_opened_later(empty):
    new = NewUnit("province", "Ủy ban nhân dân tỉnh Thử", "Tỉnh Thử", TODAY, "QĐ 2", codes={"province": "31"})
    account = founding.found(founding.make_code(now=NOW), new, DUC, now=NOW)
    who = queries.person_of(account, TODAY)
    assert who.post.role == "province_admin"
    assert who.manages("identity.manage", Unit.objects.get().id)


@pytest.mark.parametrize(("typed", "after"), [("ABCD-EFGH-JKMN-PQRS", 0), (None, 31), ("", 0)])
def test_a_wrong_or_old_code_makes_nothing(empty, typed, after):
    code = founding.make_code(now=NOW)
    with pytest.raises(Invalid) as refused:
        founding.found(code if typed is None else typed, COMMUNE, DUC, now=NOW + timedelta(minutes=after))
    assert refused.value.faults == ("founding_code",)
    assert not Account.objects.exists()
    assert not Unit.objects.exists()


def test_faults_are_all_told_at_once_and_leave_the_code(empty):
    code = founding.make_code(now=NOW)
    bad = NewUnit("committee", "", "Xã", TODAY, "", codes={"place": "", "dossier_prefix": "h24"})
    with pytest.raises(Invalid) as refused:
        founding.found(code, bad, founding.Founder("", "Đ", "abc"), now=NOW)
    assert set(refused.value.faults) >= {"name", "source", "place", "code", "full_name", "username", "too_short"}
    assert founding.found(code, COMMUNE, DUC, now=NOW)


def test_a_newer_code_takes_the_place_of_the_one_before_and_only_its_hash_is_kept(empty):
    first, second = founding.make_code(now=NOW), founding.make_code(now=NOW)
    assert second not in FoundingCode.objects.get().hashed
    with pytest.raises(Invalid):
        founding.found(first, COMMUNE, DUC, now=NOW)
    assert founding.found(second, COMMUNE, DUC, now=NOW)


def test_an_administrator_whose_account_is_closed_is_let_in_again_and_no_second_first_one_made(house):  # noqa: F811
    Account.objects.filter(pk=house.admin.account).update(is_active=False, closed_because="inactive")
    assert founding.make_code(now=NOW) is None
    Grant.objects.all().update(until=TODAY - timedelta(days=1))
    assert founding.make_code(now=NOW) is not None
