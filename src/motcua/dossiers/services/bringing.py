"""A supplement brought to the counter: taken for the applicant as if he had answered in his account (R2.5, R2.25).

Everything that was asked, or nothing: the limit starts anew only when the supplement is complete, so what is lacking
is named and the papers go home again with whoever brought them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.catalogue.packs.model import Pack
from motcua.documents import given
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.documents.services import Arriving
from motcua.dossiers import events as happened
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Component, Dossier, Supplement, SupplementItem
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.bringing import Brought, Wanted, lacking
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.knowing import Fault, Proof, keep_scan, person_faults, tidy
from motcua.dossiers.services.news import tell
from motcua.dossiers.services.opening import PaperGiven
from motcua.dossiers.services.supplementing import answered, change_answers, open_one
from motcua.forms.engine.model import Form
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.events import Personal
from motcua.platform.text import instant_vi

MOST_WORDS = 500
_NOTHING = PaperGiven()


@dataclass(frozen=True)
class Handed:
    """One asked paper as it lies on the counter: sheets that stay (kept or lent), or only shown.

    Scans of it were received before (`keep_page`). Not `is_brought`: it is not there, whatever was scanned.
    """

    paper: PaperGiven = _NOTHING
    is_shown: bool = False
    is_brought: bool = True


def waiting_slot(key: str) -> str:
    """Return where scans of an asked paper lie until the supplement is whole."""
    return f"brought-{key}"


def wanted_of(items: Sequence[SupplementItem], pack: Pack, form: Form | None) -> list[Wanted]:
    """Return the papers among what was asked, as the rule reads them."""
    fields = form.fields if form else {}
    presented = {c.key for c in pack.components if c.form == "presented"}
    return [
        Wanted(i.key, any(slot in fields for slot in i.concerns), i.key in presented)
        for i in items
        if i.kind == "component"
    ]


@transaction.atomic
def keep_page(
    code: str, key: str, file: Arriving, *, who: Person, now: datetime, seen: int | None = None
) -> documents.FileRow:
    """Keep a scan of one asked paper, for the office only, until everything asked is there; nobody scans it twice.

    Raises as `take_supplement`, and FileRefused.
    """
    hand = begin(code, Act.TAKE_SUPPLEMENT, who=who, now=now, seen=seen)
    item = open_one(hand.dossier).items.get(kind="component", key=key, is_good=False)
    form = form_of(hand.dossier.form_version_id)
    slot = _slot(item, form)
    return documents.attach(
        who,
        ("dossier", hand.dossier.id),
        waiting_slot(key),
        file,
        accept=(form.fields[slot].accept if form and slot else ()) or documents.ANYTHING,
        secrecy=_secrecy(hand.dossier, slot, form),
        kind="scan",
        now=now,
    )


def pages_of(who: Person, dossier_id: int, keys: Sequence[str]) -> dict[str, list[documents.FileRow]]:
    """Return the scans kept so far, by asked paper; one query."""
    of = {waiting_slot(key): key for key in keys}
    found: dict[str, list[documents.FileRow]] = {key: [] for key in keys}
    for row in files.files_of(who, ("dossier", dossier_id)):
        if row.slot in of:
            found[of[row.slot]].append(row)
    return found


@transaction.atomic
def drop_page(
    code: str, file_id: int, keys: Sequence[str], *, who: Person, now: datetime, seen: int | None = None
) -> None:
    """Lay a wrong scan aside; another person's file or one that is part of the dossier is not touched."""
    hand = begin(code, Act.TAKE_SUPPLEMENT, who=who, now=now, seen=seen)
    if any(row.id == file_id for rows in pages_of(who, hand.dossier.id, keys).values() for row in rows):
        given.set_aside(file_id, now)


