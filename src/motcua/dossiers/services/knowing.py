"""Who stands at the counter: how an officer knew him, by what right he acts for another, how he signed.

One reading for everything that goes through the hand of a person: a result he takes, papers he brings, money he is
given back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from motcua.documents import services as documents
from motcua.documents.services import Arriving
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.services.common import Hand
from motcua.platform.text import fold

PICTURES = ("pdf", "jpg", "png")
Fault = str | tuple[str, str]


@dataclass(frozen=True)
class Mandate:
    """The paper by which another person comes: what it is, its number, who he is to the applicant."""

    kind: str
    number: str = ""
    relation: str = ""

    def as_data(self) -> dict[str, str]:
        return {"kind": self.kind, "number": self.number, "relation": self.relation}


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


def tidy(proof: Proof) -> Proof:
    """Return it as it is kept: without stray blanks, in the lengths the tables hold."""
    text = proof.text.strip()
    if proof.kind == "number":
        text = "".join(text.split())
    mandate = proof.mandate
    if mandate is not None:
        mandate = Mandate(mandate.kind.strip()[:200], mandate.number.strip()[:60], mandate.relation.strip()[:100])
    return replace(proof, text=text[:100], mandate=mandate, witness=proof.witness.strip()[:200])


def person_faults(dossier: Dossier, name: str, proof: Proof, *, by_name: bool = True) -> list[Fault]:
    """Return what is missing to know somebody; without a mandate he is one of the dossier's people, by name and number.

    A firm sends whom it likes: where an organisation stands in the dossier any name will do. Not `by_name`: a result
    is given to who has shown who he is, and the line of the register says to whom.
    """
    is_known = proof.mandate is not None or not by_name or _is_named(dossier, name)
    faults: list[Fault] = [] if name and is_known else ["receiver"]
    if proof.kind not in {"number", "document"}:
        faults.append("proof")
    elif not proof.text:
        faults.append("proof_text")
    elif proof.kind == "number" and proof.mandate is None and not _is_of_dossier(dossier, proof.text):
        faults.append(("proof_text", "differs"))
    if proof.mandate is not None and not proof.mandate.kind:
        faults.append("mandate_kind")
    return faults


def signature_faults(proof: Proof, *, is_drawn: bool) -> list[Fault]:
    """Return what is missing of his signature."""
    if proof.signed_by not in {"paper", "thumb", "drawn"}:
        return ["signed_by"]
    if proof.signed_by == "thumb" and not proof.witness:
        return ["witness"]
    return ["signature"] if proof.signed_by == "drawn" and not is_drawn else []


def keep_scan(hand: Hand, slot: str, file: Arriving | None) -> int | None:
    """Keep a mandate or a signature as a paper of the office, which its people do not see; return its id."""
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


def _is_named(dossier: Dossier, name: str) -> bool:
    people = Party.objects.filter(dossier=dossier).values_list("name", "organisation_id", "personal_number")
    told = [(fold(" ".join(one.split())), organisation, number) for one, organisation, number in people]
    has_firm = any(organisation is not None or len(number) != 12 for _, organisation, number in told if number)
    return has_firm or fold(" ".join(name.split())) in {one for one, _, _ in told}


def _is_of_dossier(dossier: Dossier, number: str) -> bool:
    return Party.objects.filter(dossier=dossier, personal_number=number).exists()
