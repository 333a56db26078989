"""The same plan on other paper: other widths, other flattening, kept columns, Word, PDF."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from pathlib import Path

import typst
from docx import Document

from motcua.plans.compiler.cleaning import clean
from motcua.plans.compiler.frame import take_apart
from motcua.plans.compiler.paragraphs import join
from motcua.plans.compiler.readers import read_file
from motcua.plans.compiler.tables import Grid


@dataclass(frozen=True)
class Parts:
    """A plan as its author wrote it: paragraphs before and after, the annex's table."""

    head: list[str]
    paragraphs: list[str]
    closing: list[str]
    captions: list[str]
    grids: list[Grid]


def parts_of(path: Path) -> Parts:
    """Return the parts of a plan of the test data."""
    frame = take_apart(clean(read_file(path)))
    return Parts(
        [line.text for line in frame.head] + ["KẾ HOẠCH", " ".join(line.text for line in frame.title)],
        [p.text for p in join(frame.body, frame.breaks)],
        [line.text for line in frame.closing],
        [line.text for line in frame.captions],
        frame.grids,
    )


def heads(grid: Grid) -> list[str]:
    """Return the head of a table, the number's column first."""
    return ["TT", *(column.head for column in grid.columns)]


def rows(grid: Grid) -> list[list[str]]:
    """Return the rows of a table as text, the number's column first."""
    return [[no.text, *(cell.text for cell in row)] for no, row in grid.rows]


def as_text(parts: Parts, *, width: int, gap: int, table: str, page: int = 0) -> str:
    """Return the plan as plain text.

    `gap`: empty lines between all lines (1) or between paragraphs only (0); `table`: "cells" each
    cell broken on its own, "blocks" the same with an empty line after each, "saved" a cell a line and empty cells empty
    lines, "layout" columns kept with spaces, "centred" the same with cells in the middle of their places; `page`: lines
    to a page, 0 for none.
    """
    lines: list[str] = []

    def put(text: str, room: int) -> None:
        for piece in textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]:
            lines.append(piece)
            lines.extend([""] * gap)
        if not gap:
            lines.append("")

    for text in [*parts.head, *parts.paragraphs, *parts.closing]:
        put(text, width)
    for grid in parts.grids:
        lines.append("Phụ lục")
        lines.append("")
        if table in ("layout", "centred"):
            lines += _kept(grid, is_centred=table == "centred")
            continue
        if table == "saved":
            for row in [heads(grid), *rows(grid)]:
                lines += row if any(row[2:]) else row[:2]
            continue
        if table == "blocks":
            for row in [heads(grid), *rows(grid)]:
                for cell in filter(None, row):
                    lines += [*textwrap.wrap(cell, 30, break_long_words=False, break_on_hyphens=False), ""]
            continue
        room = max(16, width // (len(grid.columns) + 1))
        for cell in heads(grid):
            put(cell, room)
        for row in rows(grid):
            for at, cell in enumerate(row):
                if cell:
                    put(cell, room if at else 8)
    if page:
        lines = [line if k % page or not k else f"\f{k // page + 1}\n{line}" for k, line in enumerate(lines)]
    return "\n".join(lines) + "\n"


def _kept(grid: Grid, *, is_centred: bool) -> list[str]:
    widths = [6, 44, *([24] * (len(grid.columns) - 1))]
    lines = []
    for row in [heads(grid), *rows(grid)]:
        cells = [
            textwrap.wrap(text, width - 3, break_long_words=False) or [""]
            for text, width in zip(row, widths, strict=True)
        ]
        height = max(map(len, cells))
        if is_centred:
            # In the middle of the row, and all but the task in the middle of the column; rows follow close.
            cells = [
                [""] * ((height - len(cell)) // 2) + [text.center(width - 3) if at != 1 else text for text in cell]
                for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ]
        for k in range(height):
            lines.append(
                "".join(
                    (cell[k] if k < len(cell) else "").ljust(width) for cell, width in zip(cells, widths, strict=True)
                ).rstrip()
            )
        if not is_centred:
            lines.append("")
    return lines


def as_word(parts: Parts) -> bytes:
    """Return the plan as a Word file with a real table; group rows are merged across."""
    document = Document()
    for text in [*parts.head, *parts.paragraphs, *parts.closing]:
        document.add_paragraph(text)
    for grid in parts.grids:
        document.add_paragraph("Phụ lục")
        table = document.add_table(rows=0, cols=len(grid.columns) + 1)
        for row in [heads(grid), *rows(grid)]:
            cells = table.add_row().cells
            if not any(row[2:]):
                cells[1].merge(cells[-1])
            for cell, text in zip(cells, row, strict=True):
                if text:
                    cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(parts: Parts, *, ruled: bool = True) -> bytes:
    """Return the plan as a PDF, its table landscape and over pages, with or without strokes."""
    source = [
        '#set page(paper: "a4", margin: 2cm, numbering: "1")',
        '#set text(size: 12pt, lang: "vi")',
        "#set par(justify: true)",
    ]
    for text in [*parts.head, *parts.paragraphs, *parts.closing]:
        source.append(f"#par[{_typst(text)}]")
    for grid in parts.grids:
        widths = ", ".join(["auto", "2fr", *(["1fr"] * (len(grid.columns) - 1))])
        stroke = "0.5pt" if ruled else "none"
        source += [
            "#pagebreak()",
            "#set page(flipped: true)",
            "Phụ lục",
            "",
            "#set par(justify: false)",
            f"#table(columns: ({widths}), stroke: {stroke}, inset: 5pt,",
        ]
        source.append("table.header(" + ", ".join(f"[{_typst(text)}]" for text in heads(grid)) + "),")
        for row in rows(grid):
            source.append(", ".join(f"[{_typst(text)}]" for text in row) + ",")
        source.append(")")
    return typst.compile("\n".join(source).encode(), format="pdf")  # type: ignore[return-value]


def _typst(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\#$*_`<>@[]~/-+=\"'." else c for c in text)
