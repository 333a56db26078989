"""The work over all lines of a list: looking through them, then making dossiers of all or of none.

Both go the one way everything at a counter goes (`intake`), so a line that was found good is taken in unless something
changed meanwhile; then nothing is made and the line says why. What is looked through is undone line by line.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, connections, transaction

from motcua.catalogue.packs.model import Pack
from motcua.counter.batch.columns import PAPER, Trouble, papers_of
from motcua.counter.batch.lists import SYSTEM, Offer, numbers, offer
from motcua.counter.events import ListMade, ListRefused
from motcua.counter.models import Batch, BatchRow
from motcua.counter.nobody import NobodysFacts
from motcua.dossiers.models import Dossier
from motcua.dossiers.services import drafting, intake
from motcua.dossiers.services.checking import Checked
from motcua.dossiers.services.intake import Counter, PaperGiven, Sitter
from motcua.forms import services as forms
from motcua.forms.engine import Context, Fault
from motcua.forms.engine.parties import parties
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import DomainError, Forbidden, Invalid
from motcua.platform.principal import acting_as
from motcua.platform.text import date_vi

log = structlog.get_logger()

_TELL_EVERY = 10
_NUMBER_OF_ANOTHER = "Số định danh này đang mang họ tên hoặc ngày sinh khác. Xem lại giấy tờ của người này."
_NO_NAME = "Chưa có họ tên người nộp."
_TOO_NEAR = "Hồ sơ của chính bạn hoặc người thân phải do cán bộ khác tiếp nhận. Bỏ dòng này khỏi danh sách."
_CHANGED = "Thủ tục vừa có bản mới. Tải mẫu mới rồi gửi lại danh sách."
_NOBODY = "Người gửi danh sách không còn tiếp nhận ở đơn vị này."
_OURS = "Hệ thống gặp lỗi. Chưa có hồ sơ nào được tạo; gửi lại danh sách sau ít phút."
_LINES = "Có dòng không tiếp nhận được, nên chưa có hồ sơ nào được tạo."


class LineRefused(Exception):
    """One line cannot be taken in, so none is."""

    def __init__(self, row: BatchRow, troubles: list[Trouble]) -> None:
        super().__init__(row.line)
        self.row, self.troubles = row, troubles


class ListRefusedWhole(Exception):
    """Something keeps the whole list back; the argument is a sentence."""


@dataclass(frozen=True)
class Desk:
    """Who works on a list, when, and on what."""

    who: Person
    now: datetime
    offer: Offer
    batch: Batch
    contexts: dict[frozenset[str], Context]

    @property
    def wants_slip(self) -> bool:
        """No form 01 where the result is given at once (R2.11)."""
        limit = self.offer.pack.cases[0].limit
        return limit is None or limit.unit != "same_day"


def look_through(list_id: int, *, now: datetime) -> None:
    """Find everything that is wrong in every line; then the list is `ready`, or `faulty` with a sentence a fault."""
    batch = _begin(list_id, "checking", now)
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
        _tell(batch.id, done, now)
    for row in rows:
        row.faults = [trouble.to_json() for trouble in told[row.id]]
    BatchRow.objects.bulk_update(rows, ["faults"], batch_size=100)
    faulty = sum(bool(row.faults) for row in rows)
    batch.state, batch.fault_count, batch.checked_at = ("faulty" if faulty else "ready"), faulty, now
    batch.save(update_fields=["state", "fault_count", "checked_at"])
    if faulty:
        event = ListRefused(len(rows), faulty, "faults")
        events.record(("list", batch.id), event, actor=desk.who.actor, at=now, unit_id=batch.unit_id)
    log.info("list.looked_through", list=batch.id, lines=len(rows), faulty=faulty)


def make_all(list_id: int, *, now: datetime) -> None:
    """Make dossiers of all lines in one transaction, or of none and say why. Called twice it makes them once."""
    batch = _begin(list_id, "making", now)
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
            raise LineRefused(row, _troubles(desk, refusal)) from refusal
        row.dossier_id, row.code = opened[-1].id, opened[-1].code
        row.answers, row.papers = {}, {}  # the dossier holds them now
        _tell(batch.id, done, now)
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
            _, counter, checked = _typed(desk, row)
            raise _Undo(intake.stops(checked, counter))
    except _Undo as tried:
        return [_told(desk, fault) for fault in tried.faults]
    except DomainError as refusal:
        return _troubles(desk, refusal)


class _Undo(Exception):
    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


def _take_in(desk: Desk, row: BatchRow) -> Dossier:
    draft, counter, checked = _typed(desk, row)
    if wrong := intake.stops(checked, counter):
        raise Invalid(faults=wrong)
    return intake.take_in(draft.id, counter, accept=False, who=desk.who, now=desk.now)


def _typed(desk: Desk, row: BatchRow) -> tuple[DraftView, Counter, Checked]:
    """Type a line into a draft of the officer's, as at the counter; Invalid with what cannot be taken."""
    who, now, chosen = desk.who, desk.now, desk.offer
    draft = forms.open_draft(
        who,
        unit_id=chosen.committee_id,
        subject=chosen.procedure,
        version_id=chosen.version_id,
        form=chosen.form,
        facts=NobodysFacts(),
        now=now,
        is_for_other=True,
    )
    papers = _papers(chosen.pack, row)
    bare = Counter(Sitter(row.name), papers, wants_slip=desk.wants_slip)
    lie = frozenset(papers)
    if lie not in desk.contexts:  # it depends on the papers alone
        desk.contexts[lie] = intake.check_at_counter(draft, bare, who=who, now=now).context
    context = desk.contexts[lie]
    vouched = {f.key: True for f in chosen.form.fields.values() if f.type == "declaration"}
    kept, faults = drafting.keep(draft, {**row.answers, **vouched}, who=who, now=now, context=context)
    faults = tuple(f for f in faults if not (f.code == "not_asked" and f.field in vouched))
    if faults:
        raise Invalid(faults=faults)
    checked = intake.check_at_counter(kept, bare, who=who, now=now)
    told = {p.role: p for p in parties(checked.form, checked.answers, checked.context, settled=checked.settled)}
    facts = told.get("submitter") or told.get("owner")
    if facts is None or not facts.name:
        raise Invalid(faults=intake.stops(checked, bare) or (Fault("", "", "no_name", _NO_NAME),))
    sitter = Sitter(
        full_name=facts.name,
        person_id=_recognised(desk, facts.personal_number, facts.name, facts.birth_date),
        personal_number=facts.personal_number,
        birth_date=facts.birth_date,
        birth_precision=facts.birth_precision,
        phone=facts.phone,
        email=facts.email,
        address=facts.residence,
    )
    listed = {"list": desk.batch.id, "line": row.line, "handed_in_by": desk.batch.handed_in_by}
    counter = Counter(
        sitter, papers, wants_slip=bare.wants_slip, listed=listed, paper_reason=desk.batch.paper_reason or None
    )
    return kept, counter, checked


