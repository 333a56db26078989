from datetime import date, timedelta
from decimal import Decimal

import pytest

from motcua.plans import history, queries
from motcua.plans.models import Contradiction, Occurrence, Plan, Target, TargetSetting, Task
from motcua.plans.rules.items import TargetFields, TaskFields
from motcua.plans.services import entering, reviewing
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed

from .conftest import COMPILED, LINES, MONDAY

pytestmark = pytest.mark.django_db


def test_what_was_found_is_a_draft_with_its_places_and_its_contradiction_on_top(office, as_web, draft):
    with as_web(office.cg["chutich"]) as who:
        plan = queries.plan(who, draft, with_lines=True)
        targets, tasks = queries.items(draft)
        (clash,) = queries.contradictions(draft)
    assert (plan.status, plan.number, plan.lines) == ("draft", "", LINES)
    assert [(t.no, t.op, t.value, t.line, t.review) for t in targets] == [
        ("1", ">=", Decimal(70), 4, "found"),
        ("2", ">=", Decimal(500), 5, "found"),
    ]
    assert targets[1].each_of == 982
    assert [(t.no, t.due_on, t.recurrence) for t in tasks] == [
        ("2.a", date(2026, 11, 30), ""),
        ("2.b", None, "monthly"),
    ]
    assert [(p["line"], p["text"]) for p in clash.places] == [(9, LINES[8]), (10, LINES[9])]


def test_nobody_but_who_manages_plans_there_sees_a_draft(office, as_web, draft):
    for who in (office.cg["hotich"], office.cg["kiemtra"], office.cg["quantri"], office.xt["chutich"], office.trang):
        with as_web(who):
            assert queries.plan(who, draft) is None
            assert not Plan.objects.filter(pk=draft).exists()  # the database says the same
            assert not Target.objects.exists()
            with pytest.raises(NotFound):
                reviewing.finish_review(draft, who=who, now=MONDAY)


def test_who_does_not_manage_plans_enters_none(office, as_web):
    for who in (office.cg["hotich"], office.xt["quanly"]):
        with as_web(who), pytest.raises(Forbidden):
            entering.take_compiled(COMPILED, unit_id=office.unit, who=who, now=MONDAY)
    assert not Plan.objects.exists()


def test_a_review_ends_only_when_everything_was_decided(office, as_web, draft):
    with as_web(office.cg["quanly"]) as who:
        with pytest.raises(Invalid) as refused:
            reviewing.finish_review(draft, who=who, now=MONDAY)
        assert set(refused.value.faults) == {
            ("items", "undecided"), ("contradictions", "unsettled"), ("period", "missing"), ("items", "none"),
        }  # fmt: skip
        with pytest.raises(StepNotAllowed):
            reviewing.approve(draft, who=who, now=MONDAY)
        assert Plan.objects.get(pk=draft).status == "draft"
        assert not Occurrence.objects.exists()


def test_a_person_corrects_adds_and_drops_and_what_was_found_is_kept(office, as_web, draft):
    with as_web(office.cg["quanly"]) as who:
        (first, second), (task, _) = queries.items(draft)
        fields = TargetFields("1", "Đạt 75%", ">=", Decimal(75), "%", year=2026, indicator="online.share", line=4)
        reviewing.correct("target", first.id, fields, who=who, now=MONDAY, seen=0)
        reviewing.decide("target", second.id, "drop", who=who, now=MONDAY)
        reviewing.add("task", draft, TaskFields(text="Việc chưa có trong văn bản"), who=who, now=MONDAY)
        first.refresh_from_db()
        assert (first.value, first.review, first.found["value"], first.acts) == (Decimal(75), "accepted", 70, 1)
        assert Task.objects.get(plan=draft, ordinal=3).found is None
        with pytest.raises(Invalid) as refused:
            reviewing.correct("target", first.id, TargetFields(text="", op="~"), who=who, now=MONDAY)
        assert dict(refused.value.faults).keys() == {"text", "op", "value"}
        assert Target.objects.get(pk=first.id).text == "Đạt 75%"
        # whoever decides from an older page is told who came first
        with pytest.raises(Conflict) as lost:
            reviewing.decide("target", first.id, "drop", who=who, now=MONDAY, seen=0)
        assert lost.value.facts["by"].startswith("Vũ Đình Khoa")
        with pytest.raises(Invalid):
            reviewing.correct(
                "target", first.id, TargetFields("1", "x", "=", Decimal(1), indicator="no.such"), who=who, now=MONDAY
            )
        assert reviewing.decide("task", task.id, "accept", who=who, now=MONDAY).review == "accepted"


def test_in_force_its_numbers_hold_and_each_task_has_its_days(office, as_web, plan_in_force):
    with as_web(office.cg["hotich"]) as who:  # any officer of the commune reads it now
        plan = queries.plan(who, plan_in_force)
        assert (plan.status, plan.number) == ("in_force", "12/KH-UBND")
        assert set(TargetSetting.objects.values_list("unit_id", "value")) == {
            (office.unit, Decimal(70)), (office.unit, Decimal(500)),
        }  # fmt: skip
        once, monthly = queries.task_lines(plan_in_force, MONDAY.date())
        assert (once.count, once.now.due_on) == (1, date(2026, 11, 30))
        assert (monthly.count, monthly.now.key, monthly.state) == (
            2,
            "2026-11",
            "open",
        )  # what is over is not asked for
        told = [m.sentence for m in history.history(who, plan_in_force)]
    assert told[0] == "Duyệt, kế hoạch có hiệu lực"
    assert told[3:5] == ["Nhận 2 nhiệm vụ", "Nhận 2 chỉ tiêu"]
    assert told[-1] == "Đưa kế hoạch vào hệ thống: 2 chỉ tiêu, 2 nhiệm vụ, 1 chỗ mâu thuẫn"
    with as_web(office.xt["chutich"]) as who:
        assert queries.plans(who, MONDAY.date()) == []
        assert history.history(who, plan_in_force) == []
        assert not Plan.objects.exists()
    assert list(events.verify()) == []


