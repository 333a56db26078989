import itertools
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from motcua.plans import coverage
from motcua.plans.data_files import told
from motcua.plans.rules import attainability, spans, targets
from motcua.plans.rules.attainability import Known, Limits
from motcua.plans.rules.items import TargetFields, target_from, task_from, with_services
from motcua.plans.rules.targets import Setting

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
values = st.decimals(-10_000, 10_000, places=3)
ops = st.sampled_from(("=", ">=", "<=", "<", ">"))
LIMITS = Limits(Decimal(5), Decimal(2))
PROVINCE, COMMUNE, UNIT, OFFICER = 1, 2, 3, 77


# --- whose number holds --------------------------------------------------------------------------
def test_officer_unit_commune_and_province_inherit_what_they_were_not_given():
    settings = [Setting(PROVINCE, None, Decimal(60))]
    chain = [UNIT, COMMUNE, PROVINCE]
    assert targets.effective(settings, chain, OFFICER) == targets.InForce(Decimal(60), None, PROVINCE, is_own=False)
    settings.append(Setting(COMMUNE, None, Decimal(70)))
    assert targets.effective(settings, chain, OFFICER).value == 70
    assert targets.effective(settings, [PROVINCE]).value == 60
    settings.append(Setting(UNIT, None, Decimal(80)))
    settings.append(Setting(UNIT, OFFICER, Decimal(90)))
    assert targets.effective(settings, chain, OFFICER) == targets.InForce(Decimal(90), None, UNIT, is_own=True)
    assert targets.effective(settings, chain).value == 80
    assert targets.effective(settings, [4, COMMUNE, PROVINCE], OFFICER).value == 70  # in another unit he has none
    assert targets.effective([], chain, OFFICER) is None


# --- gap and pace --------------------------------------------------------------------------------
@given(ops, values, values)
def test_a_target_is_met_exactly_when_nothing_is_missing(op, value, target):
    missing = targets.gap(op, value, target)
    assert targets.is_met(op, value, target) == (missing > 0 if op in ("<", ">") else missing >= 0)


@given(st.sampled_from((">=", "<=")), values, values, days, st.integers(0, 2000))
def test_at_the_needed_pace_the_target_is_reached_on_its_day(op, value, target, today, left):
    pace = targets.pace(op, value, target, today=today, due_on=today + timedelta(days=left))
    if pace is None:
        assert targets.is_met(op, value, target)
        return
    moved = pace.needed * max(Decimal(left), Decimal(1)) / targets.DAYS_IN_MONTH
    assert abs(moved + targets.gap(op, value, target)) <= Decimal("0.01") * max(left, 1)
    assert pace.needed >= 0


def test_pace_says_how_the_last_month_moved_in_the_direction_of_the_target():
    one = targets.pace(
        "<=", Decimal(6), Decimal(5), today=date(2026, 11, 1), due_on=date(2026, 12, 31), last_value=Decimal(7)
    )
    assert (one.needed, one.last) == (Decimal("0.51"), Decimal(1))
    assert targets.pace("<=", Decimal(6), Decimal(5), today=date(2027, 1, 1), due_on=date(2026, 12, 31)) is None


# --- spans ---------------------------------------------------------------------------------------
@given(st.sampled_from(("monthly", "quarterly", "yearly", "continuous")), days, days, st.none() | days)
def test_every_period_of_a_plan_is_reported_once_and_in_order(recurrence, one, other, due_on):
    first, last = min(one, other), max(one, other)
    found = spans.occurrences(recurrence, due_on, first, last, most=10_000)
    assert found
    assert len({span.key for span in found}) == len(found)
    assert all(first <= span.first_day <= span.due_on <= last for span in found)
    for before, after in itertools.pairwise(found):
        assert before.due_on + timedelta(days=1) == after.first_day  # no day between two periods, none twice
    if due_on is None:
        assert (found[0].first_day, found[-1].due_on) == (first, last)


@given(days)
def test_a_month_of_a_paper_is_due_on_its_last_day(day):
    found = task_from({"text": "x", "due_month": f"{day:%Y-%m}"})
    assert found.due_on == day.replace(day=monthrange(day.year, day.month)[1])


@given(days, st.integers(-30, 60))
def test_a_reminder_is_the_nearest_that_has_come(due_on, left):
    which = spans.reminder(due_on, due_on - timedelta(days=left), (14, 7, 1))
    expected = "late" if left < 0 else "1" if left <= 1 else "7" if left <= 7 else "14" if left <= 14 else ""
    assert which == expected


