"""Money of a dossier: ask (state 6), take at the counter with a receipt, say an amount the data left open."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Status, Step
from motcua.dossiers.services.common import Hand, begin, pack_of, pause, resume, situation_of
from motcua.dossiers.services.common import locked as lock
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.promising import promise
from motcua.identity.queries import Person
from motcua.payments import queries as payments
from motcua.payments import services as money
from motcua.platform.errors import Forbidden, StepNotAllowed
from motcua.platform.text import money as money_vi


@transaction.atomic
def ask_payment(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Ask for the fee before going on; the clock stands where the procedure's list allows it (R2.27, M)."""
    hand = begin(code, Act.ASK_PAYMENT, who=who, now=now, seen=seen)
    owed = payments.obligation_of(hand.dossier.id)
    if owed is None or owed.amount is None:
        raise Forbidden("nothing to ask", why="fee_unknown")
    if hand.dossier.was_accepted:
        pause(hand, "payment")
    hand.move(Step.ASK_PAYMENT)
    hand.record(happened.PaymentAsked(int(owed.amount)))
    hand.finish()
    tell(hand, "payment_asked", facts={"amount": money_vi(int(owed.amount))})
    return hand.dossier


@transaction.atomic
def say_amount(code: str, amount: Decimal, reason: str, *, who: Person, now: datetime) -> Dossier:
    """Say an amount nobody published, or that nothing is due, with the ground for it."""
    dossier = lock(code, who)
    hand = Hand(dossier, pack_of(dossier), who, now, situation_of(dossier, pack_of(dossier), who, now))
    if not hand.situation.receives:
        raise Forbidden("only the receiving unit says fees", act="say_amount")
    if payments.obligation_of(dossier.id) is None:
        raise StepNotAllowed("nothing is owed for this procedure", act="say_amount")
    money.say_amount(dossier.id, amount, reason, now=now)
    hand.record(happened.FeeFixed(int(amount), reason))
    hand.finish()
    return dossier


@transaction.atomic
def take_payment(
    code: str, *, amount: Decimal, receipt_number: str, reference: str, who: Person, now: datetime
) -> Dossier:
    """Enter the fee as paid at the counter, with its receipt number; sending it twice records it once."""
    hand = begin(code, Act.TAKE_PAYMENT, who=who, now=now)
    recorded = money.take(
        hand.dossier.id,
        amount=amount,
        channel="counter",
        receipt_number=receipt_number,
        reference=reference,
        taken_by=who.account_id,
        now=now,
    )
    if not recorded:
        return hand.dossier
    hand.record(happened.PaymentTaken(int(amount), receipt_number=receipt_number, channel="counter"))
    if hand.dossier.status == Status.AWAITING_PAYMENT:
        hand.move(Step.SETTLE_PAYMENT)
        resume(hand, until=now)
        promise(hand, reason="paid")
    hand.finish()
    return hand.dossier
