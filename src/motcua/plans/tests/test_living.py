from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from motcua.documents import queries as documents
from motcua.dossiers.tests.conftest import picture
from motcua.identity import queries as identity
from motcua.plans import live, queries
from motcua.plans.live import Live
from motcua.plans.models import Alert, Assignment, Entry, Occurrence, TargetSetting
from motcua.plans.services import alerts, giving, people, working
from motcua.plans.services.working import Placing
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound
from motcua.platform.principal import NOBODY, acting_as

from .conftest import MONDAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY.date()


def of_plan(plan_id):
    targets, tasks = queries.items(plan_id)
    return [t.id for t in targets], [t.id for t in tasks]


def unit_of(officer):
    return officer.posts[0].unit_id


@pytest.fixture
def given(office, as_web, plan_in_force):
    """The first target given to the officer for civil status by the chairman; return its assignment's id."""
    (first, _), _ = of_plan_of(office, as_web, plan_in_force)
    officer = office.cg["hotich"]
    with as_web(office.cg["chutich"]) as who:
        return giving.give(
            first, unit_id=unit_of(officer), account_id=officer.account_id, words="", who=who, now=MONDAY
        ).id


def of_plan_of(office, as_web, plan_id):
    with as_web(office.cg["chutich"]):
        return of_plan(plan_id)


@pytest.fixture
def owned(office, as_web, plan_in_force):
    """The task to train officers, owned by the officer for civil status; return (task, its occurrence)."""
    _, (task, _) = of_plan_of(office, as_web, plan_in_force)
    officer = office.cg["hotich"]
    wish = Placing(unit_of(officer), officer.account_id, "Chi thường xuyên", Decimal(5_000_000), "cán bộ, công chức")
    with as_web(office.cg["quanly"]) as who:
        working.place(task, wish, who=who, now=MONDAY)
        return task, queries.occurrences_of(task)[0].id


# --- targets -------------------------------------------------------------------------------------
def test_a_unit_gets_a_number_of_its_own_and_what_stood_before_stays_to_be_read(office, as_web, plan_in_force):
    (first, _), _ = of_plan_of(office, as_web, plan_in_force)
    unit = unit_of(office.cg["hotich"])
    told = {"unit_id": unit, "due_on": date(2026, 12, 1), "who": office.cg["chutich"]}
    with as_web(office.cg["chutich"]) as who:
        plan = queries.plan(who, plan_in_force)
        assert queries.measured(who, plan, unit, MONDAY)[0].in_force.value == 70  # inherited
        one = giving.set_value(first, value=Decimal(80), why="Nhiều hồ sơ hộ tịch", now=MONDAY, seen_setting=0, **told)
        giving.set_value(first, value=Decimal(85), why="Sau quý III", now=MONDAY + DAY, seen_setting=one.id, **told)
        with pytest.raises(Conflict):
            giving.set_value(first, value=Decimal(90), why="Trang cũ", now=MONDAY, seen_setting=one.id, **told)
        with pytest.raises(Invalid):
            giving.set_value(first, value=Decimal(90), why=" ", now=MONDAY, **told)
        number = queries.measured(who, plan, unit, MONDAY)[0].in_force
        assert (number.value, number.is_own, number.due_on) == (85, True, date(2026, 12, 1))
        own = [s for s in queries.settings_of(first) if s.unit_id == unit]
    assert [(s.value, s.until, s.why) for s in own] == [
        (85, None, "Sau quý III"),
        (80, MONDAY + DAY, "Nhiều hồ sơ hộ tịch"),
    ]
    with as_web(office.cg["chutich"]), pytest.raises(ProgrammingError), transaction.atomic():
        TargetSetting.objects.update(value=1)  # the database rewrites no history either


def test_only_who_manages_plans_there_sets_numbers_and_gives_them_out(office, as_web, plan_in_force):
    (first, _), _ = of_plan_of(office, as_web, plan_in_force)
    unit, account = unit_of(office.cg["hotich"]), office.cg["hotich"].account_id
    for who, refusal in ((office.cg["hotich"], Forbidden), (office.xt["chutich"], NotFound)):
        with as_web(who):
            with pytest.raises(refusal):
                giving.set_value(first, unit_id=unit, value=Decimal(1), due_on=None, why="x", who=who, now=MONDAY)
            with pytest.raises(refusal):
                giving.give(first, unit_id=unit, account_id=account, words="", who=who, now=MONDAY)
    with as_web(office.cg["chutich"]) as who:
        with pytest.raises(Invalid):  # another commune's unit
            giving.set_value(
                first, unit_id=unit_of(office.xt["hotich"]), value=Decimal(1), due_on=None, why="x", who=who, now=MONDAY
            )
        with pytest.raises(Invalid):  # another commune's officer
            giving.give(first, unit_id=unit, account_id=office.xt["hotich"].account_id, words="", who=who, now=MONDAY)
    assert TargetSetting.objects.count() == 2
    assert not Assignment.objects.exists()


