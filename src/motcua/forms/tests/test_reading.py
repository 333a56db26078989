"""A posted screen: what is kept, what is told, which buttons belong to the form itself."""

from __future__ import annotations

from motcua.forms.engine import Value, parse_field, parse_group
from motcua.forms.tests.support import CONTEXT, NOW, at, form_of, post, typed

PERSON = form_of(
    "key: name, label: 'Họ, chữ đệm, tên của con', type: person_name, required: true",
    "key: born, label: Ngày sinh, type: date, required: true, fact: child.birth_date",
    "key: phone, label: Số điện thoại, type: phone, required: true",
    "key: sex, label: Giới tính, type: choice, options: sexes, required: true",
    "key: note, label: Ghi chú thêm, type: text",
)
BLANK = post(name="", born__day="", born__month="", born__year="", phone="", note="")


def codes(parsed) -> dict[str, str]:
    return {fault.name: fault.code for fault in parsed.faults}


def test_all_faults_of_a_screen_come_at_once_each_at_its_control():
    parsed = parse_group(PERSON, "g", {**BLANK, "phone": ["0912 000 41"]}, {}, CONTEXT)
    assert codes(parsed) == {"name": "missing", "born": "missing", "phone": "phone_length", "sex": "missing"}
    assert parsed.faults[0].message == "Điền họ, chữ đệm, tên của con."
    assert parsed.faults[0].group_title == "Nhóm"
    assert not parsed.is_done


def test_what_is_right_is_kept_although_something_else_is_wrong():
    parsed = parse_group(PERSON, "g", {**BLANK, "name": ["vàng a pó"], "phone": ["12"]}, {}, CONTEXT)
    assert parsed.values == {"name": Value("vàng a pó", "applicant", NOW)}
    assert parsed.typed["phone"] == ["12"]


def test_a_whole_screen_is_done_when_nothing_is_wrong():
    boxes = post(name="An", born__day="1", born__month="11", born__year="2026", phone="0912000412", sex="2", note="")
    parsed = parse_group(PERSON, "g", boxes, {}, CONTEXT)
    assert parsed.is_done
    assert {key: value.value for key, value in parsed.values.items()} == {
        "name": "An", "born": "2026-11-01", "phone": "0912000412", "sex": "2",
    }  # fmt: skip


def test_emptying_a_box_clears_the_answer_and_a_wrong_text_does_not_overwrite_a_right_one():
    answers = typed(name="An", note="x", phone="0912000412")
    parsed = parse_group(PERSON, "g", {**BLANK, "name": ["An"], "phone": ["hỏng"]}, answers, CONTEXT)
    assert parsed.values == {"note": None}
    assert parsed.over(answers).keys() == {"name", "phone"}


def test_the_same_answer_posted_again_stays_as_it_was_with_its_source():
    answers = {"name": Value("An", "birth_notice", evidence="GCS 1")}
    parsed = parse_group(PERSON, "g", {**BLANK, "name": ["An"]}, answers, CONTEXT)
    assert "name" not in parsed.values
    changed = parse_group(PERSON, "g", {**BLANK, "name": ["Ân"]}, answers, CONTEXT)
    assert changed.values["name"] == Value("Ân", "applicant", NOW)


def test_an_officer_who_types_signs_what_he_types():
    parsed = parse_group(PERSON, "g", {**BLANK, "name": ["An"]}, {}, at(typed_source="officer"))
    assert parsed.values["name"].source == "officer"


# --- locked and offered ------------------------------------------------------------------------

LOCKED = form_of(
    "key: me, label: Họ và tên, type: person_name, required: true, fact: applicant.full_name,"
    " fill_from: [sign_in, applicant], locked_when_filled_from: [sign_in]",
    "key: home, label: Nơi ở, type: text, required: true, fact: applicant.residence, fill_from: [earlier_dossier]",
)


def test_a_locked_value_is_not_changed_by_posting_and_the_try_is_told():
    answers = {"me": Value("NGUYỄN THỊ HẠNH", "sign_in", NOW)}
    parsed = parse_group(LOCKED, "g", post(me="Kẻ Khác", home="Thôn 3"), answers, CONTEXT)
    assert parsed.over(answers)["me"] == answers["me"]
    (told,) = parsed.faults
    assert (told.code, told.severity) == ("locked_changed", "warn")
    assert told.message == (
        "Họ và tên lấy từ tài khoản định danh, không sửa ở đây được. Nếu chưa đúng, bấm báo sai rồi làm tiếp."
    )
    assert parsed.is_done  # it is a warning: the rest of the screen goes on


