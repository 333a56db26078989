"""Tables of tasks and of targets: each row under its group's number, cells by the kind of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .amounts import amounts_in
from .compiled import Target, Task
from .dates import When, when
from .leads import names_of, tidy_lead
from .paper import Cell
from .tables import Grid
from .targets import Around, target, wanted
from .words import fold, squeeze

_ROMAN = re.compile(r"^(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})$")


def read_grid(grid: Grid, year: int | None, time_year: int | None, under: str = "") -> Iterator[Task | Target]:
    """Return the tasks and targets of a table's rows.

    `time_year` is meant where a day or month has no year; `under`: the number of the section the table stands in.
    """
    kinds = [column.kind for column in grid.columns]
    is_of_tasks = "lead" in kinds or "time" in kinds or "product" in kinds
    values = [i for i, kind in enumerate(kinds) if kind == "value"]
    stack: list[tuple[int, str, str]] = []  # (rank, number, title)
    uses_letters = any(re.fullmatch(r"[A-HĐ]", no.text) for no, _ in grid.rows)
    for at, (no, row) in enumerate(grid.rows):
        of = {kind: row[i] for i, kind in reversed(list(enumerate(kinds)))}
        text = of["text"].text
        if not text.strip():
            continue
        if no.text:
            rank = _rank(no.text, uses_letters)
            while stack and stack[-1][0] >= rank:
                stack.pop()
        path = ".".join(filter(None, (under, _path(stack, no.text))))
        headings = tuple(title for _, _, title in reversed(stack))
        if no.text:
            stack.append((rank, no.text, text))
        following = grid.rows[at + 1] if at + 1 < len(grid.rows) else None
        if _is_group(kinds, row, no.text, following, uses_letters):
            if not no.text:
                stack.append((9, "", text))
            continue
        time = _time(of, time_year)
        line = no.line or of["text"].line
        if values:
            yield from _values(grid, row, kinds, path, text, line, headings, time, year)
        elif not is_of_tasks:
            continue
        else:
            yield _task(of, path, line, time)
            yield from _targets(of, path, headings, time, year)


def _time(of: dict[str, Cell], year: int | None) -> When:
    """Return the time of a row: its end; a cell merged over begin and end stands in the first of them."""
    begin, end = (of[kind].text if kind in of else "" for kind in ("begin", "time"))
    is_merged = not end.strip() and re.match(
        r"\W*(?:trong|cả|hết|suốt|thường|h[ằà]ng|định kỳ|trước|xong)\b", fold(begin)
    )
    return when(begin if is_merged else end, year=year)


def _task(of: dict[str, Cell], path: str, line: int, time: When) -> Task:
    lead = tidy_lead(of["lead"].text) if "lead" in of else None
    partners = names_of(of["partner"].text) if "partner" in of else ()
    product = squeeze(of["product"].text).strip(" -;") or None if "product" in of else None
    return Task(
        path,
        squeeze(of["text"].text),
        line,
        lead,
        partners,
        product,
        time.due,
        time.due_month,
        time.recurrence,
        time.status,
    )


def _targets(of: dict[str, Cell], path: str, headings: Sequence[str], time: When, year: int | None) -> Iterator[Target]:
    """Return the numbers a row wants; said again in the column of products they are one target."""
    around = Around(tuple(headings), time, year)
    said: set[tuple[object, str]] = set()
    for kind in ("text", "product"):
        cell = of.get(kind)
        if cell is None or not cell.text:
            continue
        text = squeeze(cell.text)
        found = [each for each in wanted(text, is_goal=kind == "product") if (each[0].value, each[0].unit) not in said]
        for amount, clause, _ in found:
            said.add((amount.value, amount.unit))
            yield target(path, amount, clause, text, cell.line, around)


def _values(
    grid: Grid,
    row: Sequence[Cell],
    kinds: Sequence[str],
    path: str,
    text: str,
    line: int,
    headings: Sequence[str],
    time: When,
    year: int | None,
) -> Iterator[Target]:
    """Return the targets of a row of a table of figures: one for each column that holds a number."""
    unit = next((squeeze(row[i].text) for i, kind in enumerate(kinds) if kind == "unit"), "")
    for i, kind in enumerate(kinds):
        column = grid.columns[i]
        if kind != "value" or not row[i].text.strip() or (year and column.year and column.year < year):
            continue  # what was reached the year before
        around = Around((column.head, *headings), time, column.year or year)
        cell = squeeze(row[i].text)
        found = amounts_in(cell) or amounts_in(_with_unit(cell, unit))
        if not found and unit:  # a unit that is no known noun is the column's word
            found = [replace(amount, unit=fold(unit)) for amount in amounts_in(_with_unit(cell, "%"))]
        if found:
            yield target(path, found[0], f"{squeeze(text)} {cell}", f"{squeeze(text)} {cell}", line, around)


def _with_unit(cell: str, unit: str) -> str:
    """Return the cell with the unit of its column behind its number: "99 trở lên" is "99 % trở lên"."""
    return re.sub(r"\d[\d.,]*", lambda m: f"{m.group()} {unit}", cell, count=1)


def _is_group(
    kinds: Sequence[str],
    row: Sequence[Cell],
    no: str,
    following: tuple[Cell, tuple[Cell, ...]] | None,
    uses_letters: bool,
) -> bool:
    """Return whether a row only names the rows below it."""
    text = next(cell.text for cell, kind in zip(row, kinds, strict=True) if kind == "text")
    others = [
        cell.text
        for cell, kind in zip(row, kinds, strict=True)
        if kind not in ("text", "note", "other", "money") and cell.text.strip()
    ]
    if any(squeeze(other) != squeeze(text) for other in others):
        return False
    if following is None:
        return False
    if not no:
        return not others and bool(following[0].text)
    if not following[0].text:
        return True
    return _rank(following[0].text, uses_letters) > _rank(no, uses_letters) or _rank(no, uses_letters) < 3


def _rank(no: str, uses_letters: bool) -> int:
    if "." in no:
        return 3 + no.count(".")
    if no.isdigit():
        return 3
    if no[:1].isupper():
        return 2 if _ROMAN.match(no) and (uses_letters or len(no) > 1 or no in "IVX") else 1
    return 6


def _path(stack: Sequence[tuple[int, str, str]], no: str) -> str:
    above = [label for _, label, _ in stack if label]
    if "." in no:
        above = [label for label in above if not no.startswith(f"{label}.")]
        above = [label for label in above if not label[:1].isdigit() or not no[:1].isdigit()]
    return ".".join([*above, no] if no else above)
