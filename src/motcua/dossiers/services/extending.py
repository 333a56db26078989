"""More days for a supplement: the citizen asks before the deadline, the office grants or refuses with a sentence."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Extension, Supplement
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.extensions import MOST_WORDS, day_fault, policy, why_not
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.common import Hand, begin, locked, pack_of, situation_of
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed
from motcua.platform.events import Personal
from motcua.platform.text import date_vi


@transaction.atomic
def ask_more_days(code: str, *, reason: str, wished_on: date, who: Person, now: datetime) -> Dossier:
    """Ask for more days before the deadline; until the office answers, the dossier is not closed.

    Raises StepNotAllowed (`why`) when nothing is asked, the deadline is over or it was asked before; Invalid with
    ("reason", …) or ("wished_on", …).
    """
    dossier = locked(code, who)
    if who.kind != "citizen":
        raise Forbidden("only the applicant asks for more days")
    supplement = _waiting(dossier)
    asked = Extension.objects.filter(supplement=supplement).count()
    if why := why_not(supplement.deadline, now.date(), asked, policy()):
        raise StepNotAllowed("no more days can be asked for", why=why, act="ask_more_days")
    faults: list[tuple[str, str]] = []
    if not reason.strip() or len(reason.strip()) > MOST_WORDS:
        faults.append(("reason", "too_long" if reason.strip() else "missing"))
    if wrong := day_fault(wished_on, supplement.deadline, now.date(), policy()):
        faults.append(("wished_on", wrong))
    if faults:
        raise Invalid(faults=tuple(faults))
    pack = pack_of(dossier)
    Extension.objects.create(
        dossier=dossier,
        supplement=supplement,
        asked_at=now,
        asked_by=who.account_id,
        reason=reason.strip(),
        wished_on=wished_on,
        deadline_before=supplement.deadline,
    )
    hand = Hand(dossier, pack, who, now, situation_of(dossier, pack, who, now))
    hand.record(happened.ExtensionAsked(supplement.ordinal, wished_on=wished_on, reason=Personal(reason.strip())))
    hand.finish()  # it comes onto the officer's list
    return dossier


@transaction.atomic
def grant_more_days(
    code: str, *, until: date, answer: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Move the deadline of the supplement request (form 02) and tell the applicant; he is reminded anew before it."""
    hand = begin(code, Act.GRANT_MORE_DAYS, who=who, now=now, seen=seen)
    supplement = _waiting(hand.dossier)
    faults: list[tuple[str, str]] = _answer_faults(answer)
    if wrong := day_fault(until, supplement.deadline, now.date(), policy()):
        faults.append(("until", wrong))
    if faults:
        raise Invalid(faults=tuple(faults))
    was, supplement.deadline, supplement.reminded_at = supplement.deadline, until, None
    supplement.save(update_fields=["deadline", "reminded_at"])
    _decide(hand, supplement, is_granted=True, until=until, answer=answer.strip())
    hand.record(
        happened.ExtensionGranted(
            supplement.ordinal, number=supplement.number, was=was, deadline=until, answer=Personal(answer.strip())
        )
    )
    hand.finish()
    tell(hand, "extension_granted", facts={"deadline": date_vi(until), "answer": answer.strip()})
    return hand.dossier


@transaction.atomic
def refuse_more_days(code: str, *, answer: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Leave the deadline where it is; the applicant reads why."""
    hand = begin(code, Act.REFUSE_MORE_DAYS, who=who, now=now, seen=seen)
    supplement = _waiting(hand.dossier)
    if faults := _answer_faults(answer):
        raise Invalid(faults=tuple(faults))
    _decide(hand, supplement, is_granted=False, until=None, answer=answer.strip())
    hand.record(
        happened.ExtensionRefused(supplement.ordinal, deadline=supplement.deadline, answer=Personal(answer.strip()))
    )
    hand.finish()
    tell(hand, "extension_refused", facts={"deadline": date_vi(supplement.deadline), "answer": answer.strip()})
    return hand.dossier


def settle(supplement: Supplement, *, now: datetime) -> None:
    """Close a request that needs no answer any more: the supplement came in."""
    Extension.objects.filter(supplement=supplement, decided_at=None).update(decided_at=now)


def _waiting(dossier: Dossier) -> Supplement:
    found = Supplement.objects.filter(dossier=dossier, sent_at__isnull=False).order_by("-ordinal").first()
    if dossier.status != Status.AWAITING_SUPPLEMENT or found is None or found.completed_at is not None:
        raise StepNotAllowed("nothing is asked", why="nothing_asked", status=dossier.status)
    return found


def _answer_faults(answer: str) -> list[tuple[str, str]]:
    told = answer.strip()
    return [] if 0 < len(told) <= MOST_WORDS else [("answer", "too_long" if told else "missing")]


def _decide(hand: Hand, supplement: Supplement, *, is_granted: bool, until: date | None, answer: str) -> None:
    Extension.objects.filter(supplement=supplement, decided_at=None).update(
        decided_at=hand.now,
        decided_by=hand.who.account_id,
        is_granted=is_granted,
        granted_until=until,
        answer=answer,
    )