def test_a_locked_value_cannot_be_emptied_either():
    answers = {"me": Value("NGUYỄN THỊ HẠNH", "sign_in", NOW)}
    parsed = parse_group(LOCKED, "g", post(me="", home="Thôn 3"), answers, CONTEXT)
    assert "me" not in parsed.values
    assert codes(parsed) == {"me": "locked_changed"}


def test_a_locked_field_needs_no_post_at_all():
    answers = {"me": Value("NGUYỄN THỊ HẠNH", "sign_in", NOW)}
    assert parse_group(LOCKED, "g", post(home="Thôn 3"), answers, CONTEXT).faults == ()


def test_posting_an_offer_unchanged_confirms_it_and_a_change_makes_it_the_persons_own():
    offer = Value("Thôn 3", "earlier_dossier", evidence="hồ sơ cũ")
    same = parse_group(LOCKED, "g", post(me="An", home="Thôn 3"), {"home": offer}, CONTEXT)
    assert (same.values["home"].source, same.values["home"].confirmed_by) == ("earlier_dossier", 41)
    assert same.values["home"].evidence == "hồ sơ cũ"
    other = parse_group(LOCKED, "g", post(me="An", home="Thôn 4"), {"home": offer}, CONTEXT)
    assert other.values["home"] == Value("Thôn 4", "applicant", NOW)
    none = parse_group(LOCKED, "g", post(me="An", home=""), {"home": offer}, CONTEXT)
    assert none.values["home"] is None
    assert codes(none) == {"home": "missing"}


# --- questions that bring up questions ---------------------------------------------------------

REVEALING = form_of(
    "key: wants, label: Có cần bản sao không, type: yes_no, required: true",
    'key: count, label: Số lượng bản sao, type: number, min: 1, required: true, visible: {"==": [{var: wants}, true]}',
)


def test_a_question_brought_up_by_autosave_after_the_page_was_drawn_is_asked_next_too():
    stored = typed(wants=True)  # kept by autosave a moment before the post
    blamed = parse_group(REVEALING, "g", post(wants="yes"), stored, CONTEXT)
    assert codes(blamed) == {"count": "missing"}  # a page that does not say what it drew
    parsed = parse_group(REVEALING, "g", post(wants="yes", shown="wants"), stored, CONTEXT)
    assert parsed.faults == ()
    assert parsed.newly_asked == ("count",)
    assert not parsed.is_done
    drawn = parse_group(REVEALING, "g", post(wants="yes", count="", shown="wants count"), stored, CONTEXT)
    assert codes(drawn) == {"count": "missing"}


def test_a_question_the_page_did_not_show_is_asked_next_and_nobody_is_scolded():
    parsed = parse_group(REVEALING, "g", post(wants="yes"), {}, CONTEXT)
    assert parsed.faults == ()
    assert parsed.newly_asked == ("count",)
    assert not parsed.is_done


def test_once_it_was_on_the_page_leaving_it_blank_is_a_fault():
    parsed = parse_group(REVEALING, "g", post(wants="yes", count=""), typed(wants=True), CONTEXT)
    assert codes(parsed) == {"count": "missing"}


def test_a_script_may_show_it_at_once_and_post_both():
    parsed = parse_group(REVEALING, "g", post(wants="yes", count="2"), {}, CONTEXT)
    assert parsed.is_done
    assert parsed.values["count"].value == 2


def test_what_the_new_answers_hide_is_neither_kept_nor_judged():
    parsed = parse_group(REVEALING, "g", post(wants="no", count="hai"), typed(wants=True), CONTEXT)
    assert parsed.is_done
    assert parsed.values.keys() == {"wants"}


def test_a_text_behind_a_choice_is_part_of_the_page_before_it_is_needed():
    made = form_of(
        "key: rel, label: Quan hệ, type: choice, options: relations, required: true",
        "key: words, label: Ghi rõ quan hệ, type: text, text_for: rel, required: true,"
        ' visible: {"==": [{var: rel}, else]}',
    )
    both = parse_group(made, "g", post(rel="else", words="Bác"), {}, CONTEXT)
    assert both.is_done
    blank = parse_group(made, "g", post(rel="else", words=""), {}, CONTEXT)
    assert {f.name: f.message for f in blank.faults} == {"words": "Ghi rõ quan hệ."}
    other = parse_group(made, "g", post(rel="self", words="Bác"), {}, CONTEXT)
    assert other.values.keys() == {"rel"}


