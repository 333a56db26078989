"""Reading a table somebody filled in, from an .xlsx (Office Open XML): values only, bounded, nothing that computes.

Pure on a path, for `guard.table`, which runs it in a process of its own. A workbook is a zip of XML, so bounds are
asked of the zip before anything is unpacked, and whatever declares entities, runs macros or looks outside is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from motcua.documents.inspect.kinds import kind_of
from motcua.documents.inspect.refusals import FileRefused, kind_name, size_words

SHEET, MARK_SHEET, MARK = "Danh sách", "_motcua", "motcua-list-1"
KEY_LINE, FIRST_LINE = 1, 4  # keys of the columns stand in a hidden line; labels and the example below it
_MOST_PARTS = 200
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_COLUMNS, _MOST_LETTERS = 200, 2000
_GAP = 1000  # empty lines after the last person before we look no further
_OUTSIDE = re.compile(r"vbaProject|externalLinks/|embeddings/|activeX/|macrosheets/|connections\.xml", re.IGNORECASE)
_EXCEL_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")


@dataclass(frozen=True)
class Table:
    """What a filled-in list says: `marks` of the template, then (line, {column key: value}) for each person.

    A value is text, number or truth as JSON has them, {"date": ISO} or {"error": "#N/A"}. `letters`: key -> "C".
    """

    marks: tuple[str, ...]
    letters: dict[str, str]
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def read_table(path: Path, *, most_rows: int, limit: int) -> Table:
    """Return the list in a filled-in template, or raise FileRefused with a sentence for who sent it.

    `limit` bounds the file in bytes, `most_rows` the people.
    """
    _check_zip(path, limit)
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            try:
                return _read(book, most_rows)
            finally:
                book.close()
    except FileRefused:
        raise
    except Exception as trouble:  # whatever a foreign program wrote: to us it is a damaged workbook
        raise FileRefused("table_damaged") from trouble


def _check_zip(path: Path, limit: int) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("table_damaged")
    if size > limit:
        raise FileRefused("table_too_big", size=size_words(size), limit=size_words(limit))
    with path.open("rb") as file:
        if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # .xls, or an .xlsx with a password
            raise FileRefused("table_old_or_locked")
    kind = kind_of(path)
    if kind in {"pdf", "jpg", "png", "word", "text", "html", "program"}:
        raise FileRefused("table_kind", kind=kind_name(kind))
    if not zipfile.is_zipfile(path):
        raise FileRefused("table_damaged")
    with zipfile.ZipFile(path) as parts:
        told = parts.infolist()
        names = [part.filename for part in told]
        if "xl/workbook.xml" not in names or len(set(names)) != len(names):
            raise FileRefused("table_damaged")
        # What the directory declares bounds what is read: zipfile stops there and the checksum fails.
        if len(told) > _MOST_PARTS or sum(part.file_size for part in told) > _MOST_UNPACKED:
            raise FileRefused("table_bursts")
        if any(_OUTSIDE.search(name) for name in names):
            raise FileRefused("table_runs")
        try:
            for part in told:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(parts.read(part))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as trouble:
            raise FileRefused("table_damaged") from trouble


def _check_xml(raw: bytes) -> None:
    """No document type, so no entities that grow or look outside; in one of the encodings where this can be seen."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw[:64] or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise FileRefused("table_runs")


def _read(book: Any, most_rows: int) -> Table:
    if SHEET not in book.sheetnames or MARK_SHEET not in book.sheetnames:
        raise FileRefused("table_not_template")
    marks = tuple(str(row[0].value or "") for row in book[MARK_SHEET].iter_rows(min_row=1, max_row=3, max_col=1) if row)
    if not marks or marks[0] != MARK:
        raise FileRefused("table_not_template")
    sheet = book[SHEET]
    sheet.reset_dimensions()  # what a file claims of its size bounds nothing
    keys: dict[int, str] = {}
    letters: dict[str, str] = {}
    rows: list[tuple[int, dict[str, Any]]] = []
    formulas: list[str] = []
    strangers: list[str] = []
    for line, cells in _lines(sheet):
        if line == KEY_LINE:
            keys = {cell.column: str(cell.value).strip() for cell in cells if cell.value not in (None, "")}
            letters = {key: letter(column) for column, key in keys.items()}
            if not keys or len(letters) != len(keys):
                raise FileRefused("table_not_template")
        if line < FIRST_LINE:
            continue
        told: dict[str, Any] = {}
        for cell in cells:
            if cell.value is None or cell.value == "":
                continue
            place = f"{letter(cell.column)}{line}"
            if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
                formulas.append(place)
            elif cell.column not in keys:
                strangers.append(place)
            elif (value := _plain(cell.value)) not in (None, ""):
                told[keys[cell.column]] = value
        if told:
            rows.append((line, told))
        if len(rows) > most_rows:
            raise FileRefused("table_too_long", most=str(most_rows))
    if formulas:
        raise FileRefused("table_formula", cells=_some(formulas))
    if strangers:
        raise FileRefused("table_strange_column", cells=_some(strangers))
    if not rows:
        raise FileRefused("table_no_rows")
    return Table(marks, letters, rows)


def _lines(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The lines that hold something with their cells; a long gap ends the list."""
    empty = 0
    for cells in sheet.iter_rows(max_col=_MOST_COLUMNS):
        filled = [cell for cell in cells if cell.value is not None]
        empty = 0 if filled else empty + 1
        if filled:
            yield filled[0].row, filled
        elif empty > _GAP:
            return


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return int(value)
    if isinstance(value, int | float):
        return value
    text = " ".join(str(value).split(" ")).strip()
    if _EXCEL_ERROR.fullmatch(text):
        return {"error": text}
    return text[: _MOST_LETTERS + 1]


def letter(column: int) -> str:
    """Return the name of a column by its number, 1 first.

    >>> letter(1), letter(26), letter(27), letter(53)
    ('A', 'Z', 'AA', 'BA')
    """
    told = ""
    while column:
        column, rest = divmod(column - 1, 26)
        told = chr(65 + rest) + told
    return told


def _some(places: Sequence[str]) -> str:
    more = f" và {len(places) - 3} ô khác" if len(places) > 3 else ""
    return ", ".join(places[:3]) + more
