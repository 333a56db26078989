"""Word files: paragraphs and real tables in the order of the document, merged cells, counted lists, tracked changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from ..paper import Cell, Line, Paper, PaperRefused, Table
from ..words import squeeze, tidy
from .numbering import Numbering, W

MAX_UNPACKED = 200 * 1024 * 1024
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{W}del",
    f"{W}moveFrom",
    f"{_MC}Fallback",
    f"{W}footnoteReference",
    f"{W}endnoteReference",
    f"{W}instrText",
    f"{W}pPr",
    f"{W}rPr",
}


def read_word(data: bytes) -> Paper:
    """Return the paper of a .docx file; its lines are counted paragraph by paragraph, cells as they come."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(info.file_size for info in packed.infolist()) > MAX_UNPACKED:
            raise PaperRefused("size", "Tệp Word quá lớn sau khi giải nén.", "the unpacked file is too large")
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError):  # lxml's error of broken XML is a SyntaxError
        raise PaperRefused(
            "broken", "Tệp Word bị hỏng, không mở được. Hãy mở bằng Word, lưu lại rồi thử lại.", "broken .docx"
        ) from None
    reader = _Reader(document)
    parts = list(reader.parts(document.element.body))
    if not parts:
        raise PaperRefused("empty", "Tệp Word không có chữ nào để đọc.", "the document holds no text")
    return Paper("docx", parts, reader.page)


class _Reader:
    def __init__(self, document: Any) -> None:
        self.line, self.page, self._gap = 0, 1, 0
        numbering = None
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering"):
                numbering = relation.target_part.element
        self._numbering = Numbering(numbering, document.styles.element)

    def parts(self, body: Any) -> Iterator[Line | Table]:
        for element in body:
            if element.tag == f"{W}p":
                yield from self._lines(element)
            elif element.tag == f"{W}tbl":
                table = self._table(element)
                if table is not None:
                    yield table
            elif element.tag == f"{W}sdt":
                content = element.find(f"{W}sdtContent")
                if content is not None:
                    yield from self.parts(content)

    def _lines(self, paragraph: Any) -> Iterator[Line]:
        for text in self._texts(paragraph):
            self.line += 1
            if not text.strip():
                self._gap += 1
                continue
            yield Line(self.line, text.strip(), self.page, len(text) - len(text.lstrip()), self._gap, is_whole=True)
            self._gap = 0

    def _texts(self, paragraph: Any) -> list[str]:
        """Return the lines of one paragraph: its number, its text, cut where a person broke the line."""
        text = tidy("".join(self._pieces(paragraph)))
        number = self._numbering.of(paragraph) if text.strip() else ""
        pieces = text.split("\n")
        if number:
            pieces[0] = f"{number} {pieces[0]}"
        # A line broken by hand inside a sentence goes on with a small letter.
        lines = [pieces[0]]
        for piece in pieces[1:]:
            if piece.strip()[:1].islower() and not lines[-1].rstrip().endswith((".", ";", ":")):
                lines[-1] = f"{lines[-1].rstrip()} {piece.strip()}"
            else:
                lines.append(piece)
        return lines

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{W}t":
                yield child.text or ""
            elif tag == f"{W}tab":
                yield "    "
            elif tag in (f"{W}br", f"{W}cr"):
                if child.get(f"{W}type") == "page":
                    self.page += 1
                yield "\n"
            elif tag == f"{W}lastRenderedPageBreak":
                self.page += 1
            elif tag == f"{W}noBreakHyphen":
                yield "-"
            elif tag == f"{W}p":
                yield "".join(self._pieces(child)) + "\n"  # a box of text inside the paragraph
            elif isinstance(tag, str):
                yield from self._pieces(child)

    def _table(self, table: Any) -> Table | None:
        rows: list[list[Cell]] = []
        above: list[Cell] = []
        start = self.line + 1
        for row in _rows(table):
            cells: list[Cell] = []
            before = row.find(f"{W}trPr/{W}gridBefore")
            cells += [Cell("", self.line + 1)] * (int(before.get(f"{W}val")) if before is not None else 0)
            for cell in _cells(row):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                width = int(span.get(f"{W}val")) if span is not None else 1
                if merge is not None and merge.get(f"{W}val") != "restart" and len(above) > len(cells):
                    own = above[len(cells)]  # a cell merged downwards holds for each row it covers
                else:
                    own = self._cell(cell)
                cells += [own, *(Cell("", own.line) for _ in range(width - 1))]
            rows.append(cells)
            above = cells
        if not rows:
            return None
        width = max(len(cells) for cells in rows)
        whole = tuple(
            (*cells, *(Cell("", cells[0].line if cells else start) for _ in range(width - len(cells))))
            for cells in rows
        )
        return Table(whole, start, self.page)

    def _cell(self, cell: Any) -> Cell:
        start, texts = self.line + 1, []
        for part in self.parts(cell):
            if isinstance(part, Line):
                texts.append(part.text)
            else:
                texts += [own.text for row in part.rows for own in row if own.text]
        if self.line < start:
            self.line = start
        return Cell("\n".join(squeeze(text) for text in texts), start)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag == f"{W}sdt":
            yield from _rows(child.find(f"{W}sdtContent"))


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag == f"{W}sdt":
            yield from _cells(child.find(f"{W}sdtContent"))
