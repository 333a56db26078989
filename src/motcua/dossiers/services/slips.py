"""Forms 01, 02, 03: the data of each paper is frozen when it is issued; the PDF is made of it whenever asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from motcua.documents.printing import (
    ComponentLine,
    Form01,
    Form02,
    Form03,
    Head,
    Refusal,
    SupplementItem,
    template_for,
)
from motcua.documents.printing import Paper as PrintedForm
from motcua.documents.printing import Party as PaperParty
from motcua.documents.printing.parts import PaperKind
from motcua.dossiers.letter_words import complaint
from motcua.dossiers.models import Dossier, Party, Slip
from motcua.dossiers.services.books import Number
from motcua.dossiers.services.common import Hand
from motcua.identity import queries as identity
from motcua.identity.rules import organisation_code
from motcua.payments import queries as payments

PERSONAL_NUMBER, ORGANISATION_NUMBER = "Số định danh cá nhân", "Mã số doanh nghiệp hoặc mã số thuế"
_KINDS: dict[str, PaperKind] = {
    "eform": "electronic",
    "file": "electronic",
    "state_data": "data",
    "presented": "original",
    "nothing": "original",
}


def make_01(hand: Hand, number: Number) -> None:
    """Issue form 01: the acceptance with the promised day."""
    dossier = hand.dossier
    owed = payments.obligation_of(dossier.id)
    case = hand.pack.case(dossier.case)
    paper = Form01(
        made_at=hand.now,
        head=head(dossier, number, hand.now),
        code=dossier.code,
        receiver=identity.unit_view(dossier.receiving_unit_id, hand.now.date()).name,
        submitter=paper_party(dossier, "submitter"),
        owner=owner_of(dossier),
        procedure=hand.pack.name,
        components=components(dossier),
        received_at=hand.now,
        due_at=dossier.due_at,
        no_limit_reason=dossier.no_limit_reason,
        time_limit=(case.limit.note or "") if case.limit else "",
        officer=hand.who.full_name,
        fee=owed.amount if owed else None,
        fee_state="" if owed is None else "đã nộp" if owed.settled_at else "chưa nộp",
        submitter_signs=dossier.channel == 1,
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
        hotline=hotline(dossier, hand.now.date()),
    )
    keep(dossier, "01", paper, number.text, hand.now)


def make_02(hand: Hand, number: Number, items: Sequence[tuple[str, str]], deadline: date) -> None:
    """Issue form 02: everything to complete, at once, each with its reason."""
    dossier = hand.dossier
    paper = Form02(
        made_at=hand.now,
        head=head(dossier, number, hand.now),
        code=dossier.code,
        submitter=paper_party(dossier, "submitter"),
        owner=owner_of(dossier),
        procedure=hand.pack.name,
        items=[SupplementItem(what, reason) for what, reason in items],
        complete_by=deadline,
        officer=hand.who.full_name,
        contact_name=hand.who.full_name,
        contact_phone=hotline(dossier, hand.now.date()),
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
    )
    keep(dossier, "02", paper, number.text, hand.now)


def make_03(hand: Hand, number: Number, *, reason: str, legal_basis: str) -> None:
    """Issue form 03: not accepted, why, on which ground, and how to complain."""
    dossier = hand.dossier
    paper = Form03(
        made_at=hand.now,
        head=head(dossier, number, hand.now),
        code=dossier.code,
        receiver=identity.unit_view(dossier.receiving_unit_id, hand.now.date()).name,
        submitter=paper_party(dossier, "submitter"),
        owner=owner_of(dossier),
        procedure=hand.pack.name,
        refusals=[Refusal(reason, legal_basis)],
        officer=hand.who.full_name,
        advice=complaint(hand.pack, "refused"),
        contact_phone=hotline(dossier, hand.now.date()),
        submitter_signs=dossier.channel == 1,
        qr=lookup(dossier.code),
    )
    keep(dossier, "03", paper, number.text, hand.now)


def head(dossier: Dossier, number: Number | None, at: datetime, *, by_committee: bool = False) -> Head:
    """Return the head of a paper: of the one-stop unit under its committee, or of the committee itself (results).

    The place is the commune's name without its kind.
    """
    on = at.date()
    committee = identity.unit_view(dossier.committee_id, on)
    receiving = identity.unit_view(dossier.receiving_unit_id, on)
    return Head(
        superior="" if by_committee else committee.name,
        issuer=committee.name if by_committee else receiving.name,
        place=committee.contact.get("place", committee.short_name),
        issued_on=on,
        number=number.value if number else None,
        symbol=number.sign if number else "",
    )


def paper_party(dossier: Dossier, role: str) -> PaperParty:
    """Return a party as papers name it; a year of birth alone stays a year."""
    party = dossier.parties.filter(role=role).order_by("id").first()
    if party is None:
        return PaperParty(name="")
    born = (
        party.birth_date.isoformat()[: {"year": 4, "month": 7}.get(party.birth_precision, 10)]
        if party.birth_date
        else ""
    )
    return PaperParty(
        name=party.name,
        born=born,
        id_number=party.personal_number,
        id_label=ORGANISATION_NUMBER if is_organisation(party) else PERSONAL_NUMBER,
        address=party.address,
        phone=party.phone,
        email=party.email,
    )


def is_organisation(party: Party) -> bool:
    """Tell whether a party is an organisation: known by its account, or only named in the answers with its code."""
    if party.organisation_id is not None:
        return party.person_id is None
    return len(party.personal_number) != 12 and bool(organisation_code(party.personal_number))


def addressee(dossier: Dossier) -> str:
    """Return to whom the answer goes: the organisation that filed it, else the one who did."""
    filed_by = dossier.parties.filter(organisation_id__isnull=False, person_id=None).first()
    return filed_by.name if filed_by else paper_party(dossier, "submitter").name


def components(dossier: Dossier) -> list[ComponentLine]:
    """Return the papers the dossier holds, as form 01 lists them; what is not there is not listed."""
    lines: list[ComponentLine] = []
    for c in dossier.components.exclude(filled_by="nothing").order_by("id"):
        if c.filled_by != "paper":
            lines.append(ComponentLine(c.name, kind=_KINDS[c.filled_by], count=max(c.originals, 1)))
            continue
        note = "trả lại cùng kết quả" if c.held == "lent" else ""
        if c.originals:
            lines.append(ComponentLine(c.name, kind="original", count=c.originals, note=note))
        if c.copies:
            lines.append(ComponentLine(c.name, kind="copy", count=c.copies))
    return lines


def lookup(code: str) -> str:
    """Return the address behind the QR code: progress without signing in (R2.46)."""
    return f"{settings.PUBLIC_URL}/tra-cuu/?ma={code}"


def owner_of(dossier: Dossier) -> PaperParty | None:
    """Return the owner where he is not the one who filed it."""
    owner = paper_party(dossier, "owner")
    return owner if owner.name and owner.name != paper_party(dossier, "submitter").name else None


def hotline(dossier: Dossier, on: date) -> str:
    """Return the number of the unit that received it, "" where none is known."""
    return str(identity.unit_view(dossier.receiving_unit_id, on).contact.get("phone", ""))


def keep(dossier: Dossier, form: str, paper: PrintedForm, number: str, at: datetime) -> None:
    """Keep the data of a form as it was issued, with the generation of its template."""
    template = template_for(form, on=at.date())
    Slip.objects.create(
        dossier=dossier, form=form, generation=template.generation, number=number, data=paper.as_data(), made_at=at
    )
