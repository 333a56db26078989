"""Supplements (R2.6, R2.7, R2.24–R2.26): asked once and whole, answered in the same form, confirmed or lapsed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from motcua.documents import services as documents
from motcua.dossiers import events as happened
from motcua.dossiers import events_beside as beside
from motcua.dossiers.models import WAITS_FOR_LEADER, Answers, Dossier, Supplement, SupplementItem
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.handing_back import hand_back_until, leader_faults, received_at
from motcua.dossiers.rules.leading import refusal_faults
from motcua.dossiers.rules.states import Status, Step
from motcua.dossiers.rules.supplements import Earlier, Verdict, deadline_of, request_faults, visible_before
from motcua.dossiers.services import books, extending, receiving, slips, stopping
from motcua.dossiers.services.common import Hand, begin, last_of, locked, pack_of, pause, resume, situation_of
from motcua.dossiers.services.judging import Judged, to_judge
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.noting import alert
from motcua.dossiers.services.promising import calendar_of, policy_of, promise
from motcua.identity.queries import Person
from motcua.notifications import services as notifications
from motcua.platform import clock, events
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed
from motcua.platform.events import Personal
from motcua.platform.text import date_vi


@transaction.atomic
def ask_supplement(
    code: str, verdicts: Sequence[Verdict], *, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Ask once for everything that is missing or wrong (form 02): every component and field is judged.

    A request for something that was there and judged good before, and one that comes later after
    reception than R2.24 allows, wait for a leader (`allow_second`); otherwise it is sent now.
    """
    hand = begin(code, Act.ASK_SUPPLEMENT, who=who, now=now, seen=seen)
    things = {(t.kind, t.key): t for t in to_judge(hand.dossier, hand.pack, who)}
    if faults := request_faults(verdicts, things):
        raise Invalid(faults=faults)
    repeats = bool(visible_before(verdicts, _earlier(hand.dossier)))
    until = _hand_back_until(hand)
    is_late = until is not None and until < now
    last = Supplement.objects.filter(dossier=hand.dossier).aggregate(last=Max("ordinal"))["last"] or 0
    supplement = Supplement.objects.create(
        dossier=hand.dossier,
        ordinal=last + 1,
        asked_at=now,
        asked_by=who.account_id,
        deadline=deadline_of(hand.pack.procedure.get("supplement"), now.date()),
        needs_leader=repeats or is_late,
        repeats=repeats,
        is_late=is_late,
    )
    SupplementItem.objects.bulk_create([_item(supplement, v, things[v.id]) for v in verdicts])
    if supplement.needs_leader:
        hand.finish()  # the leader's turn; the state stays as it is until he has said why
    else:
        _send(hand, supplement, until)
    return hand.dossier


