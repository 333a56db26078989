"""News of a dossier to its people: a notice in the account of each party who may read the dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.dossiers.models import Dossier
from motcua.dossiers.services.common import Hand
from motcua.notifications import services as notifications


def tell(hand: Hand, code: str, *, facts: dict[str, Any] | None = None) -> None:
    """Tell the parties; written in the transaction of the act, so no act is without its notice.

    A notice names the dossier by code only: nothing confidential can leak through it.
    """
    tell_parties(hand.dossier, code, facts=facts or {}, now=hand.now)


def tell_parties(dossier: Dossier, code: str, *, facts: dict[str, Any], now: datetime) -> None:
    """Put the notice into the accounts of the submitter and the owner."""
    parties = dossier.parties.filter(role__in=["submitter", "owner"]).values_list("person_id", "organisation_id")
    notifications.tell(
        # Who acts for an organisation is told in its box: as a private person the dossier is none of his.
        {person for person, organisation in parties if person is not None and organisation is None},
        code,
        organisation_ids={organisation for _, organisation in parties if organisation is not None},
        dossier_id=dossier.id,
        facts={"code": dossier.code, **facts},
        once=f"{dossier.id}:{code}:{dossier.acts}",
        now=now,
    )
