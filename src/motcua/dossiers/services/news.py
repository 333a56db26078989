"""News of a dossier to its people: a notice in the account of each party who may read the dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.dossiers.models import Dossier
from motcua.dossiers.services.common import Hand
from motcua.notifications import services as notifications
from motcua.notifications.rules import Reach
from motcua.notifications.services import About


def tell(hand: Hand, code: str, *, facts: dict[str, Any] | None = None) -> None:
    """Tell the parties; written in the transaction of the act, so no act is without its notice.

    A notice names the dossier by code only: nothing confidential can leak through it.
    """
    tell_parties(hand.dossier, code, facts=facts or {}, now=hand.now)


def tell_parties(dossier: Dossier, code: str, *, facts: dict[str, Any], now: datetime) -> None:
    """Put the notice into the accounts of the submitter and the owner, and on its way by mail or to who calls them."""
    parties = dossier.parties.filter(role__in=["submitter", "owner"])
    reach = [_reach(*row) for row in sorted(parties.values_list(*_REACHED), key=_called_first)]
    notifications.tell(
        {one.person_id for one in reach if one.person_id is not None},
        code,
        organisation_ids={one.organisation_id for one in reach if one.organisation_id is not None},
        dossier_id=dossier.id,
        facts={"code": dossier.code, **facts},
        once=f"{dossier.id}:{code}:{dossier.acts}",
        now=now,
        about=About(
            dossier_id=dossier.id,
            dossier_code=dossier.code,
            committee_id=dossier.committee_id,
            receiving_unit_id=dossier.receiving_unit_id,
            secrecy=dossier.secrecy,
            title=dossier.title,
        ),
        reach=reach,
    )


_REACHED = ("role", "id", "person_id", "organisation_id", "name", "email", "phone")
_ORDER = {"submitter": 0, "owner": 1}


def _called_first(row: tuple[Any, ...]) -> tuple[int, int]:
    return _ORDER[row[0]], row[1]


def _reach(
    _role: str, _id: int, person: int | None, organisation: int | None, name: str, email: str, phone: str
) -> Reach:
    # Who acts for an organisation is told in its box: as a private person the dossier is none of his.
    return Reach(None if organisation is not None else person, organisation, name, email, phone)
