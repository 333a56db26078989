"""Official print forms: forms 01-07 of the one-stop shop, the online receipt, result papers.

    paper = Form01(made_at=now, head=Head(...), code="...", ...)
    pdf = render(template_for("01", on=now.date()), paper.as_data())

Pure: no database, no Django, no clock. The same data gives the same bytes.
"""

from .catalogue import Template, template_for, templates
from .engine import PrintingFailed, render, render_pages, stamp_all
from .letters import unprintable
from .notices import Form04, Form05
from .papers import Form01, Form02, Form03, Paper, ReceiptSlip, ResultPaper
from .parts import (
    Appendix,
    ComponentLine,
    Facts,
    Fields,
    FileLine,
    Head,
    Heading,
    Items,
    NextStep,
    Paragraph,
    Party,
    Refusal,
    SupplementItem,
    Table,
)
from .sheets import MOST_ROWS, Brief, BriefTable, ControlLine, DossierFile, Form06, Sheet

__all__ = [
    "MOST_ROWS",
    "Appendix",
    "Brief",
    "BriefTable",
    "ComponentLine",
    "ControlLine",
    "DossierFile",
    "Facts",
    "Fields",
    "FileLine",
    "Form01",
    "Form02",
    "Form03",
    "Form04",
    "Form05",
    "Form06",
    "Head",
    "Heading",
    "Items",
    "NextStep",
    "Paper",
    "Paragraph",
    "Party",
    "PrintingFailed",
    "ReceiptSlip",
    "Refusal",
    "ResultPaper",
    "Sheet",
    "SupplementItem",
    "Table",
    "Template",
    "render",
    "render_pages",
    "stamp_all",
    "template_for",
    "templates",
    "unprintable",
]
