"""A difference is data first, and a Vietnamese sentence for the one who reviews it."""

from __future__ import annotations

from copy import deepcopy

from motcua.catalogue.packs.changes import diff, in_vietnamese
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack

from .builders import fee, pack


def test_the_same_pack_has_no_difference(library: Library):
    one = library.pack("1.001776")
    assert diff(one, library.pack("1.001776")) == ()


def test_added_removed_and_changed_things_are_told_apart():
    old = pack(fees=[fee("a", 5000), fee("b", None)], channels=["direct"])
    new = pack(fees=[fee("a", 0), fee("c", 1000)], channels=["direct", "online"], agency="UBND cấp xã")
    kinds = {change.path: change.kind for change in diff(old, new)}
    assert kinds == {
        ("procedure", "fees", "a", "amount"): "changed",
        ("procedure", "fees", "b"): "removed",
        ("procedure", "fees", "c"): "added",
        ("procedure", "channels"): "changed",
        ("procedure", "agency"): "added",
    }
    assert in_vietnamese(diff(old, new)) == [
        "Thủ tục › khoản thu «Lệ phí a» › mức thu: 5.000 đồng → 0 đồng",
        "Thủ tục › khoản thu «Lệ phí b»: bỏ «Lệ phí b»",
        "Thủ tục › khoản thu «Lệ phí c»: thêm «Lệ phí c»",
        "Thủ tục › kênh nộp: direct → direct, online",
        "Thủ tục › cơ quan giải quyết: thêm UBND cấp xã",
    ]


def test_an_amount_that_becomes_known_reads_as_such():
    (sentence,) = in_vietnamese(diff(pack(fees=[fee("a", None)]), pack(fees=[fee("a", 8000, unread="council")])))
    assert sentence == "Thủ tục › khoản thu «Lệ phí a» › mức thu: (trống) → 8.000 đồng"


def test_a_new_order_is_a_change_of_its_own():
    old, new = pack(fees=[fee("a", 1), fee("b", 2)]), pack(fees=[fee("b", 2), fee("a", 1)])
    assert [change.path for change in diff(old, new)] == [("procedure", "fees", "order")]


def test_a_changed_condition_is_one_change_not_many(library: Library):
    documents = deepcopy(library.pack("1.001193").documents)
    group = next(g for g in documents["form"]["groups"] if g["key"] == "mother_who")
    group["visible"] = {"==": [{"var": "birth_kind"}, "1"]}
    (change,) = diff(library.pack("1.001193"), Pack(documents))
    assert change.path == ("form", "groups", "mother_who", "visible")


def test_a_line_of_the_province_is_told_with_its_layer(library: Library):
    changes = diff(library.pack("1.001193"), library.pack("1.001193", province="31"))
    assert {change.layer for change in changes} == {"province:31"}
    assert all(sentence.endswith("(lớp province:31)") for sentence in in_vietnamese(changes))
