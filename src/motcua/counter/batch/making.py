"""The work over all lines of a list: looking through them, then making dossiers of all or of none.

Both go the one way everything at a counter goes (`intake`), so a line that was found good is taken in unless something
changed meanwhile; then nothing is made and the line says why. What is looked through is undone line by line.
"""

from __future__ import annotations

from collections import Counter as Tally
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, connections, transaction

from motcua.counter.batch.columns import Trouble
from motcua.counter.batch.line import CHANGED, Desk, ListRefusedWhole, told_of, troubles, typed
from motcua.counter.batch.lists import SYSTEM, numbers, offer
from motcua.counter.events import ListMade, ListRefused
from motcua.counter.models import Batch, BatchRow
from motcua.dossiers.models import Dossier
from motcua.dossiers.services import intake
from motcua.forms.engine import Fault
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.clock import now as clock
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import DomainError, Invalid
from motcua.platform.principal import acting_as
from motcua.platform.text import date_vi

log = structlog.get_logger()

_TELL_EVERY = 10
_NOBODY = "Người gửi danh sách không còn tiếp nhận ở đơn vị này."
_OURS = "Hệ thống gặp lỗi. Chưa có hồ sơ nào được tạo; gửi lại danh sách sau ít phút."
_LINES = "Có dòng không tiếp nhận được, nên chưa có hồ sơ nào được tạo."


class LineRefused(Exception):
    """One line cannot be taken in, so none is."""

    def __init__(self, row: BatchRow, troubles: list[Trouble]) -> None:
        super().__init__(row.line)
        self.row, self.troubles = row, troubles


def look_through(list_id: int, *, now: datetime) -> None:
    """Find everything that is wrong in every line; then the list is `ready`, or `faulty` with a sentence a fault."""
    batch = _begin(list_id, "checking")
    if batch is None:
        return
    try:
        with acting_as(_officer(batch, batch.account_id, now).principal):
            who = _officer(batch, batch.account_id, now)
            desk = _desk(batch, who, now)
            _look_through(desk)
    except ListRefusedWhole as refusal:
        _fail(list_id, str(refusal), now)
    except Exception:
        log.exception("list.failed", list=list_id, doing="look")
        _fail(list_id, _OURS, now)


def _look_through(desk: Desk) -> None:
    batch, now = desk.batch, desk.now
    rows = list(BatchRow.objects.filter(batch=batch).order_by("line"))
    told = {row.id: [Trouble(f["column"], f["message"]) for f in row.faults] for row in rows}
    first: dict[str, int] = {}
    known = _taken_before(desk, [row.digest for row in rows])
    for done, row in enumerate(rows, start=1):
        if told[row.id]:  # cells that cannot be read are mended first: the rest would only repeat them
            pass
        elif row.digest in first:
            told[row.id] = [Trouble("", f"Dòng này giống hệt dòng {first[row.digest]}. Bỏ một dòng.")]
        elif row.digest in known:
            told[row.id] = [Trouble("", f"Dòng này đã thành hồ sơ {known[row.digest]}. Bỏ dòng này.")]
        else:
            first[row.digest] = row.line
            told[row.id] = _tried(desk, row)
        _tell(batch.id, done)
    for row in rows:
        row.faults = [trouble.to_json() for trouble in told[row.id]]
    faulty = sum(bool(row.faults) for row in rows)
    found = {"state": "faulty" if faulty else "ready", "fault_count": faulty, "checked_at": now}
    if not Batch.objects.filter(pk=batch.pk, state="checking").update(**found):
        return  # put away meanwhile
    BatchRow.objects.bulk_update(rows, ["faults"], batch_size=100)
    if faulty:
        event = ListRefused(len(rows), faulty, "faults")
        events.record(("list", batch.id), event, actor=desk.who.actor, at=now, unit_id=batch.unit_id)
    log.info("list.looked_through", list=batch.id, lines=len(rows), faulty=faulty)


def make_all(list_id: int, *, now: datetime) -> None:
    """Make dossiers of all lines in one transaction, or of none and say why. Called twice it makes them once."""
    batch = _begin(list_id, "making")
    if batch is None:
        return
    try:
        who = _officer(batch, batch.confirmed_by or batch.account_id, now)
        with acting_as(who.principal):
            _make_all(_desk(batch, who, now))
    except LineRefused as refusal:
        _fail(list_id, _LINES, now, refusal)
    except ListRefusedWhole as refusal:
        _fail(list_id, str(refusal), now)
    except Exception:
        log.exception("list.failed", list=list_id, doing="make")
        _fail(list_id, _OURS, now)


