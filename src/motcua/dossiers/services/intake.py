"""At the counter: a dossier is taken in while its person waits, and accepted at once (R2.4 to R2.6, R2.11, R2.12).

The officer's own draft holds what was typed; the papers lie before him. Everything happens in one transaction:
nobody ever sees the dossier in state 1, unless the officer keeps it back to look at it or to ask for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog
from django.db import connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services import paying
from motcua.dossiers.services.checking import COUNTER, POST, Checked, check
from motcua.dossiers.services.common import Hand, pack_of, situation_of
from motcua.dossiers.services.naming import Sitter
from motcua.dossiers.services.opening import PaperGiven, Way, open_dossier
from motcua.dossiers.services.receiving import into_processing
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine.faults import Fault
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.payments import queries as payments
from motcua.platform.errors import Conflict, Forbidden, Invalid
from motcua.platform.events import Personal

log = structlog.get_logger()


@dataclass(frozen=True)
class Receipt:
    """Money taken with the dossier; `ground` where nobody published the amount and the officer says it."""

    amount: Decimal
    number: str
    ground: str = ""


@dataclass(frozen=True)
class Counter:
    """What lies on the counter beside the form.

    `papers` by component; `declared_on_paper`: the declaration is kept as signed paper and typed later, so open
    questions of the form stop nothing. `support_unit_id`: the unit of this counter when another unit is competent.
    """

    sitter: Sitter
    papers: Mapping[str, PaperGiven]
    channel: int = COUNTER
    arrived_on: date | None = None
    declared_on_paper: bool = False
    wants_slip: bool = True
    receipt: Receipt | None = None
    support_unit_id: int | None = None
    help_given: Mapping[str, Any] | None = None  # R: read back, witness, thumb-print
    listed: Mapping[str, Any] | None = None  # {list, line, handed_in_by}: a line of a list (counter/batch)
    paper_reason: Mapping[str, Any] | None = None  # {rule, reason, words}: why paper on a day without (C15)


def check_at_counter(draft: DraftView, counter: Counter, *, who: Person, now: datetime) -> Checked:
    """Return everything that is still missing, as taking it in would judge it now."""
    found = check(
        who,
        holder=("draft", draft.id),
        version_id=draft.version_id,
        unit_id=draft.unit_id,
        answers=draft.answers,
        sign_in=None,
        channel=counter.channel,
        now=now,
        papers={key: paper.originals + paper.copies for key, paper in counter.papers.items()},
    )
    return found


def stops(checked: Checked, counter: Counter) -> tuple[Fault, ...]:
    """Return what keeps it from being accepted: all that is wrong, of the form only where it is typed now."""
    if not counter.declared_on_paper:
        return checked.stops
    fields = checked.form.fields
    return tuple(
        f
        for f in checked.stops
        if f.code == "component.missing" or (f.field in fields and fields[f.field].type == "file") or f.field == "case"
    )


@transaction.atomic
def take_in(draft_id: int, counter: Counter, *, accept: bool, who: Person, now: datetime) -> Dossier:
    """Make the dossier of a draft typed at the counter; accept it at once, or keep it in state 1 to ask for more.

    Sent twice it answers with the same dossier. Raises Invalid with everything that is missing (only when it is to
    be accepted), Conflict when a newer version of the procedure stands, Forbidden where the officer does not receive
    for this unit or is too near to somebody in it.
    """
    with connection.cursor() as cursor:  # a double click waits here, then finds the dossier made by the first
        cursor.execute("SELECT 1 FROM draft WHERE id = %s AND account_id = %s FOR UPDATE", [draft_id, who.account_id])
        cursor.execute("SELECT dossier_of_draft(%s)", [draft_id])
        known = cursor.fetchone()[0]
    if known is not None:
        return Dossier.objects.visible_to(who).get(pk=known)
    draft = drafts.draft(who, draft_id)
    committee = identity.unit_view(draft.unit_id, now.date())
    if catalogue.terms(draft.subject, committee, now.date()).version_id != draft.version_id:
        raise Conflict("a newer version stands", why="newer_version")
    checked = check_at_counter(draft, counter, who=who, now=now)
    if accept and (wrong := stops(checked, counter)):
        raise Invalid(faults=wrong)
    receiving, _ = catalogue.competence(draft.unit_id, draft.subject, checked.pack.procedure["group"])
    _permit(counter, receiving, who)
    dossier = open_dossier(
        checked,
        Way(
            origin="post" if counter.channel == POST else "counter",
            channel=counter.channel,
            support_unit_id=counter.support_unit_id,
            arrived_on=counter.arrived_on,
            papers=counter.papers,
        ),
        counter.sitter,
        unit_id=draft.unit_id,
        subject=draft.subject,
        version_id=draft.version_id,
        draft_id=draft.id,
        seconds=None,
        who=who,
        now=now,
    )
    forms.mark_submitted(who, draft.id, now=now)
    hand = _hand(dossier, checked.pack, who, now)
    if counter.help_given:
        told = counter.help_given
        witness = Personal(told["witness"]) if told.get("witness") else None
        hand.record(happened.HelpedAtCounter(told["cannot"], told["read_back"], witness, told["thumb_print"]))
    if counter.listed:
        bringer = counter.listed.get("handed_in_by")
        hand.record(
            happened.TakenFromList(
                counter.listed["list"], counter.listed["line"], Personal(bringer) if bringer else None
            )
        )
    if counter.paper_reason:
        why = counter.paper_reason
        words = Personal(why["words"]) if why.get("words") else None
        hand.record(happened.PaperTakenAnyway(why["reason"], words, why["rule"]))
    if accept:
        into_processing(hand, Step.ACCEPT, with_slip=counter.wants_slip)
    if counter.receipt is not None:
        _take_money(dossier, counter.receipt, who, now)
    log.info("dossier.taken_in", dossier=dossier.id, unit=dossier.committee_id, accepted=accept)
    return Dossier.objects.get(pk=dossier.pk)


@transaction.atomic
def accept_now(dossier: Dossier, *, with_slip: bool, who: Person, now: datetime) -> None:
    """Accept a dossier this same transaction has taken in without accepting it.

    For many at once: accepting takes a number from the unit's book, and whoever accepts beside it waits from the
    first number to the end of the transaction. So all are opened first and accepted last.
    """
    pack = catalogue.pack_of_version(dossier.form_version_id)
    into_processing(_hand(dossier, pack, who, now), Step.ACCEPT, with_slip=with_slip)


def _permit(counter: Counter, receiving_unit_id: int, who: Person) -> None:
    at = counter.support_unit_id or receiving_unit_id
    if not any(scope // 256 == at for scope in who.scopes(Part.RECEIVING)):
        raise Forbidden("only who receives for the unit takes in", why="not_my_counter")
    if counter.sitter.person_id in who.barred:
        raise Forbidden("nobody takes in what is his own or his relatives'", why="too_near")


def _hand(dossier: Dossier, pack: Pack, who: Person, now: datetime) -> Hand:
    return Hand(dossier, pack, who, now, situation_of(dossier, pack, who, now))


def _take_money(dossier: Dossier, receipt: Receipt, who: Person, now: datetime) -> None:
    owed = payments.obligation_of(dossier.id)
    if owed is None or not owed.owes:
        return
    if owed.amount is None:
        paying.say_amount(dossier.code, receipt.amount, receipt.ground, who=who, now=now)
        if not receipt.amount:
            return
    paying.take_payment(
        dossier.code,
        amount=receipt.amount,
        receipt_number=receipt.number,
        reference=f"intake:{dossier.id}",
        who=who,
        now=now,
    )


__all__ = ["Counter", "PaperGiven", "Receipt", "Sitter", "check_at_counter", "pack_of", "stops", "take_in"]
