"""What an officer may do beside the way of a dossier."""

from __future__ import annotations

from datetime import datetime

from motcua.catalogue import queries as catalogue
from motcua.dossiers.queries.page import Page
from motcua.dossiers.rules import acts
from motcua.dossiers.services.common import situation_of
from motcua.identity.queries import Person


def aside_for(who: Person, page: Page, *, now: datetime) -> tuple[acts.Choice, ...]:
    """Return the acts beside the way, blocked ones with their reason (`acts.aside`)."""
    return acts.aside(situation_of(page.row, catalogue.pack_of_version(page.version_id), who, now))
