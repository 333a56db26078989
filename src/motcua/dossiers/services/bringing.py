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
    """One asked paper as it lies on the counter: sheets that stay (kept or lent), scans of it, or only shown."""

    paper: PaperGiven = _NOTHING
    scans: Sequence[Arriving] = ()
    is_shown: bool = False


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
    _check(dossier, asked, wanted, values, papers, bringer.strip(), told, read_back=read_back, note=note)
    salt = secrets.token_bytes(16)
    secrecy = {i.key: i.secrecy for i in asked if i.kind == "field"}
    changes = change_answers(dossier, values, secrecy, salt)
    for item in (i for i in asked if i.kind == "component"):
        changes += _keep(hand, item, papers[item.key], form)
    keep_scan(hand, "supplement_mandate", mandate_scan if told.mandate else None)
    hand.record(
        happened.SupplementBrought(
            supplement.ordinal,
            keys=[f"{i.kind}:{i.key}" for i in asked],
            bringer=Personal(bringer.strip()),
            proof=told.kind,
            proof_text=Personal(told.text),
            mandate=Personal(told.mandate.as_data()) if told.mandate else None,
            papers=[_line(i, papers[i.key]) for i in asked if i.kind == "component"],
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
    papers: Mapping[str, Handed],
    bringer: str,
    proof: Proof,
    *,
    read_back: bool,
    note: str,
) -> None:
    fields = [i.key for i in asked if i.kind == "field"]
    brought = {
        key: Brought(one.paper.originals + one.paper.copies, len(one.scans), one.is_shown)
        for key, one in papers.items()
    }
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


def _keep(hand: Hand, item: SupplementItem, told: Handed, form: Form | None) -> list[dict[str, str]]:
    """Write down where the paper stands now; what it takes the place of is laid aside, not lost."""
    dossier, fields = hand.dossier, form.fields if form else {}
    slot = next((slot for slot in item.concerns if slot in fields), "")
    change: list[dict[str, str]] = []
    if slot:
        secrecy = identity.secrecy_number(form.secrecy_of(fields[slot]) or None) if form else 0
        old, new = documents.supersede_by(
            hand.who,
            dossier.id,
            slot,
            told.scans,
            accept=fields[slot].accept or documents.ANYTHING,
            secrecy=secrecy or dossier.secrecy,
            now=hand.now,
        )
        change = [{"key": slot, "old": old, "new": new}] if old or new else []
    row = Component.objects.get(dossier=dossier, key=item.key)
    if told.paper.originals or told.paper.copies:
        row.filled_by, row.held, row.given_back_at = "paper", told.paper.held, None
        row.originals, row.copies = told.paper.originals, told.paper.copies
    else:
        row.filled_by, row.held = "file" if told.scans else "presented", ""
    row.save(update_fields=["filled_by", "held", "given_back_at", "originals", "copies"])
    return change


def _line(item: SupplementItem, told: Handed) -> dict[str, Any]:
    paper = told.paper
    return {
        "key": item.key,
        "originals": paper.originals,
        "copies": paper.copies,
        "held": paper.held,
        "scans": len(told.scans),
    }
