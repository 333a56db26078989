"""Targets get numbers of their own for units and officers, are given out, and acknowledged or objected to (C01)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.plans import events as happened
from motcua.plans.models import MANAGES, Alert, Assignment, Plan, Target, TargetSetting
from motcua.plans.rules.items import MOST_VALUE
from motcua.plans.rules.targets import Setting, effective
from motcua.plans.services.common import in_force, record, seen, target_seen
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound
from motcua.platform.events import Personal

MOST_WHY = 500
MOST_WORDS = 1000


@transaction.atomic
def set_value(
    target_id: int,
    *,
    unit_id: int,
    account_id: int | None = None,
    value: Decimal,
    due_on: date | None,
    why: str,
    who: Person,
    now: datetime,
    seen_setting: int | None = None,
) -> TargetSetting:
    """Give a unit, or one officer of it, a number of its own from now on; the one before ends and stays to be read.

    `seen_setting` is the row the page showed (0: none): Conflict when another has taken its place since. Raises
    Forbidden, NotFound, Invalid with (field, why).
    """
    plan, target = _held(target_id, unit_id, who, now)
    faults = []
    if not -MOST_VALUE < value < MOST_VALUE:
        faults.append(("value", "too_big"))
    words = " ".join(why.split())
    if not 0 < len(words) <= MOST_WHY:
        faults.append(("why", "too_long" if words else "missing"))
    if account_id is not None and account_id not in _officers(unit_id, now):
        faults.append(("account", "not_here"))
    if faults:
        raise Invalid(faults=tuple(faults))
    old = _now(target, unit_id, account_id)
    if seen_setting is not None and (old.id if old else 0) != seen_setting:
        raise Conflict("another number was set meanwhile", **({"by": old.by_label, "at": old.since} if old else {}))
    if old is not None:
        TargetSetting.objects.filter(pk=old.pk).update(until=now)
    row = TargetSetting(
        plan=plan,
        target=target,
        unit_id=unit_id,
        account_id=account_id,
        value=value,
        due_on=due_on,
        since=now,
        why=words,
        by_account_id=who.account_id,
        by_label=who.actor.label[:200],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # a commune under a plan of the province locks no plan: the index says who was first
        raise Conflict("another number was set meanwhile") from None
    event = happened.TargetSet(
        str(target.id), target.no, str(unit_id), str(account_id or ""), value, due_on, why=Personal(words)
    )
    record(plan, event, who, now)
    return row


@transaction.atomic
def give(target_id: int, *, unit_id: int, account_id: int, words: str, who: Person, now: datetime) -> Assignment:
    """Give a target, with the number in force for him, to the head or an officer of a unit; he finds it in his list.

    An earlier one still open ends. Raises Invalid with (field, why): ("account", not_here | self), ("value", none).
    """
    plan, target = _held(target_id, unit_id, who, now)
    label = _officers(unit_id, now).get(account_id)
    faults = []
    if label is None:
        faults.append(("account", "not_here"))
    if len(words.strip()) > MOST_WHY:
        faults.append(("words", "too_long"))
    number = effective(settings_of(target), identity.units_above([unit_id], now.date()), account_id)
    if number is None:
        faults.append(("value", "none"))
    if faults or number is None or label is None:
        raise Invalid(faults=tuple(faults))
    Assignment.objects.filter(target=target, unit_id=unit_id, account_id=account_id).exclude(state="ended").update(
        state="ended", ended_at=now
    )
    row = Assignment.objects.create(
        plan=plan,
        target=target,
        unit_id=unit_id,
        account_id=account_id,
        label=label[:200],
        value=number.value,
        due_on=number.due_on,
        words=" ".join(words.split()),
        state="given",
        given_at=now,
        given_by=who.account_id,
        given_label=who.actor.label[:200],
    )
    event = happened.TargetGiven(
        str(target.id), target.no, str(unit_id), str(account_id), number.value, number.due_on
    )  # fmt: skip
    record(plan, event, who, now)
    _tell(row, account_id, "target_given", f"given:{row.id}", now)
    return row


@transaction.atomic
def acknowledge(assignment_id: int, *, who: Person, now: datetime) -> Assignment:
    """Say that one has taken a target on. Only its receiver; Conflict when it is no longer given so."""
    plan, row = _mine(assignment_id, who)
    if row.state not in ("given", "objected"):
        raise Conflict("it is not open any more")
    row.state, row.acknowledged_at = "acknowledged", now
    row.save(update_fields=["state", "acknowledged_at"])
    record(plan, happened.TargetAcknowledged(str(row.target_id), row.target.no, str(who.account_id)), who, now)
    return row


@transaction.atomic
def object_to(assignment_id: int, words: str, *, who: Person, now: datetime) -> Assignment:
    """Say why one cannot take a target on so; who gave it out is told and answers."""
    plan, row = _mine(assignment_id, who)
    if row.state != "given":
        raise Conflict("it is not open any more")
    said = _words("words", words)
    row.state, row.objection, row.objected_at = "objected", said, now
    row.save(update_fields=["state", "objection", "objected_at"])
    event = happened.TargetObjected(str(row.target_id), row.target.no, str(who.account_id), words=Personal(said))
    record(plan, event, who, now)
    _tell(row, row.given_by, "target_objected", f"objected:{row.id}:{now.isoformat()}", now)
    return row


@transaction.atomic
def answer(assignment_id: int, words: str, *, who: Person, now: datetime) -> Assignment:
    """Answer an objection: the target stands as given and is to be acknowledged, or another is given instead."""
    row = Assignment.objects.filter(pk=assignment_id).first()
    if row is None:
        raise NotFound("no such assignment")
    plan, target = _held(row.target_id, row.unit_id, who, now)
    row = Assignment.objects.select_for_update().get(pk=assignment_id)
    if row.state != "objected":
        raise Conflict("it has been answered")
    said = _words("words", words)
    row.state, row.answer, row.answered_at, row.answered_label = "given", said, now, who.actor.label[:200]
    row.save(update_fields=["state", "answer", "answered_at", "answered_label"])
    event = happened.ObjectionAnswered(str(target.id), target.no, str(row.account_id), words=Personal(said))
    record(plan, event, who, now)
    _tell(row, row.account_id, "objection_answered", f"answered:{row.id}:{now.isoformat()}", now)
    return row


def settings_of(target: Target) -> list[Setting]:
    """Return the numbers of a target that stand now; one query."""
    rows = TargetSetting.objects.filter(target=target, until=None)
    return [Setting(*row) for row in rows.values_list("unit_id", "account_id", "value", "due_on")]


def _held(target_id: int, unit_id: int, who: Person, now: datetime) -> tuple[Plan, Target]:
    """The target, its plan locked by who manages the plan or this unit; the unit belongs under the plan's."""
    target = target_seen(target_id, who)
    plan = seen(target.plan_id, who)
    if not (who.may_over(MANAGES, plan.unit_id) or who.may_over(MANAGES, unit_id)):
        raise Forbidden("only who manages plans here")
    in_force(plan)
    if target.review != "accepted":
        raise NotFound("no such target")
    if plan.unit_id not in identity.units_above([unit_id], now.date()):
        raise Invalid(faults=(("unit", "not_under"),))
    if who.may_over(MANAGES, plan.unit_id):
        Plan.objects.select_for_update().only("id").get(pk=plan.pk)
    return plan, target


