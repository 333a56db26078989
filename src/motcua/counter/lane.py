"""The fast lane: one line typed is one dossier taken in, paid and on its way (docs/packs.md, "lane").

A procedure says in its pack which row of its form is a piece, what is asked of it and what is taken as given. Whatever
is unusual goes through a visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import structlog
from django.db import connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.counter.nobody import open_for_other
from motcua.counter.visits import my_counter
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Answers, Dossier, Party, SubmissionKey
from motcua.dossiers.services import drafting, intake
from motcua.dossiers.services.charging import lines_of
from motcua.dossiers.services.intake import Counter, PaperGiven, Receipt, Sitter
from motcua.forms.engine import Form
from motcua.forms.engine.model import Field
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.payments import queries as payments
from motcua.payments.rules import total
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Invalid, NotFound

log = structlog.get_logger()


class NotForTheLane(Invalid):
    """This piece needs more than a line: an amount nobody published, or questions the lane does not ask."""

    code = "not_for_the_lane"


@dataclass(frozen=True)
class Lane:
    """A procedure's fast lane in one committee: what is asked of a piece, what is taken as given."""

    procedure: str
    title: str
    committee_id: int
    unit_id: int
    version_id: int
    form: Form
    block: Field
    asked: tuple[Field, ...]
    defaults: Mapping[str, Any]
    papers: Mapping[str, str]

    @property
    def declarations(self) -> tuple[Field, ...]:
        """What the officer vouches for with each piece."""
        return tuple(f for f in self.form.fields.values() if f.type == "declaration")


@dataclass(frozen=True)
class Piece:
    """One dossier of the lane as its list shows it; `amount` in dong."""

    code: str
    name: str
    told: tuple[Any, ...]
    amount: int | None
    is_paid: bool
    at: datetime


def lane(procedure: str, *, who: Person, on: date) -> Lane:
    """Return the fast lane of a procedure at this officer's counter; NotFound when its pack has none."""
    unit, committee_id = my_counter(who, on)
    terms = catalogue.terms(procedure, identity.unit_view(committee_id, on), on)
    form, told = form_of(terms.version_id), terms.pack.procedure.get("lane")
    if told is None or form is None:
        raise NotFound("no fast lane", procedure=procedure)
    block = form.fields[told["block"]]
    return Lane(
        procedure=procedure,
        title=terms.pack.short_name,
        committee_id=committee_id,
        unit_id=unit,
        version_id=terms.version_id,
        form=form,
        block=block,
        asked=tuple(block.inner(key) for key in told["ask"]),
        defaults=told["defaults"],
        papers=told["papers"],
    )


def lanes(packs: Sequence[Pack]) -> list[tuple[str, str]]:
    """Return code and title of the procedures that have a fast lane."""
    return [(pack.code, pack.short_name) for pack in packs if pack.procedure.get("lane")]


@transaction.atomic
def take(
    chosen: Lane, row: Mapping[str, Any], *, sitter: Sitter, receipt: str, key: str, who: Person, now: datetime
) -> str:
    """Take in one piece and return its code; the same `key` again answers with the same code.

    `row` holds the JSON values of what is asked. Raises Invalid with what is wrong (engine.Fault), NotForTheLane
    where no amount is published; `receipt` "" leaves the money for later.
    """
    with connection.cursor() as cursor:  # Enter pressed twice: the second waits and finds the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [str(who.account_id), key])
    if (known := SubmissionKey.objects.filter(account_id=who.account_id, key=key).first()) is not None:
        return Dossier.objects.visible_to(who).get(draft_id=known.draft_id).code
    draft = open_for_other(who, chosen, now=now)
    answers = {
        **{f.key: sitter.full_name for f in _fields(chosen.form, "applicant.full_name")},
        **{f.key: sitter.phone for f in _fields(chosen.form, "applicant.phone") if sitter.phone},
        chosen.block.key: [{**chosen.defaults, **row}],
        **{f.key: True for f in chosen.declarations},
    }
    papers = {one: PaperGiven(originals=1, held="" if how == "seen" else how) for one, how in chosen.papers.items()}
    counter = Counter(sitter, papers, wants_slip=False)
    context = intake.check_at_counter(draft, counter, who=who, now=now).context
    kept, faults = drafting.keep(draft, answers, who=who, now=now, context=context)
    if faults:
        raise Invalid(faults=faults)
    checked = intake.check_at_counter(kept, counter, who=who, now=now)
    owed = total(lines_of(checked.charges))
    if owed is None:
        raise NotForTheLane(faults=("fee_unknown",))
    if receipt and owed:
        counter = Counter(sitter, papers, wants_slip=False, receipt=Receipt(Decimal(owed), receipt))
    dossier = intake.take_in(draft.id, counter, accept=True, who=who, now=now)
    SubmissionKey.objects.create(account_id=who.account_id, key=key, fingerprint="", draft_id=draft.id, at=now)
    log.info("lane.taken", dossier=dossier.id)
    return dossier.code


def _fields(form: Form, fact: str) -> list[Field]:
    return [f for f in form.fields.values() if f.fact == fact]


def day_book(chosen: Lane, on: date, *, who: Person, limit: int = 200) -> list[Piece]:
    """Return the pieces of a day at this counter, newest first; four queries."""
    begins = datetime.combine(on, time.min, ZONE)
    ends = datetime.combine(on, time.max, ZONE)
    rows = list(
        Dossier.objects.visible_to(who)
        .filter(
            procedure=chosen.procedure,
            origin="counter",
            receiving_unit_id=chosen.unit_id,
            submitted_at__range=(begins, ends),
        )
        .order_by("-submitted_at", "-id")[:limit]
    )
    ids = [row.id for row in rows]
    told = {
        a.dossier_id: a.values.get(chosen.block.key, {}).get("value") or []
        for a in Answers.objects.visible_to(who).filter(dossier_id__in=ids)
    }
    names = dict(
        Party.objects.visible_to(who).filter(dossier_id__in=ids, role="submitter").values_list("dossier_id", "name")
    )
    owed = payments.obligations_of(ids)
    made = []
    for row in rows:
        first: Mapping[str, Any] = next(iter(told.get(row.id, [])), {})
        due = owed.get(row.id)
        made.append(
            Piece(
                code=row.code,
                name=names.get(row.id, ""),
                told=tuple(first.get(f.key, "") for f in chosen.asked),
                amount=None if due is None or due.amount is None else int(due.amount),
                is_paid=due is None or not due.owes,
                at=row.submitted_at,
            )
        )
    return made
