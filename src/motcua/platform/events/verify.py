"""Recomputing the chains: what `motcua verify log` does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

START = bytes(32)
_BATCH = 5000


@dataclass(frozen=True)
class Break:
    """A place where the log is not what was written: the stream, the sequence and the fault."""

    stream: tuple[str, int]
    sequence: int
    fault: str


def link(previous: bytes, sequence: int, body: str) -> bytes:
    """Return the hash of one event: SHA-256(previous hash || sequence as 8 big-endian bytes || body in UTF-8)."""
    return hashlib.sha256(previous + sequence.to_bytes(8, "big") + body.encode()).digest()


def verify() -> Iterator[Break]:
    """Walk every chain once, in order, and yield each break; nothing yielded means the log is whole.

    Needs a login that sees all events (the owner). Finds changed bodies, changed
    columns, gaps, cut tails (against `stream_head`), streams without a head, and
    personal values that do not match their digest.
    """
    heads: dict[tuple[str, int], tuple[int, bytes]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, key, sequence, hash FROM stream_head")
        for kind, key, sequence, hash_ in cursor.fetchall():
            heads[kind, key] = (sequence, bytes(hash_))
    stream: tuple[str, int] | None = None
    sequence, previous = 0, START
    for kind, key, seq, name, event_id, unit_id, secrecy, body, prev, hash_, at in _rows():
        if (kind, key) != stream:
            if stream is not None:
                yield from _tail(stream, sequence, previous, heads.pop(stream, None))
            stream, sequence, previous = (kind, key), 0, START
        sequence += 1
        if seq != sequence:
            yield Break((kind, key), seq, f"sequence {sequence} is missing")
            sequence = seq
        if bytes(prev) != previous:
            yield Break((kind, key), seq, "does not follow the hash before it")
        if link(bytes(prev), seq, body) != bytes(hash_):
            yield Break((kind, key), seq, "body does not match its hash")
        told = json.loads(body)
        columns = {
            "id": str(event_id),
            "stream": [kind, str(key)],
            "name": name,
            "unit": None if unit_id is None else str(unit_id),
            "secrecy": secrecy,
        }
        # The column of the instant too: it is what months are counted by.
        if any(told[k] != v for k, v in columns.items()) or datetime.fromisoformat(told["at"]) != at:
            yield Break((kind, key), seq, "columns differ from the body")
        previous = bytes(hash_)
    if stream is not None:
        yield from _tail(stream, sequence, previous, heads.pop(stream, None))
    for missing, (length, _) in heads.items():
        yield Break(missing, length, "the whole stream is missing")
    yield from _values()


def _tail(stream: tuple[str, int], sequence: int, previous: bytes, head: tuple[int, bytes] | None) -> Iterator[Break]:
    if head is None:
        yield Break(stream, sequence, "the stream has no head")
    elif head != (sequence, previous):
        yield Break(stream, sequence, f"the head says {head[0]} events")


def _rows() -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT kind, key, sequence, name, id, unit_id, secrecy, body, previous, hash, at"
            " FROM event ORDER BY kind, key, sequence"
        )
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def verify_values(stream: tuple[str, int]) -> Iterator[Break]:
    """Compare the personal values of one chain with their digests, as far as the login may read them."""
    return _values(f"{_VALUES} WHERE v.kind = %s AND v.key = %s", stream)


_VALUES = (
    "SELECT v.kind, v.key, e.sequence, v.name, v.salt, v.value::text, e.body FROM event_value v"
    " JOIN event e ON e.kind = v.kind AND e.key = v.key AND e.id = v.event_id"
)


def _values(sql: str = _VALUES, told: tuple[str | int, ...] = ()) -> Iterator[Break]:
    from motcua.platform.events.log import digest

    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, told)
        while batch := cursor.fetchmany(_BATCH):
            for kind, key, sequence, name, salt, value, body in batch:
                if json.loads(body)["payload"].get(name) != {"digest": digest(bytes(salt), json.loads(value))}:
                    yield Break((kind, key), sequence, f"the value of {name} does not match its digest")
