"""Reading the answers again: the check page, and whatever lies in a dossier."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.engine import Value, reuse_count, state, summary
from motcua.forms.tests.support import CONTEXT, NOW, TODAY, at, form, form_of, typed

MADE = form("""
groups:
  - key: one
    title: Người con
    fields:
      - {key: name, label: Tên con, type: person_name, required: true, mark: P}
      - {key: num, label: Số định danh, type: personal_number, locked_when_filled_from: [sign_in], mark: P}
      - {key: land, label: Thửa đất, type: text, fill_from: [land_db], locked_when_filled_from: [land_db], mark: P}
      - {key: note, label: Ghi chú, type: text, mark: P}
      - {key: twice, label: Hai lần, type: number, compute: {"*": [{var: copies}, 2]}, mark: P}
      - {key: copies, label: Số bản, type: number, unit: bản, mark: P}
      - {key: paper, label: Giấy chứng sinh, type: file, required: {"!": [{var: register_found.birth}]}, mark: P}
  - key: health
    title: Phần bệnh
    sensitive: hiv
    fields: [{key: ill, label: Bệnh, type: text, required: true, mark: P}]
""")
ANSWERS = {
    "num": Value("030197000412", "sign_in", NOW, disputed="thiếu số 1"),
    "land": Value("Thửa 12", "land_db", NOW),
    **typed(name="An", copies=3, ill="có"),
}


def rows(*args, **kwargs):
    return {row.key: row for group in summary(*args, **kwargs) for row in group.rows}


def test_each_answer_has_its_words_its_source_and_a_way_back_where_it_may_be_changed():
    found = rows(MADE, ANSWERS, CONTEXT, masked=True)
    assert (found["name"].value, found["name"].source, found["name"].editable, found["name"].group) == (
        "An", "declared", True, "one",
    )  # fmt: skip
    assert (found["num"].value, found["num"].source, found["num"].editable) == ("030 197 ••• 412", "identity", False)
    assert found["num"].note == "Bạn báo chưa đúng: thiếu số 1"
    assert (found["land"].source, found["land"].source_text) == ("other_register", "CSDL quốc gia về đất đai")
    assert (found["twice"].value, found["twice"].source, found["twice"].editable) == ("6", "", False)
    assert found["copies"].value == "3 bản"
    assert "note" not in found


def test_an_officer_reads_whole_numbers_and_who_said_what():
    found = rows(MADE, ANSWERS, CONTEXT, for_officer=True)
    assert found["num"].value == "030 197 000 412"
    assert found["num"].note == "Người nộp báo chưa đúng: thiếu số 1"
    assert found["name"].source_text == "Người nộp khai"


def test_a_required_answer_that_is_missing_has_a_row_that_says_so():
    found = rows(MADE, {}, at(registers={"birth": False}))
    assert (found["name"].value, found["name"].is_missing) == ("", True)
    assert found["paper"].is_missing


def test_what_nobody_asked_is_told_as_not_asked():
    found = rows(MADE, {"paper": ["một.pdf", "hai.pdf"]}, CONTEXT)
    assert (found["paper"].value, found["paper"].note) == ("2 tệp", "Chưa hỏi được dữ liệu Nhà nước.")


def test_a_reader_without_the_grant_finds_no_trace_of_a_confidential_part():
    assert {g.key for g in summary(MADE, ANSWERS, CONTEXT)} == {"one", "health"}
    open_part = {key: value for key, value in ANSWERS.items() if key != "ill"}
    assert {g.key for g in summary(MADE, open_part, CONTEXT, without={"hiv"})} == {"one"}
    assert "Phần bệnh" not in str(summary(MADE, ANSWERS, CONTEXT, without={"hiv"}))


def test_without_a_form_there_is_nothing_to_order():
    assert summary(None, ANSWERS, CONTEXT) == ()


def test_answers_the_form_does_not_know_are_listed_not_lost():
    raw = {"name": "Pó", "ghi_chu_cu": {"a": 1, "b": [True, "x"]}, "noi_o": {"province": "31", "commune": "11692"}}
    groups = summary(MADE, {**raw, "bo@12": "để riêng"}, at(submitted_on=TODAY))
    assert [g.key for g in groups] == ["one", "health", "other"]
    others = {row.key: row.value for row in groups[-1].rows}
    assert others == {"ghi_chu_cu": "a: 1; b: Có\nx", "noi_o": "Phường Dương Kinh, thành phố Hải Phòng"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["name", "num", "land", "copies", "paper", "ill", "lạ"]), JSON))
def test_raw_answers_of_any_shape_can_be_read(raw):
    for group in summary(MADE, raw, CONTEXT, for_officer=True):
        assert all(isinstance(row.value, str) for row in group.rows)


def test_it_is_counted_how_much_was_not_asked():
    offer = Value("x", "earlier_dossier", confirmed_by=41)
    counted = reuse_count(state(MADE, {**ANSWERS, "note": offer}, CONTEXT))
    # sign-in, register, what the system computed, what was only confirmed | name, copies, ill
    assert (counted.have, counted.typed) == (4, 3)


def test_in_a_dossier_an_answer_our_rules_would_hide_is_still_told():
    made = form_of(
        "key: a, label: Ẩn, type: yes_no, visible: false",
        "key: b, label: Kín, type: text, sensitive: hiv, visible: false",
    )
    sent = {"a": True, "b": "x"}
    assert summary(made, sent, CONTEXT) == ()
    (group,) = summary(made, sent, at(as_submitted=True), without={"hiv"})
    assert [(row.key, row.label, row.value) for row in group.rows] == [("a", "Ẩn", "Có")]


def test_a_stored_value_with_a_mangled_instant_is_still_read():
    raw = {"name": {"value": "Pó", "source": "portal", "at": "hôm qua"}, "case": {"value": ["?"], "source": "portal"}}
    assert rows(MADE, raw, CONTEXT)["name"].value == "Pó"
