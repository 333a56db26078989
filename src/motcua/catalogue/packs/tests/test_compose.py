"""From converted files, tables and settled parts to documents."""

from __future__ import annotations

import pytest

from motcua.catalogue.packs.compose import generic_form, settle_form
from motcua.catalogue.packs.library import Library

FORM = {
    "format": 1,
    "groups": [
        {"key": "open", "title": "Mở", "fields": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]},
        {
            "key": "secret",
            "title": "Kín",
            "visible": {"==": [{"var": "a"}, 1]},
            "sensitive": "restricted",
            "fields": [{"key": "c", "label": "C"}, {"key": "d", "label": "D"}],
        },
    ],
}


def regrouped(*groups):
    return settle_form(FORM, {"regroup": [{"key": f"g{n}", **group} for n, group in enumerate(groups)]})["groups"]


def test_a_long_section_is_cut_into_questions_that_inherit_its_condition_and_secrecy():
    groups = regrouped(
        {"section": "open", "fields": ["b"], "heading": "B?"},
        {"section": "open", "fields": ["a"]},
        {"section": "secret", "fields": ["c"], "sensitive": "hiv"},
        {"section": "secret", "fields": ["d"], "visible": {"present": [{"var": "b"}]}},
    )
    assert [[f["key"] for f in g["fields"]] for g in groups] == [["b"], ["a"], ["c"], ["d"]]
    assert groups[0]["heading"] == "B?"
    assert "visible" not in groups[0]
    assert (groups[2]["visible"], groups[2]["sensitive"]) == ({"==": [{"var": "a"}, 1]}, "hiv")
    assert groups[3]["visible"] == {"and": [{"==": [{"var": "a"}, 1]}, {"present": [{"var": "b"}]}]}
    assert groups[3]["sensitive"] == "restricted"


@pytest.mark.parametrize(
    "fields",
    [(["a"], ["c", "d"]), (["a", "b", "a"], ["c", "d"]), (["a", "b", "x"], ["c", "d"])],
    ids=["one forgotten", "one twice", "one unknown"],
)
def test_every_field_of_the_source_stands_in_exactly_one_question(fields):
    with pytest.raises(ValueError, match="exactly once"):
        regrouped({"section": "open", "fields": fields[0]}, {"section": "secret", "fields": fields[1]})


def test_a_field_never_leaves_a_secret_or_conditional_section():
    with pytest.raises(ValueError, match="conditional or secret"):
        regrouped({"section": "open", "fields": ["a", "b", "c"]}, {"section": "secret", "fields": ["d"]})
    with pytest.raises(ValueError, match="conditional or secret"):
        regrouped({"section": "open", "fields": ["a"]}, {"section": "secret", "fields": ["b", "c", "d"]})


def test_settling_a_field_the_source_does_not_have_is_a_mistake():
    with pytest.raises(ValueError, match="does not have: x"):
        settle_form(FORM, {"fields": {"x": {"hint": "?"}}})


def test_a_settled_field_keeps_what_nobody_changed():
    changed = settle_form(FORM, {"fields": {"a": {"hint": "Gợi ý"}}, "title": "Tên"})
    assert changed["title"] == "Tên"
    assert changed["groups"][0]["fields"][0] == {"key": "a", "label": "A", "hint": "Gợi ý"}
    assert FORM["groups"][0]["fields"][0] == {"key": "a", "label": "A"}


def test_the_generic_form_asks_for_each_filed_paper_and_says_why_a_paper_may_be_left_out(library: Library):
    paper = {"code": None, "when_text": None, "replaceable_by": None, "form": "original", "required": True}
    papers = [
        {**paper, "key": "p1", "name": "Tờ khai", "filled_by": "file_p1"},
        {**paper, "key": "p2", "name": "Trích lục", "filled_by": "file_p2", "replaceable_by": {"text": "CSDL hộ tịch"}},
        {
            **paper,
            "key": "p3",
            "name": "Ủy quyền",
            "filled_by": "file_p3",
            "when_text": "chỉ khi ủy quyền",
            "required": False,
        },
        {**paper, "key": "p4", "name": "Căn cước", "filled_by": None, "form": "presented"},
    ]
    form = generic_form(library.tables.generic["form"], papers, title="Mẫu")
    files = {f["key"]: f for g in form["groups"] for f in g["fields"] if f["type"] == "file"}
    assert {key: f["required"] for key, f in files.items()} == {"file_p1": True, "file_p2": False, "file_p3": False}
    assert files["file_p2"]["hint"] == "Không phải gửi nếu đã có trong CSDL hộ tịch"
    assert files["file_p3"]["hint"] == "Chỉ khi ủy quyền"


def test_a_procedure_without_papers_has_no_empty_question_about_them(library: Library):
    form = generic_form(library.tables.generic["form"], [], title="Mẫu")
    assert all(group["fields"] for group in form["groups"])


def test_secret_groups_of_the_committed_pack_carry_their_class(library: Library):
    groups = {g["key"]: g.get("sensitive") for g in library.pack("1.001776").form["groups"]}
    assert {key for key, name in groups.items() if name} == {"hiv_part"}
    assert groups["hiv_part"] == "hiv"
