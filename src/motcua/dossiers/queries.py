"""The read side of dossiers: frozen rows, a fixed number of SQL queries, always through the access predicate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from motcua.catalogue import queries as catalogue
from motcua.documents.printing import render, template_for
from motcua.dossiers.models import (
    Access,
    Component,
    Dossier,
    DossierCode,
    Party,
    Pause,
    Result,
    Slip,
    Supplement,
    SupplementItem,
)
from motcua.dossiers.parties import PartyView, on_behalf
from motcua.dossiers.rules import acts, codes
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.common import situation_of
from motcua.dossiers.services.judging import Judged, closed_keys, groups_of, to_judge
from motcua.forms.engine.summary import SummaryGroup
from motcua.identity.queries import Person
from motcua.identity.rules import Part, organisation_code
from motcua.platform import events
from motcua.platform.events import Event
from motcua.platform.text import name_query_keys

PAGE = 25
WAITING_FOR_CITIZEN = (Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT)


# Something is asked of the applicant now: money, or a supplement he has not yet completed.
# A request he left open when he withdrew asks nothing of him any more.
_ASKS_APPLICANT = Q(status=Status.AWAITING_PAYMENT) | Q(status=Status.AWAITING_SUPPLEMENT) & Q(
    Exists(
        Supplement.objects.filter(
            dossier=OuterRef("pk"), sent_at__isnull=False, completed_at=None, lapsed_at=None, confirmed_at=None
        )
    )
)
_IS_PAUSED = Exists(Pause.objects.filter(dossier=OuterRef("pk"), until=None))
# The office owes an answer before acceptance, the result after it; no answer while papers or money are asked for.
_IS_OWED = Q(was_accepted=True) | (
    (
        Q(status__in=(Status.SUBMITTED, Status.AWAITING_SUPPLEMENT))
        | Q(status=Status.WITHDRAWAL_REQUESTED, withdrawal_from__in=(Status.SUBMITTED, Status.AWAITING_SUPPLEMENT))
    )
    & ~Q(Exists(Supplement.objects.filter(dossier=OuterRef("pk"), sent_at__isnull=False, completed_at=None)))
)


@dataclass(frozen=True)
class Cursor:
    """Where a keyset page begins: after this due instant (or none) and dossier."""

    due_at: datetime | None
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
        rows = rows.filter(_late(wanted.late_before))
    if wanted.due_before is not None:
        rows = rows.filter(due_at__lt=wanted.due_before)
    if after is not None:
        rows = rows.filter(_later_than(after))
    columns = ("dossier_id", "due_at", "step", "assignee_id", "is_turn")
    found = list(rows.order_by("due_at", "dossier_id").values_list(*columns)[: limit * 2 + 1])
    unique: dict[int, tuple[datetime | None, str, int | None]] = {}
    for dossier_id, due_at, step, assignee, _ in found:  # one dossier may be held through two posts
        unique.setdefault(dossier_id, (due_at, step, assignee))
    page = list(unique.items())[:limit]
    following = Cursor(page[-1][1][0], page[-1][0]) if len(unique) > limit else None
    return _rows(who, page, turns=frozenset(row[0] for row in found if row[-1])), following


def _late(at: datetime) -> Q:
    """Late is what waits here and is past its day; a result that waits to be fetched is done, whatever the day."""
    return Q(is_turn=True, due_at__lt=at) & ~Q(status=Status.COMPLETED)


def _later_than(after: Cursor) -> Q:
    """Nulls come last in PostgreSQL's ascending order: without a limit after every date."""
    if after.due_at is None:
        return Q(due_at__isnull=True, dossier_id__gt=after.dossier_id)
    return Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, dossier_id__gt=after.dossier_id) | Q(due_at__isnull=True)


