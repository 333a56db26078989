"""The work list of an officer, its counters, and the search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from motcua.dossiers.models import (
    Access,
    Dossier,
    DossierCode,
    Extension,
    Note,
    Opinion,
    Party,
)
from motcua.dossiers.queries.standing import ASKS_APPLICANT, ASKS_MORE_DAYS
from motcua.dossiers.rules import codes
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.beside import OPEN, addressed_to
from motcua.identity.queries import Person
from motcua.identity.rules import Part, organisation_code
from motcua.platform.text import name_query_keys

PAGE = 25
WAITING_FOR_CITIZEN = (Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT)


@dataclass(frozen=True)
class Cursor:
    """Where a keyset page begins: after this instant (due, or filed; none for no due day) and dossier."""

    at: datetime | None
    dossier_id: int


@dataclass(frozen=True)
class WorkRow:
    """A line of the work list."""

    dossier_id: int
    code: str
    status: Status
    step: str
    due_at: datetime | None
    procedure: str
    title: str
    channel: int
    submitted_at: datetime
    was_accepted: bool
    person: str
    assignee_id: int | None
    is_turn: bool = False  # it waits for who asked
    waits_for_citizen: bool = False  # papers or money are asked of him, and he may still send them
    asks_more_days: bool = False  # he asks for more days to send them, and waits for an answer
    acts: int = 0  # as on the page he acts from
    asks_me: bool = False  # a question between officers waits for who asked
    waits_for_opinion: bool = False  # another unit was asked and has not answered
    waits_at: tuple[int, ...] = ()  # the scopes it waits for, told to who oversees it


@dataclass(frozen=True)
class WorkFilter:
    """What the officer wants to see of his work; kept in his session."""

    turn_only: bool = True
    status: int | None = None
    procedure: str = ""
    late_before: datetime | None = None  # what is late at this instant, as `work_counts` counts it
    due_before: datetime | None = None
    part: Part | None = None
    mine: bool = False


def my_work(
    who: Person, wanted: WorkFilter, *, after: Cursor | None = None, limit: int = PAGE
) -> tuple[list[WorkRow], Cursor | None]:
    """Return a page of what waits for this officer, earliest due first, and where the next page begins.

    Two queries: access rows by the index of the officer's scopes, then the dossiers and
    parties of that page. Keyset, never an offset, never a count.
    """
    rows = Access.objects.visible_to(who).filter(scope__isnull=False)
    if wanted.part is not None:
        rows = rows.filter(scope__any_of=who.scopes(wanted.part))
    rows = rows.filter(is_turn=True) if wanted.turn_only else rows
    if wanted.status is not None:
        rows = rows.filter(status=wanted.status)
    if wanted.procedure:
        rows = rows.filter(procedure=wanted.procedure)
    if wanted.mine:
        rows = rows.filter(assignee_id=who.account_id)
    if wanted.late_before is not None:
        rows = rows.filter(late(wanted.late_before))
    if wanted.due_before is not None:
        rows = rows.filter(due_at__lt=wanted.due_before)
    if after is not None:
        rows = rows.filter(later_than(after))
    columns = ("dossier_id", "due_at", "step", "assignee_id", "is_turn")
    found = list(rows.order_by("due_at", "dossier_id").values_list(*columns)[: limit * 2 + 1])
    unique: dict[int, tuple[datetime | None, str, int | None]] = {}
    for dossier_id, due_at, step, assignee, _ in found:  # one dossier may be held through two posts
        unique.setdefault(dossier_id, (due_at, step, assignee))
    page = list(unique.items())[:limit]
    following = Cursor(page[-1][1][0], page[-1][0]) if len(unique) > limit else None
    return rows_of(who, page, turns=frozenset(row[0] for row in found if row[-1])), following


def newest(
    who: Person, *, status: int | None = None, after: Cursor | None = None, limit: int = PAGE
) -> tuple[list[WorkRow], Cursor | None]:
    """Return a page of all an officer may see, the last filed first; the cursor holds the instant of filing."""
    rows = Access.objects.visible_to(who).filter(scope__isnull=False)
    if status is not None:
        rows = rows.filter(status=status)
    if after is not None and after.at is not None:
        rows = rows.filter(Q(submitted_at__lt=after.at) | Q(submitted_at=after.at, dossier_id__lt=after.dossier_id))
    columns = ("dossier_id", "submitted_at", "due_at", "step", "assignee_id", "is_turn")
    found = list(rows.order_by("-submitted_at", "-dossier_id").values_list(*columns)[: limit * 2 + 1])
    unique = {dossier_id: (at, due, step, holder) for dossier_id, at, due, step, holder, _ in found}
    page = list(unique.items())[:limit]
    following = Cursor(page[-1][1][0], page[-1][0]) if len(unique) > limit else None
    turns = frozenset(row[0] for row in found if row[-1])
    return rows_of(who, [(dossier_id, told[1:]) for dossier_id, told in page], turns=turns), following


# Asked for more days the office owes an answer to that; the day of the dossier stands still meanwhile.
_ASKS_MORE_DAYS = Q(status=Status.AWAITING_SUPPLEMENT) & Q(
    Exists(Extension.objects.filter(dossier=OuterRef("dossier_id"), decided_at=None))
)


TURN = Q(is_turn=True)


def late(at: datetime, waits: Q = TURN) -> Q:
    """Late is what waits here and is past its day; a result that waits to be fetched is done, whatever the day.

    `waits` says for whom: for the holder of the row, or, on the board of who oversees, for any office.
    """
    return waits & Q(due_at__lt=at) & ~Q(status__in=(Status.COMPLETED, Status.RETURNED)) & ~_ASKS_MORE_DAYS


def due_between(since: datetime, until: datetime, waits: Q = TURN) -> Q:
    """What waits and is due in a span that has not passed; the same things that would be late after it."""
    open_ = ~Q(status__in=(Status.COMPLETED, Status.RETURNED)) & ~_ASKS_MORE_DAYS
    return waits & open_ & Q(due_at__gte=since, due_at__lt=until)


def later_than(after: Cursor) -> Q:
    """What comes after a place in the list; nulls come last in PostgreSQL's ascending order, behind every date."""
    if after.at is None:
        return Q(due_at__isnull=True, dossier_id__gt=after.dossier_id)
    return Q(due_at__gt=after.at) | Q(due_at=after.at, dossier_id__gt=after.dossier_id) | Q(due_at__isnull=True)


