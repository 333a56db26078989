"""Move a dossier from the wrong procedure to the right one (the rules of it: rules/changing.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.facts import Facts
from motcua.catalogue.packs.fees import Charge, fees
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.needs import EFORM, Need, needs
from motcua.documents import given
from motcua.documents import queries as files_of_dossiers
from motcua.dossiers import events_beside as happened
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Answers, BookEntry, Component, Dossier, Handover, Result
from motcua.dossiers.rules.acts import Act, Holding
from motcua.dossiers.rules.changing import Fitted, fit
from motcua.dossiers.services import books, refunding, slips
from motcua.dossiers.services.charging import lines_of
from motcua.dossiers.services.checking import CHANNELS
from motcua.dossiers.services.common import Hand, begin, unit_of
from motcua.dossiers.services.judging import closed_keys
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.promising import calendar_of, limit_of, promise
from motcua.forms.engine.model import Form
from motcua.forms.engine.values import OFFICER, Value
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.payments import services as money
from motcua.payments.rules import Settled
from motcua.platform import clock
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.events import Personal
from motcua.platform.ids import new_id
from motcua.platform.text import instant_vi
from motcua.platform.text import money as money_vi

MOVED = "moved"  # kind of the hand-over: nobody recalls it


@dataclass(frozen=True)
class Change:
    """What a change would do, for whoever decides: nothing of it is done yet."""

    version_id: int
    pack: Pack
    form: Form
    case: str
    fitted: Fitted
    by_class: Mapping[int, Fitted]
    needs: tuple[Need, ...]
    slots: Mapping[str, str]  # slot of a file now -> slot in the new form
    charges: tuple[Charge, ...]


def plan(dossier: Dossier, procedure: str, case: str, *, who: Person, now: datetime) -> Change:
    """Return what moving to a procedure and case would do. Raises Invalid naming `procedure` or `case`.

    Refused: a procedure that is only explained here, the same case of the same one, another class of secrecy
    than the dossier's, and a dossier with sections this officer may not see (who sees them all does it).
    """
    committee = identity.unit_view(dossier.committee_id, now.date())
    try:
        terms = catalogue.terms(procedure, committee, now.date())
    except NotFound:
        raise Invalid(faults=("procedure",)) from None
    pack, new = terms.pack, form_of(terms.version_id)
    chosen = next((c for c in pack.cases if c.key == case), None)
    if new is None or not pack.steps:
        raise Invalid(faults=("procedure_only_explained",))
    if chosen is None or not pack.route(case):
        raise Invalid(faults=("case",))
    if (procedure, case) == (dossier.procedure, dossier.case):
        raise Invalid(faults=("procedure_same",))
    if identity.secrecy_number(chosen.confidentiality) != dossier.secrecy:
        raise Invalid(faults=("procedure_secrecy",))
    old_pack = catalogue.pack_of_version(dossier.terms_version_id or dossier.form_version_id)
    if closed_keys(dossier, old_pack, who):
        raise Invalid(faults=("closed_sections",))
    old = form_of(dossier.form_version_id)
    by_class = {
        row.secrecy: fit(old, new, row.values) for row in Answers.objects.visible_to(who).filter(dossier=dossier)
    }
    kept = {key: raw for one in by_class.values() for key, raw in one.kept.items()}
    plain = {key: raw.get("value") if isinstance(raw, Mapping) else raw for key, raw in kept.items()}
    channel = CHANNELS[dossier.channel]
    found = needs(pack, Facts(case, channel, now.date(), plain))
    charged = fees(pack, case=case, channel=channel, province=committee.province_code, answers=plain, on=now.date())
    return Change(
        version_id=terms.version_id,
        pack=pack,
        form=new,
        case=case,
        fitted=Fitted(kept, tuple(key for one in by_class.values() for key in one.dropped)),
        by_class=by_class,
        needs=tuple(found),
        slots=_slots(dossier, old_pack, new, found, who),
        charges=tuple(charged),
    )


def _slots(dossier: Dossier, old: Pack, new: Form, found: list[Need], who: Person) -> dict[str, str]:
    """Where the files go: to the slot of the same name, else to the one of the paper with the same code."""
    held = {f.slot for f in files_of_dossiers.files_of(who, ("dossier", dossier.id)) if f.kind == "component"}
    codes = {n.component.code: n.component.filled_by for n in found if n.component.code and n.component.filled_by}
    made = {slot: slot for slot in held if slot in new.fields}
    for component in old.components:
        slot, goal = component.filled_by, codes.get(component.code or "")
        if slot in held and slot not in made and goal and goal != EFORM and goal not in made.values():
            made[slot] = goal
    return made


@transaction.atomic
def change_procedure(
    code: str, *, procedure: str, case: str, reason: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Do it. Raises Invalid as `plan` does, and naming `reason`."""
    hand = begin(code, Act.CHANGE_PROCEDURE, who=who, now=now, seen=seen)
    dossier = hand.dossier
    change = plan(dossier, procedure, case, who=who, now=now)
    if not reason.strip():
        raise Invalid(faults=("reason",))
    old_procedure, old_title, old_step = dossier.procedure, dossier.title, hand.step
    from_unit = unit_of(dossier, Holding(old_step.part)) if old_step else dossier.receiving_unit_id
    dropped = _answers(dossier, change, who, now)
    _papers(dossier, change)
    _, handling = catalogue.competence(dossier.committee_id, procedure, change.pack.procedure["group"])
    dossier.procedure, dossier.title = procedure, change.pack.short_name[:200]
    dossier.form_version_id, dossier.case, dossier.handling_unit_id = change.version_id, case, handling
    Result.objects.filter(dossier=dossier).update(
        proposed_at=None, proposed_by=None, values={}, is_refusal=False, reason="", legal_basis=""
    )
    hand = Hand(dossier, change.pack, who, now, hand.situation)
    settled = money.settle_again(dossier.id, lines_of(change.charges), now=now)
    hand.record(
        happened.ProcedureChanged(
            old=old_procedure,
            new=procedure,
            old_title=old_title,
            new_title=dossier.title,
            version=change.version_id,
            case=case,
            kept=sorted(change.fitted.kept),
            dropped=sorted(dropped),
            dropped_values=Personal(dropped),
            reason=reason.strip()[:500],
            fee=fee_words(settled),
        )
    )
    if dossier.was_accepted:
        _accepted(hand, change, old_step.key if old_step else "", from_unit)
    else:
        _submitted(dossier, change)
    if settled.outcome == "refund":
        refunding.owe(hand, settled.amount, ground="procedure", note="")
    hand.finish()
    facts = {"old": old_title, "new": dossier.title, "reason": reason.strip()[:500], "fee": fee_words(settled)}
    promised = dossier.due_at if dossier.was_accepted else dossier.answer_by
    facts["due"] = instant_vi(promised) if promised else ""
    tell(hand, "procedure_changed" if facts["due"] else "procedure_changed_no_date", facts=facts)
    return dossier


