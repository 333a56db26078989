"""What the page of the counter shows: who sits there, what for, the form and the papers, the day and the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.needs import EFORM
from motcua.counter import matters, visits
from motcua.counter.matters import MatterHere
from motcua.counter.models import Matter
from motcua.counter.visits import PersonHere, Sitting
from motcua.desk.reception.paperless import without_paper
from motcua.desk.reception.words import CANNOT, HELD, MANDATES
from motcua.documents import queries as documents
from motcua.dossiers.services.charging import lines_of
from motcua.dossiers.services.checking import POST, Checked
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.forms.drawing import field_views
from motcua.forms.engine import Fault, Parsed
from motcua.forms.engine.model import CASE
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.payments.rules import total
from motcua.platform import clock
from motcua.platform.text import instant_vi, money
from motcua.web.fields import FieldView

FOUND_MOST = 6
_NO_AMOUNT = "chưa có mức thu công bố"


@dataclass(frozen=True)
class Shown:
    """What a refused post left to say: the faults at the form's fields, the sentences at the page's own boxes."""

    parsed: Mapping[str, Parsed] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""
    results: Sequence[matters.Taken] = ()


def context(
    who: Person, here: Sitting, one: MatterHere | None, query: Mapping[str, str], shown: Shown, *, at: datetime
) -> dict[str, Any]:
    """Return everything the template needs."""
    _, own = visits.my_counter(who, at.date())
    committee = next((int(query[k]) for k in ("noi",) if query.get(k, "").isdecimal()), own)
    everywhere = identity.committees(at.date())
    return {
        "here": here,
        "visit_id": str(here.visit.id),
        "people": [_person(p, here) for p in here.people],
        "person_form": person_form(here, query, shown),
        "found": found(query.get("q", ""), committee, everywhere, at),
        "text": query.get("q", ""),
        "committee": committee,
        "own": own,
        "places": [(u.id, u.name, u.id == committee) for u in everywhere],
        "sitters": [(p.number, p.full_name) for p in here.people],
        "matters": [_tab(m, here, one) for m in here.matters],
        "one": None if one is None or one.is_done else matter(who, here, one, shown, at=at),
        "wrong": shown.wrong,
        "saved": shown.saved or f"Đã lưu {here.visit.touched_at.astimezone(at.tzinfo):%H:%M}. Mất điện mở lại vẫn còn.",
        "results": [
            {"title": r.title, "code": r.code, "why": why(r.refusal), "url": _url(here, r.ordinal)}
            for r in shown.results
        ],
        "done": [m for m in here.matters if m.code],
        "waiting_count": len(here.waiting),
    }


def why(refusal: Any) -> str:
    """Return in one sentence what kept a matter back when all were taken in."""
    if refusal is None:
        return ""
    faults = getattr(refusal, "faults", ())
    told = [f.message for f in faults if isinstance(f, Fault)]
    return (
        " ".join(told[:3]) + (f" Và {len(told) - 3} chỗ khác." if len(told) > 3 else "") if told else "Mở ra xem lại."
    )


def _url(here: Sitting, ordinal: int) -> str:
    return f"{reverse('desk:visit', args=[here.visit.id])}?viec={ordinal}"


def _tab(row: Matter, here: Sitting, one: MatterHere | None) -> dict[str, Any]:
    person = here.person(row.sitter)
    return {
        "url": _url(here, row.ordinal),
        "title": row.title,
        "person": person.full_name if person else "",
        "code": row.code,
        "is_now": one is not None and one.row.ordinal == row.ordinal,
    }


def _person(person: PersonHere, here: Sitting) -> dict[str, Any]:
    return {
        "number": person.number,
        "name": person.full_name,
        "born": "/".join(reversed(person.birth.split("-"))),
        "sex": {"M": "Nam", "F": "Nữ"}.get(person.sex, ""),
        "personal_number": person.personal_number,
        "phone": person.phone,
        "address": person.address,
        "from_card": person.source == "card",
        "is_known": person.person_id is not None,
        "edit": f"{reverse('desk:visit', args=[here.visit.id])}?sua={person.number}#nguoi",
    }


def person_form(here: Sitting, query: Mapping[str, str], shown: Shown) -> dict[str, Any]:
    """The boxes for one person: as typed after a refusal, as kept when he is corrected, else empty."""
    number = shown.typed.get("number") or query.get("sua", "")
    kept = here.person(int(number)) if number.isdecimal() and int(number) else None
    values: Mapping[str, str] = shown.typed
    if not values and kept is not None:
        year, month, day = (*kept.birth.split("-"), "", "")[:3] if kept.birth else ("", "", "")
        values = {
            "full_name": kept.full_name, "personal_number": kept.personal_number, "phone": kept.phone,
            "email": kept.email, "address": kept.address, "sex": kept.sex,
            "birth-day": day, "birth-month": month, "birth-year": year,
        }  # fmt: skip
    return {
        "number": number or "0",
        "is_open": not here.people or kept is not None or bool(shown.typed) or "them" in query,
        "values": {k.replace("-", "_"): v for k, v in values.items()},
        "is_kept": kept is not None,
    }


def found(text: str, committee: int, everywhere: list[UnitView], at: datetime) -> list[dict[str, Any]]:
    """Return the procedures for what was said, and how each may be filed."""
    if not text.strip():
        return []
    place = next((u for u in everywhere if u.id == committee), None)
    told = catalogue.search(text, place, at.date(), limit=FOUND_MOST)
    names = catalogue.field_names()
    return [
        {
            "procedure": row.procedure,
            "name": row.short_name,
            "text": f"{row.procedure}. {names.get(row.field, row.field)}.",
            "takes": "direct" in row.channels,
            "is_online": "online" in row.channels,
            "lane": catalogue.pack_of_version(row.version_id).procedure.get("lane") is not None,
        }
        for row in (*told.rows, *told.nearest)[:FOUND_MOST]
    ]


def matter(who: Person, here: Sitting, one: MatterHere, shown: Shown, *, at: datetime) -> dict[str, Any]:
    """One matter as panels 3 and 4 show it."""
    checked, stops = matters.check(who, here, one, now=at)
    files = documents.files_of(who, ("draft", one.draft.id))
    groups: list[dict[str, Any]] = []
    names: list[str] = []
    for group in checked.settled.screens:
        parsed = shown.parsed.get(group.key)
        faults = [f for f in shown.faults if f.group == group.key]
        views = field_views(one.form, group.key, checked.settled, faults, parsed=parsed, masked=False)
        views = [_plain(v) for v in views if v.kind != "file"]
        names += _names(views)
        asked = [v for v in views if v.required or v.error]
        rest = [v for v in views if not (v.required or v.error)]
        if groups and groups[-1]["title"] == group.title:  # screens of one subject are one block here
            groups[-1]["fields"] += asked
            groups[-1]["rest"] += rest
        elif views:
            is_case = any(v.name == CASE for v in views)
            groups.append({"title": group.title, "fields": asked, "rest": rest, "is_later": _is_later(one, is_case)})
    row, wrong = one.row, shown.wrong
    loose = [f.message for f in shown.faults if not f.name or f.name.startswith("paper-") or f.field in _slots(one)]
    return {
        "row": row,
        "title": row.title,
        "post": reverse("desk:matter", args=[here.visit.id, row.ordinal]),
        "groups": groups,
        "shown": " ".join(names),
        "views": [v for g in groups for v in g["fields"]],
        "is_special": bool(row.mandate or row.channel == POST or here.visit.help or wrong),
        "papers": [_paper(n, one, files, shown) for n in checked.needs if n.component.filled_by != EFORM],
        "loose": loose,
        "stops": len(stops),
        "sitters": [(p.number, p.full_name, p.number == row.sitter) for p in here.people],
        "mandates": [(key, label, key == row.mandate.get("kind", "")) for key, label in MANDATES],
        "relation": row.mandate.get("relation", ""),
        "cannot": [(key, label, key == here.visit.help.get("cannot", "")) for key, label in CANNOT],
        "witness": here.visit.help.get("witness", ""),
        "wrong": wrong,
        "paperless": without_paper(row, checked.pack, at),
        "is_far": row.committee_id != visits.my_counter(who, at.date())[1],
        "committee": identity.unit_view(row.committee_id, at.date()).name,
        "day": promise(one, checked, at),
        "fee": fee(checked, row),
        "aloud": aloud(one, checked, at, lacks=bool(stops)),
    }


def _is_later(one: MatterHere, is_case: bool) -> bool:
    """Where the declaration is kept on paper only the case is asked now; the rest may be typed later."""
    return one.row.declared_on_paper and not is_case


def _plain(view: FieldView) -> FieldView:
    """At the counter a question is a line of a form: nothing is the heading of the page."""
    return replace(view, is_heading=False)


def _names(views: Sequence[FieldView]) -> list[str]:
    return [n for v in views for n in (v.name, *_names([f for o in v.options for f in o.reveal]))]


def _slots(one: MatterHere) -> set[str]:
    return {key for key, f in one.form.fields.items() if f.type == "file"}


def _paper(need: Any, one: MatterHere, files: Sequence[Any], shown: Shown) -> dict[str, Any]:
    component, given = need.component, one.row.papers.get(need.component.key)
    lacking = {f.name.removeprefix("paper-") for f in shown.faults if f.name.startswith("paper-")}
    lacking |= {f.field for f in shown.faults}
    own = [f for f in files if f.slot == component.filled_by]
    return {
        "key": component.key,
        "name": component.name,
        "is_required": need.state == "required",
        "is_replaced": need.state == "replaced",
        "why": need.why or "",
        "form": component.form,
        "wants": _wants(component),
        "originals": given["originals"] if given else 0,
        "copies": given["copies"] if given else 0,
        "held": [(key, label, key == (given["held"] if given else _usual(component))) for key, label in HELD],
        "slot": component.filled_by or "",
        "files": own,
        "is_lacking": component.key in lacking or (component.filled_by or "") in lacking,
    }


def _wants(component: Any) -> str:
    if component.form == "presented":
        return "Xuất trình"
    originals = f"{component.originals} bản chính" if component.originals else ""
    copies = f"{component.copies} bản sao" if component.copies else ""
    return ", ".join(filter(None, (originals, copies)))


def _usual(component: Any) -> str:
    return "" if component.form == "presented" else "kept"


def promise(one: MatterHere, checked: Checked, at: datetime) -> dict[str, Any]:
    """The day the result would be promised for if it were taken in now, as form 01 will say it."""
    limit, why_none = limit_of(checked.pack, checked.case)
    if limit is None:
        return {"head": "Không có thời hạn công bố", "text": why_none, "is_promise": False}
    due = clock.due(limit, at, [], clock.calendar_of(one.row.committee_id, "processing"), policy_of(checked.pack))
    text = checked.pack.case(checked.case).limit
    head = instant_vi(due.at) if due.at else ""
    return {"head": head, "text": (text.note or "") if text else "", "is_promise": bool(head)}


def fee(checked: Checked, row: Matter) -> dict[str, Any]:
    """What is owed, and what was typed of the receipt."""
    lines = lines_of(checked.charges)
    owed = total(lines)
    return {
        "lines": [(line.label, _NO_AMOUNT if line.amount is None else money(int(line.amount))) for line in lines],
        "is_due": bool(lines) and owed != 0,
        "is_unknown": bool(lines) and owed is None,
        "total": "Không thu" if not lines or owed == 0 else "Cần hỏi" if owed is None else money(int(owed)),
        "amount": row.receipt.get("amount") or ("" if owed is None else str(int(owed))),
        "number": row.receipt.get("number", ""),
        "ground": row.receipt.get("ground", ""),
    }


def aloud(one: MatterHere, checked: Checked, at: datetime, *, lacks: bool) -> str:
    """What the officer reads to the person: whether it is complete, by when, how much."""
    if lacks:
        return "Hồ sơ còn thiếu một vài thứ, tôi nói rõ từng thứ để mình bổ sung một lần là đủ ạ."
    told = promise(one, checked, at)
    day = f"Chậm nhất {told['head']} có kết quả." if told["is_promise"] else ""
    owed = fee(checked, one.row)
    cost = "" if owed["is_unknown"] else f"Lệ phí {owed['total']}." if owed["is_due"] else "Không phải nộp tiền."
    return " ".join(filter(None, ("Hồ sơ đủ rồi ạ.", day, cost)))
