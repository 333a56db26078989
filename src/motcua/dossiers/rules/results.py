"""What a result must hold before a leader signs it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def result_faults(
    fields: Sequence[Mapping[str, Any]],
    values: Mapping[str, Any],
    *,
    is_refusal: bool,
    reason: str,
    legal_basis: str,
) -> tuple[str, ...]:
    """Return the names of what is missing: a refusal needs reason and legal basis (R2.31), a grant its data.

    Fields a register enters (`external_register`) and fields an officer enters are both
    typed by the officer until registers are connected; optional ones say so.

    >>> result_faults([], {}, is_refusal=True, reason=" ", legal_basis="Điều 5")
    ('reason',)
    >>> fields = [{"key": "no", "entered_by": "external_register"}, {"key": "who", "entered_by": "system"}]
    >>> result_faults(fields, {}, is_refusal=False, reason="", legal_basis="")
    ('no',)
    """
    if is_refusal:
        told = {"reason": reason, "legal_basis": legal_basis}
        return tuple(name for name, value in told.items() if not value.strip())
    wanted = [f["key"] for f in fields if f["entered_by"] != "system" and f.get("required", True)]
    return tuple(key for key in wanted if values.get(key) in (None, ""))
