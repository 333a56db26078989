"""One natural person, two accounts: what is the organisation's is not his, what is his is not the organisation's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from motcua.identity import queries, services
from motcua.identity.models import Account, Organisation, Person
from motcua.identity.tests.conftest import LAN, NOW, TODAY, person
from motcua.platform import events
from motcua.platform.principal import acting_as

FIRM = replace(
    LAN, stable_id="sub-lan/0209999016", organisation_code="0209999016", organisation_name="Công ty TNHH Vật liệu Mẫu"
)
OTHER = replace(FIRM, stable_id="sub-lan/3699999018", organisation_code="3699999018", organisation_name="Nông sản Mẫu")


def come_in(subject):
    return person(services.sign_in_citizen(subject, now=NOW).account_id)


@pytest.fixture
def as_web(settings):
    def acting(who):
        settings.DB_STEP_DOWN_TO = "motcua_web"
        return acting_as(who.principal)

    return acting


def test_the_person_and_the_representative_are_two_principals(house):
    own, acting = person(house.citizen), come_in(FIRM)
    assert own.person_id == acting.person_id
    assert own.account_id != acting.account_id
    assert (own.principal.person_id, own.principal.organisation_id) == (own.person_id, None)
    assert (acting.principal.person_id, acting.principal.organisation_id) == (None, acting.organisation_id)
    assert (own.subject_id, acting.subject_id) == (own.person_id, acting.organisation_id)
    assert acting.actor.label == "Người đại diện tổ chức"
    assert (acting.organisation_code, acting.organisation_name) == ("0209999016", "Công ty TNHH Vật liệu Mẫu")


def test_an_account_acts_for_exactly_one_organisation(house):
    acting = come_in(FIRM)
    with pytest.raises(services.IdentityDiffers):
        services.sign_in_citizen(replace(OTHER, stable_id=FIRM.stable_id), now=NOW)
    with pytest.raises(services.IdentityDiffers):
        services.sign_in_citizen(replace(LAN, stable_id=FIRM.stable_id), now=NOW)
    assert person(acting.account_id).organisation_code == "0209999016"


def test_a_persons_own_account_never_becomes_an_organisations(house):
    with pytest.raises(services.IdentityDiffers):
        services.sign_in_citizen(replace(FIRM, stable_id=LAN.stable_id), now=NOW)
    assert person(house.citizen).organisation_id is None
    assert not Organisation.objects.exists()


def test_one_person_may_act_for_two_organisations_with_two_accounts(house):
    assert come_in(FIRM).organisation_id != come_in(OTHER).organisation_id


def test_a_first_sign_in_says_for_whom_the_account_was_opened_and_a_later_one_says_nothing_new(house):
    acting = come_in(FIRM)
    come_in(FIRM)
    history = [e.name for e in events.history(("account", acting.account_id))]
    assert history == ["AccountOpened", "OrganisationJoined", "SignedIn", "SignedIn"]


def test_what_is_declared_for_an_organisation_is_not_offered_to_the_person_nor_to_a_colleague(house, as_web):
    own, acting = person(house.citizen), come_in(FIRM)
    colleague = come_in(
        replace(FIRM, stable_id="sub-nam/0209999016", number="031075999006", full_name="Bùi Văn Nam", birth_date=None)
    )
    with as_web(own):
        services.remember(own, {"applicant.phone": "0912 000 412"}, now=NOW)
    with as_web(acting):
        services.remember(acting, {"applicant.phone": "0225 000 999"}, now=NOW)
        services.remember(acting, {"applicant.email": "vanphong@mau.example"}, now=NOW)
        told = queries.own_identity(acting)
        assert (told.full_name, told.personal_number) == (LAN.full_name, LAN.number)
        assert (told.birth_date, told.birth_precision) == (LAN.birth_date, "day")
        assert {k: v["value"] for k, v in told.remembered.items()} == {
            "applicant.phone": "0225 000 999",
            "applicant.email": "vanphong@mau.example",
        }
    with as_web(colleague):
        assert queries.own_identity(colleague).remembered == {}
        assert queries.own_identity(colleague).full_name == "Bùi Văn Nam"
    with as_web(own):
        assert queries.own_identity(own).remembered["applicant.phone"]["value"] == "0912 000 412"
        assert "applicant.email" not in queries.own_identity(own).remembered


def test_row_level_security_shows_who_acts_his_account_and_his_organisation_and_no_persons_row(house, as_web):
    own, acting, other = person(house.citizen), come_in(FIRM), come_in(OTHER)
    with as_web(acting):
        assert list(Organisation.objects.values_list("id", flat=True)) == [acting.organisation_id]
        assert list(Account.objects.values_list("id", flat=True)) == [acting.account_id]
        assert not Person.objects.exists()
        assert Organisation.objects.update(name="Của tôi") == 0
        assert Account.objects.update(organisation_id=other.organisation_id) == 0
    with as_web(own):
        assert not Organisation.objects.exists()
        assert list(Person.objects.values_list("id", flat=True)) == [own.person_id]


def test_an_officer_is_barred_from_the_organisations_he_or_a_relative_acts_for_while_the_account_is_open(house):
    officer = person(house.officer.account)
    acting = come_in(FIRM)
    assert officer.barred == (officer.person_id,)
    services.declare_kinship(officer.person_id, acting.person_id, "mẹ con")
    assert set(person(officer.account_id).barred) == {officer.person_id, acting.person_id, acting.organisation_id}
    Account.objects.filter(pk=acting.account_id).update(is_active=False)
    assert set(person(officer.account_id).barred) == {officer.person_id, acting.person_id}
    Account.objects.filter(pk=acting.account_id).update(is_active=True, person_id=officer.person_id)
    assert acting.organisation_id in person(officer.account_id).barred
    assert person(acting.account_id).barred == ()


def test_who_it_is_stays_one_round_trip(house, django_assert_num_queries):
    acting = come_in(FIRM)
    for account in (acting.account_id, house.officer.account):
        with django_assert_num_queries(1):
            queries.person_of(account, TODAY)


def test_the_database_keeps_an_officer_from_acting_for_an_organisation_and_an_organisation_from_having_no_code(house):
    acting = come_in(FIRM)
    with pytest.raises(IntegrityError, match="account_officer_acts_for_no_organisation"), transaction.atomic():
        Account.objects.filter(pk=house.officer.account).update(organisation_id=acting.organisation_id)
    with pytest.raises(IntegrityError, match="organisation_has_code_and_name"), transaction.atomic():
        Organisation.objects.create(code="", name="Không mã", source="vneid")
