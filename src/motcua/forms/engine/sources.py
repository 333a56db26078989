"""Where values come from, in words people read."""

from __future__ import annotations

from motcua.forms.engine.model import Form
from motcua.forms.engine.values import (
    COPIED,
    EARLIER,
    OFFICER,
    ORGANISATION_ACCOUNT,
    SIGN_IN,
    SYSTEM,
    TYPED,
    UNKNOWN,
    Value,
)

# As badges of the design system know them; every other source is some register.
BADGES = {
    SIGN_IN: "identity",
    "population_db": "population",
    "civil_status_db": "civil_status",
    TYPED: "declared",
    OFFICER: "declared",
    EARLIER: "declared",
    COPIED: "declared",
    UNKNOWN: "declared",
    SYSTEM: "",
}
_WORDS = {
    SIGN_IN: "tài khoản định danh",
    "population_db": "dữ liệu quốc gia về dân cư",
    "civil_status_db": "dữ liệu hộ tịch",
    "residence_db": "dữ liệu cư trú",
}
_BADGE_WORDS = {
    OFFICER: "Cán bộ ghi",
    COPIED: "Chép từ câu khác trong hồ sơ",
    UNKNOWN: "Gửi kèm hồ sơ",
}


def source_in_sentence(form: Form, source: str) -> str:
    """The source inside a sentence: "lấy từ tài khoản định danh"."""
    name = form.source_names.get(source, "")
    return _WORDS.get(source) or (f"nguồn «{name}»" if name else "dữ liệu Nhà nước")


def badge_of(form: Form | None, value: Value | None, *, for_officer: bool = False) -> tuple[str, str]:
    """The kind of badge and its words ("" where the design system's own words fit)."""
    if value is None:
        return "", ""
    kind = BADGES.get(value.source, "other_register")
    if value.source == SIGN_IN and value.evidence == ORGANISATION_ACCOUNT:
        return kind, "Định danh tổ chức" if for_officer else "Lấy từ tài khoản định danh tổ chức"
    if value.source == TYPED:
        return kind, "Người nộp khai" if for_officer else ""
    if value.source == EARLIER:
        return kind, "Người nộp khai ở hồ sơ trước" if for_officer else "Bạn đã khai ở hồ sơ trước"
    if kind == "other_register" and form is not None:
        return kind, form.source_names.get(value.source, "")
    return kind, _BADGE_WORDS.get(value.source, "")
