"""The three texts, the alternatives within a group, and when a person must be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from motcua.catalogue.packs.fees import fee_text, fees

from .builders import fee, pack

DAY = date(2026, 11, 16)
LATE = {">": [{"days_between": [{"var": "born_on"}, {"var": "submitted_on"}]}, 60]}


def charges(
    lines: list[dict[str, Any]], *, province: str | None = None, channel: str = "online", on: date = DAY, **answers: Any
):
    found = fees(pack(fees=lines), case="only", channel=channel, province=province, answers=answers, on=on)
    return [(c.line.key, c.amount, c.needs_officer) for c in found]


@pytest.mark.parametrize(
    ("unread", "text", "asks"),
    [
        ("council", "do HĐND tỉnh quy định, hỏi Trung tâm", "council"),
        ("not_recorded", "Không thu (quyết định công bố không ghi khoản thu)", None),
        ("unset", "chưa có mức thu, hỏi Trung tâm", "unset"),
    ],
)
def test_a_null_amount_shows_one_of_three_texts_and_only_two_of_them_ask_the_officer(unread, text, asks):
    line = fee("a", None, unread=unread)
    assert fee_text(pack(fees=[line]).fees[0]) == text
    assert charges([line]) == [("a", None, asks)]


def test_zero_is_free_and_an_amount_is_shown_with_what_it_is_for():
    lines = pack(fees=[fee("a", 0), fee("b", 8000, per="copy"), fee("c", 75000)]).fees
    assert [fee_text(line) for line in lines] == ["Không thu", "8.000 đồng/bản", "75.000 đồng"]


def test_the_line_of_the_province_beats_the_national_one_only_where_it_fits():
    lines = [fee("national", 9000), fee("local", 0, province="31", channel="online")]
    assert charges(lines, province="31") == [("local", 0, None)]
    assert charges(lines, province="31", channel="direct") == [("national", 9000, None)]
    assert charges(lines, province="14") == [("national", 9000, None)]


def test_a_line_counts_only_while_it_is_in_force():
    lines = [fee("old", 9000), fee("new", 0, province="31", valid_from="2026-08-08", valid_to="2031-12-31")]
    assert charges(lines, province="31", on=date(2026, 8, 7)) == [("old", 9000, None)]
    assert charges(lines, province="31", on=date(2031, 12, 31)) == [("new", 0, None)]
    assert charges(lines, province="31", on=date(2032, 1, 1)) == [("old", 9000, None)]


def test_groups_add_up():
    lines = [fee("a", 0), fee("b", 8000, group="copies", per="copy", quantity={"var": "count"})]
    assert charges(lines, count=3) == [("a", 0, None), ("b", 24000, None)]


def test_nobody_is_told_a_sum_before_somebody_has_counted():
    lines = [fee("a", 2000, per="page"), fee("b", 8000, group="copies", per="copy", quantity={"var": "count"})]
    assert charges(lines) == [("a", None, "quantity"), ("b", None, "quantity")]
    assert charges(lines, count=True)[1] == ("b", None, "quantity")


def test_a_condition_chooses_between_the_lines():
    lines = [fee("in_time", 0, applies_when={"!": [LATE]}), fee("late", 8000, applies_when=LATE)]
    assert charges(lines, born_on="2026-10-28") == [("in_time", 0, None)]
    assert charges(lines, born_on="2026-01-28") == [("late", 8000, None)]


def test_lines_whose_condition_hangs_on_a_missing_answer_are_shown_and_asked_about():
    lines = [fee("late", 8000, applies_when=LATE)]
    assert charges(lines) == [("late", 8000, "condition")]
    assert charges(lines, born_on="2026-10-28") == []


def test_several_lines_without_a_rule_between_them_are_for_the_officer_to_choose():
    lines = [fee("small", 350000), fee("large", 500000)]
    assert charges(lines) == [("small", 350000, "choice"), ("large", 500000, "choice")]
    assert charges([fee("a", 0), fee("b", 0)]) == [("a", 0, None), ("b", 0, None)]


def test_a_doubtful_amount_is_looked_at_by_a_person():
    assert charges([fee("a", 150000, doubtful=True)]) == [("a", 150000, "doubtful")]


def test_a_line_of_another_case_does_not_concern_the_dossier():
    assert charges([fee("a", 5000, cases=["other"])]) == []
