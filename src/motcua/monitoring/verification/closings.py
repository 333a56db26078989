"""Closed months: what was signed still stands as it was signed, and was right if nothing has come to it since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from motcua.monitoring.verification.comparing import Comparison, Difference
from motcua.platform.events import digest_file

# Of what was received in the month and as of its end: these do not change while no dossier of it has news.
_OF_RECEIVED = (
    "dossiers.received", "dossiers.open", "on_time.share", "late.share", "on_time.current", "early.share",
    "online.share", "online.assisted_share", "online.full_share", "online.with_result", "first_time_right.share",
    "supplement.share", "e_result.share", "e_result.all", "digitised.share", "digitised.reception", "population.share",
    "satisfaction.index", "rated.share", "time.handling", "time.online_vs_direct",
)  # fmt: skip


def differences(cursor: Any, compare: Comparison, key_folder: Path | None) -> Iterator[Difference]:
    """Yield what is wrong with each closed month: hash, signature, the event in the log, or its figures."""
    cursor.execute(
        "SELECT c.id, c.unit_id, c.period, c.body, c.sha256, c.signature, e.body::jsonb #>> '{payload,sha256}'"
        " FROM figure_closing c LEFT JOIN event e ON e.kind = 'month' AND e.key = c.id AND e.name = 'FiguresClosed'"
        " ORDER BY c.unit_id, c.period"
    )
    rows = cursor.fetchall()
    key = _public(key_folder) if rows else None
    for _, unit_id, period, body, sha256, signature, logged in rows:
        where = f"đơn vị {unit_id}, tháng đã chốt {period}"
        yield from compare(where, "SHA-256", sha256, hashlib.sha256(body.encode()).hexdigest())
        yield from compare(where, "SHA-256 ghi trong sổ sự kiện", sha256, logged)
        yield from compare(where, "chữ ký", "đúng", _signed(key, signature, body))
        yield from _figures(cursor, where, unit_id, period, json.loads(body), compare)


def _figures(
    cursor: Any, where: str, unit_id: int, period: str, body: dict[str, Any], compare: Comparison
) -> Iterator[Difference]:
    cursor.execute(
        "SELECT s.span, encode(sha256(convert_to(coalesce(string_agg(f.dossier_id || ' ' || f.sequence || E'\\n', ''"
        " ORDER BY f.dossier_id), ''), 'UTF8')), 'hex')"
        " FROM verify_span s LEFT JOIN verify_member m USING (span) LEFT JOIN verify_fact f"
        " ON f.committee_id = m.committee_id AND f.received_on BETWEEN s.first AND s.last AND NOT f.is_duplicate"
        " WHERE s.unit_id = %s AND s.period = %s AND s.is_live GROUP BY s.span",
        [unit_id, period],
    )
    found = cursor.fetchone()
    if found is None or found[1] != body["dossiers"]:
        return  # later news stand beside a closed month, they do not change it
    cursor.execute(
        "SELECT f.key, f.value, n.n, n.d FROM verify_figure f JOIN verify_number n"
        " ON n.span = f.span AND n.measure = f.key WHERE f.span = %s AND f.key = ANY(%s) ORDER BY 1",
        [found[0], list(_OF_RECEIVED)],
    )
    for key, value, numerator, denominator in cursor.fetchall():
        closed = body["figures"].get(key, {})
        told = (closed.get("value"), closed.get("numerator"), closed.get("denominator"))
        yield from compare(where, key, told, (value, numerator, denominator))


def _public(folder: Path | None) -> Ed25519PublicKey | None:
    path = folder / digest_file.PUBLIC_FILE if folder else None
    return digest_file.public_key(path) if path and path.exists() else None


def _signed(key: Ed25519PublicKey | None, signature: str, body: str) -> str:
    if key is None:
        return "không có khóa công khai để kiểm tra"
    try:
        key.verify(bytes.fromhex(signature), body.encode())
    except (InvalidSignature, ValueError):
        return "không khớp với nội dung"
    return "đúng"
