"""What asking for a supplement would mean now: until when the citizen answers, what it does to the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.catalogue import queries as catalogue
from motcua.dossiers.queries import Page
from motcua.dossiers.rules.supplements import deadline_of
from motcua.dossiers.services.promising import policy_of


@dataclass(frozen=True)
class Asking:
    """The consequences of a request sent now, for the officer who is about to send it."""

    deadline: date  # the citizen's
    stops_clock: bool  # nothing runs before acceptance, so nothing stops
    restarts_clock: bool  # R2.25, unless the procedure says that the limit is extended


def asking(page: Page, *, now: datetime) -> Asking:
    """Return what a request sent now would do; no query beside the version of the procedure, which is kept."""
    pack = catalogue.pack_of_version(page.version_id)
    return Asking(
        deadline=deadline_of(pack.procedure.get("supplement"), now.date()),
        stops_clock=page.was_accepted,
        restarts_clock=page.was_accepted and "supplement" in policy_of(pack).restart_after,
    )
