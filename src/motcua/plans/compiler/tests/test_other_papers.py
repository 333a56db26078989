"""Invented plans in other manners of writing: dashes or letters, heads kept with spaces, tables of figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from motcua.plans.compiler import Compiled, compile_bytes, compile_file

PAPERS = Path(__file__).parent / "papers"


def read(name: str) -> Compiled:
    return compile_file(PAPERS / f"{name}.txt")


def targets(plan: Compiled) -> list[tuple[str, int, str, str]]:
    return [(t.no, int(t.value), t.op, t.unit) for t in plan.targets]


def tasks(plan: Compiled) -> list[tuple[str, str | None, str | None]]:
    return [(t.no, t.lead, t.due.isoformat() if t.due else t.due_month or t.recurrence) for t in plan.tasks]


def test_the_head_with_two_columns_gives_the_identity():
    plan = read("cai-cach-2026").plan
    assert (plan.number, plan.date, plan.place, plan.agency) == (
        "27/KH-UBND",
        date(2026, 1, 15),
        "An Lạc",
        "Ủy ban nhân dân phường An Lạc",
    )
    assert (plan.signer, plan.signer_post, plan.year) == ("Trần Thị Minh", "Chủ tịch", 2026)


def test_dashes_letters_labels_and_sentences_all_tell_who_and_when():
    plan = read("cai-cach-2026")
    assert targets(plan) == [
        ("II", 100, "=", "%"),
        ("II", 98, ">=", "%"),
        ("II", 85, ">", "%"),
        ("II", 60, "=", "%"),
        ("II", 70, "=", "%"),
        ("II", 95, ">=", "%"),
        ("II", 1, "<=", "%"),
        ("II", 15, "<", "phút"),
        ("II", 2, ">=", "cuộc"),
        ("III.3", 4, "=", "lớp"),
    ]
    assert plan.targets[4].period == "2026-Q3"
    assert tasks(plan) == [
        ("III.1.a", "Văn phòng HĐND và UBND", "2026-06-30"),
        ("III.1.b", "Phòng Văn hóa - Xã hội", "quarterly"),
        ("III.2.a", "Trung tâm Phục vụ hành chính công", "2026-03"),
        ("III.2.b", "Trung tâm Phục vụ hành chính công", "2026-06"),
        ("III.3", None, "2026-09"),
        ("V.1", "Văn phòng HĐND và UBND", "monthly"),
        ("V.2", "Phòng Kinh tế, Hạ tầng và Đô thị", "2026-11-15"),
        ("V.3", "Ủy ban Mặt trận Tổ quốc Việt Nam phường và các đoàn thể", None),
    ]
    assert plan.tasks[2].product == "Quyết định công bố danh mục"
    assert [c.kind for c in plan.contradictions] == ["no_lead"]


def test_chapters_with_letters_over_chapters_with_roman_numbers_and_an_annex_of_single_lines():
    plan = read("chuyen-doi-so-2026")
    assert targets(plan) == [
        ("A.1", 80, "=", "%"),
        ("A.1", 12, "=", "thôn"),
        ("A.2", 90, ">=", "%"),
        ("B.I", 1, ">=", "người/hộ"),
        ("B.II.1", 15, "=", "điểm"),
        ("I.2", 2, "=", "lớp"),
        ("II.3", 100, "=", "%"),
    ]
    assert [t.year for t in plan.targets[:3]] == [2026, 2026, 2027]
    assert tasks(plan)[-4:] == [
        ("I.1", "Phòng Văn hóa - Xã hội", "2026-10"),
        ("I.2", "Trung tâm Phục vụ hành chính công", "2026-06"),
        ("II.3", "Văn phòng HĐND và UBND", "2026-11-30"),
        ("II.4", "Phòng Kinh tế", "continuous"),
    ]
    assert plan.tasks[-4].partners == ("Đoàn Thanh niên xã", "các trường học")


def test_a_table_of_figures_gives_targets_and_what_was_reached_is_none():
    plan = read("giao-chi-tieu-2026")
    assert (plan.plan.number, plan.plan.date, plan.plan.date_month) == (None, None, "2026-03")
    assert targets(plan) == [
        ("1", 88, "=", "%"),
        ("1", 80, "=", "%"),
        ("2.3", 2, ">=", "lần/năm"),
        ("1", 88, "=", "%"),
        ("2", 95, ">=", "%"),
        ("3", 10, "<=", "phút"),
        ("4", 3, "=", "mô hình"),
    ]
    assert (plan.targets[0].due, plan.targets[1].due, plan.targets[1].period) == (date(2026, 12, 31), None, "2026-Q2")
    assert tasks(plan) == [
        ("2.1", "Văn phòng HĐND và UBND", "2026-03-31"),
        ("2.2", "Công an xã", None),
        ("2.3", "Các trường học", None),
    ]


def test_labels_as_lines_of_their_own_and_turns_inside_sentences():
    plan = read("tuyen-truyen-2026")
    assert targets(plan) == [
        ("I.1.a", 100, "=", "%"),
        ("I.1.b", 70, ">=", "%"),
        ("I.1.c", 4, ">=", "tin, bài"),
        ("I.1.d", 20, "=", "%"),
    ]
    assert tasks(plan) == [
        ("I.2.1", "Trung tâm Văn hóa - Thể thao", "continuous"),
        ("I.2.2", "Phòng Văn hóa - Xã hội", "2026-05"),
        ("I.2.3", "Văn phòng HĐND và UBND", "2026-06"),
        ("I.2.4", "Công an phường", "2026-06-30"),
        ("II.1", None, "monthly"),
        ("II.2", None, None),
        ("III", "Văn phòng HĐND và UBND phường", "2026-06"),
    ]
    assert plan.plan.signer_post == "Phó Chủ tịch (ký thay Chủ tịch)"


PLAN = """KẾ HOẠCH
Nâng cao chất lượng dịch vụ công năm 2026

Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2026 của UBND tỉnh, UBND xã ban hành Kế hoạch như sau:
I. MỤC TIÊU
- Cung cấp 300 dịch vụ công với ít nhất 200 hồ sơ/năm/xã.
- Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu 80%.
II. NHIỆM VỤ
1. Công an xã hướng dẫn người dân, bảo đảm tỷ lệ hồ sơ nộp trực tuyến đạt 90%, \
theo Quyết định số 12/QĐ-UBND ngày 15/01/2026 của UBND tỉnh.
2. Rà soát danh mục, hoàn thành trước ngày 30/11/2025.
"""


def test_what_does_not_go_together_is_told_with_both_places():
    plan = compile_bytes(PLAN.replace("KẾ HOẠCH", "Hòa Phú, ngày 20 tháng 01 năm 2026\nKẾ HOẠCH", 1).encode(), "a.txt")
    told = {c.kind: c for c in plan.contradictions}
    assert set(told) == {"value", "date", "volume", "due_before_plan", "no_lead"}
    assert told["value"].lines == (8, 10)
    assert told["date"].text == "Quyết định số 12/QĐ-UBND ghi hai ngày: 05/01/2026 (dòng 5) và 15/01/2026 (dòng 10)."
    assert "300 dịch vụ × 200 hồ sơ/năm/xã = 60.000 hồ sơ/năm/xã" in told["volume"].text
    assert told["due_before_plan"].nos == ("II.2",)
    assert told["no_lead"].lines == (11,)


@pytest.mark.parametrize("name", ["cai-cach-2026", "tuyen-truyen-2026"])
def test_json_has_the_fields_others_read_and_nothing_but_plain_values(name):
    data = read(name).as_json()
    assert {"plan", "targets", "tasks", "legal_bases", "responsibilities", "contradictions"} <= set(data)
    assert set(data["targets"][0]) == {
        "no",
        "text",
        "value",
        "op",
        "unit",
        "due",
        "year",
        "period",
        "indicator",
        "line",
    }
    assert set(data["tasks"][0]) == {
        "no",
        "text",
        "lead",
        "partners",
        "product",
        "due",
        "due_month",
        "recurrence",
        "status",
        "line",
    }
    assert all(isinstance(t["value"], int) for t in data["targets"])
    assert isinstance(data["plan"]["date"], str)
