"""Facts as they would be if something were done, or as they were on a day: for the same engine to count."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime

from motcua.monitoring.facts.model import Fact
from motcua.monitoring.indicators.sql import Sql

COLUMNS = tuple(one.name for one in dataclasses.fields(Fact))
Change = tuple[Sql, Mapping[str, Sql]]  # of which facts (condition on f), and what their columns would be


def supposed(changes: Sequence[Change], where: Sql) -> Sql:
    """Return facts in which each change has been made, as a table f; `where` bounds them (a place, a span)."""
    told: list[str] = []
    params: list[object] = []
    for column in COLUMNS:
        cases = [(which, values[column]) for which, values in changes if column in values]
        text = f'f."{column}"'
        if cases:
            text = "CASE " + " ".join(f"WHEN {w.text} THEN {v.text}" for w, v in cases) + f" ELSE {text} END"
            params += [value for w, v in cases for value in (*w.params, *v.params)]
        told.append(f'{text} AS "{column}"')
    inner = f"SELECT {', '.join(told)} FROM dossier_fact f WHERE {where.text}"  # noqa: S608 - our own columns
    return Sql(f"({inner}) f", (*params, *where.params))


def as_of(at: datetime, where: Sql) -> Sql:
    """Return facts as they were at an instant: what happened after it is not there yet."""
    changes: list[Change] = []
    for instants, also in _HAPPENED:
        later = Sql(f"f.{instants[0]} > %s", (at,))
        gone = {name: Sql("NULL") for name in instants}
        changes.append((later, gone | {name: Sql(value) for name, value in also.items()}))
    return supposed(changes, where & Sql("f.submitted_at <= %s", (at,)))


# What an instant brings with it. The columns of the index follow its end; a request still open stood open then.
_HAPPENED: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = (
    (("answered_at",), {}),
    (("accepted_at",), {"handling_seconds": "NULL"}),
    (("declined_at",), {}),
    (("received_at", "received_on"), {}),
    (("ended_at", "ended_on"), {}),
    (("completed_at",), {"has_result_file": "false", "handling_seconds": "NULL"}),
    (("index_end_at",), {"is_early": "false"}),
    (("returned_at",), {}),
    (("stopped_at",), {}),
    (("first_supplement_at",), {"supplement_count": "0", "waiting_seconds": "0"}),
    (("rated_at", "rated_on"), {"verdict": "''", "is_complained": "false"}),
    (("paid_at",), {"paid_way": "''"}),
)
