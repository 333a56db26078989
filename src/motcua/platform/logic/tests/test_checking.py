"""What the publisher of a pack reads."""

import pytest

from motcua.platform.logic import check, parse, sentence_of, variables
from motcua.platform.logic.errors import BrokenExpression

FIELDS = {"requester_relation", "residence", "children", "register_found.birth"}


@pytest.mark.parametrize(
    "rule",
    [
        True,
        {"var": "requester_relation"},
        {"==": [{"var": "residence.commune"}, "11692"]},
        {"!": {"var": "register_found.birth"}},
        {"some": [{"var": "children"}, {"<": [{"age": {"var": "born"}}, 6]}]},
        {"missing": ["requester_relation", "residence"]},
        {"if": [{"and": [{"var": "residence"}, True]}, 0, 8000]},
        {"<=": [{"days_between": [{"var": "residence.since"}, {"today": []}]}, 60]},
    ],
)
def test_a_rule_in_order_has_no_fault(rule):
    assert check(rule, fields=FIELDS) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"cat": ["a"]}, "Không có phép «cat» trong ngôn ngữ điều kiện."),
        ({"==": [1]}, "Phép «==» cần đúng 2 vế, ở đây có 1."),
        ({"<": [1, 2, 3, 4]}, "Phép «<» cần từ 2 đến 3 vế, ở đây có 4."),
        ({"and": []}, "Phép «and» cần ít nhất 1 vế, ở đây có 0."),
        ({"today": [1]}, "Phép «today» cần không có vế, ở đây có 1."),
        ({"var": "sex"}, "Biểu mẫu không có trường «sex»."),
        ({"missing": ["sex"]}, "Biểu mẫu không có trường «sex»."),
        ({"!": {"var": "register_found.death"}}, "Biểu mẫu không có trường «register_found.death»."),
        ({"all": [{"var": "cars"}, {"var": "sex"}]}, "Biểu mẫu không có trường «cars.sex»."),
        ({"var": {"var": "residence"}}, "Tên trường trong «var» phải viết sẵn, không tính ra."),
        ({"missing": {"var": "residence"}}, "Tên trường trong «missing» phải viết sẵn, không tính ra."),
        (
            {"==": [{"var": "residence"}, {"a": 1, "b": 2}]},
            'Có một đối tượng không phải phép tính: {"a": 1, "b": 2}. Mỗi phép có đúng một tên.',
        ),
        (
            {"==": [{"or": [{"var": "residence"}, 1]}, 1]},
            "Kết quả của «and», «or» chỉ là đúng hay sai, không đưa vào phép «==».",
        ),
        (
            {"+": [{"if": [True, {"and": [1, 2]}, 0]}, 1]},
            "Kết quả của «and», «or» chỉ là đúng hay sai, không đưa vào phép «+».",
        ),
        ({"or": [1] * 2000}, "Điều kiện dài quá 2.000 phần tử."),
        ([[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]], "Điều kiện lồng nhau quá 20 tầng."),
        ({"==": ["x" * 2001, 1]}, "Có đoạn chữ dài quá 2.000 ký tự."),
        ({"==": [1e16, 1]}, "Có số không đọc được hoặc lớn quá 1.000.000.000.000.000."),
        ({"==": [b"", 1]}, "Có giá trị không phải JSON (kiểu bytes)."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_told_in_one_sentence(rule, fault):
    assert fault in check(rule, fields=FIELDS)


def test_all_faults_are_told_at_once_and_each_once():
    rule = {"and": [{"log": 1}, {"log": 2}, {"==": [{"var": "sex"}]}, {"var": "sex"}, {"var": "sex"}]}
    assert check(rule, fields=FIELDS) == [
        "Không có phép «log» trong ngôn ngữ điều kiện.",
        "Phép «==» cần đúng 2 vế, ở đây có 1.",
        "Biểu mẫu không có trường «sex».",
    ]


def test_names_are_not_checked_when_no_names_are_given():
    assert check({"var": "anything"}, fields=None) == []


def test_a_raised_fault_has_the_same_sentence():
    with pytest.raises(BrokenExpression) as refused:
        parse({"log": 1})
    assert [sentence_of(refused.value)] == check({"log": 1}, fields=None)


def test_names_in_rows_belong_to_their_group():
    rule = {"some": [{"var": "households.members"}, {"and": [{"var": "born"}, {"present": {"var": ""}}]}]}
    assert variables(rule) == {"households.members", "households.members.born"}


def test_names_of_a_computed_list_are_left_out():
    assert variables({"some": [{"if": [{"var": "a"}, [1], [2]]}, {"var": "x"}]}) == {"a"}
