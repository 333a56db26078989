"""The board of who oversees a committee: numbers, and behind each number the dossiers it counted.

A number and its list are one condition (`condition`), over the same rows of the same projection as every work list:
the row that oversees a dossier repeats whom it waits for. So the count of a desk is what its officers count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db.models import BigIntegerField, Count, F, Func, Q

from motcua.dossiers.models import Access
from motcua.dossiers.queries.work import PAGE, Cursor, WorkRow, due_between, late, later_than, rows_of
from motcua.dossiers.rules.states import Status
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.platform.clock.now import ZONE


class View(StrEnum):
    """What of the open dossiers is meant."""

    OPEN = "open"  # all that is not over
    WAITING = "waiting"  # an office must act
    TODAY = "today"  # due before the day ends
    LATE = "late"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    RESULT = "result"  # done, and nobody has fetched it


@dataclass(frozen=True)
class Wanted:
    """Which dossiers of the board: of one desk (a scope it waits for), of one officer, or of nobody yet."""

    view: View = View.OPEN
    desk: int | None = None
    officer: int | None = None
    is_unassigned: bool = False


@dataclass(frozen=True)
class DeskLine:
    """One desk: a unit in one part of the process. `late_unassigned` of its late ones nobody has taken up."""

    scope: int
    waiting: int
    today: int
    late: int
    late_unassigned: int


@dataclass(frozen=True)
class OfficerLine:
    """One officer: what is given to him and not over, of that what waits for an office, is due today, is late."""

    account_id: int
    open: int
    waiting: int
    today: int
    late: int


@dataclass(frozen=True)
class Board:
    """The numbers of a board. A dossier that waits at two desks stands in both their lines, in `totals` once."""

    totals: dict[View, int]
    desks: tuple[DeskLine, ...]
    officers: tuple[OfficerLine, ...]


WAITS = ~Q(waits_for=[])
_NOBODYS = Q(assignee_id__isnull=True)


def condition(wanted: Wanted, *, now: datetime) -> Q:
    """Return what a number counts and its list shows, on the rows of `overseen`."""
    match wanted.view:
        case View.OPEN:
            meant = Q()
        case View.WAITING:
            meant = WAITS
        case View.TODAY:
            meant = due_between(now, end_of_day(now), WAITS)
        case View.LATE:
            meant = late(now, WAITS)
        case View.SUPPLEMENT:
            meant = Q(status=Status.AWAITING_SUPPLEMENT)
        case View.PAYMENT:
            meant = Q(status=Status.AWAITING_PAYMENT)
        case View.RESULT:
            meant = WAITS & Q(status=Status.COMPLETED)
    if wanted.desk is not None:
        meant &= Q(waits_for__contains=[wanted.desk])
    if wanted.officer is not None:
        meant &= Q(assignee_id=wanted.officer)
    return meant & _NOBODYS if wanted.is_unassigned else meant


def end_of_day(now: datetime) -> datetime:
    """Return the midnight that ends the day of an instant."""
    return datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)


def overseen(who: Person):  # type: ignore[no-untyped-def]
    """Return the rows through which this person oversees what is open."""
    rows = Access.objects.visible_to(who).filter(scope__any_of=who.scopes(Part.OVERSEEING))
    return rows.filter(waits_for__isnull=False)


def board(who: Person, *, now: datetime) -> Board:
    """Return the numbers of all this person oversees; three queries, however many dossiers, desks and officers."""

    def number(view: View, more: Q | None = None) -> Count:
        meant = condition(Wanted(view), now=now)
        return Count("dossier_id", distinct=True, filter=meant if more is None else meant & more)

    rows = overseen(who)
    told = rows.aggregate(**{view.value: number(view) for view in View})
    desk = Func(F("waits_for"), function="unnest", output_field=BigIntegerField())
    desks = rows.annotate(desk=desk).values("desk").annotate(
        waiting=number(View.WAITING), today=number(View.TODAY), late=number(View.LATE),
        late_unassigned=number(View.LATE, _NOBODYS),
    )  # fmt: skip
    columns = ("desk", "waiting", "today", "late", "late_unassigned")
    officers = rows.filter(assignee_id__isnull=False).values("assignee_id").annotate(
        all=Count("dossier_id", distinct=True), waiting=number(View.WAITING), today=number(View.TODAY),
        late=number(View.LATE),
    )  # fmt: skip
    of_each = ("assignee_id", "all", "waiting", "today", "late")
    return Board(
        totals={view: told[view.value] for view in View},
        desks=tuple(DeskLine(*row) for row in desks.order_by("desk").values_list(*columns)),
        officers=tuple(OfficerLine(*row) for row in officers.order_by("assignee_id").values_list(*of_each)),
    )


def listed(
    who: Person, wanted: Wanted, *, now: datetime, after: Cursor | None = None, limit: int = PAGE
) -> tuple[list[WorkRow], Cursor | None]:
    """Return a page of the dossiers a number counted, earliest due first, and where the next begins; three queries."""
    rows = overseen(who).filter(condition(wanted, now=now))
    if after is not None:
        rows = rows.filter(later_than(after))
    columns = ("dossier_id", "due_at", "step", "assignee_id", "waits_for")
    found = list(rows.order_by("due_at", "dossier_id").values_list(*columns)[: limit * 2 + 1])
    unique = {one[0]: one for one in found}  # one dossier may be overseen through two units
    page = list(unique.values())[:limit]
    following = Cursor(page[-1][1], page[-1][0]) if len(unique) > limit else None
    waits = {one[0]: tuple(one[4]) for one in page}
    turns = frozenset(dossier for dossier, scopes in waits.items() if scopes)
    made = rows_of(who, [(one[0], (one[1], one[2], one[3])) for one in page], turns=turns)
    return [replace(row, waits_at=waits[row.dossier_id]) for row in made], following
