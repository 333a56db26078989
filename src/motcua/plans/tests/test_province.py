"""A plan of a province reaches its communes: read there, inherited, given a number of their own, reported on."""

from datetime import date
from decimal import Decimal

import pytest

from motcua.identity import queries as identity
from motcua.identity.models import Grant, Unit, UnitParent
from motcua.plans import queries
from motcua.plans.models import Plan, TargetSetting
from motcua.plans.rules.items import TargetFields, TaskFields
from motcua.plans.services import entering, giving, reviewing, working
from motcua.plans.services.working import Placing
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

from .conftest import MONDAY

pytestmark = pytest.mark.django_db
SINCE = date(2025, 7, 1)


@pytest.fixture
def province(office):
    """Put Cẩm Giang under the province and let its officer manage plans there; return (officer, unit id)."""
    unit = Unit.objects.get(kind="province")
    UnitParent.objects.create(unit_id=office.unit, parent=unit, since=SINCE)
    post = office.tinh.posts[0].id
    Grant.objects.create(post_id=post, permission="plans.manage", unit=unit, secrecy=0, since=SINCE)
    return identity.person_of(office.tinh.account_id, MONDAY.date()), unit.id


@pytest.fixture
def plan_of_province(as_web, province):
    """A plan of the province with one target and one task, in force; return (plan, target, task) ids."""
    officer, unit = province
    with as_web(officer) as who:
        heading = entering.Heading("Kế hoạch của tỉnh", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
        plan = entering.enter_by_hand(heading, unit_id=unit, who=who, now=MONDAY).id
        target = TargetFields("1", "Hài lòng", ">=", Decimal(90), "%", indicator="satisfaction.share")
        first = reviewing.add("target", plan, target, who=who, now=MONDAY).id
        task = reviewing.add("task", plan, TaskFields("2", "Xã tập huấn"), who=who, now=MONDAY).id
        reviewing.finish_review(plan, who=who, now=MONDAY)
        reviewing.approve(plan, who=who, now=MONDAY)
    return plan, first, task


def test_a_commune_inherits_the_number_of_its_province_until_it_sets_its_own(
    office, as_web, province, plan_of_province
):
    plan_id, target, _ = plan_of_province
    officer, _ = province
    part = office.cg["hotich"].posts[0].unit_id
    with as_web(office.cg["chutich"]) as who:
        plan = queries.plan(who, plan_id)
        assert queries.measured(who, plan, part, MONDAY)[0].in_force.value == 90
        giving.set_value(
            target, unit_id=office.unit, value=Decimal(95), due_on=None, why="Xã làm điểm", who=who, now=MONDAY
        )
        told = queries.measured(who, plan, part, MONDAY)[0].in_force
        assert (told.value, told.from_unit_id, told.is_own) == (95, office.unit, False)
        with pytest.raises(Conflict):  # its page showed no number yet
            giving.set_value(
                target,
                unit_id=office.unit,
                value=Decimal(96),
                due_on=None,
                why="x",
                who=who,
                now=MONDAY,
                seen_setting=0,
            )
        with pytest.raises(Forbidden):  # the province's own number is not the commune's to change
            giving.set_value(
                target, unit_id=plan.unit_id, value=Decimal(1), due_on=None, why="x", who=who, now=MONDAY
            )  # fmt: skip
        with pytest.raises(Forbidden):
            reviewing.send_back(plan_id, "x", who=who, now=MONDAY)
    with as_web(officer) as who:
        assert queries.measured(who, queries.plan(who, plan_id), province[1], MONDAY)[0].in_force.value == 90
        with pytest.raises(Invalid):  # a commune that belongs to another province
            giving.set_value(
                target, unit_id=office.other_unit, value=Decimal(1), due_on=None, why="x", who=who, now=MONDAY
            )  # fmt: skip
    assert TargetSetting.objects.filter(until=None).count() == 2


def test_communes_of_another_province_see_nothing_of_it(office, as_web, plan_of_province):
    plan_id, target, task = plan_of_province
    with as_web(office.xt["chutich"]) as who:
        assert queries.plan(who, plan_id) is None
        assert not Plan.objects.exists()
        with pytest.raises(NotFound):
            giving.give(target, unit_id=office.other_unit, account_id=who.account_id, words="", who=who, now=MONDAY)
        assert queries.task(who, task) is None


def test_a_target_and_a_task_of_the_province_go_to_the_commune_and_its_officers(
    office, as_web, province, plan_of_province
):
    _, target, task = plan_of_province
    chairman, clerk = office.cg["chutich"], office.cg["vanthu"]
    with as_web(province[0]) as who:
        row = giving.give(
            target, unit_id=office.unit, account_id=chairman.account_id, words="", who=who, now=MONDAY
        )  # fmt: skip
        working.place(task, Placing(lead_unit_id=office.unit), who=who, now=MONDAY)
    with as_web(chairman) as who:
        giving.acknowledge(row.id, who=who, now=MONDAY)
        wish = Placing(clerk.posts[0].unit_id, clerk.account_id)  # who leads a commune places what it was given
        working.place(task, wish, who=who, now=MONDAY)
    with as_web(clerk) as who:
        once = queries.occurrences_of(task)[0].id
        working.report(once, text="Đã mở lớp", percent=50, who=who, now=MONDAY)
        assert queries.my_tasks(who, MONDAY.date())[0].now.percent == 50
    with as_web(office.cg["hotich"]) as who, pytest.raises(Forbidden):
        working.report(once, text="x", percent=1, who=who, now=MONDAY)
