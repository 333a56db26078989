"""Who somebody is today: posts, substitutes and grants by dates, in one round trip, behind row-level security."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from motcua.identity import queries, services
from motcua.identity.models import (
    Account,
    Grant,
    Holding,
    Person,
    Post,
    Substitution,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
    UnitSuccession,
)
from motcua.identity.rules import Part, scope_of
from motcua.identity.tests.conftest import DAY, NOW, SYSTEM, TODAY, browser_of, person
from motcua.platform.errors import Invalid
from motcua.platform.principal import NOBODY, acting_as

FAR = date(2027, 6, 30)


@pytest.fixture
def as_web(settings):
    def acting(account):
        settings.DB_STEP_DOWN_TO = None
        principal = person(account).principal if account else NOBODY
        settings.DB_STEP_DOWN_TO = "motcua_web"
        return acting_as(principal)

    return acting


def test_an_officer_is_his_posts_and_their_grants(house):
    who = person(house.officer.account)
    assert [(p.id, p.role, p.acting) for p in who.posts] == [(house.officer.post, "one_stop", False)]
    assert who.scopes() == (scope_of(house.centre.id, Part.RECEIVING),)
    assert who.may("dossiers.receive")
    assert not who.may("identity.manage")
    assert who.principal.person_id is None
    assert who.actor.label == "Cán Bộ one_stop, Chức one_stop"


def test_everything_about_one_who_asks_is_one_round_trip(house, django_assert_num_queries):
    services.declare_kinship(person(house.officer.account).person_id, person(house.citizen).person_id, "mẹ con")
    with django_assert_num_queries(1):
        queries.person_of(house.officer.account, TODAY)
    browser = browser_of(house.officer.account)
    browser.get("/can-bo/tim/")
    with connection.execute_wrapper(count := Counting()):
        browser.get("/can-bo/tim/")
    assert count.of("identity_principal") == 1
    assert count.of("django_session") == 1
    assert count.of("set_config('app.kind'") == 1


class Counting:
    def __init__(self):
        self.said = []

    def __call__(self, execute, sql, params, many, context):
        self.said.append(sql)
        return execute(sql, params, many, context)

    def of(self, words):
        return sum(words in sql for sql in self.said)


def test_a_substitute_acts_from_the_first_to_the_last_day_of_his_order(house):
    other = house.make_officer("thay.thu", "clerk", [("dossiers.number", house.committee.id, 0)])
    services.name_substitute(
        house.officer.post, other.account, since=TODAY + DAY, until=TODAY + 3 * DAY, order="QĐ 1", actor=SYSTEM, now=NOW
    )
    receives = {n: [(p.role, p.acting) for p in person(other.account, TODAY + n * DAY).posts] for n in (0, 1, 3, 4)}
    own, both = [("clerk", False)], [("clerk", False), ("one_stop", True)]
    assert receives == {0: own, 1: both, 3: both, 4: own}
    acting = person(other.account, TODAY + DAY)
    assert acting.may("dossiers.receive")
    assert acting.post.role == "clerk"
    with pytest.raises(Invalid):
        services.name_substitute(
            house.officer.post, other.account, since=TODAY, until=TODAY - DAY, order="", actor=SYSTEM, now=NOW
        )


@pytest.mark.parametrize("ended", [Holding, Post, Grant])
def test_what_ended_yesterday_gives_nothing_today(house, ended):
    rows = (
        ended.objects.filter(pk=house.officer.post) if ended is Post else ended.objects.filter(post=house.officer.post)
    )
    assert rows.update(until=TODAY) == 1
    assert person(house.officer.account, TODAY).may("dossiers.receive")
    rows.update(until=TODAY - DAY)
    assert person(house.officer.account).scopes() == ()
    assert not person(house.officer.account).may("dossiers.receive")


@pytest.mark.parametrize("begun", [Holding, Post, Grant])
def test_what_begins_tomorrow_gives_nothing_today(house, begun):
    rows = (
        begun.objects.filter(pk=house.officer.post) if begun is Post else begun.objects.filter(post=house.officer.post)
    )
    rows.update(since=TODAY + DAY)
    assert not person(house.officer.account).may("dossiers.receive")
    assert person(house.officer.account, TODAY + DAY).may("dossiers.receive")


def test_a_new_holder_takes_the_grants_and_the_old_one_keeps_nothing(house):
    successor = house.make_officer("sau.thu", "clerk", [])
    Holding.objects.filter(account=house.officer.account).update(until=TODAY)
    services.take_post(house.officer.post, successor.account, actor=SYSTEM, now=NOW + DAY)
    assert person(successor.account, TODAY + DAY).may("dossiers.receive")
    assert not person(house.officer.account, TODAY + DAY).may("dossiers.receive")


def test_a_right_over_a_class_of_secrecy_is_another_scope(house):
    services.give(house.officer.post, "dossiers.receive", house.centre.id, 2, actor=SYSTEM, now=NOW)
    ordinary = scope_of(house.centre.id, Part.RECEIVING)
    assert person(house.officer.account).scopes() == (ordinary, ordinary + 2)


def test_an_officer_is_barred_from_himself_and_his_relatives_a_citizen_from_nobody(house):
    officer, citizen = person(house.officer.account), person(house.citizen)
    services.declare_kinship(officer.person_id, citizen.person_id, "mẹ con")
    assert set(person(house.officer.account).barred) == {officer.person_id, citizen.person_id}
    assert person(house.citizen).barred == ()


def test_a_unit_is_called_as_on_the_day_asked_about(house):
    UnitName.objects.filter(unit=house.committee).update(until=TODAY)
    UnitName.objects.create(unit=house.committee, name="Ủy ban nhân dân phường Thử", short_name="Phường Thử",
                            since=TODAY + DAY)  # fmt: skip
    UnitCode.objects.filter(unit=house.committee).update(until=TODAY)
    UnitCode.objects.create(unit=house.committee, system="place", code="00002", since=TODAY + DAY, mark="P")
    today, tomorrow = (queries.unit_view(house.committee.id, d) for d in (TODAY, TODAY + DAY))
    assert (today.name, today.place_code) == ("Ủy ban nhân dân xã Thử", "00001")
    assert (tomorrow.name, tomorrow.place_code) == ("Ủy ban nhân dân phường Thử", "00002")
    assert queries.unit_code(house.committee.id, "place", TODAY) == "00001"
    assert queries.unit_code(house.committee.id, "place", FAR) == "00002"
    assert queries.unit_code(house.committee.id, "place", date(2020, 1, 1)) == ""


def test_a_unit_belongs_where_it_belonged_on_the_day_and_a_merger_is_a_row(house):
    merged = services_unit("xa-moi")
    UnitParent.objects.filter(unit=house.centre).update(until=TODAY)
    UnitParent.objects.create(unit=house.centre, parent=merged, since=TODAY + DAY)
    UnitSuccession.objects.create(old=house.committee, new=merged, on=TODAY + DAY)
    assert queries.committee_of(house.centre.id, TODAY) == house.committee.id
    assert queries.committee_of(house.centre.id, TODAY + DAY) == merged.id
    assert [u.id for u in queries.units_under(house.committee.id, TODAY)] == [house.centre.id]
    assert queries.units_under(house.committee.id, TODAY + DAY) == []
    assert queries.posts_of_role(merged.id, "one_stop", TODAY + DAY) == [house.officer.post]
    assert list(house.committee.successors.values_list("new_id", flat=True)) == [merged.id]


def services_unit(slug):
    from motcua.identity.models import Unit

    unit = Unit.objects.create(slug=slug, kind="committee", since=date(2025, 7, 1))
    UnitName.objects.create(unit=unit, name=slug, short_name=slug, since=date(2025, 7, 1))
    return unit


def test_everybody_reads_his_own_rows_of_people_and_accounts_and_no_others(house, as_web):
    for account in (house.officer.account, house.citizen):
        own = person(account).person_id
        with as_web(account):
            assert list(Account.objects.values_list("id", flat=True)) == [account]
            people = list(Person.objects.values_list("id", flat=True))
            assert people == ([own] if account == house.citizen else [])  # an officer's principal is his post
            assert {h.account_id for h in Holding.objects.all()} <= {account}
            assert not Grant.objects.exists()
    with as_web(None):
        for table in (Account, Person, Holding, Substitution, Grant):
            assert not table.objects.exists()


def test_who_manages_people_reads_them(house, as_web):
    with as_web(house.admin.account):
        assert Account.objects.count() == 3
        assert Person.objects.count() == 3
        assert Holding.objects.count() == 2


def test_nobody_gives_himself_a_post_a_right_or_another_account(house, as_web):
    with as_web(house.officer.account):
        assert Holding.objects.update(until=None) == 0
        assert Account.objects.update(level=9) == 0
        assert Grant.objects.update(until=None) == 0
    for change in (
        lambda: Holding.objects.update(post_id=house.admin.post),
        lambda: Grant.objects.update(unit_id=house.committee.id),
    ):  # a row of a post only ever ends
        with pytest.raises(ProgrammingError, match="permission denied"), as_web(house.admin.account):
            change()
    for make in (
        lambda: Holding.objects.bulk_create([Holding(post_id=house.admin.post, account_id=house.officer.account,
                                                     since=TODAY)]),
        lambda: Grant.objects.bulk_create([Grant(post_id=house.officer.post, permission="identity.manage",
                                                 since=TODAY)]),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), as_web(house.officer.account):
            make()


def test_a_citizen_changes_what_is_remembered_of_him_and_of_nobody_else(house, as_web):
    other = Person.objects.create(full_name="Người Khác")
    with as_web(house.citizen):
        who = person(house.citizen)
        services.remember(who, {"phone": "0912 000 412"}, now=NOW)
        services.remember(replace(who, person_id=other.id), {"phone": "0912 000 999"}, now=NOW)
    other.refresh_from_db()
    assert other.remembered == {}
    assert Person.objects.get(pk=person(house.citizen).person_id).remembered["phone"]["value"] == "0912 000 412"


def test_names_of_officers_on_duty_are_public_and_those_of_citizens_are_not(house, as_web):
    with as_web(None):
        told = queries.labels({house.officer.account, house.citizen}, TODAY)
    assert told == {house.officer.account: "Cán Bộ one_stop, Chức one_stop"}


def test_a_helper_is_known_as_one_only_while_he_holds_no_other_post(house):
    helper = house.make_officer("giup.thu", "helper", [])
    assert person(helper.account).is_helper
    services.name_substitute(
        house.officer.post, helper.account, since=TODAY, until=TODAY, order="QĐ 2", actor=SYSTEM, now=NOW
    )
    assert not person(helper.account).is_helper


def test_a_grant_that_is_not_over_dossiers_reaches_the_units_below_and_one_over_dossiers_its_own(world):
    today = date(2026, 11, 16)
    commune, centre = Unit.objects.get(slug="cam-giang"), Unit.objects.get(slug="cam-giang-tt")
    elsewhere = Unit.objects.get(slug="xuan-thanh")
    administrator = queries.person_of(Account.objects.get(username="quantri.cg").id, today)
    assert [administrator.may_over("calendar.manage", u.id) for u in (commune, centre, elsewhere)] == [
        True,
        True,
        False,
    ]
    assert f"calendar.manage@{centre.id}" in administrator.principal.permissions
    inspector = queries.person_of(Account.objects.get(username="kiemtra.cg").id, today)
    assert inspector.may_over("dossiers.oversee", commune.id)
    assert not inspector.may_over("dossiers.oversee", centre.id)
    UnitParent.objects.filter(unit=centre).update(until=date(2026, 11, 15))
    after = queries.person_of(administrator.account_id, today)
    assert after.may_over("calendar.manage", commune.id)
    assert not after.may_over("calendar.manage", centre.id), "a centre that was closed is nobody's"
