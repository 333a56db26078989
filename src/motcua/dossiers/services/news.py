"""News of a dossier to its people: a notice in the account of each party who may read the dossier."""

from __future__ import annotations

from typing import Any

from motcua.dossiers.services.common import Hand
from motcua.notifications import services as notifications


def tell(hand: Hand, code: str, *, facts: dict[str, Any] | None = None) -> None:
    """Tell the parties; written in the transaction of the act, so no act is without its notice.

    A notice names the dossier by code only: nothing confidential can leak through it.
    """
    parties = hand.dossier.parties.filter(role__in=["submitter", "owner"]).values_list("person_id", flat=True)
    notifications.tell(
        {person for person in parties if person is not None},
        code,
        dossier_id=hand.dossier.id,
        facts={"code": hand.dossier.code, **(facts or {})},
        once=f"{hand.dossier.id}:{code}:{hand.dossier.acts}",
        now=hand.now,
    )
