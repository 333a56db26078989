"""The commune of a public page."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.clock.now import today
from motcua.platform.errors import NotFound


def commune_of(request: HttpRequest, slug: str) -> UnitView:
    """Return the commune with this address and remember it for pages without one; NotFound for any other."""
    found = next((unit for unit in identity.committees(today()) if unit.slug == slug), None)
    if found is None:
        raise NotFound("no such commune", slug=slug)
    if request.session.get("unit") != slug:
        request.session["unit"] = slug
    return found
