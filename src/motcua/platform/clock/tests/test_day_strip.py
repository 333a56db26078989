"""The day strip: the arithmetic as cells."""

import json
from dataclasses import asdict, fields
from datetime import date, datetime

from motcua.platform import clock
from motcua.platform.clock.now import ZONE
from motcua.platform.clock.tests.test_due_cases import FILE, calendar_of, run

CASES = {case["id"]: case for case in FILE["cases"]}


def cells(case_id, today):
    case = CASES[case_id]
    calendar = calendar_of(case["calendar"])
    return clock.strip(run(case, calendar).arithmetic, date.fromisoformat(today), calendar)


def short(days):
    return [(day.on.day, day.kind, day.note) for day in days]


def test_a_cell_has_the_fields_the_design_system_draws():
    assert [field.name for field in fields(clock.StripDay)] == ["on", "kind", "note", "is_today", "spoken"]


def test_days_until_today_are_counted_and_later_ones_ahead():
    found = cells("W03", "2026-03-04")
    assert short(found) == [
        (2, "start", "Nộp 09:00"),
        (3, "counted", "Ngày 1"),
        (4, "counted", "2"),
        (5, "ahead", "3"),
        (6, "ahead", "4"),
        (7, "off", "Nghỉ"),
        (8, "off", "Nghỉ"),
        (9, "due", "Hạn 5"),
    ]
    assert [day.on.day for day in found if day.is_today] == [4]


def test_a_supplement_shows_the_pause_and_the_new_start():
    found = cells("P01", "2026-03-20")
    assert short(found)[4:9] == [(9, "paused", "Dừng"), (10, "paused", "Dừng"), (11, "paused", "Dừng"),
                                 (12, "paused", "Dừng"), (13, "start", "Tính lại")]  # fmt: skip
    assert found[8].spoken == "thời hạn tính lại từ đầu"
    assert short(found)[-1] == (20, "due", "Hạn 5")


def test_an_open_pause_goes_on_to_today_and_promises_nothing():
    found = cells("P07", "2026-03-09")
    assert short(found)[1:] == [(3, "counted", "Ngày 1"), (4, "paused", "Dừng"), (5, "paused", "Dừng"),
                                (6, "paused", "Dừng"), (7, "off", "Nghỉ"), (8, "off", "Nghỉ"),
                                (9, "paused", "Dừng")]  # fmt: skip
    assert found[-1].is_today


def test_what_is_due_the_same_day_is_one_cell():
    assert short(cells("S01", "2026-03-04")) == [(4, "due", "Trong ngày")]


def test_hours_are_told_as_hours():
    assert short(cells("H07", "2026-02-13"))[0] == (13, "start", "Nộp 15:00")
    assert short(cells("A06", "2026-01-10")) == [
        (10, "start", "Nộp 14:00"),
        (11, "off", "Nghỉ"),
        (12, "due", "Hẹn trả"),
    ]


def test_every_case_gives_one_cell_a_date_in_order_live_and_as_read_back_from_an_event():
    today = date(2026, 3, 9)
    for case in CASES.values():
        calendar = calendar_of(case["calendar"])
        lines = run(case, calendar).arithmetic
        live = clock.strip(lines, today, calendar)
        dates = [day.on for day in live]
        assert dates == sorted(set(dates))
        assert {line.on for line in lines} <= set(dates)
        read_back = json.loads(json.dumps([asdict(line) for line in lines], default=str))
        assert clock.strip(read_back, today, calendar) == live


def test_an_empty_arithmetic_is_an_empty_strip():
    calendar = calendar_of("plain")
    assert clock.strip([], datetime(2026, 3, 2, tzinfo=ZONE).date(), calendar) == ()
