"""Which promised dates a change of the calendar would move: asked before anybody is told anything."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.platform.clock.calendar import Calendar
from motcua.platform.clock.counting import due
from motcua.platform.clock.terms import ClockPolicy, Limit, Pause

Item = tuple[Hashable, Limit, datetime, Sequence[Pause], ClockPolicy, datetime | None]


@dataclass(frozen=True)
class Move:
    """A dossier whose date this change would move: `promised` is what it was told, `becomes` the new date."""

    id: Hashable
    promised: datetime
    becomes: datetime


def moved_by(old: Calendar, new: Calendar, items: Iterable[Item]) -> tuple[Move, ...]:
    """Return what the change from `old` to `new` would move.

    items: (id, limit, received_at, pauses, policy, due_at). Left out is what has no date
    (an open pause), what was promised the new date already, and what differs from its
    promise for another reason than this change: an earlier change somebody left in place.
    """
    if old.digest == new.digest:
        return ()
    moves = []
    for key, limit, received_at, pauses, policy, due_at in items:
        if due_at is None:
            continue
        becomes = due(limit, received_at, pauses, new, policy).at
        if becomes is None or becomes == due_at or becomes == due(limit, received_at, pauses, old, policy).at:
            continue
        moves.append(Move(key, due_at, becomes))
    return tuple(moves)
