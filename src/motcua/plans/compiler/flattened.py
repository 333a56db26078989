"""Tables that lost their lines: rows and cells found again in text where only their words follow each other.

A copy of a PDF gives the cells of a row one after the other, each broken into lines; where one
ends and the next begins is told by nothing but what the words are. So every way to cut a row is weighed:
a column of bodies wants names of bodies (units.py), a column of time wants a time (dates.py), the rest
is free. The best sum wins (dynamic programming over the places where a cut is possible).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from math import log

from . import units
from .dates import dates_in, looks_like_time, when
from .headings import Column, products
from .office_words import head_at, tokens
from .paper import Cell, Line
from .words import JOINERS, fold, is_capital, squeeze

_NEVER = -1e9
_HOPELESS = -9.0
_TOLD = 2.5  # the most an empty line, or none, may weigh
_LONGEST = {"text": 10_000, "lead": 70, "partner": 90, "time": 60, "product": 90}  # words a cell may have


@dataclass(frozen=True)
class Atom:
    """Words that are surely in one cell, the line they stand in, and how the place before them is broken."""

    text: str
    line: int
    is_start: bool  # of a line
    gap: int  # empty lines before
    empties: int = 0  # empty cells seen before it


@dataclass(frozen=True)
class Breaks:
    """What an empty line says in this table: how much likelier it is where a cell begins than inside one.

    Copies of papers differ: empty lines part the cells, or all lines, or stand by chance. So the table is
    cut twice, and the second time by what the first found.
    """

    with_gap: float = 0.0
    without: float = 0.0

    @staticmethod
    def learnt(rows: Sequence[tuple[Sequence[Atom], Sequence[Cell]]]) -> Breaks:
        """Count where the lines of rows cut once begin, after an empty line or not."""
        begins, inside = [1.0, 1.0], [1.0, 1.0]  # [without, with]
        for atoms, row in rows:
            starts = {cell.line for cell in row[1:] if cell.text}
            for atom in atoms[1:]:
                if atom.is_start:
                    (begins if atom.line in starts else inside)[atom.gap > 0] += 1
        if sum(begins) < 12 or sum(inside) < 12:
            return Breaks()
        shares = [log((b / sum(begins)) / (i / sum(inside))) for b, i in zip(begins, inside, strict=True)]
        return Breaks(max(-_TOLD, min(_TOLD, shares[1])), max(-_TOLD, min(_TOLD, shares[0])))

    def weigh(self, atom: Atom) -> float:
        """Return how much this place speaks for a cell that begins."""
        return 0.0 if not atom.is_start else self.with_gap if atom.gap else self.without


def atoms_of(lines: Sequence[Line], *, everywhere: bool = False, to_words: bool = False) -> list[Atom]:
    """Cut lines at the places inside them where a cell could end: before a name or a time.

    `everywhere`: before any capital; `to_words`: the last line, when short, before any word.
    """
    found: list[Atom] = []
    empties = 0
    for line in lines:
        if not line.text:
            empties += max(0, line.indent - 1)
            continue
        first = True
        is_last = to_words and line is lines[-1] and len(line.text) < 60
        for piece in line.text.split() if is_last else _pieces(line.text, everywhere):
            found.append(Atom(piece, line.no, first, line.gap if first else 0, empties if first else 0))
            first, empties = False, 0
    if empties:
        found.append(Atom("", lines[-1].no, True, 0, empties))
    return found


def _pieces(text: str, everywhere: bool) -> list[str]:
    words, pieces = text.split(), [[]]  # type: list[str], list[list[str]]
    for at, word in enumerate(words):
        rest = " ".join(words[at : at + 4])
        clean = word.lstrip('(“"-+')
        may = at > 0 and (
            (
                is_capital(clean)
                and (_opens_name(rest) or looks_like_time(rest) or fold(clean.strip(".,;/")) in products())
            )
            or (word.startswith("(") and looks_like_time(rest))
            or (is_capital(clean) and (everywhere or len(text) < 60))
        )
        if may and pieces[-1]:
            pieces.append([])
        pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces if piece]


def _opens_name(text: str) -> bool:
    found = tokens(text)
    return bool(found) and head_at(found, 0) > 0


def cells(
    atoms: Sequence[Atom],
    columns: Sequence[Column],
    before: Sequence[str] | None = None,
    breaks: Breaks = Breaks(),
) -> tuple[float, list[Cell]]:
    """Cut the atoms of one row into its cells; `before`: what the cells hold already from the page before."""
    kinds = [column.kind for column in columns]
    held = list(before or [""] * len(kinds))
    n = len(atoms)
    words = [0, *accumulate(len(atom.text.split()) for atom in atoms)]
    best = [[_NEVER] * (n + 1) for _ in range(len(kinds) + 1)]
    came = [[0] * (n + 1) for _ in range(len(kinds) + 1)]
    best[0][0] = 0.0
    for k, kind in enumerate(kinds):
        longest = _LONGEST.get(kind, 90)
        for i in range(n + 1):
            if best[k][i] <= _NEVER / 2:
                continue
            text = held[k]
            for j in range(i, n + 1):
                if words[j] - words[i] > longest:
                    break
                text = f"{text} {atoms[j - 1].text}".strip() if j > i else text
                own = weigh_cell(kind, text, bool(held[k]))
                if own < _HOPELESS and kind in ("lead", "partner", "time") and j > i:
                    break  # words that do not belong only become more
                score = best[k][i] + own
                if j > i:
                    score += _cut(atoms, i, held[k], kind) - _joined_late(kind, held[k])
                    score += breaks.weigh(atoms[i]) if i else 0.0
                if score > best[k + 1][j]:
                    best[k + 1][j], came[k + 1][j] = score, i
    cut = [n]
    for k in range(len(kinds), 0, -1):
        cut.append(came[k][cut[-1]])
    cut.reverse()
    result = []
    for i, j in pairwise(cut):
        result.append(Cell(squeeze(" ".join(atom.text for atom in atoms[i:j])), atoms[i].line if i < j else 0))
    return best[-1][n], result


def best_of_parts(parts: Sequence[Sequence[Atom]], columns: Sequence[Column], breaks: Breaks) -> list[Cell]:
    """Cut a row that a page break tore: each part goes on in every column where the part before stopped."""
    _, found = cells(parts[0], columns, None, breaks)
    for part in parts[1:]:
        is_one_line = len({atom.line for atom in parts[0]}) == 1 and len(parts) == 2
        tries = [found, *_other_cuts(parts[0], len(columns))] if is_one_line else [found]
        weighed = []
        for tried in tries:
            score, more = cells(part, columns, [cell.text for cell in tried], breaks)
            weighed.append(
                (
                    score,
                    [Cell(squeeze(f"{a.text} {b.text}"), a.line or b.line) for a, b in zip(tried, more, strict=True)],
                )
            )
        found = max(weighed, key=lambda pair: pair[0])[1]
    return found


def _other_cuts(atoms: Sequence[Atom], width: int) -> list[list[Cell]]:
    """Return every way to lay few atoms into the columns, none empty but from the right: a first line cut across."""
    ways = []
    n = len(atoms)
    for filled in range(width, 1, -1):
        for cut in combinations(range(1, n), filled - 1):
            edges = [0, *cut, n]
            row = [Cell(squeeze(" ".join(a.text for a in atoms[i:j])), atoms[i].line) for i, j in pairwise(edges)]
            ways.append(row + [Cell("", 0)] * (width - filled))
    return ways[:60]


def _cut(atoms: Sequence[Atom], i: int, held: str, kind: str) -> float:
    """Weigh the place where a cell begins: at a line's start, after nothing that hangs, with a capital."""
    if i == 0:
        return 0.0
    atom, previous = atoms[i], atoms[i - 1].text
    score = 0.0 if atom.is_start else -1.6
    if not atom.is_start and looks_like_time(atom.text):
        score += 0.8
    if atom.text[:1].islower() and not held:
        score -= 7.0 if kind in ("lead", "partner") else 2.5
    last = fold(previous.split()[-1]) if previous.split() else ""
    if previous.endswith((";", "&")):
        score -= 8.0  # a list goes on
    elif (
        last in JOINERS or fold(previous).endswith(("trụ sở", "địa bàn của")) or previous.endswith((",", "-", "–", "/"))
    ):
        score -= 4.5
    return score + (0.8 if atom.empties else 0.0)


