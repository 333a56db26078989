"""The pieces official papers are made of: head, people, components, files, blocks of text.

All are plain values that the caller fills from its own rows; `data()` turns each into what the
templates read. Empty text means "not known", and a template prints no label for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from .dates import birth_in_words, day_in_words

Data = dict[str, Any]
PaperKind = Literal["original", "copy", "certified_copy", "electronic", "data"]


@dataclass(frozen=True)
class Head:
    """The head of an official paper (decree 30/2020/NĐ-CP, appendix I).

    `superior` and `issuer` are printed in capitals. `number` is the serial within the year (below 10
    it gets a zero) and `symbol` what follows the stroke; without a symbol the template's own is used.
    """

    superior: str
    issuer: str
    place: str
    issued_on: date
    number: int | None = None
    symbol: str = ""

    def data(self) -> Data:
        return {
            "superior": self.superior.upper(),
            "issuer": self.issuer.upper(),
            "issuer_plain": self.issuer,
            "place_date": f"{self.place}, {day_in_words(self.issued_on)}",
            "number": "" if self.number is None else f"{self.number:02}",
            "symbol": self.symbol,
        }

    def unsigned_data(self) -> Data:
        """Return the head of a paper nobody has signed or numbered yet: dots where number and day are written."""
        month = day_in_words(self.issued_on).partition(" tháng ")[2]
        return self.data() | {"number": "…", "place_date": f"{self.place}, ngày … tháng {month}"}


@dataclass(frozen=True)
class Party:
    """A person or an organisation named on a paper. `born` is YYYY, YYYY-MM or YYYY-MM-DD, as far as known."""

    name: str
    born: str = ""
    id_number: str = ""
    id_label: str = "Số định danh cá nhân"
    address: str = ""
    phone: str = ""
    email: str = ""

    def data(self) -> Data:
        return {
            "name": self.name,
            "born": birth_in_words(self.born) if self.born else "",
            "id_number": self.id_number,
            "id_label": self.id_label,
            "address": self.address,
            "phone": self.phone,
            "email": self.email,
        }


@dataclass(frozen=True)
class ComponentLine:
    """One component handed in: what it is, in which shape, how many. `data` means taken from a database (R2.9)."""

    name: str
    kind: PaperKind = "original"
    count: int = 1
    note: str = ""

    def data(self) -> Data:
        return {"name": self.name, "kind": self.kind, "count": self.count, "note": self.note}


@dataclass(frozen=True)
class SupplementItem:
    """One thing to add or correct, with its reason and, where there is one, the legal basis."""

    what: str
    reason: str
    legal_basis: str = ""

    def data(self) -> Data:
        return {"what": self.what, "reason": self.reason, "legal_basis": self.legal_basis}


@dataclass(frozen=True)
class Refusal:
    """One reason for declining, with its legal basis (form 03 may not leave the basis out)."""

    reason: str
    legal_basis: str

    def data(self) -> Data:
        return {"reason": self.reason, "legal_basis": self.legal_basis}


@dataclass(frozen=True)
class FileLine:
    """One file received: what it is for, its pages (None when it has none to count) and its SHA-256 in hexadecimal."""

    name: str
    sha256: str
    pages: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise ValueError("sha256 is 64 lower-case hexadecimal digits")

    def data(self) -> Data:
        return {"name": self.name, "sha256": self.sha256, "pages": self.pages, "note": self.note}


@dataclass(frozen=True)
class NextStep:
    """What happens after submission: who does what, and by when, in one short sentence each."""

    title: str
    text: str = ""

    def data(self) -> Data:
        return {"title": self.title, "text": self.text}


@dataclass(frozen=True)
class Heading:
    """A heading inside the body of a result paper; `level` 2 stands under one of level 1."""

    text: str
    level: int = 1

    def data(self) -> Data:
        return {"kind": "heading", "text": self.text, "level": self.level}


@dataclass(frozen=True)
class Paragraph:
    """A justified paragraph with a first-line indent."""

    text: str

    def data(self) -> Data:
        return {"kind": "paragraph", "text": self.text}


@dataclass(frozen=True)
class Facts:
    """Lines of label and value; a pair without a value is left out."""

    rows: Sequence[tuple[str, str]]

    def data(self) -> Data:
        return {"kind": "facts", "rows": [[label, value] for label, value in self.rows if value]}


@dataclass(frozen=True)
class Fields:
    """Lines of a filled-in form: the pairs (label, value) of a row share a line where they fit.

    A pair without a value is left out, and with all of its pairs the row.
    """

    rows: Sequence[Sequence[tuple[str, str]]]

    def data(self) -> Data:
        told = [[[label, value] for label, value in row if value] for row in self.rows]
        return {"kind": "fields", "rows": [row for row in told if row]}


@dataclass(frozen=True)
class Items:
    """A numbered list."""

    items: Sequence[str]

    def data(self) -> Data:
        return {"kind": "items", "items": list(self.items)}


@dataclass(frozen=True)
class Table:
    """A table with a head row repeated on each page; `widths` are shares of the line, equal when left out.

    `right` are the places of columns of numbers.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    right: Sequence[int] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has one cell a column")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("widths name every column")

    def data(self) -> Data:
        widths = list(self.widths) or [1.0] * len(self.columns)
        rows = [list(row) for row in self.rows]
        return {
            "kind": "table", "columns": list(self.columns), "rows": rows, "widths": widths, "right": list(self.right),
        }  # fmt: skip


Block = Heading | Paragraph | Facts | Fields | Items | Table


@dataclass(frozen=True)
class Appendix:
    """What follows the signature on landscape pages of its own: "PHỤ LỤC I", what it is about, its blocks."""

    title: str
    about: Sequence[str]
    body: Sequence[Block]

    def data(self) -> Data:
        return {"title": self.title.upper(), "about": list(self.about), "body": [one.data() for one in self.body]}


def common(made_at: datetime, sample: bool, code: str, qr: str) -> Data:
    """Return what every paper tells: when it was made, whose it is, and where it may be checked."""
    if made_at.tzinfo is None:
        raise ValueError("made_at needs its time zone: it is the creation time written into the file")
    return {
        "made_at": made_at.isoformat(timespec="seconds"),
        "sample": sample,
        "code": code,
        "code_groups": code_groups(code),
        "qr": qr,
    }


def typed(address: str) -> str:
    """Return an address as somebody types it off the paper: without the query, which the QR code beside it holds.

    >>> typed("https://motcua.example/tra-cuu/?ma=000.00.31.H24-261113-0017")
    'https://motcua.example/tra-cuu/'
    """
    return address.partition("?")[0]


def code_groups(code: str) -> list[str]:
    """Cut a dossier code into the groups a person reads aloud; joined they are the code again.

    >>> code_groups("000.00.31.H24-261113-0017")
    ['000.00.31.H24-', '261113-', '0017']
    >>> code_groups("0123456789")
    ['0123', '4567', '89']
    """
    groups, start = [], 0
    for at, letter in enumerate(code):
        if letter in "-/ " or (at + 1 - start == 4 and not set(code) & set("-/. ")):
            groups.append(code[start : at + 1])
            start = at + 1
    return [group for group in (*groups, code[start:]) if group]
