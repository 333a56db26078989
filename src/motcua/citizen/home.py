"""The cards of mine on a commune's home page: what needs me or waits unsent, and the look-up by code."""

from __future__ import annotations

from django.http import HttpRequest

from motcua.citizen.catalogue.blocks import Block
from motcua.citizen.mine import dossier_line, draft_card, split_drafts
from motcua.dossiers import queries as dossiers
from motcua.forms import queries as drafts
from motcua.identity.queries import Person, UnitView
from motcua.platform.clock.now import now


def waiting(request: HttpRequest, unit: UnitView) -> Block | None:  # noqa: ARG001 - what is mine is mine in every commune
    """Return the one gold card: a dossier that needs me, else my newest draft; None when nothing waits.

    Two queries for a citizen and one for each of his drafts, none for anybody else. A draft that can no longer be
    sent does not call for work: "Hồ sơ của tôi" tells of it.
    """
    who: Person | None = getattr(request, "who", None)
    if who is None or who.kind != "citizen":
        return None
    asking = [dossier_line(row, now()) for row in dossiers.my_dossiers(who) if row.needs_me]
    mine, _ = split_drafts(drafts.my_drafts(who), now())
    if not asking and not mine:
        return None
    told = {
        "asking": asking[0] if asking else None,
        "draft": draft_card(mine[0]) if mine else None,
        "more": max(0, len(asking) - 1) + max(0, len(mine) - 1),
    }
    return Block("citizen/home_waiting.html", told)


def code_form(request: HttpRequest, unit: UnitView) -> Block:  # noqa: ARG001 - the same for everybody
    """Return the card that asks for a code and leads to the public progress."""
    return Block("citizen/home_lookup.html", None)
