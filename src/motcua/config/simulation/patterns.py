"""Patterns: the rows of one dossier with gaps where something belongs to that dossier alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import connection, transaction
from psycopg import sql

from motcua.config.simulation import days
from motcua.dossiers.rules.states import FINAL, Status
from motcua.platform.text import is_person_name

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
    ("withdrawal", "dossier_id"),
    ("verification", "dossier_id"),
    ("handover", "dossier_id"),
    ("attachment", "holder_kind = 'dossier' AND holder_id"),
    ("dossier_result", "dossier_id"),
    ("book_entry", "dossier_id"),
    ("slip", "dossier_id"),
    ("obligation", "dossier_id"),
    ("payment", "dossier_id"),
    ("notice", "dossier_id"),
)
MADE_BY_US = 1 << 40  # ids above are platform.ids, below are units, posts and the like
LOOKS_BACK = 120  # days before submission that move with it: a birth to be registered, a draft begun
_ARITHMETIC = "@@arithmetic@@"


@dataclass(frozen=True)
class Gap:
    """Something of one dossier alone: `kind` says what fills it, `of` which one, `write` how."""

    kind: str  # instant day | id code book serial year name number phone keys born person account digest arithmetic
    of: Any = None
    write: Callable[[Any], str] | None = field(default=None, compare=False)


Parts = tuple[str | Gap, ...]


@dataclass(frozen=True)
class EventPattern:
    """One event: its name, its body, and its personal values with their digests as gaps of the body."""

    id: int  # number of its id
    at: datetime
    name: str
    secrecy: int
    body: Parts
    values: tuple[tuple[str, Parts], ...]
    promises: bool  # DueSet: the arithmetic is counted again


@dataclass(frozen=True)
class Book:
    """A number reserved in a book: unit, register, sign."""

    unit: int
    register: str
    sign: str
    at: datetime


@dataclass(frozen=True)
class Pattern:
    """All rows of one dossier the services wrote."""

    id: int
    committee: int
    status: Status
    procedure: str
    version: int
    case: str
    channel: int
    submitted_at: datetime
    accepted_at: datetime | None
    answer_by: datetime | None
    due_at: datetime | None
    last_act: datetime
    rows: tuple[tuple[str, Parts], ...]  # table, one line of COPY
    events: tuple[EventPattern, ...]
    pauses: tuple[tuple[str, datetime, datetime | None], ...]
    books: tuple[Book, ...]
    ids: int  # how many ids it needs
    people: int  # how many people it names, the submitter first
    number_of_dossier: int  # which of the ids is the dossier's own

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.status in FINAL


def read_all(committees: Iterable[int], *, most: int) -> list[Pattern]:
    """Return the patterns of the oldest dossiers of these communes, `most` at most, as written by services."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone TO 'Asia/Ho_Chi_Minh'")  # rows are read as text
        cursor.execute(
            "SELECT id FROM dossier WHERE committee_id = ANY(%s) AND secrecy = 0 AND draft_id IS NOT NULL"
            " ORDER BY id LIMIT %s",
            [list(committees), most],
        )
        made = [_Reader(row[0]).pattern() for row in cursor.fetchall()]
        cursor.execute(sql.SQL("SET LOCAL timezone TO {}").format(sql.Literal(connection.timezone_name)))
    return made


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


