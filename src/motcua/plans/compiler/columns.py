"""Columns of tables kept with spaces: what their head says, and where on each page one ends and the next begins.

The head tells how many columns there are and what they hold; the lines below tell where they part: at the place
between two heads that the fewest words cross. Words of a head may be broken, centred, or stand under a wider one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .headings import Column, columns_of, head_cuts, kind_of
from .paper import Line
from .paragraphs import marker_of
from .rows import HEAD, no_of
from .words import fold, squeeze

_GAP = re.compile(r"\s{2,}")
_RUN = re.compile(r"\S+(?:\s\S+)*")
_ABOVE, _BELOW = 3, 6  # lines of a head above and below the one that names the numbers
_LONGEST_HEAD = 44
_OF_ROW = 1000  # what a letter of the row weighs beside one of the page


@dataclass(frozen=True)
class Run:
    """Words with single spaces between them and their place on the line."""

    text: str
    start: int
    end: int


@dataclass
class Block:
    """The words of one head, gathered over lines."""

    words: list[str]
    start: int
    end: int
    above: list[str] = field(default_factory=list)  # of the wider head it stands under

    @property
    def text(self) -> str:
        """Return the head as it is read."""
        return squeeze(" ".join([*self.above, *self.words]))

    @property
    def middle(self) -> float:
        """Return the place of its middle."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Head:
    """The head of a table on a page: its columns, the middle of each, and its lines (first, after the last)."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    first: int
    last: int


def runs_of(line: Line) -> list[Run]:
    """Return what stands between wide gaps of a line."""
    return [Run(m.group(), line.indent + m.start(), line.indent + m.end()) for m in _RUN.finditer(line.text)]


def _head_runs(line: Line) -> list[Run]:
    """Return the runs of a line of heads, cut where another head begins inside one."""
    runs = []
    for run in runs_of(line):
        places = [0, *head_cuts(run.text), len(run.text)]
        for a, b in pairwise(places):
            text = run.text[a:b].rstrip()
            runs.append(Run(text, run.start + a, run.start + a + len(text)))
    return runs


def head_at(lines: Sequence[Line], at: int, known: Head | None = None) -> Head | None:
    """Return the head that the line with "TT" belongs to: lines above and below it may hold parts of it.

    `known`: the head of the page before, when this one repeats it: it ends where its words do.
    """
    first = at
    while first > 0 and at - first < _ABOVE and not lines[first].gap and _may_be_above(lines[first - 1], lines[at]):
        first -= 1
    for start in range(first, at + 1):
        last = at + 1
        while last < len(lines) and last - at < _BELOW and _goes_on(lines[start:last], lines[last]):
            if known is not None and _words(known) <= Counter(
                fold(" ".join(x.text for x in lines[start:last])).split()
            ):
                break
            last += 1
        blocks = _blocks(lines[start:last])
        columns = columns_of([block.text for block in blocks])
        if columns is not None and columns[0].kind == "no":
            if last < len(lines) and _is_counting(lines[last], len(columns)):
                last += 1
            return Head(tuple(columns), tuple(blocks), start, last)
    return None


def _may_be_above(line: Line, named: Line) -> bool:
    """Return whether a line right above "TT" holds upper parts of heads, and no caption of the table."""
    if line.page != named.page:
        return False
    runs = _head_runs(line)
    below = _head_runs(named)
    for run in runs:
        covers = sum(1 for other in below if other.start < run.end and run.start < other.end)
        if marker_of(run.text) is not None or run.text.endswith((":", ".")):
            return False  # a heading of the section
        if len(run.text) > _LONGEST_HEAD or run.text.startswith("(") or (covers > 1 and kind_of(run.text) == "other"):
            return False
    return bool(runs)


def _goes_on(head: Sequence[Line], line: Line) -> bool:
    """Return whether a line below goes on with the head: broken words, a second row of heads, a head set lower."""
    runs = _head_runs(line)
    if line.page != head[-1].page or (
        no_of(runs[0].text.split()[0]) is not None and runs[0].start <= 3 + head[-1].indent
    ):
        return False
    blocks = _blocks(head)
    is_upper = all(line.text.isupper() for line in head)
    for run in runs:
        if len(run.text) > _LONGEST_HEAD:
            return False
        over = [block for block in blocks if block.start < run.end and run.start < block.end]
        is_one_of_several = any(
            sum(1 for other in runs if block.start - 1 <= other.start and other.end <= block.end + 1) > 1
            for block in over
        )
        is_broken = bool(over) and (not run.text[0].isupper() or (is_upper and run.text.isupper()))
        if not (is_broken or is_one_of_several or kind_of(run.text) != "other"):
            return False
    return True


def _blocks(lines: Sequence[Line]) -> list[Block]:
    """Gather the words of the lines of a head by place."""
    blocks: list[Block] = []
    for line in lines:
        runs = _head_runs(line)
        taken: list[tuple[Block, list[Run]]] = []
        for run in runs:
            over = [block for block in blocks if block.start < run.end and run.start < block.end]
            if len(over) > 1 and len(runs) > 1:
                over = [max(over, key=lambda b, r=run: min(b.end, r.end) - max(b.start, r.start))]  # type: ignore[misc]
            elif len(over) > 1 and kind_of(run.text) != "other":
                for block in over:  # a wider head that stands lower than what it rules
                    block.above.append(run.text)
                continue
            if not over:
                blocks.append(Block([run.text], run.start, run.end))
                continue
            mine = next((entry for entry in taken if entry[0] is over[0]), None)
            if mine is None:
                taken.append((over[0], [run]))
            else:
                mine[1].append(run)
        for block, own in taken:
            if len(own) == 1:
                block.words.append(own[0].text)
                block.start, block.end = min(block.start, own[0].start), max(block.end, own[0].end)
            else:
                blocks.remove(block)
                blocks += [Block([run.text], run.start, run.end, [block.text]) for run in own]
        blocks.sort(key=lambda block: block.start)
    return blocks


def _is_counting(line: Line, width: int) -> bool:
    """Return whether a line only counts the columns: "(1) (2) (3)"."""
    said = [word.strip("()") for word in line.text.split()]
    return len(said) > 2 and len(said) <= width and said == [str(n) for n in range(1, len(said) + 1)]


def taken_by(lines: Sequence[Line], width: int) -> list[int]:
    """Return how many of the lines have a letter at each place."""
    taken = [0] * width
    for line in lines:
        for run in runs_of(line):
            for x in range(run.start, min(run.end, width)):
                taken[x] += 1
    return taken


def bounds_of(head: Head, page: Sequence[Line], row: Sequence[Line] | None = None) -> list[int]:
    """Return where columns begin: between two heads, where the fewest lines of the row and of the page have letters.

    Of several such places the widest is taken, and of it the middle: cells may be centred.
    """
    width = max([line.indent + len(line.text) for line in page] + [block.end for block in head.blocks]) + 2
    taken = taken_by(page, width)
    if row is not None:
        taken = [own * _OF_ROW + all_ for own, all_ in zip(taken_by(row, width), taken, strict=True)]
    bounds = [0]
    for block, following in pairwise(head.blocks):
        low, high = max(int(block.middle) + 1, bounds[-1] + 2), max(int(following.middle), int(block.middle) + 2)
        best = _emptiest(taken, low, high)
        if row is not None and best[0] >= _OF_ROW:
            # The words of the row stand further right than its head does.
            best = min(best, _emptiest(taken, high, min(following.end + 4, width)))
        bounds.append(best[2])
    return bounds


def _emptiest(taken: Sequence[int], low: int, high: int) -> tuple[int, int, int]:
    """Return the place fewest letters stand at: how many, how wide the place is (negative), its middle."""
    best = (10**9, 0, low)
    for x in range(low, high):
        size = 1
        while x + size < high and taken[x + size] <= taken[x]:
            size += 1
        best = min(best, (taken[x], -size, x + (size + 1) // 2))
    return best


def find_head(lines: Sequence[Line], start: int, end: int, known: Head) -> Head | None:
    """Return the first head whose "TT" stands in one of these lines."""
    for at in range(start, end):
        if HEAD.match(lines[at].text):
            found = head_at(lines, at, known)
            if found is not None:
                return found
    return None


def _words(head: Head) -> Counter[str]:
    return Counter(" ".join(fold(column.head) for column in head.columns).split())


def is_same(one: Head, other: Head) -> bool:
    """Return whether two heads say the same, in whatever lines their words are broken."""
    if [column.kind for column in one.columns] == [column.kind for column in other.columns]:
        return True
    said, again = _words(one), _words(other)
    return sum((said & again).values()) >= 0.7 * max(said.total(), again.total())
