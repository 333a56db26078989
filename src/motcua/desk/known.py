"""The questions about who stands at the counter: his name, how he was known, his mandate, how he signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.dossiers.services.knowing import Mandate, Proof
from motcua.web.fields import FieldView, Option


def person_views(typed: Mapping[str, str], filed_by: str, does: str) -> tuple[FieldView, ...]:
    """Ask who came and how he was known; `does` says in one word what he does ("nhận", "mang đến")."""

    def text(name: str, label: str, **told: Any) -> FieldView:
        return FieldView("text", name, label, typed.get(name, ""), **told)

    other = (
        text("mandate_kind", "Giấy ủy quyền", hint="Loại giấy, nơi chứng thực nếu có"),
        text("mandate_number", "Số của giấy", required=False),
        text("mandate_relation", "Là gì của người nộp", required=False),
        FieldView("file", "mandate_scan", "Bản chụp giấy ủy quyền", accept=".pdf,.jpg,.png", required=False),
    )
    return (
        text("receiver", f"Họ tên người {does}", hint=f"Người nộp: {filed_by}" if filed_by else ""),
        FieldView("radios", "taker", f"Người {does} là", typed.get("taker", "self"), options=(
            Option("self", "Người có tên trong hồ sơ"), Option("other", f"Người khác {does} thay", reveal=other))),
        FieldView("radios", "proof", "Đã đối chiếu", typed.get("proof", ""), options=(
            Option("document", "Xem giấy tờ tùy thân"), Option("number", "Số định danh đọc từ thẻ hoặc ứng dụng"))),
        text("proof_text", "Giấy tờ đã xem, hoặc số định danh", hint="Số định danh của người nộp phải đúng như hồ sơ"),
    )  # fmt: skip


def signature_view(typed: Mapping[str, str]) -> FieldView:
    """Ask how he signed for what he was given."""
    witness = FieldView("text", "witness", "Người làm chứng", typed.get("witness", ""))
    drawn = FieldView("file", "signature", "Ảnh chữ ký", accept=".png,.jpg")
    return FieldView(
        "radios", "signed_by", "Ký nhận", typed.get("signed_by", "paper"), options=(
            Option("paper", "Ký vào sổ giấy"),
            Option("thumb", "Điểm chỉ", "Người không ký được", reveal=(witness,)),
            Option("drawn", "Ký trên màn hình, bảng ký", reveal=(drawn,)),
        ),
    )  # fmt: skip


def proof_of(typed: Mapping[str, str]) -> Proof:
    """Return what was typed of it."""
    mandate = None
    if typed.get("taker") == "other":
        mandate = Mandate(
            typed.get("mandate_kind", ""), typed.get("mandate_number", ""), typed.get("mandate_relation", "")
        )
    return Proof(
        kind=typed.get("proof", ""),  # type: ignore[arg-type]
        text=typed.get("proof_text", ""),
        mandate=mandate,
        signed_by=typed.get("signed_by", ""),  # type: ignore[arg-type]
        witness=typed.get("witness", ""),
    )
