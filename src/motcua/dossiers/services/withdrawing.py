"""A citizen asks to stop; the office grants (form 05) or refuses, with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Withdrawal
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services import approving, stopping
from motcua.dossiers.services.common import Hand, begin, locked, pack_of, situation_of
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.stopping import GivenBack
from motcua.identity.queries import Person
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.events import Personal


@transaction.atomic
def ask_withdrawal(code: str, *, reason: str, who: Person, now: datetime) -> Dossier:
    """Ask to stop while no decision exists (R2.41); after state 9 the table of states refuses (R2.42)."""
    dossier = locked(code, who)
    if who.kind != "citizen":
        raise Forbidden("only the applicant withdraws")
    pack = pack_of(dossier)
    hand = Hand(dossier, pack, who, now, situation_of(dossier, pack, who, now))
    hand.move(Step.ASK_WITHDRAWAL)
    Withdrawal.objects.create(dossier=dossier, asked_at=now, reason=reason)
    hand.record(happened.WithdrawalAsked(Personal(reason)))
    hand.finish()
    return dossier


@transaction.atomic
def grant_withdrawal(
    code: str,
    *,
    answer: str,
    back: GivenBack | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Stop the dossier as the applicant asked (7 → 8), with form 05: which papers and what money go `back`."""
    hand = begin(code, Act.GRANT_WITHDRAWAL, who=who, now=now, seen=seen)
    if back is not None:
        stopping.check(hand, back)
    asked = Withdrawal.objects.filter(dossier=hand.dossier, decided_at=None).first()
    _decide(hand, is_granted=True, answer=answer)
    approving.undo(hand, reason="Hồ sơ dừng theo đề nghị rút của người nộp.")
    hand.move(Step.GRANT_WITHDRAWAL)
    hand.record(happened.WithdrawalGranted(Personal(answer)))
    reason = answer.strip() or (asked.reason.strip() if asked else "") or "Người nộp đề nghị rút hồ sơ."
    stopping.issue(hand, "withdrawn", reason=reason, back=back, asked_at=asked.asked_at if asked else None)
    hand.finish()
    tell(hand, "withdrawal_granted")
    return hand.dossier


@transaction.atomic
def refuse_withdrawal(code: str, *, answer: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Go on where the dossier was; the applicant reads why."""
    hand = begin(code, Act.REFUSE_WITHDRAWAL, who=who, now=now, seen=seen)
    if not answer.strip():
        raise Invalid(faults=("answer",))
    _decide(hand, is_granted=False, answer=answer)
    hand.move(Step.REFUSE_WITHDRAWAL)
    hand.record(happened.WithdrawalRefused(Personal(answer)))
    hand.finish()
    tell(hand, "withdrawal_refused", facts={"answer": answer})
    return hand.dossier


def _decide(hand: Hand, *, is_granted: bool, answer: str) -> None:
    Withdrawal.objects.filter(dossier=hand.dossier, decided_at=None).update(
        decided_at=hand.now, is_granted=is_granted, answer=answer
    )
