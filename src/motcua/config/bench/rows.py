"""The bare rows of one submission, committed again and again by pgbench: the limit of the machine below.

pgbench comes with PostgreSQL: no Python, no checks, one prepared INSERT a row.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

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
_ID = re.compile(r"\b[0-9]{17,19}\b")  # platform/ids.py
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_NEXT = "CAST(:m AS bigint)"  # the number of the dossier to be: every id moves by it


class Rows:
    """The rows of the dossier of a code, and tables like ours to put them into."""

    def __init__(self, owner: str, pgbench: Path, code: str) -> None:
        self.owner, self.pgbench, self.code, self._made = owner, pgbench, code, 0
        self.lines: dict[str, str] = {}
        self.schema = f"bench_{code.lower().replace('-', '_').replace('.', '_')}"
        with psycopg.connect(owner) as db:
            row = db.execute("SELECT id FROM dossier WHERE code = %s", [code]).fetchone()
            if row is None:
                raise LookupError(code)
            db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.schema)))
            for table, where in _TABLES:
                query = sql.SQL("COPY (SELECT * FROM {} WHERE " + where + " = {}) TO STDOUT")  # noqa: S608 - our own words
                with db.cursor().copy(query.format(sql.Identifier(table), row[0])) as copy:
                    self.lines[table] = b"".join(bytes(piece) for piece in copy).decode()
                like = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")
                db.execute(like.format(sql.Identifier(self.schema, table), sql.Identifier("public", table)))
            settings = ("fsync", "synchronous_commit")
            self.flushed = {name: (db.execute(f"SHOW {name}").fetchone() or ("",))[0] for name in settings}
        self.count = sum(text.count("\n") for text in self.lines.values())
        self.components = self.lines["dossier_component"].count("\n")

    def rate(self, clients: int, count: int) -> float:
        """Commit the rows `count` times from each of some clients at once; return commits a second of all together."""
        known = conninfo_to_dict(self.owner)
        wanted = {
            "PGHOST": "host",
            "PGPORT": "port",
            "PGUSER": "user",
            "PGPASSWORD": "password",
            "PGDATABASE": "dbname",
        }
        here = {variable: str(known[name]) for variable, name in wanted.items() if known.get(name)}
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(self.script())
            script.flush()
            done = subprocess.run(
                [self.pgbench, "--no-vacuum", "--protocol=prepared", f"--file={script.name}",
                 f"--define=n={self._made}", f"--client={clients}", f"--jobs={clients}", f"--transactions={count}"],
                env=os.environ | here, capture_output=True, text=True, check=False,
            )  # fmt: skip
        self._made += count
        found = _TPS.search(done.stdout)
        if done.returncode or found is None:
            raise RuntimeError(done.stderr.strip()[-500:])
        return float(found[1])

    def script(self) -> str:
        """Write the transaction: the rows of another dossier each time, ids and code new, all else the same."""
        orders = ["\\set n :n + 1", "\\set m :n * 8 + :client_id", "BEGIN;"]
        for table, text in self.lines.items():
            for line in text.splitlines():
                values = ", ".join(map(self._written, line.split("\t")))
                orders.append(f'INSERT INTO "{self.schema}"."{table}" VALUES ({values});')  # noqa: S608 - our own rows
        return "\n".join([*orders, "END;", ""])

    def drop(self) -> None:
        """Take the tables away."""
        with psycopg.connect(self.owner) as db:
            db.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(self.schema)))

    def _written(self, field: str) -> str:
        """Write one field of COPY's text as SQL."""
        if field == r"\N":
            return "NULL"
        value = re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), field)
        if _ID.fullmatch(value):
            return _moved(value)
        if value.startswith(("{", "[")):  # arrays and documents: nothing in them must be unique
            return _literal(value)
        pieces, end = [], 0
        for found in re.finditer(f"{re.escape(self.code)}|{_ID.pattern}", value):
            pieces.append(_literal(value[end : found.start()]))
            old = found[0]
            pieces.append(f"{_literal(old)} || {_NEXT}" if old == self.code else _moved(old))
            end = found.end()
        return " || ".join([*pieces, _literal(value[end:])])


def _moved(number: str) -> str:
    return f"({number} + {_NEXT} * {1 << 34})"


def _literal(text: str) -> str:
    r"""Write a text so that pgbench finds no variable of its own in it: `:` as \x3A."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3A") + "'"
