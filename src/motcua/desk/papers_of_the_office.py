"""Rows of the office's books in words: register 07, control slip 06, the day's hand-over list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from motcua.desk.words import STATUS
from motcua.documents.printing import ControlLine, Form06, Head, Sheet, template_for
from motcua.dossiers.queries import Page
from motcua.dossiers.queries.books import HandoverLine, RegisterLine
from motcua.dossiers.queries.result_books import Book, ResultLine
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.slips import lookup
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.platform.clock.now import ZONE
from motcua.platform.text import date_vi, number

OUTCOME = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn", "": ""}
WAY = {"counter": "Tại quầy", "post": "Bưu chính", "online": "Trong tài khoản", "": ""}
SIGNED = {"paper": "Ký giấy", "thumb": "Điểm chỉ", "drawn": "Ký trên màn hình", "": ""}
SHORT_REGISTER = ("STT", "Mã hồ sơ", "Thủ tục", "Người nộp", "Nhận", "Hẹn trả", "Trả kết quả")
_WIDTHS = (6, 24, 40, 7, 26, 40, 30, 17, 17, 17, 17, 17, 15, 30)
_REGISTER = (
    "line", "code", "procedure", "sets", "applicant", "address", "responsible", "received", "due", "sent", "finished",
    "returned", "way", "note",
)  # fmt: skip
_RESULT_BOOK = ("number", "at", "applicant", "subject", "signer", "copies", "fee", "note")
_HANDOVER = ("line", "code", "procedure", "applicant", "at", "papers", "due", "taken")
_CLOSED = "(hồ sơ bảo mật)"


def short(at: datetime | None) -> str:
    """Return an instant as narrow columns hold it: "17:00 19/11/2026"."""
    return f"{at.astimezone(ZONE):%H:%M %d/%m/%Y}" if at else ""


class Units:
    """Names of units on a day, each asked for once."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._known: dict[int, str] = {}

    def name(self, unit_id: int) -> str:
        """Return what a unit is called."""
        if unit_id not in self._known:
            self._known[unit_id] = identity.unit_view(unit_id, self._on).name
        return self._known[unit_id]


# --- register 07 ---------------------------------------------------------------------------------
def register_cells(line: RegisterLine, units: Units) -> tuple[str | int, ...]:
    """Return a line of the register, one cell a column of the form."""
    notes = [SIGNED[line.signed_by], "nhận thay" if line.by_mandate else "", line.receiver]
    if line.status in {Status.DECLINED, Status.STOPPED}:
        notes.append(STATUS[line.status])
    return (
        line.number, line.code, line.procedure or _CLOSED, "01", line.applicant or _CLOSED,
        "; ".join(t for t in (line.address, line.phone) if t), units.name(line.committee_id), short(line.received_at),
        short(line.due_at) or ("không có thời hạn" if line.no_limit else ""), short(line.sent_at),
        short(line.finished_at), short(line.returned_at), WAY[line.way], ", ".join(n for n in notes if n),
    )  # fmt: skip


def register_columns(at: datetime) -> list[tuple[str, int]]:
    """Return (label, width) of the spreadsheet's columns, by the words of the form."""
    words = _words("07", at.date())
    return [(words[key], width) for key, width in zip(_REGISTER, _WIDTHS, strict=True)]


def register_title(unit: UnitView, year: int, at: datetime) -> list[str]:
    """Return the lines above the spreadsheet's table."""
    return [f"SỔ THEO DÕI HỒ SƠ NĂM {year}", unit.name, f"Lấy ra lúc {short(at)}"]


def register_sheet(
    who: Person, unit: UnitView, year: int, first: int, last: int, lines: Sequence[RegisterLine], at: datetime
) -> Sheet:
    """Return a part of the register as form 07; lines a person may not see are said to be missing."""
    missing = last - first + 1 - len(lines)
    span = f"Năm {year}, từ dòng {number(first)} đến dòng {number(last)}"
    units = Units(at.date())
    rows = [[str(cell) for cell in register_cells(line, units)] for line in lines]
    notes = (f"{number(missing)} dòng không hiện vì không thuộc phần người lập được xem.",) if missing else ()
    return Sheet(
        made_at=at, head=head_of(unit, at), columns=_REGISTER, rows=rows, about=(span,), notes=notes,
        signers=(("keeper", who.full_name, ""),),
    )  # fmt: skip


def short_rows(lines: Iterable[RegisterLine]) -> list[list[Any]]:
    """Return the newest lines as the page shows them."""
    return [
        [
            str(line.number),
            {"text": line.code, "url": reverse("desk:dossier", args=[line.code])},
            line.procedure or _CLOSED,
            line.applicant or _CLOSED,
            short(line.received_at),
            short(line.due_at),
            short(line.returned_at),
        ]
        for line in lines
    ]


# --- books of results ----------------------------------------------------------------------------
def result_book_cells(line: ResultLine) -> tuple[str, ...]:
    """Return a line of a book of results; a number that was voided says why."""
    note = "; ".join(part for part in (f"Bỏ số: {line.void}" if line.void else "", line.note) if part)
    return (
        line.text, date_vi(line.at.astimezone(ZONE).date()), line.applicant or _CLOSED, line.subject or _CLOSED,
        line.signer, line.copies, line.fee, note,
    )  # fmt: skip


