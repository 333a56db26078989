"""A draft on a new version of its form."""

from __future__ import annotations

from motcua.forms.engine import CASE, Value, answers_to_send, rebase, summary
from motcua.forms.tests.support import CONTEXT, form_of, typed

OLD = form_of(
    "key: keep, label: Giữ nguyên, type: text, required: true",
    "key: gone, label: Bỏ đi, type: text",
    "key: gone_unused, label: Bỏ chưa điền, type: text",
    "key: rel, label: Quan hệ, type: choice, options: relations",
    "key: kind, label: Đổi kiểu, type: text",
    "key: must, label: Thành bắt buộc, type: text",
    "key: may, label: Thành tùy ý, type: text, required: true",
    "key: cond, label: Đổi điều kiện, type: text, required: {present: [{var: keep}]}",
    "key: name, label: Tên cũ, type: text",
    "key: rows, label: Danh sách, type: repeat, fields: [{key: a, label: Cũ, type: text, mark: P}]",
    "key: sum, label: Tự tính, type: text, derived: {kind: unit_name}",
    head="case_question: {text: 'Việc?', mark: P, choices: ["
    "{key: x, case: one, text: X}, {key: y, case: two, text: Y}]}",
)
NEW = form_of(
    "key: keep, label: Giữ nguyên, type: text, required: true",
    "key: rel, label: Quan hệ, type: choice, options: [{code: self, vi: Bản thân}, {code: child, vi: Con}]",
    "key: kind, label: Đổi kiểu, type: number",
    "key: must, label: Thành bắt buộc, type: text, required: true",
    "key: may, label: Thành tùy ý, type: text",
    "key: cond, label: Đổi điều kiện, type: text, required: {absent: [{var: keep}]}",
    "key: name, label: Tên mới, type: text",
    "key: rows, label: Danh sách, type: repeat, fields: [{key: b, label: Mới, type: text, mark: P}]",
    "key: more, label: Câu thêm, type: text",
    "key: more_needed, label: Câu phải có, type: text, required: true",
    head="case_question: {text: 'Việc?', mark: P, choices: [{key: x, case: three, text: X}]}",
)
ANSWERS = typed(keep="a", gone="b", rel="parent", kind="c", name="d", case="x")


def test_the_person_is_told_in_sentences_what_has_changed_and_nothing_else():
    assert rebase(OLD, NEW, ANSWERS, old_version=7).changes == (
        "Không còn hỏi «Bỏ đi». Điều bạn đã khai được giữ riêng và không gửi đi.",
        "Không còn hỏi «Bỏ chưa điền».",
        "Trường hợp bạn đã chọn nay được giải quyết theo cách khác. Xem lại giúp.",
        "Ở câu «Quan hệ» không còn dòng «Cha, mẹ». Chọn lại giúp.",
        "Câu «Đổi kiểu» đổi cách trả lời. Điền lại giúp.",
        "Câu «Thành bắt buộc» nay phải trả lời.",
        "Câu «Thành tùy ý» nay không bắt buộc.",
        "Câu «Đổi điều kiện»: đổi điều kiện phải trả lời.",
        "Câu «Tên cũ» nay là «Tên mới».",
        "Phần «Danh sách» thêm câu «Mới».",
        "Phần «Danh sách» không còn hỏi «Cũ».",
        "Thêm câu «Câu thêm».",
        "Thêm câu phải trả lời: «Câu phải có».",
    )


def test_every_answer_is_kept_in_its_place_or_aside():
    moved = rebase(OLD, NEW, ANSWERS, old_version=7).answers
    assert moved.keys() == {"keep", "name", "case", "gone@7", "rel@7", "kind@7"}
    assert sorted(v.value for v in moved.values()) == sorted(v.value for v in ANSWERS.values())
    assert answers_to_send(NEW, moved, CONTEXT).keys() == {"keep", "name", "case"}
    assert "@" not in str(summary(NEW, moved, CONTEXT))


def test_what_lies_aside_stays_aside_through_the_next_version():
    moved = rebase(OLD, NEW, ANSWERS, old_version=7)
    again = rebase(NEW, NEW, moved.answers, old_version=8)
    assert again.answers == moved.answers
    assert again.changes == ()


def test_nothing_changed_nothing_said():
    same = rebase(OLD, OLD, ANSWERS, old_version=7)
    assert (same.answers, same.changes) == (dict(ANSWERS), ())


def test_a_case_that_is_gone_must_be_chosen_again():
    moved = rebase(OLD, NEW, {CASE: Value("y", "applicant")}, old_version=7)
    assert moved.answers.keys() == {"case@7"}
    assert "Ở câu «Việc?» không còn dòng «Y». Chọn lại giúp." in moved.changes
