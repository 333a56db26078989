"""Results that could be given into the same hands at once: what else waits here for whoever stands at the counter."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.dossiers.models import Access, Dossier, Party
from motcua.dossiers.rules.states import Status
from motcua.dossiers.rules.taking import Known, same_hands
from motcua.identity.queries import Person
from motcua.payments import queries as payments
from motcua.platform.clock.now import ZONE

MOST = 30
_LOOKED_AT = 500  # of what waits to be fetched, the oldest first; a desk with more has another trouble


@dataclass(frozen=True)
class Waiting:
    """A result that waits to be given. `owes`: a fee must be taken first; `is_sure`: it is the same person's."""

    code: str
    title: str
    owner: str
    owes: bool
    is_sure: bool


def also_waiting(who: Person, dossier_id: int) -> list[Waiting]:
    """Return what else this officer may give to the people of a dossier, the longest waiting first; four queries."""
    held = Access.objects.visible_to(who).filter(scope__isnull=False, is_turn=True, status=Status.COMPLETED)
    ids = list(dict.fromkeys(held.order_by("due_at", "dossier_id").values_list("dossier_id", flat=True)[:_LOOKED_AT]))
    people: dict[int, list[Known]] = {}
    owners: dict[int, str] = {}
    rows = Party.objects.visible_to(who).filter(dossier_id__in={*ids, dossier_id}, role__in=["submitter", "owner"])
    for dossier, role, name, number, phone, filed in rows.values_list(
        "dossier_id", "role", "name", "personal_number", "phone", "dossier__submitted_at"
    ):
        people.setdefault(dossier, []).append(Known(name, number, phone, filed.astimezone(ZONE).date()))
        if role == "owner":
            owners[dossier] = name
    ours = people.get(dossier_id, [])
    found_in = {one: same_hands(ours, people.get(one, [])) for one in ids if one != dossier_id}
    same = [one for one, how in found_in.items() if how][:MOST]
    if not same:
        return []
    owed = payments.obligations_of(same)
    found = {row.id: row for row in Dossier.objects.visible_to(who).filter(id__in=same)}
    return [
        Waiting(
            found[one].code,
            found[one].title,
            owners.get(one, ""),
            one in owed and owed[one].owes,
            found_in[one] == "sure",
        )
        for one in same
        if one in found
    ]
