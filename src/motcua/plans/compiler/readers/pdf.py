"""PDF files with a text layer: characters to lines by their places, tables by the lines drawn around their cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTFigure
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser, PDFSyntaxError
from pdfminer.psexceptions import PSException

from ..paper import Cell, Line, Paper, PaperRefused, Table
from ..words import squeeze, tidy
from .ruling import Box, Ruled, Segment, ruled_tables

MAX_PAGES = 300
_SCANNED = 40  # characters a page holds at least, on average, when it has a text layer


@dataclass(frozen=True)
class Word:
    """Characters without a gap between them."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline's middle, from the foot of the page
    size: float


def read_pdf(data: bytes) -> Paper:
    """Return the paper of a PDF file; refused when it is locked, has no text layer or too many pages."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        pages = []
        for page in PDFPage.create_pages(document):
            pages.append(page)
            if len(pages) > MAX_PAGES:
                raise PaperRefused(
                    "size", f"Tệp PDF có hơn {MAX_PAGES} trang; một kế hoạch không dài như vậy.", "too many pages"
                )
        layouts = list(_layouts(pages))
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise PaperRefused(
            "locked", "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi thử lại.", "the PDF is encrypted"
        ) from None
    except (PDFSyntaxError, PSException, ValueError, KeyError, TypeError, IndexError, AssertionError):
        # pdfminer answers a broken file with whatever its parser met first.
        raise PaperRefused("broken", "Tệp PDF bị hỏng, không đọc được. Hãy xuất lại từ Word.", "broken PDF") from None
    count = sum(len(chars) for chars, _ in layouts)
    if count < _SCANNED * max(len(layouts), 1):
        raise PaperRefused(
            "scan",
            "Tệp PDF là bản quét (ảnh), không có lớp chữ. "
            "Hãy dùng tệp Word gốc hoặc PDF xuất từ Word, hoặc nhận dạng chữ trước.",
            "the PDF is a scan without a text layer",
        )
    parts: list[Line | Table] = []
    line = 0
    for no, (chars, segments) in enumerate(layouts, start=1):
        for part in _page(chars, segments, no, line):
            parts.append(part)
            line = part.no if isinstance(part, Line) else max(cell.line for row in part.rows for cell in row)
    return Paper("pdf", parts, len(layouts))


def _layouts(pages: Iterable[PDFPage]) -> Iterator[tuple[list[LTChar], list[Segment]]]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in pages:
        interpreter.process_page(page)
        chars: list[LTChar] = []
        segments: list[Segment] = []
        _collect(device.get_result(), chars, segments)
        yield chars, segments


def _collect(container: Any, chars: list[LTChar], segments: list[Segment]) -> None:
    for item in container:
        if isinstance(item, LTChar):
            if item.upright or item.matrix[1] == 0:
                chars.append(item)
        elif isinstance(item, LTCurve):  # lines and rectangles are curves here
            segments += _segments(item)
        elif isinstance(item, LTFigure | LTContainer):
            _collect(item, chars, segments)


def _segments(shape: LTCurve) -> list[Segment]:
    """Return the straight level and upright strokes of a shape; a thin rectangle is one stroke."""
    x0, y0, x1, y1 = shape.bbox
    if x1 - x0 < 3 and y1 - y0 > 3:
        return [Segment((x0 + x1) / 2, (x0 + x1) / 2, y0, y1)]
    if y1 - y0 < 3 and x1 - x0 > 3:
        return [Segment(x0, x1, (y0 + y1) / 2, (y0 + y1) / 2)]
    if x1 - x0 < 3 or len(shape.pts) not in (4, 5) or not shape.stroke:
        return []
    return [Segment(x0, x1, y0, y0), Segment(x0, x1, y1, y1), Segment(x0, x0, y0, y1), Segment(x1, x1, y0, y1)]


def _page(chars: list[LTChar], segments: list[Segment], no: int, line: int) -> Iterator[Line | Table]:
    """Return the lines and tables of a page from its head to its foot."""
    words = _words(chars)
    tables = ruled_tables(segments)
    inside: list[list[Word]] = [[] for _ in tables]
    free: list[Word] = []
    for word in words:
        at = next((i for i, table in enumerate(tables) if table.holds((word.x0 + word.x1) / 2, word.y)), None)
        (free if at is None else inside[at]).append(word)
    left = min((word.x0 for word in free), default=0.0)
    # Places are counted finer than letters are wide, so that no run of words reaches over the next column's place.
    width = 0.75 * median((w.x1 - w.x0) / max(len(w.text), 1) for w in free) if free else 4.0
    flow: list[tuple[float, list[Word] | int]] = [(row[0].y, row) for row in _rows(free)]
    flow += [(table.top, i) for i, table in enumerate(tables) if inside[i]]
    last_y = None
    for y, part in sorted(flow, key=lambda pair: -pair[0]):
        if isinstance(part, int):
            table = _table(tables[part], inside[part], no, line)
            line = max(cell.line for row in table.rows for cell in row)
            last_y = None
            yield table
            continue
        line += 1
        text, indent = _text(part, left, width)
        size = max(word.size for word in part)
        gap = 1 if last_y is not None and last_y - y > 2.1 * size else 0
        last_y = y
        yield Line(line, text, no, indent, gap)


def _words(chars: list[LTChar]) -> list[Word]:
    rows: dict[int, list[LTChar]] = {}
    for char in chars:
        rows.setdefault(round(char.matrix[5] * 2), []).append(char)  # baselines half a point apart are one
    words: list[Word] = []
    for row in rows.values():
        row.sort(key=lambda c: c.x0)
        piece: list[LTChar] = []
        for char in row:
            if piece and (char.x0 - piece[-1].x1 > 0.18 * char.size or not char.get_text().strip()):
                words += _word(piece)
                piece = []
            if char.get_text().strip():
                piece.append(char)
        words += _word(piece)
    return words


def _word(piece: list[LTChar]) -> list[Word]:
    if not piece:
        return []
    text = tidy("".join(char.get_text() for char in piece))
    y = piece[0].matrix[5] + 0.25 * piece[0].size
    return [Word(text, piece[0].x0, piece[-1].x1, y, piece[0].size)] if text.strip() else []


def _rows(words: list[Word]) -> list[list[Word]]:
    """Return the words by line, down the page, left to right; a raised footnote number joins in."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.y, w.x0)):
        if rows and abs(rows[-1][0].y - word.y) < 0.45 * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _text(row: list[Word], left: float, width: float) -> tuple[str, int]:
    """Return a line's text, wide gaps kept as spaces, and its indent in characters."""
    indent = max(0, round((row[0].x0 - left) / width))
    text = row[0].text
    for before, word in pairwise(row):
        gap = word.x0 - before.x1
        if gap < 0.12 * word.size and re.fullmatch(r"\d{1,2}", word.text) and word.size < 0.8 * before.size:
            text += word.text  # the number of a footnote stays at its word
        elif gap > 0.7 * word.size:
            text += (
                " " * max(2 if gap < 2.2 * word.size else 3, round((word.x0 - left) / width) - indent - len(text))
                + word.text
            )
        else:
            text += " " + word.text
    return text, indent


def _table(ruled: Ruled, words: list[Word], page: int, line: int) -> Table:
    """Return the table of these strokes: each cell's words in reading order, merged cells where they begin."""
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        at = ruled.cell_at((word.x0 + word.x1) / 2, word.y)
        if at is not None:
            held.setdefault(at, []).append(word)
    rows: list[tuple[Cell, ...]] = []
    for r in range(ruled.height):
        cells = []
        for c in range(ruled.width):
            box: Box = ruled.origin(r, c)
            if (box.row, box.column) == (r, c):
                line += 1
                text = "\n".join(squeeze(" ".join(w.text for w in row)) for row in _rows(held.get((r, c), [])))
                cells.append(Cell(_joined(text), line))
            elif box.column == c:
                cells.append(rows[box.row][c])  # merged downwards: it holds for each row it covers
            else:
                cells.append(Cell("", line))
        rows.append(tuple(cells))
    return Table(tuple(rows), rows[0][0].line, page)


def _joined(text: str) -> str:
    """Return a cell's lines as paragraphs: lines that only broke for the width go on."""
    return re.sub(r"\n(?![-+•*]\s)", " ", text)
