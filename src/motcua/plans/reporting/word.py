"""A report as a Word document one can go on editing, in the layout of decree 30/2020/NĐ-CP, appendix I.

Everything hangs on styles: a clerk who changes "Body Text" changes every paragraph. Rules under the motto, the issuer
and the subject are borders of paragraphs, so they stay in place when the text is changed.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from motcua.documents.printing.dates import day_in_words
from motcua.documents.printing.letters import clean
from motcua.plans.reporting.model import Appendix, Grid, Part, Report
from motcua.plans.reporting.word_parts import cell, margins, mark_row, paragraph, rule, widths
from motcua.platform import training

FONT = "Times New Roman"
_CENTRE, _RIGHT, _JUSTIFY, _LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT,
)  # fmt: skip
_WHOLE = 12  # rows of a table that is not torn over two pages
_TEXT_MM = 165  # A4 less the margins 30 and 15


def docx(of: Report) -> bytes:
    """Return the .docx of a report."""
    made = Document()
    _styles(made)
    _page(made.sections[0])
    _about(made, of)
    if training.is_on():
        paragraph(made, training.words(), "Title", after=6)
    _head(made, of)
    _title(made, of)
    for line in of.addressees:
        paragraph(made, f"Kính gửi: {line}", "Normal", align=_CENTRE, before=6, after=6)
    for line in of.opening:
        paragraph(made, line, "Body Text")
    for section in of.sections:
        paragraph(made, section.title, "Heading 1")
        for part in section.parts:
            _part(made, part)
    paragraph(made, of.closing, "Body Text")
    _signature(made, of)
    if of.appendices:
        _landscape(made)
    for at, appendix in enumerate(of.appendices):
        _appendix(made, appendix, is_first=at == 0)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _styles(made: Any) -> None:
    for name, size, bold, align in (
        ("Normal", 14, False, None), ("Body Text", 14, False, _JUSTIFY), ("Heading 1", 14, True, _LEFT),
        ("Heading 2", 14, True, _LEFT), ("Title", 14, True, _CENTRE), ("Subtitle", 14, True, _CENTRE),
        ("Header", 13, False, _CENTRE), ("List", 11, False, _LEFT),
    ):  # fmt: skip
        style = made.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
        _language(style)
        for spread in style.element.xpath("./w:rPr/w:spacing | ./w:rPr/w:kern"):  # titles are not set wide
            spread.getparent().remove(spread)
        for border in style.element.xpath(".//w:pBdr"):
            border.getparent().remove(border)
        told = style.paragraph_format
        told.space_before, told.space_after = Pt(0), Pt(0)
        told.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if align is not None:
            told.alignment = align
    body = made.styles["Body Text"].paragraph_format
    body.first_line_indent, body.space_before, body.space_after = Cm(1.27), Pt(3), Pt(3)
    body.line_spacing_rule, body.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.1
    body.widow_control = True
    listed = made.styles["List"].paragraph_format
    listed.left_indent = listed.first_line_indent = Cm(0)
    for level in ("Heading 1", "Heading 2"):
        head = made.styles[level].paragraph_format
        head.first_line_indent, head.space_before, head.space_after = Cm(1.27), Pt(6), Pt(3)
        head.keep_with_next = True
    made.styles["Normal"].paragraph_format.widow_control = True


def _language(style: Any) -> None:
    run = style.element.get_or_add_rPr()
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "vi-VN")
    run.append(lang)


def _page(section: Any, *, landscape: bool = False) -> None:
    """A4, margins 20/20/30/15; the page number in the middle of the top margin, not on the first page."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    wide, tall = (297, 210) if landscape else (210, 297)
    section.page_width, section.page_height = Mm(wide), Mm(tall)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = not landscape
    if landscape:
        return
    line = section.header.paragraphs[0]
    line.style = "Header"
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        if kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        else:
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
        run._r.append(field)


def _about(made: Any, of: Report) -> None:
    told = made.core_properties
    told.title = clean(f"{of.title}: {of.subject}")
    told.author, told.last_modified_by, told.comments, told.language = of.unit, of.unit, "", "vi-VN"
    told.created = told.modified = of.made_at.replace(tzinfo=None)


