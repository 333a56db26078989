"""What happens to money that goes back: owed by an act, paid out at the counter. Appended to the dossier's chain."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.platform.events import Personal


@dataclass(frozen=True)
class RefundOwed:
    """Money is owed back: `amount` in dong is all that is owed now, `ground` why."""

    amount: int
    ground: str  # withdrawn | duplicate | procedure
    note: str


@dataclass(frozen=True)
class RefundPaid:
    """The money owed back was paid out at the counter into a known hand, under a number of the book of refunds."""

    amount: int
    voucher: str
    receiver: Personal
    proof: str
    by_mandate: bool
    signed: str
