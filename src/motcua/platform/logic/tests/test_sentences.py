"""The reasons as officers and citizens read them."""

from datetime import date

import pytest

from motcua.platform.logic import NOT_ASKED, explain

TODAY = date(2026, 11, 16)
LABELS = {
    "requester": "Người nộp là ai",
    "requester=uq": "Người được ủy quyền",
    "requester=cha": "Cha",
    "requester=me": "Mẹ",
    "channel": "Cách nộp",
    "channel=online": "Trực tuyến",
    "channel=direct": "Tại quầy",
    "mother_is_dead": "Mẹ đã chết",
    "born": "Ngày sinh",
    "submitted_on": "Ngày nộp",
    "pages": "Số trang",
    "file": "Văn bản ủy quyền",
    "residence": "Nơi cư trú",
    "choices": "Giấy tờ cần",
    "choices=bs": "Bản sao",
    "register_found.birth": "Dữ liệu khai sinh",
    "children": "Các con",
    "children.name": "Tên con",
    "children.born": "Ngày sinh của con",
}
UNDER_AGE = {"<": [{"age": {"var": "born"}}, 18]}
LATE = {">": [{"days_between": [{"var": "born"}, {"var": "submitted_on"}]}, 60]}
IN_TIME = {"born": "2026-09-20", "submitted_on": "2026-11-16"}
YOUNG_CHILD = {"<": [{"age": {"var": "born"}}, 6]}