@lru_cache(maxsize=4096)
def _joined_late(kind: str, held: str) -> float:
    """Weigh words added on the next page to a cell that was whole already."""
    if not held or held.endswith((",", ";", "-", "&")):
        return 0.0
    if kind == "time":
        return 2.5 if when(held).is_known and held.count("(") == held.count(")") else 0.0
    if kind not in ("lead", "partner"):
        return 0.0
    names = units.read(held).names
    return 0.0 if not names or names[-1].is_bare else 2.5


@lru_cache(maxsize=65536)
def weigh_cell(kind: str, text: str, is_continued: bool = False) -> float:
    """Weigh a text as a cell of a column."""
    words = text.count(" ") + 1 if text else 0
    if kind == "text":
        return -8.0 if not words and not is_continued else _words_that_do_not_belong(text)
    if text.count("(") != text.count(")"):
        return -3.5 - 0.1 * words
    if not words:
        return {"lead": -1.6, "partner": -1.0, "time": -1.2, "product": -0.6}.get(kind, -0.2)
    if kind in ("lead", "partner"):
        if not is_continued and not _opens_name(text[:80]):
            return -3.0 - words
        read = units.read(text)
        if not read.names:
            return -3.0 - words
        named = read.words - read.strange
        lost = 1.9 * read.strange + 0.35 * read.loose + (3.0 if kind == "lead" else 2.2) * read.unmarked
        begins = (0.0 if read.names[0].start <= 2 else 3.0) + (
            6.0 if read.names[-1].is_bare and not read.loose else 0.0
        )
        return 1.2 + 0.55 * min(named, 8) + 0.22 * max(0, named - 8) - lost - begins - (1.0 if words > 30 else 0)
    if kind == "time":
        return _time(text, words)
    if kind == "product":
        first = fold(re.split(r"[\s/,.;]", text, maxsplit=1)[0])
        known = 1.3 if first in products() else 0.0
        return 0.6 + known - 0.06 * words + _words_that_do_not_belong(text) - (2.0 if looks_like_time(text) else 0)
    if kind in ("value", "unit", "money"):
        return (1.0 if re.search(r"\d", text) else 0.0) - 0.4 * words if kind != "unit" else 0.5 - 0.4 * words
    return 0.2 - 0.1 * words + _words_that_do_not_belong(text)


