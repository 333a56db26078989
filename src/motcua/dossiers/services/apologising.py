"""The one letter of apology of a dossier (form 04): drafted by who is late, signed by the head, told to the citizen.

Nghị định 61/2018/NĐ-CP, Điều 19 khoản 9 (R2.34 to R2.37): at the latest one day before the promised day, with the
reason and a new date, which may be promised once. The first date is never changed (R2.32, R2.39).
"""

from __future__ import annotations

from datetime import date, datetime

import structlog
from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Apology, Dossier
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.apologies import draft_faults
from motcua.dossiers.rules.signing import signer_of
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import books, letters
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.promising import calendar_of, policy_of
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Invalid
from motcua.platform.events import Actor, Personal
from motcua.platform.principal import JOB, acting_as
from motcua.platform.text import instant_vi

log = structlog.get_logger()
SYSTEM = Actor(kind="system", label="Hệ thống")
AT_ONCE = 500  # dossiers of one run; the next run takes the rest


@transaction.atomic
def draft(
    code: str, *, reason: str, new_due_on: date | None, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Put a letter before the head: why it is late, and the new day; it may be drafted anew until it is signed."""
    hand = begin(code, Act.DRAFT_APOLOGY, who=who, now=now, seen=seen)
    dossier, calendar = hand.dossier, calendar_of(hand.dossier)
    assert dossier.due_at is not None  # noqa: S101 - the act is offered only where a day was promised
    faults = draft_faults(reason=reason, new_on=new_due_on, due_at=dossier.due_at, now=now, calendar=calendar)
    if faults or new_due_on is None:
        raise Invalid(faults=faults)
    new_due_at = calendar.end_of_day(new_due_on)
    Apology.objects.update_or_create(
        dossier=dossier,
        defaults={
            "reason": reason.strip(),
            "was_due_at": dossier.due_at,
            "new_due_at": new_due_at,
            "drafted_at": now,
            "drafted_by": who.account_id,
            "sent_back": "",
        },
    )
    dossier.apology_drafted_at = now
    hand.record(happened.ApologyDrafted(dossier.due_at, new_due_at, Personal(reason.strip())))
    hand.finish()
    return dossier


@transaction.atomic
def send_back(code: str, *, reason: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Do not sign it: who drafted it reads what to change."""
    hand = begin(code, Act.RETURN_APOLOGY, who=who, now=now, seen=seen)
    if not reason.strip():
        raise Invalid(faults=("reason",))
    Apology.objects.filter(dossier=hand.dossier).update(sent_back=reason.strip()[:500])
    hand.dossier.apology_drafted_at = None
    hand.record(happened.ApologySentBack(Personal(reason.strip())))
    hand.finish()
    return hand.dossier


@transaction.atomic
def sign(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Sign the letter: it takes its number, the new date becomes the promised one, and the citizen is told (R2.36)."""
    hand = begin(code, Act.SIGN_APOLOGY, who=who, now=now, seen=seen)
    dossier = hand.dossier
    apology = Apology.objects.select_for_update(of=("self",)).get(dossier=dossier)
    if apology.new_due_at <= now or (dossier.due_at is not None and apology.new_due_at <= dossier.due_at):
        raise Invalid(faults=("new_due_past",))  # it waited too long, or the clock has moved on: draft it anew
    number = books.reserve(dossier, dossier.committee_id, "apology", now=now)
    apology.signed_at, apology.signed_by, apology.number = now, who.account_id, number.text
    apology.signer = signer_of(who.full_name, who.posts).as_data()
    apology.was_due_at = dossier.due_at or apology.was_due_at
    apology.is_late = dossier.apology_due_at is not None and now > dossier.apology_due_at
    apology.save()
    hand.record(
        happened.ApologySigned(
            number.text,
            signer=who.actor.label,
            was_due_at=apology.was_due_at,
            new_due_at=apology.new_due_at,
            is_late=apology.is_late,
            reason=Personal(apology.reason),
        )
    )
    dossier.due_at, dossier.apology_due_at, dossier.apology_signed_at = apology.new_due_at, None, now
    hand.record(
        happened.DueSet(
            due_at=apology.new_due_at,
            reason="apology",
            arithmetic=[],  # said by the head, not counted
            policy=policy_of(hand.pack).to_json(),
            calendar=calendar_of(dossier).digest,
        )
    )
    letters.make_04(hand, number, apology)
    hand.finish()
    tell(hand, "apology", facts={"due": instant_vi(apology.new_due_at)})
    return dossier


def note(dossier: Dossier, *, now: datetime) -> bool:
    """Record the second fault of a dossier, once: its day has passed and nobody had apologised; tell whether it is new.

    The caller holds the dossier's lock and saves it.
    """
    is_at_fault = dossier.was_accepted and dossier.due_at is not None and dossier.due_at < now
    if not is_at_fault or dossier.apology_signed_at is not None or dossier.unapologised_at is not None:
        return False
    assert dossier.due_at is not None  # noqa: S101 - asked above
    dossier.unapologised_at = now
    told = happened.LateWithoutApology(dossier.due_at)
    events.record(
        ("dossier", dossier.id), told, actor=SYSTEM, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )
    return True


def note_all(*, now: datetime) -> int:
    """Look for dossiers that became late without an apology and record it; return how many. Each its own transaction.

    While a pause stands nothing runs, so states 5, 6 and 7 are left alone until the clock runs again.
    """
    with acting_as(JOB):
        late = Dossier.objects.filter(
            status__in=[Status.ACCEPTED, Status.IN_PROCESS],
            due_at__lt=now,
            apology_signed_at=None,
            unapologised_at=None,
        )
        ids = list(late.order_by("due_at").values_list("id", flat=True)[:AT_ONCE])
    noted = 0
    for dossier_id in ids:
        try:
            with acting_as(JOB):
                noted += _note_one(dossier_id, now)
        except Exception:  # one dossier's fault is reported and stops no other (lessons 41)
            log.exception("apology.noting_failed", dossier=dossier_id)
    return noted


@transaction.atomic
def _note_one(dossier_id: int, now: datetime) -> bool:
    dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
    if dossier.status not in {Status.ACCEPTED, Status.IN_PROCESS} or not note(dossier, now=now):
        return False
    dossier.save(update_fields=["unapologised_at"])
    return True


def note_at_end(hand: Hand) -> None:
    """A dossier that ends late between two runs of the job has its second fault recorded all the same."""
    note(hand.dossier, now=hand.now)
