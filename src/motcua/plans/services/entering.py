"""A plan comes in: read from its paper, or by hand. Nothing it says holds for anybody yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.documents import services as documents
from motcua.documents import store
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.plans import events as happened
from motcua.plans import live
from motcua.plans.files import HOLDER, PAPER
from motcua.plans.models import DRAFT, IN_FORCE, MANAGES, REVIEWED, Contradiction, Plan, Target, Task
from motcua.plans.rules.items import TargetFields, day_of, target_from, task_from, with_services
from motcua.plans.services.common import in_state, locked, record
from motcua.platform.errors import Forbidden, Invalid

MOST_ITEMS = 1000
MOST_LINES = 20_000
MOST_LINE = 2000


@dataclass(frozen=True)
class Heading:
    """What a paper says of itself; what it does not say stays empty."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    supersedes_id: int | None = None


@transaction.atomic
def take_compiled(
    compiled: Mapping[str, Any],
    *,
    unit_id: int,
    name: str = "",
    staged: store.Staged | None = None,
    who: Person,
    now: datetime,
) -> Plan:
    """Enter a plan as the compiler found it, with its paper: a draft, for a person to review beside the text.

    `compiled` is {"plan": {…}, "targets": […], "tasks": […], "contradictions": […], "lines": […]}; what is missing is
    empty. Raises Forbidden, FileRefused.
    """
    _permit(unit_id, who, now)
    said = compiled.get("plan") or {}
    heading = Heading(
        title=_words(said.get("title"), 500) or (name.rsplit(".", 1)[0] or "Kế hoạch chưa có tên")[:500],
        number=_words(said.get("number"), 60),
        issuer=_words(said.get("agency"), 200),
        issued_on=day_of(said.get("date")),
        first_day=day_of(said.get("period_start")),
        last_day=day_of(said.get("period_end")),
    )
    plan = _made(heading, unit_id, "compiler", name, who, now)
    plan.lines = [str(line)[:MOST_LINE] for line in _list(compiled.get("lines"))[:MOST_LINES]]
    plan.legal_bases = [_basis(one) for one in _list(compiled.get("legal_bases"))[:200]]
    plan.save(force_insert=True)
    raw = [one if isinstance(one, Mapping) else {} for one in _list(compiled.get("targets"))[:MOST_ITEMS]]
    known = live.known()
    read = with_services([target_from(one, known) for one in raw])
    targets = [_target(plan, n, *one) for n, one in enumerate(zip(raw, read, strict=True), start=1)]
    tasks = [_task(plan, n, one) for n, one in enumerate(_list(compiled.get("tasks"))[:MOST_ITEMS], start=1)]
    clashes = [_clash(plan, one) for one in _list(compiled.get("contradictions"))[:MOST_ITEMS] if not _lacks(one)]
    Target.objects.bulk_create(targets)
    Task.objects.bulk_create(tasks)
    Contradiction.objects.bulk_create(clashes)
    if staged is not None:
        _keep_paper(plan, staged, name, who, now)
    event = happened.PlanEntered("compiler", plan.number, len(targets), len(tasks), len(clashes))
    record(plan, event, who, now)
    return plan


@transaction.atomic
def enter_by_hand(heading: Heading, *, unit_id: int, who: Person, now: datetime) -> Plan:
    """Begin a plan without a paper that was read; its targets and tasks are added in the review."""
    _permit(unit_id, who, now)
    _check(heading, unit_id, None)
    plan = _made(heading, unit_id, "hand", "", who, now)
    plan.save(force_insert=True)
    record(plan, happened.PlanEntered("hand", plan.number, 0, 0, 0), who, now)
    return plan


@transaction.atomic
def identify(plan_id: int, heading: Heading, *, who: Person, now: datetime) -> Plan:
    """Set number, name and days of a draft, and which plan it takes the place of."""
    plan = locked(plan_id, who)
    in_state(plan, DRAFT, REVIEWED)
    _check(heading, plan.unit_id, plan.id)
    plan.title, plan.number, plan.issuer = heading.title, heading.number, heading.issuer
    plan.issued_on, plan.first_day, plan.last_day = heading.issued_on, heading.first_day, heading.last_day
    plan.supersedes_id = heading.supersedes_id
    plan.save(
        update_fields=["title", "number", "issuer", "issued_on", "first_day", "last_day", "supersedes"]
    )  # fmt: skip
    record(
        plan, happened.PlanIdentified(plan.number, plan.issued_on, plan.first_day, plan.last_day), who, now
    )  # fmt: skip
    return plan


