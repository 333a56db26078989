"""A result that was given is wrong: a new paper with a number of its own takes its place, and says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from motcua.documents import given
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import events_beside as happened
from motcua.dossiers.models import Correction, Dossier, Result
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.rules.leading import refusal_faults
from motcua.dossiers.rules.signing import signer_of
from motcua.dossiers.services import books
from motcua.dossiers.services.approving import REGISTER
from motcua.dossiers.services.common import begin, open_access
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.noting import alert
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid, StepNotAllowed


@transaction.atomic
def permit_correction(code: str, *, who: Person, now: datetime, seen: int | None = None) -> None:
    """Refuse what `propose_correction` would refuse, before its file is received; raises as it does."""
    begin(code, Act.PROPOSE_CORRECTION, who=who, now=now, seen=seen)


@transaction.atomic
def propose_correction(
    code: str, *, reason: str, file_id: int | None, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Put a new paper before the leader, with what was wrong. The first result stays as it is until then."""
    hand = begin(code, Act.PROPOSE_CORRECTION, who=who, now=now, seen=seen)
    faults = [] if reason.strip() else ["reason"]
    if file_id is None or files.file(who, file_id)[1] != ("dossier", hand.dossier.id):
        faults.append("correction_file")
    if faults or file_id is None:
        raise Invalid(faults=tuple(faults))
    last = Correction.objects.filter(dossier=hand.dossier).aggregate(last=Max("ordinal"))["last"] or 0
    made = Correction.objects.create(
        dossier=hand.dossier,
        ordinal=last + 1,
        reason=reason.strip()[:1000],
        proposed_at=now,
        proposed_by=who.account_id,
        attachment_id=file_id,
        sha256=given.hash_of(file_id),
    )
    open_access(hand.dossier, Holding.DECIDING)
    hand.record(happened.CorrectionProposed(made.ordinal, made.reason, made.sha256))
    hand.finish()
    return hand.dossier


@transaction.atomic
def approve_correction(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Sign the new paper: its number is reserved, and no other file may bear it."""
    hand = begin(code, Act.APPROVE_CORRECTION, who=who, now=now, seen=seen)
    made = _open_one(hand.dossier)
    made.approved_at, made.approved_by = now, who.account_id
    made.signer = signer_of(who.full_name, who.posts).as_data()
    made.number = books.reserve(hand.dossier, hand.dossier.committee_id, REGISTER, now=now).text
    made.save()
    open_access(hand.dossier, Holding.NUMBERING)
    hand.record(happened.CorrectionApproved(made.ordinal, made.number, who.actor.label, made.sha256))
    hand.finish()
    return hand.dossier


@transaction.atomic
def refuse_correction(code: str, *, reason: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Leave the result that was given as it is; who proposed the new paper is told why, and may propose another."""
    hand = begin(code, Act.REFUSE_CORRECTION, who=who, now=now, seen=seen)
    if faults := refusal_faults(reason):
        raise Invalid(faults=faults)
    made = Correction.objects.select_for_update(of=("self",)).get(dossier=hand.dossier, issued_at=None, refused_at=None)
    made.refused_at, made.refused_by, made.refusal = now, who.account_id, reason.strip()
    made.save(update_fields=["refused_at", "refused_by", "refusal"])
    hand.record(happened.CorrectionRefused(made.ordinal, reason.strip()))
    words = f"Lãnh đạo không ký văn bản đính chính của hồ sơ {hand.dossier.code}: {reason.strip()}"
    alert(hand.dossier, words, to_account_id=made.proposed_by, now=now)
    hand.finish()
    return hand.dossier


@transaction.atomic
def seal_correction(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """The clerk numbers and seals it: it is the result from now on, the old paper is marked, the people are told."""
    hand = begin(code, Act.SEAL_CORRECTION, who=who, now=now, seen=seen)
    made = _open_one(hand.dossier)
    result = Result.objects.select_for_update(of=("self",)).get(dossier=hand.dossier)
    made.issued_at, made.old_number, made.old_attachment_id = now, result.number, result.attachment_id
    made.save()
    if result.attachment_id is not None:
        given.set_aside(result.attachment_id, now)
    if result.scan_id is not None:
        given.set_aside(result.scan_id, now)
    kept = documents.publish_result(made.attachment_id)
    result.attachment_id, result.sha256, result.number, result.scan_id = kept.id, kept.sha256, made.number, None
    result.signer = made.signer
    result.save()
    told = happened.ResultCorrected(
        made.ordinal, made.number, made.old_number, kept.id, made.old_attachment_id, kept.sha256, made.reason
    )
    hand.record(told)
    hand.finish()
    tell(hand, "corrected", facts={"number": made.number, "reason": made.reason})
    return hand.dossier


def _open_one(dossier: Dossier) -> Correction:
    made = Correction.objects.select_for_update(of=("self",)).get(dossier=dossier, issued_at=None, refused_at=None)
    if not given.is_unchanged(made.attachment_id, made.sha256):
        raise StepNotAllowed("the file is not the one that was proposed", why="paper_changed", status=dossier.status)
    return made
