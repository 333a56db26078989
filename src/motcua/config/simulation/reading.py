"""Reading one dossier that services wrote, and finding what in it is of that dossier, that day or that office alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import connection, transaction
from psycopg import sql

from motcua.config.simulation import days
from motcua.config.simulation.kept import events_of, rows_of
from motcua.config.simulation.offices import Office
from motcua.config.simulation.patterns import (
    LOOKS_BACK,
    TABLES,
    Book,
    EventPattern,
    Gap,
    Pattern,
    Pieces,
    Rating,
    Text,
)
from motcua.config.simulation.pieces import Marks, cell, joined
from motcua.dossiers.rules.states import Status
from motcua.identity.rules import part_of_scope
from motcua.platform.text import fold, is_person_name
from motcua.web.text import code_groups

_PROBES = (datetime.fromisoformat("2026-01-05T08:09:10.123456+07:00"), date(2026, 1, 5))
_NUMBERS_OF_UNITS = frozenset({"to_unit"})  # numbers in events that are ids of units
# Of a rating everything else in its event follows from the step that was given.
_OF_ANY_RATING = frozenset({"way", "officer_count"})


def read_all(offices: Iterable[Office], *, most: int, accounts_only: bool = True) -> list[Pattern]:
    """Return the patterns of the oldest dossiers of these offices, `most` at most, as written by services.

    `accounts_only`: of people who signed in themselves. Simulated dossiers have no draft and are none.
    """
    by_unit = {office.unit: office for office in offices}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone TO 'Asia/Ho_Chi_Minh'")  # rows are read as text
        cursor.execute(
            "SELECT id, committee_id FROM dossier WHERE committee_id = ANY(%s) AND secrecy = 0 AND draft_id IS NOT NULL"
            " AND (submitter_account_id IS NOT NULL OR NOT %s) ORDER BY id LIMIT %s",
            [list(by_unit), accounts_only, most],
        )
        made = [Reader(row[0], by_unit[row[1]]).pattern() for row in cursor.fetchall()]
        cursor.execute(sql.SQL("SET LOCAL timezone TO {}").format(sql.Literal(connection.timezone_name)))
    return made


class Reader:
    """Reads one dossier and finds its gaps."""

    def __init__(self, dossier_id: int, office: Office) -> None:
        self.id, self.office = dossier_id, office
        self.parts_of_office = {number: part for part, number in office.units.items()}
        self.rows = {table: list(rows_of(table, where, dossier_id)) for table, where in TABLES}
        self.events = list(events_of(dossier_id))
        self.told = self.rows["dossier"][0]
        self.submitted_at = datetime.fromisoformat(self.told["submitted_at"])
        self.since = date.fromordinal(self.submitted_at.date().toordinal() - LOOKS_BACK)
        self.acts = {event["at"] for event in self.events}
        self.last_act = max(self.acts)
        self.moment = self.submitted_at  # of the row or event that is being read
        self.ids = {value: n for n, value in enumerate(sorted(self._own_ids()))}
        self._people()
        self.books = self.rows["book_entry"]
        self.gaps: dict[Gap, int] = {}
        self.finder, self.found = self._finder()

    def pattern(self) -> Pattern:
        """Return the pattern."""
        told = self.told
        rows = tuple((table, self._line(table, row)) for table, rows in self.rows.items() for row in rows)
        events = tuple(self._event(event) for event in self.events)
        rated: dict[str, Any] = next(
            (json.loads(e["body"])["payload"] for e in self.events if e["name"] == "DossierRated"), {}
        )
        rating = next((Rating(int(r["score"]), r["text"]) for r in self.rows["rating"]), None)
        promises = [e["at"] for e in self.events if e["name"] in _PROMISES]
        return Pattern(
            id=self.id,
            committee=int(told["committee_id"]),
            status=Status(int(told["status"])),
            procedure=told["procedure"],
            version=int(told["terms_version_id"] or told["form_version_id"]),
            case=told["case"],
            channel=int(told["channel"]),
            is_assisted=told["assisted_by"] is not None,
            submitted_at=self.submitted_at,
            accepted_at=_instant(told["accepted_at"]),
            answer_by=_instant(told["answer_by"]),
            due_at=_instant(told["due_at"]),
            original_due_at=_instant(told["original_due_at"]),
            completed_at=_instant(told["completed_at"]),
            last_act=self.last_act,
            gaps=tuple(self.gaps),
            rows=rows,
            events=events,
            pauses=tuple(
                (p["reason"], datetime.fromisoformat(p["since"]), _instant(p["until"]))
                for p in self.rows["dossier_pause"]
            ),
            books=tuple(
                Book(self.parts_of_office[int(b["unit_id"])], b["register"], b["text"].partition("/")[2],
                     datetime.fromisoformat(b["reserved_at"]))
                for b in self.books
            ),
            ids=len(self.ids),
            people=len(self.names),
            has_account=self.person is not None,
            number_of_dossier=self.ids[self.id],
            promised_until=max(promises, default=self.submitted_at),
            rating=rating,
            told_of_rating={k: v for k, v in rated.items() if k not in _OF_ANY_RATING and not _is_digest(v)},
        )  # fmt: skip

    def _own_ids(self) -> Iterator[int]:
        for rows in self.rows.values():
            yield from (int(row["id"]) for row in rows if row.get("id"))
        yield from (event["id"] for event in self.events)

    def _people(self) -> None:
        """Number the people it names: 0 is who submitted it; then the other parties, then names among the answers."""
        parties = self.rows["party"]
        submitter = next((p for p in parties if p["person_id"]), None)
        self.person, self.account = (submitter or {}).get("person_id"), self.told["submitter_account_id"]
        submitter = submitter or next(p for p in parties if p["role"] == "submitter")
        self.names: list[str] = [submitter["name"]]
        self.of: dict[str, Gap] = {}
        for party in sorted(parties, key=lambda p: (p is not submitter, p["person_id"] is None)):
            n = self._named(party["name"])
            if party["personal_number"]:
                self.of.setdefault(party["personal_number"], Gap("number", n))
            if party["phone"]:
                self.of.setdefault(party["phone"], Gap("phone", n))
            if party["email"]:
                self.of.setdefault(party["email"], Gap("mail", n))
            born = party["birth_date"]
            if born and date.fromisoformat(born) < self.since:
                self.of.setdefault(born, Gap("born", n, "iso", date.isoformat))
                slashed = date.fromisoformat(born).strftime("%d/%m/%Y")
                self.of.setdefault(slashed, Gap("born", n, "slashed", lambda day: day.strftime("%d/%m/%Y")))
        for row in self.rows["dossier_answers"]:
            for key, answer in json.loads(row["values"]).items():
                value = answer.get("value") if isinstance(answer, dict) else None
                if key.endswith("_name") and isinstance(value, str) and " " in value and is_person_name(value):
                    self._named(value)
        for n, name in enumerate(self.names):  # who was reached by mail need not have written it into the form
            self.of.setdefault(f"{fold(name).replace(' ', '.')}@thu.example", Gap("mail", n))

    def _named(self, name: str) -> int:
        folded = [known.upper() for known in self.names]
        if name.upper() not in folded:
            self.names.append(name)
            folded.append(name.upper())
        n = folded.index(name.upper())
        for form in {name, name.upper()}:
            is_upper = form.isupper()
            self.of[form] = Gap("name", n, "upper" if is_upper else "", str.upper if is_upper else str)
        return n

    def _finder(self) -> tuple[re.Pattern[str], list[Callable[[str], Gap | str]]]:
        known: dict[str, Gap] = {text: Gap("office", key) for key, text in self.office.words.items()}
        known |= {str(value): Gap("id", n) for value, n in self.ids.items()}
        if self.person is not None:
            known[self.person] = Gap("person")
        if self.account is not None:
            known[self.account] = Gap("account")
        known[self.told["code"]] = Gap("code")
        known[json.dumps(code_groups(self.told["code"]), ensure_ascii=False)] = Gap("groups")
        known |= {book["text"]: Gap("book", n) for n, book in enumerate(self.books)}
        known |= self.of
        literal = "|".join(re.escape(text) for text in sorted(known, key=len, reverse=True))
        forms: list[tuple[str, Callable[[str], Gap | str]]] = [
            (days.INSTANT, self._moving(days.instant_writer, "instant")),
            (rf"(?<!\w)(?:{literal})(?!\w)", lambda text: known[text]),
            (days.LONG_DAY, self._moving(days.day_writer, "day")),
            (days.SHORT_DAY, self._moving(days.day_writer, "day")),
            (rf"(?<!\d){days.ISO_DAY}", self._moving(days.day_writer, "day")),
        ]
        return re.compile("|".join(f"({form})" for form, _ in forms)), [make for _, make in forms]

    def _moving(self, read: Callable[[str], tuple[Any, Any]], kind: str) -> Callable[[str], Gap | str]:
        def gap(text: str) -> Gap | str:
            at, write = read(text)
            is_instant = isinstance(at, datetime)
            if (at.date() if is_instant else at) < self.since:
                return text
            moment = at if is_instant and at in self.acts else self.moment
            return Gap(kind, (at, moment), write(_PROBES[0] if is_instant else _PROBES[1]), write)

        return gap

    def _pieces(self, text: str) -> Pieces:
        pieces: list[str | Gap] = []
        at = 0
        for match in self.finder.finditer(text):
            pieces += [text[at : match.start()], self.found[match.lastindex - 1](match.group())]  # type: ignore[operator]
            at = match.end()
        return joined([*pieces, text[at:]])

    def _placed(self, pieces: Iterable[str | Gap]) -> Text:
        """Return pieces with each gap as its place among all the gaps of the dossier: what repeats is filled once."""
        return Text(
            piece if isinstance(piece, str) else self.gaps.setdefault(piece, len(self.gaps)) for piece in joined(pieces)
        )

    def _line(self, table: str, row: dict[str, Any]) -> Text:
        # A row belongs to the act that made it: what it promises moves with that.
        acts = [at for value in row.values() if (at := _act(value)) is not None and at in self.acts]
        self.moment = self.submitted_at if table == "dossier" else min(acts, default=self.submitted_at)
        pieces: list[str | Gap] = []
        for column, value in row.items():
            pieces += ["\t"] if pieces else []
            pieces += cell(self._cell(table, column, value, row))
        return self._placed([*pieces, "\n"])

    def _cell(self, table: str, column: str, value: str | None, row: dict[str, Any]) -> Pieces | None:
        if value is None or (table, column) == ("dossier", "draft_id"):
            return None
        if column == "committee_id" or column.endswith("unit_id"):
            return (self._unit(int(value)),)
        if column == "scope":
            return (self._scope(int(value)),)
        if column == "waits_for":
            return tuple(self._list(int(scope) for scope in value.strip("{}").split(",") if scope))
        if table == "party" and column == "keys":
            return (Gap("keys", self.of[str(row["name"])].of),)
        if table == "party" and column == "birth_precision" and (row["birth_date"] or "") in self.of:
            return ("day",)  # invented people know their day of birth
        if table == "book_entry" and column in {"number", "year", "text"}:
            n = self.books.index(row)
            return ({"number": Gap("serial", (n, 0)), "year": Gap("year", n), "text": Gap("book", n)}[column],)
        if table == "dossier_access" and column == "since" and datetime.fromisoformat(value) > self.submitted_at:
            value = self.submitted_at.isoformat(" ")  # rights are opened at the clock on the wall, not of the story
        if (table, column) == ("rating", "score"):
            return (Gap("score"),)
        if (table, column) == ("rating", "text"):
            return (Gap("said"),)
        if table == "slip" and column == "data":
            return self._slip(value)
        return self._pieces(value)

    def _unit(self, number: int) -> Gap | str:
        part = self.parts_of_office.get(number)
        return str(number) if part is None else Gap("unit", part)

    def _scope(self, scope: int) -> Gap | str:
        unit, part, secrecy = part_of_scope(scope)
        told = self.parts_of_office.get(unit)
        return str(scope) if told is None else Gap("scope", (told, part * 16 + secrecy))

    def _list(self, scopes: Iterable[int]) -> Iterator[str | Gap]:
        yield "{"
        for n, scope in enumerate(scopes):
            yield from ((",",) if n else ())
            yield self._scope(scope)
        yield "}"

    def _slip(self, value: str) -> Pieces:
        """The head of a paper holds its number apart from its sign."""
        pieces: list[str | Gap] = []
        for piece in self._pieces(value):
            for n, book in enumerate(self.books):
                number = str(book["text"]).partition("/")[0]
                lead = f'"number": "{number}", "symbol": "{str(book["text"]).partition("/")[2]}"'
                if isinstance(piece, str) and lead in piece:
                    before, after = piece.split(lead, 1)
                    pieces += [before + '"number": "', Gap("serial", (n, 2)), lead.partition(number)[2]]
                    piece = after
            pieces.append(piece)
        return joined(pieces)

    def _event(self, event: dict[str, Any]) -> EventPattern:
        self.moment = event["at"]
        body = json.loads(event["body"])
        marks = Marks()
        values = []
        for name, value in event["values"]:
            pieces = self._pieces(rfc8785.dumps(value).decode())
            if event["name"] == "DossierRated":
                pieces = (Gap("words" if name == "words" else "text"),)
            values.append((name, self._placed(pieces)))
            body["payload"][name] = {"digest": marks.text(Gap("digest", (self.ids[event["id"]], name)))}
        if event["name"] == "DueSet":
            body["payload"]["arithmetic"] = marks.whole(Gap("arithmetic", event["at"]))
        if body["unit"] is not None and int(body["unit"]) in self.parts_of_office:
            body["unit"] = marks.text(Gap("unit", self.parts_of_office[int(body["unit"])]))
        if (post := body["actor"]["post_id"]) is not None and int(post) in self.office.posts:
            body["actor"]["post_id"] = marks.text(Gap("post", self.office.posts.index(int(post))))
        for key, told in body["payload"].items():
            if key in _NUMBERS_OF_UNITS and told in self.parts_of_office:
                body["payload"][key] = marks.whole(Gap("unit", self.parts_of_office[told]))
            elif (event["name"], key) == ("DossierSubmitted", "seconds") and told is not None:
                body["payload"][key] = marks.whole(Gap("seconds", told))
            elif event["name"] == "DossierRated" and key not in _OF_ANY_RATING and not _is_digest(told):
                body["payload"][key] = marks.whole(Gap("told", key))
        told_of: list[str | Gap] = []
        for piece in self._pieces(rfc8785.dumps(body).decode()):
            told_of += marks.read(piece) if isinstance(piece, str) else [piece]
        return EventPattern(
            self.ids[event["id"]], event["at"], event["name"], event["secrecy"], self._placed(told_of), tuple(values)
        )


_PROMISES = frozenset({"DueSet", "SupplementAsked", "AnswerSet", "ExtensionGranted", "ApologyDrafted", "ApologySigned",
                       "VerificationStarted"})  # fmt: skip


def _is_digest(told: Any) -> bool:
    return isinstance(told, dict) and set(told) == {"digest"}


def _act(value: str | None) -> datetime | None:
    """Return the instant a cell holds, None for anything else."""
    if value is None or not re.fullmatch(days.INSTANT, value):
        return None
    return datetime.fromisoformat(value)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
