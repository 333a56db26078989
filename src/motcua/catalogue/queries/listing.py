"""Lists of procedures in one place: by field, life event, kind of applicant; and search by everyday words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Max

from motcua.catalogue.models import Entry
from motcua.catalogue.queries.lists import tables
from motcua.catalogue.rules import Place, scopes_of
from motcua.catalogue.search import Question, Speller, folded_words, vocabulary
from motcua.catalogue.search.correcting import trigrams
from motcua.platform.text import sort_key

# How much a word weighs by where it stands: D (papers, results), C (field, life event), B (aliases), A (names).
WEIGHTS = [0.05, 0.2, 0.9, 1.0]
NEAREST = 3
FAINT = 0.2  # of the best score: what fits less is noise in a list of twenty
NAME_LENGTH_SHARE = 0.25  # of two names with the same words the shorter is meant


@dataclass(frozen=True)
class EntryRow:
    """A procedure in a list."""

    procedure: str
    name: str
    short_name: str
    field: str
    group: str
    handling: str
    service_level: str
    channels: tuple[str, ...]
    applicants: tuple[str, ...]
    life_events: tuple[str, ...]
    version_id: int


@dataclass(frozen=True)
class Group:
    """A way into the catalogue: a field, a life event or a kind of applicant, and how many procedures it has."""

    key: str
    label: str
    count: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a search found, best first; `nearest` are three guesses when nothing fits."""

    rows: tuple[EntryRow, ...]
    nearest: tuple[EntryRow, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()


_COLUMNS = (
    'procedure, name, short_name, field, "group", handling, service_level, channels, applicants, life_events,'
    " version_id"
)
# Of each procedure the entry of the most specific scope, if it is not abolished.
_VISIBLE = (
    "SELECT DISTINCT ON (procedure) * FROM catalogue_entry"
    " WHERE scope = ANY(%(scopes)s) AND (closes_on IS NULL OR closes_on > %(on)s)"
    " ORDER BY procedure, length(scope) DESC"
)


def entries(place: Place | None, on: date) -> list[EntryRow]:
    """Return every procedure of a place in the order of short names; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM ({_VISIBLE}) e",  # noqa: S608 - constants
            {"scopes": list(scopes_of(place)), "on": on},
        )
        rows = [_row(raw) for raw in cursor.fetchall()]
    return sorted(rows, key=lambda row: sort_key(row.short_name))


def by_field(rows: Sequence[EntryRow], field: str) -> list[EntryRow]:
    """Return those of one field."""
    return [row for row in rows if row.field == field]


def by_life_event(rows: Sequence[EntryRow], event: str) -> list[EntryRow]:
    """Return those a life event leads to."""
    return [row for row in rows if event in row.life_events]


def by_applicant(rows: Sequence[EntryRow], kind: str) -> list[EntryRow]:
    """Return those a kind of applicant may file."""
    return [row for row in rows if kind in row.applicants]


def field_names() -> dict[str, str]:
    """Return the names of the fields of procedures by key."""
    return {row["slug"]: row["name"] for row in tables().get("fields", {}).get("fields", ())}


def fields(rows: Sequence[EntryRow]) -> list[Group]:
    """Return the fields that have procedures here, in the order of their names."""
    named = [(key, name, ()) for key, name in field_names().items()]
    return _groups(sorted(named, key=lambda row: sort_key(row[1])), [row.field for row in rows])


def life_events(rows: Sequence[EntryRow]) -> list[Group]:
    """Return the life events that lead to procedures here, in the order of the table, with people's words for them."""
    return _groups(
        [(row["key"], row["label"], tuple(row["names"])) for row in tables().get("life_events", {}).get("events", ())],
        [event for row in rows for event in row.life_events],
    )


def applicants(rows: Sequence[EntryRow]) -> list[Group]:
    """Return the kinds of applicants, the most frequent first."""
    kinds = [kind for row in rows for kind in row.applicants]
    names = sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))
    return _groups([(kind, kind, ()) for kind in names], kinds)


