"""What identity needs from outside: somebody who knows citizens (integrations.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
