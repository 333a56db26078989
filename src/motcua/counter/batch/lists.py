"""A list handed in as a spreadsheet: taking the file, looking at it, confirming it, putting it away.

The work over all lines is `making`; it runs in the background. Whoever receives for the unit sees its lists.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog
import yaml
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.paperless import Paperless, paperless
from motcua.counter.batch.columns import columns_of, digest_of, read_line
from motcua.counter.events import ListConfirmed, ListDropped, ListReceived
from motcua.counter.models import Batch, BatchProgress, BatchRow
from motcua.counter.visits import my_counter
from motcua.documents import guard
from motcua.documents.inspect import FileRefused
from motcua.documents.list_templates import ListColumn
from motcua.dossiers.forms_of import form_of
from motcua.forms.engine.model import Form
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.identity.rules import Part
from motcua.platform import events
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.platform.events import Actor

log = structlog.get_logger()
SYSTEM = Actor(kind="system", label="Hệ thống")


@lru_cache(maxsize=1)
def numbers() -> Mapping[str, Any]:
    """Return the house's numbers for lists (data/batch.yaml, mark P)."""
    return yaml.safe_load(files("motcua.counter").joinpath("data", "batch.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Offer:
    """A procedure lists of which are taken in at this officer's counter."""

    procedure: str
    title: str
    unit_id: int
    committee_id: int
    version_id: int
    pack: Pack
    form: Form
    columns: tuple[ListColumn, ...]

    @property
    def marks(self) -> tuple[str, str]:
        """What its template carries to be known again."""
        return self.procedure, str(self.version_id)


def offer(procedure: str, *, who: Person, on: date) -> Offer:
    """Return what a list of a procedure is made of at this counter.

    NotFound where there is no such procedure, no form, no person who files it or another unit receives it; Conflict
    where it is confidential: a list passes through many hands.
    """
    unit_id, committee_id = my_counter(who, on)
    terms = catalogue.terms(procedure, identity.unit_view(committee_id, on), on)
    form, pack = form_of(terms.version_id), terms.pack
    receiving, _ = catalogue.competence(committee_id, procedure, pack.procedure["group"])
    if form is None or "direct" not in pack.procedure["channels"] or receiving != unit_id or not form.parties:
        raise NotFound("no lists of this procedure here", procedure=procedure)
    if any(case.confidentiality for case in pack.cases) or any(form.secrecy_of(f) for f in form.fields.values()):
        raise Conflict("no lists of what is confidential", why="confidential")
    sample = (catalogue.sample_answers(procedure) or {}).get("answers", {})
    columns = columns_of(form, pack, repeats=numbers()["repeats"], samples=sample)
    return Offer(procedure, pack.short_name, unit_id, committee_id, terms.version_id, pack, form, columns)


@dataclass(frozen=True)
class Received:
    """A list; `is_new` is false when the same file was sent before and is still worked on, or done."""

    id: int
    is_new: bool


def receive(chosen: Offer, path: Path, *, file_name: str, handed_in_by: str, who: Person, now: datetime) -> Received:
    """Read a filled-in template and keep its lines; looking through them begins in the background.

    Raises FileRefused with a sentence for what cannot be read as this procedure's template.
    """
    bounds = numbers()
    table = guard.table(path, most_rows=bounds["most_rows"], limit=bounds["most_bytes"])
    if table.marks[1:2] != (chosen.procedure,):
        raise FileRefused("table_not_template")
    known = {column.key for column in chosen.columns}
    if table.marks[2:3] != (str(chosen.version_id),) or not set(table.letters) <= known:
        raise FileRefused("table_old_template")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        with transaction.atomic():
            return _keep(chosen, table.rows, sha256, file_name, handed_in_by, who, now)
    except IntegrityError:  # the same file twice at once: the second finds the first
        if (same := _same(chosen, sha256)) is None:
            raise
        return Received(same, is_new=False)


def _same(chosen: Offer, sha256: str) -> int | None:
    rows = Batch.objects.filter(unit_id=chosen.unit_id, procedure=chosen.procedure, sha256=sha256)
    return rows.exclude(state__in=["dropped", "failed", "faulty"]).values_list("id", flat=True).first()


def _keep(
    chosen: Offer,
    told: list[tuple[int, dict[str, Any]]],
    sha256: str,
    file_name: str,
    handed_in_by: str,
    who: Person,
    now: datetime,
) -> Received:
    if (same := _same(chosen, sha256)) is not None:
        return Received(same, is_new=False)
    batch = Batch.objects.create(
        account_id=who.account_id,
        unit_id=chosen.unit_id,
        committee_id=chosen.committee_id,
        procedure=chosen.procedure,
        version_id=chosen.version_id,
        title=chosen.title[:200],
        file_name=Path(file_name).name[:120],
        sha256=sha256,
        handed_in_by=" ".join(handed_in_by.split())[:120],
        row_count=len(told),
        uploaded_at=now,
    )
    named = next((f.key for f in chosen.form.fields.values() if f.fact == "applicant.full_name"), "")
    rows = []
    for number, cells in told:
        line = read_line(chosen.form, chosen.pack, cells, now.date())
        rows.append(
            BatchRow(
                batch=batch,
                line=number,
                name=str(line.answers.get(named) or cells.get(named) or "")[:120],
                answers=dict(line.answers),
                papers=dict(line.papers),
                digest=digest_of(chosen.procedure, line.answers, line.papers),
                faults=[trouble.to_json() for trouble in line.troubles],
            )
        )
    BatchRow.objects.bulk_create(rows)
    told_of = ListReceived(chosen.procedure, chosen.version_id, len(rows), sha256)
    events.record(("list", batch.id), told_of, actor=who.actor, at=now, unit_id=batch.unit_id)
    _in_background("counter.look_through_list", batch.id)
    log.info("list.received", list=batch.id, lines=len(rows))
    return Received(batch.id, is_new=True)


@dataclass(frozen=True)
class ListView:
    """A list as its page shows it; `done` counts the lines a job is through with, `told_at` is when it said so."""

    batch: Batch
    rows: tuple[BatchRow, ...]
    done: int
    told_at: datetime

    @property
    def faulty(self) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.rows if row.faults)


def view(who: Person, list_id: int) -> ListView:
    """Return a list of this officer's counter; NotFound for any other; three queries."""
    batch = _of_counter(who).filter(pk=list_id).first()
    if batch is None:
        raise NotFound("no such list")
    told = BatchProgress.objects.filter(pk=batch.id).values_list("done", "told_at").first()
    done, told_at = told or (0, batch.uploaded_at)
    rows = tuple(BatchRow.objects.filter(batch=batch).order_by("line"))
    return ListView(batch, rows, done, max(told_at, batch.confirmed_at or told_at))


def lists(who: Person, *, limit: int = 30) -> list[Batch]:
    """Return the lists of this officer's counters, newest first; one query."""
    return list(_of_counter(who).order_by("-uploaded_at", "-id")[:limit])


def _of_counter(who: Person) -> Any:
    return Batch.objects.filter(unit_id__in={scope // 256 for scope in who.scopes(Part.RECEIVING)})


def rule_of(batch: Batch, on: date) -> Paperless | None:
    """Return the switch under which no paper is taken for this procedure today (C15), None when paper is taken."""
    return paperless(batch.committee_id, catalogue.pack_of_version(batch.version_id), on)


@transaction.atomic
def confirm(who: Person, list_id: int, *, vouched: bool, paper_reason: Mapping[str, str] | None, now: datetime) -> None:
    """Have all lines made into dossiers in the background; pressing twice makes them once.

    `vouched`: the officer holds the signed declaration of everybody in the list. Raises Invalid naming `vouched` or
    `paper_reason`; Conflict where the list is not ready (its state in `facts`).
    """
    batch = _locked(who, list_id)
    if batch.state in ("making", "made"):
        return
    if batch.state != "ready":
        raise Conflict("the list is not ready", why=batch.state)
    rule = rule_of(batch, now.date())
    faults = [] if vouched else ["vouched"]
    if rule is not None and not paper_reason:
        faults.append("paper_reason")
    if faults:
        raise Invalid(faults=tuple(faults))
    batch.state, batch.confirmed_at, batch.confirmed_by = "making", now, who.account_id
    batch.paper_reason = {**(paper_reason or {}), "rule": rule.id} if rule is not None else {}
    batch.save(update_fields=["state", "confirmed_at", "confirmed_by", "paper_reason"])
    BatchProgress.objects.filter(pk=batch.id).update(done=0, told_at=now)
    events.record(("list", batch.id), ListConfirmed(batch.row_count), actor=who.actor, at=now, unit_id=batch.unit_id)
    _in_background("counter.make_list", batch.id)


@transaction.atomic
def drop(who: Person, list_id: int, *, now: datetime) -> None:
    """Put a list away that did not become dossiers; what was typed of people is forgotten."""
    batch = _locked(who, list_id)
    if batch.state in ("making", "made"):
        raise Conflict("it is being made", why=batch.state)
    if batch.state == "dropped":
        return
    _put_away(batch)
    events.record(("list", batch.id), ListDropped("dropped"), actor=who.actor, at=now, unit_id=batch.unit_id)


def forget_old(*, now: datetime) -> int:
    """Forget lists nobody confirmed within a day; for background work."""
    count = 0
    before = now - timedelta(hours=numbers()["kept_hours"])
    for batch in Batch.objects.filter(uploaded_at__lt=before, state__in=["checking", "faulty", "ready", "failed"]):
        with transaction.atomic():
            _put_away(batch)
            events.record(("list", batch.id), ListDropped("too_old"), actor=SYSTEM, at=now, unit_id=batch.unit_id)
        count += 1
    return count


def _in_background(task: str, list_id: int) -> None:
    """Have a job work on a list; it begins when this transaction is committed, and never if it is not."""
    app.configure_task(task).defer(list_id=list_id)


def _put_away(batch: Batch) -> None:
    batch.state, batch.handed_in_by = "dropped", ""
    batch.save(update_fields=["state", "handed_in_by"])
    batch.rows.update(name="", answers={}, papers={}, faults=[])


def _locked(who: Person, list_id: int) -> Batch:
    batch = _of_counter(who).select_for_update().filter(pk=list_id).first()
    if batch is None:
        raise NotFound("no such list")
    return batch
