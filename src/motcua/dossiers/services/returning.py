"""Giving the result: at the counter to somebody known, by post, or in the account (R2.43).

Lateness never blocks it (R2.33); a fee does (rules/acts.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import transaction

from motcua.documents import services as documents
from motcua.documents.services import Arriving
from motcua.dossiers import events as happened
from motcua.dossiers.models import Component, Dossier, Party, ResultReturn
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid
from motcua.platform.events import Personal

WAYS = ("counter", "post", "online")
PICTURES = ("pdf", "jpg", "png")


@dataclass(frozen=True)
class Mandate:
    """The paper by which another person picks the result up: what it is, its number, who he is to the applicant."""

    kind: str
    number: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Proof:
    """How the officer knew who stood before him, and how that person signed.

    kind "number": `text` is the personal number he said and showed; "document": `text` names the paper seen.
    A thumb-print (who cannot sign) has a witness.
    """

    kind: Literal["number", "document", ""] = ""
    text: str = ""
    mandate: Mandate | None = None
    signed_by: Literal["paper", "thumb", "drawn", ""] = ""
    witness: str = ""


@transaction.atomic
def return_result(
    code: str,
    *,
    way: str,
    receiver: str,
    proof: Proof | None = None,
    mandate_scan: Arriving | None = None,
    signature: Arriving | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Give the result and write the line of the register: who took it, how he was known, how he signed.

    Without a mandate a personal number must be one of the dossier's own people. A scan of the mandate and a
    signature drawn on the screen are kept as papers of the office.
    """
    hand = begin(code, Act.RETURN_RESULT, who=who, now=now, seen=seen)
    told = _tidy(proof or Proof()) if way == "counter" else Proof()
    faults = _faults(hand, way, receiver.strip(), told, is_drawn=signature is not None)
    if faults:
        raise Invalid(faults=faults)
    line = ResultReturn.objects.create(
        dossier=hand.dossier,
        way=way,
        at=now,
        by=who.account_id,
        receiver=receiver.strip(),
        proof=told.kind,
        proof_text=told.text,
        mandate=_kept(told.mandate),
        mandate_file_id=_attach(hand, "return_mandate", mandate_scan if told.mandate else None),
        signed_by=told.signed_by,
        witness=told.witness,
        signature_file_id=_attach(hand, "return_signature", signature if told.signed_by == "drawn" else None),
    )
    if way == "counter":  # originals that were lent go back with the result (R2.43)
        Component.objects.filter(dossier=hand.dossier, held="lent", given_back_at=None).update(given_back_at=now)
    hand.move(Step.RETURN)
    hand.dossier.returned_at = now
    hand.record(
        happened.ResultReturned(
            way,
            receiver=Personal(line.receiver),
            proof=told.kind,
            by_mandate=told.mandate is not None,
            signed=told.signed_by,
        )
    )
    hand.finish()
    tell(hand, "returned")
    return hand.dossier


def _faults(hand: Hand, way: str, receiver: str, proof: Proof, *, is_drawn: bool) -> tuple[str | tuple[str, str], ...]:
    if way not in WAYS:
        return ("way",)
    if way == "online":
        return ()
    faults: list[str | tuple[str, str]] = []
    if not receiver:
        faults.append("receiver")
    if way == "post":
        return tuple(faults)
    if proof.kind not in {"number", "document"}:
        faults.append("proof")
    elif not proof.text:
        faults.append("proof_text")
    elif proof.kind == "number" and proof.mandate is None and not _is_of_dossier(hand.dossier, proof.text):
        faults.append(("proof_text", "differs"))
    if proof.mandate is not None and not proof.mandate.kind:
        faults.append("mandate_kind")
    if proof.signed_by not in {"paper", "thumb", "drawn"}:
        faults.append("signed_by")
    elif proof.signed_by == "thumb" and not proof.witness:
        faults.append("witness")
    elif proof.signed_by == "drawn" and not is_drawn:
        faults.append("signature")
    return tuple(faults)


def _is_of_dossier(dossier: Dossier, number: str) -> bool:
    return Party.objects.filter(dossier=dossier, personal_number=number).exists()


def _tidy(proof: Proof) -> Proof:
    text = proof.text.strip()
    if proof.kind == "number":
        text = "".join(text.split())
    mandate = proof.mandate
    if mandate is not None:
        mandate = Mandate(mandate.kind.strip()[:200], mandate.number.strip()[:60], mandate.relation.strip()[:100])
    return replace(proof, text=text[:100], mandate=mandate, witness=proof.witness.strip()[:200])


def _kept(mandate: Mandate | None) -> dict[str, str] | None:
    if mandate is None:
        return None
    return {"kind": mandate.kind, "number": mandate.number, "relation": mandate.relation}


def _attach(hand: Hand, slot: str, file: Arriving | None) -> int | None:
    if file is None:
        return None
    return documents.attach(
        hand.who,
        ("dossier", hand.dossier.id),
        slot,
        file,
        accept=PICTURES,
        secrecy=hand.dossier.secrecy,
        kind="scan",
        now=hand.now,
    ).id
