"""A visit at the counter: who sits there, what they came for, and taking it in (R2.4 to R2.6, R2.14).

Services and reads of one small thing, in one file: the page draws `Sitting`, every other function changes it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from motcua.counter.models import Matter, Ticket, Visit
from motcua.dossiers.forms_of import form_of
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine import Facts, KnownFact, date_value
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.platform.errors import DomainError, Forbidden, Invalid, NotFound

log = structlog.get_logger()

MOST_PEOPLE, MOST_MATTERS = 12, 20
KEPT = timedelta(hours=24)  # an unfinished visit is forgotten after a day (P)


class VisitFull(DomainError):
    """More people or matters than one sitting holds; `facts["most"]`."""

    code = "visit_full"


@dataclass(frozen=True)
class PersonHere:
    """Somebody spoken of at the counter. `number` is his place in this visit; `source`: card | typed."""

    number: int
    full_name: str
    personal_number: str = ""
    birth: str = ""  # ISO, cut to what is known: 1950, 1950-02, 1950-02-14
    sex: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    source: str = "typed"
    person_id: int | None = None  # known here: number, name and birth date agree

    @property
    def birth_date(self) -> date | None:
        """The first day of what is known of his birth."""
        if not self.birth:
            return None
        year, month, day = (*(int(part) for part in self.birth.split("-")), 1, 1)[:3]
        return date(year, month, day)

    @property
    def birth_precision(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.birth), "day")


@dataclass(frozen=True)
class Sitting:
    """A visit as its page shows it."""

    visit: Visit
    people: tuple[PersonHere, ...]
    matters: tuple[Matter, ...]

    def person(self, number: int | None) -> PersonHere | None:
        """Somebody by his number; the first one when none is named."""
        if number is None:
            return self.people[0] if self.people else None
        return next((p for p in self.people if p.number == number), None)

    @property
    def waiting(self) -> tuple[Matter, ...]:
        """What is not a dossier yet."""
        return tuple(m for m in self.matters if not m.code)


def my_counter(who: Person, on: date) -> tuple[int, int]:
    """Return (receiving unit, committee) of the counter this officer sits at; Forbidden when he receives nowhere."""
    units = sorted({scope // 256 for scope in who.scopes(Part.RECEIVING)})
    if not units:
        raise Forbidden("receives nowhere", why="not_my_counter")
    own = who.post.unit_id if who.post and who.post.unit_id in units else units[0]
    return own, identity.committee_of(own, on)


@transaction.atomic
def begin(who: Person, *, now: datetime) -> int:
    """Begin a visit, or return to the one this officer has open with nobody in it yet."""
    unit, _ = my_counter(who, now.date())
    waited_for = Ticket.objects.filter(called_by=who.account_id, state="serving", visit_id__isnull=False)
    empty = (
        Visit.objects.filter(account_id=who.account_id, ended_at=None, people=[], matters=None)
        .exclude(pk__in=waited_for.values("visit_id"))  # somebody was called to it and is only not written down yet
        .first()
    )
    if empty is not None:
        return empty.id
    return Visit.objects.create(account_id=who.account_id, unit_id=unit, began_at=now, touched_at=now).id


def open_visits(who: Person, *, limit: int = 10) -> list[Sitting]:
    """Return this officer's visits that are not over, newest first; two queries."""
    rows = Visit.objects.filter(account_id=who.account_id, ended_at=None).order_by("-touched_at")[:limit]
    return [sitting_of(row) for row in rows.prefetch_related("matters")]


def sitting(who: Person, visit_id: int) -> Sitting:
    """Return a visit of this officer; NotFound for anybody else's."""
    row = Visit.objects.filter(pk=visit_id, account_id=who.account_id).prefetch_related("matters").first()
    if row is None:
        raise NotFound("no such visit")
    return sitting_of(row)


def sitting_of(row: Visit) -> Sitting:
    told = tuple(PersonHere(**p) for p in row.people)
    matters = sorted((m for m in row.matters.all() if m.dropped_at is None), key=lambda m: m.ordinal)
    return Sitting(row, told, tuple(matters))


def locked_visit(who: Person, visit_id: int) -> Visit:
    row = Visit.objects.select_for_update().filter(pk=visit_id, account_id=who.account_id, ended_at=None).first()
    if row is None:
        raise NotFound("no such open visit")
    return row