def _rows(
    who: Person,
    page: Sequence[tuple[int, tuple[datetime | None, str, int | None]]],
    turns: frozenset[int] = frozenset(),
) -> list[WorkRow]:
    ids = [dossier_id for dossier_id, _ in page]
    dossiers = {
        d.id: d for d in Dossier.objects.visible_to(who).filter(id__in=ids).annotate(asks_applicant=_ASKS_APPLICANT)
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


def _row(
    dossier: Dossier, due_at: datetime | None, step: str, assignee: int | None, person: str, *, is_turn: bool
) -> WorkRow:
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
        waits_for_citizen=bool(getattr(dossier, "asks_applicant", False)) and not is_turn,
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
        late=number(_late(now)),
        soon=number(turn & ~open_result & Q(due_at__gte=now, due_at__lt=soon)),
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
    return _rows(who, [(d.id, (d.due_at or d.answer_by, d.step, d.assignee_id)) for d in dossiers])


def _party_ids(who: Person, condition: Q, limit: int) -> list[int]:
    rows = Party.objects.visible_to(who).filter(condition).order_by("-dossier_id")
    return list(dict.fromkeys(rows.values_list("dossier_id", flat=True)[: limit * 3]))


def _named(keys: Sequence[str], limit: int) -> list[int]:
    """Return dossiers by words of a name: what the index finds, judged by the named function as access.py judges."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossiers_named(%s, %s)", [list(keys), limit * 3])
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


@dataclass(frozen=True)
class PublicStatus:
    """What anybody may know of a dossier by its code: code and progress, no names (R2.45, T13)."""

    code: str
    title: str
    committee_id: int
    status: Status
    submitted_at: datetime
    answer_by: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    no_limit_reason: str
    completed_at: datetime | None
    returned_at: datetime | None
    is_paused: bool
    asks_applicant: bool
    is_owed: bool  # the answer before acceptance, after it the result: its date counts now


def public_status(code: str) -> PublicStatus | None:
    """Return the progress of a code, or None; one query through a named function, without signing in.

    A confidential dossier tells neither its procedure nor that it is confidential.
    """
    proper = codes.read(code)
    if not proper:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossier_public_status(%s)", [proper])
        row = cursor.fetchone()
        if row is None:
            return None
        told = dict(zip([c.name for c in cursor.description], row, strict=True))
    return PublicStatus(
        code=told["code"],
        title=told["title"],
        committee_id=told["committee_id"],
        status=Status(told["status"]),
        submitted_at=told["submitted_at"],
        answer_by=told["answer_by"],
        accepted_at=told["accepted_at"],
        due_at=told["due_at"],
        original_due_at=told["original_due_at"],
        no_limit_reason=told["no_limit_reason"],
        completed_at=told["completed_at"],
        returned_at=told["returned_at"],
        is_paused=told["paused"],
        asks_applicant=told["asks_applicant"],
        is_owed=told["owed"],
    )


@dataclass(frozen=True)
class MyDossier:
    """A line of a citizen's list."""

    code: str
    title: str
    status: Status
    submitted_at: datetime
    answer_by: datetime | None
    due_at: datetime | None
    needs_me: bool
    is_paused: bool
    is_owed: bool  # the answer before acceptance, after it the result: its date counts now


def my_dossiers(who: Person, *, limit: int = 50) -> list[MyDossier]:
    """Return a citizen's dossiers, those that wait for him first, then the newest; one query."""
    rows = _with_standing(Dossier.objects.visible_to(who)).order_by("-submitted_at")[:limit]
    found = [
        MyDossier(
            code=d.code,
            title=d.title,
            status=Status(d.status),
            submitted_at=d.submitted_at,
            answer_by=d.answer_by,
            due_at=d.due_at,
            needs_me=d.asks_applicant,
            is_paused=d.is_paused,
            is_owed=d.is_owed,
        )
        for d in rows
    ]
    return sorted(found, key=lambda d: not d.needs_me)


def parties_of(who: Person, dossier_id: int) -> list[Party]:
    """Return the parties of a dossier this person may see; one query."""
    return list(Party.objects.visible_to(who).filter(dossier_id=dossier_id).order_by("id"))


def open_supplement(who: Person, dossier_id: int) -> tuple[Supplement, list[SupplementItem]] | None:
    """Return the supplement request that waits for the citizen, with its bad items; two queries."""
    supplement = (
        Supplement.objects.visible_to(who)
        .filter(dossier_id=dossier_id, sent_at__isnull=False, completed_at=None, lapsed_at=None)
        .order_by("-ordinal")
        .first()
    )
    if supplement is None:
        return None
    items = SupplementItem.objects.visible_to(who).filter(supplement=supplement, is_good=False).order_by("id")
    return supplement, list(items)


def pauses_of(who: Person, dossier_id: int) -> list[Pause]:
    """Return the pauses of a dossier, oldest first; one query."""
    return list(Pause.objects.visible_to(who).filter(dossier_id=dossier_id).order_by("since"))


def slips_of(who: Person, dossier_id: int) -> list[Slip]:
    """Return the forms issued for a dossier, oldest first; one query."""
    return list(Slip.objects.visible_to(who).filter(dossier_id=dossier_id).order_by("made_at"))


def dossier(who: Person, code: str) -> Dossier | None:
    """Return a dossier by any of its codes, if this person may see it; one query."""
    turn = Exists(Access.objects.visible_to(who).filter(dossier=OuterRef("pk"), is_turn=True))
    rows = _with_standing(Dossier.objects.visible_to(who)).annotate(is_turn=turn)
    return rows.filter(codes__code=code.upper()).first()


def _with_standing(rows: Any) -> Any:
    """The same rows, each with what waits for whom and whether its clock runs; still one query."""
    return rows.annotate(asks_applicant=_ASKS_APPLICANT, is_paused=_IS_PAUSED, is_owed=_IS_OWED)


@dataclass(frozen=True)
class Paper:
    """A component of a dossier with the files that fill it."""

    key: str
    name: str
    filled_by: str
    is_required: bool
    slot: str


@dataclass(frozen=True)
class Page:
    """A dossier as its page needs it: everything this person may see, read once."""

    id: int
    code: str
    title: str
    procedure: str
    status: Status
    step: str
    step_name: str
    case: str
    case_label: str
    channel: int
    secrecy: int
    committee_id: int
    receiving_unit_id: int
    handling_unit_id: int
    form_version_id: int
    version_id: int
    submitted_at: datetime
    answer_by: datetime | None
    estimated_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None
    original_due_at: datetime | None
    apology_due_at: datetime | None
    step_due_at: datetime | None
    no_limit_reason: str
    completed_at: datetime | None
    returned_at: datetime | None
    was_accepted: bool
    assignee_id: int | None
    acts: int
    asks_applicant: bool
    waits_for_citizen: bool  # as in WorkRow: his deadline over, it is the office's turn, though asked he still is
    is_paused: bool
    is_owed: bool  # the answer before acceptance, after it the result: its date counts now
    steps: dict[str, str]
    parties: tuple[PartyView, ...]
    papers: tuple[Paper, ...]
    row: Dossier = field(repr=False, compare=False)  # for the queries below; screens read the fields above

    @cached_property
    def history(self) -> list[Event]:
        """The events of the dossier this person may see, oldest first; read once, by two queries."""
        return events.history(("dossier", self.id), since=self.submitted_at)

    @property
    def on_behalf(self) -> str:
        """Tell which organisation's account filed it, and through whom; "" for a person's."""
        return on_behalf(self.parties)


def page(who: Person, code: str) -> Page | None:
    """Return a dossier by any of its codes with its parties and papers; three queries, None when not visible."""
    row = dossier(who, code)
    if row is None:
        return None
    pack = catalogue.pack_of_version(row.terms_version_id or row.form_version_id)
    names = {s.key: s.name for s in pack.steps}
    fills = {c.key: c.filled_by or "" for c in pack.components}
    case = next((c for c in pack.cases if c.key == row.case), None)
    return Page(
        id=row.id,
        code=row.code,
        title=row.title,
        procedure=row.procedure,
        status=Status(row.status),
        step=row.step,
        step_name=names.get(row.step, ""),
        case=row.case,
        case_label=case.label if case else "",
        channel=row.channel,
        secrecy=row.secrecy,
        committee_id=row.committee_id,
        receiving_unit_id=row.receiving_unit_id,
        handling_unit_id=row.handling_unit_id,
        form_version_id=row.form_version_id,
        version_id=row.terms_version_id or row.form_version_id,
        submitted_at=row.submitted_at,
        answer_by=row.answer_by,
        estimated_at=row.estimated_at,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        original_due_at=row.original_due_at,
        apology_due_at=row.apology_due_at,
        step_due_at=row.step_due_at,
        no_limit_reason=row.no_limit_reason,
        completed_at=row.completed_at,
        returned_at=row.returned_at,
        was_accepted=row.was_accepted,
        assignee_id=row.assignee_id,
        acts=row.acts,
        asks_applicant=bool(getattr(row, "asks_applicant", False)),
        waits_for_citizen=bool(getattr(row, "asks_applicant", False)) and not getattr(row, "is_turn", False),
        is_paused=bool(getattr(row, "is_paused", False)),
        is_owed=bool(getattr(row, "is_owed", False)),
        steps=names,
        parties=tuple(
            PartyView(p.role, p.name, p.personal_number, p.phone, p.address, p.person_id, p.organisation_id)
            for p in parties_of(who, row.id)
        ),
        papers=tuple(
            Paper(c.key, c.name, c.filled_by, c.is_required, fills.get(c.key, ""))
            for c in Component.objects.visible_to(who).filter(dossier_id=row.id).order_by("id")
        ),
        row=row,
    )


def choices_for(who: Person, page_: Page, *, now: datetime) -> tuple[acts.Choice, ...]:
    """Return what this officer may do with a dossier now, blocked acts with their reason."""
    return acts.choices(situation_of(page_.row, catalogue.pack_of_version(page_.version_id), who, now))


def things_to_judge(who: Person, page_: Page) -> list[Judged]:
    """Return every component and field a complete supplement request must judge."""
    return to_judge(page_.row, catalogue.pack_of_version(page_.version_id), who)


def answers_of(who: Person, page_: Page) -> tuple[SummaryGroup, ...]:
    """Return the answers this person may see, as the form groups them; none without a form."""
    return groups_of(page_.row, who)


def closed_to(who: Person, page_: Page) -> frozenset[str]:
    """Return "field:…" and "component:…" of what lies in a class this person is not cleared for."""
    return closed_keys(page_.row, catalogue.pack_of_version(page_.version_id), who)


def arithmetic_of(page_: Page) -> tuple[list[dict[str, Any]], str]:
    """Return the lines of the last promise and why it was made; empty before acceptance."""
    for event in reversed(page_.history):
        if event.name == "DueSet":
            return list(event.payload["arithmetic"]), event.payload["reason"]
    return [], ""


def answer_arithmetic_of(page_: Page) -> list[dict[str, Any]]:
    """Return how the date of the answer was counted when it was told anew; empty while the first one stands."""
    for event in reversed(page_.history):
        if event.name == "AnswerSet" and datetime.fromisoformat(event.payload["answer_by"]) == page_.answer_by:
            return list(event.payload["arithmetic"])
    return []


def result_of(who: Person, dossier_id: int) -> Result | None:
    """Return the result of a dossier, when there is one this person may see; one query."""
    return Result.objects.visible_to(who).filter(dossier_id=dossier_id).first()


def slip_pdf(who: Person, slip_id: int) -> tuple[str, bytes] | None:
    """Return (file name, PDF) of a form issued for a dossier, made of the data frozen when it was issued."""
    slip = Slip.objects.visible_to(who).filter(pk=slip_id).select_related("dossier").first()
    if slip is None:
        return None
    template = template_for(slip.form, on=slip.made_at.date(), generation=slip.generation)
    return f"{slip.dossier.code}-mau-{slip.form}.pdf", render(template, slip.data)
