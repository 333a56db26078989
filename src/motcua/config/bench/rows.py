"""The bare rows of one submission, sent again and again without us: the limit of the machine below."""

from __future__ import annotations

import re
import threading
import time

import psycopg
from psycopg import sql

from motcua.config.bench.measuring import Times, timed

# What one submission writes, and how its rows are found.
_TABLES = (
    ("dossier", "id"),
    ("dossier_code", "dossier_id"),
    ("dossier_answers", "dossier_id"),
    ("party", "dossier_id"),
    ("dossier_access", "dossier_id"),
    ("dossier_component", "dossier_id"),
    ("attachment", "holder_kind = 'dossier' AND holder_id"),
    ("obligation", "dossier_id"),
    ("notice", "dossier_id"),
    ("event", "kind = 'dossier' AND key"),
    ("event_value", "kind = 'dossier' AND key"),
    ("stream_head", "kind = 'dossier' AND key"),
)


_ID = re.compile(rb"\b[0-9]{17,19}\b")  # platform/ids.py


class Rows:
    """The rows of the dossier of a code, and tables like ours, a schema for each client."""

    def __init__(self, owner: str, code: str, clients: int) -> None:
        self.owner, self.code, self._made = owner, code.encode(), 0
        self.lines: dict[str, bytes] = {}
        self.schemas = [f"bench_{code.lower().replace('-', '_').replace('.', '_')}_{n}" for n in range(clients)]
        with psycopg.connect(owner) as db:
            row = db.execute("SELECT id FROM dossier WHERE code = %s", [code]).fetchone()
            if row is None:
                raise LookupError(code)
            for table, where in _TABLES:
                query = sql.SQL("COPY (SELECT * FROM {} WHERE " + where + " = {}) TO STDOUT")  # noqa: S608 - our own words
                with db.cursor().copy(query.format(sql.Identifier(table), row[0])) as copy:
                    self.lines[table] = b"".join(bytes(piece) for piece in copy)
            for schema in self.schemas:
                db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
                for table, _ in _TABLES:
                    like = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")
                    db.execute(like.format(sql.Identifier(schema, table), sql.Identifier("public", table)))
            settings = ("fsync", "synchronous_commit")
            self.flushed = {name: (db.execute(f"SHOW {name}").fetchone() or ("",))[0] for name in settings}
        self.count = sum(text.count(b"\n") for text in self.lines.values())
        self.components = self.lines["dossier_component"].count(b"\n")

    def alone(self, count: int) -> Times:
        """Commit them `count` times from one client."""
        times = Times()
        self._commit(self.schemas[0], self._copies(count), times, threading.Barrier(1))
        return times

    def together(self, count: int) -> float:
        """Commit them `count` times from each client at once; return commits a second of all together."""
        copies = self._copies(count)
        start = threading.Barrier(len(self.schemas) + 1)
        work = [threading.Thread(target=self._commit, args=(schema, copies, Times(), start)) for schema in self.schemas]
        for each in work:
            each.start()
        start.wait()
        began = time.perf_counter()
        for each in work:
            each.join()
        return count * len(work) / (time.perf_counter() - began)

    def drop(self) -> None:
        """Take the tables away."""
        with psycopg.connect(self.owner) as db:
            for schema in self.schemas:
                db.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))

    def _copies(self, count: int) -> list[list[tuple[str, bytes]]]:
        """The rows as `count` other dossiers would have them: every id and the code are new, all else is the same."""
        made = []
        for _ in range(count):
            self._made += 1
            number = self._made
            made.append([(table, self._other(text, number)) for table, text in self.lines.items() if text])
        return made

    def _other(self, text: bytes, number: int) -> bytes:
        text = _ID.sub(lambda found: str(int(found[0]) + (number << 34)).encode(), text)
        return text.replace(self.code, self.code + b"%d" % number)

    def _commit(
        self, schema: str, copies: list[list[tuple[str, bytes]]], times: Times, start: threading.Barrier
    ) -> None:
        with psycopg.connect(self.owner) as db:
            orders = {t: sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(schema, t)) for t in self.lines}
            db.execute("SELECT 1")
            db.commit()
            start.wait()
            for lines in copies:
                with timed(times):
                    with db.cursor() as cursor:
                        for table, text in lines:
                            with cursor.copy(orders[table]) as copy:
                                copy.write(text)
                    db.commit()
