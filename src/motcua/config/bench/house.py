"""What a bench needs of the data: who acts, and which dossiers and words to ask for. Read as owner, never timed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.test import Client

from motcua.config.supervisor.processes import Program
from motcua.identity import backends, queries
from motcua.identity.queries import Person
from motcua.platform.clock.now import today
from motcua.platform.principal import JOB, acting_as

ROLES = ("motcua1", "hotich", "chutich", "vanthu", "quanly", "xahoi")  # of the demonstration's second commune
COMMUNE = "cg"
SAMPLE = 400


class NoOfficers(Exception):
    """The demonstration's officers are not there."""


@dataclass(frozen=True)
class Desk:
    """An officer signed in, and what he might look for."""

    role: str
    who: Person
    client: Client
    codes: Sequence[str]
    words: Sequence[str]  # codes, personal numbers, two words of a name, in turn


class House:
    """The data seen as owner."""

    def __init__(self, owner: str, pgbench: Path, follower: Program) -> None:
        self.owner, self.pgbench, self.follower = owner, pgbench, follower
        self.db = psycopg.connect(owner, autocommit=True)
        self.random = random.Random(1)  # noqa: S311 - which dossiers to open

    def close(self) -> None:
        """Close the owner's connection."""
        self.db.close()

    def rows(self) -> dict[str, int]:
        """Return how many rows the hot tables hold (as the planner knows them)."""
        found = self.db.execute(
            "SELECT relname, greatest(reltuples, 0)::bigint FROM pg_class"
            " WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace",
            [["dossier", "dossier_access", "party"]],
        ).fetchall()
        (events,) = self._one(
            "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint"
            " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event'::regclass"
        )
        return {**dict(found), "event": events}

    def database(self) -> dict[str, Any]:
        """Return the version and the memory of the database."""
        version, buffers = self._one("SELECT current_setting('server_version'), current_setting('shared_buffers')")
        return {"postgresql": version, "shared_buffers": buffers}

    def desks(self) -> list[Desk]:
        """Return the six officers, each with a session of his own."""
        return [self._desk(role) for role in ROLES]

    def readers(self) -> list[Desk]:
        """Return who reads the numbers of the commune with most dossiers, and of its province where it has one."""
        units = self.db.execute(
            "SELECT 'commune', f.committee_id, 'dossiers.oversee' FROM (SELECT committee_id FROM dossier_fact"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) f UNION ALL"
            " SELECT 'province', u.id, 'numbers.read' FROM unit u WHERE u.kind = 'province' AND u.is_in_tree"
            " AND EXISTS (SELECT 1 FROM unit_parent p JOIN dossier_fact f ON f.committee_id = p.unit_id"
            " WHERE p.parent_id = u.id)"
        ).fetchall()
        made = []
        for role, unit, permission in units:
            with acting_as(JOB):
                holder = next(iter(queries.holders(permission, unit, 0, today())), None)
            if holder is not None:
                made.append(Desk(role, *self._signed_in(holder.account_id), [], []))
        if not made:
            raise NoOfficers("nobody reads numbers")
        return made

    def citizens(self, count: int, *, walked: bool = False) -> list[tuple[Person, Client, str]]:
        """Return citizens with a session and the code of one of their dossiers; `walked`: the demonstration's own."""
        rows = self.db.execute(
            "SELECT submitter_account_id, min(code) FROM dossier WHERE answer_by IS NOT NULL AND secrecy = 0"
            " AND submitter_account_id IS NOT NULL AND (draft_id IS NOT NULL OR NOT %s)"
            " GROUP BY 1 ORDER BY 1 DESC LIMIT %s",
            [walked, count],
        ).fetchall()
        return [(*self._signed_in(account), code) for account, code in rows]

    def _desk(self, role: str) -> Desk:
        found = self.db.execute("SELECT id FROM account WHERE username = %s", [f"{role}.{COMMUNE}"]).fetchone()
        if found is None:
            raise NoOfficers(role)
        who, client = self._signed_in(found[0])
        # Sampled from both ends and the middle of what he may see: newest, oldest, any.
        rows = self.db.execute(
            "SELECT d.code, p.personal_number, p.name FROM dossier d"
            " JOIN dossier_access a ON a.dossier_id = d.id AND a.scope = ANY(%s)"
            " JOIN party p ON p.dossier_id = d.id AND p.role = 'owner' ORDER BY hashint8(d.id) LIMIT %s",
            [list(who.scopes()), SAMPLE],
        ).fetchall()
        words = []
        for n, (code, number, name) in enumerate(rows):
            parts = name.split()
            words.append(code if n % 3 == 0 or not number else number if n % 3 == 1 else " ".join(parts[-2:]))
        return Desk(
            role, who, client, [row[0] for row in rows], [w for w in words if " " in w or "-" in w or w.isdigit()]
        )

    def _signed_in(self, account: int) -> tuple[Person, Client]:
        data = queries.principal_data(account, today())
        if data is None:
            raise NoOfficers(account)
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
        client.force_login(backends.account_from(data), backend="motcua.identity.backends.PrincipalBackend")
        return queries.person_from(data), client

    def _one(self, sql: str) -> Any:
        row = self.db.execute(sql).fetchone()  # type: ignore[call-overload]
        return row if row is not None else (None, None)


def backend() -> int:
    """Return the process of the database behind Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
