"""A check outside the office, with the officer's own date for it; the citizen sees that it goes on. The clock runs."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Verification
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import moving
from motcua.dossiers.services.common import begin
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal


@transaction.atomic
def start_verification(
    code: str, *, what: str, where: str, expected_on: date, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Begin a verification; waiting for another agency does not stop the clock (R2.28)."""
    hand = begin(code, Act.VERIFY_OUTSIDE, who=who, now=now, seen=seen)
    faults = [] if what.strip() else ["what"]
    if expected_on < now.date():
        faults.append("expected_on")
    if faults:
        raise Invalid(faults=tuple(faults))
    moving.start_work(hand)
    Verification.objects.create(dossier=hand.dossier, what=what, where=where, started_at=now, expected_on=expected_on)
    hand.record(happened.VerificationStarted(Personal(what), expected_on))
    hand.finish()
    return hand.dossier


@transaction.atomic
def end_verification(code: str, *, finding: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Enter what the verification found."""
    hand = begin(code, Act.END_VERIFICATION, who=who, now=now, seen=seen)
    if not finding.strip():
        raise Invalid(faults=("finding",))
    Verification.objects.filter(dossier=hand.dossier, ended_at=None).update(ended_at=now, finding=finding)
    hand.record(happened.VerificationEnded(Personal(finding)))
    hand.finish()
    return hand.dossier