def search(text: str, place: Place | None, on: date, *, limit: int = 20) -> Found:
    """Return the procedures that fit what somebody typed, best first; missing marks and small errors do not matter.

    Each word and each pair of neighbours counts by how rare it is here and where it stands. Two queries, three when
    nothing was found at all.
    """
    question = _question(text)
    if question.is_empty:
        return Found(())
    rows = _ranked(question, place, on, limit)
    nearest = () if rows else _nearest(text, entries(place, on))
    return Found(tuple(rows), nearest, tuple(question.corrected.items()))


def _nearest(text: str, rows: Sequence[EntryRow]) -> tuple[EntryRow, ...]:
    """The three procedures whose names look most like the text, letter by letter."""
    own = trigrams(" ".join(folded_words(text)))

    def likeness(row: EntryRow) -> float:
        other = trigrams(" ".join(folded_words(row.short_name)))
        return len(own & other) / len(own | other)

    return tuple(sorted(rows, key=lambda row: (-likeness(row), row.procedure))[:NEAREST])


def _question(text: str) -> Question:
    speller = _speller(_state())
    return vocabulary().ask(text, speller.correct)


def _state() -> tuple[int, int]:
    # Versions only ever grow: the newest id and the number of entries tell whether the words changed.
    told = Entry.objects.aggregate(newest=Max("version_id"), last=Max("id"))
    return told["newest"] or 0, told["last"] or 0


@lru_cache(maxsize=2)
def _speller(_: tuple[int, int]) -> Speller:
    words = {word for line in Entry.objects.values_list("words", flat=True) for word in line.split()}
    return Speller(words, vocabulary().knows)


def _ranked(question: Question, place: Place | None, on: date, limit: int) -> list[EntryRow]:
    sql = (
        f"WITH e AS MATERIALIZED ({_VISIBLE}),"  # noqa: S608 - constants
        " size AS (SELECT count(*)::float AS n, avg(length(name))::float AS name_length FROM e),"
        " asked AS (SELECT to_tsquery('simple', q) AS query, w AS weight"
        "   FROM unnest(%(queries)s::text[], %(weights)s::float[]) AS t(q, w)),"
        " hits AS (SELECT e.procedure, asked.weight, ts_rank(%(by_place)s::float4[], e.vector, asked.query) AS rank,"
        "   count(*) OVER (PARTITION BY asked.query) AS found FROM e JOIN asked ON e.vector @@ asked.query),"
        " sums AS (SELECT procedure, sum(weight * rank * ln(1 + (n - found + 0.5) / (found + 0.5))) AS sum"
        "   FROM hits, size GROUP BY procedure),"
        " scores AS (SELECT procedure,"
        "   sum / (1 - %(share)s + %(share)s * sqrt(length(name) / name_length)) AS score"
        "   FROM sums JOIN e USING (procedure), size)"
        f" SELECT {_COLUMNS} FROM e JOIN scores USING (procedure)"
        " WHERE score >= %(faint)s * (SELECT max(score) FROM scores)"
        " ORDER BY score DESC, length(name), procedure LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "scopes": list(scopes_of(place)),
                "on": on,
                "queries": [term.query for term in question.terms],
                "weights": [term.weight for term in question.terms],
                "by_place": WEIGHTS,
                "share": NAME_LENGTH_SHARE,
                "faint": FAINT,
                "limit": limit,
            },
        )
        return [_row(raw) for raw in cursor.fetchall()]


def _row(raw: tuple[Any, ...]) -> EntryRow:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in raw]
    return EntryRow(*values)


def _groups(named: Sequence[tuple[str, str, tuple[str, ...]]], keys: Sequence[str]) -> list[Group]:
    return [Group(key, label, keys.count(key), words) for key, label, words in named if key in keys]
