from __future__ import annotations

import socket

import pytest

from motcua.config.supervisor import box as boxes
from motcua.config.supervisor.box import Box, Prepared


class FakeServer:
    """Three addresses, as a server gives them."""

    def environment(self) -> dict[str, str]:
        return {f"MOTCUA_DB_{role}": f"postgresql://{role}" for role in ("OWNER", "WEB", "JOB")}


@pytest.fixture
def box(tmp_path, monkeypatch) -> Box:
    for name in ("MOTCUA_URL", "MOTCUA_VNEID_ISSUER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner-of-all")
    monkeypatch.setenv("MOTCUA_DB_OWNER", "postgresql://owner-of-all")
    return Box(tmp_path, port=18310, vneid_port=18311)


def databases(environment) -> dict[str, str]:
    return {name: value for name, value in environment.items() if "postgresql:" in value}


def test_each_program_knows_one_address_of_the_database_at_most(box):
    found = {each.name: each for each in boxes.programs(box, FakeServer(), Prepared("", "/vneid/callback/"))}
    assert {name: databases(each.environment) for name, each in found.items()} == {
        "VNeID mô phỏng": {},
        "Công việc nền": {"MOTCUA_DB_JOB": "postgresql://JOB"},
        "Số liệu": {"MOTCUA_DB_JOB": "postgresql://JOB"},
        "Trang web": {"MOTCUA_DB_WEB": "postgresql://WEB"},
    }
    assert not any("postgresql" in part for each in found.values() for part in each.command)


def test_web_and_simulator_share_a_secret_that_is_made_once_private_and_never_on_a_command_line(box):
    first = boxes.programs(box, FakeServer(), Prepared("", "/vneid/callback/"))
    again = boxes.programs(box, FakeServer(), Prepared("", "/vneid/callback/"))
    secrets = {each.environment["MOTCUA_VNEID_CLIENT_SECRET"] for each in (*first, *again)}
    assert len(secrets) == 1
    assert (box.data / "vneid_client_secret").stat().st_mode & 0o077 == 0
    assert not any(secrets & set(each.command) for each in first)


def test_without_simulators_sign_in_is_left_to_the_administrator(tmp_path, box):
    plain = Box(tmp_path, port=18310)
    found = boxes.programs(plain, FakeServer(), Prepared("", "/vneid/callback/"))
    assert [each.name for each in found] == ["Trang web", "Công việc nền", "Số liệu"]
    assert "MOTCUA_VNEID_ISSUER" not in found[0].environment


def test_mails_of_a_demonstration_go_to_its_own_sink_whatever_server_the_machine_knows(box, monkeypatch):
    monkeypatch.setenv("MOTCUA_SMTP_HOST", "smtp.example")
    monkeypatch.setenv("MOTCUA_SMTP_PASSWORD", "a-real-one")
    demo = Box(box.data, port=18310, vneid_port=18311, mail_ports=(18325, 18326))
    found = {each.name: each for each in boxes.programs(demo, FakeServer(), Prepared("", "/vneid/callback/"))}
    told = {
        name: [each.environment.get(f"MOTCUA_SMTP_{part}", "") for part in ("HOST", "PORT", "PASSWORD")]
        for name, each in found.items()
    }
    assert told["Trang web"] == told["Công việc nền"] == ["127.0.0.1", "18325", ""]
    assert databases(found["Hộp thư trình diễn"].environment) == {}
    assert told["Hộp thư trình diễn"][2] == ""
    without = boxes.environment(Box(box.data, port=18310), FakeServer(), "job")
    assert without["MOTCUA_SMTP_HOST"] == ""


def test_in_earnest_only_the_worker_signs_in_to_the_mail_server(box, monkeypatch):
    monkeypatch.setenv("MOTCUA_SMTP_HOST", "smtp.example")
    monkeypatch.setenv("MOTCUA_SMTP_PASSWORD", "a-real-one")
    real = Box(box.data, port=18310, demo=False)
    web, worker = (boxes.environment(real, FakeServer(), role) for role in ("web", "job"))
    assert web["MOTCUA_SMTP_HOST"] == worker["MOTCUA_SMTP_HOST"] == "smtp.example"
    assert (web["MOTCUA_SMTP_PASSWORD"], worker["MOTCUA_SMTP_PASSWORD"]) == ("", "a-real-one")


def test_a_port_somebody_listens_on_is_not_free_and_the_next_free_one_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not boxes.port_is_free(port)
        assert boxes.free_port_after(port - 1) > port
    assert boxes.port_is_free(port)
