"""Money of a dossier. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


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


Outcome = Literal["nothing", "owes_new", "settled", "owes_rest", "refund", "unknown"]


@dataclass(frozen=True)
class Settled:
    """What money does: `amount` is what is still owed, or given back."""

    outcome: Outcome
    amount: Decimal = Decimal(0)


def settle(*, paid: Decimal | None, new: Decimal | None, owes: bool) -> Settled:
    """Return how the fee of another procedure settles with what was paid.

    `paid` None: nothing was paid. `owes` false: the new procedure takes nothing. `new` None: an officer says it.

    >>> settle(paid=Decimal(8000), new=Decimal(8000), owes=True).outcome
    'settled'
    >>> settle(paid=Decimal(8000), new=Decimal(20000), owes=True)
    Settled(outcome='owes_rest', amount=Decimal('12000'))
    >>> settle(paid=Decimal(8000), new=None, owes=False)
    Settled(outcome='refund', amount=Decimal('8000'))
    >>> settle(paid=None, new=Decimal(8000), owes=True)
    Settled(outcome='owes_new', amount=Decimal('8000'))
    """
    due = Decimal(0) if not owes else new
    if due is None:
        return Settled("unknown")
    if paid is None:
        return Settled("owes_new", due) if due else Settled("nothing")
    if due == paid:
        return Settled("settled")
    return Settled("owes_rest", due - paid) if due > paid else Settled("refund", paid - due)