def result_book_columns(at: datetime) -> list[tuple[str, int]]:
    """Return (label, width) of the spreadsheet's columns, by the words of the print."""
    words = _words("result-book", at.date())
    return [(words[key], width) for key, width in zip(_RESULT_BOOK, (28, 14, 26, 44, 30, 9, 14, 30), strict=True)]


def result_book_sheet(
    who: Person, unit: UnitView, book: Book, month: int, lines: Sequence[ResultLine], at: datetime
) -> Sheet:
    """Return a month of a book of results as it is printed and bound."""
    return Sheet(
        made_at=at, head=head_of(unit, at), columns=_RESULT_BOOK, rows=[result_book_cells(line) for line in lines],
        title=book.title.upper(), about=(f"Tháng {month} năm {book.year}",), signers=(("keeper", who.full_name, ""),),
    )  # fmt: skip


# --- control slip 06 -----------------------------------------------------------------------------
def control_slip(page: Page, lines: Sequence[HandoverLine], at: datetime) -> Form06:
    """Return form 06: every hand-over with both sides, its time and how it stood against the step's date."""
    on = at.date()
    units = Units(on)
    people = identity.labels({a for line in lines for a in (line.from_account_id, line.to_account_id) if a}, on)
    receiving = identity.unit_view(page.receiving_unit_id, on)
    ends = {Status.DECLINED, Status.STOPPED, Status.COMPLETED, Status.RETURNED}
    return Form06(
        made_at=at,
        head=head_of(receiving, at),
        code=page.code,
        procedure=page.title,
        responsible=identity.unit_view(page.committee_id, on).name,
        received_at=page.accepted_at,
        due_at=page.due_at,
        original_due_at=page.original_due_at,
        no_limit_reason=page.no_limit_reason,
        lines=[
            ControlLine(
                _side(units.name(line.from_unit_id), people.get(line.from_account_id or 0, ""), line.given_at),
                _side(units.name(line.to_unit_id), people.get(line.to_account_id or 0, ""), line.taken_up_at),
                short(line.at),
                OUTCOME[line.outcome],
                _note(line),
            )
            for line in lines
        ],
        ended=f"{STATUS[page.status]}." if page.status in ends else "",
        qr=lookup(page.code),
    )


def _note(line: HandoverLine) -> str:
    what = "Thu hồi" if line.undone_at else "Trả lại bước trước" if line.kind == "back" else ""
    return ": ".join(t for t in (what, line.note) if t)


def _side(unit: str, person: str, signed_at: datetime | None) -> str:
    """A side of a hand-over; in place of a signature stands when it was confirmed on the screen."""
    signed = f"Xác nhận trên máy {short(signed_at)}" if signed_at else ""
    return "\n".join(part for part in (unit, person, signed) if part)


# --- the day's list ------------------------------------------------------------------------------
def handover_sheet(on: date, giver: UnitView, receiver: UnitView, lines: Sequence[HandoverLine], at: datetime) -> Sheet:
    """Return the list of a day between two units, with both signatures and when each confirmed on the screen."""
    people = identity.labels({a for line in lines for a in (line.from_account_id, line.to_account_id) if a}, on)
    given = [line.given_at for line in lines]
    taken = [line.taken_up_at for line in lines]
    rows = [
        (
            str(n), line.code, _CLOSED if line.secrecy else line.title, _CLOSED if line.secrecy else line.person,
            f"{line.at.astimezone(ZONE):%H:%M}", str(line.originals or ""),
            date_vi(line.due_at.astimezone(ZONE).date()) if line.due_at else "", short(line.taken_up_at),
        )
        for n, line in enumerate(lines, start=1)
    ]  # fmt: skip
    return Sheet(
        made_at=at,
        head=head_of(giver, at),
        columns=_HANDOVER,
        rows=rows,
        about=(f"Ngày {date_vi(on)}", f"Từ {giver.name} đến {receiver.name}", f"{number(len(rows))} hồ sơ"),
        signers=(
            ("giver", _one_name(people, {line.from_account_id for line in lines}), _when_all(given)),
            ("receiver", _one_name(people, {line.to_account_id for line in lines}), _when_all(taken)),
        ),
    )


def _one_name(people: Mapping[int, str], accounts: set[int | None]) -> str:
    """The name of the one who gave or took all of it; several, or nobody yet, sign by hand."""
    (only,) = accounts if len(accounts) == 1 else (None,)
    return people.get(only or 0, "").split(",")[0]


def _when_all(moments: Sequence[datetime | None]) -> str:
    known = [m for m in moments if m is not None]
    return short(max(known)) if known and len(known) == len(moments) else ""


def head_of(unit: UnitView, at: datetime) -> Head:
    """Return the head of a paper of a unit, under its committee."""
    on = at.astimezone(ZONE).date()
    committee = identity.unit_view(identity.committee_of(unit.id, on), on)
    is_committee = committee.id == unit.id
    return Head(
        superior="" if is_committee else committee.name,
        issuer=unit.name,
        place=committee.contact.get("place", committee.short_name),
        issued_on=on,
    )


def _words(form: str, on: date) -> Mapping[str, str]:
    columns: Mapping[str, str] = template_for(form, on=on).words["columns"]
    return columns
