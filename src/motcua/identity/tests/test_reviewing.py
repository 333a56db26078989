"""Who may do what, reviewed each quarter: what was seen is what is confirmed, and the next one says what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.identity import reviewing, rules_of_reviews, services
from motcua.identity.models import AccessReview, Account, Grant, Holding, Unit
from motcua.identity.tests.conftest import DAY, NOW, PASSWORD, SYSTEM, TODAY, person
from motcua.platform import events
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.principal import NOBODY, acting_as


def listed(house, on=TODAY):
    return reviewing.lines([house.centre.id], on)


def confirm(house, who, now=NOW, seen=None):
    unit = reviewing.managed_unit(who, "xa-thu-tt", now.date())
    told = reviewing.listed_of(reviewing.lines([unit.id], now.date()))
    reviewing.confirm(unit, seen=seen or rules_of_reviews.digest(told), who=who, now=now)


def changes(house, on=TODAY):
    return [(d.account_id, d.kind, d.title, d.right) for d in reviewing.changed(house.centre.id, listed(house, on))]


def test_the_list_names_every_account_with_posts_rights_and_last_sign_in(house):
    services.sign_in_officer("ha.thu", PASSWORD, now=NOW)
    line = next(line for line in listed(house) if line.username == "ha.thu")
    assert (line.is_active, line.last_sign_in, line.factor_since) == (True, NOW, None)
    assert [(p.title, p.acting, [r.permission for r in p.rights]) for p in line.posts] == [
        ("Chức one_stop", False, ["dossiers.receive"])
    ]


def test_whoever_acts_in_a_post_stands_there_with_its_rights_while_he_does(house):
    services.name_substitute(
        house.officer.post, house.admin.account, since=TODAY, until=TODAY + 2 * DAY, order="QĐ", actor=SYSTEM, now=NOW
    )
    told = {line.username: line for line in listed(house)}["tuan.thu"]
    assert [(p.acting, [r.permission for r in p.rights]) for p in told.posts] == [
        (False, ["identity.manage"]), (True, ["dossiers.receive"])
    ]  # fmt: skip
    later = {line.username: line for line in listed(house, TODAY + 3 * DAY)}["tuan.thu"]
    assert [p.acting for p in later.posts] == [False]


def test_who_left_his_post_stays_in_the_list_without_rights_while_his_account_stands(house):
    Holding.objects.filter(account_id=house.officer.account).update(until=TODAY - DAY)
    assert [(line.username, line.posts) for line in listed(house)][-1] == ("ha.thu", ())


def test_a_review_is_an_event_and_the_next_list_says_what_changed_since(house):
    admin = person(house.admin.account)
    confirm(house, admin)
    assert changes(house) == []
    services.give(house.officer.post, "dossiers.oversee", house.centre.id, 0, actor=SYSTEM, now=NOW)
    Grant.objects.filter(post_id=house.officer.post, permission="dossiers.receive").update(until=TODAY - DAY)
    Account.objects.filter(pk=house.admin.account).update(is_active=False)
    new = house.make_officer("moi.thu", "clerk", [])
    title, centre = "Chức one_stop", house.centre.id
    assert sorted(changes(house), key=str) == sorted([
        (house.officer.account, "right_given", title, ("dossiers.oversee", centre, 0)),
        (house.officer.account, "right_taken", title, ("dossiers.receive", centre, 0)),
        (house.admin.account, "closed", "", None),
        (new.account, "joined", "", None),
        (new.account, "post_taken", "Chức clerk", None),
    ], key=str)  # fmt: skip
    event = events.history(("unit", house.centre.id))[-1]
    assert (event.name, event.payload["quarter"], event.payload["accounts"]) == ("AccessReviewed", 4, 2)


def test_nobody_confirms_a_list_that_changed_while_he_read_it(house):
    admin = person(house.admin.account)
    seen = rules_of_reviews.digest(reviewing.listed_of(listed(house)))
    house.make_officer("moi.thu", "clerk", [])
    with pytest.raises(Conflict):
        confirm(house, admin, seen=seen)
    assert not AccessReview.objects.exists()


def test_the_same_list_twice_in_a_quarter_is_one_review_and_in_the_next_another(house):
    admin = person(house.admin.account)
    for at in (NOW, NOW + timedelta(minutes=1), NOW + 60 * DAY):
        confirm(house, admin, at)
    assert [(r.year, r.quarter) for r in reviewing.reviews_of(house.centre.id)] == [(2027, 1), (2026, 4)]


def test_an_administrator_has_his_own_units_and_no_others(house, settings):
    other = Unit.objects.create(slug="xa-khac", kind="committee", since=house.committee.since)
    post = services.open_post(unit_id=other.id, title="Quản trị", role="administrator",
                              grants=[("identity.manage", other.id, 0)], actor=SYSTEM, now=NOW)  # fmt: skip
    account = services.open_officer(username="xa.thu", full_name="Người Xã Khác", password=PASSWORD,
                                    must_change=False, actor=SYSTEM, now=NOW)  # fmt: skip
    services.take_post(post, account, actor=SYSTEM, now=NOW)
    stranger, whole = person(account), person(house.admin.account)
    assert [u.slug for u in reviewing.managed_units(stranger, TODAY)] == ["xa-khac"]
    assert [u.slug for u in reviewing.managed_units(whole, TODAY)] == ["xa-khac", "xa-thu-tt"]
    with pytest.raises(NotFound):
        reviewing.managed_unit(stranger, "xa-thu-tt", TODAY)
    with pytest.raises(NotFound):
        reviewing.managed_account(stranger, "ha.thu", TODAY)
    confirm(house, whole)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    for who, count in ((NOBODY, 0), (stranger.principal, 0), (whole.principal, 1)):
        with acting_as(who):
            assert AccessReview.objects.count() == count


def test_the_lists_of_all_units_cost_five_queries(house, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert [len(told) for told in reviewing.lists([house.centre.id, house.committee.id], TODAY).values()] == [2, 0]
