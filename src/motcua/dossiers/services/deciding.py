"""From the draft of a result to the sealed paper: propose, approve or refuse, number and seal (returning is beside)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Result
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.results import result_faults
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services import apologising, approving, moving, stopping
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal


@transaction.atomic
def propose(
    code: str,
    *,
    is_refusal: bool,
    values: Mapping[str, Any],
    reason: str = "",
    legal_basis: str = "",
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Draft the result for signature: its data, or a refusal with reason and legal basis. May be done anew.

    Numbers of the Ministry's registers are typed in or received, never made by us; what
    the pack says is entered by an officer or a register must be there before it goes on.
    """
    hand = begin(code, Act.PROPOSE, who=who, now=now, seen=seen)
    moving.start_work(hand)
    faults = result_faults(
        (hand.pack.result or {}).get("fields", []),
        values,
        is_refusal=is_refusal,
        reason=reason,
        legal_basis=legal_basis,
    )
    if faults:
        raise Invalid(faults=faults)
    Result.objects.update_or_create(
        dossier=hand.dossier,
        defaults={
            "is_refusal": is_refusal,
            "secrecy": hand.dossier.secrecy,
            "values": dict(values),
            "reason": reason,
            "legal_basis": legal_basis,
            "proposed_at": now,
            "proposed_by": who.account_id,
            "approved_at": None,
            "approved_by": None,
        },
    )
    hand.record(happened.ResultProposed(is_refusal=is_refusal, values=Personal({**values, "reason": reason})))
    hand.finish()
    return hand.dossier


@transaction.atomic
def permit_proposal(code: str, *, who: Person, now: datetime, seen: int | None = None) -> None:
    """Refuse what `propose` would refuse, before files of a result are received; raises as it does."""
    begin(code, Act.PROPOSE, who=who, now=now, seen=seen)


@transaction.atomic
def approve(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Sign what was proposed: the number is reserved now and stands in the paper before the seal."""
    hand = begin(code, Act.APPROVE, who=who, now=now, seen=seen)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    return _decide(hand, result)


@transaction.atomic
def refuse(code: str, *, reason: str, legal_basis: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Refuse on the merits (R2.31, R4.2): a signed paper with reason, legal basis and the way to complain."""
    hand = begin(code, Act.REFUSE, who=who, now=now, seen=seen)
    faults = result_faults([], {}, is_refusal=True, reason=reason, legal_basis=legal_basis)
    if faults:
        raise Invalid(faults=faults)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    result.is_refusal, result.reason, result.legal_basis, result.values = True, reason, legal_basis, {}
    return _decide(hand, result)


def _decide(hand: Hand, result: Result) -> Dossier:
    dossier, who = hand.dossier, hand.who
    moving.start_work(hand)
    approving.sign(hand, result)
    if result.is_refusal:
        hand.record(happened.ResultRefused(result.number, who.actor.label, result.legal_basis, result.sha256))
    else:
        hand.record(happened.ResultApproved(result.number, who.actor.label, result.sha256))
    if result.is_refusal and _stops(hand):
        hand.move(Step.STOP)  # R4.2 as policy: the province may end a refusal in state 8
        approving.publish(hand, result)
        dossier.completed_at = hand.now
        stopping.issue(hand, "refused", reason=f"Không giải quyết theo văn bản {result.number}. {result.reason}")
        hand.finish()
        tell(hand, "refused")
        return dossier
    moving.hand_over(hand, +1, note="")
    if hand.step is not None and hand.step.part == "returning":  # a route without a clerk's step
        _complete(hand, result)
    hand.finish()
    return dossier


@transaction.atomic
def number_and_seal(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """The clerk's step: the paper that was approved, and no other, is numbered and waits to be returned (4 → 9)."""
    hand = begin(code, Act.NUMBER, who=who, now=now, seen=seen)
    moving.start_work(hand)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    moving.hand_over(hand, +1, note="")
    _complete(hand, result)
    hand.finish()
    return hand.dossier


def take_over(hand: Hand) -> None:
    """Take what another body decided as the result: it is not signed here again, only kept and returned."""
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    _complete(hand, result)


def _complete(hand: Hand, result: Result) -> None:
    attachment, sha256 = approving.publish(hand, result)
    hand.move(Step.COMPLETE)
    hand.dossier.completed_at = hand.now
    apologising.note_at_end(hand)
    hand.record(happened.DossierCompleted(attachment=attachment, sha256=sha256))
    tell(hand, "refused" if result.is_refusal else "completed")


def _stops(hand: Hand) -> bool:
    return ((hand.pack.process or {}).get("policy") or {}).get("refusal") == "stop"
