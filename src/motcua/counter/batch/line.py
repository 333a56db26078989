"""One line of a list typed into a draft as at the counter, and what is wrong with it said at its column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from motcua.catalogue.packs.model import Pack
from motcua.counter.batch.columns import PAPER, Trouble, papers_of
from motcua.counter.batch.lists import Offer
from motcua.counter.models import Batch, BatchRow
from motcua.counter.nobody import open_for_other
from motcua.dossiers.services import drafting, intake
from motcua.dossiers.services.checking import Checked
from motcua.dossiers.services.intake import Counter, PaperGiven, Sitter
from motcua.forms.engine import Context, Fault
from motcua.forms.engine.parties import parties
from motcua.forms.queries import DraftView
from motcua.identity import services as people
from motcua.identity.queries import Person
from motcua.platform.errors import DomainError, Forbidden, Invalid

log = structlog.get_logger()

_NUMBER_OF_ANOTHER = "Số định danh này đang mang họ tên hoặc ngày sinh khác. Xem lại giấy tờ của người này."
_NO_NAME = "Chưa có họ tên người nộp."
_TOO_NEAR = "Hồ sơ của chính bạn hoặc người thân phải do cán bộ khác tiếp nhận. Bỏ dòng này khỏi danh sách."
CHANGED = "Thủ tục vừa có bản mới. Tải mẫu mới rồi gửi lại danh sách."


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


def typed(desk: Desk, row: BatchRow) -> tuple[DraftView, Counter, Checked]:
    """Type a line into a draft of the officer's, as at the counter; Invalid with what cannot be taken."""
    who, now, chosen = desk.who, desk.now, desk.offer
    draft = open_for_other(who, chosen, now=now)
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
def troubles(desk: Desk, refusal: DomainError) -> list[Trouble]:
    faults = [f for f in getattr(refusal, "faults", ()) if isinstance(f, Fault)]
    if faults:
        return [told_of(desk, fault) for fault in faults]
    if refusal.facts.get("why") == "too_near":
        return [Trouble("", _TOO_NEAR)]
    if refusal.facts.get("why") == "newer_version":
        raise ListRefusedWhole(CHANGED)
    log.warning("list.line_refused", list=desk.batch.id, code=refusal.code)
    return [Trouble("", "Dòng này không tiếp nhận được. Tiếp nhận riêng ở quầy để xem vì sao.")]


def told_of(desk: Desk, fault: Fault) -> Trouble:
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
