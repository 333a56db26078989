"""What the sign-in and the person's memory know, under the canonical names forms ask by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.forms.engine import Facts, KnownFact, date_value
from motcua.forms.engine.values import is_given


def sign_in_facts(
    *,
    full_name: str,
    birth_date: date | None,
    birth_precision: str,
    personal_number: str,
    organisation_name: str = "",
    organisation_code: str = "",
    at: datetime,
    evidence: str = "",
) -> dict[str, KnownFact]:
    """The facts a sign-in tells of the person; what it does not tell is absent, so that it can be typed.

    There is no residence and no phone among them: sign-in does not give them (integrations 3.3).
    """
    born = (
        date_value(birth_date.year, birth_date.month, birth_date.day, precision=birth_precision) if birth_date else None
    )
    told: dict[str, Any] = {
        "applicant.full_name": full_name,
        "applicant.birth_date": born,
        "applicant.personal_number": personal_number,
        "applicant.organisation.name": organisation_name,
        "applicant.organisation.code": organisation_code,
    }
    return {fact: KnownFact(value, at, evidence) for fact, value in told.items() if is_given(value)}


def remembered_facts(remembered: Mapping[str, Mapping[str, Any]]) -> dict[str, KnownFact]:
    """The memory of identity (fact to `{value, at}`) as facts."""
    return {
        fact: KnownFact(told["value"], datetime.fromisoformat(told["at"]) if told.get("at") else None)
        for fact, told in remembered.items()
        if "value" in told
    }


def bare(facts: Facts) -> dict[str, Any]:
    """Facts as bare values, as `check_all` compares them."""
    return {fact: known.value for fact, known in facts.items()}
