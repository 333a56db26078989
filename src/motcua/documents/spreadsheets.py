"""A table as an .xlsx of Office Open XML, written row by row: a register of a big year needs no memory of its size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

from motcua.platform import training

# Controls and direction marks, which make a name read backwards; line ends and tabs stay.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What people wrote is text: never a formula, never an address that opens when somebody clicks.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_table(
    out: IO[bytes],
    *,
    name: str,
    title: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str | int]],
) -> int:
    """Write one sheet: lines of `title`, a head of (label, width in characters), then the rows; return how many."""
    book = xlsxwriter.Workbook(out, _OPTIONS)
    sheet = book.add_worksheet(name[:31])
    strong = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for place, (_, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    at = 0
    for line in ([training.words()] if training.is_on() else []) + list(title):
        sheet.write_string(at, 0, line, strong)
        at += 1
    for place, (label, _) in enumerate(columns):
        sheet.write_string(at, place, label, head)
    sheet.freeze_panes(at + 1, 0)
    sheet.repeat_rows(at)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)  # a table of fourteen columns stays one sheet wide
    sheet.set_footer("&C&P/&N")
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(at + count, place, value, cell)
            else:
                sheet.write_string(at + count, place, _HIDDEN.sub("", value), cell)
    book.close()
    return count
