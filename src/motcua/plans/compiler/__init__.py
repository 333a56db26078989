"""The plan compiler: the text of an administrative plan becomes targets, tasks, duties and papers, each with its place.

Pure Python without a database, network or model: `compile_file(path).as_json()`. What the
paper does not say is None. The steps: readers -> cleaning -> frame -> paragraphs -> outline -> targets,
tasks, duties; tables beside them; then what contradicts what. docs/plans.md tells it to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .citations import citations_in, is_preamble
from .cleaning import clean
from .compiled import Compiled, Target, Task
from .contradictions import contradictions_in
from .dates import When
from .duties import duties_in, given_elsewhere
from .frame import Frame, take_apart
from .grids import read_grid
from .identity import identify
from .outline import Item, build
from .paper import Cell, Paper, PaperRefused
from .paragraphs import Paragraph, join, marker_of
from .readers import read_bytes, read_file
from .tables import Grid
from .targets import targets_in
from .tasks import NUMBERED, tasks_in
from .words import fold

# A sentence that only says where the tasks stand, or the name of their table.
_POINTS = re.compile(
    r"(?:nêu|quy định|thể hiện|chi tiết|phân công|thực hiện)(?: cụ thể| chi tiết)?\s+(?:tại|trong|ở)\s+"
    r"(?:bảng|phụ lục|biểu)\b"
    r"|theo\s+(?:bảng|phụ lục|biểu)\b[^.]{0,60}\s(?:sau|dưới đây|sau đây|kèm theo)\b[^.]{0,30}\W*$"
    r"|^(?:bảng|biểu)(?: số)? \d{1,2}\b"
    r"|^[^.;]{0,80}(?:như sau|sau đây|dưới đây)\s*:\s*$"
)
__all__ = ["Compiled", "PaperRefused", "compile_bytes", "compile_file", "compile_paper"]


def compile_file(path: Path) -> Compiled:
    """Compile a .docx, .pdf or .txt file; `PaperRefused` says why it cannot be."""
    return compile_paper(read_file(path))


def compile_bytes(data: bytes, name: str) -> Compiled:
    """Compile the bytes of a file that a person sent under this name."""
    return compile_paper(read_bytes(data, name))


def compile_paper(paper: Paper) -> Compiled:
    """Compile a paper that was read."""
    cleaned = clean(paper)
    frame = take_apart(cleaned)
    notes = _notes_of(frame)
    paragraphs = [p for p in join(frame.body, frame.breaks) if not _is_farewell(p.text) and not _is_note(p.text, notes)]
    preamble, rest = _split_preamble(paragraphs)
    root = build(rest)
    plan = identify(frame, preamble, root)

    year = plan.year or (plan.date.year if plan.date else None)
    told = [(item, task) for item, task in tasks_in(root, year) if not _POINTS.search(fold(task.text))]
    times = {id(item): When(task.due, task.due_month, _year_of(task), task.recurrence) for item, task in told}
    duties = list(duties_in(root))
    tasks = given_elsewhere(duties, [task for _, task in told])
    targets = list(targets_in(root, plan.year, times))
    for grid in frame.grids:
        for entry in read_grid(grid, plan.year, year, _place_of(grid, frame, root)):
            if isinstance(entry, Task):
                tasks.append(entry)
            else:
                targets.append(entry)
    _refuse_what_is_no_plan(frame, tasks, targets)

    bases, cited = citations_in(preamble), citations_in([*rest, *_cells(frame)])
    known = {basis.number for basis in bases if basis.number}
    papers = [*bases, *cited]
    return Compiled(
        plan,
        tuple(bases),
        tuple(basis for basis in _once(cited) if basis.number is None or basis.number not in known),
        tuple(sorted(targets, key=_place)),
        tuple(tasks),
        tuple(duties),
        tuple(contradictions_in(plan, targets, tasks, papers)),
    )


def _place_of(grid: Grid, frame: Frame, root: Item) -> str:
    """Return the number of the section a table stands in, "" for one of an annex."""
    if any(line.no < grid.line for line in (*frame.closing, *frame.captions)):
        return ""
    return next((i.path for i in reversed(list(root.walk())) if i.kind in NUMBERED and i.line < grid.line), "")


def _place(target: Target) -> int:
    return target.line


def _year_of(task: Task) -> int | None:
    if task.due:
        return task.due.year
    return int(task.due_month[:4]) if task.due_month else None


def _split_preamble(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Cut before the first chapter or numbered item."""
    for at, paragraph in enumerate(paragraphs):
        mark = marker_of(paragraph.text)
        if mark is not None and not (mark.kind == "bullet" and is_preamble(mark.rest)):
            return paragraphs[:at], paragraphs[at:]
    return paragraphs, []


def _notes_of(frame: Frame) -> set[str]:
    """Return the numbers in brackets by which cells of tables call a note below: "Hệ thống vận hành (2)"."""
    found = (re.search(r"\w\s*\((\d{1,2})\)$", cell.text.strip()) for cell in _all_cells(frame))
    return {m[1] for m in found if m}


def _all_cells(frame: Frame) -> Iterator[Cell]:
    for grid in frame.grids:
        for _, row in grid.rows:
            yield from row


def _is_note(text: str, notes: set[str]) -> bool:
    """Return whether a paragraph is the note that a cell calls: it wants nothing and gives no task."""
    m = re.match(r"\((\d{1,2})\)\s", text)
    return m is not None and m[1] in notes


def _is_farewell(text: str) -> bool:
    return fold(text).startswith("trên đây là")


def _cells(frame: Frame) -> list[Paragraph]:
    return [
        Paragraph(cell.text, cell.line) for grid in frame.grids for _, row in grid.rows for cell in row if cell.text
    ]


def _once(papers: list) -> list:  # type: ignore[type-arg]
    seen: set[tuple[object, object]] = set()
    kept = []
    for paper in papers:
        key = (paper.number or paper.title, paper.date)
        if key not in seen:
            seen.add(key)
            kept.append(paper)
    return kept


def _refuse_what_is_no_plan(frame: Frame, tasks: list[Task], targets: list[Target]) -> None:
    if frame.is_named and (tasks or targets):
        return
    if sum(1 for task in tasks if task.lead) >= 3:
        return  # an annex of tasks alone
    raise PaperRefused(
        "no_plan",
        "Không nhận ra đây là một kế hoạch: không thấy chữ “KẾ HOẠCH” ở đầu văn bản "
        "hoặc không thấy nhiệm vụ, chỉ tiêu nào.",
        "the paper is no plan",
    )
