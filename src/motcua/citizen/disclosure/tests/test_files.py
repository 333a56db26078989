"""The files: nobody can subtract a small number from all of them together, and their SQL counts the totals again."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from fractions import Fraction
from html import unescape
from random import Random

import openpyxl
import pytest
from django.db import connection

from motcua.citizen.disclosure.opendata import _sql
from motcua.citizen.disclosure.rows import columns, rows_of
from motcua.citizen.disclosure.words import words
from motcua.monitoring import testing
from motcua.monitoring.book import REASONS, book
from motcua.monitoring.disclosure import FEW
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import Published
from motcua.platform.clock.now import ZONE

MONTHS = [f"2026-0{n}" for n in range(1, 6)]
OTHERS = "any other procedure of the catalogue"


# --- everything that a commune publishes of a year, and the truth behind it ----------------------
def a_year(seed: int):
    random = Random(seed)
    size = random.choice([0.05, 0.2, 0.5, 1, 4])
    truth = {}
    for month in MONTHS:
        answered = random.choice([0, 1, 3, 4, 7, 40])
        truth[month] = testing.counts_of(testing.procedures(random, size=size), answered=answered, satisfied=answered)
    truth["2026"] = testing.together([truth[month] for month in MONTHS])
    judged = book(MONTHS, "2026", truth)
    rows = []
    for key in (*MONTHS, "2026"):
        rated = truth[key]["satisfaction.share"]
        told = None if key in judged.unrated or rated["d"] < FEW else (rated["d"], rated["n"])
        at = datetime(2026, 11, 13, tzinfo=ZONE)
        rows += rows_of("x", Published(Period.parse(key), at, truth[key], None, (), judged, told, None), {})
    return truth, rows


def attacked(rows, measure: str) -> dict[tuple[str, str], int]:
    """Solve exactly for every (procedure, period) that was not told; return those that come out with one value."""
    listed = {(row["code"], row["period"]): row for row in rows if row["level"] == "procedure"}
    totals = {row["period"]: row[measure] for row in rows if row["level"] == "total"}
    field_of = {code: row["field"] for (code, _), row in listed.items()}
    periods = [*MONTHS, "2026"]
    nameless = {key for key in periods if totals_of(rows, key) and not any(at == key for _, at in listed)}
    only_in_year = {code for code in field_of if not any((code, month) in listed for month in MONTHS)}
    codes = [*field_of, *(f"{OTHERS} {field}" for field in {*field_of.values(), ""})]
    field_of |= {f"{OTHERS} {field}": field for field in {*field_of.values(), ""}}
    fields = {(row["field"], row["period"]): row for row in rows if row["level"] == "field"}

    known: dict[tuple[str, str], int] = {}
    for code in codes:
        for key in periods:
            row = listed.get((code, key))
            if row is not None and row[measure] is not None:
                known[code, key] = row[measure]
            elif row is None and key not in nameless and not (code in only_in_year and key != "2026"):
                known[code, key] = 0
    equations = []
    for key in periods:
        equations.append(({(code, key): 1 for code in codes}, totals[key]))
        for field in {*field_of.values()}:
            row = fields.get((field, key))
            if row is not None and row[measure] is not None:
                equations.append(({(code, key): 1 for code in codes if field_of[code] == field}, row[measure]))
    for code in codes:
        equations.append(({(code, month): 1 for month in MONTHS} | {(code, "2026"): -1}, 0))
    return solved(_without(known, equations))


def _without(known, equations):
    """Bring what is known to the other side."""
    for left, right in equations:
        told = sum(n * known[one] for one, n in left.items() if one in known)
        yield {one: n for one, n in left.items() if one not in known}, right - told


def totals_of(rows, key: str) -> int:
    return next(row["received"] for row in rows if row["level"] == "total" and row["period"] == key)


def solved(equations) -> dict[tuple[str, str], int]:
    reduced: dict[tuple[str, str], tuple[dict, Fraction]] = {}
    for left, right in equations:
        row, value = {k: Fraction(n) for k, n in left.items()}, Fraction(right)
        for pivot in [one for one in reduced if one in row]:
            row, value = _less(row, value, *reduced[pivot], row.get(pivot, Fraction(0)))
        if not row:
            assert value == 0  # what is published does not contradict itself
            continue
        pivot = min(row)
        value, row = value / row[pivot], {k: n / row[pivot] for k, n in row.items()}
        for key, (other, there) in list(reduced.items()):
            if pivot in other:
                reduced[key] = _less(other, there, row, value, other[pivot])
        reduced[pivot] = row, value
    return {pivot: int(value) for pivot, (row, value) in reduced.items() if len(row) == 1}


def _less(row, value, other, there, factor):
    made = {k: row.get(k, Fraction(0)) - factor * other.get(k, Fraction(0)) for k in row.keys() | other.keys()}
    return {k: n for k, n in made.items() if n}, value - factor * there


@pytest.mark.parametrize("seed", range(24))
def test_all_files_of_a_year_together_give_no_hidden_count_away(seed):
    truth, rows = a_year(seed)
    for measure in ("received", "late", "early"):
        given_away = {
            (code, key): value
            for (code, key), value in attacked(rows, measure).items()
            if value and truth[key]["procedures"].get(code, {}).get(measure)
        }
        assert given_away == {}, measure


@pytest.mark.parametrize("seed", range(24))
def test_no_file_tells_a_count_of_one_to_four(seed):
    _, rows = a_year(seed)
    told = [
        (row["level"], row["name"], key, row[key])
        for row in rows
        if row["level"] in ("field", "procedure", "reason")
        for key in ("received", "late", "early")
        if row.get(key) is not None and 0 < row[key] < FEW
    ]
    assert told == []
    assert all(row["answered"] is None or row["answered"] >= FEW for row in rows if row["level"] == "total")
    for row in rows:  # a share would tell what its parts do not
        if row.get("on_time_share") is not None:
            assert None not in (row["received"], row["late"])


@pytest.mark.parametrize("seed", range(12))
def test_reasons_are_not_given_away_either(seed):
    truth, rows = a_year(seed)
    total = {row["period"]: row["late"] for row in rows if row["level"] == "total"}
    shown = {(row["code"], row["period"]): row["late"] for row in rows if row["level"] == "reason"}
    periods = [*MONTHS, "2026"]
    nameless = {key for key in periods if not any(at == key for _, at in shown)}
    never = {reason for reason in REASONS if not any((reason, month) in shown for month in MONTHS)}

    def value(reason: str, key: str) -> int | None:
        if (reason, key) in shown:
            return shown[reason, key]
        return None if key in nameless or (reason in never and key != "2026") else 0

    equations = []
    for key in periods:
        left = total[key] - sum(value(reason, key) or 0 for reason in REASONS)
        equations.append(({(reason, key): 1 for reason in REASONS if value(reason, key) is None}, left))
    for reason in REASONS:
        cells = {(reason, month): 1 for month in MONTHS} | {(reason, "2026"): -1}
        left = sum(-n * (value(*cell) or 0) for cell, n in cells.items())
        equations.append(({cell: n for cell, n in cells.items() if value(*cell) is None}, left))
    found = {k: v for k, v in solved(equations).items() if v}
    really = {
        (reason if reason in REASONS else "other", key): late
        for key, one in truth.items() for reason, late in one["slowest"].items()
    }  # fmt: skip
    assert [key for key in found if really.get(key)] == []


# --- files and pages say the same; the SQL counts again ------------------------------------------
def file_of(figures, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figures.client.get(url).content.decode("utf-8-sig"))))


def test_pages_and_files_tell_the_same_numbers(figures):
    rows = file_of(figures, "/cong-khai/cam-giang/so-lieu.csv?ky=2026-10")
    page = figures.client.get("/cong-khai/cam-giang/?ky=2026-10").content.decode()
    cells = re.findall(
        r'<tr><th scope="row">([^<]+)</th><td class="vn-number">([^<]+)</td><td class="vn-number">([^<]+)<', page
    )
    fields = [row for row in rows if row["level"] == "field"]
    assert [name for name, _, _ in cells] == [row["name"] for row in fields] + ["Cộng"]
    marks = {"few": "< 5", "kept": "ẩn", "closed": "ẩn"}
    for cell, row in zip(cells, fields, strict=False):
        received, late = unescape(cell[1]), unescape(cell[2])
        assert received == (row["received"] or marks[row["received_mark"]])
        assert late == (row["late"] or marks[row["late_mark"]])


def test_a_spreadsheet_has_the_rows_of_the_file(figures):
    rows = file_of(figures, "/cong-khai/cam-giang/so-lieu.csv?ky=2026")
    answer = figures.client.get("/cong-khai/cam-giang/so-lieu.xlsx?ky=2026")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    lines = list(sheet.iter_rows(values_only=True))
    head = next(n for n, line in enumerate(lines) if line[0] == words()["columns"][0]["name"])
    assert [[str(cell or "0" if cell == 0 else cell or "") for cell in line] for line in lines[head + 1 :]] == [
        list(row.values()) for row in rows
    ]
    assert "CC BY 4.0" in str(lines[:head])


def test_the_sql_counts_the_published_totals_again(figures):
    for slug, period in (("cam-giang", "2026-10"), ("chieng-an", "2026"), ("son-la", "2026-10")):
        whole = figures.client.get(f"/cong-khai/{slug}/so-lieu.csv?ky={period}").content.decode("utf-8-sig")
        told = next(row for row in csv.DictReader(io.StringIO(whole)) if row["level"] == "total")
        table, sums, shares, of_province = [
            part for part in re.sub(r"(?m)^--.*\n", "", _sql()).split(";") if part.strip()
        ]
        with connection.cursor() as cursor:
            cursor.execute(table.replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))
            with cursor.copy("COPY so_lieu FROM STDIN WITH (FORMAT csv, HEADER true)") as copy:
                copy.write(whole)
            cursor.execute(sums)
            recounted = cursor.fetchall()
            cursor.execute(shares)
            names = [one.name for one in cursor.description]
            share = next(dict(zip(names, row, strict=True)) for row in cursor.fetchall() if row[0] == slug)
            cursor.execute(of_province)
            communes = cursor.fetchall()
            cursor.execute("DROP TABLE so_lieu")
        if slug == "son-la":
            assert [(unit, n, n == total) for unit, _, total, n in communes] == [
                ("son-la", int(told["received"]), True)
            ]
        else:
            assert [(row[2], row[-1]) for row in recounted] == [("field", True), ("procedure", True), ("reason", True)]
        assert str(share["on_time_share"]) == told["on_time_share"]
        page = figures.client.get(f"/cong-khai/{slug}/?ky={period}").content.decode()
        for key in ("on_time_share", "online_share"):
            assert f"{share[key]}".replace(".", ",") + "%" in page


def test_the_dictionary_names_every_column(figures):
    named = [row["column"] for row in file_of(figures, "/cong-khai/du-lieu/tu-dien.csv")]
    assert named == columns() == list(file_of(figures, "/cong-khai/cam-giang/so-lieu.csv")[0])
