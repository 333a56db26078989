"""Notices as people read them, and the record of how each was brought to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua.identity.queries import Person
from motcua.notifications.models import CallTry, Delivery, Notice
from motcua.notifications.wording import fill, templates


@dataclass(frozen=True)
class NoticeView:
    """One notice: a heading, a sentence that says what to do, and when it came."""

    id: int
    dossier_id: int | None
    heading: str
    sentence: str
    at: datetime
    is_new: bool


def to(who: Person) -> Q:
    """Return the condition on a notice under which it is this one's: his own, or the organisation's he acts for."""
    return Q(organisation_id=who.organisation_id) if who.organisation_id else Q(person_id=who.person_id)


def notices_of(who: Person, *, limit: int = 20) -> list[NoticeView]:
    """Return the newest notices of the one signed in; one query."""
    rows = Notice.objects.filter(to(who)).order_by("-at", "-id")[:limit]
    return [
        NoticeView(n.id, n.dossier_id, _words(n, "heading"), _words(n, "sentence"), n.at, n.read_at is None)
        for n in rows
    ]


def _words(notice: Notice, part: str) -> str:
    """The committee's own words of the day it was told are kept with it; the shipped ones are filled when read."""
    return notice.facts.get(part) or fill(getattr(templates()[notice.code], part), notice.facts)


@dataclass(frozen=True)
class TryView:
    """One call that was made."""

    at: datetime
    by: str
    outcome: str
    note: str
    again_at: datetime | None


@dataclass(frozen=True)
class DeliveryView:
    """How one piece of news went to one receiver over one channel, and what became of it."""

    id: int
    dossier_id: int
    dossier_code: str
    channel: str
    state: str
    name: str
    address: str
    heading: str
    text: str
    is_urgent: bool
    at: datetime
    not_before: datetime
    attempts: int
    done_at: datetime | None
    last_error: str
    tries: tuple[TryView, ...] = ()
    person_id: int | None = None
    organisation_id: int | None = None


def deliveries(rows: QuerySet[Delivery], *, limit: int) -> list[DeliveryView]:
    """Return deliveries with their calls; two queries, one when none of them is a call. Who may see them is decided
    by whoever narrows `rows`."""
    found = list(rows[:limit])
    called = [row.id for row in found if row.channel == "call" and row.attempts]
    tries: dict[int, list[TryView]] = {}
    for one in CallTry.objects.filter(delivery_id__in=called).order_by("at", "id") if called else ():
        tries.setdefault(one.delivery_id, []).append(TryView(one.at, one.by, one.outcome, one.note, one.again_at))
    return [_view(row, tuple(tries.get(row.id, ()))) for row in found]


def _view(row: Delivery, tries: Iterable[TryView]) -> DeliveryView:
    same: dict[str, Any] = {name: getattr(row, name) for name in DeliveryView.__dataclass_fields__ if name != "tries"}
    return DeliveryView(**same, tries=tuple(tries))


def own_deliveries(who: Person, dossier_id: int, *, limit: int = 30) -> list[DeliveryView]:
    """Return how the one signed in was told about a dossier of his, newest first; at most two queries."""
    return deliveries(Delivery.objects.filter(to(who), dossier_id=dossier_id).order_by("-at", "-id"), limit=limit)


def mails_not_sent(committee_ids: Iterable[int], *, limit: int = 100) -> list[DeliveryView]:
    """Return mails of these committees that were given up, refused or perhaps sent, and those sent again; one query."""
    missing = Q(state__in=["dead", "unclear"]) | Q(is_again=True)
    rows = Delivery.objects.filter(missing, channel="email", committee_id__in=set(committee_ids))
    return deliveries(rows.order_by("-at", "-id"), limit=limit)