def _time(text: str, words: int) -> float:
    low = fold(text)
    if not looks_like_time(text):
        return -2.0 - 0.6 * words
    opened = 1.5 if text.startswith("(") else 0.0
    outside = re.sub(r"\([^()]*\)", " ", text)
    words = len(outside.split()) if not opened else words
    covered = sum(len(low[f.start : f.end].split()) for f in dates_in(text, year=2000))
    covered += 2 * len(re.findall(r"thường xuyên|(?:hàng|hằng) \w+|định kỳ|trước|trong năm|nhiệm vụ", low))
    if re.match(r"(?:\W*thực hiện )?theo |hàng|hằng|\(?đã|-", low):
        covered += 6 if words <= 16 else 4
    return 2.2 + opened + 0.4 * min(covered, 8) - 0.32 * max(0, words - covered - (12 if opened else 1))


def _words_that_do_not_belong(text: str) -> float:
    """A free cell should not hold a time at its end, nor a name alone after its last full stop."""
    after = re.split(r"[.)]\s+(?=[^\W\d_])", text)[-1]
    if after != text and len(after) < 60 and _opens_name(after):
        read = units.read(after)
        if not read.strange and not read.loose:
            return -4.0
    tail = " ".join(text.split()[-2:])
    if fold(tail) in ("thường xuyên", "hàng quý", "hằng quý", "hàng năm", "hằng năm", "hàng tháng", "hằng tháng"):
        return -1.5
    return 0.0
