"""Numbers, money and days as papers write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.text import date_in_words, date_vi, in_words, instant_vi, money, number, weekday_vi

DIGITS = {word: n for n, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"])}
DIGITS |= {"mốt": 1, "tư": 4, "lăm": 5}


def read_group(words: list[str]) -> int:
    value = 0
    if "trăm" in words:
        place = words.index("trăm")
        value += 100 * DIGITS[words[place - 1]]
        words = words[place + 1 :]
    words = [word for word in words if word != "linh"]
    if words and words[0] == "mười":
        value, words = value + 10, words[1:]
    elif "mươi" in words:
        value, words = value + 10 * DIGITS[words[0]], words[2:]
    return value + sum(DIGITS[word] for word in words)


def read(words: list[str]) -> int:
    """The number that a clerk hears; written apart from the code under test."""
    if "tỷ" in words:
        last = len(words) - 1 - words[::-1].index("tỷ")
        return read(words[:last]) * 10**9 + read(words[last + 1 :])
    value = 0
    for name, size in (("triệu", 10**6), ("nghìn", 10**3)):
        if name in words:
            place = words.index(name)
            value, words = value + read_group(words[:place]) * size, words[place + 1 :]
    return value + read_group(words)


@given(
    st.one_of(
        st.integers(0, 10**15),
        st.integers(0, 10**5),
        st.sampled_from([10**k + d for k in range(15) for d in (0, 1, 5)]),
    )
)
def test_the_words_are_heard_as_the_number_they_were_made_from(n):
    assert read(in_words(n).split()) == n


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (50, "năm mươi"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (115, "một trăm mười lăm"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (15_000, "mười lăm nghìn"),
        (200_000, "hai trăm nghìn"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_050_000, "một triệu không trăm năm mươi nghìn"),
        (10**9, "một tỷ"),
        (10**12, "một nghìn tỷ"),
        (10**15, "một triệu tỷ"),
    ],
)
def test_offices_read_these_numbers_so(n, words):
    assert in_words(n) == words


@pytest.mark.parametrize("n", [-1, 10**15 + 1, True])
def test_what_is_outside_is_refused_rather_than_read_wrongly(n):
    with pytest.raises(ValueError, match="are read"):
        in_words(n)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_in_words_names_day_month_and_year(day):
    words = date_in_words(day)
    day_words, month_words, year_words = (part.split()[1:] for part in words.split(", "))
    assert (read(day_words), read(month_words), read(year_words)) == (day.day, day.month, day.year)


def test_amounts_are_grouped_by_dots_and_named():
    assert money(1_284_000) == "1.284.000 đồng"
    assert money(Decimal("16000.00")) == "16.000 đồng"
    assert money(-8000) == "-8.000 đồng"


def test_half_a_dong_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="no fraction"):
        money(Decimal("0.5"))


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_digit(n):
    assert int(number(n).replace(".", "")) == n


def test_decimals_stand_after_a_comma():
    assert number(86.42) == "86,42"
    assert number(Decimal("1234567.50")) == "1.234.567,50"


def test_seven_days_have_seven_names_in_order():
    monday = date(2026, 11, 16)
    names = [weekday_vi(monday + timedelta(days=n)) for n in range(7)]
    assert names == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def test_an_instant_late_in_greenwich_is_tomorrow_here():
    assert instant_vi(datetime(2026, 11, 15, 17, 30, tzinfo=UTC)) == "00:30, thứ Hai 16/11/2026"
    assert date_vi(date(987, 1, 2)) == "02/01/0987"


def test_an_instant_without_a_zone_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="zone"):
        instant_vi(datetime(2026, 11, 16, 17, 0))
