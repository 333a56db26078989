"""Money of a dossier. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Line:
    """One line of what a dossier owes; `amount` in dong for the whole line, None while nobody has said it."""

    label: str
    amount: Decimal | None
    quantity: int = 1
    legal: str = ""
    note: str = ""


def total(lines: Sequence[Line]) -> Decimal | None:
    """Return the sum in dong; None while any line is unknown, for an unknown amount is never zero.

    >>> total([Line("phí", Decimal(8000)), Line("bản sao", Decimal(16000), quantity=2)])
    Decimal('24000')
    >>> total([Line("phí", None), Line("bản sao", Decimal(16000))]) is None
    True
    """
    if any(line.amount is None for line in lines):
        return None
    return sum((line.amount for line in lines if line.amount is not None), Decimal(0))
