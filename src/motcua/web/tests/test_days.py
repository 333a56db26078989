from __future__ import annotations

from datetime import date, timedelta

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from motcua.web.days import LONGEST, Day, strip


def days_from(start: date, count: int) -> list[Day]:
    found = [Day(start, "start", note="Nộp")]
    for step in range(1, count):
        on = start + timedelta(days=step)
        found.append(Day(on, "off", note="Nghỉ") if on.weekday() >= 5 else Day(on, "counted", note=str(step)))
    return found


runs = st.builds(days_from, st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 90))


@given(runs)
def test_no_working_day_is_lost_between_the_cells_and_the_folded_line(days):
    laid_out = strip(days)
    working = [day for day in days if day.kind != "off"]
    seen = [day for day in (*laid_out.head, *laid_out.tail) if day.kind != "off"]
    assert len(seen) + laid_out.hidden_count == len(working)
    assert laid_out.days == tuple(days)


@given(runs)
def test_a_strip_never_has_more_than_twelve_cells(days):
    laid_out = strip(days)
    assert len(laid_out.head) + len(laid_out.tail) <= LONGEST


@given(runs)
def test_the_first_and_the_last_working_day_are_always_seen(days):
    laid_out = strip(days)
    shown = (*laid_out.head, *laid_out.tail)
    assert days[0] in shown
    assert [day for day in days if day.kind != "off"][-1] in shown


@given(runs)
def test_on_a_phone_a_short_run_stands_under_its_weekdays(days):
    laid_out = strip(days)
    if laid_out.is_long or len(laid_out.head) <= 5:
        return
    assert laid_out.columns in (5, 6, 7)
    assert laid_out.first_column == laid_out.head[0].on.weekday() + 1
    assert all(day.on.weekday() < laid_out.columns for day in laid_out.head)


def test_a_screen_reader_hears_the_whole_cell():
    page = html.fromstring(
        Template("{% load motcua_web %}{% days d %}").render(Context({"d": days_from(date(2026, 11, 13), 4)}))
    )
    spoken = [item.text_content() for item in page.xpath("//ol[1]/li/span[@class='govuk-visually-hidden']")]
    assert spoken == [
        "Thứ Sáu 13/11, nộp",
        "Thứ Bảy 14/11, nghỉ, ngày nghỉ, không tính",
        "Chủ nhật 15/11, nghỉ, ngày nghỉ, không tính",
        "Thứ Hai 16/11, ngày 3, đã tính",
    ]


def test_a_long_run_keeps_its_full_list_in_a_fold():
    page = html.fromstring(
        Template("{% load motcua_web %}{% days d %}").render(Context({"d": days_from(date(2026, 11, 2), 40)}))
    )
    assert len(page.xpath("//details//li")) == 40
    assert "ngày làm việc" in page.xpath("string(//li[@class='vn-days__gap'])")
