"""Readings of the office's books: register 07, control slip 06, the day's hand-overs, what is late or not fetched.

Everything goes through the access predicate; what a person may not see is not in his book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, Sum

from motcua.dossiers.letter_words import settled
from motcua.dossiers.models import BookEntry, Component, Dossier, Handover, Party, ResultReturn
from motcua.dossiers.rules.handing_over import Outcome, outcome
from motcua.dossiers.rules.states import Status
from motcua.identity.queries import Person

BATCH = 500
MOST = 200  # lines of a list on the screen


@dataclass(frozen=True)
class RegisterLine:
    """One line of the register (form 07). A confidential dossier tells neither its people nor what it is about.

    `subjects` are the persons and organisations it is about, for the log of reads.
    """

    number: int
    dossier_id: int
    code: str
    procedure: str
    applicant: str
    address: str
    phone: str  # masked (R9.17)
    committee_id: int
    received_at: datetime | None
    due_at: datetime | None
    no_limit: bool
    sent_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    way: str
    receiver: str
    signed_by: str
    by_mandate: bool
    status: Status
    subjects: tuple[int, ...]


def register_years(who: Person, unit_id: int) -> list[int]:
    """Return the years a unit's register has lines this person may see in, newest first; one query."""
    rows = _entries(who, unit_id).order_by("-year").values_list("year", flat=True).distinct()
    return list(rows)


def register_span(who: Person, unit_id: int, year: int) -> tuple[int, int, int]:
    """Return (first, last number, lines) of a register as this person may see it, zeros when empty; one query."""
    rows = _entries(who, unit_id).filter(year=year)
    told = rows.aggregate(first=Min("number"), last=Max("number"))
    return told["first"] or 0, told["last"] or 0, rows.count() if told["last"] else 0


def register(
    who: Person, unit_id: int, year: int, *, first: int = 1, last: int | None = None
) -> Iterator[list[RegisterLine]]:
    """Yield the register of a unit and year in batches, by number: four queries a batch, however big the year."""
    after = first - 1
    while True:
        rows = _entries(who, unit_id).filter(year=year, number__gt=after)
        if last is not None:
            rows = rows.filter(number__lte=last)
        entries = list(rows.select_related("dossier").order_by("number")[:BATCH])
        if not entries:
            return
        yield _lines(who, entries)
        after = entries[-1].number


def _entries(who: Person, unit_id: int):  # type: ignore[no-untyped-def]
    return BookEntry.objects.visible_to(who).filter(unit_id=unit_id, register="receipt")


def _lines(who: Person, entries: Sequence[BookEntry]) -> list[RegisterLine]:
    ids = [e.dossier_id for e in entries]
    parties: dict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.visible_to(who).filter(dossier_id__in=ids).order_by("id"):
        parties[party.dossier_id].append(party)
    sent = dict(
        Handover.objects.visible_to(who)
        .filter(dossier_id__in=ids, kind="forward", undone_at=None)
        .values_list("dossier_id")
        .annotate(first=Min("at"))
    )
    returns = {r.dossier_id: r for r in ResultReturn.objects.visible_to(who).filter(dossier_id__in=ids)}
    return [_line(e, parties[e.dossier_id], sent.get(e.dossier_id), returns.get(e.dossier_id)) for e in entries]


def _line(
    entry: BookEntry, parties: Sequence[Party], sent: datetime | None, given: ResultReturn | None
) -> RegisterLine:
    dossier = entry.dossier
    is_closed = dossier.secrecy > 0
    submitter = next((p for p in parties if p.role == "submitter"), None)
    shown = None if is_closed else submitter
    return RegisterLine(
        number=entry.number,
        dossier_id=dossier.id,
        code=dossier.code,
        procedure="" if is_closed else dossier.title,
        applicant=shown.name if shown else "",
        address=shown.address if shown else "",
        phone=mask_phone(shown.phone) if shown else "",
        committee_id=dossier.committee_id,
        received_at=dossier.accepted_at,
        due_at=dossier.due_at,
        no_limit=bool(dossier.no_limit_reason),
        sent_at=sent,
        finished_at=dossier.completed_at,
        returned_at=dossier.returned_at,
        way=given.way if given else "",
        receiver="" if is_closed or given is None else given.receiver,
        signed_by=given.signed_by if given else "",
        by_mandate=given is not None and given.mandate is not None,
        status=Status(dossier.status),
        subjects=tuple({s for p in parties if (s := p.organisation_id or p.person_id)}),
    )


def mask_phone(phone: str) -> str:
    """Return a phone number with its middle hidden (R9.17); one too short to mask is not shown at all.

    >>> mask_phone("0912000412"), mask_phone("113"), mask_phone("")
    ('0912***412', '', '')
    """
    plain = "".join(phone.split())
    return f"{plain[:4]}***{plain[-3:]}" if len(plain) > 8 else ""


