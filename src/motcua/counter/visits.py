"""A visit at the counter: who sits there, what they came for, and taking it in (R2.4 to R2.6, R2.14).

Services and reads of one small thing, in one file: the page draws `Sitting`, every other function changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.counter.models import Matter, Visit
from motcua.counter.nobody import NobodysFacts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import intake
from motcua.dossiers.services.checking import COUNTER, POST, Checked
from motcua.dossiers.services.intake import Counter, PaperGiven, Receipt, Sitter
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine import Facts, Form, KnownFact, date_value
from motcua.forms.queries import DraftView
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
class MatterHere:
    """One thing they came for, with everything typed of it."""

    row: Matter
    draft: DraftView
    form: Form

    @property
    def is_done(self) -> bool:
        return bool(self.row.code)


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
    empty = Visit.objects.filter(account_id=who.account_id, ended_at=None, people=[], matters=None).first()
    if empty is not None:
        return empty.id
    return Visit.objects.create(account_id=who.account_id, unit_id=unit, began_at=now, touched_at=now).id


def open_visits(who: Person, *, limit: int = 10) -> list[Sitting]:
    """Return this officer's visits that are not over, newest first; two queries."""
    rows = Visit.objects.filter(account_id=who.account_id, ended_at=None).order_by("-touched_at")[:limit]
    return [_sitting(row) for row in rows.prefetch_related("matters")]


def sitting(who: Person, visit_id: int) -> Sitting:
    """Return a visit of this officer; NotFound for anybody else's."""
    row = Visit.objects.filter(pk=visit_id, account_id=who.account_id).prefetch_related("matters").first()
    if row is None:
        raise NotFound("no such visit")
    return _sitting(row)


def _sitting(row: Visit) -> Sitting:
    told = tuple(PersonHere(**p) for p in row.people)
    matters = sorted((m for m in row.matters.all() if m.dropped_at is None), key=lambda m: m.ordinal)
    return Sitting(row, told, tuple(matters))


def _locked(who: Person, visit_id: int) -> Visit:
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
    row = _locked(who, visit_id)
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
            _write_down(who, matter.draft_id, person, now)
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
    row = _locked(who, visit_id)
    if row.matters.filter(sitter=number, dropped_at=None).exists():
        raise Invalid(faults=("person_in_use",))
    row.people, row.touched_at = [p for p in row.people if p["number"] != number], now
    row.save(update_fields=["people", "touched_at"])


@transaction.atomic
def add_matter(who: Person, visit_id: int, procedure: str, *, committee_id: int, sitter: int, now: datetime) -> int:
    """Choose a procedure for somebody of the visit; return the matter's number in it.

    Raises NotFound when the procedure does not exist there, Invalid when it is not taken in at a counter.
    """
    row = _locked(who, visit_id)
    here = _sitting(row)
    person = here.person(sitter)
    if person is None:
        raise Invalid(faults=("sitter",))
    last = max((m.ordinal for m in row.matters.all()), default=0)
    if last >= MOST_MATTERS:
        raise VisitFull(most=MOST_MATTERS)
    unit = identity.unit_view(committee_id, now.date())
    terms = catalogue.terms(procedure, unit, now.date())
    form = form_of(terms.version_id)
    if form is None or "direct" not in terms.pack.procedure["channels"]:
        raise Invalid(faults=("not_at_counter",))
    draft = forms.open_draft(
        who,
        unit_id=committee_id,
        subject=procedure,
        version_id=terms.version_id,
        form=form,
        facts=NobodysFacts(),
        now=now,
        is_for_other=True,
    )
    limit = terms.pack.cases[0].limit
    Matter.objects.create(
        visit=row,
        ordinal=last + 1,
        draft_id=draft.id,
        procedure=procedure,
        title=terms.pack.short_name[:200],
        committee_id=committee_id,
        sitter=person.number,
        wants_slip=limit is None or limit.unit != "same_day",  # R2.11
    )
    _write_down(who, draft.id, person, now)
    row.touched_at = now
    row.save(update_fields=["touched_at"])
    return last + 1


def _write_down(who: Person, draft_id: int, person: PersonHere, now: datetime) -> None:
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


def matter(who: Person, here: Sitting, ordinal: int) -> MatterHere:
    """Return one matter of a visit with its form; NotFound when it is not there."""
    row = next((m for m in here.matters if m.ordinal == ordinal), None)
    if row is None:
        raise NotFound("no such matter")
    draft = drafts.draft(who, row.draft_id)
    form = form_of(draft.version_id)
    if form is None:
        raise NotFound("this version has no form")
    return MatterHere(row, draft, form)


@dataclass(frozen=True)
class Told:
    """What the page says of a matter besides the answers of its form."""

    papers: Mapping[str, PaperGiven]
    sitter: int
    channel: int = COUNTER
    arrived_on: date | None = None
    mandate: Mapping[str, Any] | None = None
    declared_on_paper: bool = False
    wants_slip: bool = True
    receipt: Mapping[str, str] | None = None
    help: Mapping[str, Any] | None = None


