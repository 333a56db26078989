from __future__ import annotations

import socket

import pytest

from motcua.config import cli


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


def test_a_port_that_is_no_port_is_refused():
    with pytest.raises(SystemExit):
        cli.main(["up", "--port", "70000"])