@transaction.atomic
def allow_second(
    code: str, *, reason: str = "", late_ground: str = "", who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Let a request go out that needs a leader; what he says is kept and counted.

    `reason` where it asks again for what was visible; `late_ground`, the special law in words, where
    the days of R2.24 are over by now, whether or not they were when the officer asked.
    """
    hand = begin(code, Act.ALLOW_SECOND, who=who, now=now, seen=seen)
    supplement = Supplement.objects.get(WAITS_FOR_LEADER, dossier=hand.dossier)
    until = _hand_back_until(hand)
    supplement.is_late = supplement.is_late or (until is not None and until < now)
    faults = leader_faults(repeats=supplement.repeats, is_late=supplement.is_late, reason=reason, ground=late_ground)
    if faults:
        raise Invalid(faults=faults)
    supplement.second_reason, supplement.second_by = reason.strip() if supplement.repeats else "", who.account_id
    supplement.late_ground = late_ground.strip() if supplement.is_late else ""
    _send(hand, supplement, until)
    return hand.dossier


@transaction.atomic
def refuse_second(code: str, *, reason: str, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Let a request that needs a leader not go out: nothing was asked, the dossier stands as before he was called.

    The officer who wrote it is told why in his list; what was judged in it counts as never judged.
    """
    hand = begin(code, Act.REFUSE_SECOND, who=who, now=now, seen=seen)
    if faults := refusal_faults(reason):
        raise Invalid(faults=faults)
    supplement = Supplement.objects.get(WAITS_FOR_LEADER, dossier=hand.dossier)
    supplement.refused_at, supplement.refused_by, supplement.refusal = now, who.account_id, reason.strip()
    supplement.save(update_fields=["refused_at", "refused_by", "refusal"])
    bad = supplement.items.filter(is_good=False).order_by("id")
    hand.record(beside.SupplementNotSent(supplement.ordinal, [f"{i.kind}:{i.key}" for i in bad], reason.strip()))
    words = f"Lãnh đạo không cho gửi yêu cầu bổ sung của hồ sơ {hand.dossier.code}: {reason.strip()}"
    alert(hand.dossier, words, to_account_id=supplement.asked_by, now=now)
    hand.finish()
    return hand.dossier


def _hand_back_until(hand: Hand) -> datetime | None:
    """Until when the dossier may be handed back without a leader (R2.24), by the working days of who handles it."""
    dossier = hand.dossier
    if not dossier.was_accepted:
        return None
    answered = Supplement.objects.filter(dossier=dossier).aggregate(last=Max("completed_at"))["last"]
    received = received_at(dossier.accepted_at, answered)
    return hand_back_until(received, hand.pack.hand_back.days, calendar_of(dossier))


def _send(hand: Hand, supplement: Supplement, until: datetime | None) -> None:
    dossier, now = hand.dossier, hand.now
    Supplement.objects.filter(dossier=dossier, confirmed_at=None, completed_at__isnull=False).update(confirmed_at=now)
    number = books.reserve(dossier, dossier.receiving_unit_id, "supplement", now=now)
    supplement.number, supplement.sent_at = number.text, now
    supplement.save()
    bad = list(supplement.items.filter(is_good=False).order_by("id"))
    pause(hand, "supplement")
    hand.move(Step.ASK_SUPPLEMENT)
    hand.record(
        happened.SupplementAsked(
            ordinal=supplement.ordinal,
            number=number.text,
            keys=[f"{i.kind}:{i.key}" for i in bad],
            deadline=supplement.deadline,
            second_reason=supplement.second_reason,
            hand_back_until=until,
            late_ground=supplement.late_ground,
        )
    )
    slips.make_02(hand, number, [(i.label, i.message) for i in bad], supplement.deadline)
    hand.finish()
    tell(hand, "supplement_asked", facts={"count": len(bad), "deadline": date_vi(supplement.deadline)})


@transaction.atomic
def complete(
    code: str,
    *,
    values: Mapping[str, Mapping[str, Any]],
    draft_id: int | None,
    slots: Sequence[str],
    who: Person,
    now: datetime,
) -> Dossier:
    """Take the citizen's answer to a supplement: only what was marked, all of it.

    `values` maps field keys to {"value", "source", …}; `slots` names the file fields for which
    the draft `draft_id` holds new files. A key that was not marked is refused by its name
    and nothing is changed. From this instant the clock runs against the office.
    """
    dossier = locked(code, who)
    if who.kind != "citizen":
        raise Forbidden("only the applicant completes")
    pack = pack_of(dossier)
    hand = Hand(dossier, pack, who, now, situation_of(dossier, pack, who, now))
    supplement = open_one(dossier)
    asked = list(supplement.items.filter(is_good=False))
    fields = {i.key for i in asked if i.kind == "field"}
    files = {slot for i in asked for slot in i.concerns}
    faults = [("not_asked", key) for key in sorted(set(values) - fields)]
    faults += [("not_asked", slot) for slot in sorted(set(slots) - files)]
    faults += [("missing", key) for key in sorted(fields - set(values))]
    faults += [("missing", slot) for slot in sorted(files - set(slots))]
    if faults:
        raise Invalid(faults=tuple(faults))
    salt = secrets.token_bytes(16)
    secrecy = {i.key: i.secrecy for i in asked if i.kind == "field"}  # a component may have a field's key
    changes = change_answers(dossier, values, secrecy, salt)
    if draft_id is not None:
        for old, new, slot in documents.replace_in_dossier(who, draft_id, dossier.id, tuple(slots), now=now):
            changes.append({"key": slot, "old": old, "new": new})
    answered(hand, supplement, asked, values=values, changes=changes, salt=salt, way="online")
    return dossier


def open_one(dossier: Dossier) -> Supplement:
    """Return the request that waits for the applicant; StepNotAllowed when nothing is asked."""
    supplement = last_of(dossier)
    if dossier.status != Status.AWAITING_SUPPLEMENT or supplement is None or supplement.completed_at:
        raise StepNotAllowed("nothing is asked", status=dossier.status, act="complete_supplement")
    return supplement


def answered(
    hand: Hand,
    supplement: Supplement,
    asked: Sequence[SupplementItem],
    *,
    values: Mapping[str, Mapping[str, Any]],
    changes: list[dict[str, str]],
    salt: bytes,
    way: Literal["online", "counter"],
) -> None:
    """End a request whose answer is whole and written down: from this instant the clock runs against the office."""
    dossier, now = hand.dossier, hand.now
    supplement.completed_at, supplement.completed_way, supplement.completed_by = now, way, hand.who.account_id
    supplement.changed = [[i.kind, i.key] for i in asked]
    supplement.save()
    extending.settle(supplement, now=now)
    secrecy = {i.key: i.secrecy for i in asked if i.kind == "field"}
    hand.record(
        happened.SupplementCompleted(
            supplement.ordinal,
            changes=changes,
            salt=Personal(salt.hex()),
            # The event has the dossier's class of secrecy: values of another class stay in their own row.
            answers=Personal({key: dict(value) for key, value in values.items() if secrecy[key] == dossier.secrecy}),
            way=way,
        )
    )
    resume(hand, until=now)
    promise(hand, reason="supplement")
    if not dossier.was_accepted:  # asked in time, answered now: the office answers anew within R2.8
        told = clock.answer_by(now, dossier.channel, calendar_of(dossier, "reception"), policy_of(hand.pack))
        dossier.answer_by = told.at
    hand.finish()
    notifications.overtake(dossier.id, now=now)  # nobody is called any more for what he has just sent


@transaction.atomic
def confirm(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Find the supplement complete: accept the dossier if it never was, else go on with the work."""
    hand = begin(code, Act.CONFIRM_SUPPLEMENT, who=who, now=now, seen=seen)
    supplement = last_of(hand.dossier)
    if supplement is None:
        raise StepNotAllowed("nothing was asked", act="confirm_supplement")
    supplement.confirmed_at = now
    supplement.save(update_fields=["confirmed_at"])
    hand.record(happened.SupplementConfirmed(supplement.ordinal))
    if not hand.dossier.was_accepted:
        return receiving.confirm_into_processing(hand)
    hand.move(Step.CONFIRM_SUPPLEMENT)
    hand.finish()
    return hand.dossier


@transaction.atomic
def lapse(code: str, *, who: Person, now: datetime, seen: int | None = None) -> Dossier:
    """Close a dossier whose supplement nobody sent in time: declined before acceptance, stopped after it."""
    hand = begin(code, Act.LAPSE, who=who, now=now, seen=seen)
    supplement = last_of(hand.dossier)
    if supplement is None:
        raise StepNotAllowed("nothing was asked", act="lapse")
    supplement.lapsed_at = now
    supplement.save(update_fields=["lapsed_at"])
    resume(hand, until=now)
    hand.move(Step.LAPSE)
    hand.record(happened.SupplementLapsed(supplement.ordinal))
    reason = f"Hết ngày {date_vi(supplement.deadline)} mà chưa nhận đủ phần bổ sung đã yêu cầu."
    stopping.issue(hand, "lapsed", reason=reason)
    hand.finish()
    tell(hand, "supplement_lapsed")
    return hand.dossier


def _item(supplement: Supplement, verdict: Verdict, thing: Judged) -> SupplementItem:
    return SupplementItem(
        supplement=supplement,
        dossier_id=supplement.dossier_id,
        kind=verdict.kind,
        key=verdict.key,
        label=thing.label[:400],
        secrecy=thing.secrecy,
        concerns=list(thing.slots),
        is_good=verdict.is_good,
        reason=verdict.reason,
        message=verdict.message.strip(),
    )


def _earlier(dossier: Dossier) -> list[Earlier]:
    return [
        Earlier(
            tuple(Verdict(i.kind, i.key, i.is_good) for i in s.items.all()),
            frozenset((kind, key) for kind, key in s.changed),
        )
        for s in Supplement.objects.filter(dossier=dossier, refused_at=None).prefetch_related("items")
    ]


def change_answers(
    dossier: Dossier, values: Mapping[str, Mapping[str, Any]], secrecy: Mapping[str, int], salt: bytes
) -> list[dict[str, str]]:
    """Write the corrected values beside the others; return what changed as digests, for the event."""
    rows = {row.secrecy: row for row in Answers.objects.filter(dossier=dossier)}
    changes = []
    for key, value in values.items():
        row = rows[secrecy[key]]
        # The event carries the salt beside the digests: of another class a yes or no would be found by trying.
        is_told = row.secrecy == dossier.secrecy
        old, new = (_digest(salt, row.values.get(key)), _digest(salt, value)) if is_told else ("", "")
        changes.append({"key": key, "old": old, "new": new})
        row.values[key] = dict(value)
    for row in rows.values():
        Answers.objects.filter(dossier=dossier, secrecy=row.secrecy).update(values=row.values)
    return changes


def _digest(salt: bytes, value: Mapping[str, Any] | None) -> str:
    return events.digest(salt, value.get("value") if value else None)
