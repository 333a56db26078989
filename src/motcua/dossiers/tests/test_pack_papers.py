"""The results of the detailed packs on paper: one page each, nothing cut, everything a paper of an office needs."""

from __future__ import annotations

import pytest

from motcua.documents.printing import render, samples, template_for
from motcua.documents.printing.tests import pdf
from motcua.dossiers.tests.pack_papers import MADE_AT, all_results

TEMPLATE = template_for("result", on=MADE_AT.date())
SHORT, LONG = ({name: paper for name, _, paper in all_results(long=long)} for long in (False, True))
NO_PERSON = {"ket-qua-2.000635"}  # its block is what the civil register gives, entered as one text


@pytest.mark.parametrize("name", SHORT)
def test_a_result_stands_on_one_page_with_its_head_and_signature(name):
    made = render(TEMPLATE, SHORT[name].as_data())
    text = pdf.text(made)
    assert pdf.page_count(made) == 1
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", SHORT[name].type_name.upper()):
        assert words in text
    assert text.index("CHỦ TỊCH", text.index("ngày 16 tháng 11")) < text.index("Đỗ Thị Ngọc Bích")
    assert "…" not in text, "a gap in a sentence"


@pytest.mark.parametrize("name", LONG)
def test_the_longest_names_and_addresses_are_printed_whole_inside_the_margins(name):
    made = render(TEMPLATE, LONG[name].as_data())
    text = pdf.text(made)
    assert pdf.page_count(made) <= 2
    assert name in NO_PERSON or samples.LONG.name in text or samples.LONG.name.upper() in text
    assert max(box.right for box in pdf.words(made)) <= 196 / 25.4 * 72


def test_a_decision_of_the_chairman_names_him_its_grounds_and_who_gets_it():
    text = pdf.text(render(TEMPLATE, SHORT["ket-qua-1.001776"].as_data()))
    order = ("QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ CẨM GIANG", "Căn cứ Luật Tổ chức", "Theo đề nghị",
             "QUYẾT ĐỊNH:", "Điều 1.", "Điều 2.", "Nơi nhận:", "KT. CHỦ TỊCH")  # fmt: skip
    assert [text.find(words) for words in order] == sorted(text.find(words) for words in order)
    assert text.find(order[0]) > 0
    assert "TM. ỦY BAN" not in text  # he decides himself


def test_a_refusal_says_on_which_ground_and_how_to_complain():
    text = pdf.text(render(TEMPLATE, SHORT["ket-qua-tu-choi"].as_data()))
    for words in (
        "05/TB-UBND",
        "Căn cứ Nghị định 168/2025/NĐ-CP.",
        "khiếu nại",
        "90 ngày",
        "- Như trên;",
        "- Lưu: VT.",
    ):
        assert words in text
