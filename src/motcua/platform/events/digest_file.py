"""The daily digest: what the log held on a day, signed, kept where the database's owner cannot reach it.

A chain proves that nothing inside it changed; it cannot prove that its end, or the whole
of it, was not cut off together with its head. The digest can: it tells of every stream
the count and the hash of its last event. It goes to a folder and to an outside sink;
`check` names what is missing against it (docs/event-log.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connection, transaction

from motcua.platform.events.verify import Break

VERSION = 1
KEY_FILE, PUBLIC_FILE = "digest_key.pem", "digest_key.pub.pem"
_BATCH = 5000


class DigestRefused(Exception):
    """The file is no digest, or not signed by the key it is checked with."""


@dataclass(frozen=True)
class Tip:
    """The last event of one stream."""

    kind: str
    unit_id: int | None
    key: int
    sequence: int
    hash: bytes


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """Return the key kept in `folder` (mode 0600), made the first time with its public half beside it.

    Two processes may start at once: the file is created exclusively, the loser reads the winner's.
    """
    path = folder / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise DigestRefused(f"{path} holds no Ed25519 key") from None
        return key
    key = Ed25519PrivateKey.generate()
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.flush()
        os.fsync(file.fileno())
    (folder / PUBLIC_FILE).write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key of a PEM file."""
    key = serialization.load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise DigestRefused(f"{path} holds no Ed25519 key")
    return key


def make(at: datetime, key: Ed25519PrivateKey) -> bytes:
    """Return the signed digest of the log as it stands: one line of canonical JSON.

    Read from the events themselves in one statement, never from `stream_head`. Needs a
    login that sees all events (the owner).
    """
    body = _body(at, list(_tips()))
    signed = rfc8785.dumps(body)
    return rfc8785.dumps({**body, "signature": base64.b64encode(key.sign(signed)).decode()})


def write(folder: Path, *, key_folder: Path, at: datetime) -> Path:
    """Write the day's signed digest into `folder` and return its path; an older one of the same day is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"log-{at:%Y-%m-%d}.json"
    half = path.with_suffix(".half")
    half.write_bytes(make(at, signing_key(key_folder)))
    half.replace(path)
    return path


def read(text: bytes, key: Ed25519PublicKey) -> Mapping[str, Any]:
    """Return the body of a digest signed by `key`; DigestRefused for anything else."""
    try:
        body = dict(json.loads(text))
        signature = base64.b64decode(body.pop("signature"))
    except (ValueError, KeyError, TypeError):
        raise DigestRefused("not a digest") from None
    if body.get("version") != VERSION:
        raise DigestRefused("a digest of another version")
    try:
        key.verify(signature, rfc8785.dumps(body))
    except InvalidSignature:
        raise DigestRefused("the signature does not fit the key") from None
    return body


def check(body: Mapping[str, Any]) -> Iterator[Break]:
    """Yield every stream that is no longer what the digest told: missing, cut or rewritten.

    Streams that grew since, and new ones, are no fault.
    """
    for group in body["groups"]:
        told = [_entry(line) for line in group["streams"]]
        for start in range(0, len(told), _BATCH):
            yield from _missing(group["kind"], told[start : start + _BATCH])


def _missing(kind: str, told: list[tuple[int, int, str]]) -> Iterator[Break]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.key, e.hash, (SELECT max(sequence) FROM event m WHERE m.kind = %(kind)s AND m.key = t.key)"
            " FROM unnest(%(keys)s::bigint[], %(sequences)s::integer[]) AS t (key, sequence)"
            " LEFT JOIN event e ON e.kind = %(kind)s AND e.key = t.key AND e.sequence = t.sequence",
            {"kind": kind, "keys": [t[0] for t in told], "sequences": [t[1] for t in told]},
        )
        found = {key: (hash_, last) for key, hash_, last in cursor.fetchall()}
    for key, sequence, expected in told:
        hash_, last = found[key]
        if last is None:
            yield Break((kind, key), sequence, f"the whole stream is missing: the digest knew {sequence} events")
        elif hash_ is None:
            yield Break((kind, key), last, f"cut off: the digest knew {sequence} events, {last} are left")
        elif _text(bytes(hash_)) != expected:
            yield Break((kind, key), sequence, "rewritten: the digest knew another event here")


def _tips() -> Iterator[Tip]:
    # Head by its own events; the unit is that of the first event, which opened the stream. One statement,
    # in one transaction: a chain that grows meanwhile is told whole or not at all.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT kind, unit_id, key, sequence, hash FROM ("
            " SELECT kind, key, sequence, hash, first_value(unit_id) OVER w AS unit_id,"
            " lead(sequence) OVER w AS following FROM event WINDOW w AS (PARTITION BY kind, key ORDER BY sequence)"
            ") e WHERE following IS NULL ORDER BY kind, unit_id NULLS FIRST, key"
        )
        while batch := cursor.fetchmany(_BATCH):
            for kind, unit_id, key, sequence, hash_ in batch:
                yield Tip(kind, unit_id, key, sequence, bytes(hash_))


def _body(at: datetime, tips: list[Tip]) -> dict[str, Any]:
    groups = []
    for (kind, unit_id), members in groupby(tips, key=lambda t: (t.kind, t.unit_id)):
        found = list(members)
        lines = [f"{t.key} {t.sequence} {_text(t.hash)}" for t in found]
        groups.append(
            {
                "kind": kind,
                "unit": None if unit_id is None else str(unit_id),
                "events": sum(t.sequence for t in found),
                "head": _text(hashlib.sha256("\n".join(lines).encode()).digest()),
                "streams": lines,
            }
        )
    return {"version": VERSION, "at": at.isoformat(), "events": sum(g["events"] for g in groups), "groups": groups}


def _entry(line: str) -> tuple[int, int, str]:
    key, sequence, text = line.split(" ")
    return int(key), int(sequence), text


def _text(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode().rstrip("=")
