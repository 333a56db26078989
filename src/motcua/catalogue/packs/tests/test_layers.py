"""National < province < unit, key by key."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from motcua.catalogue.packs.changes import diff, in_vietnamese
from motcua.catalogue.packs.layers import Layer, digest_of, lay_over, merge
from motcua.catalogue.packs.library import Library

from .builders import documents, fee

NATIONAL = documents(fees=[fee("late", None), fee("copies", 8000, group="copies", per="copy")])
PROVINCE = Layer(
    "province",
    {"procedure": {"fees": {"late": {"amount": 5000, "unread": None}, "local": {**fee("x", 0), "label": "Của tỉnh"}}}},
    code="31",
    source="NQ mẫu",
)


def test_a_local_fee_survives_an_upgrade_of_the_national_pack_and_the_diff_shows_what_moved():
    upgraded = documents(
        fees=[fee("late", None, label="Lệ phí quá hạn (tên mới)"), fee("copies", 10000, group="copies", per="copy")],
    )
    before = merge([Layer("national", NATIONAL), PROVINCE])
    after = merge([Layer("national", upgraded), PROVINCE])

    amounts = {line.key: line.amount for line in after.fees}
    assert amounts == {"late": 5000, "copies": 10000, "local": 0}
    assert after.origins["procedure.fees[late].amount"] == "province:31"
    changed = {change.path: (change.old, change.new) for change in diff(before, after)}
    assert changed == {
        ("procedure", "fees", "late", "label"): ("Lệ phí late", "Lệ phí quá hạn (tên mới)"),
        ("procedure", "fees", "copies", "amount"): (8000, 10000),
    }
    sentences = in_vietnamese(diff(before, after))
    assert "Thủ tục › khoản thu «Lệ phí copies» › mức thu: 8.000 đồng → 10.000 đồng" in sentences


def test_an_upgrade_that_reads_the_national_amount_still_leaves_the_local_one_in_force():
    upgraded = documents(fees=[fee("late", 9000), fee("copies", 8000, group="copies", per="copy")])
    after = merge([Layer("national", upgraded), PROVINCE])
    assert {line.key: line.amount for line in after.fees}["late"] == 5000


def test_every_value_knows_the_layer_it_came_from():
    origins = merge([Layer("national", NATIONAL), PROVINCE]).origins
    assert origins["procedure.cases[only]"] == "national"
    assert origins["procedure.fees[copies]"] == "national"
    assert origins["procedure.fees[late].amount"] == "province:31"
    assert origins["procedure.fees[local]"] == "province:31"


def test_the_unit_has_the_last_word_and_the_order_of_the_layers_does_not_matter():
    unit = Layer(
        "unit", {"procedure": {"handling_unit": "Phòng Kinh tế", "fees": {"late": {"amount": 0}}}}, code="11692"
    )
    layers = [Layer("national", NATIONAL), PROVINCE, unit]
    pack = merge(layers)
    assert pack.procedure["handling_unit"] == "Phòng Kinh tế"
    assert {line.key: line.amount for line in pack.fees}["late"] == 0
    assert merge(layers[::-1]) == pack


def test_a_layer_counts_only_on_the_days_it_holds():
    layer = Layer("province", PROVINCE.documents, code="31", valid_from=date(2026, 8, 8), valid_to=date(2031, 12, 31))
    for day, amount in ((date(2026, 8, 7), None), (date(2026, 8, 8), 5000), (date(2032, 1, 1), None)):
        pack = merge([Layer("national", NATIONAL), layer], on=day)
        assert {line.key: line.amount for line in pack.fees}["late"] == amount


def test_null_removes_an_item_and_the_origin_says_who_removed_it():
    layer = Layer("province", {"procedure": {"fees": {"copies": None}}}, code="31")
    pack = merge([Layer("national", NATIONAL), layer])
    assert [line.key for line in pack.fees] == ["late"]
    assert pack.origins["procedure.fees[copies]"] == "removed by province:31"


def test_items_may_be_added_to_an_empty_list():
    assert lay_over({"fees": []}, {"fees": {"a": {"amount": 1}}}) == {"fees": [{"key": "a", "amount": 1}]}


def test_a_condition_is_replaced_whole_even_when_both_are_mappings():
    lower = {"fields": [{"key": "a", "visible": {"==": [{"var": "x"}, 1]}, "max": 9}]}
    upper = {"fields": {"a": {"visible": {"present": [{"var": "y"}]}, "max": 5}}}
    assert lay_over(lower, upper)["fields"] == [{"key": "a", "visible": {"present": [{"var": "y"}]}, "max": 5}]


def test_merging_changes_neither_layer():
    before = digest_of(NATIONAL)
    merge([Layer("national", NATIONAL), PROVINCE])
    assert digest_of(NATIONAL) == before


def test_the_digest_does_not_hang_on_the_order_of_keys():
    turned = {name: NATIONAL[name] for name in reversed(list(NATIONAL))}
    turned["procedure"] = dict(reversed(list(NATIONAL["procedure"].items())))
    assert merge([Layer("national", turned)]).digest == merge([Layer("national", NATIONAL)]).digest


def test_nothing_laid_over_a_real_pack_changes_nothing(library: Library):
    for code in library.codes[:20]:
        national = library.national(code)
        assert merge([national, Layer("unit", {}, code="x")]).digest == merge([national]).digest


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=12,
)
mappings = st.dictionaries(st.sampled_from("abcd"), json_values, max_size=4)


@given(mappings, mappings)
def test_what_the_upper_layer_says_stands_and_the_rest_stays(lower, upper):
    merged = lay_over(lower, upper)
    assert set(merged) == set(lower) | set(upper)
    for key in upper:
        if not isinstance(upper[key], (dict, list)):
            assert merged[key] == upper[key]
    for key in lower.keys() - upper.keys():
        assert merged[key] == lower[key]


@given(mappings, mappings)
def test_laying_the_same_thing_twice_is_laying_it_once(lower, upper):
    once = lay_over(lower, upper)
    assert lay_over(once, upper) == once
