"""The only writer of notices, of how they travel, of calls and of a committee's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import structlog
from django.db import transaction

from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.notifications import ports, rules, wording
from motcua.notifications.events import WordingChanged
from motcua.notifications.models import CallTry, Delivery, Notice, Wording
from motcua.notifications.queries import NoticeView, to
from motcua.notifications.rules import Outcome, Planned, Reach
from motcua.notifications.wording import Words
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed
from motcua.platform.ids import new_id

log = structlog.get_logger()
PERMISSION = "notices.manage"


@dataclass(frozen=True)
class About:
    """The dossier a piece of news is about, as far as its messages need it."""

    dossier_id: int
    dossier_code: str
    committee_id: int
    receiving_unit_id: int
    secrecy: int
    title: str


def tell(
    person_ids: Iterable[int],
    code: str,
    *,
    organisation_ids: Iterable[int] = (),
    dossier_id: int | None,
    facts: dict[str, Any],
    once: str,
    now: datetime,
    about: About | None = None,
    reach: Sequence[Reach] = (),
) -> None:
    """Put a notice into the boxes of people and organisations; the same news (`once`) is never told twice to one.

    With `about` and `reach` (whom to call first, first) its deliveries are decided here as well, in the transaction
    of the act: a mail to each address somebody typed, or a call where there is none. Nothing is sent before the
    commit. Older calls about the same dossier are overtaken.
    """
    words = wording.words_of(code, about.committee_id, now.date()) if about else wording.templates()[code]
    own = {name: wording.fill(getattr(words, name), facts) for name in ("heading", "sentence")} if words.is_own else {}
    told = {"dossier_id": dossier_id, "code": code, "facts": facts | own, "at": now}
    notices = [
        *(Notice(person_id=p, once=f"{once}:{p}", **told) for p in sorted(set(person_ids))),
        *(Notice(organisation_id=o, once=f"{once}:{o}", **told) for o in sorted(set(organisation_ids))),
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if about is None:
        return
    overtake(about.dossier_id, now=now)
    boxes = {n.organisation_id or n.person_id: n.id for n in notices}
    planned = rules.plan(reach, mails=words.is_mailed, calls=bool(words.call), mail_works=ports.mailer() is not None)
    Delivery.objects.bulk_create(
        [_delivery(one, words, facts, about, once, boxes, now) for one in planned], ignore_conflicts=True
    )


def _delivery(
    planned: Planned,
    words: Words,
    facts: Mapping[str, Any],
    about: About,
    once: str,
    boxes: Mapping[int | None, int],
    now: datetime,
) -> Delivery:
    one, channel = planned.to, planned.channel
    if about.secrecy and channel != "account":
        closed = rules.numbers()["closed"]
        words = Words(words.code, closed["heading"], closed["sentence"], closed["call"], words.is_urgent)
    waits = timedelta(minutes=rules.numbers()["digest_minutes"]) if channel == "email" else timedelta()
    instead = None
    if planned.instead is not None:
        text = _spoken(words, facts, about, planned.instead, now.date())
        instead = {"name": planned.instead.name, "phone": planned.instead.phone, "text": text}
    box = one.organisation_id or one.person_id
    text = _spoken(words, facts, about, one, now.date()) if channel == "call" else wording.fill(words.sentence, facts)
    return Delivery(
        notice_id=boxes.get(box),
        dossier_id=about.dossier_id,
        dossier_code=about.dossier_code,
        committee_id=about.committee_id,
        secrecy=about.secrecy,
        person_id=None if one.organisation_id else one.person_id,
        organisation_id=one.organisation_id,
        channel=channel,
        state="told" if channel == "account" else "waiting",
        code=words.code,
        name=one.name if channel == "call" else "",
        address=planned.address,
        heading=wording.fill(words.heading, facts),
        text="" if channel == "account" else text,
        is_urgent=words.is_urgent,
        instead=instead,
        at=now,
        not_before=now + waits,
        once=f"{once}:{channel}:{box if channel == 'account' else planned.address.lower()}"[:160],
    )


def _spoken(words: Words, facts: Mapping[str, Any], about: About, one: Reach, on: date) -> str:
    office = identity.unit_view(about.receiving_unit_id, on).name
    return wording.fill(words.call, {**facts, "name": one.name, "title": about.title, "office": office})


def overtake(dossier_id: int, *, now: datetime) -> None:
    """Take the calls about a dossier off the list: something newer happened, and they would tell what is past."""
    Delivery.objects.filter(dossier_id=dossier_id, channel="call", state="waiting").update(
        state="overtaken", done_at=now
    )


def mark_read(who: Person, shown: Iterable[NoticeView], *, now: datetime) -> None:
    """Remember that these notices have been shown to a person, or to one who acts for the organisation of the box.

    The first time counts; three statements, none when nothing shown is new. Who has read it needs no call.
    """
    if new := [notice.id for notice in shown if notice.is_new]:
        Notice.objects.filter(to(who), id__in=new, read_at=None).update(read_at=now)
        own = Delivery.objects.filter(to(who), notice_id__in=new)
        own.filter(channel="account", state="told").update(state="read", done_at=now)
        own.filter(channel="call", state="waiting").update(state="unneeded", done_at=now)


@dataclass(frozen=True)
class Called:
    """What a try came to: the how manieth it was, and where the call stands now."""

    ordinal: int
    state: str


@transaction.atomic
def record_call(
    delivery_id: int,
    *,
    outcome: Outcome,
    note: str,
    again_at: datetime | None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Called:
    """Write down one call. `seen`: how many tries the page showed he called from.

    Raises NotFound, StepNotAllowed (nothing waits any more), Conflict (somebody called meanwhile), Invalid.
    """
    try:
        call = Delivery.objects.select_for_update().get(pk=delivery_id, channel="call")
    except Delivery.DoesNotExist:
        raise NotFound("no such call") from None
    earlier = list(call.tries.order_by("at", "id"))
    if seen is not None and len(earlier) > seen:
        raise Conflict("somebody called meanwhile", by=earlier[-1].by, at=earlier[-1].at)
    if call.state != "waiting":
        raise StepNotAllowed("nobody waits for this call any more", why="call_over")
    ordinal = len(earlier) + 1
    after = rules.after_call(outcome, ordinal, again_at=again_at, now=now)
    faults = []
    if outcome == "call_back" and (again_at is None or again_at <= now):
        faults.append("again_at")
    if not note and (outcome == "reached" or after.state == "given_up"):
        faults.append("note")  # who was reached; or what is to be done with somebody nobody reaches
    if faults:
        raise Invalid(faults=tuple(faults))
    CallTry.objects.create(
        delivery=call,
        at=now,
        account_id=who.account_id,
        by=who.actor.label,
        outcome=outcome,
        note=note,
        again_at=again_at if outcome == "call_back" else None,
    )
    call.state, call.not_before, call.attempts = after.state, after.not_before, ordinal
    if after.state != "waiting":
        call.done_at = now
    call.save(update_fields=["state", "not_before", "attempts", "done_at"])
    log.info("call.recorded", delivery=delivery_id, outcome=outcome, state=after.state)
    return Called(ordinal, after.state)


@transaction.atomic
def send_again(delivery_id: int, *, who: Person, now: datetime) -> None:
    """Let a mail that could not be sent, or perhaps was, go once more: the same mail with the same Message-ID."""
    found = Delivery.objects.select_for_update().filter(pk=delivery_id, channel="email", state__in=["dead", "unclear"])
    row = found.first()
    if row is None or not who.may_over(PERMISSION, row.committee_id):
        raise NotFound("no such mail")
    same = [row.id] if row.together_id is None else list(
        Delivery.objects.filter(together_id=row.together_id, state__in=["dead", "unclear"]).values_list("id", flat=True)
    )  # fmt: skip
    Delivery.objects.filter(id__in=same).update(
        state="waiting", is_again=True, not_before=now, attempts=0, last_error=""
    )
    log.info("mail.sent_again", deliveries=same, by=who.account_id)


@transaction.atomic
def set_wording(
    code: str,
    *,
    committee_id: int,
    heading: str,
    sentence: str,
    call: str,
    valid_from: date,
    source: str,
    who: Person,
    now: datetime,
) -> None:
    """Give a notice a committee's own words from a day on. What was told before keeps the words it was told in.

    Raises Forbidden, NotFound (no such notice), Invalid with (field, sentence) for everything wrong.
    """
    if not who.may_over(PERMISSION, committee_id):
        raise Forbidden("not the notices of this committee")
    if code not in wording.templates():
        raise NotFound("no such notice")
    faults = wording.faults_of(code, heading=heading, sentence=sentence, call=call)
    if not source:
        faults.append(("source", "Ghi căn cứ: ai cho dùng lời này."))
    if valid_from < now.date():
        faults.append(("valid_from", "Ngày bắt đầu không thể trước hôm nay."))
    if faults:
        raise Invalid(faults=cast(tuple[Any, ...], tuple(faults)))
    Wording.objects.create(
        committee_id=committee_id,
        code=code,
        valid_from=valid_from,
        heading=heading,
        sentence=sentence,
        call=call,
        source=source,
        mark="P",
        set_at=now,
    )
    events.record(
        ("unit", committee_id),
        WordingChanged(code, valid_from, heading, sentence, call, source),
        actor=who.actor,
        at=now,
        unit_id=committee_id,
    )


def instead_of(rows: Sequence[Delivery], *, now: datetime) -> list[Delivery]:
    """Return the calls to make for mails that did not arrive (unsaved); none where nobody left a number."""
    return [
        Delivery(
            id=new_id(),
            notice_id=row.notice_id,
            dossier_id=row.dossier_id,
            dossier_code=row.dossier_code,
            committee_id=row.committee_id,
            secrecy=row.secrecy,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            channel="call",
            state="waiting",
            code=row.code,
            name=row.instead["name"],
            address=row.instead["phone"],
            heading=row.heading,
            text=row.instead["text"],
            is_urgent=row.is_urgent,
            at=row.at,
            not_before=now,
            once=f"{row.id}:instead",
        )
        for row in rows
        if row.instead
    ]
