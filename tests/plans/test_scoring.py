"""The judge is judged first: small papers whose scores can be counted on one hand."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import docx
import pytest

from .reading import name, words_told
from .scoring import read_key, score, told

HERE = Path(__file__).parent
KEYS = sorted(HERE.glob("*.key.yaml"))
WITH_TEXT = [key for key in KEYS if (HERE / key.name.replace(".key.yaml", ".txt")).exists()]  # a Word file has no lines


def target(**changes: Any) -> dict[str, Any]:
    usual = {"no": "II.1", "line": 10, "value": 90, "op": ">=", "unit": "%", "due": None, "year": 2026}
    return {**usual, "period": None, "indicator": None, "text": "Tỷ lệ hài lòng đạt tối thiểu 90%", **changes}


def task(**changes: Any) -> dict[str, Any]:
    usual = {"no": "1.a", "line": 40, "text": "Rà soát quy trình nội bộ", "lead": "Văn phòng", "partners": []}
    return {**usual, "product": None, "due": "2026-06-30", "due_month": None, "recurrence": None, **changes}


def key(targets: list[Any] | None = None, tasks: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"plan": {}, "legal_bases": [], "cited": [], "responsibilities": []}
    return {**empty, "targets": targets or [], "tasks": tasks or [], **more}


def target_counts(found: list[Any], wanted: list[Any]) -> tuple[int, int, int]:
    tally = score({"targets": found}, key(targets=wanted)).targets
    return len(tally.pairs), len(tally.missed), len(tally.surplus)


def task_counts(found: list[Any], wanted: list[Any], **more: Any) -> tuple[int, int, int]:
    tally = score({"tasks": found}, key(tasks=wanted, **more)).tasks
    return len(tally.pairs), len(tally.missed), len(tally.surplus)


@pytest.mark.parametrize(
    "change", [{"value": 80}, {"op": ">"}, {"unit": "phút"}, {"year": 2025}, {"year": None}, {"value": "90"}]
)
def test_one_wrong_part_makes_a_target_both_missed_and_surplus(change: dict[str, Any]) -> None:
    assert target_counts([target()], [target()]) == (1, 0, 0)
    assert target_counts([target(**change)], [target()]) == (0, 1, 1)


def test_either_the_due_day_or_the_year_is_enough() -> None:
    dated = target(due="2024-09-30", year=2024)
    assert target_counts([target(due="2024-09-30", year=None)], [dated]) == (1, 0, 0)
    assert target_counts([target(due=None, year=2024)], [dated]) == (1, 0, 0)
    assert target_counts([target(due="2024-09-29", year=None)], [dated]) == (0, 1, 1)


def test_a_year_guessed_where_the_paper_has_none_is_wrong() -> None:
    assert target_counts([target(year=2026)], [target(year=None)]) == (0, 1, 1)
    assert target_counts([target(year=None)], [target(year=None)]) == (1, 0, 0)
    assert target_counts([target(year=None)], [target(year=2025, also={"year": [None]})]) == (1, 0, 0)


def test_equal_targets_are_found_one_by_one() -> None:
    three = [target(line=10), target(line=20), target(line=30)]
    tally = score({"targets": [target(line=21)]}, key(targets=three)).targets
    assert [entry["line"] for entry in tally.missed] == [10, 30]
    assert tally.recall == pytest.approx(1 / 3)
    assert tally.precision == 1


def test_the_nearest_pair_never_costs_another_its_match() -> None:
    # The second key takes 2025 or nothing; the nearer reading fits both, the farther only the second.
    wanted = [target(line=10, year=2025), target(line=11, year=2025, also={"year": [None]})]
    assert target_counts([target(line=11, year=2025), target(line=50, year=None)], wanted) == (2, 0, 0)


def test_an_optional_entry_is_neither_missed_nor_surplus() -> None:
    aside = target(line=99, value=25, optional=True)
    assert target_counts([target()], [target(), aside]) == (1, 0, 0)
    assert target_counts([target(), target(value=25)], [target(), aside]) == (1, 0, 0)
    assert target_counts([target(), target(value=25), target(value=25)], [target(), aside]) == (1, 0, 1)


@pytest.mark.parametrize("change", [{"lead": "Công an xã"}, {"lead": None}, {"due": "2026-06-29"}, {"due": None}])
def test_a_task_with_a_wrong_lead_or_time_is_not_found(change: dict[str, Any]) -> None:
    assert task_counts([task()], [task()]) == (1, 0, 0)
    assert task_counts([task(**change)], [task()]) == (0, 1, 1)


def test_a_task_is_found_by_its_number_or_by_four_fifths_of_its_words() -> None:
    assert task_counts([task(text="Khác hẳn")], [task()]) == (1, 0, 0)
    assert task_counts([task(no="9.z")], [task()]) == (1, 0, 0)
    five = "Rà soát lại mọi quy"
    assert task_counts([task(no=None, text="Rà soát lại mọi việc")], [task(text=five)]) == (1, 0, 0)
    assert task_counts([task(no=None, text="Rà soát lại công việc")], [task(text=five)]) == (0, 1, 1)


def test_a_number_shared_by_bullets_tells_nothing() -> None:
    bullets = [task(text="Tuyên truyền trên loa"), task(text="Mở lớp tập huấn", line=41)]
    assert task_counts([task(text="Việc khác"), task(text="Lại việc khác")], bullets) == (0, 2, 2)
    assert task_counts([task(text="Tuyên truyền trên loa")], bullets) == (1, 1, 0)


def test_a_month_is_not_a_day() -> None:
    monthly = task(due=None, due_month="2026-06")
    assert task_counts([task(due=None, due_month="2026-06")], [monthly]) == (1, 0, 0)
    assert task_counts([task(due="2026-06-30", due_month="2026-06")], [monthly]) == (0, 1, 1)
    assert task_counts([task(due="2026-06-30", due_month="2026-06")], [task()]) == (1, 0, 0)
    assert task_counts([task(due=None)], [task(also={"time": [{"due": None, "due_month": None}]})]) == (1, 0, 0)


def test_a_duty_told_again_as_a_task_is_neutral() -> None:
    duties = [{"no": "V.1", "unit": "Công an xã", "line": 70, "lines": [71, 75]}]
    again = task(no="V.1", text="Bảo đảm an toàn", lead="Công an xã", due=None, line=75)
    assert task_counts([task(), again], [task()], responsibilities=duties) == (1, 0, 0)
    assert task_counts([task(), {**again, "line": 80}], [task()], responsibilities=duties) == (1, 0, 0)
    assert task_counts([task(), {**again, "line": 80, "no": "V.2"}], [task()], responsibilities=duties) == (1, 0, 1)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ban Văn hóa- Thông tin", "BAN VĂN HOÁ – THÔNG TIN", True),
        ("Văn phòng HĐND&UBND xã", "Văn phòng HĐND & UBND xã", True),
        ("Phòng VHXH; Công an xã", "Phòng VHXH, Công an xã.", True),
        ("Ủy ban nhân dân xã", unicodedata.normalize("NFD", "Uỷ ban nhân dân xã"), True),
        ("Phòng VHXH", "Phòng Văn hóa - Xã hội", False),
        ("Các sở, ban, ngành", "Các sở ban, ngành", False),
        ("Phòng Tư pháp", "Phòng Tu pháp", False),
    ],
)
def test_names_compare_folded_and_no_looser(one: str, other: str, is_same: bool) -> None:
    assert (name(one) == name(other)) is is_same


def test_an_abbreviation_counts_only_when_the_key_lists_it() -> None:
    assert task_counts([task(lead="VP")], [task()]) == (0, 1, 1)
    assert task_counts([task(lead="VP")], [task(also={"lead": ["VP"]})]) == (1, 0, 0)


def test_bases_and_duties_and_identity_are_scored_beside() -> None:
    wanted = key(
        plan={"number": None, "agency": "Ủy ban nhân dân xã A", "title": "Nâng cao chất lượng dịch vụ công"},
        legal_bases=[{"number": "15/QĐ-TTg", "date": "2025-01-02", "title": "x", "line": 3}],
        cited=[{"number": "7/NĐ-CP", "date": None, "title": "y", "line": 9}],
        responsibilities=[{"no": "V.1", "unit": "Công an xã", "line": 70, "lines": [71, 75]}],
    )
    found = {
        "plan": {"number": "12/KH-UBND", "agency": "ủy ban nhân dân xã A", "title": "Nâng cao chất lượng dịch vụ công"},
        "legal_bases": [
            {"number": "15/QĐ - TTg", "date": "2025-01-02"},
            {"number": "7/NĐ-CP", "date": None},
            {"number": "99/QĐ", "date": None},
        ],
        "responsibilities": {"Công an xã": [71, 90]},
    }
    result = score(found, wanted)
    assert result.identity == {"number": False, "agency": True, "title": True}
    assert (result.legal_bases.recall, result.legal_bases.precision) == (1, 0.5)
    assert [entry["line"] for entry in result.responsibilities.missed] == [75]
    assert [entry["line"] for entry in result.responsibilities.surplus] == [90]


def test_an_empty_reading_is_told_with_every_line_it_missed() -> None:
    result = score({}, key(targets=[target(line=12)], tasks=[task(line=34)]))
    assert not result.reaches(0.95)
    assert "targets: recall 0.0%, precision 100.0%" in told(result)
    assert "missed  line 12: no=II.1" in told(result)
    assert "missed  line 34: no=1.a" in told(result)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.name)
def test_a_key_is_whole_and_scores_full_marks_against_itself(path: Path) -> None:
    wanted = read_key(path)
    found = json.loads(json.dumps(wanted))
    result = score(found, wanted)
    assert result.reaches(1)
    assert not result.responsibilities.missed
    assert all(result.identity.values())
    assert all(right == of for right, of in result.details.values())


@pytest.mark.parametrize("path", WITH_TEXT, ids=lambda path: path.name)
def test_every_line_of_a_key_points_at_its_words(path: Path) -> None:
    lines = ["", *unicodedata.normalize("NFC", _paper(path)).split("\n")]
    wanted = read_key(path)
    for entry in [*wanted["targets"], *wanted["tasks"]]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry["due"] or "2026-01-01")
        assert re.fullmatch(r"\d{4}-\d\d", entry.get("due_month") or "2026-01")
        assert entry.get("op", "=") in ("=", ">=", "<=", "<", ">")
        assert entry.get("recurrence") in (None, "continuous", "monthly", "quarterly", "yearly")
        # From its line on, a row of a broken table may run over two pages: 90 lines.
        near = " ".join(lines[entry["line"] : entry["line"] + 90])
        assert words_told(entry["text"], near) >= 0.97, f"{path.name}: {entry['no']} at line {entry['line']}"
    for duty in wanted["responsibilities"]:
        assert all(lines[line].strip() for line in duty["lines"])


def _paper(path: Path) -> str:
    with (path.parent / path.name.replace(".key.yaml", ".txt")).open(encoding="utf-8", newline="") as file:
        return file.read()


def test_the_word_file_tells_what_its_text_tells() -> None:
    stem = "unseen-phuong-an-loc-thuong-2026"
    tables = docx.Document(str(HERE / f"{stem}.docx")).tables
    work = next(table for table in tables if table.cell(0, 1).text == "Nội dung nhiệm vụ")
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in work.rows}
    for entry in read_key(HERE / f"{stem}.key.yaml")["tasks"]:
        if entry["no"].startswith("II."):
            assert name(rows[entry["text"]][2]) == name(entry["lead"])
            assert name(rows[entry["text"]][4]) == name(entry["product"])
    levels = next(table for table in tables if table.cell(0, 0).text == "STT")
    assert levels.cell(0, 3)._tc is levels.cell(0, 4)._tc
