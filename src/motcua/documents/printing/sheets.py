"""What the papers of the office's own order need to know: slip 06, register 07, the hand-over list, inspection.

Fields follow domain rule 2.2 (mark M). Rows are ready to read: the caller says what is masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .dates import instant_in_words, weekday_in_words
from .parts import Block, Data, Head, common


@dataclass(frozen=True)
class ControlLine:
    """One hand-over: which unit and person gave, which received, when, and how it stood against its date."""

    giver: str
    receiver: str
    at: str
    outcome: str
    note: str = ""

    def data(self) -> Data:
        return {"giver": self.giver, "receiver": self.receiver, "at": self.at, "outcome": self.outcome,
                "note": self.note}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Form06:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ: follows every hand-over of one dossier (R2.20)."""

    made_at: datetime
    head: Head
    code: str
    procedure: str
    responsible: str
    lines: Sequence[ControlLine]
    received_at: datetime | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    no_limit_reason: str = ""
    ended: str = ""
    qr: str = ""
    sample: bool = False

    def as_data(self) -> Data:
        moved = self.original_due_at is not None and self.original_due_at != self.due_at
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "procedure": self.procedure,
            "responsible": self.responsible,
            "received_at": instant_in_words(self.received_at) if self.received_at else "",
            "due_at": instant_in_words(self.due_at) if self.due_at else self.no_limit_reason,
            "original_due_at": instant_in_words(self.original_due_at) if moved and self.original_due_at else "",
            "lines": [line.data() for line in self.lines],
            "ended": self.ended,
        }


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table on A4 with a head of its own: the register (form 07) or the hand-over list of a day.

    `columns` are keys of the template's words; every row has one text a column. `signers` are (caption key, name,
    when it was confirmed on the screen); `about` says under the title what the sheet covers.
    """

    made_at: datetime
    head: Head
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""  # in place of the template's
    about: Sequence[str] = ()
    notes: Sequence[str] = ()
    signers: Sequence[tuple[str, str, str]] = ()
    sample: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a sheet has one cell a column")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, "", "") | {
            "head": self.head.data(),
            "title": self.title,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "about": list(self.about),
            "notes": list(self.notes),
            "signers": [{"caption": c, "name": n, "confirmed": at} for c, n, at in self.signers],
        }


@dataclass(frozen=True, kw_only=True)
class DossierFile:
    """Everything of one dossier for an inspection team. `about` says under the title for whom and when it was made."""

    made_at: datetime
    head: Head
    code: str
    body: Sequence[Block]
    about: Sequence[str] = ()
    qr: str = ""
    sample: bool = False

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "about": list(self.about),
            "body": [block.data() for block in self.body],
        }


# Rows of each table of a brief that fit on one side with the longest names (a test prints them); the rest is a number.
MOST_ROWS = {"numbers": 1, "by": 6, "late": 6, "desks": 6, "away": 3}


@dataclass(frozen=True)
class BriefTable:
    """One table of a brief: `key` names its title, columns and what stands where it is empty, in the template's words.

    Every row has one text a column.
    """

    key: str
    rows: Sequence[Sequence[str]]
    note: str = ""

    def data(self) -> Data:
        return {"key": self.key, "rows": [list(row) for row in self.rows], "note": self.note}


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Several small tables under one head on one side of A4: the sheet of the morning."""

    made_at: datetime
    head: Head
    tables: Sequence[BriefTable]
    about: Sequence[str] = ()
    sample: bool = False

    def __post_init__(self) -> None:
        if any(len(table.rows) > MOST_ROWS[table.key] for table in self.tables):
            raise ValueError("more rows than one side holds")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, "", "") | {
            "head": self.head.data(),
            "about": list(self.about),
            "tables": [table.data() for table in self.tables],
        }


def day_of(on: date) -> str:
    """Return a day as it stands under the title of a sheet."""
    return weekday_in_words(on)
