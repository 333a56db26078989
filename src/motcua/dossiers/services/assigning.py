"""Another officer of the same unit takes a dossier over: one by one, or all of a sick colleague's by the manager."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.dossiers import events_beside as happened
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.services.common import begin
from motcua.dossiers.services.noting import colleagues
from motcua.identity import queries as identity
from motcua.identity.queries import Holder, Person
from motcua.platform.errors import Invalid, NotFound


@transaction.atomic
def reassign(
    code: str, *, to_account_id: int, reason: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Give the step a dossier stands at to a colleague who holds it too and is not barred from it.

    Whoever it waits for may, and who oversees the committee's dossiers. The step's time runs on.
    Raises Invalid naming `to` or `reason`.
    """
    hand = begin(code, Act.REASSIGN, who=who, now=now, seen=seen)
    dossier = hand.dossier
    step = hand.step
    people = {h.account_id: h for h in colleagues(dossier, Holding(step.part), now=now)} if step else {}
    faults = [] if to_account_id in people and to_account_id != dossier.assignee_id else ["to"]
    if not reason.strip():
        faults.append("reason")
    if not faults and _is_barred(dossier, to_account_id, now):
        faults.append("to_barred")
    if faults:
        raise Invalid(faults=tuple(faults))
    dossier.assignee_id = to_account_id
    chosen = people[to_account_id]
    hand.record(happened.Reassigned(f"{chosen.full_name}, {chosen.title}", to_account_id, reason.strip()[:500]))
    hand.finish()
    return dossier


def candidates(who: Person, code: str, *, now: datetime) -> list[Holder]:
    """Return the colleagues a dossier may be given to, without the one who has it."""
    dossier = Dossier.objects.visible_to(who).filter(codes__code=code.upper()).first()
    if dossier is None:
        raise NotFound("no such dossier")
    pack = catalogue.pack_of_version(dossier.terms_version_id or dossier.form_version_id)
    step = next((s for s in pack.route(dossier.case) if s.key == dossier.step), None)
    if step is None:
        return []
    return [h for h in colleagues(dossier, Holding(step.part), now=now) if h.account_id != dossier.assignee_id]


def _is_barred(dossier: Dossier, account_id: int, now: datetime) -> bool:
    """Whether the one who would take it over is in the dossier himself, or kin of somebody in it."""
    taker = identity.person_of(account_id, now.date())
    if taker is None:
        return True
    near = Party.objects.filter(dossier=dossier).values_list("person_id", "organisation_id")
    return bool(set(taker.barred) & {one for pair in near for one in pair if one is not None})