def _officers(unit_id: int, now: datetime) -> dict[int, str]:
    posts = identity.officers_of([unit_id], now.date())
    return {p.account_id: f"{p.full_name}, {p.title}" for p in posts if p.account_id is not None}


def _now(target: Target, unit_id: int, account_id: int | None) -> TargetSetting | None:
    rows = TargetSetting.objects.select_for_update()
    return rows.filter(target=target, unit_id=unit_id, account_id=account_id, until=None).first()


def _mine(assignment_id: int, who: Person) -> tuple[Plan, Assignment]:
    row = Assignment.objects.filter(pk=assignment_id, account_id=who.account_id).first()
    if row is None:
        raise NotFound("no such assignment")
    plan = seen(row.plan_id, who)
    in_force(plan)
    return plan, Assignment.objects.select_for_update(of=("self",)).select_related("target").get(pk=assignment_id)


def _tell(row: Assignment, account_id: int, code: str, once: str, now: datetime) -> None:
    Alert.objects.bulk_create(
        [Alert(plan_id=row.plan_id, account_id=account_id, code=code, target_id=row.target_id, at=now, once=once)],
        ignore_conflicts=True,
    )


def _words(field: str, text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= MOST_WORDS:
        raise Invalid(faults=((field, "too_long" if words else "missing"),))
    return words
