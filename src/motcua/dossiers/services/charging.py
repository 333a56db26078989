"""The fee lines of a procedure as an obligation keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from motcua.catalogue.packs.fees import Charge
from motcua.payments.rules import Line


def lines_of(charges: Iterable[Charge]) -> list[Line]:
    """Return the lines that are owed or that an officer must still say; what is not charged is left out."""
    return [
        Line(
            label=c.label,
            amount=None if c.amount is None or c.needs_officer else Decimal(c.amount),
            quantity=c.quantity or 1,
            legal=c.legal or "",
            note=c.text if c.amount is None else "",
        )
        for c in charges
        if c.needs_officer or c.amount is not None
    ]
