"""The paper of a result: made once, kept by its hash; what was approved is what is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.documents import given
from motcua.documents import services as documents
from motcua.documents.printing import ResultPaper, render, render_pages, template_for
from motcua.dossiers.models import Answers, Dossier, Result
from motcua.dossiers.rules.result_paper import granted, refused
from motcua.dossiers.rules.signing import authority
from motcua.dossiers.rules.wording import Told
from motcua.dossiers.services.books import Number
from motcua.dossiers.services.checking import CHANNELS
from motcua.dossiers.services.common import Hand
from motcua.dossiers.services.slips import addressee, head, lookup
from motcua.identity import queries as identity


@dataclass(frozen=True)
class Seen:
    """A paper before it is signed: the file the handler brought, or pictures (PNG) of the pages as they would be."""

    attachment_id: int | None
    pages: tuple[bytes, ...] = ()


def make_result(hand: Hand, result: Result) -> tuple[int, str]:
    """Make and keep the PDF of a result or refusal for those who sign and seal; return (attachment id, SHA-256).

    Words and rows come from the pack (result.yaml), the numbers from registers as they
    were entered; nothing is invented. Until digital signing stands, the paper says so.
    The parties may take it away once it is published (`documents.publish_result`).
    """
    dossier = hand.dossier
    if not result.is_refusal and (uploaded := _uploaded(hand, result)):
        return uploaded, given.hash_of(uploaded)
    pdf = render(template_for("result", on=hand.now.date()), _paper(hand, result).as_data())
    kept = documents.keep_generated(
        pdf,
        f"{dossier.code}-ket-qua.pdf",
        holder=("dossier", dossier.id),
        slot="result",
        kind="result",
        secrecy=dossier.secrecy,
        now=hand.now,
        is_public_to_parties=False,
    )
    return kept.id, kept.sha256


def see_result(hand: Hand, result: Result, *, ppi: int) -> Seen:
    """Return what `make_result` would make of this result, and keep nothing."""
    if not result.is_refusal and (uploaded := _uploaded(hand, result)):
        return Seen(uploaded)
    template = template_for("result", on=hand.now.date())
    return Seen(None, render_pages(template, _paper(hand, result).as_data(), ppi=ppi))


def _paper(hand: Hand, result: Result) -> ResultPaper:
    dossier, on = hand.dossier, hand.now.date()
    committee = identity.unit_view(dossier.committee_id, on)
    if result.is_refusal:
        told = refused(hand.pack, code=dossier.code, reason=result.reason, legal_basis=result.legal_basis)
    else:
        told = granted(hand.pack, _told(hand, result), committee.name)
    signer = result.signer
    return ResultPaper(
        made_at=hand.now,
        head=head(dossier, _number(result), hand.now, by_committee=True),
        type_name=told.title,
        subject=told.subject,
        body=told.body,
        issued_by=told.issued_by,
        legal_bases=told.bases,
        enacts=told.enacts,
        recipients=told.recipients,
        addressees=(addressee(dossier),) if result.is_refusal else (),  # a certificate is not a letter
        authority=authority(signer, committee.name, by_head=told.by_head),
        signer=signer.get("name", ""),
        code=dossier.code,
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
    )


def _uploaded(hand: Hand, result: Result) -> int | None:
    """Return the attachment of a result that is itself an uploaded, signed paper; what is only annexed is none."""
    return next(iter(_files(hand, result, annexed=False)), None)


def publish_annexes(hand: Hand, result: Result) -> None:
    """Give the parties what goes with the paper, such as stamped drawings."""
    for attachment in _files(hand, result, annexed=True):
        documents.publish_result(attachment)


def _files(hand: Hand, result: Result, *, annexed: bool) -> list[int]:
    fields = (hand.pack.result or {}).get("fields", [])
    keys = [
        f["key"]
        for f in fields
        if f["type"] == "file" and f["entered_by"] == "officer" and f.get("annex", False) == annexed
    ]
    return [int(result.values[key]) for key in keys if result.values.get(key)]


def _told(hand: Hand, result: Result) -> Told:
    rows = Answers.objects.filter(dossier=hand.dossier, secrecy=hand.dossier.secrecy)
    return told_of(hand.dossier, hand.pack, rows, result)


def told_of(dossier: Dossier, pack: Pack, rows: Iterable[Answers], result: Result) -> Told:
    """Return what a result is written from: the answers of a dossier and what was entered at its end."""
    answers: dict[str, Any] = {}
    for row in rows:
        answers.update({k: v.get("value") for k, v in row.values.items()})
    groups = (pack.form or {}).get("groups", ())
    return Told(
        answers=answers,
        entered=result.values,
        lists=catalogue.code_lists(),
        asked={f["key"]: f for group in groups for f in group["fields"]},
        facts={
            "case": dossier.case,
            "channel": CHANNELS[dossier.channel],
            "submitted_on": dossier.submitted_at.date().isoformat(),
            "result": {
                "number": result.number,
                "signed_on": result.approved_at.date().isoformat() if result.approved_at else None,
            },
        },
    )


def _number(result: Result) -> Number | None:
    """The number in the head of a paper of our own books; a number of another register stands among its fields."""
    value, _, sign = result.number.partition("/")
    return Number(int(value), sign) if value.isdigit() else None
