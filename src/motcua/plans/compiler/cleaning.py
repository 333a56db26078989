"""What paper adds to a text and the analysis must not read: page numbers, running heads, footnotes, page breaks.

Pages are told by form feeds, by what a reader of PDF knows, or by the one space with which
text taken out of a PDF begins a page. Nothing is thrown away that could be a sentence: a line goes
only where its place and its form both say what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from .paper import Line, Paper, Table
from .words import fold, squeeze

_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:trang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?[-–—\s]*$")
_NOTE = re.compile(r"^\s*(?:\[(\d{1,2})\]|(\d{1,2})(?:\s+|(?=[^\W\d_])))(?=[^\W\d_(\[“\"])(.+)$")
_RULE = re.compile(r"^(?:\s{20,}|\s*[_\-–—]{8,}\s*)$")
_LINK = re.compile(r"^\s*https?://\S+\s*$")
_TABLE_HEAD = re.compile(r"^\s*(?:S?TT|Số\s+TT)\b", re.I)
_EDGE = 3  # lines at the top and foot of a page where heads and numbers stand


@dataclass
class Cleaned:
    """The paper without its frame: `breaks` are numbers of the lines that begin a page, `notes` the footnotes."""

    parts: list[Line | Table]
    breaks: set[int] = field(default_factory=set)
    notes: list[Line] = field(default_factory=list)


def clean(paper: Paper) -> Cleaned:
    """Return the parts of the paper that its author wrote, and where pages begin."""
    if paper.kind == "docx":
        return Cleaned([part for part in paper.parts if isinstance(part, Table) or part.text.strip()])
    pages = _pages(paper)
    heads, numbers = _running_heads(pages), _page_numbers(pages)
    kept: list[Line | Table] = []
    breaks: set[int] = set()
    notes: list[Line] = []
    said = 0
    for nth, page in enumerate(pages):
        body, own = _without_notes(page, said)
        said += sum(1 for line in own if _NOTE.match(line.text))
        notes += own
        body = _without_frame(body, heads, numbers)
        first = next((part for part in body if isinstance(part, Table) or part.text.strip()), None)
        if nth and first is not None:
            breaks.add(first.no if isinstance(first, Line) else first.line)
        kept += body
    marks = {found[1] or found[2] for line in notes if (found := _NOTE.match(line.text))}
    return Cleaned([_without_marks(part, marks) for part in kept], breaks, notes)


def _pages(paper: Paper) -> list[list[Line | Table]]:
    pages: dict[int, list[Line | Table]] = {}
    for part in paper.parts:
        pages.setdefault(part.page, []).append(part)
    if len(pages) > 1:
        return [pages[no] for no in sorted(pages)]
    return _pages_told_by_a_space(paper.parts)


def _pages_told_by_a_space(parts: list[Line | Table]) -> list[list[Line | Table]]:
    """Text out of a PDF without form feeds: a page's first line begins with one space, no empty line before."""
    lines = [part for part in parts if isinstance(part, Line) and part.text.strip()]
    if not lines or sum(1 for line in lines if line.gap) < len(lines) * 0.4:
        return [list(parts)]
    pages: list[list[Line | Table]] = [[]]
    for part in parts:
        if (
            isinstance(part, Line)
            and part.indent == 1
            and not part.gap
            and len(part.text.strip()) > 1
            and len(pages[-1]) > 8
        ):
            pages.append([])
        pages[-1].append(part)
    return pages


def _edges(page: list[Line | Table]) -> list[Line]:
    """Return the lines at the head and foot of a page where its frame may stand; a table's head is none of it."""
    lines = [part for part in page if isinstance(part, Line) and part.text.strip()]
    head = next((at for at, line in enumerate(lines) if _TABLE_HEAD.match(line.text)), _EDGE)
    while 0 < head <= 2 * _EDGE and not lines[min(head, len(lines) - 1)].gap:
        head -= 1  # upper parts of heads stand right above "TT"
    return [*lines[: min(head, _EDGE)], *lines[-_EDGE:]]


