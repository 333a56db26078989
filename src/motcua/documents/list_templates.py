"""An empty list to fill in, as an .xlsx: labels, what may be chosen as drop-downs, one example, words of help.

The other half of `inspect.tables`, which reads it back: the keys of the columns stand in a hidden line, and what the
list is for on a hidden sheet, so that labels may be reworded and lines sorted without harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

import xlsxwriter

from motcua.documents.inspect.tables import FIRST_LINE, KEY_LINE, MARK, MARK_SHEET, SHEET

_HELP, _CHOICES = "Hướng dẫn", "_lua_chon"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class ListColumn:
    """One column of the template; `must` must be filled in every line, `choices` become a drop-down."""

    key: str
    label: str
    hint: str = ""
    must: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    is_number: bool = False


def write_list_template(
    out: IO[bytes], columns: Sequence[ListColumn], *, marks: Sequence[str], help_lines: Sequence[str], lines: int
) -> None:
    """Write the template; drop-downs reach `lines` people. `marks` come back as `Table.marks` after the first."""
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "in_memory": True})
    sheet = book.add_worksheet(SHEET)
    guide, hidden, choices = book.add_worksheet(_HELP), book.add_worksheet(MARK_SHEET), book.add_worksheet(_CHOICES)
    wrap = {"border": 1, "text_wrap": True, "valign": "top"}
    must = book.add_format({**wrap, "bold": True, "bg_color": "#fdf3d9"})
    may = book.add_format({**wrap, "bg_color": "#f6f2ea"})
    example = book.add_format({**wrap, "italic": True, "font_color": "#6b6259"})
    text, number = book.add_format({"num_format": "@"}), book.add_format({})
    for place, column in enumerate(columns):
        # Text keeps the leading 0 of personal and telephone numbers; a date typed as text is read as well.
        sheet.set_column(place, place, max(12, min(32, len(column.label) + 2)), number if column.is_number else text)
        sheet.write_string(KEY_LINE - 1, place, column.key)
        star = " *" if column.must else ""
        sheet.write_string(KEY_LINE, place, f"{column.label}{star}", must if column.must else may)
        sheet.write_string(FIRST_LINE - 2, place, f"Ví dụ: {column.example}" if column.example else "", example)
        if column.hint or column.must:
            told = f"{'Bắt buộc. ' if column.must else ''}{column.hint}".strip()
            sheet.write_comment(KEY_LINE, place, told, {"x_scale": 2})
        if column.choices:
            for line, choice in enumerate(column.choices):
                choices.write_string(line, place, choice)
            span = (
                f"{xlsxwriter.utility.xl_col_to_name(place, True)}$1:{xlsxwriter.utility.xl_col_to_name(place, True)}"
            )
            sheet.data_validation(
                FIRST_LINE - 1,
                place,
                FIRST_LINE - 2 + lines,
                place,
                {
                    "validate": "list",
                    "source": f"={_CHOICES}!{span}${len(column.choices)}",
                    "error_title": "Chọn trong danh sách",
                    "error_message": "Chọn một dòng có sẵn, không gõ lời khác.",
                },
            )
    sheet.set_row(KEY_LINE - 1, None, None, {"hidden": True})
    sheet.set_row(KEY_LINE, 48)
    sheet.freeze_panes(FIRST_LINE - 1, 1)
    guide.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for line, words in enumerate(help_lines):
        guide.write_string(line, 0, words)
    for line, mark in enumerate((MARK, *marks)):
        hidden.write_string(line, 0, mark)
    hidden.very_hidden()
    choices.very_hidden()
    sheet.activate()
    book.close()