class _Reader:
    """Reads one dossier and finds its gaps."""

    def __init__(self, dossier_id: int) -> None:
        self.id = dossier_id
        self.rows = {table: list(_rows(table, where, dossier_id)) for table, where in TABLES}
        self.events = list(_events(dossier_id))
        self.told = self.rows["dossier"][0]
        self.submitted_at = datetime.fromisoformat(self.told["submitted_at"])
        self.since = date.fromordinal(self.submitted_at.date().toordinal() - LOOKS_BACK)
        self.last_act = max(event["at"] for event in self.events)
        self.ids = {value: n for n, value in enumerate(sorted(self._own_ids()))}
        self._people()
        self.books = self.rows["book_entry"]
        self.gaps = self._gaps()

    def pattern(self) -> Pattern:
        told = self.told
        return Pattern(
            id=self.id,
            committee=int(told["committee_id"]),
            status=Status(int(told["status"])),
            procedure=told["procedure"],
            version=int(told["terms_version_id"] or told["form_version_id"]),
            case=told["case"],
            channel=int(told["channel"]),
            submitted_at=self.submitted_at,
            accepted_at=_instant(told["accepted_at"]),
            answer_by=_instant(told["answer_by"]),
            due_at=_instant(told["due_at"]),
            last_act=self.last_act,
            rows=tuple((table, self._line(table, row)) for table, rows in self.rows.items() for row in rows),
            events=tuple(self._event(event) for event in self.events),
            pauses=tuple(
                (p["reason"], datetime.fromisoformat(p["since"]), _instant(p["until"]))
                for p in self.rows["dossier_pause"]
            ),
            books=tuple(
                Book(int(b["unit_id"]), b["register"], b["text"].partition("/")[2],
                     datetime.fromisoformat(b["reserved_at"]))
                for b in self.books
            ),
            ids=len(self.ids),
            people=len(self.names),
            number_of_dossier=self.ids[self.id],
        )  # fmt: skip

    def _own_ids(self) -> Iterator[int]:
        for rows in self.rows.values():
            yield from (int(row["id"]) for row in rows if row.get("id"))
        yield from (event["id"] for event in self.events)

    def _people(self) -> None:
        """Number the people it names: 0 is who submitted it; then the other parties, then names among the answers."""
        submitter = next(p for p in self.rows["party"] if p["person_id"])
        self.person, self.account = submitter["person_id"], self.told["submitter_account_id"]
        self.names: list[str] = [submitter["name"]]
        self.of: dict[str, Gap] = {}
        for party in sorted(self.rows["party"], key=lambda p: p["person_id"] is None):
            n = self._named(party["name"])
            if party["personal_number"]:
                self.of.setdefault(party["personal_number"], Gap("number", n))
            if party["phone"]:
                self.of.setdefault(party["phone"], Gap("phone", n))
            born = party["birth_date"]
            if born and date.fromisoformat(born) < self.since:
                self.of.setdefault(born, Gap("born", n, date.isoformat))
                slashed = date.fromisoformat(born).strftime("%d/%m/%Y")
                self.of.setdefault(slashed, Gap("born", n, lambda day: day.strftime("%d/%m/%Y")))
        for row in self.rows["dossier_answers"]:
            for key, answer in json.loads(row["values"]).items():
                value = answer.get("value") if isinstance(answer, dict) else None
                if key.endswith("_name") and isinstance(value, str) and " " in value and is_person_name(value):
                    self._named(value)

    def _named(self, name: str) -> int:
        folded = [known.upper() for known in self.names]
        if name.upper() not in folded:
            self.names.append(name)
            folded.append(name.upper())
        n = folded.index(name.upper())
        for form in {name, name.upper()}:
            self.of[form] = Gap("name", n, str.upper if form.isupper() else str)
        return n

    def _gaps(self) -> list[tuple[str, Callable[[str], Gap | str]]]:
        known: dict[str, Gap] = {str(value): Gap("id", n) for value, n in self.ids.items()}
        known[self.person], known[self.account] = Gap("person"), Gap("account")
        known[self.told["code"]] = Gap("code")
        known |= {book["text"]: Gap("book", n) for n, book in enumerate(self.books)}
        known |= self.of
        literal = "|".join(re.escape(text) for text in sorted(known, key=len, reverse=True))
        return [
            (days.INSTANT, self._moving(days.instant_writer, "instant")),
            (rf"(?<!\w)(?:{literal})(?!\w)", lambda text: known[text]),
            (days.LONG_DAY, self._moving(days.day_writer, "day")),
            (days.SHORT_DAY, self._moving(days.day_writer, "day")),
            (rf"(?<!\d){days.ISO_DAY}", self._moving(days.day_writer, "day")),
        ]

    def _moving(self, read: Callable[[str], tuple[Any, Any]], kind: str) -> Callable[[str], Gap | str]:
        def gap(text: str) -> Gap | str:
            at, write = read(text)
            on = at.date() if isinstance(at, datetime) else at
            return text if on < self.since else Gap(kind, at, write)

        return gap

    def _parts(self, text: str) -> Parts:
        pattern = "|".join(f"({form})" for form, _ in self.gaps)
        parts: list[str | Gap] = []
        at = 0
        for match in re.finditer(pattern, text):
            parts += [text[at : match.start()], self.gaps[match.lastindex - 1][1](match.group())]  # type: ignore[operator]
            at = match.end()
        return joined([*parts, text[at:]])

    def _line(self, table: str, row: dict[str, Any]) -> Parts:
        parts: list[str | Gap] = []
        for column, value in row.items():
            parts += ["\t"] if parts else []
            parts += _escaped(self._cell(table, column, value, row))
        return joined([*parts, "\n"])

    def _cell(self, table: str, column: str, value: str | None, row: dict[str, Any]) -> Parts | None:
        if value is None or (table, column) == ("dossier", "draft_id"):
            return None
        if table == "party" and column == "keys":
            return (Gap("keys", self.of[str(row["name"])].of),)
        if table == "party" and column == "birth_precision" and "born" in {g.kind for g in self._born(row)}:
            return ("day",)  # invented people know their day of birth
        if table == "book_entry" and column in {"number", "year"}:
            n = self.books.index(row)
            return (Gap("serial", (n, 0)) if column == "number" else Gap("year", n),)
        if table == "dossier_access" and column == "since" and datetime.fromisoformat(value) > self.last_act:
            value = self.last_act.isoformat(" ")  # rights are opened at the clock on the wall, not of the story
        if table == "slip" and column == "data":
            return self._slip(value)
        return self._parts(value)

    def _born(self, row: dict[str, Any]) -> Iterator[Gap]:
        found = self.of.get(row["birth_date"] or "")
        return iter([found] if found else [])

    def _slip(self, value: str) -> Parts:
        """The head of a paper holds its number apart from its sign."""
        parts: list[str | Gap] = []
        for part in self._parts(value):
            for n, book in enumerate(self.books):
                number = str(book["text"]).partition("/")[0]
                lead = f'"number": "{number}", "symbol": "{str(book["text"]).partition("/")[2]}"'
                if isinstance(part, str) and lead in part:
                    before, after = part.split(lead, 1)
                    parts += [before + '"number": "', Gap("serial", (n, 2)), lead.partition(number)[2]]
                    part = after
            parts.append(part)
        return joined(parts)

    def _event(self, event: dict[str, Any]) -> EventPattern:
        body = json.loads(event["body"])
        values = []
        for name, value in event["values"]:
            values.append((name, self._parts(rfc8785.dumps(value).decode())))
            body["payload"][name] = {"digest": f"@@digest:{name}@@"}
        promises = event["name"] == "DueSet"
        if promises:
            body["payload"]["arithmetic"] = _ARITHMETIC
        parts: list[str | Gap] = []
        for part in self._parts(rfc8785.dumps(body).decode()):
            parts += _marked(part) if isinstance(part, str) else [part]
        return EventPattern(
            self.ids[event["id"]], event["at"], event["name"], event["secrecy"], joined(parts), tuple(values), promises
        )


