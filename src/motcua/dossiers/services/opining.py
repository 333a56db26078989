"""Opinions of other units (R2.29): asked with a deadline, reminded, answered, or gone on without. The clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Q

from motcua.documents import queries as documents
from motcua.dossiers import events_beside as happened
from motcua.dossiers.habits import habits
from motcua.dossiers.models import Dossier, Opinion
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import moving
from motcua.dossiers.services.beside import OPEN
from motcua.dossiers.services.common import Hand, begin
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.rules import Part, scope_of
from motcua.platform import clock
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.events import Personal
from motcua.platform.ids import new_id

ADVISE = "dossiers.advise"
_TO_READ_AGAIN = timedelta(hours=24)  # after a late answer: who wrote it sees once more what he wrote
VERDICTS = ("agree", "disagree", "remarks")


def units_to_ask(dossier: Dossier, *, now: datetime) -> list[UnitView]:
    """Return whom one may ask: every other unit in which somebody on duty may advise on this class of secrecy."""
    asking = dossier.handling_unit_id
    return [u for u in identity.units_granted(ADVISE, dossier.secrecy, now.date()) if u.id != asking]


def deadline_after(days: int, unit_id: int, *, now: datetime) -> datetime:
    """Return the end of the last of so many working days of the asked unit, the day after today being the first."""
    calendar = clock.calendar_of(identity.committee_of(unit_id, now.date()), "processing")
    on = now.date()
    for _ in range(days):
        on = calendar.next_working_day(on)
    return calendar.end_of_day(on)


@transaction.atomic
def ask_opinion(
    code: str,
    *,
    unit_id: int,
    question: str,
    days: int,
    papers: Sequence[int] = (),
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Ask another unit, of this committee or another; it sees the dossier until it answers, in its own class.

    At the latest until some days after the deadline (`late_days`), in which a late answer is taken. Sections of
    another class stay closed to it. Raises Invalid naming `unit`, `question`, `days`, `papers`.
    """
    hand = begin(code, Act.ASK_OPINION, who=who, now=now, seen=seen)
    dossier = hand.dossier
    unit = next((u for u in units_to_ask(dossier, now=now) if u.id == unit_id), None)
    seen_files = {f.id: f for f in documents.files_of(who, ("dossier", dossier.id)) if f.secrecy == dossier.secrecy}
    faults = [] if unit else ["unit"]
    if unit and Opinion.objects.filter(OPEN, dossier=dossier, unit_id=unit_id).exists():
        faults.append("unit_asked")
    if not question.strip():
        faults.append("question")
    if not 1 <= days <= habits()["opinion"]["most_days"]:
        faults.append("days")
    if not set(papers) <= set(seen_files):
        faults.append("papers")
    if faults or unit is None:
        raise Invalid(faults=tuple(faults))
    moving.start_work(hand)
    last = Opinion.objects.filter(dossier=dossier).aggregate(last=Max("ordinal"))["last"] or 0
    opinion = Opinion.objects.create(
        dossier=dossier,
        ordinal=last + 1,
        unit_id=unit_id,
        scope=scope_of(unit_id, Part.CONSULTED, dossier.secrecy),
        asking_unit_id=dossier.handling_unit_id,
        asked_by=who.account_id,
        asked_at=now,
        question=question.strip(),
        papers=list(papers),
        deadline=deadline_after(days, unit_id, now=now),
    )
    opinion.open_until = _tail(opinion)
    opinion.save(update_fields=["open_until"])
    _open(opinion, dossier)
    hand.record(
        happened.OpinionAsked(
            opinion.ordinal,
            unit.name,
            opinion.deadline.date(),
            papers=[seen_files[one].sha256 for one in papers],
            question=Personal(opinion.question),
        )
    )
    hand.finish()
    return dossier


