"""Tables kept with spaces ("pdftotext -layout", PDF without strokes): found by their head, read page by page."""

from __future__ import annotations

from collections.abc import Sequence

from .assembling import rows_of
from .columns import Head, find_head, head_at, is_same, runs_of
from .laying import Page, Row, lay
from .paper import Line
from .paragraphs import marker_of
from .rows import HEAD, Flat, ends_tables, follows, no_of

_HEAD_LINES = 8


def find_kept(lines: Sequence[Line], at: int) -> Flat | None:
    """Return the table whose line with "TT" this is when its columns are kept with spaces, else None."""
    filled = [k for k in range(len(lines)) if lines[k].text.strip()]
    here = filled.index(at)
    body = [lines[k] for k in filled]
    head = head_at(body, here)
    if head is None:
        return None
    end = next((k for k in range(here + 1, len(body)) if ends_tables(body[k].text)), len(body))
    laid, last = _laid(body, head, end)
    beyond = head.blocks[1].end
    wide = sum(1 for row in laid if row.line.indent > beyond or len(runs_of(row.line)) > 1)
    if wide < max(2, len(laid) * 0.3):
        return None
    rows = rows_of(laid, head.columns)
    if len(rows) < 2:
        return None
    after = filled[last] if last < len(filled) else len(lines)
    return Flat(list(head.columns), filled[head.first], after, rows)


def _laid(body: Sequence[Line], head: Head, end: int) -> tuple[list[Row], int]:
    """Lay the lines of the table page by page, without the heads that pages repeat; and return where it ends."""
    laid: list[Row] = []
    seen: list[str] = []
    k = head.last
    while k < end:
        page = next((j for j in range(k, end) if body[j].page != body[k].page), end)
        again = find_head(body, k, min(k + _HEAD_LINES, page), head)
        if again is not None:
            if not is_same(head, again):
                return laid, again.first
            k = again.last
            if [c.kind for c in again.columns] == [c.kind for c in head.columns]:
                head = again  # else its words were broken so that they tell less: the columns stay where they were
        part = Page(head, tuple(body[k:page]))
        for j in range(k, page):
            row = lay(body[j], part)
            no = no_of(row.cells[0])
            if no and follows(no, seen):
                seen.append(no)
            elif _is_text_again(body, j, part.bounds):
                goes_on = laid and not body[j].gap and _crosses(laid[-1].line, part.bounds)
                if not goes_on:  # else a title over all columns takes two lines
                    return laid, j
            laid.append(row)
        k = page
    return laid, end


def _crosses(line: Line, bounds: Sequence[int]) -> bool:
    """Return whether a line crosses most columns without a gap."""
    run = runs_of(line)[-1]
    crossed = sum(1 for bound in bounds[1:] if run.start < bound < run.end - 2)
    return crossed >= max(2, len(bounds) - 2)


def _is_text_again(body: Sequence[Line], at: int, bounds: Sequence[int]) -> bool:
    """Return whether a line is running text below the table: it crosses most columns, and is no title of rows."""
    mark = marker_of(body[at].text)
    if (
        mark is not None
        and mark.kind in ("roman", "upper", "phan")
        and mark.rest.isupper()
        and "." in body[at].text[:9]
    ):
        return True  # the next chapter
    if len(runs_of(body[at])) > 1 or HEAD.match(body[at].text) or not _crosses(body[at], bounds):
        return False
    following = body[at + 1 : at + 4]
    return not any(no_of(line.text.split()[0]) and not line.text.split()[0].endswith((".", ")")) for line in following)
