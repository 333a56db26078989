"""Whatever stops a dossier (state 8) gives its people form 05: why, and what is given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from motcua.dossiers import events as happened
from motcua.dossiers.models import Component, Dossier, Stop
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import apologising, books, letters, refunding
from motcua.dossiers.services.common import Hand
from motcua.payments import queries as payments
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal

MOST_PAPERS, MOST_NOTE = 1000, 300
HELD = ("kept", "lent")  # originals that lie with the office (Component.held)


@dataclass(frozen=True)
class GivenBack:
    """What the applicant gets back: papers in words, money in dong with how; None of money: nothing is said of it."""

    papers: str = ""
    refund: Decimal | None = None
    refund_note: str = ""


def check(hand: Hand, back: GivenBack) -> None:
    """Refuse a refund of more than was paid, or one that does not say how it is given."""
    faults: list[str | tuple[str, str]] = []
    if len(back.papers) > MOST_PAPERS:
        faults.append(("given_back", "too_long"))
    if len(back.refund_note) > MOST_NOTE:
        faults.append(("refund_note", "too_long"))
    if back.refund is not None and not 0 <= back.refund <= paid(hand.dossier):
        faults.append("refund")
    if back.refund and not back.refund_note.strip():
        faults.append("refund_note")
    if faults:
        raise Invalid(faults=tuple(faults))


def issue(
    hand: Hand,
    ground: Literal["withdrawn", "lapsed", "refused", "duplicate"],
    *,
    reason: str,
    back: GivenBack | None = None,
    asked_at: datetime | None = None,
) -> None:
    """Issue form 05 for a dossier that has just reached state 8; one that was declined has form 03.

    Where nobody said what is given back, the originals the dossier holds are listed. No second notice is issued.
    """
    dossier = hand.dossier
    if dossier.status != Status.STOPPED or Stop.objects.filter(dossier=dossier).exists():
        return
    told = back or GivenBack(papers=originals(dossier))
    number = books.reserve(dossier, dossier.receiving_unit_id, "stop", now=hand.now)
    stop = Stop.objects.create(
        dossier=dossier,
        number=number.text,
        ground=ground,
        reason=reason.strip(),
        papers_back=told.papers.strip(),
        refund=told.refund,
        refund_note=told.refund_note.strip(),
        stopped_at=hand.now,
        stopped_by=hand.who.account_id,
    )
    refund = None if told.refund is None else int(told.refund)
    hand.record(happened.DossierStopped(number.text, ground, Personal(stop.papers_back), refund))
    letters.make_05(hand, number, stop, asked_at=asked_at)
    if told.refund:
        refunding.owe(hand, told.refund, ground=ground, note=stop.refund_note)
    apologising.note_at_end(hand)


def originals(dossier: Dossier, held_as: Sequence[str] = HELD) -> str:
    """Return the originals taken at the counter and not yet given back, in words; "" for none. One query."""
    held = (
        Component.objects.filter(
            dossier=dossier, originals__gt=0, held__in=held_as, given_back_at=None, secrecy=dossier.secrecy
        )
        .order_by("id")
        .values_list("originals", "name")
    )
    words = "; ".join(f"{count:02} bản chính {name}" for count, name in held)
    return f"{words}. Trả tại Trung tâm." if words else ""


def paid(dossier: Dossier) -> Decimal:
    """Return how much was paid for a dossier and is neither given nor owed back, in dong; two queries."""
    return payments.held(dossier.id)
