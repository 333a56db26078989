"""What somebody came for: choosing it, keeping what is said of it, and taking it in (R2.4 to R2.6, R2.14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.paperless import paperless
from motcua.counter.models import Matter
from motcua.counter.nobody import NobodysFacts
from motcua.counter.visits import MOST_MATTERS, Sitting, VisitFull, locked_visit, sitting, sitting_of, write_down
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import intake
from motcua.dossiers.services.checking import COUNTER, POST, Checked
from motcua.dossiers.services.intake import Counter, PaperGiven, Receipt, Sitter
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine import Form
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.errors import DomainError, Invalid, NotFound


@dataclass(frozen=True)
class MatterHere:
    """One thing they came for, with everything typed of it."""

    row: Matter
    draft: DraftView
    form: Form

    @property
    def is_done(self) -> bool:
        return bool(self.row.code)


@transaction.atomic
def add_matter(who: Person, visit_id: int, procedure: str, *, committee_id: int, sitter: int, now: datetime) -> int:
    """Choose a procedure for somebody of the visit; return the matter's number in it.

    Raises NotFound when the procedure does not exist there, Invalid when it is not taken in at a counter.
    """
    row = locked_visit(who, visit_id)
    here = sitting_of(row)
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
    write_down(who, draft.id, person, now)
    row.touched_at = now
    row.save(update_fields=["touched_at"])
    return last + 1


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
    paper_reason: Mapping[str, str] | None = None


@transaction.atomic
def tell(who: Person, visit_id: int, ordinal: int, told: Told, *, now: datetime) -> None:
    """Keep what was said of a matter besides its form: papers, by whom and by what right, money, the slip."""
    row = locked_visit(who, visit_id)
    one = row.matters.select_for_update().filter(ordinal=ordinal, dossier_id=None, dropped_at=None).first()
    if one is None:
        raise NotFound("no such open matter")
    if all(p["number"] != told.sitter for p in row.people):
        raise Invalid(faults=("sitter",))
    one.papers = {key: asdict(paper) for key, paper in told.papers.items() if paper.originals or paper.copies}
    one.sitter, one.channel = told.sitter, told.channel
    one.arrived_on = told.arrived_on if told.channel == POST else None
    one.mandate, one.receipt = dict(told.mandate or {}), dict(told.receipt or {})
    one.paper_reason = dict(told.paper_reason or {})
    one.declared_on_paper, one.wants_slip = told.declared_on_paper, told.wants_slip
    one.save()
    row.help, row.touched_at = dict(told.help or {}), now
    row.save(update_fields=["help", "touched_at"])


@transaction.atomic
def drop_matter(who: Person, visit_id: int, ordinal: int, *, now: datetime) -> None:
    """Put a matter away: its draft is closed, nothing was filed."""
    row = locked_visit(who, visit_id)
    one = row.matters.filter(ordinal=ordinal, dossier_id=None, dropped_at=None).first()
    if one is None:
        raise NotFound("no such open matter")
    forms.close(who, one.draft_id, now=now)
    forms.erase(who, one.draft_id)
    one.dropped_at = now
    one.save(update_fields=["dropped_at"])


def counter_of(here: Sitting, row: Matter, pack: Pack) -> Counter:
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
    receiving, _ = catalogue.competence(row.committee_id, row.procedure, pack.procedure["group"])
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


def check(who: Person, here: Sitting, one: MatterHere, *, now: datetime) -> tuple[Checked, Sequence[Any]]:
    """Return the matter as it would be taken in now, and what keeps it from being accepted."""
    lying = counter_of(here, one.row, catalogue.pack_of_version(one.draft.version_id))
    checked = intake.check_at_counter(one.draft, lying, who=who, now=now)
    return checked, intake.stops(checked, lying)


@transaction.atomic
def take_in(who: Person, visit_id: int, ordinal: int, *, accept: bool, now: datetime) -> str:
    """Make the dossier of a matter and return its code; pressing twice answers with the same code.

    `accept` false keeps it in state 1, to ask for what is missing (form 02) or to decline it (form 03).
    """
    row = locked_visit(who, visit_id)
    here = sitting_of(row)
    one = next((m for m in here.matters if m.ordinal == ordinal), None)
    if one is None:
        raise NotFound("no such matter")
    if one.code:
        return one.code
    pack = catalogue.pack_of_version(drafts.draft(who, one.draft_id).version_id)
    lying = counter_of(here, one, pack)
    if one.channel == COUNTER and (rule := paperless(one.committee_id, pack, now.date())) is not None:
        if not one.paper_reason:  # never a dead end: the officer says why, or helps to file online
            raise Invalid(faults=("paper_reason",))
        lying = replace(lying, paper_reason={**one.paper_reason, "rule": rule.id})
    made = intake.take_in(one.draft_id, lying, accept=accept, who=who, now=now)
    one.dossier_id, one.code, one.was_accepted = made.id, made.code, accept
    one.mandate, one.papers, one.receipt, one.paper_reason = {}, {}, {}, {}  # the dossier holds them now
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
