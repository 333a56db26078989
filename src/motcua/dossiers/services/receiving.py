"""Intake: accept (form 01) or decline (form 03). Asking for a supplement has its own module."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services import books, moving, slips
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.promising import promise
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal
from motcua.platform.text import instant_vi


@transaction.atomic
def accept(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Take a submitted dossier into processing, promise the day of its result and hand it over.

    Process, limit and policy are fixed now; the form and the fees were at submission. The
    officer sees what changed between (DossierAccepted.changed_since_submission).
    """
    return into_processing(begin(code, Act.ACCEPT, who=who, now=now, seen=seen), Step.ACCEPT)


def confirm_into_processing(hand: Hand) -> Dossier:
    """Accept a dossier whose supplement, asked before acceptance, is now complete (5 → 2)."""
    return into_processing(hand, Step.CONFIRM_SUPPLEMENT)


def into_processing(hand: Hand, move: Step, *, with_slip: bool = True) -> Dossier:
    """Take a locked dossier into processing; no form 01 where the result is given at once and nobody asks (R2.11)."""
    dossier, now = hand.dossier, hand.now
    committee = identity.unit_view(dossier.committee_id, now.date())
    terms = catalogue.terms(dossier.procedure, committee, now.date())
    hand.move(move)
    dossier.accepted_at, dossier.was_accepted = now, True
    dossier.terms_version_id = terms.version_id
    hand = Hand(dossier, terms.pack, hand.who, now, hand.situation)
    number = books.reserve(dossier, dossier.support_unit_id or dossier.receiving_unit_id, "receipt", now=now)
    hand.record(
        happened.DossierAccepted(
            number.text, version=terms.version_id, changed_since_submission=terms.version_id != dossier.form_version_id
        )
    )
    promise(hand, reason="accepted")
    if with_slip:
        slips.make_01(hand, number)
    moving.hand_over(hand, +1, note="")
    hand.finish()
    if dossier.due_at is not None:
        tell(hand, "accepted", facts={"due": instant_vi(dossier.due_at)})
    else:
        tell(hand, "accepted_no_limit", facts={"reason": dossier.no_limit_reason})
    return dossier


@transaction.atomic
def decline(
    code: str, *, reason: str, legal_basis: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Refuse to accept a dossier (form 03): always with a reason and its legal basis (R2.6)."""
    hand = begin(code, Act.DECLINE, who=who, now=now, seen=seen)
    faults = [name for name, value in (("reason", reason), ("legal_basis", legal_basis)) if not value.strip()]
    if faults:
        raise Invalid(faults=tuple(faults))
    dossier = hand.dossier
    hand.move(Step.DECLINE)
    number = books.reserve(dossier, dossier.receiving_unit_id, "decline", now=now)
    hand.record(happened.DossierDeclined(number.text, reason=Personal(reason), legal_basis=legal_basis))
    slips.make_03(hand, number, reason=reason, legal_basis=legal_basis)
    hand.finish()
    tell(hand, "declined", facts={"reason": reason})
    return dossier
