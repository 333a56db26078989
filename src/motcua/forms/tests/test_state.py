"""What a form looks like with these answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.engine import Value, answers_to_send, state, summary
from motcua.forms.tests.support import CONTEXT, TODAY, at, form, form_of, typed

CHAIN = form_of(
    "key: a, label: A, type: yes_no",
    'key: b, label: B, type: text, visible: {"==": [{var: a}, true]}',
    "key: c, label: C, type: text, visible: {present: [{var: b}]}, required: true",
)


def visible(made, answers, context=CONTEXT) -> set[str]:
    return {key for key, field in state(made, answers, context).fields.items() if field.visible}


def test_hiding_one_field_hides_all_that_hang_on_it_although_their_answers_are_kept():
    answers = typed(a=True, b="x", c="y")
    assert visible(CHAIN, answers) == {"a", "b", "c"}
    assert visible(CHAIN, {**answers, **typed(a=False)}) == {"a"}


def test_hidden_fields_are_never_sent():
    sent = answers_to_send(CHAIN, typed(a=False, b="x", c="y"), CONTEXT)
    assert sent.keys() == {"a"}


@given(
    st.fixed_dictionaries(
        {}, optional={"a": st.booleans(), "b": st.text(max_size=3), "c": st.text(max_size=3), "x": st.text()}
    )
)
def test_nothing_hidden_is_sent_for_any_answers_and_sending_is_stable(values):
    answers = typed(**values)
    sent = answers_to_send(CHAIN, answers, CONTEXT)
    assert sent.keys() <= visible(CHAIN, answers)
    assert answers_to_send(CHAIN, sent, CONTEXT) == sent


def test_an_answer_not_given_yet_shows_nothing_that_waits_for_it():
    assert visible(CHAIN, {}) == {"a"}


def test_a_group_without_anything_to_ask_is_no_screen():
    made = form("""
groups:
  - {key: g, title: G, fields: [{key: a, label: A, type: yes_no, mark: P}]}
  - key: h
    title: H
    visible: {"==": [{var: a}, true]}
    fields: [{key: b, label: B, type: text, mark: P}]
  - key: i
    title: I
    fields: [{key: d, label: D, type: date, derived: {kind: submission_date}, mark: P}]
