"""What documents needs from the contexts around it: who may see the files of a draft or a dossier.

Documents knows attachments and not what they hang on. Each kind of holder registers its own
access predicate (config/wiring.py); a kind nobody registered shows nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import QuerySet

if TYPE_CHECKING:
    from motcua.identity.queries import Person

Restrict = Callable[[QuerySet[Any], "Person | None"], QuerySet[Any]]
"""Keep of attachments (`holder_id`, `secrecy`, `is_public_to_parties`) those the person may see."""


class OnOpen(Protocol):
    """Told of every opening of a file, inside the request's transaction: a refusal here stops the opening.

    `holder` is (kind, id), `what` is "original" or "view".
    """

    def __call__(
        self, who: Person, attachment_id: int, holder: tuple[str, int], what: str, *, now: datetime
    ) -> None: ...


_restrict: dict[str, Restrict] = {}
_on_open: dict[str, OnOpen] = {}


def register_holder(kind: str, restrict: Restrict, *, on_open: OnOpen | None = None) -> None:
    """Say how the files of one kind of holder are seen, and whom to tell of openings."""
    _restrict[kind] = restrict
    if on_open is not None:
        _on_open[kind] = on_open


def register_on_open(kind: str, listener: OnOpen) -> None:
    """Say whom to tell when a file of this kind of holder is opened (the log of reads)."""
    _on_open[kind] = listener


def restrict(kind: str, rows: QuerySet[Any], who: Person | None) -> QuerySet[Any]:
    """Keep what this person may see among the files of one kind of holder."""
    rows = rows.filter(holder_kind=kind)
    return _restrict[kind](rows, who) if kind in _restrict else rows.none()


def kinds() -> tuple[str, ...]:
    """Return the kinds of holders that are known."""
    return tuple(_restrict)


def tell_opened(who: Person, attachment_id: int, holder: tuple[str, int], what: str, *, now: datetime) -> None:
    """Tell the listener of this kind of holder, if it has one."""
    if listener := _on_open.get(holder[0]):
        listener(who, attachment_id, holder, what, now=now)