@transaction.atomic
def tell(who: Person, visit_id: int, ordinal: int, told: Told, *, now: datetime) -> None:
    """Keep what was said of a matter besides its form: papers, by whom and by what right, money, the slip."""
    row = _locked(who, visit_id)
    one = row.matters.select_for_update().filter(ordinal=ordinal, dossier_id=None, dropped_at=None).first()
    if one is None:
        raise NotFound("no such open matter")
    if all(p["number"] != told.sitter for p in row.people):
        raise Invalid(faults=("sitter",))
    one.papers = {key: asdict(paper) for key, paper in told.papers.items() if paper.originals or paper.copies}
    one.sitter, one.channel = told.sitter, told.channel
    one.arrived_on = told.arrived_on if told.channel == POST else None
    one.mandate, one.receipt = dict(told.mandate or {}), dict(told.receipt or {})
    one.declared_on_paper, one.wants_slip = told.declared_on_paper, told.wants_slip
    one.save()
    row.help, row.touched_at = dict(told.help or {}), now
    row.save(update_fields=["help", "touched_at"])


@transaction.atomic
def drop_matter(who: Person, visit_id: int, ordinal: int, *, now: datetime) -> None:
    """Put a matter away: its draft is closed, nothing was filed."""
    row = _locked(who, visit_id)
    one = row.matters.filter(ordinal=ordinal, dossier_id=None, dropped_at=None).first()
    if one is None:
        raise NotFound("no such open matter")
    forms.close(who, one.draft_id, now=now)
    forms.erase(who, one.draft_id)
    one.dropped_at = now
    one.save(update_fields=["dropped_at"])


def counter_of(here: Sitting, row: Matter) -> Counter:
    """Return what lies on the counter for a matter, as taking it in wants it."""
    person = here.person(row.sitter)
    if person is None:
        raise Invalid(faults=("sitter",))
    sitter = Sitter(
        full_name=person.full_name,
        person_id=person.person_id,
        personal_number=person.personal_number,
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        phone=person.phone,
        email=person.email,
        address=person.address,
        mandate=row.mandate or None,
    )
    money = row.receipt
    receipt = Receipt(Decimal(money["amount"]), money["number"], money.get("ground", "")) if money else None
    own = here.visit.unit_id
    receiving, _ = catalogue.competence(
        row.committee_id, row.procedure, catalogue.pack_of_version(_version(row)).procedure["group"]
    )
    return Counter(
        sitter=sitter,
        papers={key: PaperGiven(**paper) for key, paper in row.papers.items()},
        channel=row.channel,
        arrived_on=row.arrived_on,
        declared_on_paper=row.declared_on_paper,
        wants_slip=row.wants_slip,
        receipt=receipt,
        support_unit_id=own if own != receiving else None,
        help_given=here.visit.help or None,
    )


def _version(row: Matter) -> int:
    from motcua.forms.models import Draft

    return Draft.objects.values_list("version_id", flat=True).get(pk=row.draft_id)


def check(who: Person, here: Sitting, one: MatterHere, *, now: datetime) -> tuple[Checked, Sequence[Any]]:
    """Return the matter as it would be taken in now, and what keeps it from being accepted."""
    lying = counter_of(here, one.row)
    checked = intake.check_at_counter(one.draft, lying, who=who, now=now)
    return checked, intake.stops(checked, lying)


@transaction.atomic
def take_in(who: Person, visit_id: int, ordinal: int, *, accept: bool, now: datetime) -> str:
    """Make the dossier of a matter and return its code; pressing twice answers with the same code.

    `accept` false keeps it in state 1, to ask for what is missing (form 02) or to decline it (form 03).
    """
    row = _locked(who, visit_id)
    here = _sitting(row)
    one = next((m for m in here.matters if m.ordinal == ordinal), None)
    if one is None:
        raise NotFound("no such matter")
    if one.code:
        return one.code
    made = intake.take_in(one.draft_id, counter_of(here, one), accept=accept, who=who, now=now)
    one.dossier_id, one.code, one.was_accepted = made.id, made.code, accept
    one.mandate, one.papers, one.receipt = {}, {}, {}  # the dossier holds them now
    one.save()
    row.touched_at = now
    row.save(update_fields=["touched_at"])
    return made.code


@dataclass(frozen=True)
class Taken:
    """What became of one matter when all were taken in: its code, or what kept it back."""

    ordinal: int
    title: str
    code: str = ""
    refusal: DomainError | None = None


def take_in_all(who: Person, visit_id: int, *, now: datetime) -> list[Taken]:
    """Accept every open matter of a visit, each for itself: one that lacks something does not hold back the others."""
    done = []
    for one in sitting(who, visit_id).waiting:
        try:
            code = take_in(who, visit_id, one.ordinal, accept=True, now=now)
        except DomainError as refusal:
            done.append(Taken(one.ordinal, one.title, refusal=refusal))
        else:
            done.append(Taken(one.ordinal, one.title, code))
    return done


@transaction.atomic
def end(who: Person, visit_id: int, *, now: datetime) -> None:
    """End a visit: what was not filed is put away, and what was typed of people is forgotten."""
    row = _locked(who, visit_id)
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
