"""Whom a citizen's dossiers are about, and what he is in each: one list for the whole family."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from motcua.dossiers.models import Party
from motcua.identity.queries import Person
from motcua.platform.text import fold

_ABOUT = ("subject", "owner", "submitter")  # the first there is says whom a dossier is about


@dataclass(frozen=True)
class About:
    """Whom a dossier is about; `is_me` the one who asks, or the organisation he acts for. `roles`: what he is in it."""

    name: str
    keys: frozenset[str]
    is_me: bool
    roles: tuple[str, ...]


def people_of(who: Person, dossier_ids: Collection[int]) -> dict[int, About]:
    """Return of each dossier whom it is about, by its id; one query.

    People are told apart by number, else by name and day of birth: a child has neither account nor, often, a number.
    """
    rows = Party.objects.visible_to(who).filter(dossier_id__in=dossier_ids).order_by("id")
    by_dossier: dict[int, list[Party]] = {}
    for row in rows:
        by_dossier.setdefault(row.dossier_id, []).append(row)
    mine = {key for row in rows if _is_own(row, who) for key in _keys(row)}
    found = {}
    for dossier_id, parties in by_dossier.items():
        about = next((p for role in _ABOUT for p in parties if p.role == role and p.name), None)
        if about is None:
            continue
        keys = _keys(about)
        found[dossier_id] = About(
            name=about.name,
            keys=frozenset(keys),
            is_me=_is_own(about, who) or bool(keys & mine),
            roles=tuple(dict.fromkeys(p.role for p in parties if _is_own(p, who) or _keys(p) & mine)),
        )
    return found


def _is_own(party: Party, who: Person) -> bool:
    if who.organisation_id is not None:
        return party.organisation_id == who.organisation_id
    return party.person_id == who.person_id and party.organisation_id is None


def _keys(party: Party) -> set[str]:
    keys = {f"number:{party.personal_number}"} if party.personal_number else set()
    if party.birth_date is not None or not keys:
        keys.add(f"name:{fold(party.name)}:{_born(party.birth_date)}")
    return keys


def _born(day: date | None) -> str:
    return day.isoformat() if day else ""