def _make_all(desk: Desk) -> None:
    batch, now = desk.batch, desk.now
    with connection.cursor() as cursor:  # a job started again waits for the first, and finds its work done
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('list'), hashtext(%s))", [str(batch.id)])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [f"l{batch.unit_id}", batch.procedure]
        )
    if Batch.objects.get(pk=batch.pk).state != "making":
        return
    rows = list(BatchRow.objects.filter(batch=batch).order_by("line"))
    known = _taken_before(desk, [row.digest for row in rows])
    opened: list[Dossier] = []
    for done, row in enumerate(rows, start=1):
        if row.digest in known:
            raise LineRefused(row, [Trouble("", f"Dòng này đã thành hồ sơ {known[row.digest]}. Bỏ dòng này.")])
        try:
            opened.append(_take_in(desk, row))
        except DomainError as refusal:
            raise LineRefused(row, troubles(desk, refusal)) from refusal
        row.dossier_id, row.code = opened[-1].id, opened[-1].code
        row.answers, row.papers = {}, {}  # the dossier holds them now
        _tell(batch.id, done)
    for dossier in opened:  # last, for from the first number of the book on every counter of the unit waits
        intake.accept_now(dossier, with_slip=desk.wants_slip, who=desk.who, now=now)
    BatchRow.objects.bulk_update(rows, ["dossier_id", "code", "answers", "papers"], batch_size=100)
    batch.state, batch.made_at = "made", now
    batch.save(update_fields=["state", "made_at"])
    event = ListMade(len(rows), rows[0].code, rows[-1].code)
    events.record(("list", batch.id), event, actor=desk.who.actor, at=now, unit_id=batch.unit_id)
    log.info("list.made", list=batch.id, lines=len(rows))


# --- one line ------------------------------------------------------------------------------------
def _tried(desk: Desk, row: BatchRow) -> list[Trouble]:
    """What would keep a line back if it were taken in now; nothing of it stays."""
    try:
        with transaction.atomic():
            _, counter, checked = typed(desk, row)
            raise _Undo(intake.stops(checked, counter))
    except _Undo as tried:
        return [told_of(desk, fault) for fault in tried.faults]
    except DomainError as refusal:
        return troubles(desk, refusal)


class _Undo(Exception):
    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


def _take_in(desk: Desk, row: BatchRow) -> Dossier:
    draft, counter, checked = typed(desk, row)
    if wrong := intake.stops(checked, counter):
        raise Invalid(faults=wrong)
    return intake.take_in(draft.id, counter, accept=False, who=desk.who, now=desk.now)


# --- beginning, telling how far, failing ---------------------------------------------------------
def _begin(list_id: int, state: str) -> Batch | None:
    """The list if it waits for this work, None when somebody has done it or put it away."""
    with transaction.atomic():
        batch = Batch.objects.filter(pk=list_id, state=state).first()
    if batch is not None:
        _tell(list_id, 0)
    return batch


def _officer(batch: Batch, account_id: int, now: datetime) -> Person:
    who = identity.person_of(account_id, now.date())
    if who is None or not any(scope // 256 == batch.unit_id for scope in who.scopes()):
        raise ListRefusedWhole(_NOBODY)
    return who


def _desk(batch: Batch, who: Person, now: datetime) -> Desk:
    try:
        chosen = offer(batch.procedure, who=who, on=now.date())
    except DomainError:
        raise ListRefusedWhole(CHANGED) from None
    if chosen.version_id != batch.version_id or chosen.unit_id != batch.unit_id:
        raise ListRefusedWhole(CHANGED)
    return Desk(who, now, chosen, batch, {})


def _taken_before(desk: Desk, digests: list[str]) -> dict[str, str]:
    """Lines that became dossiers of this counter lately: digest -> code and day."""
    since = desk.now - timedelta(days=numbers()["same_row_days"])
    rows = BatchRow.objects.filter(
        digest__in=digests, batch__unit_id=desk.batch.unit_id, batch__state="made", batch__made_at__gt=since
    ).exclude(code="")
    return {
        digest: f"{code} ngày {date_vi(at.astimezone(ZONE).date())}"
        for digest, code, at in rows.values_list("digest", "code", "batch__made_at")
        if at is not None
    }


def same_numbers(rows: list[BatchRow], key: str) -> dict[str, list[int]]:
    """Return personal numbers that stand in several lines: no fault, but worth a look before confirming."""
    tally = Tally(row.answers.get(key) for row in rows if row.answers.get(key))
    return {n: [r.line for r in rows if r.answers.get(key) == n] for n, count in tally.items() if count > 1}


def _tell(list_id: int, done: int) -> None:
    """Write how far it is, on a connection of its own: the page sees it while the work is not committed."""
    if done % _TELL_EVERY:
        return
    with connections[settings.SERIALS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO batch_progress (batch_id, done, told_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (batch_id) DO UPDATE SET done = excluded.done, told_at = excluded.told_at",
            [list_id, done, clock.now()],  # when it says so, not when the work was asked for
        )


def _fail(list_id: int, why: str, now: datetime, refusal: LineRefused | None = None) -> None:
    """Say in the list that nothing was made and why; the line that kept it back carries its faults."""
    with transaction.atomic():
        batch = Batch.objects.get(pk=list_id)
        batch.state, batch.why_failed = "failed", why
        batch.fault_count = 1 if refusal else 0
        batch.save(update_fields=["state", "why_failed", "fault_count"])
        if refusal is not None:
            BatchRow.objects.filter(pk=refusal.row.pk).update(faults=[t.to_json() for t in refusal.troubles])
        event = ListRefused(batch.row_count, batch.fault_count, "failed")
        events.record(("list", batch.id), event, actor=SYSTEM, at=now, unit_id=batch.unit_id)