# --- what a paper says ---------------------------------------------------------------------------
@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), st.lists, max_leaves=5)
)
def test_no_answer_of_a_reader_breaks_the_review(odd):
    keys = ("no", "text", "value", "op", "unit", "due", "year", "period", "indicator", "line", "partners", "due_month")
    target_from(dict.fromkeys(keys, odd), ("online.share",))
    task_from(dict.fromkeys(keys, odd))


def test_a_number_for_each_service_finds_of_how_many_in_the_target_before_it():
    services = TargetFields(text="Cung cấp 120 dịch vụ công", op="=", value=Decimal(120), measure="dịch vụ", line=40)
    each = TargetFields(text="mỗi dịch vụ công ít nhất 30 hồ sơ", op=">=", value=Decimal(30), measure="hồ sơ", line=41)
    assert [one.each_of for one in with_services([services, each])] == [None, 120]
    assert with_services([services, replace(each, line=90)])[1].each_of is None  # another sentence
    assert with_services([replace(services, measure="%"), each])[1].each_of is None
    assert with_services([services, replace(each, text="ít nhất 30 hồ sơ")])[1].each_of is None
    assert with_services([each]) == [each]


# --- can it be reached ---------------------------------------------------------------------------
def test_a_provinces_volume_copied_down_to_a_commune_is_flagged_with_its_arithmetic():
    verdict = attainability.judge(">=", Decimal("500.000"), "hồ sơ", 982, Known(people=8_000, received=3_150), LIMITS)
    assert verdict.is_hard
    assert verdict.lines == (
        "982 dịch vụ × 500 hồ sơ một năm = 491.000 hồ sơ một năm.",
        "491.000 hồ sơ : 8.000 người = 61,4 hồ sơ mỗi người một năm.",
        "12 tháng qua thực nhận 3.150 hồ sơ.",
    )
    assert len(verdict.why) == 2
    assert "gấp 155,9 lần" in verdict.why[1]


def test_what_is_not_known_is_said_and_flags_nothing():
    verdict = attainability.judge(">=", Decimal(500), "hồ sơ/năm/xã", 982, Known(), LIMITS)
    assert not verdict.is_hard
    assert len(verdict.lacks) == 2
    assert attainability.judge(">=", Decimal(982), "dịch vụ công", None, Known(), LIMITS).lacks


def test_more_services_than_the_unit_has_and_more_than_everything_are_flagged():
    known = Known(procedures=223)
    assert attainability.judge(">=", Decimal(982), "dịch vụ công", None, known, LIMITS).is_hard
    assert not attainability.judge(">=", Decimal(25), "dịch vụ công", None, known, LIMITS).is_hard
    assert attainability.judge(">=", Decimal(105), "%", None, Known(), LIMITS).is_hard
    assert not attainability.judge("<=", Decimal(982), "dịch vụ công", None, known, LIMITS).is_hard


def test_a_volume_where_nothing_ever_came_is_told_in_a_sentence():
    verdict = attainability.judge(">=", Decimal(10), "hồ sơ", None, Known(people=8000, received=0), LIMITS)
    assert verdict.why == ("Chỉ tiêu là 10 hồ sơ, trong khi 12 tháng qua chưa nhận hồ sơ nào.",)


@given(st.integers(1, 10**6), st.integers(1, 2000), st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_volume_is_hard_exactly_beyond_one_of_its_limits(value, services, people, received):
    verdict = attainability.judge(">=", Decimal(value), "hồ sơ", services, Known(people, received), LIMITS)
    assert verdict.is_hard == (value * services > 5 * people or value * services > 2 * received)


# --- lists of services ---------------------------------------------------------------------------
def test_a_list_is_held_against_the_catalogue_and_says_how_much_of_it_is_known():
    found = coverage.coverage("qd06", ["Đăng ký khai sinh", "ĐĂNG KÝ KẾT HÔN", "Cấp lại thẻ căn cước"])
    assert (found.count, found.known, found.of_commune, found.ours) == (25, 25, 6, 3)
    wider = coverage.coverage("essential53", ["Đăng ký khai sinh"])
    assert (wider.count, wider.known, wider.ours) == (53, 31, 1)
    unread = coverage.coverage("services982", [])
    assert (unread.count, unread.known, unread.mark) == (982, 0, "M")


def test_the_parts_of_a_baseline_make_its_whole():
    for row in told("baselines"):
        assert sum(part["count"] for part in row["parts"]) == row["total"]


def test_every_service_of_a_list_carries_who_handles_it_and_lists_are_not_longer_than_they_say():
    for row in told("service_lists"):
        found = coverage.coverage(row["key"], [])
        assert found.known <= found.count
        assert {one.by for one in found.services} <= {"commune", "police", "other"}
        assert found.mark in ("C", "C2", "M")