def test_nothing_of_a_plan_in_force_is_decided_again_and_who_was_first_is_named(office, as_web, plan_in_force):
    target = Target.objects.filter(plan=plan_in_force).first()
    with as_web(office.cg["quanly"]) as who:
        for act in (
            lambda: reviewing.approve(plan_in_force, who=who, now=MONDAY),
            lambda: reviewing.decide("target", target.id, "drop", who=who, now=MONDAY),
            lambda: reviewing.add(
                "target", plan_in_force, TargetFields("9", "x", "=", Decimal(1)), who=who, now=MONDAY
            ),
            lambda: entering.identify(plan_in_force, entering.Heading("Tên khác"), who=who, now=MONDAY),
        ):
            with pytest.raises(Conflict) as lost:
                act()
            assert lost.value.facts["by"].startswith("Nguyễn Hữu Phúc")
    assert Target.objects.filter(plan=plan_in_force, review="accepted").count() == 2


def test_a_reviewed_plan_can_be_sent_back_with_a_reason(office, as_web, draft):
    with as_web(office.cg["quanly"]) as who:
        Plan.objects.filter(pk=draft).update(status="reviewed")
    with as_web(office.cg["chutich"]) as who:
        with pytest.raises(Invalid):
            reviewing.send_back(draft, "  ", who=who, now=MONDAY)
        assert reviewing.send_back(draft, "Thiếu chỉ tiêu thanh toán", who=who, now=MONDAY).status == "draft"


def test_another_version_takes_its_place_once(office, as_web, plan_in_force):
    later = MONDAY + timedelta(days=1)
    with as_web(office.cg["quanly"]) as who:
        new, rival = (
            entering.enter_by_hand(entering.Heading(name), unit_id=office.unit, who=who, now=later).id
            for name in ("Bản thay thế", "Bản khác")
        )
        for plan_id in (new, rival):
            reviewing.add("task", plan_id, TaskFields("1", "Việc mới"), who=who, now=later)
            heading = entering.Heading(
                "Bản mới", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), supersedes_id=plan_in_force
            )
            entering.identify(plan_id, heading, who=who, now=later)
            reviewing.finish_review(plan_id, who=who, now=later)
        reviewing.approve(new, who=who, now=later)
        with pytest.raises(Conflict):
            reviewing.approve(rival, who=who, now=later)
    old = Plan.objects.get(pk=plan_in_force)
    assert (old.status, old.ended_on) == ("superseded", later.date())
    with as_web(office.cg["hotich"]) as who:
        assert queries.superseder_of(who, plan_in_force).id == new
        assert [row.status for row in queries.plans(who, later.date())] == ["in_force", "superseded"]


def test_a_contradiction_is_settled_once_with_words(office, as_web, draft):
    with as_web(office.cg["quanly"]) as who:
        (clash,) = queries.contradictions(draft)
        with pytest.raises(Invalid):
            reviewing.settle(clash.id, "", who=who, now=MONDAY)
        reviewing.settle(clash.id, "Theo mức 30%", who=who, now=MONDAY)
        with pytest.raises(Conflict):
            reviewing.settle(clash.id, "Theo mức 20%", who=who, now=MONDAY)
    assert Contradiction.objects.get(pk=clash.id).settled == "Theo mức 30%"


def test_broken_answers_of_a_reader_are_taken_without_guessing(office, as_web):
    odd = {
        "plan": {"title": None, "number": 7, "issued_on": "mai"},
        "targets": [{"value": "nhiều", "op": "~", "line": "x"}, "không phải mục", {"value": True}],
        "tasks": [{"partners": "ai đó", "due_month": "2026-13", "recurrence": "daily"}],
        "contradictions": ["hai ngày khác nhau"], "lines": [1, None],
    }  # fmt: skip
    with as_web(office.cg["quanly"]) as who:
        plan = entering.take_compiled(odd, unit_id=office.unit, name="kế hoạch.docx", who=who, now=MONDAY)
        targets, tasks = queries.items(plan.id)
        assert (plan.title, plan.number, plan.issued_on) == ("kế hoạch", "7", None)
        assert [(t.value, t.line) for t in targets] == [(None, None)] * 3
        assert (tasks[0].partners, tasks[0].due_on, tasks[0].recurrence) == ([], None, "")
        with pytest.raises(Invalid):
            reviewing.decide("target", targets[0].id, "accept", who=who, now=MONDAY)


def test_entering_needs_a_committee(office, as_web):
    from motcua.identity import queries as identity

    with as_web(office.cg["quanly"]) as who:
        part = identity.units_under(office.unit, MONDAY.date())[0]
        with pytest.raises(Invalid):
            entering.enter_by_hand(entering.Heading("x"), unit_id=part.id, who=who, now=MONDAY)