""")
    assert [g.key for g in state(made, {}, CONTEXT).screens] == ["g"]
    now = state(made, typed(a=True), CONTEXT)
    assert [g.key for g in now.screens] == ["g", "h"]
    assert [g.key for g in now.groups] == ["g", "h", "i"]
    assert (now.after("g").key, now.after("h"), now.before("h").key, now.before("g")) == ("h", None, "g", None)


def test_a_register_nobody_asked_leaves_it_open_whether_a_paper_is_needed():
    made = form_of('key: f, label: Giấy, type: file, required: {"!": [{var: register_found.birth}]}')
    not_asked, found, lost = (
        state(made, {}, at(registers=registers)).fields["f"] for registers in ({}, {"birth": True}, {"birth": False})
    )
    assert (not_asked.required, not_asked.is_open) == (False, True)
    assert (found.required, found.is_open) == (False, False)
    assert (lost.required, lost.is_open) == (True, False)


def test_what_hangs_on_a_register_nobody_asked_is_offered_not_hidden():
    made = form_of('key: n, label: Số, type: text, visible: {"!": [{var: register_found.birth}]}')
    assert state(made, {}, CONTEXT).fields["n"].visible
    assert state(made, {}, CONTEXT).fields["n"].is_open
    assert not state(made, {}, at(registers={"birth": True})).fields["n"].visible


def test_the_system_writes_dates_in_words_names_of_choices_its_day_and_its_name():
    made = form_of(
        "key: born, label: Sinh, type: date, precision: [day, month, year]",
        "key: words, label: Bằng chữ, type: text, derived: {kind: date_in_words, of: born}",
        "key: sex, label: Giới tính, type: choice, options: sexes",
        "key: sex_word, label: Chữ, type: text, derived: {kind: option_label, of: sex}",
        "key: made_on, label: Ngày, type: date, derived: {kind: submission_date}",
        "key: made_at, label: Nơi, type: text, derived: {kind: unit_name}",
        'key: fee, label: Phí, type: money, compute: {"*": [{var: copies}, 8000]}',
        "key: copies, label: Số bản, type: number",
    )
    now = state(made, typed(born="1985-04-05", sex="2", copies=2), at(unit_name="Xã Cẩm Giang"))
    assert {key: now.fields[key].raw for key in ("words", "sex_word", "made_on", "made_at", "fee")} == {
        "words": "Ngày năm, tháng tư, năm một nghìn chín trăm tám mươi lăm",
        "sex_word": "Nữ",
        "made_on": "2026-11-13",
        "made_at": "Xã Cẩm Giang",
        "fee": 16000,
    }
    assert not now.fields["words"].asked
    year_only = state(made, typed(born="1985"), CONTEXT).fields["words"].raw
    month_only = state(made, typed(born="1985-04"), CONTEXT).fields["words"].raw
    assert year_only == "Năm một nghìn chín trăm tám mươi lăm"
    assert month_only == "Tháng tư, năm một nghìn chín trăm tám mươi lăm"
    assert state(made, {}, CONTEXT).fields["fee"].value is None  # what cannot be computed yet is no answer


def test_the_day_rules_count_from_is_that_of_submission():
    made = form_of(
        'key: a, label: A, type: text, visible: {">": [{days_between: [{var: d}, {var: submitted_on}]}, 60]}',
        "key: d, label: D, type: date",
    )
    answers = typed(d="2026-09-14")
    assert "a" not in visible(made, answers)
    assert "a" in visible(made, answers, at(submitted_on=TODAY.replace(day=14)))


def test_a_copied_answer_is_not_asked_and_follows_its_original():
    made = form_of(
        "key: who, label: Ai, type: choice, options: relations",
        "key: mine, label: Tên tôi, type: person_name",
        "key: theirs, label: Tên người kia, type: person_name, required: true, "
        'same_as: [{when: {"==": [{var: who}, self]}, field: mine}]',
    )
    now = state(made, typed(who="self", mine="Vàng", theirs="Cũ"), CONTEXT).fields["theirs"]
    assert (now.raw, now.asked, now.copied_from, now.value.source) == ("Vàng", False, "mine", "same_dossier")
    own = state(made, typed(who="parent", mine="Vàng", theirs="Cũ"), CONTEXT).fields["theirs"]
    assert (own.raw, own.asked) == ("Cũ", True)


def test_what_cannot_be_copied_because_its_original_is_hidden_is_asked():
    made = form_of(
        "key: mine, label: M, type: text, visible: false",
        "key: theirs, label: T, type: text, same_as: [{when: true_, field: mine}]".replace("true_", '{"==": [1, 1]}'),
    )
    assert state(made, {}, CONTEXT).fields["theirs"].asked


def test_a_value_of_a_locking_source_is_locked_and_an_empty_one_is_typed():
    made = form_of("key: n, label: Tên, type: person_name, fill_from: [sign_in], locked_when_filled_from: [sign_in]")
    locked = state(made, {"n": Value("VÀNG", "sign_in")}, CONTEXT).fields["n"]
    assert (locked.locked, locked.asked) == (True, False)
    for nothing in (None, "", " "):
        empty = state(made, {"n": Value(nothing, "sign_in")}, CONTEXT).fields["n"]
        assert (empty.locked, empty.asked, empty.value) == (False, True, None)


def test_an_offer_is_no_answer_until_somebody_confirms_it():
    made = form_of("key: r, label: R, type: text", "key: s, label: S, type: text, visible: {present: [{var: r}]}")
    offer = Value("Thôn 3", "earlier_dossier")
    now = state(made, {"r": offer}, CONTEXT)
    assert (now.fields["r"].value, now.fields["r"].offer) == (None, offer)
    assert not now.fields["s"].visible
    assert state(made, {"r": offer.confirmed(41)}, CONTEXT).fields["s"].visible


def test_rows_have_their_own_conditions_and_see_the_form_around_them():
    made = form_of(
        "key: rich, label: Giàu, type: yes_no",
        "key: kids, label: Con, type: repeat, fields: ["
        "{key: name, label: Tên, type: person_name, required: true, mark: P},"
        "{key: school, label: Trường, type: text, visible: {present: [{var: name}]}, mark: P},"
        '{key: gold, label: Vàng, type: text, visible: {"==": [{var: rich}, true]}, mark: P}]',
        "key: any, label: Có, type: text, visible: {some: [{var: kids}, {present: [{var: school}]}]}",
    )
    rows = [{"name": "An", "school": "Mầm non"}, {"school": "không tên", "gold": "có"}]
    now = state(made, typed(rich=False, kids=rows), CONTEXT)
    assert now.fields["kids"].raw == [{"name": "An", "school": "Mầm non"}, {}]
    assert now.fields["any"].visible
    assert now.fields["kids"].rows[1]["name"].required
    assert not now.fields["kids"].rows[0]["gold"].visible


def test_what_only_an_officer_fills_is_not_asked_of_a_citizen():
    made = form_of("key: seen, label: Đã thấy bản chính, type: yes_no, required: true, fill_from: [officer]")
    citizen = state(made, {}, CONTEXT).fields["seen"]
    officer = state(made, {}, at(typed_source="officer")).fields["seen"]
    assert (citizen.asked, citizen.required) == (False, False)
    assert (officer.asked, officer.required) == (True, True)


def test_the_case_decides_and_may_be_decided_elsewhere():
    made = form_of(
        'key: a, label: A, type: text, visible: {"==": [{var: case}, late]}',
        head="case_question: {text: 'Khi nào?', mark: P, choices: ["
        "{key: soon, case: normal, text: Sớm}, {key: slow, case: late, text: Muộn}, "
        "{key: very, case: late, text: Rất muộn}]}",
    )
    assert visible(made, {}) == {"case"}
    assert "a" in visible(made, typed(case="very"))
    assert "a" in visible(made, {}, at(case="late"))
    assert state(made, typed(case="very"), at(case="late")).fields["case"].raw == "very"
    assert state(made, typed(case="soon"), at(case="late")).fields["case"].raw == "slow"
    assert state(made, typed(case="late"), CONTEXT).case == "late"  # a case written by its own name, as samples do
    assert state(made, typed(case="nonsense"), CONTEXT).case is None


def test_one_choice_only_is_the_case_without_a_question():
    made = form_of(
        "key: a, label: A, type: text",
        head="case_question: {text: 'Việc?', mark: P, choices: [{key: x, case: only, text: Một}]}",
    )
    assert state(made, {}, CONTEXT).case == "only"
    assert not state(made, {}, CONTEXT).fields["case"].asked
    assert [g.key for g in state(made, {}, CONTEXT).screens] == ["g"]


def test_a_dossier_shows_what_was_sent_and_computes_nothing_over_it():
    made = form_of(
        "key: mine, label: M, type: text",
        "key: theirs, label: T, type: text, same_as: [{when: {'==': [1, 1]}, field: mine}]",
        'key: sum, label: S, type: number, compute: {"+": [1, 1]}',
        "key: unit, label: U, type: text, derived: {kind: unit_name}",
    )
    sent = typed(mine="a", theirs="khác", sum=3, unit="Xã cũ")
    told = state(made, sent, at(as_submitted=True, unit_name="Xã mới"))
    assert [told.fields[key].raw for key in ("theirs", "sum", "unit")] == ["khác", 3, "Xã cũ"]
    drafted = state(made, sent, at(unit_name="Xã mới"))
    assert [drafted.fields[key].raw for key in ("theirs", "sum", "unit")] == ["a", 2, "Xã mới"]
    assert state(made, typed(mine="a"), at(as_submitted=True)).fields["theirs"].raw == "a"


def test_a_constant_may_stand_for_an_answer():
    made = form_of(
        "key: rel, label: R, type: choice, options: relations",
        "key: dead, label: D, type: yes_no, same_as: [{when: {'==': [{var: rel}, self]}, value: false}]",
    )
    own = state(made, typed(rel="self", dead=True), CONTEXT).fields["dead"]
    assert (own.raw, own.asked, own.value.source) == (False, False, "system")
    assert state(made, typed(rel="else", dead=True), CONTEXT).fields["dead"].raw is True


def test_rows_may_name_their_own_fields_with_the_block():
    made = form_of(
        "key: kids, label: Con, type: repeat, fields: ["
        "{key: old, label: Tuổi, type: number, mark: P},"
        "{key: job, label: Việc, type: text, visible: {'>': [{var: kids.old}, 15]}, mark: P}]",
    )
    rows = state(made, typed(kids=[{"old": 20, "job": "thợ"}, {"old": 9, "job": "?"}]), CONTEXT).fields["kids"].raw
    assert rows == [{"old": 20, "job": "thợ"}, {"old": 9}]


def test_screens_of_one_section_are_one_step():
    made = form("""
groups:
  - {key: one, section: person, title: Bạn, fields: [{key: a, label: A, type: text, mark: P}]}
  - {key: two, section: person, title: Bạn, fields: [{key: b, label: B, type: text, mark: P}]}
  - {key: three, title: Giấy tờ, fields: [{key: c, label: C, type: text, mark: P}]}
""")
    assert state(made, {}, CONTEXT).steps == (("person", "Bạn"), ("three", "Giấy tờ"))
    told = summary(made, typed(a="1", b="2", c="3"), CONTEXT)
    assert [(g.key, [(r.key, r.group) for r in g.rows]) for g in told] == [
        ("person", [("a", "one"), ("b", "two")]), ("three", [("c", "three")]),
    ]  # fmt: skip