def test_contradictions_that_concern_the_screen_are_told_on_it():
    made = form_of(
        "key: start, label: Từ ngày, type: date",
        "key: end, label: Đến ngày, type: date",
        head="checks: [{key: order, when: {'>': [{var: start}, {var: end}]}, concerns: {field: end},"
        " message: Ngày kết thúc ở trước ngày bắt đầu., severity: stop, mark: P}]",
    )
    boxes = post(start__day="2", start__month="3", start__year="2020", end__day="1", end__month="3", end__year="2020")
    assert codes(parse_group(made, "g", boxes, {}, CONTEXT)) == {"end": "order"}


# --- buttons of the form -----------------------------------------------------------------------

KIDS = form_of(
    "key: kids, label: Con đang nuôi, type: repeat, required: true, fields: ["
    "{key: name, label: Tên con, type: person_name, required: true, mark: P},"
    "{key: born, label: Ngày sinh, type: date, fact: child.birth_date, mark: P},"
    "{key: home, label: Nơi ở, type: address, mark: P}]",
)


def test_adding_a_row_keeps_what_was_typed_and_scolds_nobody():
    parsed = parse_group(KIDS, "g", {"kids-0-name": ["An 1"], "add": ["kids"]}, {}, CONTEXT)
    assert parsed.faults == ()
    assert (parsed.action.kind, parsed.action.target) == ("add", "kids")
    assert parsed.typed["kids-0-name"] == ["An 1"]
    assert parsed.typed["kids-1-name"] == [""]


def test_removing_a_row_takes_only_that_row():
    boxes = {"kids-0-name": ["An"], "kids-1-name": ["Bình"], "kids-10-name": ["Chi"], "remove": ["kids-1"]}
    parsed = parse_group(KIDS, "g", boxes, typed(kids=[{"name": "An"}, {"name": "Bình"}]), CONTEXT)
    assert [row["name"] for row in parsed.values["kids"].value] == ["An", "Chi"]


def test_removing_the_last_row_empties_the_block():
    parsed = parse_group(
        KIDS, "g", {"kids-0-name": ["An"], "remove": ["kids-0"]}, typed(kids=[{"name": "An"}]), CONTEXT
    )
    assert parsed.values == {"kids": None}


def test_a_button_for_a_file_is_handed_on():
    parsed = parse_group(KIDS, "g", {"remove": ["871"]}, {}, CONTEXT)
    assert (parsed.action.kind, parsed.action.target) == ("remove", "871")


def test_looking_for_a_commune_keeps_the_search_and_judges_nothing():
    boxes = {"kids-0-name": [""], "kids-0-home-query": ["anh dũng"], "find": ["kids-0-home"]}
    parsed = parse_group(KIDS, "g", boxes, {}, CONTEXT)
    assert (parsed.faults, parsed.action.target) == ((), "kids-0-home")


def test_a_fault_in_a_row_stands_at_its_own_box():
    boxes = {
        "kids-2-name": [""], "kids-2-born-day": ["1"], "kids-2-born-month": ["1"], "kids-2-born-year": ["2027"],
        "kids-5-name": ["An"],
    }  # fmt: skip
    parsed = parse_group(KIDS, "g", boxes, {}, CONTEXT)
    assert codes(parsed) == {"kids-2-born": "date_future", "kids-2-name": "missing"}
    assert parsed.values["kids"].value == [{}, {"name": "An"}]


def test_a_required_block_without_rows_is_missing():
    parsed = parse_group(KIDS, "g", {}, {}, CONTEXT)
    assert [f.message for f in parsed.faults] == ["Thêm ít nhất một mục ở phần «Con đang nuôi»."]


# --- autosave ----------------------------------------------------------------------------------


def test_one_box_of_a_stored_date_is_enough_to_change_it():
    parsed = parse_field(PERSON, "born", {"born-day": ["9"]}, typed(born="2026-11-01"), CONTEXT)
    assert parsed.values["born"].value == "2026-11-09"


def test_half_a_date_is_not_kept_and_says_so_without_asking_for_the_rest_of_the_form():
    parsed = parse_field(PERSON, "born", {"born-day": ["9"]}, {}, CONTEXT)
    assert parsed.values == {}
    assert codes(parsed) == {"born": "date_incomplete"}


def test_autosave_of_a_locked_field_changes_nothing():
    answers = {"me": Value("NGUYỄN THỊ HẠNH", "sign_in", NOW)}
    assert parse_field(LOCKED, "me", post(me="Khác"), answers, CONTEXT).values == {}


def test_what_the_system_writes_cannot_be_posted():
    made = form_of("key: a, label: A, type: number", 'key: b, label: B, type: number, compute: {"*": [{var: a}, 2]}')
    assert parse_group(made, "g", post(a="2", b="9"), {}, CONTEXT).values.keys() == {"a"}