@transaction.atomic
def answer_opinion(
    code: str,
    *,
    verdict: str,
    answer: str,
    file_id: int | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Answer for one's unit; a file goes with it when there is one (kept with the dossier, for officers).

    An answer after the deadline is taken while nothing is decided, and kept as late: the asker need not give more
    time first.
    """
    hand = begin(code, Act.ANSWER_OPINION, who=who, now=now, seen=seen)
    opinion = _mine(hand)
    faults = [] if verdict in VERDICTS else ["verdict"]
    if verdict != "agree" and not answer.strip():
        faults.append("answer")
    if faults:
        raise Invalid(faults=tuple(faults))
    sha256 = ""
    if file_id is not None:
        row, holder = documents.file(who, file_id)
        if holder != ("dossier", hand.dossier.id):
            raise Forbidden("a file of another dossier", act=str(Act.ANSWER_OPINION))
        opinion.attachment_id, sha256 = file_id, row.sha256
    opinion.answered_at, opinion.answered_by = now, who.account_id
    opinion.verdict, opinion.answer = verdict, answer.strip()
    opinion.save()
    unit = identity.unit_view(opinion.unit_id, now.date()).name
    told = happened.OpinionGiven(
        opinion.ordinal,
        unit,
        verdict,
        opinion.extended_count > 0,
        answer=Personal(opinion.answer),
        sha256=sha256,
        after_deadline=now > opinion.deadline,
    )
    hand.record(told)
    hand.finish()
    _close(opinion, now + _TO_READ_AGAIN if now > opinion.deadline else opinion.deadline)
    return hand.dossier


@transaction.atomic
def permit_answer(code: str, *, who: Person, now: datetime, seen: int | None = None) -> None:
    """Refuse what `answer_opinion` would refuse, before a file of the answer is received; raises as it does."""
    begin(code, Act.ANSWER_OPINION, who=who, now=now, seen=seen)


@transaction.atomic
def extend_opinion(
    code: str, *, ordinal: int, days: int, reason: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Give the asked unit more time, from today; it sees the dossier again if its time was over."""
    hand = begin(code, Act.EXTEND_OPINION, who=who, now=now, seen=seen)
    opinion = _open_of(hand, ordinal)
    faults = [] if 1 <= days <= habits()["opinion"]["most_days"] else ["days"]
    if not reason.strip():
        faults.append("reason")
    if faults:
        raise Invalid(faults=tuple(faults))
    opinion.deadline = deadline_after(days, opinion.unit_id, now=now)
    opinion.open_until = _tail(opinion)
    opinion.extended_count += 1
    opinion.reminded_at = opinion.late_told_at = None
    opinion.save()
    _open(opinion, hand.dossier)
    unit = identity.unit_view(opinion.unit_id, now.date()).name
    hand.record(happened.OpinionExtended(ordinal, unit, opinion.deadline.date(), reason.strip()))
    hand.finish()
    return hand.dossier


@transaction.atomic
def skip_opinion(
    code: str, *, ordinal: int, reason: str, who: Person, now: datetime, seen: int | None = None
) -> Dossier:
    """Go on without the opinion, for a stated reason; the asked unit sees the dossier no longer."""
    hand = begin(code, Act.SKIP_OPINION, who=who, now=now, seen=seen)
    opinion = _open_of(hand, ordinal)
    if not reason.strip():
        raise Invalid(faults=("reason",))
    opinion.skipped_at, opinion.skipped_by, opinion.skip_reason = now, who.account_id, reason.strip()[:500]
    opinion.save()
    _close(opinion, now)
    hand.record(happened.OpinionSkipped(ordinal, identity.unit_view(opinion.unit_id, now.date()).name, reason.strip()))
    hand.finish()
    return hand.dossier


def _open_of(hand: Hand, ordinal: int) -> Opinion:
    opinion = Opinion.objects.filter(OPEN, dossier=hand.dossier, ordinal=ordinal).first()
    if opinion is None:
        raise Invalid(faults=("opinion",))
    return opinion


def _mine(hand: Hand) -> Opinion:
    still = Q(open_until__gt=hand.now) | Q(deadline__gt=hand.now)
    rows = Opinion.objects.filter(OPEN, still, dossier=hand.dossier, scope__in=hand.who.scopes())
    return rows.order_by("deadline")[0]


def _tail(opinion: Opinion) -> datetime:
    """Until when a late answer is taken, by the calendar of the asked unit; who asks is told so on his page."""
    return deadline_after(habits()["opinion"]["late_days"], opinion.unit_id, now=opinion.deadline)


def _open(opinion: Opinion, dossier: Dossier) -> None:
    """The asked unit sees the dossier's own class until its answer is taken no longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_open_access(%s, %s, %s, %s::smallint, %s, %s)",
            [new_id(), dossier.id, opinion.scope, dossier.secrecy, opinion.asked_at, opinion.open_until],
        )


def _close(opinion: Opinion, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_end_access(%s, %s, %s)", [opinion.dossier_id, opinion.scope, now])