def fee_words(settled: Settled) -> str:
    """Return what the applicant reads about the money."""
    amount = money_vi(int(settled.amount))
    return {
        "nothing": "Không phải nộp phí, lệ phí",
        "owes_new": f"Phí, lệ phí của thủ tục này: {amount}",
        "settled": "Phí, lệ phí đã nộp được tính cho thủ tục này",
        "owes_rest": f"Còn phải nộp thêm {amount}",
        "refund": f"Trung tâm trả lại {amount} đã nộp thừa",
        "unknown": "Cán bộ sẽ cho biết phí, lệ phí của thủ tục này",
    }[settled.outcome]


def _answers(dossier: Dossier, change: Change, who: Person, now: datetime) -> dict[str, Any]:
    """Keep what fits in its own class; return what has no place any more."""
    dropped: dict[str, Any] = {}
    for row in Answers.objects.visible_to(who).filter(dossier=dossier):
        fitted = change.by_class[row.secrecy]
        dropped |= {key: row.values[key] for key in fitted.dropped}
        values = dict(fitted.kept)
        choice = next((key for key, of in change.form.cases.items() if of == change.case), None)
        if choice and row.secrecy == dossier.secrecy and "case" in change.form.fields:
            values["case"] = Value(choice, OFFICER, now).to_json()
        Answers.objects.filter(dossier=dossier, secrecy=row.secrecy).update(values=values)
    return dropped


