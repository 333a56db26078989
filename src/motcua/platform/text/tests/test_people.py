"""Names, numbers and ways to reach a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.text import (
    email_ok,
    is_person_name,
    is_personal_number,
    mask_personal_number,
    personal_number_warnings,
    phone,
    tax_code_ok,
    title_name,
)
from motcua.platform.text.identifiers import conventions

WORDS = st.sampled_from(["NGUYỄN", "thị", "Đào", "H'HEN", "y-bhim", "ưng"])
PERSONAL_NUMBERS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn A",
        "Vàng",
        "Hờ A Pó",
        "H'Hen Niê",
        "H’ Hen Niê",
        "Y-Bhim Ayŭn",
        "K'Brêu",
        "Rơ Châm H\u01a1\u0306n",
        "O'Brien",
        "José Müller",
        "LÒ THỊ ƯƠNG",
    ],
)
def test_real_names_are_let_in(name):
    assert is_person_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Nguyễn Văn 4",
        "0912000412",
        "A@b",
        "Ông/Bà A",
        "--",
        "'",
        "A--B",
        "张伟",
        "ꪼꪕ",
        "Nguyễn_A",
        "a" * 101,
    ],
)
def test_what_is_no_name_is_kept_out(text):
    assert not is_person_name(text)


@given(
    st.lists(st.sampled_from(["NGUYỄN", "thị", "Đào", "H'HEN", "y-bhim", "ưng"]), min_size=1, max_size=8).map("  ".join)
)
def test_a_titled_name_stays_a_name_and_titling_again_changes_nothing(name):
    titled = title_name(name)
    assert is_person_name(titled)
    assert title_name(titled) == titled
    assert title_name(name.upper()) == titled


@given(st.text(max_size=30))
def test_a_masked_number_never_shows_digits_seven_to_nine(text):
    masked = mask_personal_number(text)
    assert "•••" in masked
    if is_personal_number(text):
        assert masked.replace(" ", "") == text[:6] + "•••" + text[9:]
    else:
        assert len(masked) <= 11


def test_t12_the_fourth_digit_disagrees_with_the_sex():
    assert personal_number_warnings("001099000001", date(1999, 1, 1), "Nữ") == ["personal_number.sex"]


def test_each_disagreement_warns_by_its_own_code():
    assert personal_number_warnings("00109900000", None, None) == ["personal_number.shape"]
    assert personal_number_warnings("999099000001", date(1999, 1, 1), "male") == ["personal_number.place"]
    assert personal_number_warnings("001099000001", date(2099, 1, 1), "Nam") == ["personal_number.birth_year"]
    assert personal_number_warnings("030226000412", 2026, "Nam") == []
    assert personal_number_warnings("030326000412", date(2026, 10, 28), "female") == []


def test_what_is_not_known_is_not_compared():
    assert personal_number_warnings("001099000001", None, None) == []
    assert personal_number_warnings("001199000001", 1999, "Chưa xác định được giới tính") == []


def test_an_office_may_bring_its_own_list_of_places():
    own = {**conventions()["personal_number"], "places": {"999": "Xã Mẫu"}}
    assert personal_number_warnings("999099000001", 1999, "Nam", rules=own) == []
    assert personal_number_warnings("001099000001", 1999, "Nam", rules=own) == ["personal_number.place"]


@given(
    PERSONAL_NUMBERS, st.one_of(st.none(), st.dates(), st.integers(1900, 2400)), st.sampled_from(["Nam", "Nữ", None])
)
def test_any_twelve_digits_only_warn(number, birth_date, sex):
    assert "personal_number.shape" not in personal_number_warnings(number, birth_date, sex)


def test_every_convention_that_is_no_law_names_its_source_and_mark():
    assert {name: rules["mark"] for name, rules in conventions().items()} == {"personal_number": "M", "tax_code": "C2"}
    assert all(rules["source"] for rules in conventions().values())
    assert len(conventions()["personal_number"]["places"]) == 63


def test_t11_the_tax_code_with_a_wrong_check_digit_is_refused():
    assert tax_code_ok("0100109106")
    assert not tax_code_ok("0100109107")


@given(st.text("0123456789", min_size=9, max_size=9))
def test_nine_digits_have_at_most_one_check_digit(start):
    total = sum(int(c) * w for c, w in zip(start, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True))
    valid = [end for end in range(10) if tax_code_ok(f"{start}{end}")]
    # R3.23: a remainder of 0 would need the digit 10, so such a code is never issued.
    assert valid == ([] if total % 11 == 0 else [10 - total % 11])
    assert all(tax_code_ok(f"{start}{end}-001") for end in valid)


@pytest.mark.parametrize(
    "text", ["", "0100109106-1", "0100109106-0011", "0100109106001", "01001091O6", "０１００１０９１０６"]
)
def test_other_shapes_are_no_tax_code(text):
    assert not tax_code_ok(text)


def test_people_use_their_personal_number_as_tax_code():
    assert tax_code_ok("001099000001")


@pytest.mark.parametrize(
    "typed",
    [
        "0912000412",
        "0912 000 412",
        "0912.000.412",
        "0912-000-412",
        "+84912000412",
        "+84 0912 000 412",
        "0084 912 000 412",
        "84912000412",
        "(0912) 000 412",
    ],
)
def test_a_mobile_number_is_read_however_it_is_spaced(typed):
    assert phone(typed).number == "0912000412"
    assert phone(typed).is_valid


@pytest.mark.parametrize(
    ("typed", "error", "digit_count"),
    [
        ("", "phone.empty", 0),
        (" . ", "phone.empty", 0),
        ("0912 000 41", "phone.length", 9),
        ("0912 000 4123", "phone.length", 11),
        ("9912000412", "phone.start", 10),
        ("+1 202 555 0100", "phone.start", 11),
        ("024 3825 1234", "phone.landline", 11),
        ("0912 000 41o", "phone.characters", 9),
        ("số nhà", "phone.characters", 0),
    ],
)
def test_a_number_that_cannot_be_called_says_why(typed, error, digit_count):
    answer = phone(typed)
    assert (answer.number, answer.error, answer.digit_count) == ("", error, digit_count)


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_a_number_or_an_error_never_both(typed):
    answer = phone(typed)
    assert bool(answer.number) != bool(answer.error)
    if answer.number:
        assert len(answer.number) == 10
        assert phone(answer.number) == answer


@pytest.mark.parametrize("address", ["hoa@gmail.com", "a.b+c@xa-camgiang.gov.vn", "x@1a.vn", f"{'a' * 64}@b.vn"])
def test_usual_addresses_are_let_in(address):
    assert email_ok(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hoa",
        "hoa@",
        "@gmail.com",
        "hoa@gmail",
        "hoa@@gmail.com",
        "hoa@gmail..com",
        ".hoa@gmail.com",
        "hoa.@gmail.com",
        "hoa @gmail.com",
        "hoa@-gmail.com",
        "hoà@gmail.com",
        "hoa@gmail.com\n",
        "hoa@gmail.123",
        f"{'a' * 65}@b.vn",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 10}.vn",
    ],
)
def test_what_cannot_be_an_address_is_kept_out(text):
    assert not email_ok(text)
