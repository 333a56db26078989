"""Submission: a draft becomes a dossier, once, with its receipt (architecture 6, "Submit").

Everything the acknowledging commit promises is in this one transaction: rows, files
(whose bytes were made durable before), events, access, notices. A crash before the commit
leaves the draft; after it the dossier exists whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

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
from motcua.dossiers.services.checking import ONLINE, Checked, check_of
from motcua.dossiers.services.common import PART, scope_at, step_of, unit_of
from motcua.dossiers.services.faultpoints import reached
from motcua.dossiers.services.naming import parties_of
from motcua.dossiers.services.news import tell_parties
from motcua.dossiers.services.promising import calendar_of, limit_of, policy_of
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine.parties import parties
from motcua.forms.engine.sending import facts_to_remember, sections_by_secrecy
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.queries import Person
from motcua.identity.rules import Part, scope_of
from motcua.payments import services as money
from motcua.platform import clock, events
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.events import Personal
from motcua.platform.text import instant_vi

log = structlog.get_logger()


@transaction.atomic
def submit(draft_id: int, *, who: Person, now: datetime, version: int | None = None) -> str:
    """Submit a draft and return the dossier's code; sending it again returns the same code.

    `version` is that of the draft as the person read it last; None for callers that show nothing.
    Raises Invalid with every defect (`faults`), Conflict when a newer version of the
    procedure or of the draft must be looked at first (`why`), NotFound for a draft that is not this person's.
    """
    # A double click waits here, then finds the dossier made by the first. A second device that is typing waits too
    # and is told that the draft is sent: what it was told is kept is never missing in the dossier.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM draft WHERE id = %s AND account_id = %s FOR UPDATE", [draft_id, who.account_id])
    if known := _already(draft_id):
        return known
    draft = drafts.draft(who, draft_id)
    if draft.closed_at is not None:
        raise Conflict("the draft is closed")
    if version is not None and draft.version != version:
        raise Conflict("the draft has changed since it was read", why="changed_draft")
    committee = identity.unit_view(draft.unit_id, now.date())
    if catalogue.terms(draft.subject, committee, now.date()).version_id != draft.version_id:
        raise Conflict("a newer version stands", why="newer_version")
    checked = check_of(draft, who=who, now=now)
    if checked.stops:
        raise Invalid(faults=checked.stops)
    reached("checked")
    dossier = _make(checked, who=who, unit_id=draft.unit_id, draft_id=draft.id, subject=draft.subject, now=now)
    seconds = int((now - draft.signed_in_at).total_seconds()) if draft.signed_in_at else None
    _write(checked, dossier, draft.version_id, seconds, who, now)
    forms.mark_submitted(who, draft.id, now=now)
    reached("draft_marked")
    people.remember(
        who, dict(facts_to_remember(checked.form, checked.answers, checked.context, settled=checked.settled)), now=now
    )
    reached("remembered")
    log.info("dossier.submitted", dossier=dossier.id, unit=dossier.committee_id)
    return dossier.code


def _already(draft_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_of_draft(%s)", [draft_id])
        found = cursor.fetchone()[0]
    if found is None:
        return ""
    return Dossier.objects.values_list("code", flat=True).get(pk=found)


def _make(checked: Checked, *, who: Person, unit_id: int, draft_id: int | None, subject: str, now: datetime) -> Dossier:
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
        origin="local",
        channel=ONLINE,
        committee_id=unit_id,
        receiving_unit_id=receiving,
        handling_unit_id=handling,
        submitter_account_id=who.account_id,
        draft_id=draft_id,
        status=Status.SUBMITTED,
        step=route[0].key if route else "",
        submitted_at=now,
    )
    reached("coded")
    told = clock.answer_by(now, ONLINE, calendar_of(dossier, "reception"), policy_of(pack))
    dossier.answer_by = told.at
    limit, _ = limit_of(pack, checked.case)
    if limit is not None and told.at is not None:
        dossier.estimated_at = clock.due(limit, told.at, [], calendar_of(dossier), policy_of(pack)).at
    return dossier


def _write(
    checked: Checked, dossier: Dossier, version_id: int, seconds: int | None, who: Person, now: datetime
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
    made = parties_of(parties(checked.form, checked.answers, checked.context, settled=checked.settled), dossier, who)
    Party.objects.bulk_create(made)
    reached("parties_written")
    _access(dossier, checked.pack, made, set(merged), who, now)
    reached("access_written")
    Component.objects.bulk_create(
        [_component(n, dossier, checked) for n in checked.needs if n.state != "undecided" or _slot_files(n, checked)]
    )
    slots = {slot: _slot_secrecy(checked, slot, dossier.secrecy) for slot in checked.files}
    files = documents.move_to_dossier(dossier.draft_id, dossier.id, slots, now=now)
    reached("files_moved")
    _owe(checked, dossier, now)
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


def _access(dossier: Dossier, pack: Pack, made: list[Party], classes: set[int], who: Person, now: datetime) -> None:
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
            rows.append(Access(scope=scope, secrecy=secrecy, is_turn=is_turn, **common))
        rows += [Access(person_id=p, secrecy=secrecy, **common) for p in sorted(p for p in own if p is not None)]
        if who.organisation_id:
            rows.append(Access(organisation_id=who.organisation_id, secrecy=secrecy, **common))
    Access.objects.bulk_create(rows)


def _component(need: Need, dossier: Dossier, checked: Checked) -> Component:
    component = need.component
    if component.filled_by == EFORM:
        filled = "eform"
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
        originals=component.originals,
        copies=component.copies,
    )


def _slot_files(need: Need, checked: Checked) -> bool:
    return bool(need.component.filled_by and checked.files.get(need.component.filled_by))


def _slot_secrecy(checked: Checked, slot: str, of_dossier: int) -> int:
    field = checked.form.fields.get(slot)
    return (identity.secrecy_number(checked.form.secrecy_of(field) or None) or of_dossier) if field else of_dossier


def _owe(checked: Checked, dossier: Dossier, now: datetime) -> None:
    money.owe(dossier.id, lines_of(checked.charges), now=now)
