"""Paragraphs, cells, rules and widths of a Word document, as its schema and the programs that read it want them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from motcua.documents.printing.letters import clean


def paragraph(
    made: Any, text: str, style: str, *, align: Any = None, before: float | None = None, after: float | None = None,
    size: float | None = None, italic: bool | None = None, bold: bool | None = None, keep: bool = False,
) -> Any:  # fmt: skip
    """Add a paragraph of a style, with what differs from it, and return it."""
    found = made.add_paragraph(style=style)
    run = found.add_run(clean(text))
    run.italic, run.bold = italic, bold
    if size is not None:
        run.font.size = Pt(size)
        found.paragraph_format.line_spacing = Pt(size)
    if align is not None:
        found.alignment = align
    if before is not None:
        found.paragraph_format.space_before = Pt(before)
    if after is not None:
        found.paragraph_format.space_after = Pt(after)
    if keep:
        found.paragraph_format.keep_with_next = True
    return found


def cell(
    where: Any, text: str, size: float, *, bold: bool = False, italic: bool = False,
    align: Any = WD_ALIGN_PARAGRAPH.CENTER, first: bool = False, before: float = 0,
) -> None:  # fmt: skip
    """Write a line into a cell, its `first` or one more."""
    line = where.paragraphs[0] if first else where.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_before = Pt(before)
    run = line.add_run(_as_written(text))
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size)


def _as_written(text: str) -> str:
    """Clean a text, but keep the blanks somebody fills in with a pen."""
    return "      ".join(clean(part) for part in text.split("      "))


def rule(where: Any, wide: float, share: float, *, after: float = 0) -> None:
    """A rule of a share of the line: the border over an empty paragraph, indented at both sides."""
    line = where.add_paragraph()
    side = Mm(wide * (1 - share) / 2)
    told = line.paragraph_format
    told.left_indent = told.right_indent = side
    told.space_before, told.space_after, told.line_spacing = Pt(2), Pt(after), Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    # The schema wants borders before spacing and indents.
    line._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def widths(table: Any, millimetres: Sequence[float]) -> None:
    """Set the widths of columns twice: Word reads those of the cells, other programs those of the table's grid."""
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for each, width in zip(row.cells, millimetres, strict=True):
            each.width = Mm(width)


def mark_row(row: Any, mark: str) -> None:
    """Give a row a mark without a value: its head is repeated, or it is not torn."""
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def margins(table: Any, millimetres: float) -> None:
    """Set the inner margins of every cell."""
    told = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(millimetres * 56.7)))
        edge.set(qn("w:type"), "dxa")
        told.append(edge)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # the schema wants the margins before it
    look.addprevious(told) if look is not None else table._tbl.tblPr.append(told)
