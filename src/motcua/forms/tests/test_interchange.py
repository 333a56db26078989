"""Answers as JSON: read as strictly as from a screen, whatever a program sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from motcua.forms.engine.values import is_given
from motcua.forms.interchange import document_of, read_answers, schema_of
from motcua.forms.tests.support import CONTEXT, TODAY, form_of

EVERY_TYPE = form_of(
    "key: line, label: Ghi chú, type: text, max_length: 10",
    "key: lines, label: Nội dung, type: textarea",
    "key: who, label: Họ tên, type: person_name",
    "key: number_of, label: Số định danh, type: personal_number",
    "key: born, label: Ngày sinh, type: date, precision: [day, year]",
    "key: hour, label: Giờ, type: time",
    "key: copies, label: Số bản, type: number, min: 1, max: 9, required: true",
    "key: area, label: Diện tích, type: number, unit: m2",
    "key: capital, label: Vốn, type: money",
    "key: phone, label: Điện thoại, type: phone",
    "key: mail, label: Thư điện tử, type: email",
    "key: sex, label: Giới tính, type: choice, options: sexes",
    "key: moved, label: Đã chuyển đi, type: yes_no",
    "key: home, label: Nơi ở, type: address",
    "key: kids, label: Các con, type: repeat, fields: [{mark: P, key: name, label: Tên, type: person_name},"
    " {mark: P, key: age, label: Tuổi, type: number}]",
    "key: paper, label: Giấy tờ, type: file, accept: [pdf]",
    "key: truth, label: Tôi cam đoan, type: declaration",
)
GOOD = {
    "line": "Xin chào",
    "lines": "Một\nhai",
    "who": "Giàng A Pó",
    "number_of": "031198999003",
    "born": "1998",
    "hour": "07:30",
    "copies": 2,
    "area": 12.5,
    "capital": 1_500_000,
    "phone": "0912000412",
    "mail": "hoa.tran@gmail.com",
    "sex": "2",
    "moved": False,
    "home": {"country": "VN", "province": "31", "commune": "11692", "detail": "Thôn Đông Giao"},
    "kids": [{"name": "An", "age": 3}, {"name": "Bình"}],
    "truth": True,
}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.just(10**400)
    | st.sampled_from(["\ud800", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "age", "commune", "detail", "country", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_what_is_right_is_taken_as_it_is():
    told = read_answers(EVERY_TYPE, GOOD, TODAY)
    assert told.faults == ()
    assert told.values == GOOD


def test_the_published_schema_takes_what_the_reader_takes():
    schema = document_of(EVERY_TYPE, CONTEXT).answers
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(GOOD)
    assert schema["required"] == ["copies"]
    assert "paper" not in schema["properties"]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("copies", "2", "shape"),
        ("copies", True, "shape"),
        ("copies", 12, "number_range"),
        ("copies", 1.5, "number_whole"),
        ("capital", 10**400, "shape"),
        ("area", float("nan"), "number_shape"),
        ("moved", "yes", "shape"),
        ("truth", False, "shape"),
        ("home", "Hà Nội", "shape"),
        ("home", {"commune": "11692", "street": "x"}, "shape"),
        ("kids", [{"name": "An", "toy": 1}], "shape"),
        ("kids", [{"name": "Số 7"}], "name_signs"),
        ("sex", "9", "not_an_option"),
        ("line", "dài hơn mười chữ", "too_long"),
        ("born", "1998-09", "date_incomplete"),
        ("paper", ["a.pdf"], "file_elsewhere"),
        ("nothing", 1, "unknown_field"),
    ],
)
def test_what_is_wrong_is_named_and_not_taken(key, value, code):
    told = read_answers(EVERY_TYPE, {key: value}, TODAY)
    assert [fault.code for fault in told.faults] == [code]
    assert told.faults[0].message.endswith(".")
    assert told.values == {}


@given(key=st.sampled_from(sorted(EVERY_TYPE.fields)), value=ANYTHING)
def test_whatever_is_sent_is_taken_or_told(key, value):
    told = read_answers(EVERY_TYPE, {key: value}, TODAY)
    if not told.faults and is_given(value):
        text = str(told.values.get(key, ""))
        assert not any(ghost in text for ghost in ("\x00", "\ud800"))
    assert set(told.values) <= {key}


def test_answers_settle_in_the_order_in_which_they_need_each_other():
    form = form_of(
        "key: second, label: Hai, type: text, visible: {'==': [{var: first}, 'có']}",
        "key: first, label: Một, type: text",
    )
    assert list(read_answers(form, {"second": "a", "first": "có"}, TODAY).values) == ["first", "second"]


def test_a_choice_says_what_its_codes_mean():
    assert schema_of(EVERY_TYPE.fields["sex"])["oneOf"][0] == {"const": "1", "title": "Nam"}
