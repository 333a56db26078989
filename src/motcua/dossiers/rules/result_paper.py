"""What stands on the paper of a result or a refusal, from the pack and the dossier's data. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.catalogue.packs.model import Pack
from motcua.documents.printing import Fields, Paragraph
from motcua.documents.printing.parts import Block
from motcua.dossiers.letter_words import complaint, settled
from motcua.dossiers.rules.wording import Told, result_rows, result_sentences, result_text, result_words


@dataclass(frozen=True)
class Content:
    """The part of a paper that the procedure and the dossier decide; head, signature and code are added around it.

    `issued_by` and `enacts` belong to a decision: the authority above its legal bases and the word below them.
    `by_head`: the head decides himself, not the committee as a whole, and signs without "TM.".
    """

    title: str
    subject: str
    body: Sequence[Block]
    bases: Sequence[str] = ()
    recipients: Sequence[str] = ()
    issued_by: str = ""
    enacts: str = ""
    by_head: bool = False


def granted(pack: Pack, told: Told, committee: str) -> Content:
    """Return a granted result, from the pack's result document: its own paragraphs, else its fields line by line."""
    document = pack.result or {}
    words = result_words(document, told)
    about = next((f for f in document.get("fields", []) if f["key"] == document.get("subject")), None)
    decision = document.get("decision") or {}
    return Content(
        title=document.get("title") or document.get("name") or pack.name,
        subject=result_text(about, told) if about else "",
        body=[Paragraph(text) for text in words] or [Fields(result_rows(document, told))],
        bases=result_sentences(document, "bases", told),
        recipients=result_sentences(document, "recipients", told),
        issued_by=str(decision.get("issued_by", "")).format(committee=committee),
        enacts=decision.get("enacts", ""),
        by_head=bool(decision.get("by_head")),
    )


def refused(pack: Pack, *, code: str, reason: str, legal_basis: str) -> Content:
    """Return a refusal on the merits: ground, reason, and the way to complain (R2.31)."""
    letter = settled()["refusal"]
    body = [letter["opening"].format(code=code, procedure=pack.name), letter["reason"].format(reason=reason)]
    if how := complaint(pack, "refused"):
        body.append(how)
    basis = legal_basis.strip()
    said = basis[len("căn cứ ") :] if basis.lower().startswith("căn cứ ") else basis
    return Content(
        title=letter["title"],
        subject=letter["subject"],
        body=[Paragraph(text) for text in body],
        bases=[letter["basis"].format(basis=said)] if said else (),
        recipients=letter["recipients"],
    )
