"""Which dates a change of the calendar would move: asked before anybody is told anything."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from motcua.platform.clock.calendar import Calendar

Count = Callable[[Calendar], datetime | None]
Item = tuple[Hashable, Count, datetime | None]


@dataclass(frozen=True)
class Move:
    """A date this change would move: `promised` is what was told, `becomes` the new date."""

    id: Hashable
    promised: datetime
    becomes: datetime


def moved_by(old: Calendar, new: Calendar, items: Iterable[Item]) -> tuple[Move, ...]:
    """Return what the change from `old` to `new` would move.

    items: (id, count, promised), where `count` gives the date by a calendar: of a result, an
    answer or a step. Left out is what has no date (an open pause), what was told the new date
    already, and what differs from what was told for another reason than this change: an
    earlier change somebody left in place.
    """
    if old.digest == new.digest:
        return ()
    moves = []
    for key, count, promised in items:
        if promised is None:
            continue
        becomes = count(new)
        if becomes is None or becomes == promised or becomes == count(old):
            continue
        moves.append(Move(key, promised, becomes))
    return tuple(moves)