@transaction.atomic
def put_person(who: Person, visit_id: int, person: PersonHere, *, now: datetime) -> PersonHere:
    """Put somebody into the visit, or correct him (by his number); fill the forms he already stands in.

    A person known here is recognised when number, name and birth date agree; a number that belongs to somebody else
    is told as a fault, never whose it is.
    """
    row = locked_visit(who, visit_id)
    if not person.full_name.strip():
        raise Invalid(faults=("full_name",))
    told = [PersonHere(**p) for p in row.people]
    if person.number == 0:
        if len(told) >= MOST_PEOPLE:
            raise VisitFull(most=MOST_PEOPLE)
        row.last_person += 1
        person = replace(person, number=row.last_person)
    person = replace(person, person_id=_recognised(person))
    told = [*(p for p in told if p.number != person.number), person]
    row.people = [asdict(p) for p in sorted(told, key=lambda p: p.number)]
    row.touched_at = now
    row.save(update_fields=["people", "touched_at", "last_person"])
    for matter in row.matters.filter(dossier_id=None, dropped_at=None):
        if matter.sitter == person.number:
            write_down(who, matter.draft_id, person, now)
    return person


def _recognised(person: PersonHere) -> int | None:
    if len(person.personal_number) != 12:
        return None
    match people.person_at_counter(person.personal_number, person.full_name, person.birth_date):
        case people.Recognised(person_id):
            return person_id
        case people.SomebodyElse():
            raise Invalid(faults=("number_of_another",))
    return None


@transaction.atomic
def drop_person(who: Person, visit_id: int, number: int, *, now: datetime) -> None:
    """Take somebody out of the visit again, unless a matter stands in his name."""
    row = locked_visit(who, visit_id)
    if row.matters.filter(sitter=number, dropped_at=None).exists():
        raise Invalid(faults=("person_in_use",))
    row.people, row.touched_at = [p for p in row.people if p["number"] != number], now
    row.save(update_fields=["people", "touched_at"])


def write_down(who: Person, draft_id: int, person: PersonHere, now: datetime) -> None:
    form = form_of(drafts.draft(who, draft_id).version_id)
    if form is not None:
        forms.write_down(who, draft_id, form=form, seen=_facts_of(person, now), now=now)


def _facts_of(person: PersonHere, now: datetime) -> Facts:
    """What is known of the one who files, in the words of the packs."""
    told = {
        "applicant.full_name": person.full_name,
        "applicant.personal_number": person.personal_number,
        "applicant.phone": person.phone,
        "applicant.email": person.email,
    }
    if (born := person.birth_date) is not None:
        told["applicant.birth_date"] = date_value(born.year, born.month, born.day, precision=person.birth_precision)
    return {fact: KnownFact(value, now, person.source) for fact, value in told.items() if value}


@transaction.atomic
def end(who: Person, visit_id: int, *, now: datetime) -> None:
    """End a visit: what was not filed is put away, and what was typed of people is forgotten."""
    row = locked_visit(who, visit_id)
    for one in row.matters.filter(dossier_id=None, dropped_at=None):
        forms.close(who, one.draft_id, now=now)
        forms.erase(who, one.draft_id)
        one.dropped_at = now
        one.save(update_fields=["dropped_at"])
    _forget(row, now)


def forget_old(*, now: datetime) -> int:
    """Forget visits nobody finished within a day; for background work. Drafts behind them are closed and emptied."""
    count = 0
    for row in Visit.objects.filter(ended_at=None, touched_at__lt=now - KEPT):
        left = list(row.matters.filter(dossier_id=None, dropped_at=None).values_list("draft_id", flat=True))
        forms.forget(left, now=now)
        row.matters.filter(draft_id__in=left).update(dropped_at=now, papers={}, mandate={}, receipt={})
        _forget(row, now)
        count += 1
    return count


def _forget(row: Visit, now: datetime) -> None:
    row.people, row.help, row.ended_at, row.touched_at = [], {}, now, now
    row.save(update_fields=["people", "help", "ended_at", "touched_at"])
    Ticket.objects.filter(visit_id=row.id, state="serving").update(state="done", ended_at=now)
