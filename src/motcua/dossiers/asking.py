"""What asking for a supplement would mean now: until when the citizen answers, what the clock does, who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import WAITS_FOR_LEADER, Supplement, SupplementItem
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.handing_back import hand_back_until, received_at
from motcua.dossiers.rules.supplements import deadline_of
from motcua.dossiers.services.promising import policy_of
from motcua.identity.queries import Person
from motcua.platform import clock
from motcua.platform.clock import Calendar


@dataclass(frozen=True)
class HandBack:
    """Until when a dossier may be handed back after reception (R2.24); `until` None: without end, or not received."""

    until: datetime | None
    is_over: bool
    days: int | None
    legal: str


@dataclass(frozen=True)
class Asking:
    """The consequences of a request sent now, for the officer who is about to send it."""

    deadline: date  # the citizen's
    stops_clock: bool  # nothing runs before acceptance, so nothing stops
    restarts_clock: bool  # R2.25, unless the procedure says that the limit is extended
    hand_back: HandBack


@dataclass(frozen=True)
class Waiting:
    """Why a request waits for a leader."""

    repeats: bool
    is_late: bool
    hand_back: HandBack


def asking(page: Page, *, now: datetime) -> Asking:
    """Return what a request sent now would do. Two queries: the last answer, and the calendar's version."""
    pack = catalogue.pack_of_version(page.version_id)
    return Asking(
        deadline=deadline_of(pack.procedure.get("supplement"), now.date()),
        stops_clock=page.was_accepted,
        restarts_clock=page.was_accepted and "supplement" in policy_of(pack).restart_after,
        hand_back=_hand_back(page, now),
    )


def hand_back(page: Page, completed_at: datetime | None, calendar: Calendar, *, now: datetime) -> HandBack:
    """Return until when this dossier may be handed back; `completed_at`: the applicant's last answer, if any."""
    told = catalogue.pack_of_version(page.version_id).hand_back
    until = hand_back_until(received_at(page.accepted_at, completed_at), told.days, calendar)
    return HandBack(until, until is not None and until < now, told.days, told.legal)


def waiting(page: Page, *, now: datetime) -> Waiting | None:
    """Return why a request of this dossier waits for a leader, if one does; three queries.

    It may have become late only while it waited.
    """
    supplement = Supplement.objects.filter(WAITS_FOR_LEADER, dossier_id=page.id).first()
    if supplement is None:
        return None
    told = _hand_back(page, now)
    return Waiting(supplement.repeats, supplement.is_late or told.is_over, told)


def waiting_items(who: Person, page: Page) -> list[tuple[str, str]]:
    """Return (what, what to do) of the request that waits, as far as this person may see it; one query."""
    items = SupplementItem.objects.visible_to(who).filter(
        supplement__dossier_id=page.id, supplement__sent_at=None, supplement__refused_at=None, is_good=False
    )
    return list(items.order_by("id").values_list("label", "message"))


def _hand_back(page: Page, now: datetime) -> HandBack:
    answered = Supplement.objects.filter(dossier_id=page.id, completed_at__isnull=False)
    last = answered.order_by("-completed_at").values_list("completed_at", flat=True).first()
    return hand_back(page, last, clock.calendar_of(page.committee_id, "processing"), now=now)