def _permit(unit_id: int, who: Person, now: datetime) -> None:
    if not who.may_over(MANAGES, unit_id):
        raise Forbidden("only who manages plans here")
    if identity.unit_view(unit_id, now.date()).kind not in ("committee", "province"):
        raise Invalid(faults=(("unit", "not_a_committee"),))


def _check(heading: Heading, unit_id: int, plan_id: int | None) -> None:
    faults = []
    if not heading.title:
        faults.append(("title", "missing"))
    if heading.first_day and heading.last_day and heading.last_day < heading.first_day:
        faults.append(("last_day", "before_first"))
    if heading.supersedes_id is not None and (
        heading.supersedes_id == plan_id
        or not Plan.objects.filter(pk=heading.supersedes_id, unit_id=unit_id, status=IN_FORCE).exists()
    ):
        faults.append(("supersedes", "not_in_force"))
    if faults:
        raise Invalid(faults=tuple(faults))


def _made(heading: Heading, unit_id: int, origin: str, name: str, who: Person, now: datetime) -> Plan:
    return Plan(
        unit_id=unit_id,
        number=heading.number,
        title=heading.title,
        issuer=heading.issuer,
        issued_on=heading.issued_on,
        first_day=heading.first_day,
        last_day=heading.last_day if heading.last_day and heading.last_day >= (heading.first_day or heading.last_day)
        else None,
        supersedes_id=heading.supersedes_id,
        status=DRAFT,
        origin=origin,
        source_name=name[-160:],
        entered_at=now,
        entered_label=who.actor.label[:200],
    )  # fmt: skip


def _target(plan: Plan, ordinal: int, raw: Mapping[str, Any], read: TargetFields) -> Target:
    fields = asdict(read)
    fields["op"] = fields["op"] if fields["op"] in ("=", ">=", "<=", "<", ">") else "="
    return Target(plan=plan, ordinal=ordinal, found=dict(raw), review="found", **fields)


def _task(plan: Plan, ordinal: int, found: Any) -> Task:
    raw = found if isinstance(found, Mapping) else {}
    fields = asdict(task_from(raw))
    fields["partners"] = list(fields["partners"])
    return Task(plan=plan, ordinal=ordinal, found=dict(raw), review="found", **fields)


def _lacks(found: Any) -> bool:
    """Tell whether something is only missing of one task: its own card says so, nothing contradicts it."""
    return isinstance(found, Mapping) and found.get("kind") == "no_lead"


def _clash(plan: Plan, found: Any) -> Contradiction:
    raw = found if isinstance(found, Mapping) else {"text": found}
    places = []
    for place in _list(raw.get("places") or raw.get("lines")):
        if isinstance(place, Mapping):
            places.append({"line": place.get("line"), "text": _words(place.get("text"), 500)})
        elif isinstance(place, int):
            text = plan.lines[place - 1] if 0 < place <= len(plan.lines) else ""
            places.append({"line": place, "text": text[:500]})
    text = _words(raw.get("text") or raw.get("message") or raw.get("kind"), 500)
    return Contradiction(plan=plan, text=text or "Hai chỗ trong văn bản không khớp nhau.", places=places)


def _keep_paper(plan: Plan, staged: store.Staged, name: str, who: Person, now: datetime) -> None:
    ending = name.rsplit(".", 1)[-1].lower()
    holder = (HOLDER, plan.id)
    if ending == "pdf":
        documents.take_in(
            who, holder, PAPER, staged, name, accept=("pdf",), secrecy=0, kind="paper", now=now
        )  # fmt: skip
    else:
        kind = "docx" if ending == "docx" else "txt"
        documents.keep_original(who, staged, name, holder=holder, slot=PAPER, kind=kind, now=now)


def _list(told_: Any) -> Sequence[Any]:
    return told_ if isinstance(told_, (list, tuple)) else ()


def _basis(found: Any) -> str:
    """Write a paper the plan stands on in one line, as far as it is known."""
    if not isinstance(found, Mapping):
        return _words(found, 500)
    number = f"số {found['number']}" if found.get("number") else ""
    day = day_of(found.get("date"))
    dated = f"ngày {day:%d/%m/%Y}" if day else ""
    parts = (found.get("kind"), number, dated, found.get("issuer") and f"của {found['issuer']}", found.get("title"))
    return _words(" ".join(str(part) for part in parts if part), 500)


def _words(said: Any, most: int) -> str:
    return " ".join(str(said).split())[:most] if isinstance(said, (str, int)) else ""
