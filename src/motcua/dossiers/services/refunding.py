"""Money given back: owed by what ended or changed a dossier, paid out at the counter into a known hand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction

from motcua.documents.services import Arriving
from motcua.dossiers import events_of_money as happened
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import books
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.knowing import Proof, keep_scan, person_faults, signature_faults, tidy
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.notifications import services as notifications
from motcua.payments import services as money
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal
from motcua.platform.text import money as money_vi

REGISTER = "refund"
Ground = Literal["withdrawn", "lapsed", "refused", "duplicate", "procedure"]


def owe(hand: Hand, amount: Decimal, *, ground: Ground, note: str) -> None:
    """Write down, within the act that causes it, that money goes back; its people are told to come for it."""
    owed = money.owe_back(hand.dossier.id, amount, ground=ground, note=note, now=hand.now)
    hand.record(happened.RefundOwed(int(owed), ground, note))
    tell(hand, "refund_owed", facts={"amount": money_vi(int(owed))})


@transaction.atomic
def pay_refund(
    code: str,
    *,
    receiver: str,
    proof: Proof,
    mandate_scan: Arriving | None = None,
    signature: Arriving | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Pay out what is owed back, all of it, under the next number of the book of refunds.

    Whoever takes it is known and signs as for a result. The sum is what the act before wrote; nobody types it here.
    """
    hand = begin(code, Act.PAY_REFUND, who=who, now=now, seen=seen)
    told, name = tidy(proof), receiver.strip()[:200]
    faults = [*person_faults(hand.dossier, name, told), *signature_faults(told, is_drawn=signature is not None)]
    if faults:
        raise Invalid(faults=tuple(faults))
    number = books.reserve(hand.dossier, hand.dossier.receiving_unit_id, REGISTER, now=now)
    hands = money.Hands(
        receiver=name,
        proof=told.kind,
        proof_text=told.text,
        signed_by=told.signed_by,
        mandate=told.mandate.as_data() if told.mandate else None,
        mandate_file_id=keep_scan(hand, "refund_mandate", mandate_scan if told.mandate else None),
        witness=told.witness,
        signature_file_id=keep_scan(hand, "refund_signature", signature if told.signed_by == "drawn" else None),
    )
    amount = money.pay_back(hand.dossier.id, hands, voucher_number=number.text, paid_by=who.account_id, now=now)
    hand.record(
        happened.RefundPaid(
            int(amount),
            number.text,
            Personal(name),
            told.kind,
            by_mandate=told.mandate is not None,
            signed=told.signed_by,
        )
    )
    hand.finish()
    notifications.overtake(hand.dossier.id, now=now)  # he was here: nobody calls him to come
    return hand.dossier
