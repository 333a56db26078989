"""Who is who in a new dossier: the answers say it, and the account that sends them proves the one who sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from motcua.dossiers.models import Dossier, Party
from motcua.forms.engine.model import Role
from motcua.forms.engine.parties import PartyFacts
from motcua.identity.rules import organisation_code
from motcua.platform.text import fold, name_keys

ACTS_FOR = "organisation_account"  # kind of mandate: the e-identity provider says he acts for the organisation


class Filer(Protocol):
    """Who files a dossier: the person of an account, or somebody who sits at the counter."""

    @property
    def full_name(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def organisation_name(self) -> str: ...
    @property
    def organisation_code(self) -> str: ...


@dataclass(frozen=True)
class Sitter:
    """Somebody at the counter, as the officer read his papers; `person_id` where he is known here.

    `mandate`: by what right he files for another ({kind, relation, paper, until}); empty when for himself.
    """

    full_name: str
    person_id: int | None = None
    personal_number: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    phone: str = ""
    email: str = ""
    address: str = ""
    mandate: Mapping[str, Any] | None = None
    organisation_id: int | None = None
    organisation_name: str = ""
    organisation_code: str = ""


def parties_of(told: Sequence[PartyFacts], dossier: Dossier, who: Filer) -> list[Party]:
    """Return the parties of a dossier this account submits, the submitter first, none of them saved.

    A party is the person signed in when the form says so by role or by copying the submitter. An organisation's
    account stands in every dossier it files, and its person as the one who acts for it: it is the owner where
    the form says "the one who files" or names it, and where the owner is somebody else it represents him.
    """
    made = [_party(facts, dossier, who) for facts in told]
    if not any(p.role == "submitter" for p in made):
        made.insert(0, _party(PartyFacts("submitter", name=who.full_name), dossier, who))
    if who.organisation_id is not None and not any(_is_organisation(p) for p in made):
        role: Role = "representative" if any(p.role == "owner" for p in made) else "owner"
        made = [p for p in made if p.role != role]
        made.append(_organisation(PartyFacts(role), dossier, who))
    return made


def _is_organisation(party: Party) -> bool:
    return party.organisation_id is not None and party.person_id is None


def _party(facts: PartyFacts, dossier: Dossier, who: Filer) -> Party:
    is_me = facts.role == "submitter" or facts.same_as == "submitter"
    if who.organisation_id is not None and facts.role == "owner" and (is_me or _names(facts, who)):
        return _organisation(facts, dossier, who)
    name = facts.organisation_name or facts.name
    code = organisation_code(facts.organisation_code) or facts.organisation_code[:35]
    mandate: dict[str, Any] = {"kind": "declared", "relation": facts.relation} if facts.relation else {}
    if is_me and who.organisation_id is not None:
        mandate["kind"] = ACTS_FOR
    if facts.role == "submitter" and isinstance(who, Sitter) and who.mandate:
        mandate |= who.mandate
    return Party(
        dossier=dossier,
        role=facts.role,
        person_id=who.person_id if is_me else None,
        organisation_id=who.organisation_id if is_me else None,
        secrecy=dossier.secrecy,
        name=name[:200],
        keys=name_keys(name),
        personal_number=code or facts.personal_number,
        birth_date=facts.birth_date,
        birth_precision=facts.birth_precision,
        phone=facts.phone[:15],
        email=facts.email[:120],
        address=facts.residence[:300],
        mandate=mandate or None,
    )


def _names(facts: PartyFacts, who: Filer) -> bool:
    """Whether the answers name the organisation of the account: by its code, or by its name where no code is asked."""
    if facts.organisation_code:
        return organisation_code(facts.organisation_code) == who.organisation_code
    return bool(facts.organisation_name) and fold(facts.organisation_name) == fold(who.organisation_name)


def _organisation(facts: PartyFacts, dossier: Dossier, who: Filer) -> Party:
    """The organisation as its account tells it; residence and birth of the one who acts for it are not its own."""
    return Party(
        dossier=dossier,
        role=facts.role,
        organisation_id=who.organisation_id,
        secrecy=dossier.secrecy,
        name=who.organisation_name[:200],
        keys=name_keys(who.organisation_name),
        personal_number=who.organisation_code,
        phone=facts.phone[:15],
        email=facts.email[:120],
    )
