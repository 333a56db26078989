"""How the people of a dossier can be reached: a citizen changes the number of his own party while it is under way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.services.common import locked
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed
from motcua.platform.events import Personal
from motcua.platform.text.contacts import phone as read_phone


def own_parties(dossier_id: int, who: Person) -> list[Party]:
    """Return the parties of a dossier that are this one himself, or the organisation he acts for; one query."""
    rows = Party.objects.visible_to(who).filter(dossier_id=dossier_id)
    if who.organisation_id is not None:
        return list(rows.filter(organisation_id=who.organisation_id).order_by("id"))
    return list(rows.filter(person_id=who.person_id, organisation_id=None).order_by("id"))


@transaction.atomic
def change_phone(code: str, *, phone: str, who: Person, now: datetime) -> Dossier:
    """Put another number at this person's own parties; what was declared stays as it was sent.

    The officer's page shows the new number and the log both. Raises Invalid with (("phone", why),), StepNotAllowed
    once the dossier has ended or he is nobody in it. Nobody's page gets stale by it: no act is counted.
    """
    dossier = locked(code, who)
    if who.kind != "citizen":
        raise Forbidden("only the people of a dossier change their number")
    mine = own_parties(dossier.id, who)
    if Status(dossier.status) in FINAL or not mine:
        raise StepNotAllowed("the number can no longer be changed", status=dossier.status, act="change_phone")
    told = read_phone(phone)
    if not told.is_valid:
        raise Invalid(faults=(("phone", told.error),))
    was = next((party.phone for party in mine if party.phone), "")
    if all(party.phone == told.number for party in mine):
        return dossier
    for party in mine:
        party.phone = told.number
        party.save(update_fields=["phone"])
    events.record(
        ("dossier", dossier.id),
        happened.PhoneChanged(
            roles=sorted({party.role for party in mine}), was=Personal(was), phone=Personal(told.number)
        ),
        actor=who.actor,
        at=now,
        unit_id=dossier.committee_id,
        secrecy=dossier.secrecy,
    )
    return dossier
