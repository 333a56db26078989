"""The hand-over list of a day, signed by both sides on the screen: who gave, and who takes it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Handover
from motcua.dossiers.services import moving
from motcua.dossiers.services.common import locked
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import DomainError, Forbidden, NotFound, StepNotAllowed

MOST = 200  # lines of one press


@dataclass(frozen=True)
class Signed:
    """What came of one line: `why` is the code of the refusal, "" when it was done."""

    code: str
    why: str = ""


def sign_given(handover_ids: Sequence[int], *, who: Person, now: datetime) -> list[Signed]:
    """Sign as the giver each line that this officer handed over himself; an answer for each, in the order asked."""
    return [_one(_give, one, who, now) for one in handover_ids[:MOST]]


def take_up(handover_ids: Sequence[int], *, who: Person, now: datetime) -> list[Signed]:
    """Take up each dossier of the list, as its receiver signs for it; an answer for each, in the order asked."""
    return [_one(_take, one, who, now) for one in handover_ids[:MOST]]


def _one(act: Callable[[Handover, Person, datetime], None], handover_id: int, who: Person, now: datetime) -> Signed:
    line = Handover.objects.visible_to(who).select_related("dossier").filter(pk=handover_id).first()
    if line is None:
        return Signed("", NotFound.code)
    try:
        with transaction.atomic():
            act(line, who, now)
    except DomainError as refusal:  # the others of the list go on
        return Signed(line.dossier.code, str(refusal.facts.get("why") or refusal.code))
    return Signed(line.dossier.code)


def _give(line: Handover, who: Person, now: datetime) -> None:
    dossier = locked(line.dossier.code, who)
    line = Handover.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.from_account_id != who.account_id:
        raise Forbidden("only who handed it over signs for giving", why="not_giver")
    if line.undone_at is not None:
        raise StepNotAllowed("it was recalled", why="recalled")
    if line.given_at is not None:
        raise StepNotAllowed("signed already", why="signed_already")
    line.given_at, line.given_by = now, who.account_id
    line.save(update_fields=["given_at", "given_by"])
    told = happened.HandoverSigned(line.ordinal)
    events.record(
        ("dossier", dossier.id), told, actor=who.actor, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )


def _take(line: Handover, who: Person, now: datetime) -> None:
    if line.undone_at is not None:
        raise StepNotAllowed("it was recalled", why="recalled")
    if line.taken_up_at is not None:
        raise StepNotAllowed("taken up already", why="signed_already")
    moving.take_up(line.dossier.code, who=who, now=now)
