"""The tables of a report as one workbook, and as a ZIP of CSV files with the same columns."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from motcua.plans.reporting.tables import Table, Value, plain
from motcua.platform import training

# Controls and direction marks, which make a text read backwards; line ends and tabs stay.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What people wrote is text: never a formula, never an address that opens when somebody clicks.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(tables: Sequence[Table], *, about: Sequence[str], made_at: datetime) -> bytes:
    """Return an .xlsx with a sheet for each table; `about` stands over each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": about[0], "created": made_at.replace(tzinfo=None)})
    looks = {
        "strong": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "int": book.add_format({"border": 1, "valign": "top", "num_format": "#,##0"}),
        "decimal": book.add_format({"border": 1, "valign": "top", "num_format": "#,##0.00"}),
        "day": book.add_format({"border": 1, "valign": "top", "num_format": "dd/mm/yyyy"}),
    }
    for table in tables:
        _sheet(book, table, about, looks)
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table, about: Sequence[str], looks: dict[str, object]) -> None:
    sheet = book.add_worksheet(table.name[:31])
    lines = [*([training.words()] if training.is_on() else []), f"{table.name}: {about[0]}", *about[1:]]
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, line, looks["strong"] if at == 0 else None)
    head = len(lines)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, column.label, looks["head"])
    for at, row in enumerate(table.rows, start=head + 1):
        for place, value in enumerate(row):
            _write(sheet, at, place, value, looks)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    if table.rows:
        sheet.autofilter(head, 0, head + len(table.rows), len(table.columns) - 1)


def _write(sheet: xlsxwriter.worksheet.Worksheet, at: int, place: int, value: Value, looks: dict[str, object]) -> None:
    if value is None:
        sheet.write_blank(at, place, None, looks["text"])
    elif isinstance(value, int):
        sheet.write_number(at, place, value, looks["int"])
    elif isinstance(value, Decimal):
        is_whole = value == value.to_integral_value()
        sheet.write_number(at, place, float(value), looks["int" if is_whole else "decimal"])
    elif isinstance(value, date):
        sheet.write_datetime(at, place, datetime(value.year, value.month, value.day), looks["day"])
    else:
        sheet.write_string(at, place, _HIDDEN.sub("", value), looks["text"])


def csvs(tables: Sequence[Table], *, about: Sequence[str], made_at: datetime) -> bytes:
    """Return a ZIP with a CSV of each table (UTF-8 with its mark, as spreadsheets of offices need) and what it is.

    A cell a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = io.BytesIO()
    stamp = made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:

        def add(name: str, text: str) -> None:
            box.writestr(zipfile.ZipInfo(name, stamp), "\ufeff" + text, zipfile.ZIP_DEFLATED)

        add("doc-truoc.txt", "\r\n".join([*([training.words()] if training.is_on() else []), *about, ""]))
        for table in tables:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow([column.key for column in table.columns])
            writer.writerows([_safe(value) for value in row] for row in table.rows)
            add(f"{table.key}.csv", text.getvalue())
    return out.getvalue()


def _safe(value: Value) -> str:
    told = plain(value)
    if isinstance(value, str):
        told = _HIDDEN.sub("", told)
        return f"'{told}" if told.startswith(_FORMULA) else told
    return told
