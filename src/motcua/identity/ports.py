"""What identity needs from outside: who knows citizens (integrations.md 3.3), who knows what waits in a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class CitizenSubject:
    """Who an e-identity provider says this is. No residence and no phone: sign-in does not give them.

    `stable_id` never changes for the account; `number` is the personal number (12 digits).
    An organisation's account names the organisation too, by a code as rules.organisation_code writes it; the
    person is then its representative. Without a code it is a person's own account.
    """

    source: str
    stable_id: str
    number: str
    full_name: str
    birth_date: date | None
    birth_precision: str  # day | month | year
    level: int
    organisation_code: str = ""
    organisation_name: str = ""


class CitizenIdentity(Protocol):
    """Sign-in of citizens at an outside provider."""

    def begin(self, request: HttpRequest, *, return_to: str) -> HttpResponse:
        """Send the browser to the provider; `return_to` is a path of ours to come back to."""

    def is_available(self) -> bool:
        """Tell whether the provider answers now; when not, the counter still receives paper."""


@dataclass(frozen=True)
class LeftDossier:
    """An open dossier given to an officer: its code and when it is due, nothing of what is in it."""

    code: str
    due_at: datetime | None


class WorkOfUnits(Protocol):
    """What waits in units and with officers, for whoever closes, moves or disables and may see no dossier."""

    def open_at(self, unit_id: int) -> int:
        """Return how many open dossiers this unit receives, handles, decides or numbers."""

    def is_competent(self, unit_id: int) -> bool:
        """Tell whether new dossiers of some procedure would still come to this unit."""

    def given_to(self, account_id: int) -> list[LeftDossier]:
        """Return the open dossiers given to an officer, the earliest due first."""


_work: list[WorkOfUnits] = []


def use_work_of_units(work: WorkOfUnits) -> None:
    """Fulfil the port; called once when the house is joined (config/wiring.py)."""
    _work[:] = [work]


def work_of_units() -> WorkOfUnits:
    """Return who knows what waits."""
    return _work[0]
