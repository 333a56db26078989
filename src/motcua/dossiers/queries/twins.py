"""Dossiers that look like the same matter: same procedure, same person it is about, open or ended lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from motcua.dossiers.habits import habits
from motcua.dossiers.models import Dossier, Pair, Party
from motcua.dossiers.rules.states import FINAL, Status
from motcua.dossiers.rules.twins import About, is_same, of_whom
from motcua.identity.queries import Person
from motcua.platform.text import fold


@dataclass(frozen=True)
class Twin:
    """A dossier like this one, as the list beside it tells."""

    id: int
    code: str
    title: str
    status: Status
    submitted_at: datetime
    person: str


def twins_of(who: Person, dossier: Dossier, *, now: datetime) -> list[Twin]:
    """Return the dossiers this person may see that look like the same matter, newest first; four queries at most.

    A pair somebody has compared is not shown again, whatever he found.
    """
    about = _about(Party.objects.visible_to(who).filter(dossier=dossier))
    if about is None:
        return []
    same = Q(personal_number=about.number) if about.number else Q(keys=about.keys, birth_date=about.born)
    near = Party.objects.visible_to(who).filter(same).exclude(dossier_id=dossier.id)
    ids = set(near.order_by("-dossier_id").values_list("dossier_id", flat=True)[:200])
    if not ids:
        return []
    recent = now - timedelta(days=habits()["duplicates"]["recent_days"])
    rows = Dossier.objects.visible_to(who).filter(
        ~Q(status__in=FINAL) | Q(status=Status.RETURNED, returned_at__gte=recent),
        id__in=ids,
        procedure=dossier.procedure,
        committee_id=dossier.committee_id,
    )
    found = {row.id: row for row in rows.order_by("-submitted_at")}
    if not found:
        return []
    compared = Pair.objects.filter(
        Q(dossier_id=dossier.id, other_id__in=found) | Q(other_id=dossier.id, dossier_id__in=found)
    ).values_list("dossier_id", "other_id")
    for pair in compared:
        found.pop(pair[0] if pair[1] == dossier.id else pair[1], None)
    parties: dict[int, list[Party]] = {}
    for party in Party.objects.visible_to(who).filter(dossier_id__in=found):
        parties.setdefault(party.dossier_id, []).append(party)
    twins = []
    for row in found.values():
        theirs = _about(parties.get(row.id, ()))
        if theirs is not None and is_same(about, theirs):
            twins.append(Twin(row.id, row.code, row.title, Status(row.status), row.submitted_at, theirs.name))
    return twins


def _about(parties: Any) -> About | None:
    told: Sequence[tuple[str, About]] = [
        (p.role, About(p.name, fold(p.name), tuple(p.keys), p.personal_number, _known(p))) for p in parties
    ]
    return of_whom(told)


def _known(party: Party) -> date | None:
    return party.birth_date if party.birth_precision == "day" else None
