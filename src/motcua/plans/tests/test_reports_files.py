"""Reports as files, read back: the layout of decree 30/2020, the same words in Word and PDF, a dictionary."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from motcua.documents.printing.tests import pdf as read_pdf
from motcua.plans.reporting.drafting import draft
from motcua.plans.reporting.files import csvs, workbook
from motcua.plans.reporting.model import Matter
from motcua.plans.reporting.paper import pdf
from motcua.plans.reporting.tables import MeasureWords, tables
from motcua.plans.reporting.word import docx
from motcua.plans.tests.reports import AT, figures, material

HOW = {"online.share": MeasureWords("Tử số: hồ sơ nộp trực tuyến; Mẫu số: hồ sơ tiếp nhận", "R7.4")}
ABOUT = ("Ủy ban nhân dân xã Cẩm Giang, tháng 10/2026", "Số liệu đã chốt.")


@pytest.fixture(scope="module")
def made():
    return draft(material())


@pytest.fixture(scope="module")
def word(made):
    return Document(io.BytesIO(docx(made)))


def words_of(document):
    """Return every paragraph of a Word document, cells too, in its order."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def test_the_word_document_has_the_page_of_the_decree(word):
    first, last = word.sections[0], word.sections[-1]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert last.orientation == WD_ORIENT.LANDSCAPE
    for section in word.sections:
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(one.mm) for one in margins] == [20, 20, 30, 15]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert last.header.is_linked_to_previous
    assert not last.different_first_page_header_footer


def test_the_word_document_hangs_on_styles(word):
    for name in ("Normal", "Body Text", "Heading 1", "Heading 2", "Title"):
        style = word.styles[name]
        assert (style.font.name, style.font.size) == ("Times New Roman", Pt(14))
        fonts = style.element.rPr.rFonts
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    body = word.styles["Body Text"].paragraph_format
    assert (round(body.first_line_indent.cm, 2), body.alignment) == (1.27, 3)
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["I. KẾT QUẢ", "II. TỒN TẠI, NGUYÊN NHÂN", "III. PHƯƠNG HƯỚNG", "IV. KIẾN NGHỊ"]
    wide = [round(cell.width.mm) for cell in word.tables[0].rows[0].cells]
    assert wide == [66, 99]  # 40 and 60 of the line: equal halves break the name of the State
    assert word.core_properties.title.startswith("Báo cáo: Kết quả cung cấp")
    assert "vi-VN" in word.styles["Normal"].element.xml


def test_tables_of_the_word_document_repeat_their_heads_and_tear_no_row(word):
    grids = word.tables[1:]
    assert len(grids) > 8
    for table in grids:
        if table.style.name == "Table Grid":
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_parts_of_tables_and_paragraphs_stand_in_the_order_word_wants(word):
    orders = {
        "tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
        "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "spacing", "ind", "jc",
                "rPr", "sectPr"],
    }  # fmt: skip
    for name, order in orders.items():
        for one in word.element.body.iter(qn(f"w:{name}")):
            found = [order.index(child.tag.rpartition("}")[2]) for child in one]
            assert found == sorted(found)