@transaction.atomic
def take_supplement(
    code: str,
    *,
    values: Mapping[str, Mapping[str, Any]],
    papers: Mapping[str, Handed],
    bringer: str,
    proof: Proof,
    read_back: bool = False,
    note: str = "",
    mandate_scan: Arriving | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Answer the open request in the applicant's name with what somebody brought; the clock goes on as by R2.25.

    Corrected `values` are typed as he says them and read back to him. Raises Invalid naming ("missing", field),
    ("paper", component), "read_back", and who he is as at a return; Forbidden when part of what was asked lies in a
    class this officer is not cleared for, for he could not tell whether it is complete.
    """
    hand = begin(code, Act.TAKE_SUPPLEMENT, who=who, now=now, seen=seen)
    dossier, supplement = hand.dossier, open_one(hand.dossier)
    asked = list(supplement.items.filter(is_good=False).order_by("id"))
    if _is_partly_closed(dossier, supplement, asked):
        raise Forbidden("part of what was asked is closed to him", why="closed_sections", act="take_supplement")
    form, told = form_of(dossier.form_version_id), tidy(proof)
    wanted = wanted_of(asked, hand.pack, form)
    pages = {key: len(rows) for key, rows in pages_of(who, dossier.id, [one.key for one in wanted]).items()}
    brought = {one.key: _brought(papers.get(one.key, Handed()), pages[one.key], one) for one in wanted}
    _check(dossier, asked, wanted, values, brought, bringer.strip(), told, read_back=read_back, note=note)
    salt = secrets.token_bytes(16)
    secrecy = {i.key: i.secrecy for i in asked if i.kind == "field"}
    changes = change_answers(dossier, values, secrecy, salt)
    for item in (i for i in asked if i.kind == "component"):
        changes += _keep(hand, item, papers.get(item.key, Handed()), form)
    keep_scan(hand, "supplement_mandate", mandate_scan if told.mandate else None)
    hand.record(
        happened.SupplementBrought(
            supplement.ordinal,
            keys=[f"{i.kind}:{i.key}" for i in asked],
            bringer=Personal(bringer.strip()),
            proof=told.kind,
            proof_text=Personal(told.text),
            mandate=Personal(told.mandate.as_data()) if told.mandate else None,
            papers=[
                _line(i.key, papers.get(i.key, Handed()).paper, brought[i.key].scans)
                for i in asked
                if i.kind == "component"
            ],
            note=Personal(note.strip()),
        )
    )
    answered(hand, supplement, asked, values=values, changes=changes, salt=salt, way="counter")
    tell(hand, "supplement_brought", facts={"bringer": bringer.strip(), "at": instant_vi(now)})
    return dossier


def _check(
    dossier: Dossier,
    asked: Sequence[SupplementItem],
    wanted: Sequence[Wanted],
    values: Mapping[str, Any],
    brought: Mapping[str, Brought],
    bringer: str,
    proof: Proof,
    *,
    read_back: bool,
    note: str,
) -> None:
    fields = [i.key for i in asked if i.kind == "field"]
    faults: list[Fault] = [("not_asked", key) for key in sorted(set(values) - set(fields))]
    faults += [("missing", key) for key in fields if key not in values]
    faults += [("paper", key) for key in lacking(wanted, brought)]
    if fields and not read_back:
        faults.append("read_back")
    faults += person_faults(dossier, bringer, proof)
    if len(note) > MOST_WORDS:
        faults.append(("note", "too_long"))
    if faults:
        raise Invalid(faults=tuple(faults))


def _is_partly_closed(dossier: Dossier, supplement: Supplement, visible: Sequence[SupplementItem]) -> bool:
    """The request as it was sent names everything; the rows show what this officer is cleared for."""
    sent = [
        event.payload["keys"]
        for event in events.history(("dossier", dossier.id), since=dossier.submitted_at)
        if event.name == "SupplementAsked" and event.payload["ordinal"] == supplement.ordinal
    ]
    return not sent or set(sent[-1]) != {f"{i.kind}:{i.key}" for i in visible}


def _brought(told: Handed, pages: int, one: Wanted) -> Brought:
    if not told.is_brought:
        return Brought()
    return Brought(told.paper.originals + told.paper.copies, told.is_shown, pages if one.takes_file else 0)


def _slot(item: SupplementItem, form: Form | None) -> str:
    fields = form.fields if form else {}
    return next((slot for slot in item.concerns if slot in fields), "")


def _secrecy(dossier: Dossier, slot: str, form: Form | None) -> int:
    if form is None or not slot:
        return dossier.secrecy
    return identity.secrecy_number(form.secrecy_of(form.fields[slot]) or None) or dossier.secrecy


def _keep(hand: Hand, item: SupplementItem, told: Handed, form: Form | None) -> list[dict[str, str]]:
    """Write down where the paper stands now; what it takes the place of is laid aside, not lost."""
    dossier, slot = hand.dossier, _slot(item, form)
    old = new = ""
    if slot:
        secrecy = _secrecy(dossier, slot, form)
        old, new = documents.take_place(dossier.id, slot, waiting_slot(item.key), secrecy=secrecy, now=hand.now)
    row = Component.objects.get(dossier=dossier, key=item.key)
    if told.paper.originals or told.paper.copies:
        row.filled_by, row.held, row.given_back_at = "paper", told.paper.held, None
        row.originals, row.copies = told.paper.originals, told.paper.copies
    else:
        row.filled_by, row.held = "file" if new else "presented", ""
    row.save(update_fields=["filled_by", "held", "given_back_at", "originals", "copies"])
    return [{"key": slot, "old": old, "new": new}] if old or new else []


def _line(key: str, paper: PaperGiven, scans: int) -> dict[str, Any]:
    return {"key": key, "originals": paper.originals, "copies": paper.copies, "held": paper.held, "scans": scans}
