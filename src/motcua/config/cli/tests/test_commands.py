from __future__ import annotations

import socket
from contextlib import nullcontext

import pytest

from motcua.config import cli
from motcua.config.cli import db
from motcua.platform.clock.now import now
from motcua.platform.models import Work


def test_every_command_is_found_by_its_module_and_helps_without_being_imported(monkeypatch, tmp_path, capsys):
    (tmp_path / "broken_one.py").write_text('"""Một lệnh hỏng 100 %."""\nraise RuntimeError\n')
    monkeypatch.setattr(cli, "__path__", [*cli.__path__, str(tmp_path)])
    assert {"up", "down", "manage", "db"} <= set(cli.commands())
    monkeypatch.setattr(cli, "__path__", [str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    assert "broken-one" in (told := capsys.readouterr().out)
    assert "Một lệnh hỏng 100 %." in told


def test_a_taken_port_is_told_in_both_languages_with_one_that_is_free(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["up", "--port", str(port), "--data", str(tmp_path / "data")]) == 2
    told = capsys.readouterr().err
    assert f"Cổng {port}" in told
    assert f"Port {port} is taken" in told
    named = int(told.rsplit("--port ", 1)[1].split("'")[0])
    assert named > port
    with socket.create_server(("127.0.0.1", named)):
        pass
    assert not (tmp_path / "data").exists()


def test_stopping_what_does_not_run_is_no_error(tmp_path, capsys):
    assert cli.main(["down", "--data", str(tmp_path)]) == 0
    assert "Không có hệ thống nào" in capsys.readouterr().out


def test_status_and_upgrade_speak_plainly_about_a_folder_without_database(tmp_path, capsys):
    assert cli.main(["db", "status", "--data", str(tmp_path)]) == 0
    assert "chưa có cơ sở dữ liệu" in capsys.readouterr().out
    assert cli.main(["db", "--data", str(tmp_path), "upgrade"]) == 2
    assert "docs/install.md" in capsys.readouterr().err


@pytest.mark.django_db
def test_status_says_which_dossiers_no_figure_could_read_and_what_to_do(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(db.boxes, "opened", lambda data, role: nullcontext())
    db._say_unread(tmp_path)
    assert capsys.readouterr().out == ""
    for n in range(7):
        Work.objects.create(queue="facts", subject_kind="dossier", subject_id=40 + n, parked_at=now())
    db._say_unread(tmp_path)
    told = capsys.readouterr().out
    assert "Lịch sử của 7 hồ sơ chưa đọc được" in told
    assert "40, 41, 42, 43, 44 …" in told
    assert "motcua verify log" in told


def test_a_port_that_is_no_port_is_refused():
    with pytest.raises(SystemExit):
        cli.main(["up", "--port", "70000"])
