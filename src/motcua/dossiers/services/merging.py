"""Two dossiers about one matter: one goes on, the other is stopped and its people are told; or they are no twins."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as intake
from motcua.dossiers import events_beside as happened
from motcua.dossiers.habits import habits
from motcua.dossiers.models import Dossier, Pair
from motcua.dossiers.queries.twins import twins_of
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Status, Step
from motcua.dossiers.services import books, refunding, slips, stopping
from motcua.dossiers.services.common import Hand, begin, locked, pack_of
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.stopping import GivenBack
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal
from motcua.platform.text import money as money_vi


@transaction.atomic
def merge(
    stopped_code: str, *, kept_code: str, reason: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Stop one of two dossiers about the same matter; the other goes on. Returns the one that goes on.

    Before acceptance the stopped one is declined with form 03, after it it is stopped by the leader with form 05
    (2, 4 → 8). What was paid for it is owed back. Its papers stay in it, a link away. Raises Invalid naming `other`
    or `reason`.
    """
    for code in sorted({stopped_code.upper(), kept_code.upper()}):  # always in this order: nobody waits in a ring
        locked(code, who)
    hand = begin(stopped_code, Act.MERGE_DUPLICATE, who=who, now=now, seen=seen)
    stopped, kept = hand.dossier, locked(kept_code, who)
    faults = [] if kept.id in {twin.id for twin in twins_of(who, stopped, now=now)} else ["other"]
    if not reason.strip():
        faults.append("reason")
    if faults:
        raise Invalid(faults=tuple(faults))
    reason = reason.strip()[:500]
    words = f"Trùng với hồ sơ {kept.code}. {reason}"
    if stopped.status == Status.SUBMITTED:
        basis = habits()["duplicates"]["legal_basis"]
        hand.move(Step.DECLINE)
        number = books.reserve(stopped, stopped.receiving_unit_id, "decline", now=now)
        hand.record(intake.DossierDeclined(number.text, reason=Personal(words), legal_basis=basis))
        slips.make_03(hand, number, reason=words, legal_basis=basis)
    else:
        if stopped.status == Status.ACCEPTED:
            hand.move(Step.START)
        hand.move(Step.STOP)
    paid = stopping.paid(stopped)
    if stopped.status == Status.STOPPED:
        refund_note = "Nhận tại Trung tâm, mang giấy tờ tùy thân." if paid else ""
        back = GivenBack(stopping.originals(stopped), paid or None, refund_note)
        stopping.issue(hand, "duplicate", reason=words, back=back)
    elif paid:
        refunding.owe(hand, paid, ground="duplicate", note="")
    _pair(stopped, kept, "merged", who, now, kept_id=kept.id, reason=reason)
    hand.record(happened.DuplicateStopped(kept.code, reason))
    hand.finish()
    other = Hand(kept, pack_of(kept), who, now, hand.situation)
    other.record(happened.DuplicateJoined(stopped.code, reason))
    fee = f"Trung tâm trả lại {money_vi(int(paid))} đã nộp cho hồ sơ này." if paid else ""
    tell(hand, "merged", facts={"kept": kept.code, "reason": reason, "fee": fee})
    return kept


@transaction.atomic
def mark_different(code: str, *, other_code: str, who: Person, now: datetime) -> Dossier:
    """Keep for good that two dossiers are different matters; they are not shown beside each other again."""
    hand = begin(code, Act.MARK_DIFFERENT, who=who, now=now)
    twin = next((t for t in twins_of(who, hand.dossier, now=now) if t.code == other_code.upper()), None)
    if twin is None:
        raise Invalid(faults=("other",))
    other = Dossier.objects.visible_to(who).get(pk=twin.id)
    _pair(hand.dossier, other, "different", who, now)
    hand.record(happened.NotDuplicate(other.code))
    Hand(other, pack_of(other), who, now, hand.situation).record(happened.NotDuplicate(hand.dossier.code))
    return hand.dossier


def _pair(
    one: Dossier,
    other: Dossier,
    verdict: str,
    who: Person,
    now: datetime,
    *,
    kept_id: int | None = None,
    reason: str = "",
) -> None:
    first, second = sorted((one.id, other.id))
    Pair.objects.create(
        dossier_id=first, other_id=second, verdict=verdict, kept_id=kept_id, reason=reason, at=now, by=who.account_id
    )
