"""The working calendar is data; these tests hold it against the law, the moon and a second opinion."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from importlib.resources import files

import holidays
import pytest
import yaml
from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

YEARS = (2025, 2026, 2027)
MARKS = {"C", "C2", "M", "P", "NF"}
KINDS = {"holiday", "compensatory", "swap_off", "swap_work"}
OFF = KINDS - {"swap_work"}


def read(name):
    return yaml.safe_load(files("motcua.platform.clock").joinpath("data", name).read_text(encoding="utf-8"))


CALENDAR = read("calendar_vn.yaml")
DAYS = CALENDAR["days"]
BY_DATE = {row["on"]: row for row in DAYS}
SHIFTS = read("shifts_default.yaml")


def active(row):
    return row.get("active", True)


def days_off(year):
    return {row["on"] for row in DAYS if row["on"].year == year and row["kind"] in OFF and active(row)}


def rests(day):
    row = BY_DATE.get(day)
    if row and active(row):
        return row["kind"] in OFF
    return day.isoweekday() > 5


def rest_period(day):
    """First and last day of the unbroken rest around `day`."""
    first = last = day
    while rests(first - timedelta(1)):
        first -= timedelta(1)
    while rests(last + timedelta(1)):
        last += timedelta(1)
    return first, last


def test_no_date_has_two_rows_and_rows_stand_in_order():
    dates = [row["on"] for row in DAYS]
    assert all(type(on) is date for on in dates)
    assert dates == sorted(set(dates))
    assert {on.year for on in dates} == set(YEARS) == set(CALENDAR["notices"])


def test_every_row_says_where_it_is_from_and_how_sure_we_are():
    for row in [*DAYS, *CALENDAR["notices"].values()]:
        assert row["source"].strip()
        assert row["mark"] in MARKS
    for row in DAYS:
        assert row["kind"] in KINDS
        assert row["name"].strip()
    assert all(type(notice["loaded"]) is bool for notice in CALENDAR["notices"].values())


def test_sources_are_told_in_vietnamese_to_whoever_manages_the_calendar():
    told = [row["source"] for row in [*DAYS, *CALENDAR["notices"].values(), SHIFTS, *SHIFTS["calendars"].values()]]
    english = re.compile(r"\b(the|of|and|art|by|rest|press|computed|date|found|from|on|swap|lunar|R\d)\b", re.I)
    assert [source for source in told if english.search(source)] == []
    assert max(len(source) for source in told) <= 300


def test_a_day_whose_law_was_not_found_is_switched_off():
    waiting = {row["on"] for row in DAYS if not active(row)}
    assert waiting == {row["on"] for row in DAYS if row["mark"] == "NF"} == {date(2026, 11, 24), date(2027, 11, 24)}


def test_every_swap_is_a_pair_and_works_the_shifts_of_the_day_given_free():
    swaps = [row for row in DAYS if row["kind"].startswith("swap_")]
    assert len(swaps) == 6
    for row in swaps:
        other = BY_DATE[row["swaps_with"]]
        assert other["swaps_with"] == row["on"]
        assert {row["kind"], other["kind"]} == {"swap_off", "swap_work"}
        if row["kind"] == "swap_work":
            assert row["on"].isoweekday() > 5
            assert row["as_weekday"] == other["on"].isoweekday() <= 5
    assert not any("as_weekday" in row for row in DAYS if row["kind"] != "swap_work")


def test_a_year_without_its_notice_has_no_swaps_and_nothing_taken_from_a_notice():
    for year, notice in CALENDAR["notices"].items():
        if not notice["loaded"]:
            rows = [row for row in DAYS if row["on"].year == year]
            assert not any(row["kind"].startswith("swap_") for row in rows)
            assert {row["mark"] for row in rows} <= {"C", "P", "NF"}


@pytest.mark.parametrize("year", YEARS)
def test_the_moon_agrees_with_tet_and_gio_to(year):
    tet, gio_to = lunar_to_solar(LunarDate(1, 1, year)), lunar_to_solar(LunarDate(10, 3, year))
    assert BY_DATE[tet]["name"] == "Tết Nguyên đán (mùng 1)"
    assert BY_DATE[gio_to]["name"] == "Giỗ Tổ Hùng Vương"
    rows = [row for row in DAYS if row["on"].year == year and "lunar" in row]
    assert len(rows) == 6
    for row in rows:
        moon = solar_to_lunar(row["on"])
        assert f"{moon.day}/{moon.month}" == row["lunar"]
        assert not moon.leap


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_the_eleven_holidays_of_the_labour_code(year):
    names = Counter(
        row["name"].split(" (")[0]
        for row in DAYS
        if row["on"].year == year and row["kind"] == "holiday" and active(row)
    )
    assert names == {
        "Tết Dương lịch": 1,
        "Tết Nguyên đán": 5,
        "Giỗ Tổ Hùng Vương": 1,
        "Ngày Chiến thắng": 1,
        "Ngày Quốc tế Lao động": 1,
        "Quốc khánh": 2,
    }
    tet = sorted(row["on"] for row in DAYS if row["on"].year == year and row["name"].startswith("Tết Nguyên đán"))
    assert [day - tet[0] for day in tet] == [timedelta(n) for n in range(5)]


@pytest.mark.parametrize("year", YEARS)
def test_a_holiday_on_a_weekend_is_given_back_on_the_next_working_day(year):
    given_back = {row["on"] for row in DAYS if row["on"].year == year and row["kind"] == "compensatory"}
    expected = set()
    for row in DAYS:
        if row["on"].year == year and row["kind"] == "holiday" and active(row) and row["on"].isoweekday() > 5:
            day = row["on"]
            while (
                day.isoweekday() > 5 or day in expected or BY_DATE.get(day, {}).get("kind") in {"holiday", "swap_off"}
            ):
                day += timedelta(1)
            expected.add(day)
    assert given_back == expected


@pytest.mark.parametrize(
    ("inside", "first", "last"),
    [
        ("2025-01-29", "2025-01-25", "2025-02-02"),
        ("2025-04-07", "2025-04-05", "2025-04-07"),
        ("2025-05-02", "2025-04-30", "2025-05-04"),
        ("2025-09-02", "2025-08-30", "2025-09-02"),
        ("2026-01-01", "2026-01-01", "2026-01-04"),
        ("2026-02-17", "2026-02-14", "2026-02-22"),
        ("2026-04-27", "2026-04-25", "2026-04-27"),
        ("2026-05-01", "2026-04-30", "2026-05-03"),
        ("2026-09-01", "2026-08-29", "2026-09-02"),
        ("2027-02-06", "2027-02-04", "2027-02-10"),
    ],
)
def test_the_rest_periods_are_those_that_were_announced(inside, first, last):
    """Announced for 2025 and 2026 (R11.4, R11.4b and the press); for 2027 what the law alone gives."""
    found = rest_period(date.fromisoformat(inside))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_holidays_package_differs_only_where_the_rows_say_so():
    theirs = {day for year in YEARS for day in holidays.country_holidays("VN", years=year) if day.year == year}
    ours = {row["on"] for row in DAYS if row["kind"] in OFF}
    switched_off = {row["on"] for row in DAYS if not active(row)}
    assert theirs - ours == {date(2025, 2, 1)}, "mùng 4, a Saturday; see the note of 27/01/2025"
    assert ours - theirs == {date(2026, 1, 2)}, "the swap the package does not know"
    assert switched_off < theirs
    assert all("holidays 0.109" in BY_DATE[day]["note"] for day in [*switched_off, date(2025, 1, 27), date(2026, 1, 2)])


def test_the_holidays_package_works_the_same_saturdays_but_one():
    package = holidays.country_holidays("VN", years=YEARS)
    theirs = {day for day in package.weekend_workdays if day.year in YEARS}
    ours = {row["on"] for row in DAYS if row["kind"] == "swap_work"}
    assert ours - theirs == {date(2026, 1, 10)}
    assert theirs <= ours


def test_default_shifts_are_ordered_sessions_of_quoted_times():
    assert {"processing", "reception", "reception_saturday"} == set(SHIFTS["calendars"])
    for calendar in SHIFTS["calendars"].values():
        assert calendar["mark"] in MARKS
        assert calendar["name"]
        for one_set in calendar["sets"]:
            assert set(one_set["weekdays"]) <= set(range(1, 8))
            for sessions in one_set["weekdays"].values():
                edges = [datetime.strptime(edge, "%H:%M") for session in sessions for edge in session]
                assert edges == sorted(set(edges))
                assert len(edges) == 2 * len(sessions) > 0
