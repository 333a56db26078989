"""Writing and reading the log."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import rfc8785
from django.db import connection

from motcua.platform.ids import new_id
from motcua.platform.models import EventRow, EventValue


@dataclass(frozen=True)
class Actor:
    """Who did it: by internal ids; `label` is what people read ("Vũ Thị Thu Hà, công chức Một cửa").

    The label is the name of an officer on duty (public by law, R2.47) or of a system;
    a citizen's own acts carry the label "Người dân".
    """

    kind: str  # citizen | officer | system
    account_id: int | None = None
    post_id: int | None = None
    label: str = ""


@dataclass(frozen=True)
class Personal:
    """A value that names a person or tells about one: the log keeps its salted digest, the side table the value."""

    value: Any


@dataclass(frozen=True)
class Event:
    """An event as read back: `payload` with the personal values still kept, `erased` names of those that are gone."""

    id: int
    at: datetime
    name: str
    sequence: int
    actor: Actor
    payload: Mapping[str, Any]
    erased: frozenset[str] = field(default_factory=frozenset)


def record(
    stream: tuple[str, int],
    event: Any,
    *,
    actor: Actor,
    at: datetime,
    unit_id: int | None = None,
    secrecy: int = 0,
) -> int:
    """Append `event` (a frozen dataclass, past tense) to its chain; return its id.

    One round trip: the function `event_append` locks the head of the chain, hashes and
    inserts; the lock is held to the end of the transaction, so a chain has one order.
    `secrecy` is the class of confidentiality: who lacks the clearance reads no such event.
    """
    kind, key = stream
    event_id = new_id()
    payload: dict[str, Any] = {}
    values: list[tuple[str, str, str]] = []
    for f in dataclasses.fields(event):
        raw = getattr(event, f.name)
        if isinstance(raw, Personal):
            plain = _plain(raw.value)
            salt = secrets.token_bytes(16)
            payload[f.name] = {"digest": digest(salt, plain)}
            values.append((f.name, salt.hex(), json.dumps(plain, ensure_ascii=False)))
        else:
            payload[f.name] = _plain(raw)
    body = {
        "id": str(event_id),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "stream": [kind, str(key)],
        "name": type(event).__name__,
        "unit": None if unit_id is None else str(unit_id),
        "secrecy": secrecy,
        "actor": {k: (str(v) if isinstance(v, int) else v) for k, v in dataclasses.asdict(actor).items()},
        "payload": payload,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_append(%s, %s, %s, %s, %s, %s, %s::smallint, %s, %s::jsonb)",
            [
                event_id,
                at,
                kind,
                key,
                type(event).__name__,
                unit_id,
                secrecy,
                rfc8785.dumps(body).decode(),
                json.dumps([{"name": n, "salt": s, "value": json.loads(v)} for n, s, v in values]) if values else None,
            ],
        )
    return event_id


def history(stream: tuple[str, int], *, since: datetime | None = None) -> list[Event]:
    """Return the events of one chain, oldest first, with the personal values that still exist. Two queries.

    `since` says when the chain began, so that only the months from then on are opened. A chain that began
    earlier is read whole all the same: its first event tells.
    """
    kind, key = stream
    kept: dict[int, dict[str, Any]] = {}
    for value in EventValue.objects.filter(kind=kind, key=key):
        kept.setdefault(value.event_id, {})[value.name] = value.value
    chain = EventRow.objects.filter(kind=kind, key=key).order_by("sequence")
    rows = list((chain.filter(at__gte=since) if since else chain).values(*_READ))
    if since and (not rows or rows[0]["sequence"] != 1):
        rows = list(chain.values(*_READ))
    return [_read(dict(row), kept.get(row["id"], {})) for row in rows]


_READ = ("id", "at", "name", "sequence", "body")


def erase(stream: tuple[str, int], *, names: frozenset[str] | None = None) -> int:
    """Erase the personal values of a chain (all, or those called `names`); the chain still verifies."""
    rows = EventValue.objects.filter(kind=stream[0], key=stream[1])
    if names is not None:
        rows = rows.filter(name__in=names)
    return rows.delete()[0]


def digest(salt: bytes, plain: Any) -> str:
    """Return SHA-256(salt || canonical JSON of the value) in base64."""
    return base64.b64encode(hashlib.sha256(salt + rfc8785.dumps(plain)).digest()).decode()


def _read(row: dict[str, Any], kept: dict[str, Any]) -> Event:
    body = json.loads(row["body"])
    payload, erased = {}, set()
    for name, value in body["payload"].items():
        if isinstance(value, dict) and set(value) == {"digest"}:
            if name in kept:
                payload[name] = kept[name]
            else:
                payload[name] = None
                erased.add(name)
        else:
            payload[name] = value
    who = body["actor"]
    actor = Actor(
        kind=who["kind"],
        account_id=int(who["account_id"]) if who["account_id"] else None,
        post_id=int(who["post_id"]) if who["post_id"] else None,
        label=who["label"],
    )
    return Event(row["id"], row["at"], row["name"], row["sequence"], actor, payload, frozenset(erased))


def _plain(value: Any) -> Any:
    """Turn a value of a dataclass into JSON that RFC 8785 can write: big ints and decimals become strings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")  # a measure of a form (11,4 m); the log writes one decimal one way
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [_plain(v) for v in items]
    raise TypeError(f"an event cannot hold {type(value).__name__}")
