"""What a dossier will cost, told before it is begun: by case and way, with its condition, never as 0 when unknown."""

from __future__ import annotations

from datetime import date

from motcua.catalogue.fee_words import fees_by_case

from .builders import documents, fee, pack

DAY = date(2026, 11, 16)
ASKED = {"==": [{"var": "wants_copies"}, True]}
FORM = {"groups": [{"fields": [{"key": "wants_copies", "label": "Bạn có cần bản sao không?"}]}]}


def told(*lines, cases=("only",), channels=("online", "direct"), form=None):
    case = documents()["procedure"]["cases"][0]
    made = pack(fees=list(lines), channels=list(channels), cases=[{**case, "key": k, "label": k} for k in cases])
    made.documents["form"] = form
    return [(row.label, dict(row.by_channel)) for row in fees_by_case(made, "31", DAY)]


def test_lines_that_are_sure_add_up_and_ways_are_told_apart():
    lines = (fee("a", 8000, channel="direct"), fee("b", 0, channel="online"), fee("c", 2000, group="more"))
    assert told(*lines) == [("only", {"online": "2.000 đồng", "direct": "10.000 đồng"})]


def test_cases_that_cost_the_same_are_one_row_and_others_a_row_each():
    assert told(fee("a", 0), cases=("x", "y")) == [("Mọi trường hợp", {"online": "Không thu", "direct": "Không thu"})]
    rows = told(fee("a", 5000, cases=["x"]), fee("b", 9000, cases=["y"]), cases=("x", "y"), channels=("online",))
    assert rows == [("x", {"online": "5.000 đồng"}), ("y", {"online": "9.000 đồng"})]


def test_what_nobody_published_is_said_so_and_never_as_nothing():
    assert told(fee("a", None), channels=("online",)) == [("only", {"online": "Do HĐND tỉnh quy định, hỏi Trung tâm"})]
    assert told(channels=("online",)) == [("only", {"online": "Chưa có mức thu, hỏi Trung tâm"})]


def test_what_hangs_on_an_answer_names_the_question():
    lines = (fee("a", 0), fee("b", 8000, group="copies", per="copy", applies_when=ASKED))
    ((_, words),) = told(*lines, channels=("online",), form=FORM)
    assert words["online"].split("\n") == [
        "Lệ phí a: Không thu",
        "Lệ phí b: 8.000 đồng/bản (tùy câu trả lời: Bạn có cần bản sao không?)",
    ]
