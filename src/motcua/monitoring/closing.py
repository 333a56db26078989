"""Closing a month: its figures as they stand, signed with the key of the log; what changes later stands beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from motcua.identity.queries import Person
from motcua.monitoring.counting import within
from motcua.monitoring.events import FiguresClosed
from motcua.monitoring.figures import Figure
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Closing
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.sheet import sheet
from motcua.monitoring.sheets import Sheet
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, StepNotAllowed
from motcua.platform.events.digest_file import signing_key

CLOSES = "numbers.close"
VERSION = 1


@dataclass(frozen=True)
class Correction:
    """A figure of a closed month that would be another today."""

    key: str
    name: str
    unit: str
    closed: Decimal | None
    now: Decimal | None


@transaction.atomic
def close(unit_id: int, period: Period, *, who: Person, now: datetime, key_folder: Path | None = None) -> Closing:
    """Close a month that is over. Raises Forbidden, StepNotAllowed ("running"), Conflict when it is closed already."""
    if not who.may_over(CLOSES, unit_id):
        raise Forbidden("closes no month of this unit", unit=unit_id)
    if period.kind != "month" or not period.is_over(now.date()):
        raise StepNotAllowed("only a month that is over is closed", why="running", act="close_month")
    if Closing.objects.filter(unit_id=unit_id, period=period.key).exists():
        raise Conflict("it is closed", why="closed_before")
    told = sheet(unit_id, period, now)
    heads = _heads(told)
    body = rfc8785.dumps(_body(told, heads, now)).decode()
    row = Closing(
        unit_id=unit_id,
        period=period.key,
        closed_at=now,
        closed_by=who.account_id,
        closed_by_label=who.actor.label,
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        signature=signing_key(key_folder or settings.DATA).sign(body.encode()).hex(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # two pressed at once: the other one closed it
        raise Conflict("it is closed", why="closed_before") from None
    happened = FiguresClosed(unit_id, period.key, row.sha256, heads)
    events.record(("month", row.id), happened, actor=who.actor, at=now, unit_id=unit_id)
    return row


def closing_of(unit_id: int, period: Period) -> Closing | None:
    """Return how a period was closed, if it was."""
    return Closing.objects.filter(unit_id=unit_id, period=period.key).first()


def corrections(row: Closing, today: Sheet) -> list[Correction]:
    """Return the figures that differ from the closed ones, in the order of the library."""
    closed: Mapping[str, Mapping[str, Any]] = json.loads(row.body)["figures"]
    made = []
    for key, figure in today.figures.items():
        was = closed.get(key)
        if was is not None and was != _told(figure):
            before = None if was["value"] is None else Decimal(was["value"])
            made.append(Correction(key, figure.name, figure.unit, before, figure.value))
    return made


def check(row: Closing, key: Ed25519PublicKey) -> str:
    """Return what is wrong with a closed month ("sha256", "signature"), or "" when it is as it was signed."""
    if hashlib.sha256(row.body.encode()).hexdigest() != row.sha256:
        return "sha256"
    try:
        key.verify(bytes.fromhex(row.signature), row.body.encode())
    except (InvalidSignature, ValueError):
        return "signature"
    return ""


def _body(told: Sheet, heads: str, now: datetime) -> dict[str, Any]:
    index = told.index.of
    return {
        "version": VERSION,
        "unit": told.unit.id,
        "unit_name": told.unit.name,
        "period": told.period.key,
        "closed_at": now.isoformat(),
        "indicators": library().digest,
        "index": f"{index.key} {index.version}",
        "dossiers": heads,
        "figures": {key: _told(figure) for key, figure in told.figures.items()},
    }


def _told(figure: Figure) -> dict[str, Any]:
    return {
        "value": None if figure.value is None else str(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }


def _heads(told: Sheet) -> str:
    """SHA-256 over the lines `dossier sequence` of the period's facts: which events the figures knew."""
    where = within("received", told.of.place, told.period)
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.dossier_id, f.sequence FROM dossier_fact f WHERE {where.text} ORDER BY 1",  # noqa: S608
            where.params,
        )
        for dossier, sequence in cursor.fetchall():
            digest.update(f"{dossier} {sequence}\n".encode())
    return digest.hexdigest()
