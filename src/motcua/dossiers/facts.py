"""Facts about the one signed in, in the words of the packs' fact dictionary."""

from __future__ import annotations

from datetime import datetime

from motcua.forms.engine.prefill import Facts, KnownFact
from motcua.forms.engine.values import ORGANISATION_ACCOUNT
from motcua.identity import queries as identity
from motcua.identity.queries import Person

_LENGTH = {"year": 4, "month": 7, "day": 10}


def sign_in_facts(who: Person, *, now: datetime) -> Facts:
    """Return what the e-identity account tells: name, birth date, personal number; never residence or phone.

    An organisation's account tells these of the representative, and the organisation as the one who files and,
    where a form asks whose the dossier is, as its owner.
    """
    told = identity.own_identity(who)
    facts = {"applicant.full_name": KnownFact(told.full_name, now, "vneid")}
    if told.birth_date is not None:
        born = told.birth_date.isoformat()[: _LENGTH[told.birth_precision]]
        facts["applicant.birth_date"] = KnownFact(born, now, "vneid")
    if told.personal_number:
        facts["applicant.personal_number"] = KnownFact(told.personal_number, now, "vneid")
    if who.organisation_id is not None:
        organisation = {"name": who.organisation_name, "code": who.organisation_code}
        facts["owner.kind"] = KnownFact("organisation", now, ORGANISATION_ACCOUNT)
        for whose in ("applicant", "owner"):
            for fact, value in organisation.items():
                facts[f"{whose}.organisation.{fact}"] = KnownFact(value, now, ORGANISATION_ACCOUNT)
    return facts


def remembered_facts(who: Person) -> Facts:
    """Return what the person declared about himself in earlier dossiers, to be offered again and confirmed."""
    told = identity.own_identity(who)
    return {
        fact: KnownFact(kept["value"], datetime.fromisoformat(kept["at"]), "declared")
        for fact, kept in told.remembered.items()
    }
