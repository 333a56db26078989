"""A form answer is never naked: what it says, where it comes from, when, on what evidence, confirmed by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from motcua.platform.logic.values import given

# Sources with a meaning for the engine; the others are codes of the list `nguon_du_lieu` and mean "a register".
SIGN_IN = "sign_in"
TYPED = "applicant"
OFFICER = "officer"
EARLIER = "earlier_dossier"
COPIED = "same_dossier"
SYSTEM = "system"
UNKNOWN = "unknown"  # a naked value from outside (a portal dossier)

# The evidence of a value of the sign-in that speaks of the organisation the person acts for.
ORGANISATION_ACCOUNT = "organisation_account"

# Said by people, not vouched for by a register.
DECLARED = frozenset({TYPED, EARLIER, OFFICER})


@dataclass(frozen=True, slots=True)
class Value:
    """One answer (architecture 2, principle 3).

    `value` is JSON: text; number; true or false; `{country, province, commune, detail}` for an address; a list of
    mappings for a repeating block; `2026-10-28`, `2026-10` or `2026` for a date. `at` is when it was typed or
    fetched. `confirmed_by` is the account that looked at an offered value and kept it. `disputed` is what the
    person says would be right about a value of the State that may not be edited here.
    """

    value: Any
    source: str
    at: datetime | None = None
    evidence: str = ""
    confirmed_by: int | None = None
    disputed: str = ""

    @property
    def is_offer(self) -> bool:
        """True while a remembered value waits to be confirmed: until then it is no answer."""
        return self.source == EARLIER and self.confirmed_by is None

    def confirmed(self, by: int | None) -> Value:
        return replace(self, confirmed_by=by)

    def to_json(self) -> dict[str, Any]:
        """The stored form; keys as in `Draft.answers` and `dossier_answers.values`."""
        data: dict[str, Any] = {
            "value": self.value,
            "source": self.source,
            "at": self.at.isoformat() if self.at else None,
            "evidence": self.evidence or None,
            "confirmed": self.confirmed_by,
        }
        if self.disputed:
            data["disputed"] = self.disputed
        return data

    @classmethod
    def from_json(cls, data: Any) -> Value:
        """Read a stored value; a naked one, as portals send them, gets the source `unknown`.

        >>> Value.from_json({"value": "Vàng", "source": "applicant"}).source, Value.from_json("Vàng").source
        ('applicant', 'unknown')
        """
        if isinstance(data, Value):
            return data
        if not (isinstance(data, Mapping) and "value" in data and isinstance(data.get("source"), str)):
            return cls(data, UNKNOWN)
        return cls(
            value=data["value"],
            source=data["source"],
            at=_instant(data.get("at")),
            evidence=data.get("evidence") or "",
            confirmed_by=data.get("confirmed"),
            disputed=data.get("disputed") or "",
        )


def _instant(text: Any) -> datetime | None:
    """The instant of a stored value; what a portal wrote in its place must not keep a dossier from being read."""
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


Answers = Mapping[str, Value]


def answers_from_json(data: Mapping[str, Any]) -> dict[str, Value]:
    return {key: Value.from_json(raw) for key, raw in data.items()}


def answers_to_json(answers: Answers) -> dict[str, Any]:
    return {key: value.to_json() for key, value in answers.items()}


def is_given(value: Any) -> bool:
    """Whether there is an answer: no and 0 are answers, blanks and empty addresses are not.

    >>> is_given(False), is_given({"province": "", "detail": None}), is_given(" ")
    (True, False, False)
    """
    return given(value) is True
