"""Which tables hold anything of a dossier, read with the dossier itself: for most dossiers nearly all hold nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

_OF_DOSSIER = "b.dossier_id = dossier.id"
_TABLES = {
    "opinion": _OF_DOSSIER,
    "dossier_note": _OF_DOSSIER,
    "result_correction": _OF_DOSSIER,
    "dossier_pair": "dossier.id IN (b.dossier_id, b.other_id)",
    "supplement": _OF_DOSSIER,
    "verification": _OF_DOSSIER,
    "dossier_result": _OF_DOSSIER,
    "handover": _OF_DOSSIER,
    "refund": _OF_DOSSIER,
}
_BIT = {table: 1 << n for n, table in enumerate(_TABLES)}
_BITS = " + ".join(
    f"(EXISTS (SELECT 1 FROM {table} b WHERE {on}))::int * {_BIT[table]}"  # noqa: S608 - our own words
    for table, on in _TABLES.items()
)


def with_asides(rows: Any) -> Any:
    """The same rows of dossiers, each with which of these tables hold something of it; still one query."""
    return rows.annotate(asides=RawSQL(_BITS, (), output_field=IntegerField()))  # noqa: S611 - no word of others in it


def may_have(dossier: Any, table: str) -> bool:
    """Tell whether a table may hold something of a dossier; True where it was read without `with_asides`."""
    bits: int | None = getattr(dossier, "asides", None)
    return bits is None or bool(bits & _BIT[table])