def _papers(pack: Pack, row: BatchRow) -> dict[str, PaperGiven]:
    """The papers of a line; with a list the signed form itself lies on the counter too."""
    given = {}
    for component in pack.components:
        if component not in papers_of(pack):
            given[component.key] = PaperGiven(originals=1, held="kept")
        elif sheets := row.papers.get(component.key):
            held = "" if component.form == "presented" else "kept"
            is_copy = component.form == "copy" or not component.originals
            given[component.key] = PaperGiven(0, sheets, held) if is_copy else PaperGiven(sheets, 0, held)
    return given


def _recognised(desk: Desk, number: str, name: str, born: Any) -> int | None:
    if len(number) != 12:
        return None
    match people.person_at_counter(number, name, born):
        case people.Recognised(person_id):
            if person_id in desk.who.barred:
                raise Forbidden("too near", why="too_near")
            return person_id
        case people.SomebodyElse():
            field = desk.offer.form.by_fact("applicant.personal_number")
            raise Invalid(faults=(Fault("", field.key if field else "", "number_of_another", _NUMBER_OF_ANOTHER),))
    return None


# --- saying what is wrong ------------------------------------------------------------------------
def _troubles(desk: Desk, refusal: DomainError) -> list[Trouble]:
    faults = [f for f in getattr(refusal, "faults", ()) if isinstance(f, Fault)]
    if faults:
        return [_told(desk, fault) for fault in faults]
    if refusal.facts.get("why") == "too_near":
        return [Trouble("", _TOO_NEAR)]
    if refusal.facts.get("why") == "newer_version":
        raise ListRefusedWhole(_CHANGED)
    log.warning("list.line_refused", list=desk.batch.id, code=refusal.code)
    return [Trouble("", "Dòng này không tiếp nhận được. Tiếp nhận riêng ở quầy để xem vì sao.")]


