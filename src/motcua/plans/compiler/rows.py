"""Where a flattened table stands and where its rows begin: its head, the numbers that follow each other.

A row begins with a number that may follow the last one ("1.1" then "1.2", "2" or "B"), so a number that a
sentence was broken at does not begin a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .flattened import Atom, Breaks, atoms_of, best_of_parts, cells
from .headings import Column, split_head
from .paper import Cell, Line
from .words import fold, is_capital

_NO = re.compile(
    r"^(?P<no>\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}|[A-HĐ]|(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})|[a-zđ])\.?\)?(?:\s+(?P<rest>.*))?$"
)
HEAD = re.compile(r"^(?:S?TT|Số\s+TT|STT\.?)\b", re.I)
_LOWER = "abcdđeghiklmnopqrstuvxy"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_ENDS = re.compile(r"^(?:nơi nhận|phụ lục|phụ biểu|biểu số|trên đây là|(?:tm|kt|tl)\.\s)", re.I)
_HEAD_LINES = 26


@dataclass
class Flat:
    """A table found in running lines: its columns, and rows of (number, cells in the columns' order)."""

    columns: list[Column]
    first: int  # index of its first line
    last: int  # index after its last line
    rows: list[tuple[Cell, list[Cell]]] = field(default_factory=list)


def no_of(text: str) -> str | None:
    """Return the number a cell holds and nothing else, as it is cited."""
    found = _NO.match(text.strip())
    return found["no"] if found and not found["rest"] else None


def ends_tables(text: str) -> bool:
    """Return whether a line surely stands after a table."""
    return _ENDS.match(text) is not None


def find(lines: Sequence[Line], start: int, breaks: set[int]) -> Flat | None:
    """Return the first flattened table at or after a line."""
    for at in range(start, len(lines)):
        if not HEAD.match(lines[at].text):
            continue
        found = _head(lines, at)
        if found is None:
            continue
        columns, body, head_text = found
        end = _end(lines, body)
        kept, torn = _without_repeated_heads(lines[body:end], head_text, breaks)
        flat = Flat(columns, at, end)
        flat.rows = _rows(kept, columns, torn)
        if flat.rows:
            return flat
    return None


def _head(lines: Sequence[Line], at: int) -> tuple[list[Column], int, str] | None:
    text = ""
    best = None
    for k in range(at, min(at + _HEAD_LINES, len(lines))):
        if not lines[k].text:
            continue
        if k > at and _NO.match(lines[k].text) and text and _first_of_its_kind(lines[k].text):
            columns = split_head(text)
            if columns and any(column.kind in ("lead", "time", "partner", "value") for column in columns):
                best = (columns, k, re.sub(r"\s", "", fold(text)))
            break
        text = f"{text} {lines[k].text}".strip()
    return best


def _first_of_its_kind(text: str) -> bool:
    found = _NO.match(text)
    return found is not None and _plain(found["no"]) in ("1", "A", "I", "a", "1.1")


def _end(lines: Sequence[Line], body: int) -> int:
    for k in range(body, len(lines)):
        if _ENDS.match(lines[k].text):
            return k
    return len(lines)


def _without_repeated_heads(lines: Sequence[Line], head: str, breaks: set[int]) -> tuple[list[Line], set[int]]:
    """Return the lines without the heads that each page repeats, and where the table was torn."""
    kept: list[Line] = []
    torn = set(breaks)
    k = 0
    while k < len(lines):
        if HEAD.match(lines[k].text):
            said, end = "", k
            while end < len(lines) and len(said) < len(head):
                said += re.sub(r"\s", "", fold(lines[end].text))
                end += 1
            if said == head or said.startswith(head):
                if end < len(lines):
                    nxt = next((line for line in lines[end:] if line.text), None)
                    torn |= {nxt.no} if nxt else set()
                k = end
                continue
        kept.append(lines[k])
        k += 1
    return kept, torn


def _rows(lines: Sequence[Line], columns: Sequence[Column], torn: set[int]) -> list[tuple[Cell, list[Cell]]]:
    has_no = columns[0].kind == "no"
    chunks: list[tuple[Cell, list[Line]]] = [(Cell("", 0), [])]
    seen: list[str] = []
    for line in lines:
        found = _NO.match(line.text) if has_no and line.text else None
        if found and (not found["rest"] or is_capital(found["rest"].lstrip('“"('))) and follows(found["no"], seen):
            seen.append(found["no"])
            rest = found["rest"] or ""
            chunks.append(
                (Cell(found["no"], line.no), [Line(line.no, rest, line.page, line.indent, line.gap)] if rest else [])
            )
        else:
            chunks[-1][1].append(line)
    wide = list(columns[1:] if has_no else columns)
    pieces: list[tuple[Cell, list[list[Atom]]]] = []
    for no, chunk in chunks:
        for part_no, parts in _split(no, chunk, torn):
            filled = [[atom for atom in part if atom.text] for part in parts if any(atom.text for atom in part)]
            if filled and (part_no.text or pieces):  # else words of the head that were left over
                pieces.append((part_no, filled))
    once = [(parts[0], cells(parts[0], wide)[1]) for _, parts in pieces if len(parts) == 1]
    breaks = Breaks.learnt([(atoms, row) for atoms, row in once if any(cell.text for cell in row[1:])])
    rows = [(no, best_of_parts(parts, wide, breaks)) for no, parts in pieces]
    return [(no, _whole(row) if _rules_rows(rows, i, wide) else row) for i, (no, row) in enumerate(rows)]


def _rules_rows(rows: Sequence[tuple[Cell, list[Cell]]], at: int, columns: Sequence[Column]) -> bool:
    """Return whether a row is the title of those below it: its child follows and nobody leads it."""
    no, row = rows[at][0].text, rows[at][1]
    following = rows[at + 1][0].text if at + 1 < len(rows) else no
    is_above = following.startswith(f"{no}.") or _rank(following) > _rank(no) or (not following and bool(no))
    lead = next((cell.text for cell, column in zip(row, columns, strict=True) if column.kind == "lead"), "")
    return is_above and not (lead and is_capital(lead))


def _rank(no: str) -> int:
    if "." in no:
        return 3 + no.count(".")
    if not no:
        return 0
    return 1 if no.isupper() and no not in _ROMANS else 2 if no.isupper() else 3 if no.isdigit() else 4


def _whole(row: Sequence[Cell]) -> list[Cell]:
    text = " ".join(cell.text for cell in row if cell.text)
    return [Cell(text, row[0].line), *(Cell("", 0) for _ in row[1:])]


def _split(no: Cell, lines: Sequence[Line], torn: set[int]) -> list[tuple[Cell, list[list[Atom]]]]:
    """Cut a chunk at page breaks, and where a line of empty cells stands between two texts: a row without number."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        if line.no in torn and any(other.text for other in parts[-1]):
            parts.append([])
        parts[-1].append(line)
    if len(parts) == 1:
        atoms = atoms_of(parts[0])
        for k in range(1, len(atoms)):
            if atoms[k].empties >= 3 and atoms[k].text and is_capital(atoms[k].text):
                return [(no, [atoms[:k]]), (Cell("", atoms[k].line), [atoms[k:]])]
        return [(no, [atoms])]
    # One line before the break holds the first words of several cells, and one after it may hold their last.
    is_one = sum(1 for line in parts[0] if line.text) == 1
    bare = [[line for line in part if line.text] or part for part in parts] if is_one else parts
    return [
        (
            no,
            [
                atoms_of(part, everywhere=is_one and not nth, to_words=is_one and nth > 0)
                for nth, part in enumerate(bare)
            ],
        )
    ]


def follows(no: str, seen: Sequence[str]) -> bool:
    """Return whether a number may come next after those seen.

    >>> follows("1.2", ["A", "1", "1.1"]), follows("B", ["A", "1", "1.1"]), follows("3", ["1", "1.1"])
    (True, True, False)
    """
    no, seen = _plain(no), [_plain(own) for own in seen]
    if not seen:
        return no in ("1", "A", "I", "a", "1.1")
    last = seen[-1]
    if "." in no:
        above, _, own = no.rpartition(".")
        if own == "1":
            return last == above or (above in seen and f"{above}.1" not in seen[_last_index(seen, above) :])
        sibling = f"{above}.{int(own) - 1}"
        return sibling in seen and not any(s.isdigit() and "." not in s for s in seen[_last_index(seen, sibling) + 1 :])
    kind = _series(no)
    if kind is None:
        return False
    series, at = kind
    if at == 0:
        return _series(last) is None or _series(last) != kind  # a first one may begin below anything
    before = series[at - 1]
    return before in seen and no not in seen[_last_index(seen, before) :]


def _plain(no: str) -> str:
    return no.lstrip("0") or no  # "01" is 1


def _series(no: str) -> tuple[tuple[str, ...], int] | None:
    for series in (_ROMANS, tuple("ABCDĐEGH"), tuple(_LOWER), tuple(str(n) for n in range(1, 100))):
        if no in series:
            return series, series.index(no)
    return None


def _last_index(seen: Sequence[str], no: str) -> int:
    return len(seen) - 1 - list(reversed(seen)).index(no)
