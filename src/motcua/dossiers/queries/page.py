"""One dossier with everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Case
from motcua.documents.printing import render, template_for
from motcua.dossiers.asides import may_have, with_asides
from motcua.dossiers.models import (
    Access,
    Component,
    Dossier,
    Party,
    Pause,
    Result,
    Slip,
    Supplement,
    SupplementItem,
)
from motcua.dossiers.parties import PartyView, on_behalf
from motcua.dossiers.queries.standing import with_standing
from motcua.dossiers.rules import acts
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services.common import other_cases, situation_of
from motcua.dossiers.services.judging import Judged, closed_keys, groups_of, to_judge
from motcua.forms.engine.summary import SummaryGroup
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.events import Event


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
    rows = with_asides(with_standing(Dossier.objects.visible_to(who))).annotate(is_turn=turn)
    return rows.filter(codes__code=code.upper()).first()


@dataclass(frozen=True)
class Paper:
    """A component of a dossier with the files that fill it."""

    key: str
    name: str
    filled_by: str
    is_required: bool
    slot: str
    originals: int = 0
    copies: int = 0
    held: str = ""


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
    def may_have_result(self) -> bool:
        """Tell whether asking for its result is worth it; it was read with the dossier whether there is one."""
        return may_have(self.row, "dossier_result")

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
        waits_for_citizen=bool(getattr(row, "asks_applicant", False))
        and (not getattr(row, "is_turn", False) or bool(getattr(row, "asks_more_days", False))),
        is_paused=bool(getattr(row, "is_paused", False)),
        is_owed=bool(getattr(row, "is_owed", False)),
        steps=names,
        parties=tuple(
            PartyView(p.role, p.name, p.personal_number, p.phone, p.address, p.person_id, p.organisation_id)
            for p in parties_of(who, row.id)
        ),
        papers=tuple(
            Paper(c.key, c.name, c.filled_by, c.is_required, fills.get(c.key, ""), c.originals, c.copies, c.held)
            for c in Component.objects.visible_to(who).filter(dossier_id=row.id).order_by("id")
        ),
        row=row,
    )


def choices_for(who: Person, page_: Page, *, now: datetime) -> tuple[acts.Choice, ...]:
    """Return what this officer may do with a dossier now, blocked acts with their reason."""
    return acts.choices(situation_for(who, page_, now=now))


def situation_for(who: Person, page_: Page, *, now: datetime) -> acts.Situation:
    """Return all that decides what this officer may do; a page asks once and reads every choice from it."""
    return situation_of(page_.row, catalogue.pack_of_version(page_.version_id), who, now)


def other_cases_of(page_: Page) -> tuple[Case, ...]:
    """Return the cases of its procedure an officer may move this dossier to."""
    return other_cases(page_.row, catalogue.pack_of_version(page_.version_id))


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