def _told(desk: Desk, fault: Fault) -> Trouble:
    return Trouble(next(_columns(desk, fault), ""), fault.message)


def _columns(desk: Desk, fault: Fault) -> Iterator[str]:
    """The columns a fault may belong to, the nearest first."""
    keys = {column.key for column in desk.offer.columns}
    parts = fault.name.split("-")
    if len(parts) == 3 and parts[1].isdecimal():
        wanted = [f"{parts[0]}.{int(parts[1]) + 1}.{parts[2]}"]
    elif fault.name.startswith("paper-"):
        wanted = [f"{PAPER}{fault.name.removeprefix('paper-')}"]
    else:
        wanted = [fault.field, f"{fault.field}.commune"]
        wanted += [f"{PAPER}{c.key}" for c in desk.offer.pack.components if fault.field in (c.filled_by, c.key)]
        wanted += sorted(key for key in keys if key.startswith(f"{fault.field}.1."))[:1]
    yield from (key for key in wanted if key in keys)


# --- beginning, telling how far, failing ---------------------------------------------------------
def _begin(list_id: int, state: str, now: datetime) -> Batch | None:
    """The list if it waits for this work, None when somebody has done it or put it away."""
    with transaction.atomic():
        batch = Batch.objects.filter(pk=list_id, state=state).first()
    if batch is not None:
        _tell(list_id, 0, now)
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
        raise ListRefusedWhole(_CHANGED) from None
    if chosen.version_id != batch.version_id or chosen.unit_id != batch.unit_id:
        raise ListRefusedWhole(_CHANGED)
    return Desk(who, now, chosen, batch, {})


def _taken_before(desk: Desk, digests: list[str]) -> dict[str, str]:
    """Lines that became dossiers of this counter lately: digest -> code and day."""
    since = desk.now - timedelta(days=numbers()["same_row_days"])
    rows = BatchRow.objects.filter(
        digest__in=digests, batch__unit_id=desk.batch.unit_id, batch__state="made", batch__made_at__gt=since
    ).exclude(code="")
    return {
        digest: f"{code} ngày {date_vi(at.date())}"
        for digest, code, at in rows.values_list("digest", "code", "batch__made_at")
    }


def same_numbers(rows: list[BatchRow], key: str) -> dict[str, list[int]]:
    """Return personal numbers that stand in several lines: no fault, but worth a look before confirming."""
    tally = Tally(row.answers.get(key) for row in rows if row.answers.get(key))
    return {n: [r.line for r in rows if r.answers.get(key) == n] for n, count in tally.items() if count > 1}


def _tell(list_id: int, done: int, now: datetime) -> None:
    """Write how far it is, on a connection of its own: the page sees it while the work is not committed."""
    if done % _TELL_EVERY:
        return
    with connections[settings.SERIALS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO batch_progress (batch_id, done, told_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (batch_id) DO UPDATE SET done = excluded.done, told_at = excluded.told_at",
            [list_id, done, now],
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
