"""Files: what is read, what is refused and why, merged cells, lists that Word counts, tracked changes."""

from __future__ import annotations

import io
import unicodedata

import pikepdf
import pytest
import typst
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from motcua.plans.compiler import PaperRefused, compile_bytes, compile_file
from motcua.plans.compiler.paper import Line, Table
from motcua.plans.compiler.readers import MAX_BYTES, read_bytes
from motcua.plans.compiler.readers.plain import decode

PLAN = """KẾ HOẠCH
Tập huấn kỹ năng số năm 2026

I. MỤC TIÊU
- 90% cán bộ được tập huấn.
II. NHIỆM VỤ
1. Phòng Văn hóa - Xã hội tổ chức 02 lớp tập huấn, hoàn thành trước ngày 30/6/2026.
2. Công an xã hướng dẫn người dân thường xuyên.
"""


def told(data: bytes, name: str) -> tuple[str, str]:
    with pytest.raises(PaperRefused) as refused:
        compile_bytes(data, name)
    return refused.value.code, refused.value.vi


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode(),
        b"\xef\xbb\xbf" + PLAN.encode(),
        unicodedata.normalize("NFD", PLAN).encode(),
        PLAN.encode("utf-16"),
        PLAN.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "mark", "nfd", "utf-16", "crlf"],
)
def test_a_text_reads_the_same_in_every_encoding(data):
    read = compile_bytes(data, "a.txt")
    assert [(t.value, t.op, t.unit, t.year) for t in read.targets] == [(90, "=", "%", 2026), (2, "=", "lớp", 2026)]
    assert [(t.no, t.lead, t.line) for t in read.tasks] == [
        ("II.1", "Phòng Văn hóa - Xã hội", 7),
        ("II.2", "Công an xã", 8),
    ]


def test_windows_1258_is_read_and_older_tables_are_refused():
    old = unicodedata.normalize("NFD", "Uỷ ban nhân dân xã, tập huấn kỹ năng số")
    # Windows-1258 keeps the letter with its hat or horn and the tone as a mark of its own.
    data = b"".join(_old(letter) for letter in unicodedata.normalize("NFC", old))
    assert decode(data) == unicodedata.normalize("NFC", old)
    with pytest.raises(PaperRefused, match="neither"):
        decode(bytes([0xB5, 0xAD, 0xCE, 0xBE] * 50))


def _old(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        pieces = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in pieces if c in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(c for c in pieces if c not in tones))
        return (base + tones).encode("cp1258")


def test_what_is_no_plan_is_refused_in_plain_vietnamese(tmp_path):
    assert told(b"Bien ban hop to dan pho\nNoi dung hop\n", "a.txt") == (
        "no_plan",
        "Không nhận ra đây là một kế hoạch: không thấy chữ “KẾ HOẠCH” ở đầu văn bản "
        "hoặc không thấy nhiệm vụ, chỉ tiêu nào.",
    )
    assert told(b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt")[0] == "type"
    assert told(PLAN.encode(), "a.doc")[0] == "type"
    assert told(PLAN.encode(), "a.pdf")[0] == "type"
    assert told(b"", "a.txt")[0] == "empty"
    assert told(b" \n \n", "a.txt")[0] == "empty"
    assert told(b"a" * (MAX_BYTES + 1), "a.txt")[0] == "size"
    assert told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "a.docx")[0] == "type"
    with pytest.raises(PaperRefused, match="no such file"):
        compile_file(tmp_path / "nowhere.txt")


def test_a_scan_a_locked_and_a_broken_pdf_are_told_apart():
    blank = typst.compile(b"#rect(width: 100%, height: 90%, fill: gray)", format="pdf")
    code, vi = told(blank, "a.pdf")
    assert (code, "bản quét" in vi) == ("scan", True)

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(typst.compile(b"KE HOACH #lorem(80)", format="pdf"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert told(out.getvalue(), "a.pdf")[0] == "locked"
    assert told(b"%PDF-1.7\n1 0 obj <<", "a.pdf")[0] == "broken"
    assert told(b"PK\x03\x04 not a zip", "a.docx")[0] == "type"


def test_word_keeps_tables_where_they_stand_and_merged_cells_hold_for_each_row():
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Chuyển đổi số năm 2026")
    table = document.add_table(rows=4, cols=4)
    for row, texts in zip(
        table.rows,
        [
            ["TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời gian hoàn thành"],
            ["I", "Hạ tầng", "", ""],
            ["1", "Lắp đặt mạng", "Phòng Kinh tế", "Tháng 5/2026"],
            ["2", "Nâng cấp máy chủ", "", "Quý III/2026"],
        ],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(1, 3))
    table.cell(2, 2).merge(table.cell(3, 2))
    document.add_paragraph("Nơi nhận:")
    parts = read_bytes(saved(document), "a.docx").parts
    assert [type(part) for part in parts] == [Line, Line, Table, Line]
    tasks = compile_bytes(saved(document), "a.docx").tasks
    assert [(t.no, t.text, t.lead, t.due_month) for t in tasks] == [
        ("I.1", "Lắp đặt mạng", "Phòng Kinh tế", "2026-05"),
        ("I.2", "Nâng cấp máy chủ", "Phòng Kinh tế", "2026-09"),
    ]


_LIST = """<w:numbering {ns}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def numbered(document, text: str, level: int):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'))
    return paragraph


def test_numbers_that_word_counts_itself_are_computed():
    document = Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for child in parse_xml(_LIST.format(ns=nsdecls("w"))):
        numbering.append(child)
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Cải cách hành chính năm 2026")
    numbered(document, "MỤC TIÊU", 0)
    numbered(document, "Tỷ lệ hồ sơ đúng hạn đạt 98%.", 1)
    numbered(document, "NHIỆM VỤ", 0)
    numbered(document, "Thủ tục hành chính", 1)
    numbered(document, "Rà soát thủ tục.", 2)
    numbered(document, "Công khai thủ tục.", 2)
    numbered(document, "Tài chính", 1)
    numbered(document, "Lập dự toán.", 2)
    read = compile_bytes(saved(document), "a.docx")
    assert [t.no for t in read.targets] == ["I.1"]
    assert [(t.no, t.text) for t in read.tasks] == [
        ("II.1.a", "Rà soát thủ tục."),
        ("II.1.b", "Công khai thủ tục."),
        ("II.2.a", "Lập dự toán."),
    ]


def test_what_was_struck_out_in_word_is_not_read():
    document = Document()
    paragraph = document.add_paragraph("KẾ HOẠCH")
    deleted = OxmlElement("w:del")
    run = parse_xml(f"<w:r {nsdecls('w')}><w:delText>cũ</w:delText><w:t> cũ</w:t></w:r>")
    deleted.append(run)
    paragraph._p.append(deleted)
    assert [part.text for part in read_bytes(saved(document), "a.docx").parts if isinstance(part, Line)] == ["KẾ HOẠCH"]
    assert paragraph._p.find(qn("w:del")) is not None
