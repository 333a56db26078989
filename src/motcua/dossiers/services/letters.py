"""Forms 04 and 05: the data of each letter is frozen when it is issued, as with forms 01 to 03."""

from __future__ import annotations

from datetime import datetime

from motcua.documents.printing import Form04, Form05
from motcua.dossiers.letter_words import complaint
from motcua.dossiers.models import Apology, Dossier, Stop
from motcua.dossiers.rules.signing import authority
from motcua.dossiers.services.books import Number
from motcua.dossiers.services.common import Hand
from motcua.dossiers.services.slips import addressee, head, hotline, keep, lookup, owner_of, paper_party
from motcua.identity import queries as identity


def make_04(hand: Hand, number: Number, apology: Apology) -> None:
    """Issue form 04: an apology, its reason and the one new date, signed by the head (R2.34, R2.37)."""
    dossier, on = hand.dossier, hand.now.date()
    committee = identity.unit_view(dossier.committee_id, on)
    paper = Form04(
        made_at=hand.now,
        head=head(dossier, number, hand.now, by_committee=True),
        code=dossier.code,
        addressee=_called(dossier),
        submitter=paper_party(dossier, "submitter"),
        owner=owner_of(dossier),
        procedure=hand.pack.name,
        received_at=dossier.accepted_at or dossier.submitted_at,
        was_due_at=apology.was_due_at,
        reason=apology.reason,
        new_due_at=apology.new_due_at,
        authority=authority(apology.signer, committee.name),
        signer=apology.signer.get("name", ""),
        complain=complaint(hand.pack, "late"),
        hotline=hotline(dossier, on),
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
    )
    keep(dossier, "04", paper, number.text, hand.now)


def make_05(hand: Hand, number: Number, stop: Stop, *, asked_at: datetime | None) -> None:
    """Issue form 05: why the dossier ends without a result, and what is given back (R2.41, R2.43)."""
    dossier, on = hand.dossier, hand.now.date()
    paper = Form05(
        made_at=hand.now,
        head=head(dossier, number, hand.now),
        code=dossier.code,
        submitter=paper_party(dossier, "submitter"),
        owner=owner_of(dossier),
        procedure=hand.pack.name,
        received_at=dossier.accepted_at or dossier.submitted_at,
        asked_on=asked_at.date() if asked_at else None,
        reason=stop.reason,
        papers_back=stop.papers_back,
        refund=stop.refund,
        refund_note=stop.refund_note,
        complain=complaint(hand.pack, "stopped"),
        officer=hand.who.full_name,
        hotline=hotline(dossier, on),
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
    )
    keep(dossier, "05", paper, number.text, hand.now)


def _called(dossier: Dossier) -> str:
    """Whom a letter is to: an organisation by its name, a person as ông/bà and his name."""
    name = addressee(dossier)
    filed_by = dossier.parties.filter(organisation_id__isnull=False, person_id=None).exists()
    return name if filed_by or not name else f"ông/bà {name}"
