"""A checked form becomes the rows of a dossier: the one place where dossiers begin, whatever way they come in.

The caller owns the transaction; everything here is inside it. `faultpoints` name the places where a test kills the
process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.needs import EFORM, Need
from motcua.documents import services as documents
from motcua.dossiers import events as happened
from motcua.dossiers.models import Access, Answers, Component, Dossier, DossierCode, Party
from motcua.dossiers.rules.acts import Holding
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import codes
from motcua.dossiers.services.charging import lines_of
from motcua.dossiers.services.checking import ONLINE, Checked
from motcua.dossiers.services.common import PART, scope_at, step_of, unit_of
from motcua.dossiers.services.faultpoints import reached
from motcua.dossiers.services.naming import Filer, Sitter, parties_of
from motcua.dossiers.services.news import tell_parties
from motcua.dossiers.services.promising import calendar_of, limit_of, policy_of
from motcua.forms.engine.parties import PartyFacts, parties
from motcua.forms.engine.sending import sections_by_secrecy
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.rules import Part, scope_of
from motcua.payments import services as money
from motcua.payments.rules import Line, total
from motcua.platform import clock, events
from motcua.platform.events import Personal
from motcua.platform.text import instant_vi


@dataclass(frozen=True)
class PaperGiven:
    """A paper handed over at the counter: sheets; the originals stay (kept) or go back with the result (lent)."""

    originals: int = 0
    copies: int = 0
    held: str = ""


@dataclass(frozen=True)
class Way:
    """How a dossier comes in (R2.4, R2.12, R2.15): origin and channel are different things (architecture 5).

    `account_id` is the citizen's who filed it, None at the counter; `papers` maps components to what was handed over.
    """

    origin: str = "local"
    channel: int = ONLINE
    account_id: int | None = None
    support_unit_id: int | None = None
    arrived_on: date | None = None
    assisted_by: int | None = None
    papers: Mapping[str, PaperGiven] | None = None


def open_dossier(
    checked: Checked,
    way: Way,
    filer: Filer,
    *,
    unit_id: int,
    subject: str,
    version_id: int,
    draft_id: int,
    seconds: int | None,
    who: Person,
    now: datetime,
) -> Dossier:
    """Write a new dossier in state 1 with all that belongs to it; `who` writes, `filer` is whose dossier it is."""
    dossier = _made(checked, way, unit_id=unit_id, draft_id=draft_id, subject=subject, now=now)
    _write(checked, way, filer, dossier, version_id, seconds, who, now)
    return dossier


def _made(checked: Checked, way: Way, *, unit_id: int, draft_id: int, subject: str, now: datetime) -> Dossier:
    pack, case = checked.pack, checked.pack.case(checked.case)
    receiving, handling = catalogue.competence(unit_id, subject, pack.procedure["group"])
    route = pack.route(checked.case)
    dossier = Dossier(
        code=codes.new_code(unit_id, now=now),
        procedure=subject,
        title=pack.short_name[:200],
        form_version_id=0,
        case=checked.case,
        secrecy=identity.secrecy_number(case.confidentiality),
        origin=way.origin,
        channel=way.channel,
        committee_id=unit_id,
        receiving_unit_id=receiving,
        handling_unit_id=handling,
        support_unit_id=way.support_unit_id,
        arrived_on=way.arrived_on,
        assisted_by=way.assisted_by,
        submitter_account_id=way.account_id,
        draft_id=draft_id,
        status=Status.SUBMITTED,
        step=route[0].key if route else "",
        submitted_at=now,
    )
    reached("coded")
    told = clock.answer_by(now, way.channel, calendar_of(dossier, "reception"), policy_of(pack))
    dossier.answer_by = told.at
    limit, _ = limit_of(pack, checked.case)
    if limit is not None and told.at is not None:
        dossier.estimated_at = clock.due(limit, told.at, [], calendar_of(dossier), policy_of(pack)).at
    return dossier


def _write(
    checked: Checked,
    way: Way,
    filer: Filer,
    dossier: Dossier,
    version_id: int,
    seconds: int | None,
    who: Person,
    now: datetime,
) -> None:
    dossier.form_version_id = version_id
    dossier.save(force_insert=True)
    DossierCode.objects.create(code=dossier.code, dossier=dossier, kind="local", since=now)
    reached("dossier_inserted")
    sections = sections_by_secrecy(checked.form, checked.answers, checked.context, settled=checked.settled)
    # An ordinary section of a confidential dossier is as secret as the dossier.
    classes = {key: identity.secrecy_number(key) or dossier.secrecy for key in sections}
    merged: dict[int, dict[str, Any]] = {}
    for key, values in sections.items():
        merged.setdefault(classes[key], {}).update({k: v.to_json() for k, v in values.items()})
    merged.setdefault(dossier.secrecy, {})
    Answers.objects.bulk_create([Answers(dossier=dossier, secrecy=c, values=v) for c, v in merged.items()])
    reached("answers_written")
    told = parties(checked.form, checked.answers, checked.context, settled=checked.settled)
    made = parties_of(_with_filer(told, filer), dossier, filer)
    Party.objects.bulk_create(made)
    reached("parties_written")
    _access(dossier, checked.pack, made, set(merged), filer, now)
    reached("access_written")
    given = way.papers or {}
    Component.objects.bulk_create(
        [
            _component(n, dossier, checked, given.get(n.component.key))
            for n in checked.needs
            if n.state != "undecided" or n.component.key in given or _slot_files(n, checked)
        ]
    )
    slots = {slot: _slot_secrecy(checked, slot, dossier.secrecy) for slot in checked.files}
    files = documents.move_to_dossier(dossier.draft_id, dossier.id, slots, now=now)
    reached("files_moved")
    lines = lines_of(checked.charges)
    money.owe(dossier.id, lines, now=now)
    reached("fees_fixed")
    events.record(
        ("dossier", dossier.id),
        happened.DossierSubmitted(
            code=dossier.code,
            procedure=dossier.procedure,
            version=version_id,
            channel=dossier.channel,
            origin=dossier.origin,
            answers=Personal(merged[dossier.secrecy]),
            files=[{"slot": f.slot, "sha256": f.sha256, "pages": f.pages} for f in files],
            answer_by=dossier.answer_by,
            estimated_at=dossier.estimated_at,
            seconds=seconds,
            assisted_by=dossier.assisted_by,
            fee=_fee(lines),
            arrived_on=dossier.arrived_on,
            case=dossier.case,
            receiving_unit=dossier.receiving_unit_id,
        ),
        actor=who.actor,
        at=now,
        unit_id=dossier.committee_id,
        secrecy=dossier.secrecy,
    )
    reached("event_recorded")
    answer = instant_vi(dossier.answer_by) if dossier.answer_by else ""
    tell_parties(dossier, "submitted", facts={"answer_by": answer}, now=now)
    reached("told")


def _fee(lines: Sequence[Line]) -> int | None:
    amount = total(lines) if lines else None
    return None if amount is None else int(amount)


def _with_filer(told: Sequence[PartyFacts], filer: Filer) -> list[PartyFacts]:
    """The parties with the one at the counter among them, where the form does not name him or says less of him."""
    if not isinstance(filer, Sitter):
        return list(told)
    me = PartyFacts(
        "submitter",
        name=filer.full_name,
        personal_number=filer.personal_number,
        birth_date=filer.birth_date,
        birth_precision=filer.birth_precision,
        phone=filer.phone,
        email=filer.email,
        residence=filer.address,
    )
    named = next((p for p in told if p.role == "submitter"), None)
    if named is not None:  # who sits there is read off his papers; the form may say more of him, never another name
        me = replace(
            me,
            phone=me.phone or named.phone,
            email=me.email or named.email,
            residence=named.residence or me.residence,
            relation=named.relation,
        )
    others = [p for p in told if p.role != "submitter"]
    if not any(p.role == "owner" for p in others):
        others.insert(0, replace(me, role="owner", same_as="submitter", relation=""))
    return [me, *others]


def _access(dossier: Dossier, pack: Pack, made: list[Party], classes: set[int], filer: Filer, now: datetime) -> None:
    """Who may see it from the first moment: the receiving unit, those who oversee, who must act, and its own people.

    What an organisation's account files is the organisation's: whoever acts for it sees it, and the one who
    filed it no longer does with the account of his own.
    """
    first = step_of(dossier, pack)
    turn = Holding(first.part) if first else Holding.RECEIVING
    offices = {
        (dossier.receiving_unit_id, Part.RECEIVING),
        (dossier.committee_id, Part.OVERSEEING),
        (unit_of(dossier, turn), PART[turn]),
    }
    if dossier.support_unit_id is not None:  # who took it in for another unit follows it and gives the result back
        offices.add((dossier.support_unit_id, Part.RECEIVING))
    near = {p.person_id for p in made} | {p.organisation_id for p in made}
    own = {p.person_id for p in made if p.organisation_id is None}
    common = {
        "dossier": dossier,
        "since": now,
        "persons": sorted(one for one in near if one is not None),
        "status": dossier.status,
        "step": dossier.step,
        "due_at": dossier.answer_by,
        "procedure": dossier.procedure,
        "submitted_at": now,
    }
    rows = []
    for secrecy in sorted(classes | {dossier.secrecy}):
        for unit, part in sorted(offices):
            scope = scope_of(unit, part, secrecy)
            is_turn = first is not None and scope == scope_at(dossier, turn)
            is_overseen = part == Part.OVERSEEING and secrecy == dossier.secrecy
            waits_for = ([scope_at(dossier, turn)] if first else []) if is_overseen else None
            rows.append(Access(scope=scope, secrecy=secrecy, is_turn=is_turn, waits_for=waits_for, **common))
        rows += [Access(person_id=p, secrecy=secrecy, **common) for p in sorted(p for p in own if p is not None)]
        if filer.organisation_id:
            rows.append(Access(organisation_id=filer.organisation_id, secrecy=secrecy, **common))
    Access.objects.bulk_create(rows)


def _component(need: Need, dossier: Dossier, checked: Checked, given: PaperGiven | None) -> Component:
    component = need.component
    if component.filled_by == EFORM:
        filled = "eform"
    elif given is not None:
        filled = "paper"
    elif need.state == "replaced":
        filled = "state_data"
    elif _slot_files(need, checked):
        filled = "file"
    else:
        filled = "presented" if component.form == "presented" else "nothing"
    return Component(
        dossier=dossier,
        key=component.key,
        code=component.code or "",
        name=component.name[:400],
        secrecy=_slot_secrecy(checked, component.filled_by or "", dossier.secrecy),
        is_required=need.state == "required",
        filled_by=filled,
        originals=component.originals if given is None else given.originals,
        copies=component.copies if given is None else given.copies,
        held="" if given is None else given.held,
    )


def _slot_files(need: Need, checked: Checked) -> bool:
    return bool(need.component.filled_by and checked.files.get(need.component.filled_by))


def _slot_secrecy(checked: Checked, slot: str, of_dossier: int) -> int:
    field = checked.form.fields.get(slot)
    return (identity.secrecy_number(checked.form.secrecy_of(field) or None) or of_dossier) if field else of_dossier
