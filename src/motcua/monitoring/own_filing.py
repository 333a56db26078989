"""An officer's word that his own dossiers may be counted (A19): given by himself, for himself, ended likewise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.monitoring.events import OwnFilingAllowed, OwnFilingEnded
from motcua.monitoring.models import OwnFiling
from motcua.platform import events
from motcua.platform.errors import Forbidden


def is_allowed(who: Person) -> bool:
    """Tell whether this officer agreed."""
    return OwnFiling.objects.filter(account_id=who.account_id, withdrawn_at=None).exists()


@transaction.atomic
def allow(who: Person, *, now: datetime) -> None:
    """Count from now on what he files for himself; doing it twice changes nothing."""
    if who.kind != "officer" or who.post is None or who.person_id is None:
        raise Forbidden("only an officer in a post agrees for himself")
    if is_allowed(who):
        return
    told = {
        "person_id": who.person_id, "committee_id": identity.committee_of(who.post.unit_id, now.date()),
        "given_at": now, "withdrawn_at": None,
    }  # fmt: skip
    OwnFiling.objects.update_or_create(account_id=who.account_id, defaults=told)
    events.record(("account", who.account_id), OwnFilingAllowed(), actor=who.actor, at=now)


@transaction.atomic
def end(who: Person, *, now: datetime) -> None:
    """Count nothing of his any more; ended before, it changes nothing."""
    if OwnFiling.objects.filter(account_id=who.account_id, withdrawn_at=None).update(withdrawn_at=now):
        events.record(("account", who.account_id), OwnFilingEnded(), actor=who.actor, at=now)
