"""Patterns: the rows of one dossier with gaps where something belongs to that dossier alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.dossiers.rules.states import FINAL, Status

# Table, the condition that finds a dossier's rows (parents before children: COPY checks foreign keys).
TABLES = (
    ("dossier", "id"),
    ("dossier_code", "dossier_id"),
    ("party", "dossier_id"),
    ("dossier_access", "dossier_id"),
    ("dossier_answers", "dossier_id"),
    ("dossier_component", "dossier_id"),
    ("dossier_pause", "dossier_id"),
    ("supplement", "dossier_id"),
    ("supplement_item", "dossier_id"),
    ("supplement_extension", "dossier_id"),
    ("withdrawal", "dossier_id"),
    ("verification", "dossier_id"),
    ("handover", "dossier_id"),
    ("attachment", "holder_kind = 'dossier' AND holder_id"),
    ("dossier_result", "dossier_id"),
    ("result_return", "dossier_id"),
    ("apology", "dossier_id"),
    ("dossier_stop", "dossier_id"),
    ("book_entry", "dossier_id"),
    ("slip", "dossier_id"),
    ("obligation", "dossier_id"),
    ("payment", "dossier_id"),
    ("notice", "dossier_id"),
    ("delivery", "dossier_id"),
    ("rating", "dossier_id"),
    ("rated_officer", "dossier_id"),
    ("rating_review", "dossier_id"),
)
OF_RATING = frozenset({"rating", "rated_officer", "rating_review"})
RATED = frozenset({"DossierRated", "ReviewAsked"})  # what may follow a dossier's end, and end its chain
LOOKS_BACK = 120  # days before submission that move with it: a birth to be registered, a draft begun


@dataclass(frozen=True)
class Gap:
    """Something of one dossier alone: `kind` says what fills it, `of` which one, `write` how (`style` names it)."""

    # instant day | id code groups book serial year name number phone mail keys born person account
    # office unit post scope | digest arithmetic seconds | score said text words told (of a rating)
    kind: str
    of: Any = None
    style: str = ""
    write: Callable[[Any], str] | None = field(default=None, compare=False)


Pieces = tuple[str | Gap, ...]


class Text:
    """A text with gaps: where they stand, and which of the pattern's gaps (by its place) fills each."""

    def __init__(self, pieces: Iterable[str | int]) -> None:
        told = list(pieces)
        self.form = "".join("%s" if isinstance(piece, int) else piece.replace("%", "%%") for piece in told)
        self.places = tuple(piece for piece in told if isinstance(piece, int))

    def filled(self, known: Sequence[str]) -> str:
        """Return the text with what is known of each gap."""
        return self.form % tuple([known[place] for place in self.places])


@dataclass(frozen=True)
class EventPattern:
    """One event: its name, its body, and its personal values with their digests as gaps of the body."""

    id: int  # number of its id
    at: datetime
    name: str
    secrecy: int
    body: Text
    values: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Book:
    """A number reserved in a book: part of the office, register, sign."""

    part: str
    register: str
    sign: str
    at: datetime


@dataclass(frozen=True)
class Rating:
    """How somebody rated a dossier: the step, 1 to 5, and his words."""

    score: int
    text: str = ""


@dataclass(frozen=True)
class Pattern:
    """All rows of one dossier the services wrote, in the office where they wrote them."""

    id: int
    committee: int
    status: Status
    procedure: str
    version: int
    case: str
    channel: int
    is_assisted: bool
    submitted_at: datetime
    accepted_at: datetime | None
    answer_by: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    completed_at: datetime | None
    last_act: datetime
    gaps: tuple[Gap, ...]
    rows: tuple[tuple[str, Text], ...]  # table, one line of COPY
    events: tuple[EventPattern, ...]
    pauses: tuple[tuple[str, datetime, datetime | None], ...]
    books: tuple[Book, ...]
    ids: int  # how many ids it needs
    people: int  # how many people it names, the submitter first
    has_account: bool  # the submitter signed in
    number_of_dossier: int  # which of the ids is the dossier's own
    promised_until: datetime  # after this act no date was promised any more
    rating: Rating | None  # as the services wrote it
    told_of_rating: Mapping[str, Any]  # what else its event says, following from the step that was given

    @property
    def answer_from(self) -> datetime:
        """From when its answer is counted: anew where it was completed before anybody had accepted it."""
        until = self.accepted_at or self.last_act
        again = [e.at for e in self.events if e.name == "SupplementCompleted" and e.at <= until]
        return again[-1] if again else self.submitted_at

    @property
    def said_at(self) -> frozenset[datetime]:
        """When a date was promised that was said by the head and not counted."""
        return frozenset(event.at for event in self.events if event.name == "ApologySigned")

    @property
    def ends_rated(self) -> int:
        """How many events the chain has before the rating, with which it ends."""
        names = [event.name for event in self.events]
        first = next((n for n, name in enumerate(names) if name in RATED), len(names))
        return first if RATED.issuperset(names[first:]) else len(names)

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.status in FINAL

    @property
    def fate(self) -> str:
        """What became of it, for choosing among patterns."""
        names = {event.name for event in self.events}
        if self.status not in FINAL:
            return f"open {self.status.name.lower()}"
        if self.status == Status.DECLINED:
            return "lapsed" if "SupplementLapsed" in names else "declined"
        if self.status == Status.STOPPED:
            return "withdrawn" if "WithdrawalGranted" in names else "stopped"
        told = "refused" if "ResultRefused" in names else "supplemented" if "SupplementAsked" in names else "returned"
        if "ApologySigned" in names:
            return f"{told} apologised"
        return f"{told} late" if self.is_late else told

    @property
    def is_late(self) -> bool:
        """The result was ready after the day it was promised for."""
        return self.completed_at is not None and self.due_at is not None and self.completed_at > self.due_at

    @property
    def acts(self) -> tuple[datetime, ...]:
        """The instants at which something was done, in order, each once."""
        return tuple(dict.fromkeys(event.at for event in self.events))


def columns_of(table: str) -> list[str]:
    """Return the columns of a table in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def escaped(text: str) -> str:
    """Return a text as a line of COPY holds it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