def _head(made: Any, of: Report) -> None:
    """Two cells of 40 and 60: equal ones would break the name of the State."""
    table = made.add_table(rows=2, cols=2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins(table, 0)
    widths(table, (_TEXT_MM * 0.4, _TEXT_MM * 0.6))
    left, right = table.rows[0].cells
    if of.superior:
        cell(left, of.superior.upper(), 13, first=True)
    cell(left, of.unit_head.upper(), 13, bold=True, first=not of.superior)
    rule(left, _TEXT_MM * 0.4, 0.4)
    cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True, first=True)
    cell(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    rule(right, _TEXT_MM * 0.6, 0.64)
    left, right = table.rows[1].cells
    cell(left, f"Số:       /{of.symbol}", 13, first=True, before=4)
    cell(right, f"{of.place}, {blank_day(of)}", 14, italic=True, first=True, before=4)


def blank_day(of: Report) -> str:
    """Return the day of a paper nobody has signed yet: its month and year, the day left free."""
    return day_in_words(of.made_at.date()).replace(f"ngày {of.made_at.day:02}", "ngày      ")


def _title(made: Any, of: Report) -> None:
    paragraph(made, of.title.upper(), "Title", before=14)
    paragraph(made, of.subject, "Subtitle", before=2, keep=True)
    rule(made, _TEXT_MM, 0.2, after=8)


def _part(made: Any, part: Part) -> None:
    if part.title:
        paragraph(made, part.title, "Heading 2")
    for line in part.paragraphs:
        paragraph(made, line, "Body Text")
    if part.grid is not None:
        _grid(made, part.grid, _TEXT_MM, 12)


def _grid(made: Any, grid: Grid, wide: float, size: float) -> None:
    table = made.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins(table, 1.2)
    for head, name in zip(table.rows[0].cells, grid.columns, strict=True):
        cell(head, name, size, bold=True, first=True)
    mark_row(table.rows[0], "w:tblHeader")
    for told in grid.rows:
        row = table.add_row()
        for at, (one, text) in enumerate(zip(row.cells, told, strict=True)):
            align = _RIGHT if at in grid.right else _CENTRE if grid.columns[at] in ("STT", "Đánh giá") else _LEFT
            cell(one, text, size, align=align, first=True)
    is_whole = len(grid.rows) <= _WHOLE
    for row in table.rows:
        mark_row(row, "w:cantSplit")
        for one in row.cells if is_whole and row is not table.rows[-1] else ():
            one.paragraphs[0].paragraph_format.keep_with_next = True
    widths(table, [wide * share / sum(grid.widths) for share in grid.widths])
    paragraph(made, "", "Normal", size=6)


def _signature(made: Any, of: Report) -> None:
    """Recipients at the left, who signs at the right; never torn apart, never alone on a page."""
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    paragraph(made, "", "Normal", size=6, keep=True)
    table = made.add_table(rows=1, cols=2)
    table.autofit = False
    margins(table, 0)
    mark_row(table.rows[0], "w:cantSplit")
    widths(table, (_TEXT_MM / 2, _TEXT_MM / 2))
    left, right = table.rows[0].cells
    first = left.paragraphs[0]
    run = first.add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for at, line in enumerate(of.recipients):
        end = "." if at + 1 == len(of.recipients) else ";"
        left.add_paragraph(f"- {clean(line)}{end}", style="List")
    for at, line in enumerate(of.authority):
        cell(right, line.upper(), 14, bold=True, first=at == 0)
    for _ in range(4):
        cell(right, "", 14)
    cell(right, of.signer, 14, bold=True)


def _landscape(made: Any) -> None:
    _page(made.add_section(WD_SECTION.NEW_PAGE), landscape=True)


def _appendix(made: Any, appendix: Appendix, *, is_first: bool) -> None:
    title = paragraph(made, appendix.title.upper(), "Title")
    title.paragraph_format.page_break_before = not is_first
    for at, line in enumerate(appendix.subject.split("\n")):
        paragraph(made, line, "Subtitle", italic=at > 0, bold=at == 0, after=2)
    for part in appendix.parts:
        if part.title:
            paragraph(made, part.title, "Heading 2")
        for line in part.paragraphs:
            paragraph(made, line, "Body Text")
        if part.grid is not None:
            _grid(made, part.grid, 252, 11.5)
