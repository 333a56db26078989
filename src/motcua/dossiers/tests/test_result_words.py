"""What is printed on a result: copied, made of several answers, computed, put into sentences; nothing invented."""

from __future__ import annotations

import pytest

from motcua.dossiers.rules.wording import Told, result_rows, result_words

SEX = [{"code": "1", "vi": "Nam"}, {"code": "2", "vi": "Nữ"}]
ASKED = {
    "name": {"key": "name", "label": "Họ tên", "type": "person_name"},
    "sex": {"key": "sex", "label": "Giới tính", "type": "choice", "options": SEX},
    "born": {"key": "born", "label": "Ngày sinh", "type": "date"},
    "height": {"key": "height", "label": "Chiều cao", "type": "number", "unit": "m"},
    "papers": {
        "key": "papers",
        "label": "Giấy tờ",
        "type": "repeat",
        "fields": [
            {"key": "what", "label": "Tên giấy", "type": "text"},
            {"key": "year", "label": "Năm cấp", "type": "number"},
            {"key": "pages", "label": "Số trang", "type": "number", "unit": "trang"},
            {"key": "foreign", "label": "Của nước ngoài", "type": "yes_no"},
        ],
    },
}
ANSWERS = {"name": "Lò Văn Pá", "sex": "1", "born": "1957", "height": 11.4, "other_name": "Lò Văn Pá"}


def field(key, kind="text", by="system", **more):
    return {"key": key, "label": key.capitalize(), "type": kind, "entered_by": by, **more}


def told(**more):
    facts = {"case": "a", "submitted_on": "2026-11-16", "result": {"number": "05/GPXD", "signed_on": "2026-11-20"}}
    return Told(**{"answers": ANSWERS, "entered": {}, "lists": {}, "asked": ASKED, "facts": facts, **more})


def rows(*fields, **more):
    return dict(pair for line in result_rows({"fields": list(fields)}, told(**more)) for pair in line)


def test_a_block_tells_each_answer_as_the_form_does_and_the_same_words_once():
    made = rows(field("who", takes=["name", "sex", "born", "other_name", "unknown"]))
    assert made == {"Who": "Lò Văn Pá; Nam; 1957"}


def test_fields_of_one_row_share_a_line_and_a_split_block_names_each_answer_it_takes():
    who = field("who", takes=["name", "sex", "other_name", "unknown"], split=True)
    fields = [who, field("number", by="officer"), field("book", by="officer"), field("page", by="officer")]
    document = {"fields": fields, "rows": [["number", "book"], ["page"], ["who"]]}
    assert result_rows(document, told(entered={"number": "05", "book": "01/2026"})) == [
        [("Number", "05"), ("Book", "01/2026")],
        [("Who", "Lò Văn Pá")],
        [("Giới tính", "Nam")],
    ]


def test_a_measure_keeps_its_comma_and_unit():
    assert rows(field("high", "number", **{"from": "height"})) == {"High": "11,4 m"}


def test_a_field_is_computed_from_answers_and_from_the_decision_itself():
    made = rows(
        field("number", compute={"var": "result.number"}),
        field("on", "date", compute={"var": "result.signed_on"}),
        field("old", "yes_no", compute={">=": [{"age": [{"var": "born_on"}]}, 60]}),
        answers={"born_on": "1957-01-02"},
    )
    assert made == {"Number": "05/GPXD", "On": "20/11/2026", "Old": "Có"}


def test_a_row_of_a_block_says_what_its_numbers_are_of():
    papers = [
        {"what": "Bằng", "year": 1998, "pages": 2, "foreign": False},
        {"what": "Diploma", "pages": 1, "foreign": True},
    ]
    made = rows(field("papers", takes=["papers"]), answers={"papers": papers})
    assert made == {"Papers": "Bằng, năm cấp 1998, 2 trang; Diploma, 1 trang, của nước ngoài"}


@pytest.mark.parametrize("kept", [{"printed": False}, {"type": "file"}])
def test_what_is_only_for_the_record_is_not_printed(kept):
    assert rows({**field("signer", by="officer"), **kept}, entered={"signer": "Đỗ Văn Thắng"}) == {}


def test_a_decision_has_the_sentences_that_fit_and_a_gap_where_nobody_knows():
    document = {
        "fields": [field("person", **{"from": "name"}), field("amount", "money", by="officer")],
        "words": [
            {"key": "a", "text": "Điều 1. Trợ cấp cho {person}, mức {amount}.", "when": {"==": [{"var": "case"}, "a"]}},
            {"key": "b", "text": "Điều 1. Thôi trợ cấp.", "when": {"==": [{"var": "case"}, "b"]}},
            {"key": "c", "text": "Điều 2. Có hiệu lực từ ngày ký.", "when": None},
        ],
    }
    assert result_words(document, told(entered={"amount": 500000})) == [
        "Điều 1. Trợ cấp cho Lò Văn Pá, mức 500.000 đồng.",
        "Điều 2. Có hiệu lực từ ngày ký.",
    ]
    assert result_words(document, told())[0].endswith("mức ….")
