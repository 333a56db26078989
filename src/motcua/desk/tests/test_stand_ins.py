"""Naming who stands in: by the head and the manager, with the rights of the post for a time, ended early at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.rules.signing import signer_of
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.identity import queries as identity
from motcua.identity import substituting
from motcua.identity.models import Substitution
from motcua.identity.rules_of_substitutes import Wish
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, NotFound
from motcua.platform.ids import new_id
from motcua.platform.principal import JOB, acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY.date()


def post_of(who):
    return next(p.id for p in who.posts if not p.acting)


def again(who):
    """Who he is at his next request."""
    return identity.person_of(who.account_id, TODAY)


def typed(post, substitute, **more):
    told = {
        "post": str(post), "account": str(substitute), "since-day": "16", "since-month": "11", "since-year": "2026",
        "until-day": "20", "until-month": "11", "until-year": "2026", "order": "QĐ 12/QĐ-UBND ngày 14/11/2026",
    }  # fmt: skip
    return told | more


def test_the_head_names_somebody_over_the_screen_he_signs_as_the_order_says_and_it_ends_early(
    office, as_web, at_desk, submitted
):
    head, director = office.cg["chutich"], office.cg["quanly"]
    client, address = at_desk(head), reverse("desk:stand_ins")
    for wrong, where in (
        ({}, "capacity"),
        ({"capacity": "KT"}, "capacity"),
        ({"capacity": "TUQ", "order": ""}, "order"),
        ({"capacity": "TUQ", "since-day": "15"}, "since"),
        ({"capacity": "TUQ", "until-day": "14"}, "until"),
        ({"capacity": "Q", "account": str(head.account_id)}, "account"),
        ({"capacity": "TUQ", "account": str(office.cg["quantri"].account_id)}, "account"),  # who administers accounts
    ):
        page = client.post(address, typed(post_of(head), director.account_id, **wrong))
        assert page.status_code == 422
        assert [v.name for v in page.context["fields"] if v.error] == [where], wrong
    done = client.post(address, typed(post_of(head), director.account_id, capacity="TUQ"))
    assert done.status_code == 302
    assert client.post(address, typed(post_of(head), director.account_id, capacity="TUQ")).status_code == 422  # twice
    acting = again(director)
    assert post_of(head) in {p.id for p in acting.posts if p.acting}
    assert signer_of(acting.full_name, acting.posts).capacity == "TUQ"
    shown = client.get(address).content.decode()
    assert director.full_name in shown
    row = Substitution.objects.get(account_id=director.account_id)
    end = reverse("desk:end_stand_in", args=[row.id])
    assert client.post(end, {"reason": " "}).status_code == 422
    assert client.post(end, {"reason": "Chủ tịch đã về"}).status_code == 302
    assert not any(p.acting for p in again(director).posts)
    with acting_as(JOB):
        told = [e for e in events.history(("post", post_of(head))) if e.name.startswith("Substitut")]
        assert list(events.verify()) == []
    assert [e.name for e in told][-2:] == ["SubstituteNamed", "SubstitutionEnded"]
    assert told[-1].actor.account_id == head.account_id


def test_who_stands_in_for_an_officer_sees_his_work_until_it_ends_and_names_nobody_himself(office, as_web, submitted):
    code = submitted(office.trang)
    manager, absent, covers = office.cg["quanly"], office.cg["hotich"], office.cg["vanthu"]
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(covers) as who:
        assert queries.page(who, code) is None
    wish = Wish(covers.account_id, TODAY, TODAY + 4 * DAY, "Giấy phân công 3")
    by = manager if not _is_cleared(as_web, manager, absent) else office.cg["chutich"]
    with as_web(by) as who:
        substituting.name(who, post_of(absent), wish, now=MONDAY)
    with as_web(again(covers)) as who:
        assert queries.page(who, code) is not None
        assert not substituting.namer(who).decides
        with pytest.raises(Forbidden):
            substituting.name(who, post_of(absent), wish, now=MONDAY)


def _is_cleared(as_web, manager, officer):
    with as_web(manager) as who:
        return next(p.is_cleared for p in substituting.posts(who, TODAY) if p.id == post_of(officer))


def test_a_manager_names_for_no_leader_nobody_for_another_commune_or_himself_and_the_database_says_so_too(
    office, as_web
):
    manager, head = office.cg["quanly"], office.cg["chutich"]
    wish = Wish(office.cg["vanthu"].account_id, TODAY, TODAY, "QĐ 1", "TUQ")
    with as_web(manager) as who:
        for post in (post_of(head), post_of(office.cg["quantri"]), post_of(office.xt["hotich"])):
            with pytest.raises(Forbidden):
                substituting.name(who, post, wish, now=MONDAY)
            with pytest.raises(DatabaseError), transaction.atomic():
                Substitution.objects.create(
                    id=new_id(), post_id=post, account_id=wish.account_id, since=TODAY, until=TODAY, order="QĐ 1"
                )
        himself = Wish(manager.account_id, TODAY, TODAY, "QĐ 1")
        with pytest.raises(Invalid) as refused:
            substituting.name(who, post_of(office.cg["motcua1"]), himself, now=MONDAY)
        assert "self" in refused.value.faults
    with as_web(head) as who, pytest.raises(Forbidden):
        substituting.name(who, post_of(office.cg["quantri"]), wish, now=MONDAY)
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Forbidden):
            substituting.name(who, post_of(office.cg["hotich"]), wish, now=MONDAY)
        mine = Substitution.objects.first()
        with pytest.raises(NotFound):
            substituting.end(who, mine.id if mine else 1, reason="x", now=MONDAY)
