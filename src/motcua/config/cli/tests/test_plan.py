"""`motcua plan compile` reads a file without a database, prints a report or JSON, and refuses with a reason."""

from __future__ import annotations

import json

import pytest

from motcua.config import cli

PLAN = """KẾ HOẠCH
Tập huấn kỹ năng số năm 2026

I. MỤC TIÊU
- Ít nhất 90% cán bộ được tập huấn.
II. NHIỆM VỤ
1. Công an xã hướng dẫn người dân, hoàn thành trước ngày 30/6/2026.
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_the_report_is_vietnamese_and_gives_the_lines(paper, capsys):
    assert cli.main(["plan", "compile", str(paper)]) == 0
    told = capsys.readouterr().out
    assert "Số: không nêu" in told
    assert "từ 90% trở lên, năm 2026" in told
    assert "Công an xã; hạn 30/06/2026" in told
    assert "(dòng 7)" in told


def test_json_is_one_object(paper, capsys):
    assert cli.main(["plan", "compile", str(paper), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["targets"][0]["value"], data["targets"][0]["op"]) == (90, ">=")
    assert (data["tasks"][0]["lead"], data["tasks"][0]["due"]) == ("Công an xã", "2026-06-30")


def test_a_file_that_is_no_plan_is_refused_with_a_reason(tmp_path, capsys):
    letter = tmp_path / "thu.txt"
    letter.write_text("Kính gửi các đồng chí,\nChúc mừng năm mới.\n", "utf-8")
    assert cli.main(["plan", "compile", str(letter)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Không nhận ra đây là một kế hoạch" in told.err
    assert cli.main(["plan", "compile", str(tmp_path / "khong-co.pdf")]) == 2
    assert "Không tìm thấy tệp" in capsys.readouterr().err
