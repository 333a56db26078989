"""Officers of two communes and a plan as the compiler gives it; everything under row-level security."""

from __future__ import annotations

import pytest

from motcua.dossiers.tests.conftest import MONDAY, as_web, office
from motcua.plans import live
from motcua.plans.services import entering, reviewing

__all__ = ["as_web", "office"]

LINES = [
    "KẾ HOẠCH", "Nâng cao chất lượng dịch vụ công", "1. Mục tiêu",
    "- Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên.",
    "- Cung cấp 982 dịch vụ công, mỗi dịch vụ phát sinh ít nhất 500 hồ sơ/năm.",
    "2. Nhiệm vụ", "a) Tập huấn 100% cán bộ, công chức. Văn phòng chủ trì, xong trước 30/11/2026.",
    "b) Báo cáo hằng tháng về Ủy ban nhân dân.",
    "c) Giảm 30% thời gian giải quyết.", "d) Giảm 20% thời gian giải quyết.",
]  # fmt: skip
COMPILED = {
    "plan": {"title": "Kế hoạch nâng cao chất lượng dịch vụ công", "number": None, "agency": "UBND xã"},
    "legal_bases": [{"number": "1/QĐ-TTg", "date": "2025-07-18", "kind": "Quyết định", "issuer": None, "title": None}],
    "targets": [
        {"no": "1", "text": LINES[3], "value": 70, "op": ">=", "unit": "%", "due": None, "year": 2026,
         "period": None, "indicator": "online.share", "line": 4},
        {"no": "2", "text": LINES[4], "value": 500, "op": ">=", "unit": "hồ sơ", "due": None, "year": 2026,
         "period": "năm", "indicator": None, "line": 5},
    ],
    "tasks": [
        {"no": "2.a", "text": LINES[6], "lead": "Văn phòng", "partners": ["Trung tâm"], "product": "Báo cáo",
         "due": "2026-11-30", "due_month": "2026-11", "recurrence": None, "status": None, "line": 7},
        {"no": "2.b", "text": LINES[7], "lead": None, "partners": [], "product": None, "due": None,
         "due_month": None, "recurrence": "monthly", "status": None, "line": 8},
    ],
    "contradictions": [{"text": "Hai mức giảm thời gian khác nhau", "kind": "value", "lines": [9, 10], "nos": []},
                       {"text": "Nhiệm vụ chưa nêu cơ quan chủ trì", "kind": "no_lead", "lines": [8], "nos": ["2.b"]}],
    "lines": LINES,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monitoring_is_as_it_is():
    yield
    live.ask_of(None)


@pytest.fixture
def draft(office, as_web):
    """Take the plan in as a draft of Cẩm Giang; return its id."""
    with as_web(office.cg["quanly"]) as who:
        return entering.take_compiled(COMPILED, unit_id=office.unit, name="ke-hoach.txt", who=who, now=MONDAY).id


@pytest.fixture
def plan_in_force(office, as_web, draft):
    """Review everything and put it in force for the year; return its id."""
    bring_into_force(office, as_web, draft)
    return draft


def bring_into_force(office, as_web, plan_id, *, supersedes=None, by="cg"):
    from datetime import date

    from motcua.plans import queries

    officers = getattr(office, by)
    with as_web(officers["quanly"]) as who:
        heading = entering.Heading(
            "Kế hoạch năm 2026",
            "12/KH-UBND",
            "UBND xã",
            date(2026, 1, 5),
            date(2026, 1, 1),
            date(2026, 12, 31),
            supersedes,
        )
        entering.identify(plan_id, heading, who=who, now=MONDAY)
        for kind, rows in zip(("target", "task"), queries.items(plan_id), strict=True):
            for row in rows:
                reviewing.decide(kind, row.id, "accept", who=who, now=MONDAY)
        for row in queries.contradictions(plan_id):
            reviewing.settle(row.id, "Theo mức 30%", who=who, now=MONDAY)
        reviewing.finish_review(plan_id, who=who, now=MONDAY)
    with as_web(officers["chutich"]) as who:
        reviewing.approve(plan_id, who=who, now=MONDAY)