def test_word_and_pdf_say_the_same(made, word, tmp_path):
    paper = pdf(made)
    told = " ".join(words_of(word))
    printed = "\n".join(line for line in read_pdf.text(paper).splitlines() if not line.strip().isdecimal())
    for section in made.sections:
        for part in section.parts:
            for line in (part.title, *part.paragraphs):
                assert line in told
                assert squeezed(line) in squeezed(printed)
    for text in (
        made.subject,
        "Số:",
        "/BC-UBND",
        "tháng 11 năm 2026",
        "TM. ỦY BAN NHÂN DÂN",
        made.signer,
        "PHỤ LỤC IV",
    ):
        assert squeezed(text) in squeezed(told)
        assert squeezed(text) in squeezed(printed)
    with pikepdf.open(io.BytesIO(paper)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        sizes = {tuple(round(float(n)) for n in page.MediaBox[2:]) for page in opened.pages}
        assert sizes == {(595, 842), (842, 595)}
    assert all(embedded for _, embedded in read_pdf.fonts(paper, tmp_path))


def squeezed(text):
    """Letters only: a line may end anywhere."""
    return "".join(text.split())


def test_what_people_wrote_is_text_in_word_and_pdf():
    nasty = 'A & B <c> #eval("1") {{ 7*7 }} \x07'
    made = draft(material(), {"proposals": nasty})
    assert 'A & B <c> #eval("1") {{ 7*7 }}' in words_of(Document(io.BytesIO(docx(made))))
    assert squeezed('A & B <c> #eval("1") {{ 7*7 }}') in squeezed(read_pdf.text(pdf(made)))


def test_every_figure_stands_in_the_workbook_with_what_it_was_counted_from():
    of = material()
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(tables(of, HOW, [("2026-10", figures())]), about=ABOUT, made_at=AT))
    )
    assert book.sheetnames == [
        "Số liệu", "Theo tháng", "Theo thủ tục", "Chỉ tiêu", "Nhiệm vụ", "Khó khăn, đề xuất", "Từ điển",
    ]  # fmt: skip
    rows = list(book["Số liệu"].iter_rows(min_row=4, values_only=True))
    online = next(row for row in rows if row[2] == "online.share")
    assert online[1:3] == ("2026-10", "online.share")
    assert online[4:8] == (69.94, "%", 898, 1284)
    assert online[11:13] == (HOW["online.share"].formula, "R7.4")
    assert len(rows) == len(figures())
    missing = next(row for row in rows if row[2] == "sync.share")
    assert (missing[4], missing[13]) == (None, "Chưa kết nối với Cổng Dịch vụ công quốc gia.")
    tasks = list(book["Nhiệm vụ"].iter_rows(min_row=4, values_only=True))
    assert tasks[0][-1] == 12_500_000
    assert book["Theo thủ tục"]["F4"].value == 512


def test_csv_files_have_the_same_rows_and_a_dictionary_of_every_column():
    nasty = Matter("proposal", "Tập huấn", '=HYPERLINK("http://a")', "B", AT, "")
    of = material(matters=[nasty])
    made = tables(of, HOW, [])
    with zipfile.ZipFile(io.BytesIO(csvs(made, about=ABOUT, made_at=AT))) as box:
        assert box.testzip() is None
        files = {name: box.read(name).decode("utf-8-sig") for name in box.namelist()}
    assert set(files) == {"doc-truoc.txt", *(f"{table.key}.csv" for table in made)}
    read = {name: list(csv.reader(io.StringIO(text))) for name, text in files.items() if name.endswith(".csv")}
    words = {(row[0], row[1]): row[3] for row in read["tu-dien.csv"][1:]}
    for table in made[:-1]:
        head, *rows = read[f"{table.key}.csv"]
        assert len(rows) == len(table.rows)
        assert all(words[table.key, column] for column in head)
    assert read["so-lieu.csv"][1][4:8] == ["1284", "hồ sơ", "1284", "1284"]
    assert read["kho-khan-de-xuat.csv"][1][4].startswith("'=")
    assert read["chi-tieu.csv"][2][8] == "2026-12-31"


def test_a_report_of_a_plan_names_it_and_only_its_own_days():
    of = material()
    made = draft(replace(of, plan=of.plans[0]))
    assert made.subject.startswith("Kết quả thực hiện Kế hoạch số 12/KH-UBND ngày 5/1/2026")
    assert made.opening[0].startswith("Thực hiện Kế hoạch số 12/KH-UBND")
    assert "báo cáo kết quả thực hiện tháng 10/2026" in made.opening[0]


def test_a_value_of_a_day_and_of_money_is_plain_in_csv():
    from motcua.plans.reporting.tables import plain

    assert [plain(one) for one in (date(2026, 1, 5), Decimal("0.50"), None, 3)] == ["2026-01-05", "0.50", "", "3"]
