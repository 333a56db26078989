"""Plain text: the character sets Vietnamese offices still have, form feeds, and columns kept with spaces."""

from __future__ import annotations

import unicodedata

from ..paper import Cell, Line, Paper, PaperRefused, Table
from ..words import tidy

_CELLS = 3  # between tabs, before a line is taken for a row of a table
# Letters that Vietnamese text has in every line; a wrong guess of the character set has other signs instead.
_LETTERS = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def decode(data: bytes) -> str:
    """Return the text of UTF-8 (with or without mark), UTF-16 or Windows-1258."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return tidy(data.decode("utf-16", "replace"))
    try:
        return tidy(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    text = tidy(unicodedata.normalize("NFC", data.decode("cp1258", "replace")))
    letters = [c for c in text.lower() if c.isalpha()]
    known = sum(1 for c in letters if c in _LETTERS or c.isascii())
    if letters and known < len(letters) * 0.98:
        raise PaperRefused(
            "encoding",
            "Tệp văn bản dùng bảng mã không đọc được (có thể là TCVN3 hoặc VNI). Hãy lưu lại với mã Unicode (UTF-8).",
            "the text is neither UTF-8, UTF-16 nor Windows-1258",
        )
    return text


def read_plain(text: str) -> Paper:
    """Return the lines of a text; a form feed begins a page."""
    parts: list[Line] = []
    page, gap = 1, 0
    for no, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n"), start=1):
        pieces = raw.split("\f")
        for nth, piece in enumerate(pieces):
            if nth:
                page, gap = page + 1, 0
            line = piece.expandtabs(4).rstrip()
            bare = line.lstrip()
            if not bare:
                # A line of spaces is kept: it may be the rule above a footnote or empty cells of a table.
                if piece:
                    parts.append(Line(no, "", page, len(piece), gap))
                gap += 1 if nth == len(pieces) - 1 else 0
                continue
            parts.append(Line(no, bare, page, len(line) - len(bare), gap))
            gap = 0
    if not any(part.text for part in parts):
        raise PaperRefused("empty", "Tệp không có chữ nào để đọc.", "the file holds no text")
    return Paper("txt", _with_tables(parts, text), page)


def _with_tables(parts: list[Line], text: str) -> list[Line | Table]:
    """Return the lines with rows of cells between tabs as tables: three cells or more, two rows or more together."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n")
    made: list[Line | Table] = []
    rows: list[tuple[Line, list[str]]] = []
    for part in [*parts, None]:
        cells = raw[part.no - 1].strip("\f\n").split("\t") if part is not None else []
        if part is not None and len(cells) >= _CELLS and (not rows or part.gap == 0):
            rows.append((part, cells))
            continue
        made += _table(rows)
        rows = [(part, cells)] if part is not None and len(cells) >= _CELLS else []
        if part is not None and not rows:
            made.append(part)
    return [*made, *_table(rows)]


def _table(rows: list[tuple[Line, list[str]]]) -> list[Line | Table]:
    if len(rows) < 2:
        return [line for line, _ in rows]
    wide = max(len(cells) for _, cells in rows)
    filled = [
        tuple(Cell(text.strip(), line.no) for text in [*cells, *[""] * (wide - len(cells))]) for line, cells in rows
    ]
    return [Table(tuple(filled), rows[0][0].no, rows[0][0].page)]
