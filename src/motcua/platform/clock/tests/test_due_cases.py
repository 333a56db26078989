"""The clock against the cases that were worked by hand before it existed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

import pytest
import yaml

from motcua.platform import clock

FOLDER = files("motcua.platform.clock")


def _read(*path):
    return yaml.safe_load(FOLDER.joinpath(*path).read_text(encoding="utf-8"))


FILE = _read("tests", "due_cases.yaml")
NATIONAL = _read("data", "calendar_vn.yaml")
SHIFTS = _read("data", "shifts_default.yaml")["calendars"]
NOTICES = {year: notice["loaded"] for year, notice in NATIONAL["notices"].items()}
every_case = pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["id"])


def calendar_of(name, *, without=None):
    told = FILE["calendars"][name]
    sets = SHIFTS[told["shifts_of"]]["sets"] if "shifts_of" in told else told["sets"]
    if told["days"] is None:
        return clock.from_rows(sets, None, None)
    switched_on = told.get("switched_on", [])
    rows = [{**row, "active": row.get("active", True) or row["on"] in switched_on} for row in NATIONAL["days"]]
    return clock.from_rows(sets, [row for row in rows if row["on"] != without], NOTICES)


def run(case, calendar):
    given = case["given"]
    policy = clock.ClockPolicy.from_json(FILE["policies"][case["policy"]])
    limit = clock.Limit(**given["limit"]) if "limit" in given else None
    at = datetime.fromisoformat(given.get("received_at") or given["start"])
    if case["function"] == "due":
        pauses = [
            clock.Pause(
                pause["reason"],
                datetime.fromisoformat(pause["since"]),
                datetime.fromisoformat(pause["until"]) if pause["until"] else None,
            )
            for pause in given["pauses"]
        ]
        return clock.due(limit, at, pauses, calendar, policy)
    if case["function"] == "handover_by":
        return clock.handover_by(at, calendar, policy)
    if case["function"] == "answer_by":
        return clock.answer_by(at, given["channel"], calendar, policy)
    return clock.step_due(at, limit, given["share"], calendar, policy)


def expected_lines(case):
    for line in case["arithmetic"]:
        if "from" in line:
            for offset in range((line["to"] - line["from"]).days + 1):
                n = line["n_from"] + offset if "n_from" in line else None
                yield line["from"] + timedelta(offset), line["kind"], n, None
        else:
            hours = Decimal(line["hours"]) if "hours" in line else None
            yield line["on"], line["kind"], line.get("n"), hours


@every_case
def test_the_clock_counts_as_was_counted_by_hand(case):
    found = run(case, calendar_of(case["calendar"]))
    assert [(line.on, line.kind, line.n, line.hours) for line in found.arithmetic] == list(expected_lines(case))
    assert found.at == (datetime.fromisoformat(case["result"]) if case["result"] else None)
    assert found.at is None or found.at.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "case", [case for case in FILE["cases"] if "breaks_without" in case], ids=lambda case: case["id"]
)
def test_a_case_that_hangs_on_one_row_of_the_calendar_ends_elsewhere_without_it(case):
    without: date = case["breaks_without"]
    assert run(case, calendar_of(case["calendar"], without=without)).at != datetime.fromisoformat(case["result"])


@every_case
def test_the_sentences_are_those_that_were_written_by_hand(case):
    """Where a line stands for itself; the shorthand of long limits has one sentence for many days."""
    found = iter(run(case, calendar_of(case["calendar"])).arithmetic)
    for line in case["arithmetic"]:
        if "from" in line:
            for _ in range((line["to"] - line["from"]).days + 1):
                next(found)
        else:
            assert next(found).note == line["note"]


def test_hours_have_no_trailing_zeros_and_no_exponent():
    case = next(case for case in FILE["cases"] if case["id"] == "D16")
    for line in run(case, calendar_of("real")).arithmetic:
        assert line.hours is None or "E" not in str(line.hours)
    assert str(clock.hours_of(36000 * 10)) == "100"
