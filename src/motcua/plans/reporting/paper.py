"""The same report as PDF/A: the house's printing, from the same values as the Word document."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.documents.printing import (
    Appendix,
    Head,
    Heading,
    Paragraph,
    ResultPaper,
    Table,
    render,
    render_pages,
    template_for,
)
from motcua.documents.printing.parts import Block
from motcua.plans.reporting.model import Grid, Part, Report


def pdf(of: Report) -> bytes:
    """Return the PDF/A-2b of a report."""
    return render(template_for("report", on=of.made_at.date()), paper(of).as_data())


def pictures(of: Report, *, ppi: int = 80) -> tuple[bytes, ...]:
    """Return the same pages as PNG."""
    return render_pages(template_for("report", on=of.made_at.date()), paper(of).as_data(), ppi=ppi)


def paper(of: Report) -> ResultPaper:
    """Return a report as printing takes it."""
    body: list[Block] = [Paragraph(line) for line in of.opening]
    for section in of.sections:
        body.append(Heading(section.title))
        body += _blocks(section.parts)
    body.append(Paragraph(of.closing))
    return ResultPaper(
        made_at=of.made_at,
        head=Head(of.superior, of.unit, of.place, of.made_at.date(), symbol=of.symbol),
        type_name=of.title,
        subject=of.subject,
        addressees=of.addressees,
        body=body,
        authority=of.authority,
        signer=of.signer,
        recipients=of.recipients,
        unsigned=False,
        is_draft=True,
        appendices=[Appendix(one.title, one.subject.split("\n"), _blocks(one.parts)) for one in of.appendices],
    )


def _blocks(parts: Sequence[Part]) -> list[Block]:
    made: list[Block] = []
    for part in parts:
        if part.title:
            made.append(Heading(part.title, level=2))
        made += [Paragraph(line) for line in part.paragraphs]
        if part.grid is not None:
            made.append(_table(part.grid))
    return made


def _table(grid: Grid) -> Table:
    return Table(grid.columns, grid.rows, grid.widths, grid.right)
