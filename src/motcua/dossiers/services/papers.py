"""The paper of a result: made once, kept by its hash; what was approved is what is printed."""

from __future__ import annotations

from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.documents import given
from motcua.documents import services as documents
from motcua.documents.printing import Facts, Paragraph, ResultPaper, render, template_for
from motcua.dossiers.models import Answers, Result
from motcua.dossiers.rules.signing import authority
from motcua.dossiers.rules.wording import result_rows
from motcua.dossiers.services.common import Hand
from motcua.dossiers.services.slips import addressee, head, lookup
from motcua.identity import queries as identity


def make_result(hand: Hand, result: Result) -> tuple[int, str]:
    """Make and keep the PDF of a result or refusal for those who sign and seal; return (attachment id, SHA-256).

    Words and rows come from the pack (result.yaml), the numbers from registers as they
    were entered; nothing is invented. Until digital signing stands, the paper says so.
    The parties may take it away once it is published (`documents.publish_result`).
    """
    dossier, on = hand.dossier, hand.now.date()
    if not result.is_refusal and (uploaded := _uploaded(hand, result)):
        return uploaded, given.hash_of(uploaded)
    committee = identity.unit_view(dossier.committee_id, on)
    told = _refusal(hand, result) if result.is_refusal else _grant(hand, result)
    signer = result.signer
    paper = ResultPaper(
        made_at=hand.now,
        head=head(dossier, None, hand.now, by_committee=True),
        type_name=told["title"],
        subject=told["subject"],
        body=told["body"],
        legal_bases=told["legal"],
        addressees=(addressee(dossier),),
        authority=authority(signer, committee.name),
        signer=signer.get("name", ""),
        code=dossier.code,
        qr=lookup(dossier.code),
        lookup=lookup(dossier.code),
    )
    template = template_for("result", on=on)
    pdf = render(template, paper.as_data())
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


def _uploaded(hand: Hand, result: Result) -> int | None:
    """Return the attachment of a result that is itself an uploaded, signed paper."""
    fields = (hand.pack.result or {}).get("fields", [])
    keys = [f["key"] for f in fields if f["type"] == "file" and f["entered_by"] == "officer"]
    return next((int(result.values[key]) for key in keys if result.values.get(key)), None)


def _grant(hand: Hand, result: Result) -> dict[str, Any]:
    """Words of a granted result, from the pack's result document."""
    pack = hand.pack
    answers: dict[str, Any] = {}
    for row in Answers.objects.filter(dossier=hand.dossier, secrecy=hand.dossier.secrecy):
        answers.update({k: v.get("value") for k, v in row.values.items()})
    document = pack.result or {}
    rows = result_rows(document, answers, result.values, lists=catalogue.code_lists())
    title = document.get("title") or document.get("name") or pack.name
    body = [Facts(rows)]
    if note := document.get("delivery_note"):
        body.append(Paragraph(note))  # type: ignore[arg-type]
    return {"title": title, "subject": "", "body": body, "legal": ()}


def _refusal(hand: Hand, result: Result) -> dict[str, Any]:
    """Words of a refusal on the merits: reason, ground, and the way to complain from the pack (R2.31)."""
    refusal = hand.pack.procedure.get("refusal") or {}
    body = [
        Paragraph(f"Hồ sơ mã số {hand.dossier.code}: {hand.pack.name}."),
        Paragraph(f"Hồ sơ không đủ điều kiện giải quyết. Lý do: {result.reason}"),
        Paragraph(f"Căn cứ: {result.legal_basis}"),
    ]
    if text := refusal.get("text"):
        body.append(Paragraph(text))
    return {"title": "Thông báo", "subject": "Về việc không giải quyết hồ sơ", "body": body, "legal": ()}