def _running_heads(pages: list[list[Line | Table]]) -> set[str]:
    """Return the folded lines that stand at the edge of three pages and of a third of them at least."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_bare(line.text) for line in _edges(page)})
    return {text for text, times in counts.items() if re.search(r"[^\W\d_]", text) and times >= max(3, len(pages) / 3)}


def _page_numbers(pages: list[list[Line | Table]]) -> set[int]:
    """Return the lines that hold the number of their page: the first or last of it, counting up with the pages."""
    candidates: list[tuple[int, int, int]] = []  # (page, number, line)
    for nth, page in enumerate(pages, start=1):
        lines = [part for part in page if isinstance(part, Line) and part.text.strip()]
        for line in {id(line): line for line in (*lines[:1], *lines[-1:])}.values():
            found = _PAGE_NUMBER.match(fold(line.text))
            if found:
                candidates.append((nth, int(found[1]), line.no))
        for line in lines:
            # Far from other text, and about where the count of pages stands: its page break was not told.
            found = _PAGE_NUMBER.match(fold(line.text)) if line.gap >= 3 else None
            if found and abs(int(found[1]) - nth) <= 1:
                candidates.append((nth, nth, line.no))
    shifts = Counter(number - nth for nth, number, _ in candidates).most_common(1)
    # The count that most pages keep is the pages'; a "1" at a page's foot may be the next row's number.
    usual = {shifts[0][0]} if shifts and shifts[0][1] >= max(2, 0.4 * len(pages)) else {0, 1}
    return {line for nth, number, line in candidates if number - nth in usual}


def _bare(text: str) -> str:
    return re.sub(r"\d+", "#", squeeze(fold(text)))


def _without_frame(page: list[Line | Table], heads: set[str], numbers: set[int]) -> list[Line | Table]:
    edge = {line.no for line in _edges(page)}
    kept: list[Line | Table] = []
    for part in page:
        if isinstance(part, Line) and part.text.strip():
            if part.no in numbers:
                continue
            if part.no in edge and len(part.text) < 120 and _bare(part.text) in heads:
                continue
            if _LINK.match(part.text):
                continue  # the address of a link, printed again at the foot
        kept.append(part)
    return kept


def _without_notes(page: list[Line | Table], said: int) -> tuple[list[Line | Table], list[Line]]:
    """Return the page without its footnotes, and these: what follows a rule, or the next number, down to the foot."""
    lines = [(i, part) for i, part in enumerate(page) if isinstance(part, Line)]
    floor = len(lines) // 3
    for k in range(max(floor, 1), len(lines)):
        at, line = lines[k]
        found = _NOTE.match(line.text)
        if not found or int(found[1] or found[2]) != said + 1:
            continue
        before = next((other for _, other in reversed(lines[:k]) if other.text or other.indent), None)
        is_ruled = before is not None and _RULE.match(" " * before.indent + before.text) is not None
        is_marked = found[1] is not None
        if is_ruled or is_marked or _is_referred(found[2], [other for _, other in lines[:k]]):
            if any(isinstance(part, Table) for part in page[at:]):
                continue
            end = next((i for i in range(at, len(page)) if _is_chapter(page[i])), len(page))
            return [*page[:at], *page[end:]], [p for p in page[at:end] if isinstance(p, Line) and p.text.strip()]
    return page, []


def _is_chapter(part: Line | Table) -> bool:
    """Return whether the text goes on here below a note: text saved without pages has notes in its middle."""
    return (
        isinstance(part, Line)
        and re.match(r"(?:[IVX]+|[A-H])\s*[.)]\s+\S", part.text) is not None
        and part.text.isupper()
    )


def _is_referred(mark: str, lines: list[Line]) -> bool:
    glued = re.compile(rf"[^\W\d_][,.;:)”\"]?{mark}(?=[\s,.;:)]|$)")
    return any(glued.search(line.text) for line in lines)


def _without_marks(part: Line | Table, marks: set[str]) -> Line | Table:
    """Take the number of a known footnote away where it is glued to a word: "hồ sơ/năm/tỉnh1,"."""
    if not marks:
        return part
    glued = re.compile(
        rf"(?<=[^\W\d_][,.;:)”\"])(?:{'|'.join(marks)})(?=\s|$)|(?<=[^\W\d_])(?:{'|'.join(marks)})(?=[\s,.;:)]|$)"
    )
    if isinstance(part, Line):
        return replace(part, text=re.sub(r"\[\d{1,2}\]", "", glued.sub("", part.text)))
    return part
