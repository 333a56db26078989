"""Every type of field: good, bad, empty, very long, odd Unicode; and back again unchanged."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.engine.model import Field, Option
from motcua.forms.engine.types import kind_of
from motcua.forms.engine.types.addresses import find_communes
from motcua.forms.engine.types.base import clean_line, clean_lines
from motcua.forms.tests.support import TODAY
from motcua.platform import places

OPTIONS = (Option("1", "Nam"), Option("2", "Nữ"), Option("99", "Khác", needs_text=True))
INNER = (
    Field("name", "Tên", "person_name", "g"),
    Field("born", "Ngày sinh", "date", "g", precision=("day", "year"), fact="child.birth_date"),
    Field("share", "Phần", "number", "g", unit="m²"),
)


def field(kind: str, label: str = "Ô thử", **facts) -> Field:
    return Field("x", label, kind, "g", **facts)  # type: ignore[arg-type]


def read(kind: str | Field, /, *texts: str, **boxes: str):
    one = kind if isinstance(kind, Field) else field(kind, options=OPTIONS if kind == "choice" else ())
    posted = {"x": list(texts)} if texts else {f"x-{name}": [text] for name, text in boxes.items()}
    return kind_of(one.type).read(one, "x", posted, TODAY)


def value(kind: str | Field, /, *texts: str, **boxes: str):
    found = read(kind, *texts, **boxes)
    assert found.problems == ()
    return found.value


def problem(kind: str | Field, /, *texts: str, **boxes: str):
    found = read(kind, *texts, **boxes)
    assert found.value is None
    (one,) = found.problems
    return one


# --- good --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text", "  Thôn   3\t", "Thôn 3"),
        ("textarea", "một\r\n\r\n\r\n hai ", "một\n\nhai"),
        ("person_name", "H’Hen Niê", "H'Hen Niê"),
        ("person_name", "Vàng", "Vàng"),
        ("personal_number", "030 197-000.412", "030197000412"),
        ("personal_number", "０３０１９７０００４１２", "030197000412"),
        ("phone", "+84 912.000.412", "0912000412"),
        ("email", " hoa.tran @gmail.com ", "hoa.tran@gmail.com"),
        ("time", "7h30", "07:30"),
        ("time", "7 giờ", "07:00"),
        ("time", "0730", "07:30"),
        ("time", "23:59", "23:59"),
        ("number", "1.284", 1284),
        ("number", "12", 12),
        ("number", "-3", -3),
        ("money", "1.500.000 đồng", 1_500_000),
        ("money", "1,500,000đ", 1_500_000),
        ("money", "0", 0),
        ("choice", "2", "2"),
        ("yes_no", "no", False),
        ("yes_no", "yes", True),
        ("declaration", "yes", True),
    ],
)
def test_what_people_type_is_kept_in_one_shape(kind, text, expected):
    assert value(kind, text) == expected


def test_measured_things_may_have_a_fraction_counted_ones_may_not():
    assert value(field("number", unit="m²"), "12,5") == 12.5
    assert value(field("number", unit="m²"), "1.284,25") == 1284.25
    assert problem(field("number", "Số lượng bản sao", unit="bản"), "1,5").code == "number_whole"


@pytest.mark.parametrize(
    ("boxes", "precision", "expected"),
    [
        ({"day": "28", "month": "10", "year": "2026"}, ("day",), "2026-10-28"),
        ({"day": "8", "month": "3", "year": "1997"}, ("day",), "1997-03-08"),
        ({"day": "", "month": "", "year": "1975"}, ("day", "year"), "1975"),
        ({"month": "4", "year": "1985"}, ("month",), "1985-04"),
        ({"day": "", "month": "4", "year": "1985"}, ("day", "month", "year"), "1985-04"),
        ({"day": "29", "month": "2", "year": "2024"}, ("day",), "2024-02-29"),
        ({"year": "1931"}, ("year",), "1931"),
        ({"day": "２８", "month": "10", "year": "2026"}, ("day",), "2026-10-28"),
    ],
)
def test_a_date_is_as_exact_as_its_field_allows(boxes, precision, expected):
    assert value(field("date", precision=precision), **boxes) == expected


def test_an_address_is_chosen_by_code_and_keeps_what_was_typed_of_it():
    chosen = value("address", province="31", query="", commune="11692", detail="Số 12, tổ 4")
    assert chosen == {"country": "VN", "province": "31", "commune": "11692", "detail": "Số 12, tổ 4"}


def test_a_commune_tells_its_province():
    assert value("address", province="", query="", commune="26434", detail="")["province"] == "75"


def test_the_full_name_of_one_commune_needs_no_list():
    name = places.commune("11692").name  # an old district bore the name, too: the kind makes it clear
    assert value("address", province="31", query=name.upper(), commune="", detail="")["commune"] == "11692"
    assert problem("address", province="31", query="dương kinh", commune="", detail="").code == "place_not_chosen"


def test_a_place_abroad_has_a_country_and_a_line():
    abroad = value("address", country="lo", detail="Viêng Chăn")
    assert abroad == {"country": "LO", "province": "", "commune": "", "detail": "Viêng Chăn"}


def test_rows_are_read_in_order_and_blank_ones_are_no_rows():
    block = field("repeat", fields=INNER)
    posted = {
        "x-0-name": ["An"], "x-0-born-day": [""], "x-0-born-month": [""], "x-0-born-year": ["2020"],
        "x-3-name": [""], "x-10-name": ["Bình"], "x-10-share": ["2,5"], "x-2-born-day": ["1"], "x-2-born-month": ["2"],
        "x-2-born-year": ["2021"],
    }  # fmt: skip
    found = kind_of("repeat").read(block, "x", posted, TODAY)
    assert found.value == [{"name": "An", "born": "2020"}, {"born": "2021-02-01"}, {"name": "Bình", "share": 2.5}]
    assert found.row_places == (0, 2, 10)


# --- nothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "text",
        "textarea",
        "person_name",
        "personal_number",
        "phone",
        "email",
        "time",
        "number",
        "money",
        "choice",
        "yes_no",
    ],
)
@pytest.mark.parametrize("blank", ["", "   ", "\u200b", "\n"])
def test_blanks_are_no_answer_and_no_fault(kind, blank):
    assert read(kind, blank).value is None
    assert read(kind, blank).problems == ()


def test_empty_boxes_of_a_date_an_address_and_a_block_are_no_answer():
    assert read("date", day=" ", month="", year="") == read("date")
    assert read("address", province="", query="", commune="", detail=" ").value is None
    assert kind_of("repeat").read(field("repeat", fields=INNER), "x", {"x-0-name": [" "]}, TODAY).value is None


def test_an_unticked_promise_is_no_answer():
    assert read("declaration").value is None
    assert read("declaration", "no").value is None


# --- bad ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "code", "sentence"),
    [
        ("phone", "0912 000 41", "phone_length", "Số này có 9 chữ số, cần 10. Ví dụ 0912 000 412."),
        ("phone", "gọi tôi", "phone_characters", "Số điện thoại chỉ gồm chữ số. Ví dụ 0912 000 412."),
        ("phone", "0225 3000 000", "phone_landline",
         "Đây là số máy bàn. Điền số di động để nhận được tin nhắn. Ví dụ 0912 000 412."),
        ("personal_number", "03019700041", "personal_number_length", "Số này có 11 chữ số, cần 12."),
        ("personal_number", "123456789", "personal_number_length",
         "Số này có 9 chữ số, giống số chứng minh nhân dân cũ. Điền số định danh có 12 chữ số."),
        ("personal_number", "O30197000412", "personal_number_signs", "Ô thử chỉ gồm 12 chữ số."),
        ("person_name", "Nguyễn Văn 4", "name_signs",
         "Ô thử chỉ gồm chữ cái và dấu tiếng Việt, không có số hay ký hiệu."),
        ("person_name", "Hoa 🌸", "name_signs", None),
        ("person_name", "Иван", "name_signs", None),
        ("email", "hoa@localhost", "email_shape", "Địa chỉ thư điện tử chưa đúng dạng. Ví dụ hoa.tran@gmail.com."),
        ("time", "25:00", "time_shape", "Giờ này không đọc được. Điền giờ và phút, ví dụ 07:30."),
        ("time", "sáng", "time_shape", None),
        ("number", "hai", "number_shape", "Ô thử phải là số, viết bằng chữ số. Ví dụ 12."),
        ("number", "1.28.4", "number_shape", None),
        ("number", "1e5", "number_shape", None),
        ("number", "٣", None, None),
        ("money", "1,5 triệu", "money_shape", "Ô thử viết bằng chữ số, tính bằng đồng. Ví dụ 1.500.000."),
        ("money", "-5000", "money_shape", None),
        ("money", "12.34", "money_shape", None),
        ("choice", "7", "not_an_option", "Chọn một dòng trong danh sách ô thử."),
        ("yes_no", "maybe", "missing", None),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_in_one_sentence_that_says_what_to_do(kind, text, code, sentence):
    if code is None:
        assert read(kind, text).value is None
        return
    found = problem(kind, text)
    assert found.code == code
    assert sentence in (None, found.message)


@pytest.mark.parametrize(
    ("boxes", "facts", "code", "parts", "sentence"),
    [
        ({"day": "14", "month": "11", "year": "2026"}, {"label": "Ngày sinh", "fact": "child.birth_date"},
         "date_future", (), "Ngày sinh không thể sau hôm nay (13/11/2026)."),
        ({"day": "31", "month": "2", "year": "2026"}, {"label": "Ngày sinh"}, "date_none", ("day", "month"),
         "Ngày 31/2/2026 không có trong lịch. Xem lại ngày sinh."),
        ({"day": "28", "month": "", "year": "2026"}, {"label": "Ngày cấp"}, "date_incomplete", ("month",),
         "Ngày cấp còn thiếu tháng."),
        ({"day": "", "month": "", "year": "1975"}, {"label": "Ngày cấp"}, "date_incomplete", ("day", "month"),
         "Ngày cấp còn thiếu ngày và tháng."),
        ({"day": "", "month": "5", "year": "1975"}, {"label": "Ngày sinh", "precision": ("day", "year")},
         "date_incomplete", ("day",), "Ngày sinh còn thiếu ngày. Chỉ nhớ năm thì để trống ô ngày và ô tháng."),
        ({"day": "28", "month": "mười", "year": "2026"}, {"label": "Ngày cấp"}, "date_signs", ("month",),
         "Ngày cấp chỉ gồm chữ số. Ví dụ 28 10 2026."),
        ({"day": "28", "month": "10", "year": "92"}, {"label": "Ngày cấp"}, "date_year", ("year",),
         "Năm gồm 4 chữ số. Xem lại ngày cấp."),
        ({"day": "28", "month": "10", "year": "1026"}, {"label": "Ngày cấp"}, "date_year", ("year",),
         "Năm 1026 không đúng. Xem lại ngày cấp."),
        ({"month": "11", "year": "2027"}, {"label": "Tháng sinh", "precision": ("month",), "fact": "a.birth_date"},
         "date_future", (), "Tháng sinh không thể sau hôm nay (13/11/2026)."),
    ],
)  # fmt: skip
def test_a_date_that_is_none_says_which_box_and_why(boxes, facts, code, parts, sentence):
    found = problem(field("date", **facts), **boxes)
    assert (found.code, found.parts, found.message) == (code, parts, sentence)


def test_a_wished_day_may_lie_ahead():
    wished = field("date", "Ngày hẹn", fact="request.preferred_date")
    assert value(wished, day="1", month="12", year="2026") == "2026-12-01"


def test_a_birth_this_year_of_which_only_the_year_is_known_is_not_in_the_future():
    one = field("date", precision=("year",), fact="child.birth_date")
    assert value(one, year="2026") == "2026"
    assert problem(one, year="2027").code == "date_future"


@pytest.mark.parametrize(
    ("facts", "typed", "sentence"),
    [
        ({"min": 1, "max": 99}, "100", "Số lượng bản sao nhận từ 1 đến 99."),
        ({"min": 1}, "0", "Số lượng bản sao phải từ 1 trở lên."),
        ({"max": 5000}, "5001", "Số lượng bản sao nhận nhiều nhất 5.000."),
    ],
)
def test_a_number_out_of_range_is_told_the_range(facts, typed, sentence):
    assert problem(field("number", "Số lượng bản sao", **facts), typed).message == sentence


def test_a_place_that_is_not_chosen_yet_says_what_to_press():
    one = field("address", "Nơi cư trú")
    assert problem(one, province="31", query="", commune="", detail="Thôn 3").message == (
        "Chọn xã, phường của nơi cư trú. Gõ tên rồi bấm Tìm."
    )
    assert problem(one, province="", query="", commune="", detail="Thôn 3").parts == ("province", "commune")
    assert problem(one, province="", query="anh dũng, dương kinh", commune="", detail="").code == "place_not_chosen"
    nowhere = problem(one, province="", query="qqq zzz", commune="", detail="")
    assert nowhere.message == "Chưa tìm thấy “qqq zzz”. Thử bỏ dấu, hoặc gõ tên cũ của xã."
    assert problem(one, province="14", query="", commune="11692", detail="").code == "place_elsewhere"
    assert problem(one, province="99", query="", commune="00000", detail="x").code == "place_incomplete"


def test_another_name_typed_after_a_choice_is_not_silently_ignored():
    other = problem("address", province="31", query="Xã Không Có Thật", commune="11692", detail="")
    assert other.code in ("place_not_found", "place_not_chosen")


def test_a_commune_is_found_by_the_name_it_had_before_july_2025():
    hits = find_communes("anh dũng, dương kinh, hải phòng")
    assert hits[0].matched.startswith("tên cũ: Phường Anh Dũng")
    picked = value(
        "address", province="", query="anh dũng, dương kinh, hải phòng", commune=hits[0].place.code, detail=""
    )
    assert picked["commune"] == hits[0].place.code


def test_a_wrong_row_keeps_what_is_right_in_it_and_names_its_place():
    posted = {"x-2-name": ["An"], "x-2-born-day": ["31"], "x-2-born-month": ["2"], "x-2-born-year": ["2020"]}
    found = kind_of("repeat").read(field("repeat", fields=INNER), "x", posted, TODAY)
    assert found.value == [{"name": "An"}]
    assert [(p.code, p.row, p.inner) for p in found.problems] == [("date_none", 2, "born")]


def test_more_rows_than_anybody_needs_are_refused():
    posted = {f"x-{row}-name": ["An"] for row in range(51)}
    assert problem_of_rows(posted) == "too_many_rows"
    assert kind_of("repeat").read(field("repeat", fields=INNER), "x", {"x-99999-name": ["An"]}, TODAY).value is None


def problem_of_rows(posted):
    (one,) = kind_of("repeat").read(field("repeat", "Con", fields=INNER), "x", posted, TODAY).problems
    return one.code


# --- very long, very odd -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["text", "textarea", "person_name", "personal_number", "phone", "email", "time", "number", "money"]
)
def test_a_very_long_text_is_a_fault_and_no_crash(kind):
    found = read(kind, "9" * 200_000)
    assert found.value is None
    assert found.problems


def test_the_limit_of_a_text_is_that_of_its_field():
    one = field("text", "Ghi rõ quan hệ", max_length=5)
    assert value(one, "bác ơ") == "bác ơ"
    assert problem(one, "bác ruột").message == "Ghi rõ quan hệ dài 8 ký tự, nhận tối đa 5. Viết ngắn lại."


def test_a_text_typed_on_another_keyboard_is_the_same_text():
    name = "Nguyễn Thị Ước"
    assert value("person_name", unicodedata.normalize("NFD", name)) == name
    assert value("text", "Thôn\u200b Đông\ufeff Giao\u00a0") == "Thôn Đông Giao"
    assert value("text", "có 👨‍👩‍👧 emoji") == "có 👨‍👩‍👧 emoji"
    assert value("text", "a\x00b\x07c\ud800d") == "abcd"


@given(st.text(max_size=200))
def test_cleaning_is_done_once_and_leaves_nothing_invisible(text):
    once = clean_line(text)
    assert clean_line(once) == once
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once)
    once.encode()


@given(
    st.sampled_from(["text", "textarea", "person_name", "phone", "email", "time", "number", "money", "choice"]),
    st.text(max_size=60),
)
def test_no_text_makes_a_field_fail(kind, text):
    found = read(kind, text)
    assert (found.value is None) or not found.problems
    if found.value is not None:
        one = field(kind, options=OPTIONS if kind == "choice" else ())
        assert kind_of(kind).check(one, found.value, TODAY) == ()


@given(st.fixed_dictionaries({}, optional={box: st.text(max_size=6) for box in ("day", "month", "year")}))
def test_no_three_boxes_make_a_date_fail(boxes):
    found = read(field("date", precision=("day", "month", "year")), **boxes)
    assert found.value is None or not found.problems


@given(
    st.fixed_dictionaries({}, optional={p: st.text(max_size=12) for p in ("province", "query", "commune", "detail")})
)
def test_no_address_fails(boxes):
    found = read("address", **boxes)
    assert found.value is None or not found.problems


# --- there and back ----------------------------------------------------------------------------

COMMUNES = sorted(place.code for province in places.provinces() for place in places.communes_of(province.code))
DAYS = st.dates(date(1900, 1, 1), TODAY)
LINES = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=40)
    .map(clean_line)
    .filter(bool)
)
ADDRESSES = st.builds(
    lambda code, detail: {
        "country": "VN", "province": places.commune(code).province_code, "commune": code, "detail": detail,
    },
    st.sampled_from(COMMUNES),
    st.one_of(st.just(""), LINES),
)  # fmt: skip
HUNDREDTHS = st.integers(1, 10**8).map(lambda n: n / 100 if n % 100 else n // 100)
CUT_DAYS = st.tuples(DAYS, st.sampled_from([4, 7, 10])).map(lambda pair: str(pair[0])[: pair[1]])
VALUES = st.one_of(
    st.tuples(st.just(field("text")), LINES),
    st.tuples(st.just(field("phone")), st.from_regex(r"0[35789][0-9]{8}", fullmatch=True)),
    st.tuples(st.just(field("personal_number")), st.from_regex(r"[0-9]{12}", fullmatch=True)),
    st.tuples(st.just(field("time")), st.times().map(lambda t: f"{t:%H:%M}")),
    st.tuples(st.just(field("number")), st.integers(-(10**9), 10**9)),
    st.tuples(st.just(field("number", unit="m²")), HUNDREDTHS),
    st.tuples(st.just(field("money")), st.integers(0, 10**12)),
    st.tuples(st.just(field("choice", options=OPTIONS)), st.sampled_from(["1", "2", "99"])),
    st.tuples(st.just(field("yes_no")), st.booleans()),
    st.tuples(st.just(field("declaration")), st.just(True)),
    st.tuples(st.just(field("date")), DAYS.map(str)),
    st.tuples(st.just(field("date", precision=("day", "month", "year"))), CUT_DAYS),
    st.tuples(st.just(field("address")), ADDRESSES),
)  # fmt: skip


@given(VALUES)
def test_a_value_drawn_into_boxes_and_posted_again_is_the_same_value(pair):
    one, kept = pair
    kind = kind_of(one.type)
    again = kind.read(one, "x", kind.write(one, "x", kept), TODAY)
    assert again.problems == ()
    assert again.value == kept
    assert isinstance(kind.show(one, kept), str)
    assert kind.check(one, kept, TODAY) == ()


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from(["An", "H'Hen Niê", "Vàng A Pó"])},
            optional={"born": DAYS.map(str), "share": st.integers(0, 10**6)},
        ),
        min_size=1,
        max_size=5,
    )
)
def test_rows_come_back_unchanged(rows):
    block, kind = field("repeat", fields=INNER), kind_of("repeat")
    again = kind.read(block, "x", kind.write(block, "x", rows), TODAY)
    assert (again.value, again.problems) == (rows, ())


@pytest.mark.parametrize(
    ("one", "kept", "shown"),
    [
        (field("date"), "2026-10-08", "08/10/2026"),
        (field("date"), "1985-04", "04/1985"),
        (field("date"), "1975", "1975"),
        (field("phone"), "0912000412", "0912 000 412"),
        (field("personal_number"), "030197000412", "030 197 000 412"),
        (field("money"), 1500000, "1.500.000 đồng"),
        (field("number", unit="m²"), 1284.5, "1.284,5 m²"),
        (field("number"), 1975, "1975"),
        (field("choice", options=OPTIONS), "2", "Nữ"),
        (field("yes_no"), False, "Không"),
        (field("declaration"), True, "Đã cam đoan"),
        (field("file"), ["a", "b"], "2 tệp"),
        (field("address"), {"province": "75", "commune": "26434", "detail": "Ấp 3"},
         "Ấp 3, xã Xuân Thành, thành phố Đồng Nai"),
        (field("address"), {"country": "LO", "detail": "Viêng Chăn"}, "Viêng Chăn, LO"),
        (field("repeat", fields=INNER), [{"name": "An", "born": "2020"}], "1. Tên: An; Ngày sinh: 2020"),
    ],
)  # fmt: skip
def test_values_are_shown_as_people_write_them(one, kept, shown):
    assert kind_of(one.type).show(one, kept) == shown


@pytest.mark.parametrize("kind", [
    "text", "textarea", "person_name", "personal_number", "date", "time", "number", "money", "phone", "email",
    "choice", "yes_no", "address", "repeat", "file", "declaration",
])  # fmt: skip
@pytest.mark.parametrize(
    "odd", [None, True, -1, 1e300, float("nan"), "x", "", [], [1], {}, {"a": {"b": []}}, [{"name": 5}]]
)
def test_a_value_of_any_shape_from_outside_is_shown_and_judged_without_failing(kind, odd):
    one = field(kind, options=OPTIONS if kind == "choice" else (), fields=INNER if kind == "repeat" else ())
    assert isinstance(kind_of(kind).show(one, odd), str)
    assert isinstance(kind_of(kind).check(one, odd, TODAY), tuple)
    assert isinstance(kind_of(kind).write(one, "x", odd), dict)


def test_tomorrow_is_in_the_future_in_every_precision():
    tomorrow = TODAY + timedelta(days=1)
    one = field("date", fact="child.birth_date")
    assert problem(one, day=str(tomorrow.day), month=str(tomorrow.month), year=str(tomorrow.year)).code == "date_future"