@pytest.mark.parametrize(
    ("rule", "data", "sentence"),
    [
        ({"==": [{"var": "requester"}, "uq"]}, {"requester": "uq"}, "vì «Người nộp là ai» là «Người được ủy quyền»"),
        (
            {"==": [{"var": "requester"}, "uq"]},
            {"requester": "cha"},
            "vì «Người nộp là ai» là «Cha», không phải «Người được ủy quyền»",
        ),
        ({"!=": ["uq", {"var": "requester"}]}, {"requester": "uq"}, "vì «Người nộp là ai» là «Người được ủy quyền»"),
        ({"==": [{"var": "requester"}, "uq"]}, {}, "vì chưa khai «Người nộp là ai»"),
        ({"==": [{"var": "mother_is_dead"}, True]}, {"mother_is_dead": False}, "vì «Mẹ đã chết» là «Không»"),
        ({"!": {"var": "mother_is_dead"}}, {"mother_is_dead": False}, "vì «Mẹ đã chết» là «Không»"),
        (
            {"in": [{"var": "requester"}, ["cha", "me"]]},
            {"requester": "uq"},
            "vì «Người nộp là ai» là «Người được ủy quyền», không thuộc «Cha», «Mẹ»",
        ),
        ({"in": ["bs", {"var": "choices"}]}, {"choices": ["bs"]}, "vì «Giấy tờ cần» có «Bản sao»"),
        ({"in": ["bs", {"var": "choices"}]}, {"choices": []}, "vì «Giấy tờ cần» không có «Bản sao»"),
        (UNDER_AGE, {"born": "2010-01-01"}, "vì tuổi theo «Ngày sinh» là 16, dưới 18"),
        (UNDER_AGE, {"born": "1990-01-01"}, "vì tuổi theo «Ngày sinh» là 36, từ 18 trở lên"),
        (UNDER_AGE, {}, "vì chưa khai đủ «Ngày sinh»"),
        ({">": [18, {"age": {"var": "born"}}]}, {"born": "2010-01-01"}, "vì tuổi theo «Ngày sinh» là 16, dưới 18"),
        (LATE, IN_TIME, "vì số ngày từ «Ngày sinh» đến «Ngày nộp» là 57, không quá 60"),
        (
            {"<": [{"var": "born"}, "2026-10-01"]},
            IN_TIME,
            "vì «Ngày sinh» là 20/09/2026, trước 01/10/2026",
        ),
        ({">": [{"var": "pages"}, 5]}, {"pages": "nhiều"}, "vì không so sánh được «Số trang» với 5"),
        ({"<=": [1, {"var": "pages"}, 10]}, {"pages": 3}, "vì «Số trang» là 3, trong khoảng từ 1 đến 10"),
        ({"<=": [1, {"var": "pages"}, 10]}, {"pages": 1200}, "vì «Số trang» là 1.200, ngoài khoảng từ 1 đến 10"),
        ({"present": {"var": "file"}}, {"file": ["x"]}, "vì đã có «Văn bản ủy quyền»"),
        ({"absent": {"var": "file"}}, {"file": ["x"]}, "vì đã có «Văn bản ủy quyền»"),
        ({"present": {"var": "file"}}, {}, "vì chưa có «Văn bản ủy quyền»"),
        ({"missing": ["file", "born"]}, {"born": "1990"}, "vì còn thiếu «Văn bản ủy quyền»"),
        ({"missing": ["file"]}, {"file": "x"}, "vì đã có đủ «Văn bản ủy quyền»"),
        ({"var": "residence"}, {"residence": {"commune": "11692"}}, "vì đã khai «Nơi cư trú»"),
        (
            {"and": [{"==": [{"var": "channel"}, "online"]}, UNDER_AGE]},
            {"channel": "online", "born": "2010-01-01"},
            "vì «Cách nộp» là «Trực tuyến» và tuổi theo «Ngày sinh» là 16, dưới 18",
        ),
        (
            {"and": [UNDER_AGE, {"==": [{"var": "channel"}, "online"]}]},
            {"channel": "direct", "born": "2010-01-01"},
            "vì «Cách nộp» là «Tại quầy», không phải «Trực tuyến»",
        ),
        (
            {"or": [{"var": "mother_is_dead"}, {"==": [{"var": "requester"}, "uq"]}]},
            {"mother_is_dead": False, "requester": "uq"},
            "vì «Người nộp là ai» là «Người được ủy quyền»",
        ),
        (
            {"if": [{"==": [{"var": "channel"}, "online"]}, 0, 8000]},
            {"channel": "online"},
            "vì «Cách nộp» là «Trực tuyến»",
        ),
        ({"*": [1000, {"var": "pages"}]}, {"pages": 3}, "vì «Số trang» là 3"),
        (
            {"some": [{"var": "children"}, YOUNG_CHILD]},
            {"children": [{"born": "2010-01-01"}, {"born": "2022-01-01"}]},
            "vì trong «Các con» có dòng mà tuổi theo «Ngày sinh của con» là 4, dưới 6",
        ),
        (
            {"all": [{"var": "children"}, YOUNG_CHILD]},
            {"children": [{"born": "2022-01-01"}]},
            "vì mọi dòng trong «Các con» đều đạt điều kiện",
        ),
        (
            {"none": [{"var": "children"}, YOUNG_CHILD]},
            {"children": [{"born": "2010-01-01"}]},
            "vì không dòng nào trong «Các con» đạt điều kiện",
        ),
        ({"some": [{"var": "children"}, YOUNG_CHILD]}, {}, "vì «Các con» chưa có dòng nào"),
        ({"var": "children"}, {"children": [{"name": "An"}, {}]}, "vì «Các con» có 2 dòng"),
        (True, {}, "vì quy định áp dụng cho mọi trường hợp"),
        (
            {"!": {"var": "register_found.birth"}},
            {"register_found": {"birth": NOT_ASKED}},
            "chưa kết luận được vì chưa hỏi được «Dữ liệu khai sinh»",
        ),
        (
            {"and": [{"==": [{"var": "channel"}, "direct"]}, {"!": {"var": "register_found.birth"}}]},
            {"channel": "direct", "register_found": {"birth": NOT_ASKED}},
            "chưa kết luận được vì chưa hỏi được «Dữ liệu khai sinh»",
        ),
        (
            {"and": [{"==": [{"var": "channel"}, "direct"]}, {"!": {"var": "register_found.birth"}}]},
            {"channel": "online", "register_found": {"birth": NOT_ASKED}},
            "vì «Cách nộp» là «Trực tuyến», không phải «Tại quầy»",
        ),
        (
            {"all": [{"var": "children"}, {"var": "name"}]},
            {"children": [{"name": NOT_ASKED}]},
            "chưa kết luận được vì chưa hỏi được «Tên con»",
        ),
    ],
)
def test_the_sentence_tells_what_decided(rule, data, sentence):
    assert explain(rule, data, today=TODAY).sentence_vi(LABELS) == sentence


def test_three_facts_are_set_apart():
    rule = {"and": [{"var": "mother_is_dead"}, {"present": {"var": "file"}}, UNDER_AGE]}
    told = explain(rule, {"mother_is_dead": True, "file": "x", "born": "2010"}, today=TODAY)
    assert told.sentence_vi(LABELS) == (
        "vì «Mẹ đã chết» là «Có»; đã có «Văn bản ủy quyền»; tuổi theo «Ngày sinh» là 16, dưới 18"
    )


def test_a_field_without_a_label_is_named_as_it_is():
    assert explain({"==": [{"var": "x.y"}, 2]}, {"x": {"y": 2}}, today=TODAY).sentence_vi() == "vì «x.y» là 2"


def test_parts_that_were_not_needed_are_not_in_the_tree():
    told = explain({"or": [True, {"var": "a"}]}, {"a": 1}, today=TODAY)
    assert [part.expr for part in told.children] == [True]
    assert (told.expr, told.value, told.truth) == ({"or": [True, {"var": "a"}]}, True, True)