@dataclass(frozen=True)
class HandoverLine:
    """One hand-over: from where and whom to where and whom, and how it stood against its date."""

    id: int
    dossier_id: int
    code: str
    title: str
    person: str
    kind: str
    from_step: str
    to_step: str
    from_unit_id: int
    to_unit_id: int
    from_account_id: int | None
    to_account_id: int | None
    at: datetime
    outcome: Outcome
    note: str
    due_at: datetime | None  # of the dossier
    originals: int
    given_at: datetime | None
    given_by: int | None
    taken_up_at: datetime | None
    undone_at: datetime | None
    secrecy: int
    subject_id: int | None  # who filed it, for the log of reads


def handovers_of(who: Person, dossier_id: int) -> list[HandoverLine]:
    """Return every hand-over of a dossier, first to last, taken back ones too; three queries."""
    rows = Handover.objects.visible_to(who).filter(dossier_id=dossier_id).select_related("dossier").order_by("ordinal")
    return _handover_lines(who, list(rows))


def handovers_on(who: Person, since: datetime, until: datetime) -> list[HandoverLine]:
    """Return the hand-overs of a span of time this person may see, as they stand, earliest first; three queries."""
    rows = (
        Handover.objects.visible_to(who)
        .filter(at__gte=since, at__lt=until, undone_at=None)
        .select_related("dossier")
        .order_by("at", "id")[: MOST * 5]
    )
    return _handover_lines(who, list(rows))


def _handover_lines(who: Person, rows: Sequence[Handover]) -> list[HandoverLine]:
    ids = {r.dossier_id for r in rows}
    people = _submitters(who, ids)
    held = dict(
        Component.objects.visible_to(who)
        .filter(dossier_id__in=ids, held__in=("kept", "lent"), given_back_at=None)
        .values_list("dossier_id")
        .annotate(n=Sum("originals"))
    )
    return [
        HandoverLine(
            id=r.id,
            dossier_id=r.dossier_id,
            code=r.dossier.code,
            title=r.dossier.title,
            person=one.name,
            kind=r.kind,
            from_step=r.from_step,
            to_step=r.to_step,
            from_unit_id=r.from_unit_id,
            to_unit_id=r.to_unit_id,
            from_account_id=r.from_account_id,
            to_account_id=r.to_account_id,
            at=r.at,
            outcome=outcome(r.at, r.due_at),
            note=r.note,
            due_at=r.dossier.due_at,
            originals=held.get(r.dossier_id) or 0,
            given_at=r.given_at,
            given_by=r.given_by,
            taken_up_at=r.taken_up_at,
            undone_at=r.undone_at,
            secrecy=r.dossier.secrecy,
            subject_id=one.organisation_id or one.person_id,
        )
        for r in rows
        for one in [people.get(r.dossier_id) or Party(name="")]
    ]


@dataclass(frozen=True)
class Watched:
    """A dossier on a list of what must not be forgotten: late without an apology, or a result nobody fetched."""

    dossier_id: int
    code: str
    title: str
    person: str
    phone: str
    due_at: datetime | None
    completed_at: datetime | None
    assignee_id: int | None
    letter_waits: bool
    subject_id: int | None  # who filed it, for the log of reads


def unapologised(who: Person, *, now: datetime) -> list[Watched]:
    """Return what is late while nobody has signed an apology (R2.34), latest first; two queries."""
    rows = Dossier.objects.visible_to(who).filter(
        status__in=[Status.ACCEPTED, Status.IN_PROCESS], was_accepted=True, due_at__lt=now, apology_signed_at=None
    )
    return _watched(who, list(rows.order_by("due_at")[:MOST]))


def uncollected(who: Person, *, now: datetime, days: int | None = None) -> list[Watched]:
    """Return results that have waited to be fetched for `days` (data/letters.yaml), longest first; two queries."""
    wait = timedelta(days=settled()["uncollected"]["after_days"] if days is None else days)
    rows = Dossier.objects.visible_to(who).filter(status=Status.COMPLETED, completed_at__lt=now - wait)
    return _watched(who, list(rows.order_by("completed_at")[:MOST]))


def _watched(who: Person, rows: Sequence[Dossier]) -> list[Watched]:
    people = _submitters(who, [d.id for d in rows])
    return [
        Watched(
            d.id, d.code, d.title, one.name, one.phone, d.due_at, d.completed_at, d.assignee_id,
            d.apology_drafted_at is not None, one.organisation_id or one.person_id,
        )
        for d in rows
        for one in [people.get(d.id) or Party(name="", phone="")]
    ]  # fmt: skip


def _submitters(who: Person, ids: Collection[int]) -> dict[int, Party]:
    """Return who filed each dossier, as far as this person may see it; one query."""
    parties = Party.objects.visible_to(who).filter(dossier_id__in=ids, role="submitter").order_by("-id")
    return {party.dossier_id: party for party in parties}