def joined(parts: Iterable[str | Gap]) -> Parts:
    """Return the parts with neighbouring texts made one."""
    made: list[str | Gap] = []
    for part in parts:
        if isinstance(part, str) and made and isinstance(made[-1], str):
            made[-1] += part
        elif part != "":
            made.append(part)
    return tuple(made)


def _marked(text: str) -> Iterator[str | Gap]:
    at = 0
    for match in re.finditer(rf'"{_ARITHMETIC}"|@@digest:(\w+)@@', text):
        yield text[at : match.start()]
        yield Gap("digest", match[1]) if match[1] else Gap("arithmetic")
        at = match.end()
    yield text[at:]


def _escaped(parts: Parts | None) -> list[str | Gap]:
    if parts is None:
        return ["\\N"]
    return [escaped(part) if isinstance(part, str) else part for part in parts]


def _rows(table: str, where: str, dossier_id: int) -> Iterator[dict[str, Any]]:
    names = columns_of(table)
    listed = ", ".join(f'"{name}"::text' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {table} WHERE {where} = %s ORDER BY 1", [dossier_id])  # noqa: S608
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _events(dossier_id: int) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at, e.name, e.secrecy, e.body,"
            " (SELECT json_agg(json_build_array(v.name, v.value) ORDER BY v.name) FROM event_value v"
            "  WHERE v.kind = e.kind AND v.key = e.key AND v.event_id = e.id)"
            " FROM event e WHERE e.kind = 'dossier' AND e.key = %s ORDER BY e.sequence",
            [dossier_id],
        )
        for id_, at, name, secrecy, body, values in cursor.fetchall():
            told = json.loads(values) if isinstance(values, str) else values
            yield {"id": id_, "at": at, "name": name, "secrecy": secrecy, "body": body, "values": told or []}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
