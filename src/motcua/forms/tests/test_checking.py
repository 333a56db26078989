"""Before submit: every defect at once."""

from __future__ import annotations

from datetime import timedelta

from motcua.forms.engine import Value, check_all, group_defects
from motcua.forms.tests.support import CONTEXT, NOW, at, form, form_of, typed

SIGNED = form_of(
    "key: me, label: Họ và tên, type: person_name, required: true, fact: applicant.full_name,"
    " fill_from: [sign_in], locked_when_filled_from: [sign_in]",
    "key: born, label: Ngày sinh, type: date, required: true, fact: applicant.birth_date,"
    " fill_from: [sign_in], locked_when_filled_from: [sign_in]",
)
ME = {"me": Value("NGUYỄN THỊ HẠNH", "sign_in", NOW), "born": Value("1997-03-08", "sign_in", NOW)}


def codes(faults) -> list[tuple[str, str]]:
    return [(fault.name, fault.code) for fault in faults]


def test_defects_of_all_screens_come_in_the_order_of_the_form():
    made = form("""
checks:
  - {key: order, when: {"<": [{var: end}, {var: start}]}, concerns: {field: start}, message: Ngày đảo., mark: P}
groups:
  - {key: one, title: Một, fields: [
      {key: start, label: Từ ngày, type: number, mark: P},
      {key: name, label: Tên con, type: person_name, required: true, mark: P}]}
  - {key: two, title: Hai, fields: [
      {key: end, label: Đến ngày, type: number, mark: P},
      {key: paper, label: Giấy chứng sinh, type: file, required: true, mark: P}]}
""")
    faults = check_all(made, typed(start=5, end=4), CONTEXT)
    assert codes(faults) == [("start", "order"), ("name", "missing"), ("paper", "missing")]
    assert [f.group for f in faults] == ["one", "one", "two"]
    assert faults[2].message == "Gửi kèm giấy chứng sinh."
    assert check_all(made, typed(start=5, end=6, name="An"), CONTEXT, files={"paper": 1}) == ()
    assert {key: len(found) for key, found in group_defects(made, typed(start=5, end=4), CONTEXT).items()} == {
        "one": 2, "two": 1,
    }  # fmt: skip


def test_stored_values_are_judged_again_whoever_wrote_them():
    made = form_of(
        "key: n, label: Số bản, type: number, max: 9", "key: c, label: Giới tính, type: choice, options: sexes"
    )
    assert codes(check_all(made, typed(n=10, c="7"), CONTEXT)) == [("n", "number_range"), ("c", "not_an_option")]


def test_a_fault_inside_a_row_is_named_by_its_control():
    made = form_of(
        "key: kids, label: Con, type: repeat, fields: ["
        "{key: name, label: Tên con, type: person_name, required: true, mark: P},"
        "{key: old, label: Tuổi con, type: number, max: 18, mark: P},"
        "{key: job, label: Việc làm, type: text, required: true, visible: {'>': [{var: old}, 15]}, mark: P}]",
    )
    answers = typed(kids=[{"name": "An", "old": 20, "job": "thợ"}, {"old": 17}])
    assert codes(check_all(made, answers, CONTEXT)) == [
        ("kids-0-old", "number_range"), ("kids-1-name", "missing"), ("kids-1-job", "missing"),
    ]  # fmt: skip


def test_an_offer_nobody_looked_at_stops_only_where_an_answer_is_required():
    made = form_of("key: a, label: Nơi cư trú, type: text, required: true", "key: b, label: Thư, type: text")
    offers = {key: Value("x", "earlier_dossier") for key in "ab"}
    (told,) = check_all(made, offers, CONTEXT)
    assert (told.code, told.message) == (
        "unconfirmed",
        "Xem lại nơi cư trú: phần này lấy từ hồ sơ trước, bạn chưa xác nhận.",
    )


def test_an_empty_copy_is_mended_where_its_original_stands():
    made = form_of(
        "key: mine, label: Tên tôi, type: person_name",
        "key: theirs, label: Tên con, type: person_name, required: true,"
        " same_as: [{when: {'==': [1, 1]}, field: mine}]",
    )
    assert codes(check_all(made, {}, CONTEXT)) == [("mine", "missing")]


# --- what sign-in says now ---------------------------------------------------------------------


def test_locked_values_must_still_be_what_sign_in_says():
    now = {"applicant.full_name": "Nguyễn Thị  Hạnh", "applicant.birth_date": "1997-03-08"}
    assert check_all(SIGNED, ME, CONTEXT, sign_in=now) == ()
    (told,) = check_all(SIGNED, ME, CONTEXT, sign_in={**now, "applicant.birth_date": "1998-03-08"})
    assert (told.code, told.severity) == ("locked_differs", "stop")
    assert told.message == (
        "Ngày sinh trong tài khoản định danh đã đổi: trước là 08/03/1997, nay là 08/03/1998. Lấy thông tin mới rồi nộp."
    )


