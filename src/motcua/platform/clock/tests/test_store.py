"""The calendar in the database: loaded once, changed by services, read as a value."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from motcua.platform import clock, events
from motcua.platform.clock.now import ZONE
from motcua.platform.clock.tests.test_due_cases import calendar_of as case_calendar
from motcua.platform.errors import Conflict, Forbidden, NotFound
from motcua.platform.events import Actor
from motcua.platform.models import CalendarDay, CalendarNotice, WorkCalendar
from motcua.platform.principal import Principal, acting_as

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
UNIT, OTHER = 7_000_001, 7_000_002
FRIDAY = date(2026, 3, 6)
FROM = {"source": "Thông báo thử", "mark": "P"}


@dataclass(frozen=True)
class Officer:
    rights: frozenset = frozenset({"calendar.national"})
    over: frozenset = frozenset({UNIT})
    actor: Actor = field(default_factory=lambda: Actor(kind="officer", account_id=1, label="Quản trị"))

    def may(self, permission):
        return permission in self.rights

    def may_over(self, permission, unit_id):
        return permission == "calendar.manage" and unit_id in self.over


BY = {"who": Officer(), "now": NOW}


def counts():
    return WorkCalendar.objects.count(), CalendarDay.objects.count(), CalendarNotice.objects.count()


def changes(unit_id=None):
    return [event.payload["what"] for event in events.history(("calendar", unit_id or 0))]


def test_without_a_calendar_nothing_is_promised():
    with pytest.raises(clock.CalendarNotLoaded):
        clock.calendar_of(UNIT, "processing")


def test_loading_twice_adds_nothing_and_says_nothing():
    first = clock.load_calendar(NOW)
    there = counts()
    assert first == sum(there)
    assert first > 40
    assert clock.load_calendar(NOW) == 0
    assert counts() == there
    assert changes() == ["loaded"]


def test_loading_leaves_what_an_administrator_has_corrected():
    clock.load_calendar(NOW)
    clock.switch_day(date(2026, 11, 24), unit_id=None, is_active=True, source="Luật thử", **BY)
    CalendarDay.objects.filter(on=date(2026, 1, 1)).delete()
    assert clock.load_calendar(NOW) == 1
    assert CalendarDay.objects.get(on=date(2026, 11, 24)).is_active


def test_the_loaded_calendar_is_the_one_the_cases_were_worked_with():
    clock.load_calendar(NOW)
    assert clock.calendar_of(UNIT, "processing").digest == case_calendar("real").digest


def test_a_calendar_asked_for_again_costs_one_query_and_is_the_same_value(django_assert_num_queries):
    clock.load_calendar(NOW)
    first = clock.calendar_of(UNIT, "processing")
    with django_assert_num_queries(1):
        assert clock.calendar_of(UNIT, "processing") is first
    assert clock.calendar_of(OTHER, "processing") is first, "units alike share the days already computed"
    with CaptureQueriesContext(connection) as asked:
        clock.calendar_of(UNIT, "processing")
    assert "stream_head" in asked[0]["sql"]


def test_a_change_is_seen_at_once_by_those_it_concerns_and_by_nobody_else():
    clock.load_calendar(NOW)
    before, others = clock.calendar_of(UNIT), clock.calendar_of(OTHER)
    clock.add_day(FRIDAY, "local_off", "Nghỉ bão", unit_id=UNIT, **FROM, **BY)
    assert clock.calendar_of(UNIT).why_off(FRIDAY) == "Nghỉ bão"
    assert clock.calendar_of(UNIT).digest != before.digest
    assert clock.calendar_of(OTHER).digest == others.digest
    assert changes(UNIT) == ["day_added"]
    assert changes() == ["loaded"]


def test_a_national_change_reaches_every_unit():
    clock.load_calendar(NOW)
    assert clock.calendar_of(UNIT).is_working_day(date(2026, 11, 24))
    clock.switch_day(date(2026, 11, 24), unit_id=None, is_active=True, source="Luật thử", **BY)
    assert not clock.calendar_of(UNIT).is_working_day(date(2026, 11, 24))
    clock.switch_day(date(2026, 11, 24), unit_id=None, is_active=True, source="Luật thử", **BY)
    assert changes() == ["loaded", "day_switched"], "switching on what is on is no event"


def test_a_change_that_was_rolled_back_leaves_no_trace_in_the_process():
    clock.load_calendar(NOW)
    before = clock.calendar_of(UNIT).digest
    with transaction.atomic():
        clock.add_day(FRIDAY, "local_off", "Nghỉ bão", unit_id=UNIT, **FROM, **BY)
        assert clock.calendar_of(UNIT).digest != before
        transaction.set_rollback(True)
    assert clock.calendar_of(UNIT).digest == before


def test_own_shifts_rule_from_their_first_day_and_the_default_before_it():
    clock.load_calendar(NOW)
    week = {day: [["07:00", "11:00"], ["13:00", "17:00"]] for day in range(1, 6)}
    clock.set_shifts(week, unit_id=UNIT, purpose="reception", valid_from=date(2026, 4, 15), **FROM, **BY)
    own = clock.calendar_of(UNIT, "reception")
    assert own.shift_seconds(date(2026, 4, 14)) == 27_000
    assert own.shift_seconds(date(2026, 4, 15)) == 28_800
    assert clock.calendar_of(UNIT, "processing").shift_seconds(date(2026, 4, 15)) == 27_000
    clock.set_shifts(
        {1: [["08:00", "11:00"]]}, unit_id=UNIT, purpose="reception", valid_from=date(2026, 4, 15), **FROM, **BY
    )
    assert clock.calendar_of(UNIT, "reception").why_off(date(2026, 4, 15)) == "nghỉ hằng tuần"
    assert changes(UNIT) == ["shifts_set", "shifts_set"]
    assert events.history(("calendar", UNIT))[1].payload["before"]["shifts"]["1"][0] == ["07:00", "11:00"]


def test_a_loaded_notice_ends_the_warning():
    clock.load_calendar(NOW)
    assert clock.calendar_of(UNIT).notice_missing(2027)
    clock.load_notice(2027, source="Thông báo thử", mark="C2", **BY)
    assert not clock.calendar_of(UNIT).notice_missing(2027)
    assert clock.calendar_of(UNIT).notice_missing(2028)


def test_a_day_in_force_is_not_overwritten_one_switched_off_gives_way():
    clock.load_calendar(NOW)
    with pytest.raises(Conflict):
        clock.add_day(date(2026, 1, 1), "holiday", "Khác", unit_id=None, **FROM, **BY)
    clock.add_day(date(2026, 11, 24), "holiday", "Ngày Văn hóa Việt Nam", unit_id=None, **FROM, **BY)
    assert not clock.calendar_of(UNIT).is_working_day(date(2026, 11, 24))
    assert events.history(("calendar", 0))[-1].payload["before"]["is_active"] is False


def test_a_unit_may_work_on_a_day_the_country_rests():
    clock.load_calendar(NOW)
    saturday = date(2026, 3, 7)
    clock.add_day(saturday, "swap_work", "Làm bù", unit_id=UNIT, as_weekday=5, **FROM, **BY)
    assert clock.calendar_of(UNIT).shift_seconds(saturday) == 27_000
    assert clock.calendar_of(OTHER).shift_seconds(saturday) == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda who: clock.add_day(FRIDAY, "local_off", "Nghỉ", unit_id=UNIT, **FROM, who=who, now=NOW),
        lambda who: clock.switch_day(date(2026, 1, 1), unit_id=None, is_active=False, source="Thử", who=who, now=NOW),
        lambda who: clock.set_shifts(
            {1: [["08:00", "11:00"]]},
            unit_id=UNIT,
            purpose="reception",
            valid_from=FRIDAY,
            **FROM,
            who=who,
            now=NOW,
        ),
        lambda who: clock.load_notice(2027, **FROM, who=who, now=NOW),
    ],
)
def test_who_has_not_the_permission_changes_nothing(act):
    clock.load_calendar(NOW)
    before = counts()
    with pytest.raises(Forbidden):
        act(Officer(rights=frozenset(), over=frozenset({OTHER})))
    assert counts() == before
    assert changes() == ["loaded"]
    assert changes(UNIT) == []
    act(Officer())  # the same act with the permission does something
    assert changes() + changes(UNIT) != ["loaded"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: clock.add_day(FRIDAY, "holiday", "Nghỉ", unit_id=UNIT, **FROM, **BY),
        lambda: clock.add_day(FRIDAY, "local_off", "Nghỉ", unit_id=None, **FROM, **BY),
        lambda: clock.add_day(FRIDAY, "swap_work", "Làm bù", unit_id=UNIT, **FROM, **BY),
        lambda: clock.add_day(FRIDAY, "local_off", " ", unit_id=UNIT, **FROM, **BY),
        lambda: clock.add_day(FRIDAY, "local_off", "Nghỉ", unit_id=UNIT, source="", mark="P", **BY),
        lambda: clock.add_day(FRIDAY, "local_off", "Nghỉ", unit_id=UNIT, source="Thử", mark="X", **BY),
        lambda: clock.set_shifts({}, unit_id=UNIT, purpose="reception", valid_from=FRIDAY, **FROM, **BY),
        lambda: clock.set_shifts(
            {1: [["11:30", "07:30"]]}, unit_id=UNIT, purpose="reception", valid_from=FRIDAY, **FROM, **BY
        ),
        lambda: clock.set_shifts(
            {8: [["07:30", "11:30"]]}, unit_id=UNIT, purpose="reception", valid_from=FRIDAY, **FROM, **BY
        ),
        lambda: clock.set_shifts(
            {1: [["07:30", "11:30"]]}, unit_id=UNIT, purpose="lunch", valid_from=FRIDAY, **FROM, **BY
        ),
        lambda: clock.calendar_of(UNIT, "lunch"),
    ],
)
def test_what_does_not_fit_together_is_refused_and_changes_nothing(act):
    clock.load_calendar(NOW)
    before = counts()
    with pytest.raises(clock.CalendarNotPossible):
        act()
    assert counts() == before
    assert changes(UNIT) == []


def test_a_date_without_a_row_cannot_be_switched():
    clock.load_calendar(NOW)
    with pytest.raises(NotFound):
        clock.switch_day(FRIDAY, unit_id=None, is_active=False, source="Thử", **BY)


ADMINISTRATOR = Principal(
    kind="officer", account_id=1, permissions=frozenset({"calendar.manage", f"calendar.manage@{UNIT}"})
)
PROVINCE = Principal(kind="officer", account_id=2, permissions=frozenset({"calendar.national"}))


def test_the_web_role_reads_and_changes_the_calendar(monkeypatch):
    clock.load_calendar(NOW)
    monkeypatch.setattr(settings, "DB_STEP_DOWN_TO", "motcua_web")
    with acting_as(ADMINISTRATOR):
        for name in ("Nghỉ bão", "Nghỉ lũ"):  # the second is written over the first, which is switched off
            clock.add_day(FRIDAY, "local_off", name, unit_id=UNIT, **FROM, **BY)
            clock.switch_day(FRIDAY, unit_id=UNIT, is_active=False, source="Thử", **BY)
        clock.switch_day(FRIDAY, unit_id=UNIT, is_active=True, source="Thử", **BY)
        for closes in ("11:00", "11:30"):
            week = {1: [["07:00", closes]]}
            clock.set_shifts(week, unit_id=UNIT, purpose="reception", valid_from=FRIDAY, **FROM, **BY)
        assert clock.calendar_of(UNIT).why_off(FRIDAY) == "Nghỉ lũ"
        assert changes(UNIT).count("shifts_set") == 2
        assert changes() == ["loaded"], "who manages a unit reads how the calendar of all came to be"
    with acting_as(PROVINCE):
        clock.load_notice(2027, **FROM, **BY)
        clock.switch_day(date(2026, 11, 24), unit_id=None, is_active=True, source="Luật thử", **BY)
        assert "day_added" in changes(UNIT)
    with acting_as(Principal()):
        assert clock.calendar_of(UNIT).why_off(FRIDAY) == "Nghỉ lũ", "a visitor is promised dates as well"
        assert changes(UNIT) == []


OWN = Q(unit_id=UNIT)
ALIEN = {
    "a day of another unit": (ADMINISTRATOR, lambda: CalendarDay.objects.create(
        unit_id=OTHER, on=FRIDAY, kind="local_off", name="x", source="x", mark="P")),
    "a day of the country": (ADMINISTRATOR, lambda: CalendarDay.objects.create(
        unit_id=None, on=FRIDAY, kind="holiday", name="x", source="x", mark="P")),
    "hours of another unit": (ADMINISTRATOR, lambda: WorkCalendar.objects.create(
        unit_id=OTHER, purpose="reception", valid_from=FRIDAY, shifts={}, source="x", mark="P")),
    "a notice": (ADMINISTRATOR, lambda: CalendarNotice.objects.create(year=2030, is_loaded=True, source="x", mark="P")),
    "an own day given to another unit": (ADMINISTRATOR, lambda: CalendarDay.objects.filter(OWN).update(unit_id=OTHER)),
    "a unit's day by the province": (PROVINCE, lambda: CalendarDay.objects.create(
        unit_id=UNIT, on=FRIDAY, kind="local_off", name="x", source="x", mark="P")),
    "a day by a visitor": (Principal(), lambda: CalendarDay.objects.create(
        unit_id=UNIT, on=FRIDAY, kind="local_off", name="x", source="x", mark="P")),
}  # fmt: skip


@pytest.mark.parametrize("what", ALIEN)
def test_the_database_itself_refuses_rows_that_are_not_ones_own_to_write(monkeypatch, what):
    clock.load_calendar(NOW)
    clock.add_day(date(2026, 3, 9), "local_off", "Nghỉ", unit_id=UNIT, **FROM, **BY)
    before = counts()
    monkeypatch.setattr(settings, "DB_STEP_DOWN_TO", "motcua_web")
    principal, write = ALIEN[what]
    with pytest.raises(ProgrammingError), acting_as(principal):
        write()
    monkeypatch.setattr(settings, "DB_STEP_DOWN_TO", None)
    assert counts() == before


def test_the_database_shows_rows_of_others_to_be_read_and_leaves_them_as_they_are(monkeypatch):
    clock.load_calendar(NOW)
    monkeypatch.setattr(settings, "DB_STEP_DOWN_TO", "motcua_web")
    with acting_as(ADMINISTRATOR):
        assert CalendarDay.objects.filter(unit_id=None).exists()
        assert CalendarDay.objects.filter(unit_id=None).update(name="x") == 0
        assert CalendarNotice.objects.update(is_loaded=True) == 0
        assert WorkCalendar.objects.filter(unit_id=None).update(shifts={}) == 0