def _papers(dossier: Dossier, change: Change) -> None:
    for slot, goal in change.slots.items():
        if slot != goal:
            given.move_slot(dossier.id, slot, goal)
    filled = set(change.slots.values())
    Component.objects.filter(dossier=dossier).delete()
    Component.objects.bulk_create(
        Component(
            dossier=dossier,
            key=need.component.key,
            code=need.component.code or "",
            name=need.component.name[:400],
            secrecy=_secrecy(change.form, need, dossier.secrecy),
            is_required=need.state == "required",
            filled_by=_filled(need, filled),
            originals=need.component.originals,
            copies=need.component.copies,
        )
        for need in change.needs
        if need.state != "undecided" or need.component.filled_by in filled
    )


def _filled(need: Need, filled: set[str]) -> str:
    if need.component.filled_by == EFORM:
        return "eform"
    if need.state == "replaced":
        return "state_data"
    if need.component.filled_by in filled:
        return "file"
    return "presented" if need.component.form == "presented" else "nothing"


def _secrecy(form: Form, need: Need, of_dossier: int) -> int:
    field = form.fields.get(need.component.filled_by or "")
    return (identity.secrecy_number(form.secrecy_of(field) or None) or of_dossier) if field else of_dossier


def _submitted(dossier: Dossier, change: Change) -> None:
    dossier.step = change.pack.route(change.case)[0].key
    dossier.assignee_id = None
    limit, _ = limit_of(change.pack, change.case)
    dossier.estimated_at = None
    if limit is not None and dossier.answer_by is not None:
        dossier.estimated_at = clock.due(limit, dossier.answer_by, [], calendar_of(dossier), clock.ClockPolicy()).at


def _accepted(hand: Hand, change: Change, old_step: str, from_unit: int) -> None:
    """After acceptance: the first step of handling, the date counted from the same acceptance, form 01 anew."""
    dossier = hand.dossier
    dossier.terms_version_id = change.version_id
    route = change.pack.route(change.case)
    goal = next((s for s in route if s.part == Holding.HANDLING), route[0])
    last = Handover.objects.filter(dossier=dossier).aggregate(last=Max("ordinal"))["last"] or 0
    Handover.objects.create(
        id=new_id(),
        dossier=dossier,
        ordinal=last + 1,
        kind=MOVED,
        from_step=old_step,
        to_step=goal.key,
        from_unit_id=from_unit,
        to_unit_id=unit_of(dossier, Holding(goal.part)),
        from_account_id=hand.who.account_id,
        at=hand.now,
        note="Chuyển đúng thủ tục",
    )
    dossier.step, dossier.assignee_id, dossier.step_due_at = goal.key, None, None
    limit, share = limit_of(change.pack, change.case)[0], goal.share(change.case)
    if limit and share:
        dossier.step_due_at = clock.step_due(hand.now, limit, share, calendar_of(dossier), clock.ClockPolicy()).at
    promise(hand, reason="procedure")
    old = BookEntry.objects.filter(dossier=dossier, register="receipt", voided_at=None).order_by("-reserved_at").first()
    if old is not None:
        books.void(
            dossier, old.text, reason="Lập lại khi chuyển đúng thủ tục.", by=hand.who.account_id, now=hand.now,
            register="receipt",
        )  # fmt: skip
        hand.record(happened.NumberVoided(old.text, "Lập lại giấy tiếp nhận khi chuyển đúng thủ tục."))
    slips.make_01(hand, books.reserve(dossier, dossier.receiving_unit_id, "receipt", now=hand.now))