def test_a_name_that_differs_by_a_mark_differs():
    now = {"applicant.full_name": "NGUYỄN THỊ HANH", "applicant.birth_date": "1997-03-08"}
    assert codes(check_all(SIGNED, ME, CONTEXT, sign_in=now)) == [("me", "locked_differs")]


def test_what_sign_in_no_longer_tells_only_warns():
    faults = check_all(SIGNED, ME, CONTEXT, sign_in={"applicant.full_name": "NGUYỄN THỊ HẠNH"})
    assert [(f.name, f.code, f.severity) for f in faults] == [("born", "locked_unchecked", "warn")]


def test_nobody_signed_in_nothing_to_compare():
    assert check_all(SIGNED, ME, CONTEXT, sign_in=None) == ()


def test_a_year_of_birth_is_enough_where_the_state_knows_no_more():
    only_year = {**ME, "born": Value("1946", "sign_in", NOW)}
    assert check_all(SIGNED, only_year, CONTEXT) == ()
    said = {**ME, "born": Value("1946", "applicant", NOW)}
    assert codes(check_all(SIGNED, said, CONTEXT)) == [("born", "date_incomplete")]


def test_a_disputed_value_is_sent_as_it_is():
    disputed = {**ME, "born": Value("1997-03-08", "sign_in", NOW, disputed="sinh năm 1998")}
    assert check_all(SIGNED, disputed, CONTEXT) == ()


# --- numbers of people -------------------------------------------------------------------------


def test_a_number_that_does_not_fit_the_person_warns_and_never_stops():
    made = form_of(
        "key: num, label: Số định danh, type: personal_number, fact: child.personal_number",
        "key: born, label: Ngày sinh, type: date, fact: child.birth_date, precision: [day, year]",
        "key: sex, label: Giới tính, type: choice, options: sexes, fact: child.sex",
    )
    fits = typed(num="001099000001", born="1999-05-01", sex="1")
    assert check_all(made, fits, CONTEXT) == ()
    wrong = check_all(made, {**fits, **typed(born="1998", sex="2")}, CONTEXT)
    assert [(f.code, f.severity) for f in wrong] == [
        ("personal_number_sex", "warn"), ("personal_number_birth_year", "warn"),
    ]  # fmt: skip
    assert codes(check_all(made, typed(num="999099000001"), CONTEXT)) == [("num", "personal_number_place")]


# --- promises ----------------------------------------------------------------------------------

PROMISE = form_of("key: a, label: A b, type: text", "key: p, label: Tôi cam đoan, type: declaration, required: true")


def test_a_promise_must_be_made_and_made_after_the_last_change():
    before, after = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
    answer = {"a": Value("x", "applicant", NOW)}
    assert codes(check_all(PROMISE, answer, CONTEXT)) == [("p", "missing")]
    assert check_all(PROMISE, {**answer, "p": Value(True, "applicant", NOW)}, CONTEXT) == ()
    assert check_all(PROMISE, {**answer, "p": Value(True, "applicant", after)}, CONTEXT) == ()
    (told,) = check_all(PROMISE, {**answer, "p": Value(True, "applicant", before)}, CONTEXT)
    assert told.code == "declared_too_early"
    assert told.message == "Tờ khai đã sửa sau khi bạn cam đoan. Đọc lại rồi đánh dấu lần nữa."


# --- contradictions ----------------------------------------------------------------------------

CONTRADICTION = form_of(
    "key: married, label: Đã kết hôn, type: yes_no",
    head="""case_question:
  text: Việc của bạn
  mark: P
  choices: [{key: single, case: single, text: Độc thân}, {key: other, case: other, text: Khác}]
  exclusions:
    - key: not_single
      when: {and: [{"==": [{var: case}, single]}, {var: married}]}
      concerns: {case: single}
      message: Đã kết hôn thì chọn dòng khác.
      mark: P
checks:
  - key: look
    when: {"!": [{var: register_found.marriage}]}
    concerns: {component: paper}
    message: Nên xem lại.
    severity: warn
    legal: Điều 1
    mark: P
""",
)


def test_an_exclusion_speaks_at_the_case_question():
    (told,) = check_all(CONTRADICTION, typed(case="single", married=True), CONTEXT)
    assert (told.group, told.name, told.code) == ("case", "case", "not_single")
    assert check_all(CONTRADICTION, typed(case="other", married=True), CONTEXT) == ()


def test_what_hangs_on_a_register_nobody_asked_accuses_nobody():
    assert check_all(CONTRADICTION, typed(case="other"), CONTEXT) == ()
    (told,) = check_all(CONTRADICTION, typed(case="other"), at(registers={"marriage": False}))
    assert (told.code, told.severity, told.field, told.source) == ("look", "warn", "", "Điều 1")


def test_an_open_case_question_is_a_defect():
    assert codes(check_all(CONTRADICTION, {}, CONTEXT)) == [("case", "missing")]
    assert check_all(CONTRADICTION, {}, at(case="other")) == ()
