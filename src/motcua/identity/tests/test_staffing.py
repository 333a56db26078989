"""Who administers accounts opens, moves and ends them in his own units, for others, and never reads a dossier by it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from motcua.identity import accounts, ports, queries, services, staffing, units
from motcua.identity.accounts import NewOfficer
from motcua.identity.models import Account, Grant, Holding, Post, Substitution, Unit, UnitName, UnitParent
from motcua.identity.tests.conftest import DAY, NOW, SYSTEM, TODAY, house, person  # noqa: F401 - fixtures
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound
from motcua.platform.principal import acting_as

LAN = NewOfficer("Trần Thị Ngọc Lan", "lan.tran", "031190999021", date(1990, 1, 2), "0912000412", "lan@xa.example.vn")
WHY = "Quyết định 12/QĐ-UBND"


class NoWork:
    dossiers = 0

    def open_at(self, unit_id):
        return self.dossiers

    def is_competent(self, unit_id):
        return False

    def given_to(self, account_id):
        return []


@pytest.fixture
def place(house, settings, monkeypatch):  # noqa: F811
    """The house with an administrator of one committee, a second committee beside it, all as the web role."""
    monkeypatch.setattr(ports, "_work", [NoWork()])
    Grant.objects.filter(post_id=house.admin.post).update(unit_id=house.committee.id)
    other = Unit.objects.create(slug="xa-khac", kind="committee", since=house.committee.since)
    UnitName.objects.create(unit=other, name="Ủy ban nhân dân xã Khác", short_name="Xã Khác", since=other.since)
    house.other = other
    house.foreign = services.open_post(
        unit_id=other.id, title="Một cửa", role="one_stop", grants=[("dossiers.receive", other.id, 0)], actor=SYSTEM,
        now=NOW,
    )  # fmt: skip
    settings.DB_STEP_DOWN_TO = "motcua_web"

    @contextmanager
    def administering(account=None):
        who = person(account or house.admin.account)
        with acting_as(who.principal):
            yield who

    house.administering = administering
    return house


def post_in(place, title="Công chức Một cửa", role="one_stop", unit=None):
    with place.administering() as who:
        return staffing.open_post((unit or place.centre).id, title, role, since=TODAY, who=who, now=NOW)


def opened(place, new=LAN, **more):
    post = post_in(place, **more)
    with place.administering() as who:
        return post, accounts.open_account(new, post, since=TODAY, why=WHY, who=who, now=NOW)


def refused(*faults):
    return pytest.raises(Invalid, match="^" + ", ".join(faults) + "$")


def test_an_account_is_opened_with_a_post_and_its_password_must_be_changed_within_a_week(place):
    post, made = opened(place)
    lan = person(made.account_id)
    assert lan.must_change_password
    assert lan.scopes() == tuple(scope for scope in person(place.officer.account).scopes()), (
        "the standard right of the role"
    )
    assert Account.objects.get(pk=made.account_id).phone == "0912000412"
    names = [e.name for e in events.history(("account", made.account_id))]
    assert names == ["AccountOpened", "FirstPasswordGiven"]
    assert [e.name for e in events.history(("post", post))] == ["PostOpened", "GrantGiven", "PostTaken"]
    assert events.history(("post", post))[-1].payload["why"] == WHY
    with pytest.raises(services.SignInRefused):
        services.sign_in_officer("lan.tran", made.password, now=NOW + timedelta(days=8))
    assert services.sign_in_officer("lan.tran", made.password, now=NOW + timedelta(days=6)).account_id


def test_who_has_an_account_or_whose_number_is_anothers_gets_none(place):
    opened(place)
    again = NewOfficer("Trần Thị Ngọc Lan", "lan.hai", "031190999021", None)
    citizen = NewOfficer("Người Khác", "khac.nguoi", "031170999004", None)
    wrong = NewOfficer("", "Lan", "12", None, "12", "khong")
    second = post_in(place)
    for new, faults in (
        (again, ("has_account",)),
        (citizen, ("somebody_else",)),
        (wrong, ("full_name", "username", "phone", "email", "personal_number")),
        (NewOfficer("Vũ Hà", "ha.thu", "031190999022", None), ("username_taken",)),
    ):
        with place.administering() as who, refused(*faults):
            accounts.open_account(new, second, since=TODAY, why=WHY, who=who, now=NOW)


def test_nobody_fills_his_own_hand(place):
    mine, free = place.admin.post, post_in(place)
    with place.administering() as who:
        for act in (
            lambda: staffing.give_right(mine, "calendar.manage", place.committee.id, 0, why=WHY, who=who, now=NOW),
            lambda: staffing.take_right(mine, "identity.manage", place.committee.id, 0, why=WHY, who=who, now=NOW),
            lambda: staffing.close_post(mine, until=TODAY, why=WHY, who=who, now=NOW),
            lambda: staffing.leave(mine, who.account_id, until=TODAY, why=WHY, who=who, now=NOW),
            lambda: staffing.put_in(free, who.account_id, since=TODAY, why=WHY, who=who, now=NOW),
            lambda: staffing.move(who.account_id, free, since=TODAY, why=WHY, who=who, now=NOW),
            lambda: accounts.give_first_password(who.account_id, WHY, who=who, now=NOW),
        ):
            with refused("own"), transaction.atomic():
                act()


def test_rights_over_accounts_and_over_dossiers_never_meet_in_one_person(place):
    post, made = opened(place)
    Grant.objects.bulk_create(
        Grant(post_id=place.admin.post, permission=permission, since=TODAY)
        for permission in ("packs.manage", "integrations.watch", "outages.announce")
    )
    admin_post = post_in(place, "Quản trị thứ hai", "administrator")
    with place.administering() as who:
        with refused("clash"), transaction.atomic():
            staffing.give_right(post, "identity.manage", place.centre.id, 0, why=WHY, who=who, now=NOW)
        with refused("clash"), transaction.atomic():
            staffing.put_in(admin_post, made.account_id, since=TODAY, why=WHY, who=who, now=NOW)
        with refused("clash"), transaction.atomic():
            staffing.give_right(admin_post, "dossiers.receive", place.centre.id, 0, why=WHY, who=who, now=NOW)
        staffing.move(made.account_id, admin_post, since=TODAY, why=WHY, who=who, now=NOW)
    lan = person(made.account_id)
    assert [p.id for p in lan.posts] == [admin_post]
    assert not lan.scopes(), "he keeps nothing of the old post"


def test_a_move_on_a_later_day_leaves_everything_as_it_is_until_then(place):
    post, made = opened(place)
    later = post_in(place, "Văn thư", "clerk", place.committee)
    with place.administering() as who:
        staffing.move(made.account_id, later, since=TODAY + 3 * DAY, why=WHY, who=who, now=NOW)
    assert [p.id for p in person(made.account_id, TODAY + 2 * DAY).posts] == [post]
    assert [p.id for p in person(made.account_id, TODAY + 3 * DAY).posts] == [later]


def test_rights_are_given_and_taken_with_a_reason_and_stay_in_history(place):
    post, made = opened(place)
    with place.administering() as who:
        staffing.give_right(post, "feedback.answer", place.committee.id, 0, why=WHY, who=who, now=NOW)
        with pytest.raises(Conflict), transaction.atomic():
            staffing.give_right(post, "feedback.answer", place.committee.id, 0, why=WHY, who=who, now=NOW)
    assert person(made.account_id).may_over("feedback.answer", place.committee.id)
    with place.administering() as who:
        staffing.take_right(post, "feedback.answer", place.committee.id, 0, why=WHY, who=who, now=NOW)
    assert not person(made.account_id).may("feedback.answer")
    with place.administering() as who:
        staffing.give_right(post, "feedback.answer", place.committee.id, 0, why=WHY, who=who, now=NOW)
        for permission, unit in (("calendar.national", None), ("nothing", None), ("feedback.answer", place.other.id)):
            with pytest.raises(Invalid), transaction.atomic():
                staffing.give_right(post, permission, unit, 0, why=WHY, who=who, now=NOW)
        with refused("why"), transaction.atomic():
            staffing.give_right(post, "dossiers.assign", place.centre.id, 0, why=" ", who=who, now=NOW)
    assert person(made.account_id).may("feedback.answer")
    assert Grant.objects.filter(post_id=post, permission="feedback.answer").count() == 1


def test_a_post_has_one_holder_at_a_time_and_ends_with_its_holder_in_history(place):
    post, made = opened(place)
    _, other = opened(place, NewOfficer("Lê Quang Huy", "huy.le", "031190999033", None), title="Văn thư", role="clerk")
    with place.administering() as who:
        with refused("held"), transaction.atomic():
            staffing.put_in(post, other.account_id, since=TODAY, why=WHY, who=who, now=NOW)
        staffing.close_post(post, until=TODAY - DAY, why=WHY, who=who, now=NOW)
    assert person(made.account_id).posts == ()
    assert Holding.objects.filter(account_id=made.account_id).exists()
    with place.administering() as who, refused("closed"):
        staffing.put_in(post, made.account_id, since=TODAY, why=WHY, who=who, now=NOW)


def test_another_committees_units_posts_and_officers_are_not_there(place):
    elsewhere = place.make_officer("xa.khac", "handling", [])
    Post.objects.filter(pk=elsewhere.post).update(unit=place.other)
    free = post_in(place, "Chỗ trống", "clerk")
    with place.administering() as who:
        with pytest.raises(NotFound):
            staffing.post_of(who, place.foreign, TODAY)
        for act in (
            lambda: accounts.give_first_password(elsewhere.account, WHY, who=who, now=NOW),
            lambda: accounts.set_contact(elsewhere.account, number="", email="", who=who, now=NOW),
            lambda: staffing.put_in(free, elsewhere.account, since=TODAY, why=WHY, who=who, now=NOW),
        ):
            with pytest.raises(NotFound), transaction.atomic():
                act()
        with pytest.raises(Forbidden):
            staffing.open_post(place.other.id, "Của người", "clerk", since=TODAY, who=who, now=NOW)
        with pytest.raises(Forbidden):
            units.rename(place.other.id, "Khác", "Khác", since=TODAY, source=WHY, who=who, now=NOW)


def test_the_database_alone_keeps_an_administrator_to_his_units_and_out_of_his_own_hand(place):
    elsewhere = place.make_officer("xa.khac", "handling", [])
    Post.objects.filter(pk=elsewhere.post).update(unit=place.other)
    mine, second = place.admin, place.make_officer("hai.quan", "administrator", [("identity.manage", None, 0)])
    for make in (
        lambda: Grant.objects.bulk_create([Grant(post_id=mine.post, permission="dossiers.oversee",
                                                 unit_id=place.committee.id, since=TODAY)]),
        lambda: Grant.objects.bulk_create([Grant(post_id=place.foreign, permission="dossiers.oversee",
                                                 unit_id=place.committee.id, since=TODAY)]),
        lambda: Holding.objects.bulk_create([Holding(post_id=place.officer.post, account_id=mine.account,
                                                     since=TODAY)]),
        lambda: Holding.objects.bulk_create([Holding(post_id=place.officer.post, account_id=elsewhere.account,
                                                     since=TODAY)]),
        lambda: Grant.objects.bulk_create([Grant(post_id=place.officer.post, permission="dossiers.oversee",
                                                 unit_id=place.other.id, since=TODAY)]),
        lambda: Grant.objects.bulk_create([Grant(post_id=place.officer.post, permission="calendar.national",
                                                 since=TODAY)]),
        lambda: Grant.objects.bulk_create([Grant(post_id=place.officer.post, permission="identity.manage",
                                                 unit_id=place.committee.id, since=TODAY)]),
        lambda: Substitution.objects.bulk_create([Substitution(post_id=place.officer.post, account_id=mine.account,
                                                               since=TODAY, until=TODAY)]),
        lambda: Substitution.objects.bulk_create([Substitution(post_id=place.officer.post, account_id=second.account,
                                                               since=TODAY, until=TODAY)]),
        lambda: UnitParent.objects.bulk_create([UnitParent(unit=place.other, parent=place.committee, since=TODAY)]),
        lambda: UnitName.objects.bulk_create([UnitName(unit=place.other, name="x", short_name="x", since=TODAY)]),
        lambda: Post.objects.bulk_create([Post(unit=place.other, title="x", role="clerk", since=TODAY)]),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), place.administering():
            make()
    with place.administering():
        assert Unit.objects.filter(pk=place.other.id).update(until=TODAY) == 0
        assert Post.objects.filter(pk=place.foreign).update(until=TODAY) == 0
        assert Grant.objects.filter(post_id=mine.post).update(until=TODAY) == 0
        assert Account.objects.filter(pk=elsewhere.account).update(is_active=False) == 0
    with place.administering(place.officer.account):
        assert Unit.objects.update(until=TODAY) == 0
        assert Post.objects.update(until=TODAY) == 0


def test_who_holds_a_post_above_is_not_administered_below(place):
    both = place.make_officer("tren.cao", "clerk", [])
    above = services.open_post(
        unit_id=place.other.id, title="Trên", role="clerk", grants=[], actor=SYSTEM, now=NOW
    )  # fmt: skip
    services.take_post(above, both.account, actor=SYSTEM, now=NOW)
    with place.administering() as who:
        assert not staffing.is_wholly_his(who, both.account, TODAY)
        with pytest.raises(NotFound):
            accounts.give_first_password(both.account, WHY, who=who, now=NOW)
        assert Account.objects.filter(pk=both.account).update(is_active=False) == 0


def test_a_new_password_from_an_administrator_ends_sessions_and_must_be_changed(place):
    with place.administering() as who:
        made = accounts.give_first_password(place.officer.account, "quên mật khẩu", who=who, now=NOW)
    assert person(place.officer.account).must_change_password
    assert services.sign_in_officer("ha.thu", made.password, now=NOW).account_id == place.officer.account


def test_a_unit_is_opened_renamed_given_a_code_and_closed_when_nothing_waits_there(place, monkeypatch):
    new = units.NewUnit("department", "Phòng Kinh tế xã Thử", "Phòng Kinh tế", TODAY, WHY)
    with place.administering() as who:
        parent = queries.unit_view(place.committee.id, TODAY)
        made = units.open_unit(parent, new, who=who, now=NOW)
    assert made.slug == "phong-kinh-te"
    with place.administering() as who:
        assert who.manages("identity.manage", made.id)
        units.rename(made.id, "Phòng Kinh tế và Đô thị", "Phòng KTĐT", since=TODAY + DAY, source=WHY, who=who, now=NOW)
        with refused("since"), transaction.atomic():
            units.rename(made.id, "Tên khác", "Tên", since=TODAY + DAY, source=WHY, who=who, now=NOW)
        units.set_code(made.id, "identifier", "H24.11.2", since=TODAY, source=WHY, who=who, now=NOW)
        with refused("code"), transaction.atomic():
            units.set_code(made.id, "place", "1", since=TODAY, source=WHY, who=who, now=NOW)
        units.set_contact(made.id, phone="0225 000 0002", lines=["Tầng 1"], who=who, now=NOW)
        post = staffing.open_post(made.id, "Chuyên viên", "handling", since=TODAY, who=who, now=NOW)
        with refused("posts"), transaction.atomic():
            units.close(made.id, until=TODAY, why=WHY, who=who, now=NOW)
        staffing.close_post(post, until=TODAY, why=WHY, who=who, now=NOW)
        monkeypatch.setattr(NoWork, "dossiers", 2)
        with refused("dossiers"), transaction.atomic():
            units.close(made.id, until=TODAY, why=WHY, who=who, now=NOW)
        monkeypatch.setattr(NoWork, "dossiers", 0)
        units.close(made.id, until=TODAY, why=WHY, who=who, now=NOW)
    assert [queries.unit_view(made.id, day).name for day in (TODAY, TODAY + DAY)] == [
        "Phòng Kinh tế xã Thử", "Phòng Kinh tế và Đô thị",
    ]  # fmt: skip
    assert [e.name for e in events.history(("unit", made.id))] == [
        "UnitOpened", "UnitRenamed", "UnitCodeSet", "UnitContactChanged", "UnitClosed",
    ]  # fmt: skip
    with place.administering() as who, refused("parts", "own"):
        units.close(place.committee.id, until=TODAY, why=WHY, who=who, now=NOW)


def test_only_what_belongs_there_is_opened_under_a_unit(place):
    with place.administering() as who:
        parent = queries.unit_view(place.committee.id, TODAY)
        with refused("kind", "name", "short_name", "source"):
            units.open_unit(parent, units.NewUnit("province", "", "", TODAY, ""), who=who, now=NOW)


def test_only_roles_within_ones_own_reach_are_offered(place):
    with place.administering() as who:
        offered = staffing.roles_for(who, place.centre.id)
    assert "one_stop" in offered
    assert "province_admin" not in offered
    assert "administrator" not in offered, "it carries rights over the whole house this one does not hold"
