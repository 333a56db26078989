from __future__ import annotations

import pytest
from django.template import Context, Template
from lxml import html

from motcua.web.fields import AddressParts, DateParts, FieldView, FileRow, Option, RepeatRow, errors_of
from motcua.web.gallery import _fields, _wrong_fields

TWO = (Option("a", "Một"), Option("b", "Hai", hint="Cần thêm giấy"))
KINDS = [
    "text", "number", "money", "phone", "email", "personal_number", "textarea", "select", "radios", "checkboxes",
    "yes_no", "date", "month_year", "year", "time", "address", "file", "declaration",
]  # fmt: skip


def draw(view: FieldView) -> html.HtmlElement:
    return html.fragment_fromstring(
        Template("{% load motcua_web %}{% field view %}").render(Context({"view": view})), create_parent="div"
    )


def names(page: html.HtmlElement) -> set[str]:
    return {control.get("name") for control in page.iterfind(".//*[@name]")}


def view_of(kind: str, **more: object) -> FieldView:
    value = {"address": AddressParts(provinces=TWO), "date": DateParts(), "month_year": DateParts()}.get(kind, "")
    return FieldView(kind, "x", "Câu hỏi", **{"value": value, "options": TWO, **more})


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_has_a_name_people_hear(kind: str):
    page = draw(view_of(kind))
    labels = {label.get("for"): label.text_content().strip() for label in page.iterfind(".//label")}
    for control in page.xpath(".//input[not(@type='hidden')] | .//select | .//textarea"):
        assert labels[control.get("id")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_error_summary_leads_to_a_control_that_exists(kind: str):
    view = view_of(kind, error="Điền câu này.")
    (sentence, target) = errors_of([view])[0]
    page = draw(view)
    assert page.get_element_by_id(target).tag in ("input", "select", "textarea")
    assert sentence in page.text_content()


@pytest.mark.parametrize("kind", KINDS)
def test_the_error_and_the_hint_are_read_with_the_control(kind: str):
    view = view_of(kind, hint="Gợi ý", error="Điền câu này.")
    page = draw(view)
    described = page.xpath(f".//*[@aria-describedby='{view.described_by}']")
    assert described
    for target in view.described_by.split():
        if kind != "declaration" or not target.endswith("hint"):
            assert page.get_element_by_id(target) is not None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("file", "address")])
def test_a_locked_answer_is_shown_and_posts_nothing(kind: str):
    page = draw(FieldView(kind, "x", "Họ tên", value="NGUYỄN THỊ HẠNH", locked=True, source="population"))
    assert names(page) == set()
    assert "NGUYỄN THỊ HẠNH" in page.text_content()
    assert "Cơ sở dữ liệu quốc gia về dân cư" in page.text_content()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("date", {"x-day", "x-month", "x-year"}),
        ("month_year", {"x-month", "x-year"}),
        ("year", {"x-year"}),
        ("address", {"x-province", "x-query", "x-detail", "find"}),
        ("checkboxes", {"x"}),
        ("declaration", {"x"}),
    ],
)
def test_a_question_posts_the_names_the_module_promises(kind: str, expected: set[str]):
    assert names(draw(view_of(kind))) == expected


def test_only_the_wrong_box_of_a_date_is_marked_and_jumped_to():
    view = FieldView("date", "x", "Ngày sinh", value=DateParts("30", "13", "2026"), error="Tháng từ 1 đến 12.",
                     error_parts=("month",))  # fmt: skip
    page = draw(view)
    wrong = [control.get("id") for control in page.xpath(".//input[@aria-invalid='true']")]
    assert wrong == ["o-x-month"] == [view.focus_id]


def test_what_was_typed_comes_back_unchanged():
    page = draw(FieldView("text", "x", "Tên", value='<b>Ổ & Ư</b> "1.000"'))
    assert page.get_element_by_id("o-x").get("value") == '<b>Ổ & Ư</b> "1.000"'
    assert draw(FieldView("money", "x", "Tiền", value=2500000)).get_element_by_id("o-x").get("value") == "2500000"
    assert draw(FieldView("textarea", "x", "Lý do", value="một\nhai")).get_element_by_id("o-x").text == "\nmột\nhai"


def test_a_chosen_commune_survives_the_next_round_without_a_list():
    chosen = AddressParts(province="a", provinces=TWO, commune="30715", commune_label="Xã Cẩm Giang")
    page = draw(view_of("address", value=chosen))
    assert page.xpath(".//input[@type='hidden' and @name='x-commune']/@value") == ["30715"]
    assert "Xã Cẩm Giang" in page.text_content()


def test_an_address_search_that_found_nothing_says_so():
    page = draw(view_of("address", value=AddressParts(provinces=TWO, query="abc", was_searched=True)))
    assert "Chưa tìm thấy “abc”" in page.text_content()


def test_the_kept_file_can_be_seen_and_dropped():
    view = FieldView("file", "x", "Giấy", files=(FileRow("7", "a.jpg", "1,2 MB", url="/tep/7/"),))
    page = draw(view)
    assert page.xpath(".//a/@href") == ["/tep/7/"]
    assert page.xpath(".//button[@name='remove']/@value") == ["7"]


def test_errors_inside_repeated_rows_and_revealed_questions_reach_the_summary():
    inner = FieldView("text", "ten", "Tên", error="Điền tên.")
    view = FieldView("repeat", "con", "Các con", rows=(RepeatRow("1", "Con thứ nhất", (inner,)),))
    revealed = FieldView("radios", "r", "Ai", options=(Option("a", "A", reveal=(inner,)),))
    assert errors_of([view, revealed]) == [("Điền tên.", "o-ten")] * 2
    assert draw(view).get_element_by_id("o-ten") is not None
    assert draw(revealed).get_element_by_id("o-ten") is not None


def test_an_optional_question_says_so_and_a_required_one_does_not():
    assert "(không bắt buộc)" in draw(view_of("text", required=False)).text_content()
    assert "(không bắt buộc)" not in draw(view_of("text")).text_content()


def test_the_gallery_draws_every_kind():
    assert {view.kind for view in (*_fields(), *_wrong_fields())} >= set(KINDS) | {"repeat"}
