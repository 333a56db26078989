"""What a procedure's page says where no paper is taken: which days, by which text, and who helps (plan row C15)."""

from __future__ import annotations

from datetime import date

from motcua.catalogue import paperless as switches
from motcua.catalogue.queries import ProcedurePage
from motcua.identity.queries import UnitView

_HELP = (
    "Bạn không tự làm được, không có điện thoại hay tài khoản định danh thì cứ đến Bộ phận Một cửa:"
    " cán bộ giúp bạn nộp trực tuyến hoặc nhận hồ sơ giấy."
)


def without_paper(unit: UnitView, page: ProcedurePage, on: date) -> dict[str, str] | None:
    """Return title and text of the notice, None where paper is taken today and later; one query."""
    if page.why_not_online or not page.can_go_without_paper:
        return None
    rules = switches.coming(unit.id, page.code, on)
    if not rules:
        return None
    today = switches.strongest(rules, page.code, on)
    days = "; ".join(dict.fromkeys(f"{one.days}, theo {one.source}" for one in rules))
    title = "Hôm nay thủ tục này không nộp giấy, nộp trực tuyến" if today else "Có ngày thủ tục này không nộp giấy"
    return {"title": title, "text": f"Áp dụng {days}. {_HELP}"}
