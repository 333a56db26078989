"""What must hold of every count, whatever the calendar, the hour and the pauses."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.platform import clock
from motcua.platform.clock.now import ZONE

START = date(2026, 1, 1)
USUAL = [["07:30", "11:30"], ["13:30", "17:00"]]
EXTEND = clock.ClockPolicy(restart_after=())
UNITS = ("same_day", "working_hours", "working_days", "calendar_days")


@st.composite
def rows(draw):
    """Holidays, and rest days worked instead, in the first months of 2026."""
    offsets = draw(st.sets(st.integers(0, 70), max_size=12))
    found = []
    for offset in sorted(offsets):
        on = START + timedelta(days=offset)
        swapped = on.isoweekday() > 5 and draw(st.booleans())
        kind = "swap_work" if swapped else "holiday"
        found.append({"on": on, "kind": kind, "name": "Ngày thử", "as_weekday": 5 if swapped else None})
    return found


@st.composite
def shift_sets(draw):
    week = dict.fromkeys(range(1, 6), USUAL)
    if draw(st.booleans()):
        week[6] = [["07:30", "11:30"]]
    sets = [{"valid_from": None, "weekdays": week}]
    if draw(st.booleans()):
        summer = {day: [["07:00", "11:30"], ["13:30", "17:00"]] for day in range(1, 6)}
        sets.append({"valid_from": START + timedelta(days=draw(st.integers(0, 60))), "weekdays": summer})
    return sets


instants = st.builds(
    lambda seconds: datetime.combine(START, time(), ZONE) + timedelta(seconds=seconds), st.integers(0, 50 * 86400)
)
limits = st.builds(
    clock.Limit,
    st.one_of(st.integers(1, 25), st.sampled_from([Decimal("0.25"), Decimal("0.5"), Decimal("2.5"), Decimal("0.333")])),
    st.sampled_from(UNITS),
)
policies = st.builds(
    clock.ClockPolicy,
    cut_off=st.sampled_from([time(15), time(16), time(11, 30)]),
    received_outside_hours=st.sampled_from(["where_it_falls", "next_opening"]),
    restart_after=st.sampled_from([("supplement",), (), ("supplement", "payment")]),
)
closed_pauses = st.lists(
    st.builds(
        lambda reason, since, length: clock.Pause(reason, since, since + timedelta(minutes=length)),
        st.sampled_from(["supplement", "payment"]),
        instants,
        st.integers(0, 8 * 1440),
    ),
    max_size=4,
)
calendars = st.builds(clock.from_rows, shift_sets(), rows(), st.just({2026: True}))


def at(limit, received_at, pauses, calendar, policy):
    found = clock.due(limit, received_at, pauses, calendar, policy).at
    assert found is not None
    return found


@given(received_at=instants, allowed=st.integers(1, 40), calendar=calendars)
def test_exactly_the_allowed_working_days_lie_after_receipt(received_at, allowed, calendar):
    promised = at(clock.Limit(allowed, "working_days"), received_at, (), calendar, clock.ClockPolicy())
    assert calendar.is_working_day(promised.date())
    assert calendar.working_days_between(received_at.date(), promised.date()) == allowed
    assert promised == calendar.end_of_day(promised.date())


@given(limit=limits, early=instants, late=instants, calendar=calendars, policy=policies, share=st.fractions(0, 1))
def test_who_comes_later_is_never_served_earlier(limit, early, late, calendar, policy, share):
    early, late = sorted((early, late))
    assert at(limit, early, (), calendar, policy) <= at(limit, late, (), calendar, policy)
    assert clock.handover_by(early, calendar, policy).at <= clock.handover_by(late, calendar, policy).at
    assert clock.answer_by(early, 2, calendar, policy).at <= clock.answer_by(late, 2, calendar, policy).at
    # Steps by the wall clock are excepted: docs/clock.md 10.
    assume(share > 0 and limit.unit != "calendar_days")
    first, second = (clock.step_due(start, limit, share, calendar, policy).at for start in (early, late))
    assert first <= second


@given(limit=limits, more=st.integers(0, 5), received_at=instants, pauses=closed_pauses, calendar=calendars)
def test_a_longer_limit_never_ends_earlier(limit, more, received_at, pauses, calendar):
    longer = clock.Limit(limit.value + more, limit.unit)
    assert at(limit, received_at, pauses, calendar, EXTEND) <= at(longer, received_at, pauses, calendar, EXTEND)


@given(
    limit=limits,
    received_at=instants,
    sets=shift_sets(),
    days=rows(),
    offset=st.integers(0, 80),
    policy=policies,
    share=st.sampled_from([Fraction(1, 3), Fraction(1)]),
)
def test_one_more_holiday_never_brings_a_date_forward(limit, received_at, sets, days, offset, policy, share):
    extra = START + timedelta(days=offset)
    more = [row for row in days if row["on"] != extra] + [{"on": extra, "kind": "holiday", "name": "Thêm"}]
    before, after = clock.from_rows(sets, days, {}), clock.from_rows(sets, more, {})
    assert at(limit, received_at, (), before, policy) <= at(limit, received_at, (), after, policy)
    first, second = (clock.step_due(received_at, limit, share, one, policy).at for one in (before, after))
    assert first <= second


@given(limit=limits, received_at=instants, pauses=closed_pauses, calendar=calendars, policy=policies)
def test_a_pause_that_only_stops_the_clock_never_brings_a_date_forward(limit, received_at, pauses, calendar, policy):
    policy = replace(policy, restart_after=())
    assert at(limit, received_at, (), calendar, policy) <= at(limit, received_at, pauses, calendar, policy)


@given(limit=limits, received_at=instants, hours=st.integers(1, 200), calendar=calendars, policy=policies)
def test_after_a_supplement_in_time_the_limit_is_that_of_a_dossier_received_when_it_ended(
    limit, received_at, hours, calendar, policy
):
    policy = replace(policy, restart_after=("supplement",))
    since, until = received_at + timedelta(minutes=1), received_at + timedelta(hours=hours)
    assume(since < at(limit, received_at, (), calendar, policy))
    opening = received_at if policy.received_outside_hours == "where_it_falls" else calendar.next_opening(received_at)
    assume(until > opening)
    pause = clock.Pause("supplement", since, until)
    assert at(limit, received_at, [pause], calendar, policy) == at(limit, until, (), calendar, policy)


@given(
    limit=limits,
    received_at=instants,
    pauses=closed_pauses,
    open_since=st.none() | instants,
    calendar=calendars,
    policy=policies,
)
def test_the_arithmetic_leaves_no_day_out_and_adds_up(limit, received_at, pauses, open_since, calendar, policy):
    if open_since is not None:
        pauses = [*pauses, clock.Pause("payment", open_since, None)]
    found = clock.due(limit, received_at, pauses, calendar, policy)
    lines = found.arithmetic
    assert lines[0].kind == "received"
    assert lines[0].on == received_at.date()
    assert lines[-1].kind == ("due" if found.at else "paused_open")
    assert found.at is None or found.at.date() == lines[-1].on
    assert all(later.on - earlier.on in (timedelta(0), timedelta(1)) for earlier, later in pairwise(lines))
    n, hours = 0, Decimal(0)
    for line in lines:
        if line.kind == "received":
            n, hours = 0, Decimal(0)
        if line.kind == "counted":
            n += 1
            assert line.n == n
        hours += line.hours or 0
        assert line.note.endswith(".")
    if found.at and limit.unit == "working_hours":
        assert abs(hours - limit.value) < Decimal("0.01")
    if found.at and limit.unit == "working_days":
        assert n == int(limit.value)
    once = [line.on for line in lines if line.kind in ("counted", "part", "off", "paused", "moved")]
    restarts = {line.on for line in lines if line.kind == "received"}
    assert all(later > earlier or later in restarts for earlier, later in pairwise(once))


@given(thirds=st.integers(1, 800), received_at=instants, pauses=closed_pauses, calendar=calendars, night=st.booleans())
def test_hours_end_where_a_count_minute_by_minute_ends(thirds, received_at, pauses, calendar, night):
    """Another way to the same instant: look at every minute, never at a session as a whole."""
    received_at = received_at.replace(second=0)
    pauses = [replace(p, since=p.since.replace(second=0), until=p.until.replace(second=0)) for p in pauses]
    policy = replace(EXTEND, received_outside_hours="next_opening" if night else "where_it_falls")
    minute, worked = received_at, 0
    while worked < thirds * 3:
        paused = any(pause.since <= minute < pause.until for pause in pauses)
        in_session = any(opens <= minute < closes for opens, closes in calendar.sessions_on(minute.date()))
        worked += in_session and not paused
        minute += timedelta(minutes=1)
    hours = clock.Limit(thirds * Decimal("0.05"), "working_hours")  # 0.05 h are 3 minutes
    assert at(hours, received_at, pauses, calendar, policy) == minute


@given(limit=limits, received_at=instants, micro=st.integers(1, 999_999), calendar=calendars, policy=policies)
def test_a_result_stands_on_a_whole_second_that_is_not_too_early(limit, received_at, micro, calendar, policy):
    exact = received_at.replace(microsecond=micro)
    found = at(limit, exact, (), calendar, policy)
    assert found.microsecond == 0
    assert found >= at(limit, received_at, (), calendar, policy)


@given(value=st.integers(1, 30), share=st.fractions(Fraction(1, 50), 1), start=instants, calendar=calendars)
def test_a_whole_share_of_hours_is_the_limit_itself_and_shares_follow_one_another(value, share, start, calendar):
    policy = clock.ClockPolicy()
    limit = clock.Limit(value, "working_hours")
    whole = clock.step_due(start, limit, 1, calendar, policy).at
    assert whole == at(limit, start, (), calendar, policy)
    assert clock.step_due(start, limit, share, calendar, policy).at <= whole


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (
            clock.InstantWithoutZone,
            lambda c, p: clock.due(clock.Limit(1, "working_days"), datetime(2026, 3, 2), (), c, p),
        ),
        (clock.InstantWithoutZone, lambda c, p: clock.handover_by(datetime(2026, 3, 2), c, p)),
        (clock.InstantWithoutZone, lambda c, p: clock.Pause("payment", datetime(2026, 3, 2), None)),
        (clock.LimitNotPossible, lambda c, p: clock.Limit(0, "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit("-1", "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit("NaN", "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit("năm", "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit(0.1, "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit(10**6, "working_days")),
        (clock.LimitNotPossible, lambda c, p: clock.Limit(1, "weeks")),
        (clock.PauseNotPossible, lambda c, p: clock.Pause("payment", NOON, NOON - timedelta(seconds=1))),
        (clock.ShareNotPossible, lambda c, p: clock.step_due(NOON, clock.Limit(1, "working_days"), 0, c, p)),
        (clock.ShareNotPossible, lambda c, p: clock.step_due(NOON, clock.Limit(1, "working_days"), "1.01", c, p)),
        (clock.ShareNotPossible, lambda c, p: clock.step_due(NOON, clock.Limit(1, "working_days"), 0.5, c, p)),
        (clock.ShareNotPossible, lambda c, p: clock.step_due(NOON, clock.Limit(1, "working_days"), "nửa", c, p)),
        (clock.ChannelNotKnown, lambda c, p: clock.answer_by(NOON, 4, c, p)),
        (clock.PolicyNotPossible, lambda c, p: clock.ClockPolicy(received_outside_hours="never")),
        (clock.PolicyNotPossible, lambda c, p: clock.ClockPolicy(restart_after="supplement")),
        (clock.PolicyNotPossible, lambda c, p: clock.ClockPolicy.from_json({"cutoff": "15:00"})),
        (clock.PolicyNotPossible, lambda c, p: clock.ClockPolicy.from_json({"cut_off": "ba giờ"})),
        (clock.CalendarNotPossible, lambda c, p: clock.from_rows([], None, None)),
        (clock.CalendarNotPossible, lambda c, p: clock.from_rows(OFFICE, [DAY, DAY], {})),
        (clock.CalendarNotPossible, lambda c, p: clock.from_rows(OFFICE, [{**DAY, "kind": "party"}], {})),
        (clock.NoWorkingDay, lambda c, p: clock.from_rows(NEVER, None, None).next_opening(NOON)),
        (clock.NoWorkingDay, lambda c, p: c.end_of_day(date(2026, 3, 7))),
    ],
)
def test_what_cannot_be_counted_is_refused(refusal, act):
    with pytest.raises(refusal) as told:
        act(clock.from_rows(OFFICE, None, None), clock.ClockPolicy())
    assert told.value.code.startswith("clock_")


@pytest.mark.parametrize("unit", UNITS)
def test_a_calendar_without_working_days_does_not_count_for_ever(unit):
    with pytest.raises(clock.NoWorkingDay):
        clock.due(clock.Limit(1, unit), NOON, (), clock.from_rows(NEVER, None, None), clock.ClockPolicy())


NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)
OFFICE = [{"valid_from": None, "weekdays": dict.fromkeys(range(1, 6), USUAL)}]
NEVER = [{"valid_from": None, "weekdays": {}}]
DAY = {"on": date(2026, 3, 3), "kind": "holiday", "name": "Ngày thử"}


def test_a_change_of_the_calendar_names_the_dossiers_it_moves_and_no_other():
    old, new = clock.from_rows(OFFICE, [], {}), clock.from_rows(OFFICE, [DAY], {})
    limit, policy = clock.Limit(1, "working_days"), clock.ClockPolicy()
    was, becomes = (datetime(2026, 3, day, 17, tzinfo=ZONE) for day in (3, 4))
    later = datetime(2026, 3, 10, 9, tzinfo=ZONE)

    def counted(received_at, *pauses):
        return lambda calendar: clock.due(limit, received_at, pauses, calendar, policy).at

    items = [
        ("moves", counted(NOON), was),
        ("was told the new date already", counted(NOON), becomes),
        ("lies after the change", counted(later), datetime(2026, 3, 11, 17, tzinfo=ZONE)),
        ("differs for another reason", counted(later), datetime(2026, 3, 12, 17, tzinfo=ZONE)),
        ("is paused", counted(NOON, clock.Pause("payment", NOON, None)), was),
        ("has no date", counted(NOON), None),
    ]
    assert clock.moved_by(old, new, items) == (clock.Move("moves", was, becomes),)
    assert clock.moved_by(old, old, items) == ()


def test_the_digest_tells_calendars_apart_and_only_what_counts():
    plain = clock.from_rows(OFFICE, [], {2026: True})
    assert plain.digest == clock.from_rows(OFFICE, [{**DAY, "active": False}], {2026: True, 2027: False}).digest
    others = [
        clock.from_rows(OFFICE, [DAY], {2026: True}),
        clock.from_rows(OFFICE, [], {2026: True, 2027: True}),
        clock.from_rows(OFFICE, None, None),
        clock.from_rows([{"valid_from": None, "weekdays": {1: USUAL}}], [], {2026: True}),
    ]
    assert len({calendar.digest for calendar in [plain, *others]}) == 5


def test_the_clock_is_imported_without_django():
    import subprocess
    import sys

    code = "import sys, motcua.platform.clock as c; c.due, c.strip; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}).returncode == 0
