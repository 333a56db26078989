"""Tables whose cells stand one below the other, whole: text saved by a word processor, or taken from a PDF by blocks.

A word processor writes a cell as one line and an empty cell as an empty line; a reader of PDF parts cells by empty
lines and sometimes changes their order. Either way a cell is known as such, and only its column is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from .flattened import Atom, weigh_cell
from .flattened import cells as in_order
from .headings import Column, columns_of, kind_of
from .paper import Cell, Line
from .paragraphs import marker_of
from .rows import HEAD, Flat, ends_tables, follows, no_of
from .words import fold, squeeze

_HEADS = 16  # blocks a head may have
_USUAL = ("no", "text", "lead", "partner", "product", "begin", "time", "note")  # the order of a table of tasks
_CROSSED = 0.9  # what it costs that a cell stands before one of an earlier column
_HELD = 1.0  # what speaks for a lead that is missing rather than another cell
_MOST = 7  # cells of a row that are tried in any order


@dataclass(frozen=True)
class Block:
    """One cell, or an empty one: its text, its first line, and which line of the paper that is in the list."""

    text: str
    line: Line
    at: int


def find_blocks(lines: Sequence[Line], at: int) -> Flat | None:
    """Return the table that begins at a line with nothing but "TT", when its cells stand whole; else None."""
    if not HEAD.fullmatch(lines[at].text.strip(" .")):
        return None
    for cut in (_by_gaps, _by_lines):
        blocks = cut(lines, at)
        for columns, first in _heads(blocks):
            flat = _table(blocks, columns, first, at)
            if flat is not None:
                return flat
    return None


def _by_gaps(lines: Sequence[Line], at: int) -> list[Block]:
    """Return what stands between empty lines; a number that is glued to what follows it is a cell of its own."""
    blocks: list[Block] = []
    groups: list[list[int]] = []
    for k in range(at, len(lines)):
        if not lines[k].text.strip():
            continue
        is_number = bool(groups) and no_of(lines[groups[-1][-1]].text) is not None
        if lines[k].gap or not groups or is_number or lines[k].page != lines[groups[-1][-1]].page:
            groups.append([])
        groups[-1].append(k)
    for group in groups:
        blocks.append(Block(squeeze(" ".join(lines[k].text for k in group)), lines[group[0]], group[0]))
    return blocks


def _by_lines(lines: Sequence[Line], at: int) -> list[Block]:
    """Return each line as a cell, and each empty line as an empty one."""
    blocks: list[Block] = []
    for k in range(at, len(lines)):
        line = lines[k]
        blocks += [Block("", line, k)] * (line.gap if k > at else 0)
        if line.text.strip():
            blocks.append(Block(squeeze(line.text), line, k))
    return blocks


def _heads(blocks: Sequence[Block]) -> Iterator[tuple[list[Column], int]]:
    """Return the ways to read the head, each with the first block below it.

    A head over begin and end is none of its own; of heads told out of their order, cells of the first rows may stand
    among them.
    """
    heads: list[str] = []
    for k, block in enumerate(blocks[:_HEADS]):
        if no_of(block.text) is not None and follows(no_of(block.text) or "", []):
            known = [head for head in heads if kind_of(head) != "other"]
            usual = sorted(
                (head for head in heads if kind_of(head) in _USUAL), key=lambda head: _USUAL.index(kind_of(head))
            )
            for tried in (usual, heads, known) if len(usual) > 3 and len(known) + 1 < len(heads) else (heads, known):
                columns = columns_of(tried)
                if columns is None or columns[0].kind != "no":
                    continue
                times = [i for i, column in enumerate(columns) if column.kind in ("begin", "time")]
                if len(times) > 2:
                    columns.pop(times[0])
                yield columns, k
            return
        if block.text:
            heads.append(block.text)


def _table(blocks: Sequence[Block], columns: Sequence[Column], first: int, at: int) -> Flat | None:
    heads = {fold(column.head) for column in columns}
    rows: list[tuple[Block, list[Block]]] = []
    seen: list[str] = []
    end = blocks[-1].at + 1
    for block in blocks[first:]:
        no = no_of(block.text)
        if no and follows(no, seen):
            seen.append(no)
            rows.append((block, []))
        elif _is_after(block.text):
            end = block.at
            break
        elif fold(block.text) not in heads:
            rows[-1][1].append(block)
    wide = columns[1:]
    # Where empty cells are told, one that is missing lies under another: merged, most often the lead of the row above.
    tells_empty = any(len(own) == len(wide) and not all(block.text for block in own) for _, own in rows)
    cut: list[tuple[Cell, list[Cell]]] = []
    fitting = broken = 0
    for number, own in rows:
        if any(block.text[:1].islower() for block in own):
            broken += 1  # a cell goes on in the next block
        cells = _cells(own, wide, tells_empty=tells_empty)
        filled = [cell for cell in own if cell.text]
        fitting += 1 if len(filled) == 1 or len(filled) > len(wide) / 2 else 0
        cut.append((Cell(no_of(number.text) or "", number.line.no), cells))
    if len(cut) < 2 or fitting < 0.8 * len(cut) or broken > 0.25 * len(cut):
        return None
    return Flat(list(columns), at, end, cut)


def _is_after(text: str) -> bool:
    """Return whether a block surely stands below the table: a chapter, an annex, the receivers."""
    mark = marker_of(text)
    return ends_tables(text) or (
        mark is not None and mark.kind in ("roman", "upper", "phan") and mark.rest.isupper() and "." in text[:8]
    )


def _cells(own: Sequence[Block], columns: Sequence[Column], *, tells_empty: bool) -> list[Cell]:
    """Lay the cells of a row into its columns."""
    width = len(columns)
    if len(own) == width:
        return [Cell(block.text, block.line.no if block.text else 0) for block in own]
    if 1 < len(own) < width and (tells_empty or any(not block.text for block in own)):
        lead = next((c for c, column in enumerate(columns) if column.kind == "lead"), -1)

        def fits(places: tuple[int, ...]) -> float:
            held = _HELD if lead not in places else 0.0
            return held + sum(weigh_cell(columns[c].kind, own[i].text) for i, c in enumerate(places))

        laid = max(combinations(range(width), len(own)), key=fits)
        cells = [Cell("", 0)] * width
        for block, c in zip(own, laid, strict=True):
            cells[c] = Cell(block.text, block.line.no if block.text else 0)
        return cells
    filled = [block for block in own if block.text]
    if not filled:
        return [Cell("", 0)] * width
    if len(filled) > width or width > _MOST:
        return in_order([Atom(block.text, block.line.no, True, 1) for block in filled], columns)[1]
    weights = [[weigh_cell(column.kind, block.text) for column in columns] for block in filled]
    empty = [weigh_cell(column.kind, "") for column in columns]

    def makes_sense(places: tuple[int, ...]) -> float:
        crossed = sum(1 for i in range(len(places)) for j in range(i) if places[j] > places[i])
        return sum(weights[i][c] - empty[c] for i, c in enumerate(places)) - _CROSSED * crossed

    # The task follows its number; the other cells may be told in any order.
    best = max(((0, *rest) for rest in permutations(range(1, width), len(filled) - 1)), key=makes_sense)
    cells = [Cell("", 0)] * width
    for block, c in zip(filled, best, strict=True):
        cells[c] = Cell(block.text, block.line.no)
    return cells
