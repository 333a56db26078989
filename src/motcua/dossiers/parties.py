"""Who stands in a dossier, as pages name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PartyView:
    """Somebody in the dossier as pages name him."""

    role: str
    name: str
    personal_number: str
    phone: str
    address: str
    person_id: int | None
    organisation_id: int | None = None

    @property
    def is_organisation(self) -> bool:
        """Tell whether the party is an organisation we know, not a person who acts for one."""
        return self.organisation_id is not None and self.person_id is None

    @property
    def subject_id(self) -> int | None:
        """Whose log of reads tells of this party: the organisation's, also for who acts for it, else the person's."""
        return self.organisation_id or self.person_id


def on_behalf(parties: Sequence[PartyView]) -> str:
    """Tell which organisation's account filed a dossier, and through whom; "" for a person's.

    >>> firm = PartyView("owner", "Công ty Mẫu", "0209999016", "", "", None, 7)
    >>> acting = PartyView("submitter", "Đặng Quang Huy", "031085999013", "", "", 3, 7)
    >>> on_behalf([acting, firm]), on_behalf([PartyView("submitter", "Lê Thu Trang", "", "", "", 4)])
    ('Công ty Mẫu (mã số 0209999016), người đại diện Đặng Quang Huy', '')
    """
    found = next((p for p in parties if p.is_organisation), None)
    if found is None:
        return ""
    acting = next((p.name for p in parties if p.role == "submitter"), "")
    return f"{found.name} (mã số {found.personal_number}), người đại diện {acting}"
