"""The cases of the clock were worked by hand; these tests see to their form, not to their results."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise

import pytest
import yaml

CLOCK = files("motcua.platform.clock")
FILE = yaml.safe_load(CLOCK.joinpath("tests", "due_cases.yaml").read_text(encoding="utf-8"))
CASES = FILE["cases"]
ROWS = {row["on"]: row for row in yaml.safe_load(CLOCK.joinpath("data", "calendar_vn.yaml").read_text("utf-8"))["days"]}
KINDS = {"received", "counted", "part", "off", "paused", "moved", "notice_missing", "paused_open", "due"}
WEEKDAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]
GIVEN = {
    "due": {"received_at", "limit", "pauses"},
    "handover_by": {"received_at"},
    "answer_by": {"received_at", "channel"},
    "step_due": {"start", "limit", "share"},
}
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


def lines(case):
    """The arithmetic with every shorthand written out, one line per day."""
    for line in case["arithmetic"]:
        if "from" in line:
            for offset in range((line["to"] - line["from"]).days + 1):
                n = line["n_from"] + offset if "n_from" in line else None
                yield {"on": line["from"] + timedelta(offset), "kind": line["kind"], "n": n}
        else:
            yield line


def test_the_cases_cover_what_was_asked():
    units = Counter(case["given"]["limit"]["unit"] for case in CASES if case["function"] == "due")
    assert len(CASES) >= 72
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert len({case["title"] for case in CASES}) == len(CASES)
    assert min(units[unit] for unit in ("same_day", "working_hours", "working_days", "calendar_days")) >= 8
    assert sum(case["calendar"] == "real" for case in CASES) >= 30
    assert sum("breaks_without" in case for case in CASES) >= 10
    assert {case["function"] for case in CASES} == set(GIVEN)
    assert {"T1", "T2", "T3", "T6"} <= {rule for case in CASES for rule in case["rules"]}


@every_case
def test_a_case_names_only_what_exists(case):
    assert set(case["given"]) == GIVEN[case["function"]]
    assert case["calendar"] in FILE["calendars"]
    assert case["policy"] in FILE["policies"]
    if "breaks_without" in case:
        assert case["breaks_without"] in ROWS
        assert FILE["calendars"][case["calendar"]]["days"] == "calendar_vn"
    assert {line["kind"] for line in case["arithmetic"]} <= KINDS
    assert all(line["note"].endswith(".") for line in case["arithmetic"])


@every_case
def test_no_day_between_receipt_and_result_is_left_out(case):
    days = [line["on"] for line in lines(case)]
    assert all(later - earlier in (timedelta(0), timedelta(1)) for earlier, later in pairwise(days))
    assert all(type(day) is date for day in days)


@every_case
def test_the_sentences_name_the_weekday_the_calendar_has(case):
    for line in case["arithmetic"]:
        day = line.get("on", line.get("to"))
        if line["kind"] != "notice_missing":
            assert f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}" in line["note"]


@every_case
def test_the_last_line_is_the_result(case):
    last = list(lines(case))[-1]
    if case["result"] is None:
        assert last["kind"] == "paused_open"
    else:
        assert last["kind"] == "due"
        at = datetime.fromisoformat(case["result"])
        assert at.utcoffset() == timedelta(hours=7)
        assert at.date() == last["on"]
        assert (f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}") in last["note"]


@every_case
def test_counted_days_rise_by_one_from_each_receipt(case):
    n = 0
    for line in lines(case):
        if line["kind"] == "received":
            n = 0
        elif line["kind"] == "counted":
            n += 1
            assert line["n"] == n
        else:
            assert line.get("n") is None


@every_case
def test_what_was_counted_adds_up_to_the_limit(case):
    days, hours = 0, Decimal(0)
    for line in lines(case):
        if line["kind"] == "received":
            days, hours = 0, Decimal(0)
        days += line["kind"] == "counted"
        hours += Decimal(line.get("hours", "0"))
    if case["result"] is None:
        return
    limit = case["given"].get("limit", {"value": "0", "unit": "none"})
    value, unit = Decimal(limit["value"]) * Decimal(case["given"].get("share", "1")), limit["unit"]
    if unit == "working_hours":
        assert hours == value
    elif case["function"] == "step_due" and unit == "calendar_days":
        assert hours == value * 24
    elif case["function"] == "due" and unit in ("working_days", "calendar_days"):
        assert days == int(value)
        assert (hours > 0) == (value != int(value))


@every_case
def test_a_year_without_notice_is_named_once_before_its_first_line(case):
    named = [line["on"].year for line in lines(case) if line["kind"] == "notice_missing"]
    on_national_calendar = FILE["calendars"][case["calendar"]]["days"] == "calendar_vn"
    expected = sorted({line["on"].year for line in lines(case) if line["on"].year >= 2027 and on_national_calendar})
    assert named == expected
    for year in named:
        assert next(line for line in lines(case) if line["on"].year == year)["kind"] == "notice_missing"