def test_a_target_given_is_acknowledged_by_its_receiver_alone(office, as_web, given):
    officer = office.cg["hotich"]
    with as_web(office.cg["vanthu"]) as who, pytest.raises(NotFound):
        giving.acknowledge(given, who=who, now=MONDAY)
    with as_web(officer) as who:
        (mine,) = queries.my_assignments(who)
        assert (mine.value, mine.state, mine.given_label) == (70, "given", "Nguyễn Hữu Phúc, Chủ tịch")
        assert [a.code for a in queries.alerts(who)] == ["target_given"]
        giving.acknowledge(given, who=who, now=MONDAY)
        with pytest.raises(Conflict):
            giving.acknowledge(given, who=who, now=MONDAY)
    assert Assignment.objects.get(pk=given).acknowledged_at == MONDAY


def test_an_objection_is_answered_and_then_acknowledged(office, as_web, given):
    with as_web(office.cg["hotich"]) as who:
        with pytest.raises(Invalid):
            giving.object_to(given, " ", who=who, now=MONDAY)
        giving.object_to(given, "Người dân ít dùng điện thoại", who=who, now=MONDAY)
    with as_web(office.cg["chutich"]) as who:
        assert [row.id for row in queries.objections(who)] == [given]
        assert [a.code for a in queries.alerts(who)] == ["target_objected"]
        giving.answer(given, "Bố trí thêm người hỗ trợ tại quầy", who=who, now=MONDAY)
        with pytest.raises(Conflict):
            giving.answer(given, "Lần nữa", who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        giving.acknowledge(given, who=who, now=MONDAY)


def test_who_has_not_acknowledged_is_reminded_once_a_day(office, as_web, given):
    assert alerts.remind_all(now=MONDAY + 2 * DAY)[1] == 0
    assert alerts.remind_all(now=MONDAY + 3 * DAY)[1] == 1
    assert alerts.remind_all(now=MONDAY + 3 * DAY + timedelta(hours=2))[1] == 0
    assert alerts.remind_all(now=MONDAY + 4 * DAY)[1] == 1
    with as_web(office.cg["hotich"]) as who:
        giving.acknowledge(given, who=who, now=MONDAY + 4 * DAY)
    assert alerts.remind_all(now=MONDAY + 9 * DAY)[1] == 0


def test_a_live_figure_stands_beside_its_target_with_gap_and_pace(office, as_web, plan_in_force):
    shares = {"2026": Decimal("61.5"), "2026-10": Decimal(60), "2026-09": Decimal(58)}

    def ask(key, unit_id, period, now):
        if key == "dossiers.received":
            return Live(key, "Hồ sơ", period, 3150, None, Decimal(3150), "hồ sơ")
        return Live(key, "Trực tuyến", period, 123, 200, shares.get(period), "%")

    with as_web(office.cg["chutich"]) as who:
        plan = queries.plan(who, plan_in_force)
        bare = queries.measured(who, plan, office.unit, MONDAY)[0]
        assert (bare.figure.value, bare.gap) == (None, None)
        assert bare.figure.no_source == live.NOTHING_YET  # asked of monitoring itself: no dossier was ever received
        live.ask_of(ask)
        people.set_population(
            office.unit, people=8000, counted_on=date(2026, 1, 1), source="Công an xã", mark="P", who=who, now=MONDAY
        )
        share, volume = queries.measured(who, plan, office.unit, MONDAY)
    assert (share.gap, share.is_met, share.pace.last) == (Decimal("-8.5"), False, 2)
    assert share.pace.needed == Decimal("5.75")
    assert volume.verdict.is_hard
    assert "982 dịch vụ × 500 hồ sơ" in volume.verdict.lines[0]


def test_who_may_not_read_figures_is_told_so_and_reads_no_zero(office, as_web, plan_in_force):
    with as_web(office.cg["vanthu"]) as who:
        plan = queries.plan(who, plan_in_force)
        share = queries.measured(who, plan, office.unit, MONDAY)[0]
    assert (share.figure.value, share.figure.no_source) == (None, live.NOT_YOURS)
    with as_web(office.cg["chutich"]) as who:
        plan = queries.plan(who, plan_in_force)
        of_part = queries.measured(who, plan, unit_of(office.cg["hotich"]), MONDAY)[0]
    assert of_part.figure.no_source == live.NOT_ITS_OWN  # dossiers are counted by committee


# --- tasks ---------------------------------------------------------------------------------------
def test_a_task_is_done_only_with_evidence_or_a_stated_reason(office, as_web, owned):
    _, once = owned
    with as_web(office.cg["hotich"]) as who:
        with pytest.raises(Invalid) as refused:
            working.close(once, "done", who=who, now=MONDAY)
        assert refused.value.faults == (("reason", "no_evidence"),)
        assert Occurrence.objects.get(pk=once).state == "open"
        working.count(once, done=18, total=20, text="Hai người nghỉ phép", who=who, now=MONDAY)
        assert Occurrence.objects.get(pk=once).percent == 90
        working.close(once, "done", who=who, now=MONDAY)
        with pytest.raises(Conflict) as lost:
            working.close(once, "not_done", reason="x", who=who, now=MONDAY)
        assert lost.value.facts["by"].startswith("Phạm Thị Hoa")
        with pytest.raises(Conflict):
            working.report(once, text="thêm", percent=10, who=who, now=MONDAY)
        with pytest.raises(Forbidden):
            working.reopen(once, "chưa xong", who=who, now=MONDAY)
    with as_web(office.cg["quanly"]) as who:
        working.reopen(once, "Còn hai người", who=who, now=MONDAY)
        working.close(once, "not_done", reason="Hết kinh phí", who=who, now=MONDAY)
    row = Occurrence.objects.get(pk=once)
    assert (row.state, row.reason, row.done_count, row.total_count) == ("not_done", "Hết kinh phí", 18, 20)


def test_evidence_is_a_file_a_link_or_a_figure_frozen_with_its_value(office, as_web, owned):
    task, once = owned
    live.ask_of(lambda key, unit, period, now: Live(key, "Đúng hạn", period, 98, 100, Decimal("98"), "%"))
    with as_web(office.cg["hotich"]) as who:
        working.show_file(once, picture(), text="Ảnh buổi tập huấn", who=who, now=MONDAY)
        working.show_link(once, "https://xa.gov.vn/tin/1", text="Tin đã đăng", who=who, now=MONDAY)
        for address in ("javascript:alert(1)", "xa.gov.vn", "http:// khoảng trắng.vn", "https://"):
            with pytest.raises(Invalid):
                working.show_link(once, address, text="", who=who, now=MONDAY)
        working.show_figure(once, "on_time.share", "2026-10", who=who, now=MONDAY)
        with pytest.raises(Invalid):
            working.show_figure(once, "on_time.share", "tháng mười", who=who, now=MONDAY)
        figure, link, file = queries.entries_of(task)
        assert figure.figure["value"], figure.figure["numerator"] == ("98", 98)
        assert link.url == "https://xa.gov.vn/tin/1"
        assert documents.file(who, file.attachment_id)[1][0] == "plan"
    live.ask_of(lambda key, unit, period, now: Live(key, "", period, None, None, None, "", "chưa có"))
    with as_web(office.cg["hotich"]) as who, pytest.raises(Invalid) as refused:
        working.show_figure(once, "paid_online.share", "2026-10", who=who, now=MONDAY)
    assert refused.value.faults == (("indicator", "no_source"),)
    with as_web(office.xt["hotich"]) as who, pytest.raises(NotFound):  # a file of another commune's plan is not there
        documents.file(who, file.attachment_id)


def test_only_the_owner_and_who_manages_report_and_nothing_said_is_changed(office, as_web, owned):
    _, once = owned
    for who, refusal in ((office.cg["vanthu"], Forbidden), (office.xt["chutich"], NotFound), (office.tien, NotFound)):
        with as_web(who), pytest.raises(refusal):
            working.report(once, text="x", percent=1, who=who, now=MONDAY)
    assert not Entry.objects.exists()
    with as_web(office.cg["hotich"]) as who:
        working.report(once, text="Đã mời báo cáo viên", percent=30, who=who, now=MONDAY, seen_acts=0)
        with pytest.raises(Conflict) as lost:  # the other window still shows the page of before
            working.report(once, text="Cũ", percent=10, who=who, now=MONDAY, seen_acts=0)
        assert lost.value.facts["at"] == MONDAY
        with pytest.raises(ProgrammingError), transaction.atomic():
            Entry.objects.update(text="khác")
    assert Occurrence.objects.get(pk=once).percent == 30


def test_a_difficulty_is_answered_once_by_who_manages_and_its_owner_is_told(office, as_web, owned, plan_in_force):
    _, once = owned
    with as_web(office.cg["hotich"]) as who:
        entry = working.raise_matter(once, "proposal", "Lùi sang tháng 12", who=who, now=MONDAY)
        with pytest.raises(Forbidden):
            working.answer_matter(entry.id, "Tự trả lời", who=who, now=MONDAY)
    with as_web(office.cg["quanly"]) as who:
        assert [row.id for row in queries.matters_of(plan_in_force)] == [entry.id]
        working.answer_matter(entry.id, "Đồng ý", who=who, now=MONDAY)
        with pytest.raises(Conflict):
            working.answer_matter(entry.id, "Lần nữa", who=who, now=MONDAY)
        assert queries.matters_of(plan_in_force) == []
    with as_web(office.cg["hotich"]) as who:
        assert {a.code for a in queries.alerts(who)} == {"task_given", "matter_answered"}


def test_another_owner_needs_a_reason_and_belongs_to_the_unit(office, as_web, owned):
    task, _ = owned
    clerk = office.cg["vanthu"]
    with as_web(office.cg["quanly"]) as who:
        with pytest.raises(Invalid) as refused:
            working.place(task, Placing(unit_of(clerk), clerk.account_id), who=who, now=MONDAY)
        assert refused.value.faults == (("reason", "missing"),)
        with pytest.raises(Invalid):
            working.place(task, Placing(None, office.xt["vanthu"].account_id, reason="x"), who=who, now=MONDAY)
        working.place(task, Placing(unit_of(clerk), clerk.account_id, reason="Nghỉ thai sản"), who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        assert queries.my_tasks(who, TODAY) == []
    with as_web(clerk) as who:
        assert [line.task.id for line in queries.my_tasks(who, TODAY)] == [task]


def test_an_owner_is_reminded_at_fourteen_seven_and_one_day_and_once_when_late(office, as_web, owned):
    due = date(2026, 11, 30)
    when = {n: MONDAY + (due - timedelta(days=n) - TODAY) for n in (14, 13, 7, 1, 0, -1, -2)}
    assert {n: alerts.remind_all(now=at)[0] for n, at in sorted(when.items(), reverse=True)} == {
        14: 1, 13: 0, 7: 1, 1: 1, 0: 0, -1: 1, -2: 0,
    }  # fmt: skip
    with as_web(office.cg["hotich"]) as who:
        told = queries.alerts(who)
        assert [a.code for a in told].count("task_due") == 3
        alerts.take_note(told[0].id, who=who, now=MONDAY)
        assert len(queries.alerts(who)) == len(told) - 1
    with as_web(office.cg["vanthu"]) as who:
        assert not Alert.objects.exists()
        with pytest.raises(NotFound):
            alerts.take_note(told[1].id, who=who, now=MONDAY)


def test_every_table_of_plans_is_empty_for_nobody(as_web, owned, given):
    tables = [model._meta.db_table for model in (Alert, Assignment, Entry, Occurrence, TargetSetting)]
    with acting_as(NOBODY), connection.cursor() as cursor:
        for table in [*tables, "plan", "plan_target", "plan_task", "plan_contradiction", "unit_population"]:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_a_population_is_dated_and_never_rewritten(office, as_web):
    told = {"counted_on": date(2026, 1, 1), "source": "Công an xã", "mark": "P"}
    with as_web(office.cg["chutich"]) as who:
        people.set_population(office.unit, people=8000, who=who, now=MONDAY, **told)
        people.set_population(office.unit, people=8100, who=who, now=MONDAY + DAY, **told | {"counted_on": TODAY})
        assert queries.population_of(office.unit, TODAY).people == 8100
        assert queries.population_of(office.unit, date(2026, 6, 1)).people == 8000
        for wrong in ({"people": 0}, {"counted_on": date(2027, 1, 1)}, {"source": ""}, {"mark": "X"}):
            with pytest.raises(Invalid):
                people.set_population(office.unit, who=who, now=MONDAY, **{"people": 5} | told | wrong)
    with as_web(office.cg["hotich"]) as who, pytest.raises(Forbidden):
        people.set_population(office.unit, people=5, who=who, now=MONDAY, **told)
    assert identity.unit_view(office.unit, TODAY).kind == "committee"
