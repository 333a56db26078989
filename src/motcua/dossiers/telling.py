"""How the people of a dossier were told: the record of it, and the list of calls that wait. Read side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from motcua.dossiers.access import held_by, restrict
from motcua.dossiers.models import Access
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.notifications import queries as notifications
from motcua.notifications.models import Delivery
from motcua.notifications.queries import DeliveryView

_WAITING = Delivery.objects.filter(channel="call", state="waiting")


def told(who: Person, dossier_id: int) -> list[DeliveryView]:
    """Return how everybody was told about a dossier this officer sees, newest first; at most two queries."""
    rows = restrict(Delivery.objects.filter(dossier_id=dossier_id), who, dossier="dossier_id", secrecy="secrecy")
    return notifications.deliveries(rows.order_by("-at", "-id"), limit=30)


def calls(who: Person, *, now: datetime, limit: int = 100) -> tuple[list[DeliveryView], list[DeliveryView]]:
    """Return (to call now, to call later) of the dossiers this officer receives; at most four queries.

    Urgent ones first, then what has waited longest; later ones in the order of their hour.
    """
    rows = _received(_WAITING, who)
    first = rows.filter(not_before__lte=now).order_by("-is_urgent", "not_before", "id")
    later = rows.filter(not_before__gt=now).order_by("not_before", "id")
    return notifications.deliveries(first, limit=limit), notifications.deliveries(later, limit=limit)


def calls_of(who: Person, code: str) -> list[DeliveryView]:
    """Return the calls that wait about one dossier this officer receives; at most two queries."""
    rows = _received(_WAITING.filter(dossier_code=code.upper()), who)
    return notifications.deliveries(rows.order_by("-is_urgent", "at", "id"), limit=10)


def _received(rows: QuerySet[Delivery], who: Person) -> Any:
    """Calls are the receiving part's work: whoever only handles, decides or oversees makes none."""
    held = Access.objects.filter(
        held_by(who),
        scope__any_of=who.scopes(Part.RECEIVING),
        dossier_id=OuterRef("dossier_id"),
        secrecy=OuterRef("secrecy"),
    )
    return rows.filter(Exists(held))
