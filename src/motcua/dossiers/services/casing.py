"""Another case of the same procedure, where an officer decides it: the route, the step and the date follow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import events as happened
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services.common import Hand, begin, other_cases, step_of
from motcua.dossiers.services.moving import step_due
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.promising import promise
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal
from motcua.platform.text import instant_vi


@transaction.atomic
def change_case(code: str, *, case: str, reason: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Move a dossier to another case that an officer decides (a verification, an agreed limit), and say why.

    It stands at the same part of the new route; the date is promised anew from acceptance and the first
    promise stays as it was (R2.32). What was asked of the citizen and what he owes do not change.
    """
    hand = begin(code, Act.CHANGE_CASE, who=who, now=now, seen=seen)
    wanted = {one.key: one for one in other_cases(hand.dossier, hand.pack)}
    faults = ([] if case in wanted else ["case"]) + ([] if reason.strip() else ["reason"])
    if faults:
        raise Invalid(faults=tuple(faults))
    before = hand.pack.case(hand.dossier.case)
    _place_in_route(hand, case)
    hand.record(happened.CaseChanged(before.label, wanted[case].label, Personal(reason), case))
    if promise(hand, reason="case") is not None and hand.dossier.due_at is not None:
        tell(hand, "due_moved", facts={"due": instant_vi(hand.dossier.due_at)})
    hand.finish()
    return hand.dossier


def _place_in_route(hand: Hand, case: str) -> None:
    """Stand at the same step of the same part of the new route: the second handling step stays the second."""
    dossier, pack, here = hand.dossier, hand.pack, hand.step
    old = [step for step in pack.route(dossier.case) if here is not None and step.part == here.part]
    dossier.case = case
    if here is None or step_of(dossier, pack) is not None:
        goal = step_of(dossier, pack)
    else:
        same = [step for step in pack.route(case) if step.part == here.part]
        goal = same[min(old.index(here), len(same) - 1)] if same else None
    if goal is not None:
        dossier.step = goal.key
        dossier.step_due_at = step_due(hand, goal)