def rows_of(
    who: Person,
    page: Sequence[tuple[int, tuple[datetime | None, str, int | None]]],
    turns: frozenset[int] = frozenset(),
) -> list[WorkRow]:
    ids = [dossier_id for dossier_id, _ in page]
    dossiers = {
        d.id: d
        for d in Dossier.objects.visible_to(who)
        .filter(id__in=ids)
        .annotate(asks_applicant=ASKS_APPLICANT, asks_more_days=ASKS_MORE_DAYS, **beside_of(who))
    }
    names: dict[int, str] = {}
    wanted_roles = ["subject", "owner", "submitter"]
    for dossier_id, role, name in (
        Party.objects.visible_to(who).filter(dossier_id__in=ids).values_list("dossier_id", "role", "name")
    ):
        if role in wanted_roles:
            best = names.get(dossier_id)
            if best is None or role == "owner":
                names[dossier_id] = name
    made = []
    for dossier_id, (due_at, step, assignee) in page:
        dossier = dossiers.get(dossier_id)
        if dossier is not None:
            person = names.get(dossier_id, "")
            made.append(_row(dossier, due_at, step, assignee, person, is_turn=dossier_id in turns))
    return made


def beside_of(who: Person) -> dict[str, Exists]:
    """What the list marks: a question that waits for this officer, an opinion that is waited for."""
    return {
        "asks_me": Exists(Note.objects.visible_to(who).filter(addressed_to(who), dossier=OuterRef("pk"))),
        "waits_for_opinion": Exists(Opinion.objects.filter(OPEN, dossier=OuterRef("pk"))),
    }


def _row(
    dossier: Dossier, due_at: datetime | None, step: str, assignee: int | None, person: str, *, is_turn: bool
) -> WorkRow:
    asks_more_days = bool(getattr(dossier, "asks_more_days", False))
    return WorkRow(
        dossier_id=dossier.id,
        code=dossier.code,
        status=Status(dossier.status),
        step=step,
        due_at=due_at,
        procedure=dossier.procedure,
        title=dossier.title,
        channel=dossier.channel,
        submitted_at=dossier.submitted_at,
        was_accepted=dossier.was_accepted,
        person=person,
        assignee_id=assignee,
        is_turn=is_turn,
        waits_for_citizen=bool(getattr(dossier, "asks_applicant", False)) and (not is_turn or asks_more_days),
        asks_more_days=asks_more_days,
        acts=dossier.acts,
        asks_me=bool(getattr(dossier, "asks_me", False)),
        waits_for_opinion=bool(getattr(dossier, "waits_for_opinion", False)),
    )


def work_counts(who: Person, *, now: datetime, soon: datetime) -> dict[str, int]:
    """Return the counters of the work list by one query over the open rows of two partial indexes."""
    held = Access.objects.visible_to(who).filter(scope__isnull=False)
    rows = held.filter(Q(is_turn=True) | Q(status__in=WAITING_FOR_CITIZEN))
    turn, open_result = Q(is_turn=True), Q(status=Status.COMPLETED)

    def number(condition: Q) -> Count:
        return Count("dossier_id", distinct=True, filter=condition)

    return rows.aggregate(
        waiting=number(turn),
        new=number(turn & Q(status=Status.SUBMITTED)),
        result=number(turn & open_result),
        late=number(late(now)),
        soon=number(due_between(now, soon)),
        supplement=number(Q(status=Status.AWAITING_SUPPLEMENT)),
        payment=number(Q(status=Status.AWAITING_PAYMENT)),
    )


def search(who: Person, text: str, *, limit: int = PAGE) -> list[WorkRow]:
    """Find dossiers by code, personal number, an organisation's code, or two words of a name (stack.md A5).

    One word of a name alone is refused by returning nothing: over a province it finds everybody.
    """
    text = text.strip()
    if code := codes.read(text):
        ids = list(DossierCode.objects.visible_to(who).filter(code=code).values_list("dossier_id", flat=True))
    elif text.isdigit() and len(text) in {9, 12}:
        ids = _party_ids(who, Q(personal_number=text), limit)
    elif " " not in text and (number := organisation_code(text)):
        ids = _party_ids(who, Q(personal_number=number), limit)
    elif len(keys := name_query_keys(text)) and " " in text:
        ids = _named(keys, limit)
    else:
        return []
    dossiers = Dossier.objects.visible_to(who).filter(id__in=ids).order_by("-submitted_at")[:limit]
    return rows_of(who, [(d.id, (d.due_at or d.answer_by, d.step, d.assignee_id)) for d in dossiers])


def _party_ids(who: Person, condition: Q, limit: int) -> list[int]:
    rows = Party.objects.visible_to(who).filter(condition).order_by("-dossier_id")
    return list(dict.fromkeys(rows.values_list("dossier_id", flat=True)[: limit * 3]))


def _named(keys: Sequence[str], limit: int) -> list[int]:
    """Return dossiers by words of a name: what the index finds, judged by the named function as access.py judges."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossiers_named(%s, %s)", [list(keys), limit])
        return [row[0] for row in cursor.fetchall()]
