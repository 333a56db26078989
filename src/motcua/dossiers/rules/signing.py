"""In which capacity a leader signs, and the lines above his name (NĐ 30/2020, Phụ lục I, mục II.7; mark C). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

DEPUTY, COMMITTEE = "phó ", "Ủy ban nhân dân"
HEAD, DEPUTY_SIGNS, ACTING_HEAD, BY_ORDER, BY_AUTHORITY = "", "KT", "Q", "TL", "TUQ"


class PostLike(Protocol):
    """A post somebody acts in today (identity.queries.PostHeld)."""

    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def acting(self) -> bool: ...
    @property
    def capacity(self) -> str: ...


@dataclass(frozen=True)
class Signer:
    """Who signs: his name and own title, the capacity, and the title of the head in whose place he signs."""

    name: str
    title: str
    capacity: str
    head: str

    def as_data(self) -> dict[str, str]:
        """The form kept with a result."""
        return {"name": self.name, "title": self.title, "capacity": self.capacity, "head": self.head}


def signer_of(name: str, posts: Sequence[PostLike]) -> Signer:
    """Return in which capacity an officer of these posts signs a decision of the committee.

    The head signs for the whole (TM.); his deputy in his place (KT.); whoever else acts in his post by
    his authority (TUQ.), unless the order of the substitution says otherwise (TL., Q.).
    """
    own = next((p for p in posts if not p.acting), None)
    acted = next((p for p in posts if p.acting and p.role == "leader"), None)
    title = own.title if own else acted.title if acted else ""
    is_leader = own is not None and own.role == "leader"
    if is_leader and not title.lower().startswith(DEPUTY):
        return Signer(name, title, HEAD, title)
    if is_leader:
        bare = title[len(DEPUTY) :]
        head = acted.title if acted else bare[:1].upper() + bare[1:]
        return Signer(name, title, (acted.capacity if acted else "") or DEPUTY_SIGNS, head)
    if acted is None:
        return Signer(name, title, HEAD, title)
    return Signer(name, title, acted.capacity or BY_AUTHORITY, acted.title)


def authority(signer: Mapping[str, Any], committee: str, *, by_head: bool = False) -> tuple[str, ...]:
    """Return the lines above the signature; the paper prints them in capitals. Which commune it is says its head.

    `by_head`: the law lets the head decide himself, so nobody signs for the committee as a whole.

    >>> authority({"title": "Chủ tịch", "capacity": "", "head": "Chủ tịch"}, "Ủy ban nhân dân xã Mẫu")
    ('TM. Ủy ban nhân dân', 'Chủ tịch')
    >>> authority({"title": "Phó Chủ tịch", "capacity": "KT", "head": "Chủ tịch"}, "Ủy ban nhân dân xã Mẫu")
    ('TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch')
    >>> authority({"title": "Giám đốc Trung tâm", "capacity": "TUQ", "head": "Chủ tịch"}, "Ủy ban nhân dân xã Mẫu")
    ('TUQ. Chủ tịch', 'Giám đốc Trung tâm')
    >>> authority({"title": "Phó Chủ tịch", "capacity": "Q", "head": "Chủ tịch"}, "Ủy ban nhân dân xã Mẫu")
    ('TM. Ủy ban nhân dân', 'Q. Chủ tịch')
    >>> authority({"title": "Phó Chủ tịch", "capacity": "KT", "head": "Chủ tịch"}, "UBND", by_head=True)
    ('KT. Chủ tịch', 'Phó Chủ tịch')
    """
    title, head = signer.get("title", ""), signer.get("head", "") or "Chủ tịch"
    capacity = signer.get("capacity")
    if capacity is None:  # kept before the capacity was
        capacity = DEPUTY_SIGNS if signer.get("acting") or title.lower().startswith(DEPUTY) else HEAD
    whole = () if by_head else (f"TM. {COMMITTEE if committee.startswith(COMMITTEE) else committee}",)
    match capacity:
        case "KT":
            return (*whole, f"KT. {head}", title)
        case "Q":
            return (*whole, f"Q. {head}")
        case "TL" | "TUQ":
            return (f"{capacity}. {head}", title)
    return (*whole, title)
